#include "theory/soft/soft_values.hpp"

#include <cmath>

#include "theory/mdp/values.hpp"

namespace lemmata {
namespace {

bool is_exact_zero(double value) { return value == 0; }
bool is_exact_zero(const Ball& value) { return arb_is_zero(value.raw()) != 0; }

}  // namespace

template <class F>
Matrix<F> logarithms(const Policy<F>& policy) {
  using std::log;
  return policy.unaryExpr([](const F& p) { return is_exact_zero(p) ? F{0} : F(log(p)); });
}

template <class F>
Vector<F> state_entropies(const Policy<F>& policy, const Matrix<F>& logs) {
  return -policy.cwiseProduct(logs).rowwise().sum();
}

template <class F>
FiniteMdp<F> with_entropy_bonus(FiniteMdp<F> mdp, const Policy<F>& policy, const Matrix<F>& logs,
                                const F& temperature) {
  const Vector<F> entropies = state_entropies(policy, logs);
  for (int s = 0; s < mdp.states(); ++s) {
    const F bonus = temperature * entropies(s);
    for (int a = 0; a < mdp.actions(); ++a) {
      for (Outcome<F>& outcome : mdp.outcomes(s, a)) outcome.reward += bonus;
    }
  }
  return mdp;
}

template <class F>
Vector<F> soft_policy_values(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                             const Matrix<F>& logs, const F& temperature) {
  return policy_values(with_entropy_bonus(mdp, policy, logs, temperature), policy);
}

template <class F>
Vector<F> soft_policy_values(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                             const F& temperature) {
  return soft_policy_values(mdp, policy, logarithms(policy), temperature);
}

#define LEMMATA_INSTANTIATE(F)                                                                   \
  template Vector<F> state_entropies(const Policy<F>&, const Matrix<F>&);                        \
  template FiniteMdp<F> with_entropy_bonus(FiniteMdp<F>, const Policy<F>&, const Matrix<F>&,     \
                                           const F&);                                            \
  template Vector<F> soft_policy_values(const FiniteMdp<F>&, const Policy<F>&, const Matrix<F>&, \
                                        const F&);
LEMMATA_FIELDS_AND_DUALS(LEMMATA_INSTANTIATE)
#undef LEMMATA_INSTANTIATE

#define LEMMATA_INSTANTIATE(F)                     \
  template Matrix<F> logarithms(const Policy<F>&); \
  template Vector<F> soft_policy_values(const FiniteMdp<F>&, const Policy<F>&, const F&);
LEMMATA_INSTANTIATE(Ball)
LEMMATA_INSTANTIATE(double)

}  // namespace lemmata
