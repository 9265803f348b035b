#pragma once
/// \file
/// Work that may never end, such as that of threads that wait for each other: a theorem that it
/// ends must fail, and not hang, where it does not.

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <utility>

namespace lemmata {

/// What work has done, counted by itself.
using Progress = std::atomic<long>;

/// How often one looks at work that stands still, over all evaluations of a check: they share what
/// copies share, and what has stood still once is not tried again.
class Patience {
 public:
  /// Looks are counted, and not time: where the machine is slow, or stops, so does who looks. Work
  /// that always goes on within microseconds is taken to stand still after seconds.
  explicit Patience(int looks = 300) : looks_{looks} {}

  /// Whether work ends that counts its progress. Where it stands still it is left to itself, on a
  /// thread of its own: it must own what it uses.
  bool sees_end(std::function<void()> work, const Progress& progress) const {
    if (*is_lost_) return false;
    std::packaged_task<void()> task{std::move(work)};
    std::future<void> end = task.get_future();
    std::thread thread{std::move(task)};
    if (ends(end, progress)) {
      thread.join();
      end.get();  // which throws what the work has thrown
      return true;
    }
    *is_lost_ = true;
    thread.detach();
    return false;
  }

 private:
  bool ends(const std::future<void>& end, const Progress& progress) const {
    constexpr std::chrono::milliseconds between_looks{10};
    long seen = progress;
    for (int k = 0; k < looks_; ++k) {
      if (end.wait_for(between_looks) == std::future_status::ready) return true;
      if (progress != seen) k = 0;
      seen = progress;
    }
    return false;
  }

  int looks_;
  std::shared_ptr<std::atomic<bool>> is_lost_ = std::make_shared<std::atomic<bool>>(false);
};

/// For what stands still however long one looks.
inline Patience impatience() { return Patience{5}; }

}  // namespace lemmata
