#pragma once
/// \file
/// Instances of theorems about workers on shared parameters: how many there are, and which of those
/// at work delivers next, time after time.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

#include "theory/fields/field.hpp"
#include "verification/engine/draw.hpp"

namespace lemmata {

/// A ScheduleInstance viewed in a field.
template <class F>
struct SchedulePoint {
  int workers;
  int bound;               ///< s of a stale-synchronous discipline
  std::vector<int> picks;  ///< pick p: number p mod w of the w that are at work delivers
  F start;                 ///< x_0
  F curvature;
  F step_size;
};

class ScheduleInstance : public Instance {
 public:
  int workers = 1;
  int bound = 0;
  std::vector<int> picks;
  std::vector<Dyadic> numbers;  ///< start, curvature, step size

  std::string describe() const override {
    return fmt::format("{}, bound {}, picks {}\n  x_0 {}, λ {}, α {}\n", shape(), bound,
                       fmt::join(picks, " "), to_string(numbers[0]), to_string(numbers[1]),
                       to_string(numbers[2]));
  }
  std::string shape() const override {
    return fmt::format("{} worker{}, {} deliver{}", workers, workers == 1 ? "" : "s", picks.size(),
                       picks.size() == 1 ? "y" : "ies");
  }

  template <class F>
  SchedulePoint<F> in() const {
    return {workers, bound, picks, view<F>(numbers[0]), view<F>(numbers[1]), view<F>(numbers[2])};
  }
};

namespace schedules {

/// Some draws let one worker deliver again and again, which no uniform pick would.
inline ScheduleInstance drawn(int most_workers, Numbers kind, rc::Random shape,
                              rc::Random numbers) {
  Draw draw{shape}, number{numbers};
  ScheduleInstance result;
  result.workers = draw.between(1, most_workers);
  result.bound = draw.between(0, 3);
  const int deliveries = draw.between(1, 24);
  const bool uneven = draw.one_in(2);
  for (int k = 0; k < deliveries; ++k) {
    const int pick = draw.between(0, most_workers - 1);
    result.picks.push_back(uneven && !draw.one_in(4) ? 0 : pick);
  }
  for (int i = 0; i < 3; ++i) result.numbers.push_back(number.number(kind, 1, 5));
  return result;
}

/// Fewer workers, a smaller bound, fewer deliveries, the first worker's.
inline std::vector<ScheduleInstance> simpler(const ScheduleInstance& instance) {
  std::vector<ScheduleInstance> result;
  const auto changed = [&](auto change) {
    ScheduleInstance next = instance;
    change(next);
    result.push_back(std::move(next));
  };
  if (instance.workers > 1) changed([](auto& x) { --x.workers; });
  if (instance.bound > 0) changed([](auto& x) { --x.bound; });
  for (std::size_t k = 0; k < instance.picks.size(); ++k) {
    if (instance.picks.size() > 1) {
      changed([&](auto& x) { x.picks.erase(x.picks.begin() + static_cast<std::ptrdiff_t>(k)); });
    }
    if (instance.picks[k] > 0) changed([&](auto& x) { --x.picks[k]; });
  }
  for (std::size_t i = 0; i < instance.numbers.size(); ++i) {
    if (!(instance.numbers[i] == Dyadic{1, 0})) changed([&](auto& x) { x.numbers[i] = {1, 0}; });
  }
  return result;
}

inline InstancePointer as_pointer(ScheduleInstance x) {
  return std::make_shared<ScheduleInstance>(std::move(x));
}

}  // namespace schedules

/// Schedules of up to so many workers and 24 deliveries, of even and of very uneven speeds.
inline InstanceSpace worker_schedules(std::string name, int most_workers) {
  return {.name = std::move(name),
          .small = rc::Gen<InstancePointer>{[=](const rc::Random& random, int) {
            rc::Random shape = random;
            const rc::Random numbers = shape.split();
            return rc::shrinkable::map(
                rc::shrinkable::shrinkRecur(
                    schedules::drawn(most_workers, Numbers::small, shape, numbers),
                    [](const ScheduleInstance& x) {
                      return rc::seq::fromContainer(schedules::simpler(x));
                    }),
                schedules::as_pointer);
          }},
          .uniform =
              [=](const rc::Random& shape, const rc::Random& numbers) {
                return schedules::as_pointer(
                    schedules::drawn(most_workers, Numbers::uniform, shape, numbers));
              },
          .on = {}};
}

}  // namespace lemmata
