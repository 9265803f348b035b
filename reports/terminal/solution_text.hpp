#pragma once
/// \file
/// Optimal and soft-optimal policies as text.

#include <string>

#include "algorithms/dynamic_programming/policy_iteration.hpp"
#include "algorithms/soft/entropy_frontier.hpp"
#include "algorithms/soft/soft_policy_iteration.hpp"

namespace lemmata {

/// J*, and V* with the greedy action for each state, the first 20 of more than 40.
std::string solution_text(const OptimalSolution& solution, const std::string& mdp);

/// μᵀV_β*, J and entropy, and V_β* with the probabilities of each state, as many as above.
std::string solution_text(const SoftSolution& solution, double temperature, const std::string& mdp);

/// A line for each temperature.
std::string frontier_text(const EntropyFrontier& frontier, const std::string& mdp);

}  // namespace lemmata
