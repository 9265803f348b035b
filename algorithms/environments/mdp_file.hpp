#pragma once
/// \file
/// Finite MDPs from files: Gymnasium's own transition table as JSON,
/// `{"P": {"state": {"action": [[probability, next_state, reward, done], …]}}, "isd": […], "gamma":
/// γ}`, with optional "name" and "description". One line of Python dumps it from a toy-text
/// environment.

#include <stdexcept>
#include <string>
#include <vector>

#include "theory/mdp/transition_table.hpp"

namespace lemmata {

/// What is wrong with an input, and where: `taxi.json: P["12"]["3"]: probabilities sum to 0.9, not
/// 1`.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The MDP of a file. \throws InputError
TransitionTable read_mdp(const std::string& path);

/// The MDP of a JSON text; `origin` is the file name that errors name. \throws InputError
TransitionTable parse_mdp(const std::string& text, const std::string& origin);

/// The three Gymnasium tables that come with Lemmata: cliff-walking, frozen-lake-4x4, taxi.
const std::vector<TransitionTable>& shipped_mdps();

}  // namespace lemmata
