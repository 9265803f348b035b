#pragma once
/// \file
/// MDPs of any size for benchmarks.

#include <random>

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// Every action leads to so many random states with random probabilities; rewards in [0, 1).
inline FiniteMdp<double> random_mdp(int states, int actions, int successors) {
  std::mt19937_64 random{1};
  std::uniform_real_distribution<double> unit;
  std::uniform_int_distribution<int> any_state{0, states - 1};
  FiniteMdp<double> mdp{states, actions};
  mdp.start.setConstant(1.0 / states);
  for (int s = 0; s < states; ++s) {
    for (int a = 0; a < actions; ++a) {
      double total = 0;
      for (int k = 0; k < successors; ++k) {
        mdp.outcomes(s, a).push_back({unit(random), any_state(random), unit(random), false});
        total += mdp.outcomes(s, a).back().probability;
      }
      for (Outcome<double>& outcome : mdp.outcomes(s, a)) outcome.probability /= total;
    }
  }
  return mdp;
}

}  // namespace lemmata
