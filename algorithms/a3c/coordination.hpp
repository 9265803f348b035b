#pragma once
/// \file
/// Threads that wait for each other: within a bound (stale-synchronous), or for all of a round
/// (synchronous). Whoever fails or is done leaves, and nobody waits for it any more.

#include <condition_variable>
#include <cstdint>
#include <functional>
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

/// Rounds that end when every worker that has not left is there.
class SynchronousRound {
 public:
  /// `complete()` is called at the end of each round in the thread that came last, while the others
  /// wait, if anyone is left in it. Where it throws, only that thread sees it.
  SynchronousRound(int workers, std::function<void()> complete)
      : complete_{std::move(complete)}, expected_{workers} {}

  /// Returns when the round has ended.
  void arrive_and_wait();
  void leave();

 private:
  void end();

  const std::function<void()> complete_;
  std::mutex mutex_;
  std::condition_variable ended_;
  int expected_;
  int arrived_ = 0;
  std::int64_t rounds_ = 0;
};

}  // namespace lemmata
