#pragma once
/// \file
/// Finite MDPs from files: Gymnasium's own transition table as JSON,
/// \code{.json}
/// {"P": {"0": {"0": [[probability, next state, reward, done], …], …}, …}, "isd": […], "gamma": γ}
/// \endcode
/// with optional "name" and "description". `P[s][a]` lists what may follow action a in state s;
/// states are keyed "0" to "S-1" and actions "0" to "A-1", the same in every state. Where `done` is
/// true nothing follows and the continuation value is 0, whatever the next state. "isd" is the
/// initial state distribution μ, S numbers; γ ∈ [0, 1]. gymnasium/README.md has the line of Python
/// that dumps such a file.
///
/// A distribution must sum to 1 within 1e-9; its numbers then serve as relative weights, so that it
/// sums to 1 exactly in every field.

#include <string>
#include <vector>

#include "algorithms/environments/input_error.hpp"
#include "theory/mdp/transition_table.hpp"

namespace lemmata {

/// The MDP of a file, named by its "name" or else by the file's stem. Rows keep their order, and
/// rows with the same next state stay apart; rows of probability 0 are left out.
/// \throws InputError if the file cannot be read or is not such a table, with the place; and where
/// γ = 1 and some state cannot reach an end, with the states.
TransitionTable read_mdp(const std::string& path);

/// The same of a JSON text; `origin` is the file name that errors name. \throws InputError
TransitionTable parse_mdp(const std::string& text, const std::string& origin);

/// The three Gymnasium tables that come with Lemmata, with γ = 0.99: cliff-walking,
/// frozen-lake-4x4, taxi. They are part of the library; no file is read.
const std::vector<TransitionTable>& shipped_mdps();

/// The one of that name. \throws std::out_of_range
const TransitionTable& shipped_mdp(const std::string& name);

}  // namespace lemmata
