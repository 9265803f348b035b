#include "algorithms/dynamic_programming/policy_iteration.hpp"

#include <gmock/gmock.h>

#include <optional>
#include <stdexcept>

#include "algorithms/environments/mdp_file.hpp"
#include "theory/fields/errors.hpp"
#include "theory/mdp/values.hpp"
#include "verification/engine/mdp_instance.hpp"

namespace lemmata {
namespace {

using testing::DoubleNear;

/// One outcome of an MDP that is written out by hand.
struct Row {
  int state;
  int action;
  Outcome<double> outcome;
};

FiniteMdp<double> mdp_of(int states, int actions, double discount, const std::vector<Row>& rows) {
  FiniteMdp<double> mdp{states, actions};
  mdp.discount = discount;
  mdp.start(0) = 1;
  for (const auto& [state, action, outcome] : rows) mdp.outcomes(state, action).push_back(outcome);
  return mdp;
}

double scale_of(const Vector<double>& values) { return 1 + sup_norm(values); }

void expect_bellman_optimal(const FiniteMdp<double>& mdp, const OptimalSolution& solution) {
  const Vector<double> backup = bellman_optimality(mdp, solution.values);
  EXPECT_LE(sup_norm<double>(backup - solution.values), 1e-11 * scale_of(solution.values));
  EXPECT_LE(sup_norm<double>(bellman(mdp, solution.policy, solution.values) - solution.values),
            1e-11 * scale_of(solution.values));
}

TEST(PolicyIterationTest, SolvesTheShippedMdps) {
  const std::vector<double> optima{-12.247897700103202, 0.5420259319988029, 6.327464314919367};
  ASSERT_EQ(shipped_mdps().size(), optima.size());
  for (std::size_t i = 0; i < optima.size(); ++i) {
    const auto mdp = in_field<double>(shipped_mdps()[i]);
    const OptimalSolution solution = solve_by_policy_iteration(mdp);
    EXPECT_THAT(solution.value, DoubleNear(optima[i], 1e-9)) << shipped_mdps()[i].name;
    EXPECT_EQ(solution.value, mdp.start.dot(solution.values));
    expect_bellman_optimal(mdp, solution);
  }
}

/// The best value of every state over all deterministic policies with finite values, exactly.
std::vector<Rational> best_by_enumeration(const FiniteMdp<Rational>& mdp) {
  std::vector<std::optional<Rational>> best(static_cast<std::size_t>(mdp.states()));
  std::vector<int> decisions(best.size(), 0);
  const auto next = [&] {
    for (int& action : decisions) {
      if (++action < mdp.actions()) return true;
      action = 0;
    }
    return false;
  };
  do {
    Policy<Rational> policy = Policy<Rational>::Constant(mdp.states(), mdp.actions(), Rational{0});
    for (int s = 0; s < mdp.states(); ++s) {
      policy(s, decisions[static_cast<std::size_t>(s)]) = Rational{1};
    }
    try {
      const Vector<Rational> values = policy_values(mdp, policy);
      for (int s = 0; s < mdp.states(); ++s) {
        auto& so_far = best[static_cast<std::size_t>(s)];
        if (!so_far || *so_far < values(s)) so_far = values(s);
      }
    } catch (const SingularSystem&) {
      continue;  // with γ = 1 this policy may never end
    }
  } while (next());
  std::vector<Rational> result;
  for (const auto& value : best) result.push_back(value.value());
  return result;
}

void expect_agreement_with_enumeration(const TransitionTable& table) {
  const auto mdp = in_field<double>(table);
  const OptimalSolution solution = solve_by_policy_iteration(mdp);
  const auto best = best_by_enumeration(in_field<Rational>(table));
  for (int s = 0; s < mdp.states(); ++s) {
    const double expected = to_double(best[static_cast<std::size_t>(s)]);
    ASSERT_NEAR(solution.values(s), expected, 1e-9 * scale_of(solution.values))
        << "V*(" << s << ") of\n"
        << to_string(table);
  }
  expect_bellman_optimal(mdp, solution);
}

constexpr LargestShape small_shape{.states = 4, .actions = 3, .outcomes = 3};

TransitionTable random_table(std::uint64_t seed) {
  return draw_mdp(small_shape, {}, rc::Random{seed}).table;
}

TEST(PolicyIterationTest, AgreesWithTheBestOfAllDeterministicPolicies) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    TransitionTable table = random_table(seed);
    if (table.discount == Dyadic{1, 0}) table.discount = {7, -3};
    expect_agreement_with_enumeration(table);
    if (HasFatalFailure()) return;
  }
}

TEST(PolicyIterationTest, AgreesOnEpisodicMdpsWithoutDiscount) {
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    TransitionTable table = random_table(seed);
    table.discount = {1, 0};
    if (!states_that_never_end(table).empty()) continue;
    for (auto& actions : table.outcomes) {
      for (auto& row : actions) {
        for (auto& outcome : row) {
          if (!outcome.terminal) outcome.reward.mantissa = -std::abs(outcome.reward.mantissa);
        }
      }
    }
    expect_agreement_with_enumeration(table);
    if (HasFatalFailure()) return;
    ++compared;
  }
  EXPECT_GT(compared, 100);
}

