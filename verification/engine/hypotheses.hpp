#pragma once
/// \file
/// Hypotheses that many theorems share. Each is a text for people and a predicate on instances.

#include "verification/engine/theorem.hpp"

namespace lemmata {

template <class Condition>
std::function<bool(const Instance&)> on_mdp(Condition condition) {
  return [condition](const Instance& instance) {
    return condition(dynamic_cast<const MdpInstance&>(instance));
  };
}

inline const Hypothesis finite_mdp{"finitely many states and actions", {}};

inline const Hypothesis softmax_policy{"a softmax policy: every action has positive probability",
                                       {}};

inline const Hypothesis discount_below_one{"γ < 1", on_mdp([](const MdpInstance& x) {
                                             return x.table.discount != Dyadic{1, 0};
                                           })};

inline const Hypothesis discount_below_one_or_ending{
    "γ < 1, or γ = 1 and the policy ends from every state", on_mdp([](const MdpInstance& x) {
      return x.table.discount != Dyadic{1, 0} || states_that_never_end(x.table).empty();
    })};

inline const Hypothesis finite_horizon{"a finite horizon H ≥ 1", {}};

}  // namespace lemmata
