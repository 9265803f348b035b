// EN-9. The soft-optimal policy is unique, and stochastic even where the MDP is deterministic.
//
//   V_β^π(s) + β KL(π(·|s) ‖ π_β*(·|s)) ≤ V_β*(s), so that only π_β* attains V_β*, and
//   log 1/π_β*(a|s) ≤ (R/β + log A)/(1 − γ),   R = max(0, max r) − min(0, min r).
//
// Hypotheses: a finite MDP, 0 ≤ γ < 1, temperature β > 0.
// The second line: V_β* lies between min(0, min r)/(1 − γ) and (max(0, max r) + β log A)/(1 − γ),
// so that the Q_β*(s,·) of a state differ by at most (R + γβ log A)/(1 − γ), and since V_β* ≤ max Q
// + β log A, log 1/π = (V_β* − Q)/β is at most that over β and log A.
//
// Oracle: values by a linear
// solve in balls; V_β* of certified width from its Bellman residual.
//
// Shows: the gap below V_β* for
// any policy and the least probability of the policy of production, certified in balls where
// doubles find the gap strict by a margin; a deterministic policy cannot be soft-optimal, since its
// logarithms are not bounded.
//
// Sources: mei2020global, Lemma 26, for the gap; geist2019theory.

#include "verification/entropy/certified_soft_optimum.hpp"

