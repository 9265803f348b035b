#pragma once
/// \file
/// Instances of theorems about a policy on the chain H states long (algorithms/environments): how
/// likely it takes the one good action in each state.

#include <string>
#include <vector>

#include "theory/fields/field.hpp"
#include "verification/engine/instance.hpp"

namespace lemmata {

/// A ChainInstance viewed in a field.
template <class F>
struct ChainPoint {
  Vector<F> forward;  ///< the probability of going right, in states 1 … H at index 0 … H − 1
  F earning;          ///< that of the action that earns, in state H + 1

  int length() const { return static_cast<int>(forward.size()); }
};

class ChainInstance : public Instance {
 public:
  std::vector<Dyadic> forward;
  Dyadic earning;

  int length() const { return static_cast<int>(forward.size()); }
  std::string describe() const override;
  std::string shape() const override;

  template <class F>
  ChainPoint<F> in() const {
    Vector<F> probabilities(length());
    for (int i = 0; i < length(); ++i) {
      probabilities(i) = view<F>(forward[static_cast<std::size_t>(i)]);
    }
    return {std::move(probabilities), view<F>(earning)};
  }
};

/// Chains whose good actions have probabilities k/256 below `largest`/256: short ones, ones of up
/// to 48 states, and ones of 249 to 300; with one probability throughout, or many. Uniform
/// instances are short.
InstanceSpace chains(std::string name, int largest);

}  // namespace lemmata
