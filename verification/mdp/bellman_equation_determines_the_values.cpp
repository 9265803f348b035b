// MDP-1. Bellman evaluation.
//
//   V = r_π + γP_πV has exactly one solution V^π; it is the limit of V_{k+1} = r_π + γP_πV_k, V_0 =
//   0, and ‖V^π − V_k‖∞ ≤ γᵏ ‖r‖∞ / (1 − γ).
//
// Hypotheses: a finite MDP, γ < 1, any policy. Rewards are bounded, as finitely many are.
// Oracle: for the equation, the Bellman operator, which adds outcomes one by one and knows no
// linear solve; for the series, powers of γP_π applied to V^π.
// Shows: that the production `policy_values` solves the equation, that the distance of any W from
// it is (I − γP_π)⁻¹ of W's own residual, so that no other W has residual 0, and the bound for
// k ≤ 6. Convergence of the series follows from the bound; the check itself is finite.
// Sources: puterman1994markov, Theorem 6.1.1 and Section 6.3.

#include "theory/fields/linear_solve.hpp"
#include "theory/mdp/values.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

constexpr int longest = 6;

/// The predicate: what a claimed value function must satisfy.
template <class Values>
Check solves_the_bellman_equation(Values values) {
  return identity([values](const auto& x) {
    const auto v = values(x.mdp, x.pi());
    return equal(v, bellman(x.mdp, x.pi(), v));
  });
}

template <class F>
Matrix<F> discounted_transitions(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
  return policy_transitions(mdp, pi) * mdp.discount;
}

template <class F>
Matrix<F> identity_minus(Matrix<F> m) {
  m = -m;
  for (Eigen::Index i = 0; i < m.rows(); ++i) m(i, i) += F{1};
  return m;
}

/// ‖V − V_k‖∞ ≤ γ^(k + extra) ‖r‖∞ / (1 − γ) for k = 0, …, 6.
Check error_is_at_most_geometric(int extra_powers) {
  return inequality([extra_powers]<class F>(const MdpPoint<F>& x) {
    const Policy<F> pi = x.pi();
    const Vector<F> v = policy_values(x.mdp, pi);
    const F bound = sup_norm<F>(expected_rewards(x.mdp).reshaped()) / (F{1} - x.mdp.discount);
    Vector<F> errors(longest + 1), bounds(longest + 1);
    for (int k = 0; k <= longest; ++k) {
      errors(k) = sup_norm<F>(v - horizon_values(x.mdp, pi, k));
      bounds(k) = power(x.mdp.discount, k + extra_powers) * bound;
    }
    return at_most(errors, bounds);
  });
}

constexpr auto production = [](const auto& mdp, const auto& pi) { return policy_values(mdp, pi); };

}  // namespace

Theorem bellman_equation_determines_the_values() {
  return {
      .id = "MDP-1",
      .claim =
          "The Bellman equation has one solution, the value function, and the Neumann series "
          "converges to it geometrically",
      .statement = R"(V^\pi = r_\pi + \gamma P_\pi V^\pi = \sum_{t \ge 0} \gamma^t P_\pi^t r_\pi,
                      \qquad \lVert V^\pi - V_k \rVert_\infty \le \frac{\gamma^k \lVert r \rVert_\infty}{1 - \gamma})",
      .hypotheses = {finite_mdp, discount_below_one},
      .oracle = "the Bellman operator, outcome by outcome, against the linear solve",
      .shows =
          "The equation, uniqueness and the remainder of the series as identities, the bound "
          "for k ≤ 6.",
      .instances = mdps("finite MDPs with a policy and any function V of the state",
                        {Part::policy, Part::values}),
      .checks =
          {
              part("V^π solves the Bellman equation", solves_the_bellman_equation(production)),
              part("any W is off by (I − γP_π)⁻¹ of its residual, so the solution is unique",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> w = x.values();
                     const Vector<F> residual = w - bellman(x.mdp, x.pi(), w);
                     const auto system = identity_minus(discounted_transitions(x.mdp, x.pi()));
                     return equal(solve(system, residual), w - policy_values(x.mdp, x.pi()));
                   })),
              part("‖V − V_k‖∞ ≤ γᵏ‖r‖∞/(1 − γ)", error_is_at_most_geometric(0)),
          },
      .proof =
          {
              step("T W − T V = γP_π(W − V) for the Bellman operator T",
                   [](const auto& x) {
                     const auto v = policy_values(x.mdp, x.pi());
                     return equal(bellman(x.mdp, x.pi(), x.values()) - bellman(x.mdp, x.pi(), v),
                                  discounted_transitions(x.mdp, x.pi()) * (x.values() - v));
                   }),
              step("the remainder of the series after k terms is γᵏP_πᵏV",
                   []<class F>(const MdpPoint<F>& x) {
                     Vector<F> remainder = policy_values(x.mdp, x.pi());
                     const Vector<F> v = remainder;
                     for (int k = 0; k < 3; ++k) {
                       remainder = discounted_transitions(x.mdp, x.pi()) * remainder;
                     }
                     return equal(v - horizon_values(x.mdp, x.pi(), 3), remainder);
                   }),
              step("‖P_πW‖∞ ≤ ‖W‖∞", inequality([]<class F>(const MdpPoint<F>& x) {
                     return at_most(sup_norm<F>(policy_transitions(x.mdp, x.pi()) * x.values()),
                                    sup_norm<F>(x.values()));
                   })),
              step("‖V‖∞ ≤ ‖r‖∞/(1 − γ)", inequality([]<class F>(const MdpPoint<F>& x) {
                     const F largest = sup_norm<F>(expected_rewards(x.mdp).reshaped());
                     return at_most(sup_norm<F>(policy_values(x.mdp, x.pi())),
                                    largest / (F{1} - x.mdp.discount));
                   })),
          },
      .falsifiers =
          {
              wrong("transposed P", solves_the_bellman_equation([]<class F>(const FiniteMdp<F>& mdp,
                                                                            const Policy<F>& pi) {
                      const Matrix<F> transposed = discounted_transitions(mdp, pi).transpose();
                      return solve(identity_minus(transposed), policy_rewards(mdp, pi));
                    })),
              wrong("γ applied to the reward: V = γ(r_π + P_πV)",
                    solves_the_bellman_equation([](const auto& mdp, const auto& pi) {
                      return (policy_values(mdp, pi) * mdp.discount).eval();
                    })),
              wrong("one power of γ too many in the bound", error_is_at_most_geometric(1)),
          },
      .needs = {needed(discount_below_one, solves_the_bellman_equation(production))},
      .sources = {{"puterman1994markov", "Theorem 6.1.1 and Section 6.3"}},
  };
}

}  // namespace lemmata
