#pragma once
/// \file
/// A run as its iterates, measured along the way.

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace lemmata {

/// Asked before iteration k; where it says no, the run ends with what it has.
using GoesOn = std::function<bool(std::int64_t k)>;

template <class Point>
struct Recording {
  std::vector<Point> points;
  bool interrupted = false;
  std::string diverged{};  ///< why no further iterate has a finite value; empty if all have
};

/// The iterations to record: 0, 1, 2, … thinned to round(10^{j/20}), twenty a decade, the powers of
/// ten among them. The first after k ≥ 0.
std::int64_t next_recorded(std::int64_t k);

/// Runs iterations 0 … last, each a `noun` such as "iteration": `observe()` sees every iterate,
/// `measure(k)` those to record and the last one, `advance(k)` makes iterate k + 1. Where one of
/// them throws std::domain_error, the run has diverged. \throws std::invalid_argument for last < 0
template <class Observe, class Measure, class Advance>
auto record_run(const std::string& noun, std::int64_t last, const GoesOn& goes_on, Observe observe,
                Measure measure, Advance advance) {
  if (last < 0) throw std::invalid_argument{"a run has no negative number of " + noun + "s"};
  Recording<decltype(measure(last))> run;
  std::int64_t k = 0;
  std::int64_t to_record = 0;
  try {
    while (true) {
      observe();
      const bool stopped = k < last && !goes_on(k);
      const bool ends = k == last || stopped;
      if (ends || k == to_record) {
        run.points.push_back(measure(k));
        to_record = next_recorded(k);
      }
      run.interrupted = stopped;
      if (ends) return run;
      advance(k);
      ++k;
    }
  } catch (const std::domain_error& error) {
    run.diverged = "at " + noun + " " + std::to_string(k) + ", " + error.what();
  }
  return run;
}

}  // namespace lemmata
