#pragma once
/// \file
/// Threads that wait for each other: within a bound, and at a gate where all stand still while
/// somebody looks at what they have done. Whoever fails or is done leaves, and nobody waits for it
/// any more.

#include <atomic>
#include <chrono>
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

  /// To be called after each delivery; returns when the worker may begin the next gradient, or
  /// where the clock is suspended.
  void delivered(int worker);
  /// Waits as `delivered` does; returns whether the worker may begin its next gradient now.
  bool wait(int worker);
  void leave(int worker);

  /// Nobody waits any more, until `resume`. What was delivered still counts.
  void suspend();
  void resume();

 private:
  std::int64_t slowest() const;
  bool wait(int worker, std::unique_lock<std::mutex>& lock);

  const int bound_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::int64_t> delivered_;  ///< without end for one that has left
  bool is_suspended_ = false;
};

/// Where threads pass between two pieces of work, and stand while it is closed. It is closed at
/// first.
class Gate {
 public:
  explicit Gate(int workers) : workers_{workers} {}

  /// For a worker: returns true as soon as the gate is open, false once it has come to its end.
  bool pass();
  void leave();

  /// From any thread: whoever comes next stands.
  void close() { is_open_.store(false, std::memory_order_release); }

  /// While all stand: lets each of them pass, even one that wakes after it was closed again.
  void open();
  /// While all stand: every `pass` returns false from now on.
  void end();
  /// Whether all who have not left stand, as soon as they do or after so long.
  bool all_stand(std::chrono::milliseconds patience);

 private:
  const int workers_;
  std::atomic<bool> is_open_{false};
  std::mutex mutex_;
  std::condition_variable opened_;
  std::condition_variable came_;
  std::int64_t openings_ = 0;
  bool has_ended_ = false;
  int standing_ = 0;
  int left_ = 0;
};

}  // namespace lemmata
