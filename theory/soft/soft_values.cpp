#include "theory/soft/soft_values.hpp"

#include "theory/mdp/values.hpp"
#include "theory/soft/soft_bellman.hpp"

namespace lemmata {

template <class F>
FiniteMdp<F> with_entropy_bonus(FiniteMdp<F> mdp, const Policy<F>& policy, const F& temperature) {
  for (int s = 0; s < mdp.states(); ++s) {
    const F bonus = temperature * entropy<F>(policy.row(s).transpose());
    for (int a = 0; a < mdp.actions(); ++a) {
      for (Outcome<F>& outcome : mdp.outcomes(s, a)) outcome.reward += bonus;
    }
  }
  return mdp;
}

template <class F>
Vector<F> soft_policy_values(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                             const F& temperature) {
  return policy_values(with_entropy_bonus(mdp, policy, temperature), policy);
}

#define LEMMATA_INSTANTIATE(F)                                                        \
  template FiniteMdp<F> with_entropy_bonus(FiniteMdp<F>, const Policy<F>&, const F&); \
  template Vector<F> soft_policy_values(const FiniteMdp<F>&, const Policy<F>&, const F&);
LEMMATA_INSTANTIATE(Ball)
LEMMATA_INSTANTIATE(double)

}  // namespace lemmata
