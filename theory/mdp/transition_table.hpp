#pragma once
/// \file
/// A finite Markov decision process as plain numbers: what a file or a generator gives, before it
/// is viewed in a field (`FiniteMdp<F>`).

#include <string>
#include <vector>

#include "theory/fields/dyadic.hpp"

namespace lemmata {

/// One row of Gymnasium's transition table. Weights are relative: the probability of a row is its
/// weight over the sum of the weights of its state and action.
struct WeightedOutcome {
  Dyadic weight{1, 0};  ///< ≥ 0
  int next_state = 0;
  Dyadic reward;
  bool terminal = false;  ///< nothing follows: the continuation value is 0

  friend bool operator==(const WeightedOutcome&, const WeightedOutcome&) = default;
};

struct TransitionTable {
  std::string name;           ///< empty for a generated MDP
  Dyadic discount;            ///< γ ∈ [0, 1]
  std::vector<Dyadic> start;  ///< relative weights of μ, one a state
  std::vector<std::vector<std::vector<WeightedOutcome>>> outcomes;  ///< [state][action]

  int states() const { return static_cast<int>(outcomes.size()); }
  int actions() const { return outcomes.empty() ? 0 : static_cast<int>(outcomes[0].size()); }

  friend bool operator==(const TransitionTable&, const TransitionTable&) = default;
};

/// The states from which termination cannot be reached, whatever the policy.
std::vector<int> states_that_never_end(const TransitionTable& table);

/// The table as text: γ, the start distribution, and a line an outcome.
std::string to_string(const TransitionTable& table);

}  // namespace lemmata
