#pragma once
/// \file
/// A lock for sections of a few hundred nanoseconds, in which sleeping would cost more than
/// waiting.

#include <atomic>
#include <thread>

namespace lemmata {

/// A BasicLockable. One who waits reads until the lock looks free, and lets others run now and
/// then, so that it makes progress where there are more threads than cores.
class SpinLock {
 public:
  void lock() {
    while (is_held_.exchange(true, std::memory_order_acquire)) wait_while_held();
  }
  void unlock() { is_held_.store(false, std::memory_order_release); }

 private:
  void wait_while_held() const {
    constexpr int patience = 64;
    for (int looks = 1; is_held_.load(std::memory_order_relaxed); ++looks) {
      if (looks % patience == 0) std::this_thread::yield();
    }
  }

  std::atomic<bool> is_held_{false};
};

}  // namespace lemmata
