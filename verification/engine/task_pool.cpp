#include "verification/engine/task_pool.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "theory/fields/rational.hpp"

namespace lemmata {

void run_all(const std::vector<std::function<void()>>& tasks, int jobs,
             const std::function<void(int done, int all)>& progress) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  int done = 0;
  std::exception_ptr failure;
  const auto work = [&] {
    for (std::size_t i = next++; i < tasks.size(); i = next++) {
      try {
        tasks[i]();
      } catch (...) {
        const std::lock_guard lock{mutex};
        if (!failure) failure = std::current_exception();
        next = tasks.size();
      }
      const std::lock_guard lock{mutex};
      ++done;
      if (progress) progress(done, static_cast<int>(tasks.size()));
    }
  };
  const unsigned threads =
      jobs > 0 ? static_cast<unsigned>(jobs) : std::max(1U, std::thread::hardware_concurrency());
  {
    std::vector<std::jthread> workers;
    for (unsigned k = 1; k < threads; ++k) {
      workers.emplace_back([&work] {
        const ThreadCaches caches;
        work();
      });
    }
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace lemmata
