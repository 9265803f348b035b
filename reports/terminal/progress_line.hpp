#pragma once
/// \file
/// One line on standard error that says how far a run has come.

#include <string>

namespace lemmata {

/// Shown only if standard error is a terminal; gone when it is destroyed.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(int done, int all) const;
  /// What to say beside the progress from now on: what has been established by now.
  void say(std::string established);

 private:
  bool visible_;
  std::string established_{};
};

}  // namespace lemmata
