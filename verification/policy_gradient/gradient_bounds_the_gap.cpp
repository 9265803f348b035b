// PG-11. The non-uniform Łojasiewicz inequality of the tabular softmax.
//
//   ‖∇J(θ)‖₂ ≥ (1/√S) ‖ν*_ρ/ν^π_μ‖∞⁻¹ min_s π(a*(s)|s) [V*(ρ) − V^π(ρ)],   J = V^π(μ),
//
// for every ρ: where the gradient vanishes the policy is optimal, and no stationary point is worse.
//
// Hypotheses: a finite MDP, γ < 1, a tabular softmax policy, a deterministic optimal policy a*,
// and a start distribution μ from which every state is visited: ν^π_μ(s) > 0.
// Oracle: an optimal policy by policy iteration in doubles, evaluated exactly, and the certificate
// that no action improves on it; dual numbers for the gradient.
// Shows: the squared inequality, which is rational, for the gradient of the production
// `softmax_gradient` with ρ every single state and with ρ = μ, decided in exact rationals. With
// ties a* is any one optimal policy.
// Tight: S copies of a bandit with one good arm among n + 1 attain it up to the factor √(1 + 1/n).
// Sources: mei2020global, Lemmas 3 and 8.

#include <algorithm>

#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/visited_states.hpp"
#include "verification/policy_gradient/certified_optimum.hpp"

