#include "algorithms/a3c/coordination.hpp"

#include <algorithm>
#include <limits>

namespace lemmata {

void StaleSynchronousClock::delivered(int worker) {
  std::unique_lock lock{mutex_};
  const std::int64_t own = ++delivered_[static_cast<std::size_t>(worker)];
  changed_.notify_all();
  changed_.wait(lock, [&] { return own - slowest() <= bound_; });
}

void StaleSynchronousClock::leave(int worker) {
  const std::lock_guard lock{mutex_};
  delivered_[static_cast<std::size_t>(worker)] = std::numeric_limits<std::int64_t>::max();
  changed_.notify_all();
}

std::int64_t StaleSynchronousClock::slowest() const {
  return *std::min_element(delivered_.begin(), delivered_.end());
}

}  // namespace lemmata
