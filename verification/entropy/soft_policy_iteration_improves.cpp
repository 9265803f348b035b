// EN-5. Soft policy iteration improves monotonically and converges.
//
//   π⁺ ∝ exp(Q_β^π/β) implies V_β^{π⁺}(s) ≥ V_β^π(s) for every s;
//   from any π_0 of full support, ‖V_β* − V_β^{π_k}‖∞ ≤ γᵏ‖V_β* − V_β^{π_0}‖∞.
//
// Hypotheses: a finite MDP, 0 ≤ γ < 1, temperature β > 0, a first policy of full support.
// Oracle: linear solves of V = r_π + βH_π + γP_πV in balls, which know no softmax; for the optimum
// a solution in doubles with the certified width ‖T_βV − V‖∞/(1 − γ).
//
// Shows: the step in balls for
// any policy, and production's iteration in doubles along four steps, its policies taken as they
// are and their values certified, to 10⁻¹² of the largest value: that much doubles may lose.
// Equality, where π is optimal from a state on, no ball decides: the step is shown to 10⁻³⁰. The
// rate is production's too; near the end it is quadratic, which is not shown.
//
// Sources: haarnoja2018soft, Lemma 1, Lemma 2 and Theorem 1 (finitely many actions);
// geist2019theory.

#include "algorithms/natural_gradient/regularised_natural_ascent.hpp"
#include "verification/entropy/certified_soft_optimum.hpp"

