#pragma once
/// \file
/// One line on standard error that says how far a run has come.

#include <cstdint>
#include <string>

namespace lemmata {

/// Shown only if standard error is a terminal; gone when it is destroyed.
class ProgressLine {
 public:
  /// `activity` and `things` as in "verifying: 3 of 10 tasks".
  ProgressLine(std::string activity, std::string things);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(std::int64_t done, std::int64_t all) const;
  /// What to say beside the progress from now on: what has been established by now.
  void say(std::string established);

 private:
  bool visible_;
  std::string activity_;
  std::string things_;
  std::string established_{};
};

}  // namespace lemmata