namespace lemmata {
namespace {

using namespace certified_soft_optimum;
using Point = MdpPoint<Ball>;

template <class F>
Vector<F> divergences(const Policy<F>& pi, const Matrix<F>& log_policy) {
  using std::log;
  Vector<F> result = Vector<F>::Constant(pi.rows(), F{0});
  for (Eigen::Index s = 0; s < pi.rows(); ++s) {
    for (Eigen::Index a = 0; a < pi.cols(); ++a) {
      if (pivot_score(pi(s, a)) > 0) result(s) += pi(s, a) * (log(pi(s, a)) - log_policy(s, a));
    }
  }
  return result;
}

/// Whether in every state the gap exceeds the divergence by a margin.
bool is_strict(const MdpInstance& instance) {
  const auto x = instance.in<double>();
  if (x.mdp.states() > most_states || x.mdp.actions() < 2) return false;
  const SoftSolution soft = solve_by_soft_policy_iteration(x.mdp, x.temperature());
  const Vector<double> gap = soft.values - soft_policy_values(x.mdp, x.pi(), x.temperature()) -
                             x.temperature() * divergences<double>(x.pi(), soft.log_policy);
  return gap.minCoeff() > margin * larger(1, sup_norm(soft.values));
}

/// The predicate: V_β^π + cβ KL(π‖π_β*) ≤ V_β* for a policy π and a factor c.
template <class Subject>
Check stays_below(Subject subject, int factor) {
  return ball_inequality([=](const Point& x) {
           const SoftSolution soft = solution(x);
           const Policy<Ball> pi = subject(x);
           const Matrix<Ball> best = log_softmax(exactly(soft.log_policy));
           const Vector<Ball> divergence = divergences<Ball>(pi, best);
           const Vector<Ball> below = soft_policy_values(x.mdp, pi, x.temperature()) +
                                      divergence * (x.temperature() * Ball{factor});
           return at_most(below, soft_optimal_values(x.mdp, soft, x.temperature()).lower);
         })
      .only(few_states, is_strict);
}

/// The predicate: a policy, given by logarithms, has log 1/π ≤ bound.
template <class LogPolicy, class Bound>
Check is_stochastic(LogPolicy claimed, Bound bound) {
  return ball_inequality([=](const Point& x) {
           const Matrix<Ball> log_policy = log_softmax<Ball>(claimed(x));
           const Vector<Ball> entries = -log_policy.reshaped();
           return at_most(entries, Vector<Ball>(Vector<Ball>::Constant(entries.size(), bound(x))));
         })
      .only("two actions or more, at most 20 states", [](const MdpInstance& x) {
        return x.table.actions() > 1 && x.table.states() <= most_states;
      });
}

/// min(0, min r) and max(0, max r).
Pay rewards_and_zero(const Point& x) {
  const Pay range = rewards_of(x);
  return {-larger(-range.least, Ball{0}), larger(range.most, Ball{0})};
}
Ball range_with_zero(const Point& x) {
  const Pay range = rewards_and_zero(x);
  return range.most - range.least;
}
Pay with_entropy(const Point& x) {
  Pay range = rewards_and_zero(x);
  range.most += x.temperature() * log(Ball{x.mdp.actions()});
  return range;
}

Ball production_bound(const Point& x) {
  const Ball nearly = Ball{1} + Ball{1} / power(Ball{10}, 12);
  return nearly * (range_with_zero(x) / x.temperature() + log(Ball{x.mdp.actions()})) /
         (Ball{1} - x.mdp.discount);
}

Matrix<Ball> production(const Point& x) { return exactly(solution(x).log_policy); }

/// V_β^π ≥ V_β*: a claimed policy is soft-optimal.
template <class Subject>
Check is_soft_optimal(Subject subject) {
  return ball_inequality([subject](const Point& x) {
           const Enclosure best = soft_optimal_values(x.mdp, solution(x), x.temperature());
           const Vector<Ball> values = soft_policy_values(x.mdp, subject(x), x.temperature());
           const Vector<Ball> slack =
               Vector<Ball>::Constant(values.size(), lost_by_doubles(best.upper));
           return at_most(best.upper, values + slack);
         })
      .only("at most 20 states",
            [](const MdpInstance& x) { return x.table.states() <= most_states; });
}

/// The statement for β = 0: the policy that is then optimal takes every action.
Truth takes_every_action_without_entropy(const Point& x) {
  const Policy<double> plain = solve_by_policy_iteration(nearest(x.mdp)).policy;
  return plain.minCoeff() > 0 ? Truth::certainly_true : Truth::certainly_false;
}

}  // namespace

Theorem soft_optimal_policy_is_unique() {
  constexpr auto any = [](const Point& x) { return x.pi(); };
  const Hypothesis positive_temperature{"β > 0", {}};
  return {
      .id = "EN-9",
      .claim =
          "The soft-optimal policy is unique, and takes every action with a probability that is "
          "bounded away from 0, even where the MDP is deterministic",
      .statement =
          R"(V_\beta^\pi + \beta\, \mathrm{KL}(\pi \,\Vert\, \pi_\beta^*) \le V_\beta^*, \qquad
                      \pi_\beta^*(a|s) \ge |A|^{-1/(1-\gamma)} e^{-R/((1-\gamma)\beta)})",
      .hypotheses = {finite_mdp, discount_below_one, positive_temperature},
      .oracle = "values by a linear solve in balls, an optimum of certified width",
      .shows =
          "The gap of any policy, strict by a margin; the least probability; that production's "
          "policy attains V_β* to 10⁻¹² of it.",
      .instances =
          mdps("finite MDPs with a policy and a temperature", {Part::policy, Part::temperature}),
      .checks =
          {
              part("V_β^π + β KL(π‖π_β*) ≤ V_β*", stays_below(any, 1)),
              part("log 1/π_β* ≤ (R/β + log A)/(1−γ), to 10⁻¹²",
                   is_stochastic(production, production_bound)),
              part("π_β* attains V_β*, to 10⁻¹²", is_soft_optimal([](const Point& x) {
                     return policy_of(solution(x).log_policy);
                   })),
          },
      .proof = {step(
          "V_β* is in [min(0, min r), max(0, max r) + β log A]/(1−γ), to 10⁻¹²",
          lies_between(with_entropy)
              .only("at most 20 states",
                    [](const MdpInstance& x) { return x.table.states() <= most_states; }))},
      .falsifiers =
          {
              wrong("a deterministic optimal policy is soft-optimal",
                    is_soft_optimal([](const Point& x) {
                      const OptimalSolution plain = solve_by_policy_iteration(nearest(x.mdp));
                      return Policy<Ball>{exactly(plain.policy)};
                    })),
              wrong("a second soft-optimal policy, the geometric mean of it and the uniform one",
                    is_soft_optimal(
                        [](const Point& x) { return policy_of(solution(x).log_policy / 2); })),
              wrong("a divergence counted 256 times", stays_below(any, 256)),
              wrong("the optimum's own probabilities: those for a temperature 64 times lower",
                    is_stochastic(
                        [](const Point& x) {
                          return exactly(solve_by_soft_policy_iteration(
                                             nearest(x.mdp), midpoint(x.temperature()) / 64)
                                             .log_policy);
                        },
                        production_bound)),
              wrong("1/(1−γ) lost from the least probability",
                    is_stochastic(production,
                                  [](const Point& x) {
                                    return production_bound(x) * (Ball{1} - x.mdp.discount);
                                  })),
              wrong("log A lost from the least probability",
                    is_stochastic(production,
                                  [](const Point& x) {
                                    return range_with_zero(x) / x.temperature() /
                                           (Ball{1} - x.mdp.discount);
                                  })),
          },
      .needs = {needed(discount_below_one, certified(has_soft_optimum)),
                needed(positive_temperature, certified(takes_every_action_without_entropy))},
      .sources = {{"mei2020global", "Lemma 26"},
                  {"geist2019theory", "the operator and its contraction"}},
  };
}

}  // namespace lemmata