namespace lemmata {
namespace {

using namespace certified_soft_optimum;
using Point = MdpPoint<Ball>;

constexpr int steps = 4;

Ball nearly_zero() { return Ball{1} / power(Ball{10}, 30); }

bool has_few_states(const MdpInstance& x) { return x.table.states() <= most_states; }

/// The predicate: a claimed step θ⁺, logits of π⁺, lowers no value: V_β^π ≤ V_β^{π⁺}.
template <class Step>
Check improves(Step claimed) {
  return ball_inequality([claimed](const Point& x) {
           const Policy<Ball> pi = x.pi();
           const Vector<Ball> before = soft_policy_values(x.mdp, pi, x.temperature());
           const Matrix<Ball> logits = claimed(x, before);
           const Policy<Ball> next = tabular_softmax(logits).probabilities();
           const Vector<Ball> slack = Vector<Ball>::Constant(before.size(), nearly_zero());
           return at_most(before, soft_policy_values(x.mdp, next, x.temperature()) + slack);
         })
      .only("at most 20 states", has_few_states);
}

/// Production: the longest step of natural ascent is the step of soft policy iteration.
Matrix<Ball> production(const Point& x, const Vector<Ball>& /*values*/) {
  const Matrix<Ball> theta = x.pi().unaryExpr([](const Ball& p) { return log(p); });
  return regularised_natural_step(x.mdp, theta, x.temperature(),
                                  longest_regularised_step(x.mdp, x.temperature()));
}

Matrix<Ball> q_over(const Point& x, const Vector<Ball>& values, const Ball& temperature) {
  return action_values(x.mdp, values) * (Ball{1} / temperature);
}

/// Certified values of production's policies from log π on.
std::vector<Vector<Ball>> values_along_the_run(const Point& x) {
  const Matrix<double> first =
      x.pi().unaryExpr([](const Ball& p) { return std::log(midpoint(p)); });
  SoftPolicyIteration iteration{nearest(x.mdp), midpoint(x.temperature()), first};
  std::vector<Vector<Ball>> values;
  for (int k = 0; k <= steps; ++k) {
    if (k > 0) iteration.improve();
    values.push_back(soft_policy_values(x.mdp, policy_of(iteration.log_policy()), x.temperature()));
  }
  return values;
}

/// ‖V_β* − V_k‖∞ ≤ factorᵏ‖V_β* − V_0‖∞ along the run.
Check converges(int powers) {
  return ball_inequality([powers](const Point& x) {
           const Enclosure optimum = soft_optimal_values(x.mdp, solution(x), x.temperature());
           const std::vector<Vector<Ball>> values = values_along_the_run(x);
           const Ball first = sup_norm<Ball>(optimum.lower - values[0]);
           Vector<Ball> errors(steps), bounds(steps);
           for (int k = 1; k <= steps; ++k) {
             errors(k - 1) = sup_norm<Ball>(optimum.upper - values[static_cast<std::size_t>(k)]);
             bounds(k - 1) =
                 power(x.mdp.discount, k * powers) * first + lost_by_doubles(optimum.upper);
           }
           return at_most(errors, bounds);
         })
      .only("at most 20 states", has_few_states);
}

}  // namespace

Theorem soft_policy_iteration_improves() {
  return {
      .id = "EN-5",
      .claim =
          "Soft policy iteration improves the soft value of every state and converges to the "
          "soft optimum at least as fast as γᵏ",
      .statement = R"(\pi_{k+1} \propto e^{Q_\beta^{\pi_k}/\beta}: \quad
                      V_\beta^{\pi_{k+1}} \ge V_\beta^{\pi_k}, \qquad
                      \lVert V_\beta^* - V_\beta^{\pi_k} \rVert_\infty
                      \le \gamma^k \lVert V_\beta^* - V_\beta^{\pi_0} \rVert_\infty)",
      .hypotheses = {finite_mdp, discount_below_one, {"β > 0", {}}, softmax_policy},
      .oracle = "values of policies by linear solves in balls, an optimum of certified width",
      .shows =
          "The step for any policy; improvement and rate of production's run, certified at its "
          "own policies to 10⁻¹² of the largest value. The quadratic phase is not shown.",
      .instances =
          mdps("finite MDPs with a policy and a temperature", {Part::policy, Part::temperature}),
      .checks =
          {
              part("a step lowers no value, to 10⁻³⁰", improves(production)),
              part("production's values increase along its run",
                   ball_inequality([](const Point& x) {
                     const std::vector<Vector<Ball>> values = values_along_the_run(x);
                     const auto states = x.mdp.states();
                     Matrix<Ball> before(states, steps), after(states, steps);
                     for (int k = 0; k < steps; ++k) {
                       const auto at = static_cast<std::size_t>(k);
                       before.col(k) = values[at];
                       after.col(k) = values[at + 1];
                       for (Ball& v : after.col(k)) v += lost_by_doubles(values[at + 1]);
                     }
                     return at_most(before, after);
                   }).only("at most 20 states", has_few_states)),
              part("production's values approach V_β* like γᵏ", converges(1)),
          },
      .proof =
          {
              step("V_β^π = Σ_a π(Q − β log π) ≤ T_βV_β^π, to 10⁻³⁰",
                   ball_inequality([](const Point& x) {
                     const Vector<Ball> v = soft_policy_values(x.mdp, x.pi(), x.temperature());
                     const Vector<Ball> slack = Vector<Ball>::Constant(v.size(), nearly_zero());
                     return at_most(v, soft_bellman(x.mdp, v, x.temperature()) + slack);
                   }).only("at most 20 states", has_few_states)),
              step("T_βV_β^π ≤ V_β^{π⁺}, to 10⁻³⁰",
                   ball_inequality([](const Point& x) {
                     const Vector<Ball> v = soft_policy_values(x.mdp, x.pi(), x.temperature());
                     const Policy<Ball> next =
                         tabular_softmax(q_over(x, v, x.temperature())).probabilities();
                     const Vector<Ball> slack = Vector<Ball>::Constant(v.size(), nearly_zero());
                     return at_most(soft_bellman(x.mdp, v, x.temperature()),
                                    soft_policy_values(x.mdp, next, x.temperature()) + slack);
                   }).only("at most 20 states", has_few_states)),
          },
      .falsifiers =
          {
              wrong("the entropy of the current action inside Q: Q − β log π",
                    improves([](const Point& x, const Vector<Ball>& v) {
                      Matrix<Ball> logits = q_over(x, v, x.temperature());
                      const Policy<Ball> pi = x.pi();
                      for (Eigen::Index i = 0; i < pi.size(); ++i) {
                        logits.reshaped()(i) -= log(pi.reshaped()(i));
                      }
                      return logits;
                    })),
              wrong("π⁺ ∝ exp(βQ)", improves([](const Point& x, const Vector<Ball>& v) {
                      return q_over(x, v, Ball{1} / x.temperature());
                    })),
              wrong("the sign: π⁺ ∝ exp(−Q/β)", improves([](const Point& x, const Vector<Ball>& v) {
                      return q_over(x, v, -x.temperature());
                    })),
              wrong("a nearly greedy step: π⁺ ∝ exp(8Q/β)",
                    improves([](const Point& x, const Vector<Ball>& v) {
                      return q_over(x, v, x.temperature() / Ball{8});
                    })),
              wrong("evaluation without entropy: π⁺ ∝ exp(Q^π/β)",
                    improves([](const Point& x, const Vector<Ball>&) {
                      return q_over(x, policy_values(x.mdp, x.pi()), x.temperature());
                    })),
              wrong("the rate γ⁴ᵏ", converges(4)),
          },
      .needs = {needed(discount_below_one, certified(has_soft_optimum))},
      .sources = {{"haarnoja2018soft", "Lemma 1, Lemma 2, Theorem 1"},
                  {"geist2019theory", "the operator and its contraction"}},
  };
}

}  // namespace lemmata