namespace lemmata {
namespace {

using visited_states::every_state_visited;

/// What the two sides are made of, with one row for each ρ: every single state, and μ.
template <class F>
struct Parts {
  Vector<F> gaps;        ///< V*(ρ) − V^π(ρ)
  Vector<F> mismatches;  ///< ‖ν*_ρ/ν^π_μ‖∞
  Vector<F> chosen;      ///< π(a*(s)|s), a row a state
  F square_norm{0};      ///< ‖∇J‖²
};

template <class F>
Parts<F> parts_at(const MdpPoint<F>& x) {
  const CertifiedOptimum<F> optimum = certified_optimum(x.mdp);
  const Matrix<F> starts = every_start(x.mdp);
  const Matrix<F> optimal_visits = starts * visitations(x.mdp, optimum.policy);
  const Vector<F> visits = visitation(x.mdp, x.pi());
  Parts<F> parts;
  parts.gaps = starts * (optimum.values - policy_values(x.mdp, x.pi()));
  parts.mismatches.resize(starts.rows());
  for (Eigen::Index i = 0; i < starts.rows(); ++i) {
    parts.mismatches(i) = largest_ratio(Vector<F>(optimal_visits.row(i).transpose()), visits);
  }
  parts.chosen = chosen(x.pi(), optimum.policy);
  parts.square_norm = square_norm(softmax_gradient(x.mdp, x.pi()));
  return parts;
}

/// The predicate: gap(ρ)² ≤ bound, for what a claim makes of the parts for one ρ.
template <class Bound>
Check bounds_the_gap(Bound claimed) {
  return inequality([claimed]<class F>(const MdpPoint<F>& x) {
    const Parts<F> parts = parts_at(x);
    Vector<F> bounds(parts.gaps.size());
    for (Eigen::Index i = 0; i < bounds.size(); ++i) {
      bounds(i) = claimed(parts, F(x.mdp.states()), parts.mismatches(i), parts.gaps(i));
    }
    return at_most(parts.gaps.cwiseProduct(parts.gaps), bounds);
  });
}

/// S M² ‖∇J‖²/c².
constexpr auto lojasiewicz = [](const auto& parts, const auto& states, const auto& mismatch,
                                const auto&) {
  return states * square(mismatch) * parts.square_norm / square(least(parts.chosen));
};

/// Σ_s |∂J/∂θ(s,a*(s))|.
template <class F>
F moves_of_optimal_actions(const MdpPoint<F>& x) {
  const Matrix<F> gradient = softmax_gradient(x.mdp, x.pi());
  F sum{0};
  for (const F& entry : chosen(gradient, certified_optimum(x.mdp).policy)) sum += absolute(entry);
  return sum;
}

/// S copies of a bandit whose first arm of n + 1 pays 1; the others pay nothing and are equally
/// likely.
template <class F>
FiniteMdp<F> copies_of_a_bandit(int states, int poor_arms) {
  FiniteMdp<F> mdp(states, poor_arms + 1);
  for (int s = 0; s < states; ++s) {
    mdp.start(s) = F{1} / F(states);
    for (int a = 0; a <= poor_arms; ++a) {
      mdp.outcomes(s, a) = {{F{1}, s, F(a == 0 ? 1 : 0), true}};
    }
  }
  return mdp;
}

}  // namespace

Theorem gradient_bounds_the_gap() {
  return {
      .id = "PG-11",
      .claim =
          "The gradient of a tabular softmax bounds the distance from the optimum, so that it "
          "vanishes at no worse policy; the factor shrinks with the probability of the best "
          "actions",
      .statement = R"(\lVert \nabla_\theta V^{\pi_\theta}(\mu) \rVert_2 \ge \frac{1}{\sqrt{S}}
                      \left\lVert \frac{d^{\pi^*}_\rho}{d^{\pi_\theta}_\mu} \right\rVert_\infty^{-1}
                      \min_s \pi_\theta(a^*(s)|s)\, [V^*(\rho) - V^{\pi_\theta}(\rho)])",
      .hypotheses = {finite_mdp, discount_below_one, softmax_policy, every_state_visited},
      .oracle = "policy iteration, certified in exact rationals",
      .shows =
          "The squared inequality in exact rationals, for every single start state ρ and for "
          "ρ = μ, ties included.",
      .instances =
          mdps("finite MDPs with a tabular softmax policy", {Part::policy, Part::direction}),
      .checks = {bounds_the_gap(lojasiewicz)},
      .proof =
          {
              step("∂J/∂θ(s,a) = ν(s) π(a|s) A(s,a), by dual numbers",
                   []<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> by_state = softmax_gradient(x.mdp, x.pi()).transpose();
                     const Vector<F> gradient = by_state.reshaped();
                     const Matrix<F> directions = x.directions();
                     return equal(directions.transpose() * gradient,
                                  performance_derivatives(x.mdp, x.policy(), directions));
                   }),
              step("the gap is the optimal policy's visits times the advantage of its actions",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const CertifiedOptimum<F> optimum = certified_optimum(x.mdp);
                     const Vector<F> advantage = chosen(advantages(x.mdp, x.pi()), optimum.policy);
                     const Vector<F> error = visitations(x.mdp, optimum.policy) * advantage +
                                             policy_values(x.mdp, x.pi()) - optimum.values;
                     return at_most(sup_norm(error), F{0});
                   })),
              step("c · gap ≤ M Σ_s |∂J/∂θ(s,a*(s))|, as ∂J/∂θ(s,a*) = ν(s) π(a*|s) A(s,a*)",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const Parts<F> parts = parts_at(x);
                     return at_most(least(parts.chosen) * parts.gaps,
                                    parts.mismatches * moves_of_optimal_actions(x));
                   })),
              step("Cauchy–Schwarz: (Σ_s |∂J/∂θ(s,a*(s))|)² ≤ S ‖∇J‖²",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     return at_most(
                         square(moves_of_optimal_actions(x)),
                         F(x.mdp.states()) * square_norm(softmax_gradient(x.mdp, x.pi())));
                   })),
          },
      .falsifiers =
          {
              wrong("the number of states lost",
                    bounds_the_gap([](const auto& parts, const auto& states, const auto& mismatch,
                                      const auto& gap) {
                      return lojasiewicz(parts, states, mismatch, gap) / states;
                    })),
              wrong("the mismatch of visits lost",
                    bounds_the_gap([](const auto& parts, const auto& states, const auto& mismatch,
                                      const auto& gap) {
                      return lojasiewicz(parts, states, mismatch, gap) / square(mismatch);
                    })),
              wrong("the probability of the best actions lost",
                    bounds_the_gap([](const auto& parts, const auto& states, const auto& mismatch,
                                      const auto& gap) {
                      return lojasiewicz(parts, states, mismatch, gap) *
                             square(least(parts.chosen));
                    })),
              wrong("the best action's probability where it is largest",
                    bounds_the_gap([](const auto& parts, const auto& states, const auto& mismatch,
                                      const auto&) {
                      return states * square(mismatch) * parts.square_norm /
                             square(sup_norm(parts.chosen));
                    })),
              wrong("Polyak–Łojasiewicz: the gap by the squared norm of the gradient",
                    bounds_the_gap([](const auto& parts, const auto& states, const auto& mismatch,
                                      const auto& gap) {
                      return lojasiewicz(parts, states, mismatch, gap) * gap;
                    })),
          },
      .needs = {needed(every_state_visited, bounds_the_gap(lojasiewicz))},
      .tight = {part("S copies of a bandit with 99 poor arms: S‖∇J‖² = (1 + 1/99) c² gap²",
                     identity([]<class F>(const MdpPoint<F>& x) {
                       constexpr int poor_arms = 99;
                       const int states = x.mdp.states();
                       const FiniteMdp<F> mdp = copies_of_a_bandit<F>(states, poor_arms);
                       const F likely = x.pi()(0, 0);
                       Policy<F> pi = Policy<F>::Constant(states, poor_arms + 1,
                                                          (F{1} - likely) / F(poor_arms));
                       pi.col(0).setConstant(likely);
                       const F gap = F{1} - performance(mdp, pi);
                       return equal(
                           F(states) * square_norm(softmax_gradient(mdp, pi)) * F(poor_arms),
                           F(poor_arms + 1) * square(F(likely * gap)));
                     }))},
      .sources = {{"mei2020global", "Lemmas 3 and 8"}},
  };
}

}  // namespace lemmata
