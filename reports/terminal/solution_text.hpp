#pragma once
/// \file
/// An optimal policy as text.

#include <string>

#include "algorithms/dynamic_programming/policy_iteration.hpp"

namespace lemmata {

/// J*, and V* with the greedy action for each state, the first 20 of more than 40.
std::string solution_text(const OptimalSolution& solution, const std::string& mdp);

}  // namespace lemmata
