#include "theory/critics/projected_bellman.hpp"

#include "theory/mdp/values.hpp"

namespace lemmata {

template <class F>
Vector<F> projection(const Matrix<F>& features, const Vector<F>& distribution,
                     const Vector<F>& values) {
  return features * projection_system(features, distribution, values).solution();
}

template <class F>
Vector<F> lambda_bellman(const FiniteMdp<F>& mdp, const Policy<F>& policy, const Vector<F>& values,
                         const F& lambda) {
  const Matrix<F> decayed = (mdp.discount * lambda) * policy_transitions(mdp, policy);
  const Vector<F> bootstrapped = (F{1} - lambda) * values;
  return solve<F>(identity_matrix<F>(mdp.states()) - decayed, bellman(mdp, policy, bootstrapped));
}

template <class F>
Matrix<F> lambda_transitions(const FiniteMdp<F>& mdp, const Policy<F>& policy, const F& lambda) {
  const Matrix<F> moved = mdp.discount * policy_transitions(mdp, policy);
  const Matrix<F> decayed = lambda * moved;
  return (F{1} - lambda) * solve<F>(identity_matrix<F>(mdp.states()) - decayed, moved);
}

#define LEMMATA_INSTANTIATE(F)                                                               \
  template Vector<F> projection(const Matrix<F>&, const Vector<F>&, const Vector<F>&);       \
  template Vector<F> lambda_bellman(const FiniteMdp<F>&, const Policy<F>&, const Vector<F>&, \
                                    const F&);                                               \
  template Matrix<F> lambda_transitions(const FiniteMdp<F>&, const Policy<F>&, const F&);
LEMMATA_FIELDS(LEMMATA_INSTANTIATE)

}  // namespace lemmata
