#pragma once
/// \file
/// Every interleaving of a few threads that each add 1 to a number, instruction by instruction.

#include <algorithm>
#include <vector>

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

inline void run(Threads& state, std::size_t i, Addition addition) {
  auto& thread = state.threads[i];
  if (!thread.has_read) {
    thread.has_read = true;
    thread.read = state.number;
    return;
  }
  if (addition == Addition::compare_and_swap && state.number != thread.read) {
    thread.has_read = false;
    return;
  }
  state.number = thread.read + 1;
  thread.done = true;
}

/// Calls visit(number) at the end of each.
template <class Visit>
void for_each(const Threads& state, Addition addition, const Visit& visit) {
  bool over = true;
  for (std::size_t i = 0; i < state.threads.size(); ++i) {
    if (state.threads[i].done) continue;
    over = false;
    Threads next = state;
    run(next, i, addition);
    for_each(next, addition, visit);
  }
  if (over) visit(state.number);
}

struct Counts {
  int all = 0;
  int lossless = 0;
  int least;  ///< that the number came to
};

inline Counts counts(int threads, Addition addition) {
  Counts result{.least = threads};
  for_each({.threads = std::vector<Threads::Thread>(static_cast<std::size_t>(threads))}, addition,
           [&](int number) {
             ++result.all;
             result.lossless += number == threads ? 1 : 0;
             result.least = std::min(result.least, number);
           });
  return result;
}

}  // namespace lemmata::interleavings
