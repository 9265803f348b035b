#pragma once
/// \file
/// One feature a state: what a table is as a linear function.

namespace lemmata {

struct StateIndicators {
  static constexpr bool sparse = true;

  int states;

  int size() const { return states; }
  static constexpr int active() { return 1; }

  /// The one index of the features that are 1, given the number of the state.
  void encode(int observation, int* indices) const { *indices = observation; }
};

}  // namespace lemmata
