#pragma once
/// \file
/// Ctrl-C as a request that a run can answer.

#include <signal.h>

#include <atomic>

namespace lemmata {

/// While it lives, the first SIGINT or SIGTERM sets a flag, and a second one ends the process as it
/// would have without. One at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  const std::atomic<bool>& requested() const;

 private:
  struct sigaction previous_interrupt_;
  struct sigaction previous_termination_;
};

}  // namespace lemmata
