#pragma once
/// \file
/// How much a verification tries, and when it stops.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "verification/engine/evidence.hpp"

namespace lemmata {

/// What every check tries in one round. Later rounds draw new small instances, new uniform points
/// on the first round's shapes, and further samples of the same experiments.
struct VerifierOptions {
  std::uint64_t seed = 1;
  int jobs = 0;  ///< threads; 0 for all cores
  int rounds = 1;
  int small_instances = 300;       ///< evaluated for every check, discarded ones not counted
  int uniform_instances = 100;     ///< for every identity
  int sampled_instances = 4;       ///< for every sampled check
  int falsifier_instances = 2000;  ///< tried before a falsifier is said to have survived
  std::vector<TransitionTable> mdps{};
  const std::atomic<bool>* interrupted = nullptr;
  /// No round but the first begins or goes on after this.
  std::optional<std::chrono::steady_clock::time_point> deadline{};
  /// Called from the worker threads, one at a time, with the tasks of the round done and in all.
  std::function<void(int done, int all)> progress{};
  /// Called after each round with all that has been established by then.
  std::function<void(int rounds, const std::vector<TheoremResult>& results)> after_round{};
};

/// One round of a verification.
struct Round {
  int number = 0;
  const VerifierOptions* options;

  bool stopped() const;
};

}  // namespace lemmata
