#include "theory/mdp/visitation.hpp"

#include <algorithm>
#include <vector>

#include "theory/fields/errors.hpp"
#include "theory/fields/linear_solve.hpp"

namespace lemmata {
namespace {

/// Marks the states that lead to `target`, itself included.
template <class F>
void mark_what_leads_to(Eigen::Index target, const Matrix<F>& chain, std::vector<bool>& marked) {
  std::vector<Eigen::Index> reached{target};
  marked[static_cast<std::size_t>(target)] = true;
  while (!reached.empty()) {
    const Eigen::Index next = reached.back();
    reached.pop_back();
    for (Eigen::Index s = 0; s < chain.rows(); ++s) {
      const auto at = static_cast<std::size_t>(s);
      if (marked[at] || pivot_score(chain(s, next)) == 0) continue;
      marked[at] = true;
      reached.push_back(s);
    }
  }
}

template <class F>
bool has_one_recurrent_class(const Matrix<F>& chain) {
  const auto states = static_cast<std::size_t>(chain.rows());
  // No state before `last` leads to it unless `last` leads there too: if any state is reached from
  // everywhere, `last` is.
  Eigen::Index last = 0;
  std::vector<bool> marked(states, false);
  for (Eigen::Index s = 0; s < chain.rows(); ++s) {
    if (marked[static_cast<std::size_t>(s)]) continue;
    last = s;
    mark_what_leads_to(s, chain, marked);
  }
  std::vector<bool> leads_there(states, false);
  mark_what_leads_to(last, chain, leads_there);
  return std::find(leads_there.begin(), leads_there.end(), false) == leads_there.end();
}

}  // namespace

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
Matrix<F> restarting_transitions(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  Matrix<F> chain = policy_transitions(mdp, policy);
  for (int s = 0; s < mdp.states(); ++s) {
    F ending{0};
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const auto& outcome : mdp.outcomes(s, a)) {
        if (outcome.terminal) ending += policy(s, a) * outcome.probability;
      }
    }
    chain.row(s) += ending * mdp.start.transpose();
  }
  return chain;
}

template <class F>
bool is_unichain(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  return has_one_recurrent_class(restarting_transitions(mdp, policy));
}

template <class F>
Vector<F> stationary_distribution(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  const Matrix<F> chain = restarting_transitions(mdp, policy);
  constexpr const char* several =
      "the policy has several stationary distributions: its chain must have one recurrent class";
  if (!has_one_recurrent_class(chain)) throw SingularSystem{several};
  // ρ(chain − I) = 0 has one redundant equation; Σρ = 1 takes its place.
  Matrix<F> system = chain.transpose();
  for (int s = 0; s < mdp.states(); ++s) system(s, s) -= F{1};
  system.row(0).setConstant(F{1});
  Vector<F> right = Vector<F>::Constant(mdp.states(), F{0});
  right(0) = F{1};
  return solve<F>(system, right);
}

#define LEMMATA_INSTANTIATE(F)                                                      \
  template Vector<F> visitation(const FiniteMdp<F>&, const Policy<F>&);             \
  template F performance_by_visitation(const FiniteMdp<F>&, const Policy<F>&);      \
  template Matrix<F> restarting_transitions(const FiniteMdp<F>&, const Policy<F>&); \
  template bool is_unichain(const FiniteMdp<F>&, const Policy<F>&);                 \
  template Vector<F> stationary_distribution(const FiniteMdp<F>&, const Policy<F>&);
LEMMATA_FIELDS_AND_DUALS(LEMMATA_INSTANTIATE)

}  // namespace lemmata
