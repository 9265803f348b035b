#pragma once
/// \file
/// Threads that wait for each other within a bound. Whoever fails or is done leaves, and nobody
/// waits for it any more.

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

namespace lemmata {

/// The rule of `Discipline::stale_synchronous`: a worker begins its gradient number c (from 0) when
/// every other has delivered c − bound of them.
class StaleSynchronousClock {
 public:
  StaleSynchronousClock(int workers, int bound)
      : bound_{bound}, delivered_(static_cast<std::size_t>(workers), 0) {}

  /// To be called after each delivery; returns when the worker may begin the next gradient.
  void delivered(int worker);
  void leave(int worker);

 private:
  std::int64_t slowest() const;

  const int bound_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::int64_t> delivered_;  ///< without end for one that has left
};

}  // namespace lemmata
