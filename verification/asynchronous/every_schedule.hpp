#pragma once
/// \file
/// The stale-synchronous discipline judged from the deliveries alone, and every schedule of small
/// systems.

#include <algorithm>

#include "verification/asynchronous/worker_runs.hpp"
#include "verification/engine/as_vector.hpp"

namespace lemmata::worker_runs {

/// What a log of deliveries, in order, and the workers at work after them must satisfy for a bound.
struct Log {
  int workers;
  int bound;
  std::vector<Delivery> deliveries{};
  std::vector<int> working{};

  /// Deliveries of each worker among the first so many.
  std::vector<int> counts(std::size_t first) const {
    std::vector<int> result(static_cast<std::size_t>(workers), 0);
    for (std::size_t k = 0; k < std::min(first, deliveries.size()); ++k) {
      ++result[static_cast<std::size_t>(deliveries[k].worker)];
    }
    return result;
  }
  std::vector<int> counts() const { return counts(deliveries.size()); }
  int ahead_of_slowest(int worker) const {
    const auto now = counts();
    return now[static_cast<std::size_t>(worker)] - *std::min_element(now.begin(), now.end());
  }
};

/// Nobody at work is more than s gradients ahead of the slowest.
inline bool keeps_the_bound(const Log& log) {
  return std::all_of(log.working.begin(), log.working.end(),
                     [&](int worker) { return log.ahead_of_slowest(worker) <= log.bound; });
}

/// Whoever is within the bound is at work: nobody waits in vain, and somebody always works.
inline bool nobody_waits_in_vain(const Log& log) {
  for (int worker = 0; worker < log.workers; ++worker) {
    const bool works =
        std::find(log.working.begin(), log.working.end(), worker) != log.working.end();
    if (!works && log.ahead_of_slowest(worker) <= log.bound) return false;
  }
  return !log.working.empty();
}

/// The parameters of the last delivery, gradient number c of its worker, had seen every worker's
/// gradients up to number c − s − 1.
inline bool had_read_what_it_must(const Log& log) {
  if (log.deliveries.empty()) return true;
  const Delivery& last = log.deliveries.back();
  const auto seen = log.counts(static_cast<std::size_t>(last.fetched));
  return std::all_of(seen.begin(), seen.end(),
                     [&](int count) { return count >= last.iteration - log.bound; });
}

/// No other worker delivered more than 2s + 1 gradients while the last was computed.
inline bool others_deliver_few(const Log& log) {
  if (log.deliveries.empty()) return true;
  const Delivery& last = log.deliveries.back();
  const auto before = log.counts(static_cast<std::size_t>(last.fetched)), after = log.counts();
  for (std::size_t i = 0; i < before.size(); ++i) {
    const bool other = static_cast<int>(i) != last.worker;
    if (other && after[i] - before[i] > 2 * log.bound + 1) return false;
  }
  return true;
}

/// At most (2s + 1)(N − 1) updates since.
inline bool is_fresh(const Log& log) {
  return log.deliveries.empty() ||
         log.deliveries.back().staleness <= (2 * log.bound + 1) * (log.workers - 1);
}

/// Calls visit(log) after every delivery of every schedule of so many, by production.
template <class Visit>
void for_every_schedule(const SharedParameters<double>& shared, int deliveries, const Log& before,
                        const Visit& visit) {
  visit(before);
  if (deliveries == 0) return;
  for (const int worker : shared.working()) {
    SharedParameters<double> next = shared;
    Log log = before;
    log.deliveries.push_back(next.deliver(
        worker, [](const Vector<double>& at, int, int) { return at; }, [](int) { return 0.0; }));
    log.working = next.working();
    for_every_schedule(next, deliveries - 1, log, visit);
  }
}

/// The small systems: how long each is followed.
struct SmallSystem {
  int workers, bound, deliveries;
};
inline constexpr SmallSystem small_systems[] = {{2, 0, 12}, {2, 1, 12}, {2, 2, 12},
                                                {3, 0, 8},  {3, 1, 8},  {4, 0, 6}};

template <class Visit>
void for_every_small_schedule(Discipline discipline_of(int bound), const Visit& visit) {
  for (const SmallSystem& system : small_systems) {
    const SharedParameters<double> shared{Vector<double>::Zero(1), system.workers,
                                          discipline_of(system.bound)};
    const Log nothing{
        .workers = system.workers, .bound = system.bound, .working = shared.working()};
    for_every_schedule(shared, system.deliveries, nothing, visit);
  }
}

/// The predicate: a property of the log holds after every delivery of every small schedule.
template <class Property>
Check under_every_schedule(Discipline discipline_of(int bound), Property property) {
  return certified<ScheduleInstance>([=](const SchedulePoint<Ball>&) {
           bool always = true;
           for_every_small_schedule(discipline_of,
                                    [&](const Log& log) { always = always && property(log); });
           return always ? Truth::certainly_true : Truth::certainly_false;
         })
      .once();
}

/// The predicate: it holds after every delivery of a drawn schedule.
template <class Property>
Check under_drawn_schedules(Discipline discipline_of(int bound), Property property) {
  return certified<ScheduleInstance>([=](const SchedulePoint<Ball>& x) {
    Log log{.workers = x.workers, .bound = x.bound};
    bool always = true;
    follow(x, discipline_of(x.bound), [&](const auto& shared, const Delivery& delivery) {
      log.deliveries.push_back(delivery);
      log.working = shared.working();
      always = always && property(log);
    });
    return always ? Truth::certainly_true : Truth::certainly_false;
  });
}

/// The predicate: the largest staleness over all schedules of each small system is as claimed, a
/// function of N and s.
template <class Claimed>
Check largest_staleness_is(Claimed claimed) {
  return identity<ScheduleInstance>([=]<class F>(const SchedulePoint<F>&) {
           constexpr auto systems = static_cast<Eigen::Index>(std::size(small_systems));
           Vector<F> left(systems), right(systems);
           for (Eigen::Index k = 0; k < systems; ++k) {
             const SmallSystem& system = small_systems[k];
             int largest = 0;
             const SharedParameters<double> shared{Vector<double>::Zero(1), system.workers,
                                                   Discipline::stale_synchronous(system.bound)};
             for_every_schedule(shared, system.deliveries, {system.workers, system.bound, {}, {}},
                                [&](const Log& log) {
                                  if (log.deliveries.empty()) return;
                                  largest = std::max(largest, log.deliveries.back().staleness);
                                });
             left(k) = F(largest);
             right(k) = F(claimed(system.workers, system.bound));
           }
           return equal(left, right);
         })
      .once();
}

}  // namespace lemmata::worker_runs
