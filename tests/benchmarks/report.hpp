#pragma once
/// \file
/// What a run of the benchmarks shows and writes: the times, the ratios of comparisons
/// (`comparison.hpp`), and how times grow with the size that a benchmark gave by `SetComplexityN`.

#include <benchmark/benchmark.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "paired_ratio.hpp"
#include "power_law.hpp"

namespace lemmata {

class BenchmarkReport : public benchmark::ConsoleReporter {
 public:
  using ConsoleReporter::ConsoleReporter;

  void ReportRuns(const std::vector<Run>& runs) override;
  /// Prints the tables of ratios and exponents.
  void Finalize() override;

  /// Schema "lemmata.benchmarks/1".
  nlohmann::ordered_json json() const;

  /// Whether a benchmark gave up with an error.
  bool has_errors() const { return has_errors_; }

 private:
  struct NamedRatio {
    std::string name;
    Ratio ratio;
    std::string unit;
  };
  /// Of a benchmark that is no comparison.
  struct Timing {
    std::string name;
    double nanoseconds;  ///< an iteration
    std::map<std::string, double> counters;
  };

  void record(const Run& run);
  void print_ratios() const;
  void print_exponents() const;

  std::vector<NamedRatio> ratios_{};
  std::vector<Timing> timings_{};
  std::map<std::string, std::vector<Measurement>> growths_{};
  bool has_errors_ = false;
};

}  // namespace lemmata
