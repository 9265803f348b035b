// BL-2. The bias of a baseline that depends on the action.
//
//   Σ_s ν(s) Σ_a ∇π(a|s) (Q(s,a) − b(s,a)) = ∇J − Σ_s ν(s) Σ_a ∇π(a|s) b(s,a)
//
// so the bias is −Σν Σ∇π b, and adding that sum back restores ∇J.
//
// Hypotheses: as PG-2; b any function of state and action.
// Oracle: J as a dual number, and Σ_a Dπ(a|s) b(s,a) with Dπ from dual numbers too, where the
// production side uses scores. The weights ν are needed on both sides of a statement about ν.
// Shows: the bias exactly, along every coordinate (one random direction for more than 64).
// Sources: greensmith2004variance, Section 3; sutton2000policy, Theorem 1.

#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// Σ_s w(s) Σ_a D_uπ(a|s) b(s,a) for each direction u.
template <class F>
Vector<F> moved_baseline(const MdpPoint<F>& x, const Vector<F>& weights) {
  const Matrix<F> directions = x.directions();
  Vector<F> result(directions.cols());
  for (Eigen::Index k = 0; k < directions.cols(); ++k) {
    const Matrix<F> dpi = derivative_part(x.policy().along(directions.col(k)).probabilities());
    result(k) = weights.dot(dpi.cwiseProduct(x.action_baseline()).rowwise().sum());
  }
  return result;
}

/// The predicate: the gradient with Q − b, corrected by what is claimed, is ∇J.
template <class Correction>
Check is_restored_by(Correction correction) {
  return identity([correction]<class F>(const MdpPoint<F>& x) {
    const Vector<F> nu = visitation(x.mdp, x.pi());
    const Matrix<F> q = action_values(x.mdp, policy_values(x.mdp, x.pi()));
    const Matrix<F> directions = x.directions();
    const Vector<F> baselined =
        weighted_score_sum(x.policy(), nu, Matrix<F>(q - x.action_baseline()));
    return equal(directions.transpose() * baselined + correction(x, nu),
                 performance_derivatives(x.mdp, x.policy(), directions));
  });
}

}  // namespace

Theorem action_baseline_bias() {
  return {
      .id = "BL-2",
      .claim =
          "A baseline that depends on the action biases the gradient by a known sum, and "
          "adding the sum back restores it",
      .statement = R"(\sum_s \nu(s) \sum_a \nabla \pi(a \mid s) \big(Q(s,a) - b(s,a)\big)
                      = \nabla J - \sum_s \nu(s) \sum_a \nabla \pi(a \mid s)\, b(s,a))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy},
      .oracle = "J and π as dual numbers; no score function",
      .shows = "The bias in every coordinate, or along one random direction for more than 64.",
      .instances = mdps("finite MDPs with a softmax policy and a baseline b(s,a)",
                        {Part::policy, Part::direction, Part::action_baseline}),
      .checks = {is_restored_by(
          [](const auto& x, const auto& nu) { return moved_baseline(x, nu); })},
      .proof =
          {
              step("split: Σν Σ∇π (Q − b) = Σν Σ∇π Q − Σν Σ∇π b",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> nu = visitation(x.mdp, x.pi());
                     const Matrix<F> q = action_values(x.mdp, policy_values(x.mdp, x.pi()));
                     const Matrix<F> b = x.action_baseline();
                     return equal(weighted_score_sum(x.policy(), nu, Matrix<F>(q - b)),
                                  weighted_score_sum(x.policy(), nu, q) -
                                      weighted_score_sum(x.policy(), nu, b));
                   }),
              step("likelihood ratio: Σ_a π(a|s) D log π(a|s) b(s,a) = Σ_a Dπ(a|s) b(s,a)",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> by_score =
                         weighted_score_sum(x.policy(), x.mdp.start, x.action_baseline());
                     return equal(x.directions().transpose() * by_score,
                                  moved_baseline(x, x.mdp.start));
                   }),
          },
      .falsifiers =
          {
              wrong("no correction",
                    is_restored_by([]<class F>(const MdpPoint<F>& x, const Vector<F>&) {
                      return Vector<F>::Constant(x.directions().cols(), F{0});
                    })),
              wrong("the correction's sign", is_restored_by([](const auto& x, const auto& nu) {
                      return (-moved_baseline(x, nu)).eval();
                    })),
              wrong("the start distribution for ν in the correction",
                    is_restored_by(
                        [](const auto& x, const auto&) { return moved_baseline(x, x.mdp.start); })),
              wrong("d = (1 − γ)ν for ν in the correction",
                    is_restored_by([]<class F>(const MdpPoint<F>& x, const Vector<F>& nu) {
                      return moved_baseline(x, Vector<F>(nu * (F{1} - x.mdp.discount)));
                    })),
          },
      .sources = {{"greensmith2004variance", "Section 3"}, {"sutton2000policy", "Theorem 1"}},
  };
}

}  // namespace lemmata
