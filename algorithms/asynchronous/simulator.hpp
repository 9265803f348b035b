#pragma once
/// \file
/// Workers on one parameter vector, simulated event by event, so that every schedule can be
/// replayed: no threads, and no clock but the order in which gradients are delivered.
///
/// A worker fetches a copy of the parameters, computes a gradient from it, delivers it, and fetches
/// again unless its discipline makes it wait. The staleness of a delivered gradient is the number
/// of updates since its parameters were fetched.
///
/// \code
///   SharedParameters<double> shared{start, 3, Discipline::stale_synchronous(2)};
///   while (…) shared.deliver(next_worker, gradient, step_size);
/// \endcode
///
/// \par Sources
/// `ho2013more` for the stale-synchronous discipline; `mnih2016asynchronous` for the asynchronous.

#include <algorithm>
#include <functional>
#include <queue>
#include <stdexcept>
#include <utility>
#include <vector>

#include "algorithms/asynchronous/discipline.hpp"
#include "algorithms/convergence/counts.hpp"
#include "theory/fields/field.hpp"

namespace lemmata {

/// A gradient that arrived.
struct Delivery {
  int worker;     ///< 0 … N − 1
  int iteration;  ///< how many the worker had delivered before
  int fetched;    ///< updates that its parameters had seen
  int staleness;  ///< updates since, until it arrived
};

template <class F>
class SharedParameters {
 public:
  /// All workers begin with `start`. \throws std::invalid_argument if there is no worker
  SharedParameters(Vector<F> start, int workers, Discipline discipline)
      : parameters_{std::move(start)}, discipline_{discipline} {
    if (workers < 1) throw std::invalid_argument{"there must be a worker"};
    workers_.assign(static_cast<std::size_t>(workers), Worker{.snapshot = parameters_});
  }

  const Vector<F>& parameters() const { return parameters_; }
  int workers() const { return static_cast<int>(workers_.size()); }
  /// Updates that the parameters have seen.
  int updates() const { return updates_; }
  /// Gradients that a worker has delivered.
  int delivered(int worker) const { return at(worker).delivered; }
  /// Whether it computes a gradient, and does not wait.
  bool is_working(int worker) const { return at(worker).working; }
  /// Updates since a worker that is working fetched its parameters.
  int age(int worker) const { return updates_ - at(worker).fetched; }
  /// In the order of their numbers.
  std::vector<int> working() const {
    std::vector<int> result;
    for (int i = 0; i < workers(); ++i) {
      if (is_working(i)) result.push_back(i);
    }
    return result;
  }

  /// The worker delivers gradient(snapshot, worker, iteration), which is applied with the step
  /// step_size(staleness) or, with averages, joins the others of its round, which take the step of
  /// the last; then whoever may begin does. \throws std::logic_error if the worker waits
  template <class Gradient, class StepSize>
  Delivery deliver(int worker, Gradient gradient, StepSize step_size) {
    Worker& by = workers_.at(static_cast<std::size_t>(worker));
    if (!by.working) throw std::logic_error{"a worker that waits has nothing to deliver"};
    const Delivery delivery{worker, by.delivered, by.fetched, age(worker)};
    arrived_.push_back(gradient(by.snapshot, worker, by.delivered));
    if (!discipline_.averaged || static_cast<int>(arrived_.size()) == workers()) {
      apply(step_size(delivery.staleness));
    }
    by.working = false;
    ++by.delivered;
    begin_work();
    return delivery;
  }

 private:
  struct Worker {
    Vector<F> snapshot;
    int fetched = 0;
    int delivered = 0;
    bool working = true;
  };

  const Worker& at(int worker) const { return workers_.at(static_cast<std::size_t>(worker)); }

  void apply(const F& step_size) {
    Vector<F> sum = arrived_.front();
    for (std::size_t i = 1; i < arrived_.size(); ++i) sum += arrived_[i];
    parameters_ -= F(step_size / F(static_cast<int>(arrived_.size()))) * sum;
    arrived_.clear();
    ++updates_;
  }

  void begin_work() {
    int slowest = workers_.front().delivered;
    for (const Worker& worker : workers_) slowest = std::min(slowest, worker.delivered);
    for (Worker& worker : workers_) {
      if (worker.working) continue;
      if (discipline_.bound && worker.delivered - slowest > *discipline_.bound) continue;
      worker.snapshot = parameters_;
      worker.fetched = updates_;
      worker.working = true;
    }
  }

  Vector<F> parameters_;
  Discipline discipline_;
  int updates_ = 0;
  std::vector<Worker> workers_{};
  std::vector<Vector<F>> arrived_{};  ///< and not yet applied
};

/// Who delivers next where gradients take time: duration(worker, iteration) > 0 each. Of those that
/// arrive at one time the lower worker is first.
template <class Duration>
class Timeline {
 public:
  Timeline(int workers, Duration duration)
      : duration_{std::move(duration)}, scheduled_(static_cast<std::size_t>(workers), false) {}

  /// The worker whose gradient arrives next, to be delivered before the next call.
  template <class F>
  int next(const SharedParameters<F>& shared) {
    for (const int worker : shared.working()) {
      if (scheduled_[static_cast<std::size_t>(worker)]) continue;
      scheduled_[static_cast<std::size_t>(worker)] = true;
      arrivals_.emplace(now_ + duration_(worker, shared.delivered(worker)), worker);
    }
    const auto [time, worker] = arrivals_.top();
    arrivals_.pop();
    scheduled_[static_cast<std::size_t>(worker)] = false;
    now_ = time;
    return worker;
  }

 private:
  using Arrival = std::pair<double, int>;

  Duration duration_;
  std::priority_queue<Arrival, std::vector<Arrival>, std::greater<>> arrivals_{};
  std::vector<bool> scheduled_;
  double now_ = 0;
};

/// Deliveries along a `Timeline` until so many have arrived.
template <class F, class Duration, class Gradient, class StepSize>
std::vector<Delivery> simulate(SharedParameters<F>& shared, int deliveries, Duration duration,
                               Gradient gradient, StepSize step_size) {
  Timeline timeline{shared.workers(), duration};
  std::vector<Delivery> result;
  while (static_cast<int>(result.size()) < deliveries) {
    result.push_back(shared.deliver(timeline.next(shared), gradient, step_size));
  }
  return result;
}

/// How many of the deliveries had each staleness, from 0 to the largest that occurred.
inline std::vector<int> staleness_histogram(const std::vector<Delivery>& deliveries) {
  std::vector<int> counts;
  for (const Delivery& delivery : deliveries) {
    count_occurrence(counts, delivery.staleness);
  }
  return counts;
}

}  // namespace lemmata
