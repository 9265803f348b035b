#pragma once
/// \file
/// Hypotheses that many theorems share. Each is a text for people and a predicate on instances.

#include "verification/engine/theorem.hpp"

namespace lemmata {

template <class Condition>
Hypothesis hypothesis(std::string text, Condition condition) {
  return {std::move(text), on_kind(std::function{std::move(condition)})};
}

inline const Hypothesis finite_mdp{"finitely many states and actions", {}};

inline const Hypothesis softmax_policy{"a softmax policy: every action has positive probability",
                                       {}};

inline const Hypothesis discount_below_one = hypothesis("γ < 1", [](const MdpInstance& x) {
  return x.table.discount != Dyadic{1, 0};
});

inline const Hypothesis discount_below_one_or_ending = hypothesis(
    "γ < 1, or γ = 1 and an end can be reached from every state", [](const MdpInstance& x) {
      return x.table.discount != Dyadic{1, 0} || states_that_never_end(x.table).empty();
    });

/// Whether no outcome is terminal.
bool never_ends(const MdpInstance& instance);

inline const Hypothesis nothing_ends = hypothesis("nothing ends", never_ends);

/// Whether the chain of a policy of full support, restarted from μ at every end, has one recurrent
/// class; whether besides every state reaches every other, in any large enough number of steps.
bool has_one_recurrent_class(const MdpInstance& instance);
bool is_ergodic(const MdpInstance& instance);

inline const Hypothesis unichain = hypothesis(
    "one recurrent class: some state is reached from every state, where an end restarts from μ",
    has_one_recurrent_class);

inline const Hypothesis finite_horizon{"a finite horizon H ≥ 1", {}};

/// Condition for `Check::only`: in every state some outcome is not terminal.
bool may_go_on_everywhere(const MdpInstance& instance);

/// Whether in every state some action shrinks a difference Δ of values: |P_aΔ| < ‖Δ‖∞ by a margin
/// that doubles decide. Where ball arithmetic certifies contractions it needs them strict.
bool shrinks_everywhere(const FiniteMdp<double>& mdp, const Vector<double>& difference);

}  // namespace lemmata
