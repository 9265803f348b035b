#pragma once
/// \file
/// The clock by which the threads of stale-synchronous training wait for each other, driven through
/// every schedule of small systems: who must wait does, and nobody else.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "algorithms/a3c/coordination.hpp"
#include "verification/asynchronous/patience.hpp"
#include "verification/asynchronous/schedule_instance.hpp"
#include "verification/engine/enumeration.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata::clock_schedules {

/// A clock as the workers see it.
struct Clock {
  std::function<void(int worker)> delivered, leave;
  std::function<void(int worker)> release;  ///< at the end: a leave that works
};
/// The subject: makes one for so many workers and a bound.
using Make = std::function<Clock(int workers, int bound)>;

/// Production's, for a bound so much larger than it is said to be.
inline Make production(int excess = 0) {
  return [=](int workers, int bound) -> Clock {
    const auto clock = std::make_shared<StaleSynchronousClock>(workers, bound + excess);
    const auto leave = [=](int worker) { clock->leave(worker); };
    return {[=](int worker) { clock->delivered(worker); }, leave, leave};
  };
}
inline Clock never_waits(int, int) {
  const auto nothing = [](int) {};
  return {nothing, nothing, nothing};
}
inline Clock waits_for_who_has_left(int workers, int bound) {
  Clock clock = production()(workers, bound);
  clock.leave = [](int) {};
  return clock;
}

struct Event {
  int worker;
  bool leaves = false;  ///< else it delivers a gradient
};

/// The statement, in counts of its own: who may begin the next gradient.
struct Workers {
  int bound;
  std::vector<int> delivered;
  std::vector<bool> left;
  std::vector<Event> events{};  ///< so far

  Workers(int workers, int most_ahead)
      : bound{most_ahead},
        delivered(static_cast<std::size_t>(workers), 0),
        left(static_cast<std::size_t>(workers), false) {}

  int count() const { return static_cast<int>(delivered.size()); }
  bool is_at_work(int worker) const {
    const auto own = static_cast<std::size_t>(worker);
    if (left[own]) return false;
    for (std::size_t i = 0; i < delivered.size(); ++i) {
      if (!left[i] && delivered[i] < delivered[own] - bound) return false;
    }
    return true;
  }
  bool waits(int worker) const {
    return !left[static_cast<std::size_t>(worker)] && !is_at_work(worker);
  }
  bool any_has_left() const { return std::find(left.begin(), left.end(), true) != left.end(); }

  Workers after(const Event& event) const {
    Workers next = *this;
    const auto place = static_cast<std::size_t>(event.worker);
    if (event.leaves) {
      next.left[place] = true;
    } else {
      ++next.delivered[place];
    }
    next.events.push_back(event);
    return next;
  }
};

/// Calls visit(events) for every schedule of so many events, of which at most one is a worker's
/// leaving, by whoever is at work.
template <class Visit>
void for_every_schedule(const Workers& start, std::size_t length, const Visit& visit) {
  enumeration::for_each_end(
      start,
      [=](const Workers& now) {
        std::vector<Event> result;
        for (int i = 0; i < now.count() && now.events.size() < length; ++i) {
          if (!now.is_at_work(i)) continue;
          result.push_back({i});
          if (!now.any_has_left()) result.push_back({i, true});
        }
        return result;
      },
      [](const Workers& now, const Event& event) { return now.after(event); },
      [&](const Workers& end) { visit(end.events); });
}

struct SmallSystem {
  int workers, bound;
  std::size_t events;
};
inline constexpr SmallSystem small_systems[] = {{2, 0, 6}, {2, 1, 5}, {2, 2, 5},
                                                {3, 0, 4}, {3, 1, 4}, {4, 0, 3}};

/// Drives the clocks of a subject through every schedule of the small systems: from one thread,
/// but for calls that must not return yet, which have threads of their own. A call that wrongly
/// does not return stops the drive; one that wrongly returns is seen, unless its thread is slow.
class Drive {
 public:
  explicit Drive(Make make) : make_{std::move(make)} {}

  /// Ends at the first worker that goes on too early.
  void run() {
    for (const SmallSystem& system : small_systems) {
      const Workers start{system.workers, system.bound};
      for_every_schedule(start, system.events, [&](const std::vector<Event>& events) {
        if (!is_over()) follow(events, start);
      });
    }
  }

  const Progress& progress() const { return progress_; }
  bool one_went_on_too_early() const { return one_went_on_; }

  /// Lets all threads of a drive that stands still come to their ends.
  void abandon() {
    abandoned_ = true;
    release();
  }

 private:
  bool is_over() const { return one_went_on_ || abandoned_; }

  void follow(const std::vector<Event>& events, Workers now) {
    constexpr std::chrono::microseconds a_moment{50};
    const Clock clock = make_(now.count(), now.bound);
    {
      const std::lock_guard lock{mutex_};
      clock_ = clock;
      workers_ = now.count();
    }
    std::vector<std::future<void>> waiting(now.delivered.size());
    const auto look = [&](std::chrono::microseconds time) {
      for (const auto& call : waiting) {
        if (call.valid() && call.wait_for(time) == std::future_status::ready) one_went_on_ = true;
      }
    };
    for (const Event& event : events) {
      look(std::chrono::microseconds{0});
      if (is_over()) break;
      now = now.after(event);
      auto& call = waiting[static_cast<std::size_t>(event.worker)];
      if (event.leaves) {
        clock.leave(event.worker);
      } else if (now.waits(event.worker)) {
        call = std::async(std::launch::async, clock.delivered, event.worker);
      } else {
        clock.delivered(event.worker);
      }
      for (int i = 0; i < now.count(); ++i) {
        auto& released = waiting[static_cast<std::size_t>(i)];
        if (released.valid() && now.is_at_work(i)) released.get();
      }
      ++progress_;
    }
    look(a_moment);
    release();
  }

  void release() {
    const std::lock_guard lock{mutex_};
    for (int i = 0; i < workers_; ++i) clock_.release(i);
  }

  const Make make_;
  std::mutex mutex_{};
  Clock clock_{};  ///< of the schedule that is followed
  int workers_ = 0;
  Progress progress_{0};
  std::atomic<bool> one_went_on_{false}, abandoned_{false};
};

/// The predicate: in every schedule of the small systems nobody goes on before it may, and nobody
/// waits who need not.
inline Check lets_go_on_who_may(const Make& make, const Patience& patience = Patience{}) {
  return on_threads<ScheduleInstance>([=](const SchedulePoint<double>&) {
           const auto drive = std::make_shared<Drive>(make);
           const bool ends = patience.sees_end([=] { drive->run(); }, drive->progress());
           if (!ends) drive->abandon();
           const Vector<double> found{{drive->one_went_on_too_early() ? 1.0 : 0.0, ends ? 1.0 : 0}};
           return equal(found, Vector<double>{{0.0, 1.0}});
         })
      .once();
}

}  // namespace lemmata::clock_schedules
