#pragma once
/// \file
/// The hypothesis that a softmax policy visits every state: where one is not visited, its
/// parameters have no part in J.

#include <algorithm>

#include "verification/engine/hypotheses.hpp"

namespace lemmata::visited_states {

/// The states that a visit leads to at once, under a policy that may take any action; none for
/// γ = 0, where what follows has no weight.
inline std::vector<int> successors(const TransitionTable& table, int state) {
  std::vector<int> result;
  if (table.discount.mantissa == 0) return result;
  for (const auto& outcomes : table.outcomes[static_cast<std::size_t>(state)]) {
    for (const WeightedOutcome& outcome : outcomes) {
      if (!outcome.terminal && outcome.weight.mantissa != 0) result.push_back(outcome.next_state);
    }
  }
  return result;
}

/// The states with ν(s) > 0, each once, decided on the graph of what is possible.
inline std::vector<int> visited(const TransitionTable& table) {
  std::vector<int> result;
  const auto visit = [&](int state) {
    if (std::find(result.begin(), result.end(), state) == result.end()) result.push_back(state);
  };
  for (int s = 0; s < table.states(); ++s) {
    if (table.start[static_cast<std::size_t>(s)].mantissa != 0) visit(s);
  }
  for (std::size_t i = 0; i < result.size(); ++i) {
    for (const int next : successors(table, result[i])) visit(next);
  }
  return result;
}

/// Whether ν(s) > 0 for every s.
inline bool all_visited(const MdpInstance& instance) {
  return static_cast<int>(visited(instance.table).size()) == instance.table.states();
}

inline const Hypothesis every_state_visited =
    hypothesis("every state is visited: ν(s) > 0", all_visited);

}  // namespace lemmata::visited_states
