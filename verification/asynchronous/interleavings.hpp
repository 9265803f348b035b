#pragma once
/// \file
/// Every interleaving of a few threads that each add 1 to a number, instruction by instruction.

#include <algorithm>
#include <vector>

#include "verification/engine/enumeration.hpp"

namespace lemmata::interleavings {

/// What a thread does when it has read the number.
enum class Addition {
  store,            ///< writes what it read, and 1
  compare_and_swap  ///< does so if the number is still the same, and reads again if not
};

/// The threads between two instructions.
struct Threads {
  struct Thread {
    bool has_read = false;
    int read = 0;
    bool done = false;
  };
  int number = 0;
  std::vector<Thread> threads;
};

/// Those that are not done.
inline std::vector<std::size_t> running(const Threads& state) {
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < state.threads.size(); ++i) {
    if (!state.threads[i].done) result.push_back(i);
  }
  return result;
}

/// After the next instruction of thread i.
inline Threads run(Threads state, std::size_t i, Addition addition) {
  auto& thread = state.threads[i];
  if (!thread.has_read) {
    thread.has_read = true;
    thread.read = state.number;
  } else if (addition == Addition::compare_and_swap && state.number != thread.read) {
    thread.has_read = false;
  } else {
    state.number = thread.read + 1;
    thread.done = true;
  }
  return state;
}

struct Counts {
  int all = 0;
  int lossless = 0;
  int least;  ///< that the number came to
};

inline Counts counts(int threads, Addition addition) {
  Counts result{.least = threads};
  enumeration::for_each_end(
      Threads{.threads = std::vector<Threads::Thread>(static_cast<std::size_t>(threads))}, running,
      [&](const Threads& state, std::size_t i) { return run(state, i, addition); },
      [&](const Threads& end) {
        ++result.all;
        result.lossless += end.number == threads ? 1 : 0;
        result.least = std::min(result.least, end.number);
      });
  return result;
}

}  // namespace lemmata::interleavings
