#pragma once
/// \file
/// Staleness in timed runs of workers of different speeds.

#include "verification/asynchronous/worker_runs.hpp"
#include "verification/engine/as_vector.hpp"

namespace lemmata::worker_runs {

/// 100,000 deliveries of three workers whose gradients take 1, 10 and 1000.
inline const std::vector<Delivery>& of_uneven_workers() {
  static const std::vector<Delivery> deliveries = deliveries_at_speeds({1, 10, 1000}, 100'000);
  return deliveries;
}

/// The predicate: their mean staleness is within 1/parts of a claim.
inline Check mean_is_near(int claimed, int parts) {
  return inequality<ScheduleInstance>([=]<class F>(const SchedulePoint<F>&) {
           std::int64_t sum = 0;
           for (const Delivery& delivery : of_uneven_workers()) sum += delivery.staleness;
           const F mean =
               F(static_cast<int>(sum)) / F(static_cast<int>(of_uneven_workers().size()));
           return at_most(absolute(F(mean - F(claimed))), F(F{1} / F(parts)));
         })
      .once();
}

/// The predicate: some gradient is as stale.
inline Check largest_is_at_least(int claimed) {
  return inequality<ScheduleInstance>([=]<class F>(const SchedulePoint<F>&) {
           const auto counts = staleness_histogram(of_uneven_workers());
           return at_most(F(claimed), F(static_cast<int>(counts.size()) - 1));
         })
      .once();
}

/// The share of updates of each staleness for four workers.
inline Figure histograms_by_speeds() {
  return {.title = "Staleness by speeds",
          .caption =
              "Four workers in the simulator, 40,000 updates each: the share of updates of "
              "each staleness. The mean is 3 for all of them.",
          .x_label = "staleness + 1",
          .y_label = "share of updates",
          .log_x = true,
          .log_y = true,
          .curves = [] {
            constexpr int deliveries = 40'000;
            const auto curve = [](std::string label, const std::vector<double>& durations) {
              Curve result{.label = std::move(label)};
              const auto counts = staleness_histogram(deliveries_at_speeds(durations, deliveries));
              for (std::size_t k = 0; k < counts.size(); ++k) {
                if (counts[k] == 0) continue;
                result.points.emplace_back(static_cast<double>(k) + 1,
                                           static_cast<double>(counts[k]) / deliveries);
              }
              return result;
            };
            return std::vector{curve("1 : 1 : 1 : 1", {1, 1, 1, 1}),
                               curve("1 : 2 : 4 : 8", {1, 2.01, 4.03, 8.05}),
                               curve("1 : 1 : 1 : 100", {1, 1, 1, 100})};
          }};
}

}  // namespace lemmata::worker_runs
