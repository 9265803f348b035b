#pragma once
/// \file
/// The stale-synchronous discipline judged from what the parameters say, and every schedule of
/// small systems.
///
/// Parameter number i counts the gradients that worker i has delivered: each is minus the unit
/// vector of its worker, and the step is 1. So whoever looks at a copy sees what it has read, and
/// nothing is believed that production reports of itself.

#include <algorithm>
#include <array>
#include <optional>

#include "verification/asynchronous/worker_runs.hpp"
#include "verification/engine/as_vector.hpp"
#include "verification/engine/enumeration.hpp"

namespace lemmata::worker_runs {

/// Gradients by worker.
using Counts = std::array<int, 5>;

inline Counts counts_in(const Vector<double>& parameters) {
  Counts result{};
  for (Eigen::Index i = 0; i < parameters.size(); ++i) {
    result[static_cast<std::size_t>(i)] = static_cast<int>(parameters(i));
  }
  return result;
}
inline int total(const Counts& counts) { return std::accumulate(counts.begin(), counts.end(), 0); }

/// A gradient that arrived: when none had but those of `before`, computed from parameters that had
/// seen those of `seen`.
struct Arrival {
  int worker;
  Counts before, seen;
  Delivery reported;  ///< what production says of it

  int number() const { return before[static_cast<std::size_t>(worker)]; }
  int staleness() const { return total(before) - total(seen); }
};

/// What arrived last, and the workers at work after it, must satisfy something for a bound.
struct Log {
  int workers;
  int bound;
  Counts delivered{};
  std::optional<Arrival> last{};
  std::vector<int> working{};

  int ahead_of_slowest(int worker) const {
    return delivered[static_cast<std::size_t>(worker)] -
           *std::min_element(delivered.begin(), delivered.begin() + workers);
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

/// The parameters of the last, gradient number c of its worker, had seen every worker's gradients
/// up to number c − s − 1, and all of its own.
inline bool had_read_what_it_must(const Log& log) {
  if (!log.last) return true;
  const Arrival& last = *log.last;
  for (int i = 0; i < log.workers; ++i) {
    const int must = i == last.worker ? last.number() : last.number() - log.bound;
    if (last.seen[static_cast<std::size_t>(i)] < must) return false;
  }
  return true;
}

/// No other worker delivered more than 2s + 1 gradients while the last was computed.
inline bool others_deliver_few(const Log& log) {
  if (!log.last) return true;
  for (int i = 0; i < log.workers; ++i) {
    const auto place = static_cast<std::size_t>(i);
    const int meanwhile = log.last->before[place] - log.last->seen[place];
    if (i != log.last->worker && meanwhile > 2 * log.bound + 1) return false;
  }
  return true;
}

/// At most (2s + 1)(N − 1) updates since.
inline bool is_fresh(const Log& log) {
  return !log.last || log.last->staleness() <= (2 * log.bound + 1) * (log.workers - 1);
}

/// What production reports of the last is what was counted.
inline bool is_reported_truly(const Log& log) {
  if (!log.last) return true;
  const Delivery& reported = log.last->reported;
  return reported.iteration == log.last->number() && reported.fetched == total(log.last->seen) &&
         reported.staleness == log.last->staleness();
}

/// Workers and their log at some point of a schedule.
struct LoggedRun {
  SharedParameters<double> shared;
  Log log;
  int left;  ///< gradients to be delivered

  LoggedRun(int workers, int bound, Discipline discipline, int deliveries)
      : shared{Vector<double>::Zero(workers), workers, discipline},
        log{.workers = workers, .bound = bound, .working = shared.working()},
        left{deliveries} {}

  void deliver(int worker) {
    const Counts before = log.delivered;
    Counts seen{};
    const Delivery reported = shared.deliver(
        worker,
        [&](const Vector<double>& at, int by, int) {
          seen = counts_in(at);
          return Vector<double>(-Vector<double>::Unit(at.size(), by));
        },
        [](int) { return 1.0; });
    ++log.delivered[static_cast<std::size_t>(worker)];
    log.last = Arrival{worker, before, seen, reported};
    log.working = shared.working();
    --left;
  }
};

/// Whether a property of the log holds at the start and after every delivery of every schedule, by
/// production; looks no further once it does not.
template <class Property>
bool holds_in_every_schedule(const LoggedRun& start, const Property& property) {
  bool holds = true;
  enumeration::for_each_state(
      start,
      [&](const LoggedRun& run) {
        return holds && run.left > 0 ? run.log.working : std::vector<int>{};
      },
      [](LoggedRun run, int worker) {
        run.deliver(worker);
        return run;
      },
      [&](const LoggedRun& run) { holds = holds && property(run.log); });
  return holds;
}

/// The small systems: how long each is followed.
struct SmallSystem {
  int workers, bound, deliveries;
};
inline constexpr SmallSystem small_systems[] = {{2, 0, 12}, {2, 1, 12}, {2, 2, 12},
                                                {3, 0, 8},  {3, 1, 8},  {4, 0, 6}};

/// The predicate: a property of the log holds after every delivery of every small schedule.
template <class Property>
Check under_every_schedule(Discipline discipline_of(int bound), Property property) {
  return certified<ScheduleInstance>([=](const SchedulePoint<Ball>&) {
           for (const auto& [workers, bound, deliveries] : small_systems) {
             const LoggedRun start{workers, bound, discipline_of(bound), deliveries};
             if (!holds_in_every_schedule(start, property)) return Truth::certainly_false;
           }
           return Truth::certainly_true;
         })
      .once();
}

/// The predicate: it holds after every delivery of a drawn schedule.
template <class Property>
Check under_drawn_schedules(Discipline discipline_of(int bound), Property property) {
  return certified<ScheduleInstance>([=](const SchedulePoint<Ball>& x) {
    LoggedRun run{x.workers, x.bound, discipline_of(x.bound), static_cast<int>(x.picks.size())};
    bool always = property(run.log);
    for (const int pick : x.picks) {
      if (run.log.working.empty()) break;
      run.deliver(run.log.working[static_cast<std::size_t>(pick) % run.log.working.size()]);
      always = always && property(run.log);
    }
    return always ? Truth::certainly_true : Truth::certainly_false;
  });
}

/// The predicate: the largest staleness over all schedules of each small system is as claimed, a
/// function of N and s.
template <class Claimed>
Check largest_staleness_is(Claimed claimed) {
  return identity<ScheduleInstance>([=]<class F>(const SchedulePoint<F>&) {
           std::vector<F> left, right;
           for (const auto& [workers, bound, deliveries] : small_systems) {
             int largest = 0;
             holds_in_every_schedule(
                 {workers, bound, Discipline::stale_synchronous(bound), deliveries},
                 [&](const Log& log) {
                   largest = std::max(largest, log.last ? log.last->staleness() : 0);
                   return true;
                 });
             left.push_back(F(largest));
             right.push_back(F(claimed(workers, bound)));
           }
           return equal(as_vector(left), as_vector(right));
         })
      .once();
}

}  // namespace lemmata::worker_runs
