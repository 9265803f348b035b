#include "theory/mdp/finite_mdp.hpp"

#include <algorithm>

namespace lemmata {

template <class F>
FiniteMdp<F> in_field(const TransitionTable& table) {
  FiniteMdp<F> mdp{table.states(), table.actions()};
  mdp.discount = view<F>(table.discount);
  F start_total{0};
  for (const Dyadic& weight : table.start) start_total += view<F>(weight);
  for (int s = 0; s < mdp.states(); ++s) {
    mdp.start(s) = view<F>(table.start[static_cast<std::size_t>(s)]) / start_total;
    for (int a = 0; a < mdp.actions(); ++a) {
      const auto& row = table.outcomes[static_cast<std::size_t>(s)][static_cast<std::size_t>(a)];
      F total{0};
      for (const WeightedOutcome& outcome : row) total += view<F>(outcome.weight);
      for (const WeightedOutcome& outcome : row) {
        mdp.outcomes(s, a).push_back({view<F>(outcome.weight) / total, outcome.next_state,
                                      view<F>(outcome.reward), outcome.terminal});
      }
    }
  }
  return mdp;
}

template <class F>
FiniteMdp<Dual<F>> as_constant(const FiniteMdp<F>& mdp) {
  FiniteMdp<Dual<F>> result{mdp.states(), mdp.actions()};
  result.discount = Dual<F>{mdp.discount};
  for (int s = 0; s < mdp.states(); ++s) {
    result.start(s) = Dual<F>{mdp.start(s)};
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const Outcome<F>& outcome : mdp.outcomes(s, a)) {
        result.outcomes(s, a).push_back({Dual<F>{outcome.probability}, outcome.next_state,
                                         Dual<F>{outcome.reward}, outcome.terminal});
      }
    }
  }
  return result;
}

template <class F>
Matrix<F> expected_rewards(const FiniteMdp<F>& mdp) {
  Matrix<F> rewards = Matrix<F>::Constant(mdp.states(), mdp.actions(), F{0});
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const auto& outcome : mdp.outcomes(s, a)) {
        rewards(s, a) += outcome.probability * outcome.reward;
      }
    }
  }
  return rewards;
}

template <class F>
Vector<F> policy_rewards(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  const Matrix<F> rewards = expected_rewards(mdp);
  Vector<F> result = Vector<F>::Constant(mdp.states(), F{0});
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) result(s) += policy(s, a) * rewards(s, a);
  }
  return result;
}

template <class F>
Matrix<F> policy_transitions(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  Matrix<F> result = Matrix<F>::Constant(mdp.states(), mdp.states(), F{0});
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const auto& outcome : mdp.outcomes(s, a)) {
        if (!outcome.terminal) {
          result(s, outcome.next_state) += policy(s, a) * outcome.probability;
        }
      }
    }
  }
  return result;
}

template <class F>
bool may_never_end(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  std::vector<bool> ends(static_cast<std::size_t>(mdp.states()), false);
  const auto leads_to_an_end = [&](int s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const auto& outcome : mdp.outcomes(s, a)) {
        const bool possible = pivot_score(policy(s, a)) > 0 && pivot_score(outcome.probability) > 0;
        if (possible && (outcome.terminal || ends[static_cast<std::size_t>(outcome.next_state)])) {
          return true;
        }
      }
    }
    return false;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (int s = 0; s < mdp.states(); ++s) {
      const auto at = static_cast<std::size_t>(s);
      if (!ends[at] && leads_to_an_end(s)) ends[at] = changed = true;
    }
  }
  return std::find(ends.begin(), ends.end(), false) != ends.end();
}

template <class F>
Vector<F> successor_distribution(const FiniteMdp<F>& mdp, int state, int action) {
  Vector<F> result = Vector<F>::Constant(mdp.states(), F{0});
  for (const auto& outcome : mdp.outcomes(state, action)) {
    if (!outcome.terminal) result(outcome.next_state) += outcome.probability;
  }
  return result;
}

#define LEMMATA_INSTANTIATE(F)                                                  \
  template Matrix<F> expected_rewards(const FiniteMdp<F>&);                     \
  template Vector<F> policy_rewards(const FiniteMdp<F>&, const Policy<F>&);     \
  template Matrix<F> policy_transitions(const FiniteMdp<F>&, const Policy<F>&); \
  template bool may_never_end(const FiniteMdp<F>&, const Policy<F>&);           \
  template Vector<F> successor_distribution(const FiniteMdp<F>&, int, int);
LEMMATA_FIELDS_AND_DUALS(LEMMATA_INSTANTIATE)
LEMMATA_SECOND_DUALS(LEMMATA_INSTANTIATE)
#undef LEMMATA_INSTANTIATE

#define LEMMATA_INSTANTIATE(F) template FiniteMdp<F> in_field<F>(const TransitionTable&);
LEMMATA_FIELDS(LEMMATA_INSTANTIATE)
#undef LEMMATA_INSTANTIATE

#define LEMMATA_INSTANTIATE(F) template FiniteMdp<Dual<F>> as_constant(const FiniteMdp<F>&);
LEMMATA_FIELDS(LEMMATA_INSTANTIATE)
LEMMATA_INSTANTIATE(Dual<Modular>)
LEMMATA_INSTANTIATE(Dual<Ball>)
LEMMATA_INSTANTIATE(Dual<double>)
#undef LEMMATA_INSTANTIATE

}  // namespace lemmata