TEST(PolicyIterationTest, AgreesOnLargeRewards) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    TransitionTable table = random_table(seed);
    table.discount = dyadic(0.9999);
    for (auto& actions : table.outcomes) {
      for (auto& row : actions) {
        for (auto& outcome : row) outcome.reward.mantissa *= 1'000'000;
      }
    }
    expect_agreement_with_enumeration(table);
    if (HasFatalFailure()) return;
  }
}

TEST(PolicyIterationTest, LooksOneStepAheadWithoutContinuation) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    TransitionTable table = random_table(seed);
    table.discount = {0, 0};
    const auto mdp = in_field<double>(table);
    const Vector<double> best = expected_rewards(mdp).rowwise().maxCoeff();
    EXPECT_LE(sup_norm<double>(solve_by_policy_iteration(mdp).values - best), 1e-15);
  }
}

TEST(PolicyIterationTest, WalksALongCorridorWithoutDiscount) {
  constexpr int length = 20'000;
  std::vector<Row> rows;
  for (int s = 0; s < length; ++s) {
    rows.push_back({s, 0, {1, std::max(s - 1, 0), -1, false}});
    rows.push_back({s, 1, {1, std::min(s + 1, length - 1), -1, s == length - 1}});
  }
  const OptimalSolution solution = solve_by_policy_iteration(mdp_of(length, 2, 1, rows));
  EXPECT_EQ(solution.value, -length);
  EXPECT_EQ(solution.policy.col(1).sum(), length);
}

TEST(PolicyIterationTest, SolvesOneStateWithOneAction) {
  const OptimalSolution solution =
      solve_by_policy_iteration(mdp_of(1, 1, 0.5, {{0, 0, {1, 0, 3, false}}}));
  EXPECT_DOUBLE_EQ(solution.value, 6);
  EXPECT_EQ(solution.policy(0, 0), 1);
  EXPECT_EQ(solution.iterations, 1);
}

TEST(PolicyIterationTest, EndsAmongTies) {
  std::vector<Row> rows;
  for (int s = 0; s < 3; ++s) {
    for (int a = 0; a < 2; ++a) {
      for (int next = 0; next < 3; ++next) {
        rows.push_back({s, a, {1. / 3, (next + a) % 3, 0.1, false}});
      }
    }
  }
  const OptimalSolution solution = solve_by_policy_iteration(mdp_of(3, 2, 0.9999, rows));
  EXPECT_NEAR(solution.value, 0.1 / 0.0001, 1e-8);
  EXPECT_EQ(solution.iterations, 1);
}

TEST(PolicyIterationTest, PrefersAnEndToAFreeLoopThatNeverEnds) {
  const OptimalSolution solution = solve_by_policy_iteration(
      mdp_of(1, 2, 1, {{0, 0, {1, 0, 0, false}}, {0, 1, {1, 0, -1, true}}}));
  EXPECT_EQ(solution.value, -1);
  EXPECT_EQ(solution.policy(0, 1), 1);
}

std::string refusal_of(const FiniteMdp<double>& mdp) {
  try {
    solve_by_policy_iteration(mdp);
  } catch (const std::domain_error& error) {
    return error.what();
  }
  return "solved";
}

TEST(PolicyIterationTest, RefusesALoopThatEarnsRewardForever) {
  const auto mdp = mdp_of(2, 2, 1,
                          {{0, 0, {1, 1, 3, false}},
                           {0, 1, {1, 0, 0, true}},
                           {1, 0, {1, 0, -2, false}},
                           {1, 1, {1, 0, 0, true}}});
  EXPECT_THAT(refusal_of(mdp), testing::HasSubstr("a loop earns a positive reward"));
}

TEST(PolicyIterationTest, RefusesAStateWithoutAWayOut) {
  const auto mdp = mdp_of(1, 1, 1, {{0, 0, {1, 0, 0, false}}});
  EXPECT_THAT(refusal_of(mdp), testing::HasSubstr("an end must be within reach"));
  EXPECT_THROW(solve_by_policy_iteration(mdp), SingularSystem);
}

TEST(PolicyIterationTest, DoesNotTakeAnEndOfProbabilityZeroForAWayOut) {
  const auto mdp = mdp_of(1, 1, 1, {{0, 0, {1, 0, 0, false}}, {0, 0, {0, 0, 0, true}}});
  EXPECT_THAT(refusal_of(mdp), testing::HasSubstr("an end must be within reach"));
}

TEST(PolicyIterationTest, RefusesValuesBeyondDouble) {
  EXPECT_THROW(solve_by_policy_iteration(mdp_of(1, 1, 0.5, {{0, 0, {1, 0, 1e308, false}}})),
               std::overflow_error);
}

}  // namespace
}  // namespace lemmata
