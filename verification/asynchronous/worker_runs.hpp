#pragma once
/// \file
/// Production runs of the simulator at a schedule: who delivered what, and what was in flight.

#include <functional>
#include <numeric>

#include "algorithms/asynchronous/simulator.hpp"
#include "verification/asynchronous/schedule_instance.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata::worker_runs {

/// λx + (i + 1): every worker's objective has a minimum of its own.
template <class F>
auto gradient_of(const SchedulePoint<F>& x) {
  return [curvature = x.curvature](const Vector<F>& at, int worker, int) {
    return Vector<F>(curvature * at + Vector<F>::Constant(1, F(worker + 1)));
  };
}

template <class F>
SharedParameters<F> shared_by_workers(const SchedulePoint<F>& x, Discipline discipline) {
  return {Vector<F>::Constant(1, x.start), x.workers, discipline};
}

/// Delivers as the schedule says, and calls visit(shared, delivery) after each; ends where nobody
/// is at work.
template <class F, class Visit>
void follow(const SchedulePoint<F>& x, Discipline discipline, Visit visit) {
  SharedParameters<F> shared = shared_by_workers(x, discipline);
  for (const int pick : x.picks) {
    const std::vector<int> working = shared.working();
    if (working.empty()) return;
    const int worker = working[static_cast<std::size_t>(pick) % working.size()];
    const auto constant = [&](int) { return x.step_size; };
    visit(shared, shared.deliver(worker, gradient_of(x), constant));
  }
}

/// The total age of what is in flight.
template <class F>
int age_in_flight(const SharedParameters<F>& shared) {
  int total = 0;
  for (const int worker : shared.working()) total += shared.age(worker);
  return total;
}

/// Deliveries by workers of these durations, each the same for all gradients.
inline std::vector<Delivery> deliveries_at_speeds(const std::vector<double>& durations,
                                                  int deliveries, Discipline discipline = {}) {
  SharedParameters<double> shared{Vector<double>::Zero(1), static_cast<int>(durations.size()),
                                  discipline};
  return simulate(
      shared, deliveries,
      [&](int worker, int) { return durations[static_cast<std::size_t>(worker)]; },
      [](const Vector<double>& at, int, int) { return at; }, [](int) { return 0.0; });
}

inline double mean_staleness(const std::vector<Delivery>& deliveries) {
  double sum = 0;
  for (const Delivery& delivery : deliveries) sum += delivery.staleness;
  return sum / static_cast<double>(deliveries.size());
}

}  // namespace lemmata::worker_runs
