#pragma once
/// \file
/// Small environments that theorems and examples speak of, by name.

#include <string>
#include <vector>

#include "theory/fields/field.hpp"
#include "theory/mdp/transition_table.hpp"

namespace lemmata {

/// The short corridor with switched actions (Sutton & Barto 2018, `sutton2018reinforcement`,
/// Example 13.1): γ = 1, a reward of −1 a step. Action 0 is left, 1 is right; in the second of
/// three states they are switched; right in the third ends.
///
///   states 0 – 1 – 2 – end,  start 0
///
/// Its states look alike (`same_features`). With probability p of right J = −2(2 − p)/(p(1 − p)),
/// largest at p = 2 − √2 ≈ 0.586, where J = −6 − 4√2 ≈ −11.66.
TransitionTable short_corridor();

/// Features of an environment whose S states look alike, (S·A) × A: one for each action, so that a
/// linear softmax policy takes it with the same probability everywhere.
Matrix<double> same_features(int states, int actions);

/// The chain with vanishing gradients (Agarwal et al. 2021, `agarwal2021theory`, Proposition 4.1):
/// states 0 … H+1 and 4 actions. From 0 all lead to 1; from 1 … H action 0 leads right, the others
/// left; H+1 stays where it is, with reward 1 for action 0. γ = H/(H+1), rounded to a double.
/// \throws std::invalid_argument for H < 1
TransitionTable chain(int length);

/// One state and an arm a reward, γ = 0: an episode of one step.
TransitionTable bandit(const std::vector<double>& rewards);

/// A walk on states in a row (`sutton2018reinforcement`, Examples 6.2 and 7.1): γ = 1, start in the
/// middle, action 0 left, 1 right. Leaving at an end ends the episode with that end's reward; there
/// is no other. Under the uniform policy the values of n states rise evenly from the left end's
/// reward to that of the right: V(s) = left + (right − left)(s + 1)/(n + 1).
/// \throws std::invalid_argument for an even number of states, or none
TransitionTable random_walk(int states, double left, double right);

/// Two states that can be kept, after Kakade 2001 (`kakade2001natural`, Section 4): action 0 stays,
/// with reward 1 in state 0 and 2 in state 1; action 1 goes to the other state for no reward. γ is
/// 3/4, start 0. For ever in state 0 earns 4, the best policy 6.
TransitionTable two_loops();

/// Features that tell states apart by group only: one weight for each run of neighbours of the
/// given sizes, S × d.
Matrix<double> aggregated_features(const std::vector<int>& sizes);

/// An environment by name, and how its states look to those who learn.
struct Environment {
  TransitionTable table;
  Matrix<double> features{};  ///< of a linear softmax policy, (S·A) × d; empty for a tabular one
  Matrix<double> state_features{};  ///< of a linear critic, S × d; empty for a tabular one
};

/// "short-corridor", "chain" (H = 10), "two-armed-bandit" (rewards 1 and 0), "two-loops",
/// "random-walk" (5 states, rewards 0 and 1), "random-walk-19" (rewards −1 and 1),
/// "aggregated-walk" (the same seen in groups of 4, 4, 3, 4 and 4), and the shipped tables of
/// mdp_file.hpp.
std::vector<std::string> environment_names();

/// \throws std::out_of_range for another name
Environment environment(const std::string& name);

}  // namespace lemmata
