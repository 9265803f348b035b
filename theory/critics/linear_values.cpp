#include "theory/critics/linear_values.hpp"

namespace lemmata {

template <class F>
LinearSystem<F> projection_system(const Matrix<F>& features, const Vector<F>& distribution,
                                  const Vector<F>& values) {
  const Matrix<F> weighted = features.transpose() * distribution.asDiagonal();
  return {weighted * features, weighted * values};
}

template <class F>
LinearSystem<F> temporal_difference_system(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                                           const Matrix<F>& features, const Vector<F>& distribution,
                                           const F& lambda) {
  const Matrix<F> transitions = policy_transitions(mdp, policy);
  const Matrix<F> one = identity_matrix<F>(mdp.states());
  Matrix<F> sides(mdp.states(), features.cols() + 1);
  sides << (one - mdp.discount * transitions) * features, policy_rewards(mdp, policy);
  const F decay = mdp.discount * lambda;
  const Matrix<F> traced = solve<F>(one - decay * transitions, sides);
  const Matrix<F> weighted = features.transpose() * distribution.asDiagonal();
  return {weighted * traced.leftCols(features.cols()), weighted * traced.col(features.cols())};
}

#define LEMMATA_INSTANTIATE(F)                                                   \
  template LinearSystem<F> projection_system(const Matrix<F>&, const Vector<F>&, \
                                             const Vector<F>&);                  \
  template LinearSystem<F> temporal_difference_system(                           \
      const FiniteMdp<F>&, const Policy<F>&, const Matrix<F>&, const Vector<F>&, const F&);
LEMMATA_FIELDS(LEMMATA_INSTANTIATE)

}  // namespace lemmata
