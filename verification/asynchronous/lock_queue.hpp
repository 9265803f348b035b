#pragma once
/// \file
/// Workers that compute for some time and then hold one lock for some time, round after round, in
/// integer time: every order in which those who wait may get the lock.

#include <algorithm>
#include <vector>

#include "verification/engine/enumeration.hpp"

namespace lemmata::lock_queue {

struct Times {
  int compute;  ///< c ≥ 1, without the lock
  int hold;     ///< l ≥ 1, with it
};

/// Who computes until when, and when the lock is free.
struct Workers {
  std::vector<int> ready;  ///< when each has computed, and asks for the lock
  int free = 0;            ///< when the lock is
  int rounds = 0;          ///< that have ended
  int idle = 0;            ///< time in which nobody held the lock
};

inline Workers at_work(int workers, const Times& times) {
  return {.ready = std::vector<int>(static_cast<std::size_t>(workers), times.compute)};
}

/// When the next holder begins: the lock is free, and somebody asks.
inline int next_start(const Workers& state) {
  return std::max(state.free, *std::min_element(state.ready.begin(), state.ready.end()));
}

/// The worker holds the lock next, and computes again.
inline Workers served(Workers state, std::size_t worker, const Times& times) {
  const int begin = next_start(state);
  state.idle += begin - state.free;
  state.free = begin + times.hold;
  state.ready[worker] = state.free + times.compute;
  ++state.rounds;
  return state;
}

/// Calls visit(workers when the time is up) for every order in which the lock is given, never left
/// idle while somebody asks.
template <class Visit>
void for_every_order(const Workers& start, const Times& times, int until, const Visit& visit) {
  const auto asking = [&](const Workers& state) {
    const int begin = next_start(state);
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < state.ready.size() && begin + times.hold <= until; ++i) {
      if (state.ready[i] <= begin) result.push_back(i);
    }
    return result;
  };
  enumeration::for_each_end(
      start, asking,
      [&](const Workers& state, std::size_t worker) { return served(state, worker, times); },
      visit);
}

/// The rounds of the first in, first out, the lower number first.
inline Workers first_come(int workers, const Times& times, int until) {
  Workers state = at_work(workers, times);
  while (next_start(state) + times.hold <= until) {
    const auto first = std::min_element(state.ready.begin(), state.ready.end());
    state = served(state, static_cast<std::size_t>(first - state.ready.begin()), times);
  }
  return state;
}

/// Of one worker: ⌊t/(c + l)⌋.
inline int rounds_of_one(const Times& times, int until) {
  return until / (times.compute + times.hold);
}

}  // namespace lemmata::lock_queue
