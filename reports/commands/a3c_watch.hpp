#pragma once
/// \file
/// How far training with A3C has come, for those who watch.

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>

#include "reports/commands/a3c_report.hpp"

namespace lemmata {

/// Steps a second are those of training alone: what is done between two records takes no time.
class Watch {
 public:
  using Clock = std::chrono::steady_clock;

  /// Another run begins.
  void begin() { first_.reset(); }
  /// Training goes on from a record.
  void see(const TrainingPoint& point, Clock::time_point now = Clock::now()) {
    if (!first_) first_ = point.steps;
    steps_ = point.steps;
    seconds_ = point.seconds;
    since_ = now;
    record_ = progress_words(point);
  }
  /// While it trains.
  void at(std::int64_t steps, Clock::time_point now = Clock::now()) {
    if (!first_) return;
    steps_ = steps;
    const double seconds = seconds_ + std::chrono::duration<double>(now - since_).count();
    if (seconds > 0) speed_ = static_cast<double>(steps - *first_) / seconds;
  }

  std::int64_t steps() const { return steps_; }
  double steps_per_second() const { return speed_; }
  std::string words() const { return fmt::format("; {:.3g} a second{}", speed_, record_); }

 private:
  std::optional<std::int64_t> first_{};  ///< where the run began
  std::int64_t steps_ = 0;
  double seconds_ = 0;  ///< of training before the last record
  Clock::time_point since_{};
  double speed_ = 0;
  std::string record_{};
};

}  // namespace lemmata
