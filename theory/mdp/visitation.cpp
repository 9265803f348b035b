#include "theory/mdp/visitation.hpp"

#include "theory/fields/errors.hpp"
#include "theory/fields/linear_solve.hpp"

namespace lemmata {

template <class F>
Vector<F> visitation(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  Matrix<F> system = policy_transitions(mdp, policy).transpose() * (-mdp.discount);
  for (int s = 0; s < mdp.states(); ++s) system(s, s) += F{1};
  constexpr const char* endless =
      "the policy visits states for ever: with γ = 1 every state must reach an end under it";
  if (pivot_score(mdp.discount - F{1}) == 0 && may_never_end(mdp, policy)) {
    throw SingularSystem{endless};
  }
  try {
    return solve<F>(system, mdp.start);
  } catch (const SingularSystem&) {
    throw SingularSystem{endless};
  }
}

template <class F>
F performance_by_visitation(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  return visitation(mdp, policy).dot(policy_rewards(mdp, policy));
}

template <class F>
Vector<F> stationary_distribution(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  Matrix<F> chain = policy_transitions(mdp, policy);
  for (int s = 0; s < mdp.states(); ++s) {
    F ending{1};
    for (int next = 0; next < mdp.states(); ++next) ending -= chain(s, next);
    for (int next = 0; next < mdp.states(); ++next) chain(s, next) += ending * mdp.start(next);
  }
  // ρ(chain − I) = 0 has one redundant equation; Σρ = 1 takes its place.
  Matrix<F> system = chain.transpose();
  for (int s = 0; s < mdp.states(); ++s) system(s, s) -= F{1};
  system.row(0).setConstant(F{1});
  Vector<F> right = Vector<F>::Constant(mdp.states(), F{0});
  right(0) = F{1};
  return solve<F>(system, right);
}

#define LEMMATA_INSTANTIATE(F)                                                 \
  template Vector<F> visitation(const FiniteMdp<F>&, const Policy<F>&);        \
  template F performance_by_visitation(const FiniteMdp<F>&, const Policy<F>&); \
  template Vector<F> stationary_distribution(const FiniteMdp<F>&, const Policy<F>&);
LEMMATA_FIELDS_AND_DUALS(LEMMATA_INSTANTIATE)

}  // namespace lemmata
