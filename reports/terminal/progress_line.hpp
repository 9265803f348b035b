#pragma once
/// \file
/// One line on standard error that says how far a run has come.

namespace lemmata {

/// Shown only if standard error is a terminal; gone when it is destroyed.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(int done, int all) const;

 private:
  bool visible_;
};

}  // namespace lemmata
