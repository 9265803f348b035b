// Invariants of the values, visitation and trajectories of random MDPs.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "generators.hpp"
#include "theory/fields/errors.hpp"
#include "theory/mdp/trajectories.hpp"
#include "theory/mdp/values.hpp"
#include "theory/mdp/visitation.hpp"

namespace lemmata {
namespace {

using R = Rational;

R sum(const Vector<R>& v) { return v.size() == 0 ? R{0} : v.sum(); }

RC_GTEST_PROP(RandomMdpTest, DistributionsSumToOne, ()) {
  const auto instance = *any_mdp({Part::policy});
  const auto x = instance.in<R>();
  const Policy<R> pi = x.pi();
  RC_ASSERT(sum(x.mdp.start) == R{1});
  const Matrix<R> chain = policy_transitions(x.mdp, pi);
  for (int s = 0; s < x.mdp.states(); ++s) {
    RC_ASSERT(sum(pi.row(s).transpose()) == R{1});
    R ending{0};
    for (int a = 0; a < x.mdp.actions(); ++a) {
      R total{0};
      for (const auto& outcome : x.mdp.outcomes(s, a)) {
        RC_ASSERT(outcome.probability > R{0});
        total += outcome.probability;
        if (outcome.terminal) ending += pi(s, a) * outcome.probability;
      }
      RC_ASSERT(total == R{1});
    }
    RC_ASSERT(sum(chain.row(s).transpose()) + ending == R{1});
  }
}

RC_GTEST_PROP(RandomMdpTest, ChainIsTheMixtureOfItsActions, ()) {
  const auto instance = *any_mdp({Part::policy});
  const auto x = instance.in<R>();
  const Policy<R> pi = x.pi();
  const Matrix<R> chain = policy_transitions(x.mdp, pi);
  for (int s = 0; s < x.mdp.states(); ++s) {
    Vector<R> row = Vector<R>::Constant(x.mdp.states(), R{0});
    for (int a = 0; a < x.mdp.actions(); ++a) row += pi(s, a) * successor_distribution(x.mdp, s, a);
    RC_ASSERT(chain.row(s).transpose() == row);
  }
}

RC_GTEST_PROP(RandomMdpTest, ValuesSolveBellmansEquation, ()) {
  const auto instance = *any_mdp_with_values({Part::policy});
  const auto x = instance.in<R>();
  const Policy<R> pi = x.pi();
  const Vector<R> values = policy_values(x.mdp, pi);
  const Matrix<R> chain = policy_transitions(x.mdp, pi);
  RC_ASSERT(bellman(x.mdp, pi, values) == values);
  RC_ASSERT(policy_rewards(x.mdp, pi) + chain * values * x.mdp.discount == values);
  const Matrix<R> advantage = advantages(x.mdp, pi);
  for (int s = 0; s < x.mdp.states(); ++s) {
    RC_ASSERT(pi.row(s).dot(advantage.row(s)) == R{0});
  }
}

RC_GTEST_PROP(RandomMdpTest, VisitationIsNonnegativeAndGivesThePerformance, ()) {
  const auto instance = *any_mdp_with_values({Part::policy});
  const auto x = instance.in<R>();
  const Policy<R> pi = x.pi();
  const Vector<R> visits = visitation(x.mdp, pi);
  for (int s = 0; s < x.mdp.states(); ++s) RC_ASSERT(visits(s) >= x.mdp.start(s));
  RC_ASSERT(performance_by_visitation(x.mdp, pi) == performance(x.mdp, pi));
  const Matrix<R> flow = policy_transitions(x.mdp, pi).transpose() * x.mdp.discount;
  RC_ASSERT(x.mdp.start + flow * visits == visits);
}

template <class F>
void has_no_value(const MdpInstance& instance) {
  const auto x = instance.in<F>();
  RC_ASSERT_THROWS_AS(policy_values(x.mdp, x.pi()), SingularSystem);
  RC_ASSERT_THROWS_AS(visitation(x.mdp, x.pi()), SingularSystem);
}

RC_GTEST_PROP(RandomMdpTest, ThatMayNeverEndHasNoUndiscountedValue, ()) {
  auto instance = *any_mdp({Part::policy}, {.states = 6});
  instance.table.discount = {1, 0};
  RC_PRE(!states_that_never_end(instance.table).empty());
  has_no_value<Modular>(instance);
  has_no_value<R>(instance);
  has_no_value<Ball>(instance);
  has_no_value<double>(instance);
}

RC_GTEST_PROP(RandomMdpTest, StationaryDistributionIsStationary, ()) {
  const auto instance = *any_mdp({Part::policy});
  const auto x = instance.in<R>();
  const Matrix<R> chain = policy_transitions(x.mdp, x.pi());
  try {
    const Vector<R> rho = stationary_distribution(x.mdp, x.pi());
    const Vector<R> moved = chain.transpose() * rho;
    RC_ASSERT(sum(rho) == R{1});
    RC_ASSERT(moved + (R{1} - sum(moved)) * x.mdp.start == rho);
  } catch (const SingularSystem&) {
    RC_DISCARD("several stationary distributions");
  }
}

RC_GTEST_PROP(RandomMdpTest, DoublesAgreeWithRationals, ()) {
  const auto instance = *any_mdp_with_values({Part::policy});
  const auto x = instance.in<double>();
  const auto exact = instance.in<R>();
  const auto close = [](double a, const R& b) { return std::abs(a - to_double(b)) < 1e-6; };
  RC_ASSERT(close(performance(x.mdp, x.pi()), performance(exact.mdp, exact.pi())));
  const Vector<double> visits = visitation(x.mdp, x.pi());
  const Vector<R> exact_visits = visitation(exact.mdp, exact.pi());
  for (int s = 0; s < x.mdp.states(); ++s) RC_ASSERT(close(visits(s), exact_visits(s)));
}

RC_GTEST_PROP(RandomMdpTest, AsConstantMovesNothing, ()) {
  const auto instance = *any_mdp_with_values({Part::policy});
  const auto x = instance.in<R>();
  const FiniteMdp<Dual<R>> constant = as_constant(x.mdp);
  const auto is_constant = [](const auto& moving, const auto& fixed) {
    return value_part(moving) == fixed && (derivative_part(moving).array() == R{0}).all();
  };
  RC_ASSERT(constant.discount == Dual<R>(x.mdp.discount));
  RC_ASSERT(is_constant(constant.start, x.mdp.start));
  RC_ASSERT(is_constant(expected_rewards(constant), expected_rewards(x.mdp)));
  const Policy<Dual<R>> still = x.pi().unaryExpr([](const R& p) { return Dual<R>{p}; });
  RC_ASSERT(is_constant(policy_transitions(constant, still), policy_transitions(x.mdp, x.pi())));
  RC_ASSERT(is_constant(policy_values(constant, still), policy_values(x.mdp, x.pi())));
}

RC_GTEST_PROP(RandomMdpTest, EveryTrajectoryIsVisitedOnce, ()) {
  const auto instance =
      *any_mdp({Part::policy}, {.states = 3, .actions = 2, .outcomes = 2, .horizon = 4});
  const auto x = instance.in<R>();
  std::uint64_t count = 0;
  R total{0}, mean_return{0};
  for_each_trajectory(x.mdp, x.pi(), x.horizon, [&](const Trajectory<R>& trajectory) {
    ++count;
    total += trajectory.probability;
    R discount{1};
    for (const auto& step : trajectory.steps) {
      mean_return += trajectory.probability * discount * step.reward;
      discount *= x.mdp.discount;
    }
    RC_ASSERT(static_cast<int>(trajectory.steps.size()) <= x.horizon);
  });
  RC_ASSERT(count == trajectory_count(instance.table, x.horizon));
  RC_ASSERT(total == R{1});
  RC_ASSERT(mean_return == horizon_performance(x.mdp, x.pi(), x.horizon));
}

RC_GTEST_PROP(RandomMdpTest, ExpectationWeighsByProbability, ()) {
  const auto instance =
      *any_mdp({Part::policy}, {.states = 3, .actions = 2, .outcomes = 2, .horizon = 3});
  const auto x = instance.in<R>();
  const Vector<R> first =
      expectation(x.mdp, x.pi(), x.horizon, x.mdp.states(), [&](const Trajectory<R>& trajectory) {
        Vector<R> at = Vector<R>::Constant(x.mdp.states(), R{0});
        at(trajectory.steps.front().state) = R{1};
        return at;
      });
  RC_ASSERT(first == x.mdp.start);
}

RC_GTEST_PROP(RandomMdpTest, GreedyAttainsTheOptimalityOperator, ()) {
  const auto instance = *any_mdp({Part::values});
  const auto x = instance.in<R>();
  const auto greedy = greedy_policy(action_values(x.mdp, x.values()));
  RC_ASSERT(bellman(x.mdp, greedy, x.values()) == bellman_optimality(x.mdp, x.values()));
}

}  // namespace
}  // namespace lemmata
