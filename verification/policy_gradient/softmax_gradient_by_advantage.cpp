// PG-8. The policy gradient in tabular softmax coordinates.
//
//   ∂J/∂θ(s,a) = ν(s) π(a|s) A^π(s,a)
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and every episode ends; π the tabular softmax.
// Oracle: J as a dual number through Gaussian elimination, one coordinate after the other.
// Shows: the formula for the production `softmax_gradient`, in every coordinate (along one random
// direction for more than 64).
// Sources: agarwal2021theory, Lemma C.1.

#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// The predicate: a claimed table of ∂J/∂θ(s,a), S × A, is the derivative of J.
template <class Table>
Check is_the_softmax_gradient(Table claimed) {
  return identity([claimed]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> table = claimed(x.mdp, x.pi());
    const Vector<F> gradient = table.transpose().reshaped();
    const Matrix<F> directions = x.directions();
    return equal(directions.transpose() * gradient,
                 performance_derivatives(x.mdp, x.policy(), directions));
  });
}

/// w(s) π(a|s) A(s,a).
template <class F>
Matrix<F> weighted(const Vector<F>& weights, const Policy<F>& pi, const Matrix<F>& values) {
  return weights.asDiagonal() * Matrix<F>(pi.cwiseProduct(values));
}

}  // namespace

Theorem softmax_gradient_by_advantage() {
  return {
      .id = "PG-8",
      .claim =
          "In tabular softmax coordinates the gradient is visitation times probability times "
          "advantage",
      .statement =
          R"(\frac{\partial J}{\partial \theta(s,a)} = \nu(s)\, \pi(a \mid s)\, A^\pi(s,a))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy},
      .oracle = "J = μᵀV as a dual number through Gaussian elimination",
      .shows =
          "The formula for the production `softmax_gradient`, in every coordinate, or along one "
          "random direction for more than 64.",
      .instances = mdps("finite MDPs with a softmax policy", {Part::policy, Part::direction}),
      .checks = {is_the_softmax_gradient(
          [](const auto& mdp, const auto& pi) { return softmax_gradient(mdp, pi); })},
      .proof =
          {
              step("the softmax moves as Dπ(a|s) = π(a|s)(u(s,a) − Σ_b π(b|s) u(s,b))",
                   []<class F>(const MdpPoint<F>& x) {
                     const Policy<F> pi = x.pi();
                     const Matrix<F> u =
                         x.direction().reshaped(x.mdp.actions(), x.mdp.states()).transpose();
                     const Vector<F> mean = pi.cwiseProduct(u).rowwise().sum();
                     const Matrix<F> moved = pi.cwiseProduct(u) - mean.asDiagonal() * pi;
                     return equal(derivative_part(x.policy().along(x.direction()).probabilities()),
                                  moved);
                   }),
              step("so Σ_a Dπ(a|s) Q(s,a) = Σ_a π(a|s) A(s,a) u(s,a)",
                   []<class F>(const MdpPoint<F>& x) {
                     const Policy<F> pi = x.pi();
                     const Matrix<F> dpi =
                         derivative_part(x.policy().along(x.direction()).probabilities());
                     const Matrix<F> q = action_values(x.mdp, policy_values(x.mdp, pi));
                     const Matrix<F> u =
                         x.direction().reshaped(x.mdp.actions(), x.mdp.states()).transpose();
                     const Matrix<F> weights = pi.cwiseProduct(advantages(x.mdp, pi));
                     return equal(dpi.cwiseProduct(q).rowwise().sum(),
                                  weights.cwiseProduct(u).rowwise().sum());
                   }),
              step("weigh by ν: the policy gradient theorem in these coordinates",
                   [](const auto& x) {
                     const auto table =
                         weighted(visitation(x.mdp, x.pi()), x.pi(), advantages(x.mdp, x.pi()));
                     return equal(policy_gradient(x.mdp, x.policy()), table.transpose().reshaped());
                   }),
          },
      .falsifiers =
          {
              wrong("Q for A", is_the_softmax_gradient([](const auto& mdp, const auto& pi) {
                      return weighted(visitation(mdp, pi), pi,
                                      action_values(mdp, policy_values(mdp, pi)));
                    })),
              wrong("π(a|s) missing", is_the_softmax_gradient([]<class F>(const FiniteMdp<F>& mdp,
                                                                          const Policy<F>& pi) {
                      const Policy<F> ones = Policy<F>::Constant(mdp.states(), mdp.actions(), F{1});
                      return weighted(visitation(mdp, pi), ones, advantages(mdp, pi));
                    })),
              wrong("d = (1 − γ)ν for ν",
                    is_the_softmax_gradient(
                        []<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                          const Vector<F> d = visitation(mdp, pi) * (F{1} - mdp.discount);
                          return weighted(d, pi, advantages(mdp, pi));
                        })),
              wrong("the start distribution for ν",
                    is_the_softmax_gradient([](const auto& mdp, const auto& pi) {
                      return weighted(mdp.start, pi, advantages(mdp, pi));
                    })),
          },
      .sources = {{"agarwal2021theory", "Lemma C.1"}},
  };
}

}  // namespace lemmata
