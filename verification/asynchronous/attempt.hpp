#pragma once
/// \file
/// Work that may never end, such as that of threads that wait for each other: a theorem that it
/// ends must fail, and not hang, where it does not.

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <thread>
#include <utility>

namespace lemmata {

/// What work has done, counted by itself.
using Progress = std::atomic<long>;

/// Work on a thread of its own. Where it has not ended by the end of the attempt it is left to
/// itself: it must own what it uses.
class Attempt {
 public:
  explicit Attempt(std::function<void()> work) {
    std::packaged_task<void()> task{std::move(work)};
    ended_ = task.get_future();
    thread_ = std::thread{std::move(task)};
  }
  Attempt(Attempt&&) = delete;
  ~Attempt() {
    if (ended_.wait_for(std::chrono::seconds{0}) == std::future_status::ready) {
      thread_.join();
    } else {
      thread_.detach();
    }
  }

  /// Whether it ends, and does not stand still while one looks at its progress so many times, 10
  /// milliseconds apart. Looks are counted, and not time: where the machine is slow, or stops, so
  /// does who looks.
  bool ends_while_it_goes_on(const Progress& progress, int looks) const {
    constexpr std::chrono::milliseconds between_looks{10};
    long seen = progress;
    for (int k = 0; k < looks; ++k) {
      if (ended_.wait_for(between_looks) == std::future_status::ready) return true;
      if (progress != seen) k = 0;
      seen = progress;
    }
    return false;
  }

 private:
  std::future<void> ended_{};
  std::thread thread_{};
};

/// After so many looks what always goes on within microseconds is taken to stand still.
inline constexpr int patient = 1000;
/// For what stands still however long one looks.
inline constexpr int impatient = 5;

}  // namespace lemmata
