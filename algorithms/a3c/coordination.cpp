#include "algorithms/a3c/coordination.hpp"

#include <algorithm>
#include <limits>

namespace lemmata {
namespace {

/// In place of a count: ahead of all.
constexpr std::int64_t has_left = std::numeric_limits<std::int64_t>::max();

}  // namespace

void StaleSynchronousClock::delivered(int worker) {
  std::unique_lock lock{mutex_};
  std::int64_t& own = delivered_[static_cast<std::size_t>(worker)];
  if (own != has_left) ++own;
  changed_.notify_all();
  wait(worker, lock);
}

bool StaleSynchronousClock::wait(int worker) {
  std::unique_lock lock{mutex_};
  return wait(worker, lock);
}

bool StaleSynchronousClock::wait(int worker, std::unique_lock<std::mutex>& lock) {
  const std::int64_t& own = delivered_[static_cast<std::size_t>(worker)];
  const auto may_begin = [&] { return own - slowest() <= bound_; };
  changed_.wait(lock, [&] { return is_suspended_ || may_begin(); });
  return may_begin();
}

void StaleSynchronousClock::suspend() {
  const std::lock_guard lock{mutex_};
  is_suspended_ = true;
  changed_.notify_all();
}

void StaleSynchronousClock::resume() {
  const std::lock_guard lock{mutex_};
  is_suspended_ = false;
}

void StaleSynchronousClock::leave(int worker) {
  const std::lock_guard lock{mutex_};
  delivered_[static_cast<std::size_t>(worker)] = has_left;
  changed_.notify_all();
}

std::int64_t StaleSynchronousClock::slowest() const {
  return *std::min_element(delivered_.begin(), delivered_.end());
}

bool Gate::pass() {
  if (is_open_.load(std::memory_order_acquire)) return true;
  std::unique_lock lock{mutex_};
  const std::int64_t openings = openings_;
  ++standing_;
  came_.notify_one();
  opened_.wait(lock, [&] { return openings_ != openings || has_ended_; });
  return !has_ended_;
}

void Gate::leave() {
  const std::lock_guard lock{mutex_};
  ++left_;
  came_.notify_one();
}

void Gate::open() {
  const std::lock_guard lock{mutex_};
  standing_ = 0;
  ++openings_;
  is_open_.store(true, std::memory_order_release);
  opened_.notify_all();
}

void Gate::end() {
  const std::lock_guard lock{mutex_};
  has_ended_ = true;
  opened_.notify_all();
}

bool Gate::all_stand(std::chrono::milliseconds patience) {
  std::unique_lock lock{mutex_};
  return came_.wait_for(lock, patience, [this] { return standing_ + left_ == workers_; });
}

}  // namespace lemmata
