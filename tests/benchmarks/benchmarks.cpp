// Runs the benchmarks; behind the times stands how they grow with the number of parameters, for
// those that say how many there are. --exponents=FILE writes that table as JSON too.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <string>

#include "power_law.hpp"

namespace lemmata {
namespace {

using Measurements = std::map<std::string, std::vector<Measurement>>;

/// The times on the screen, as ever, and their growth behind them.
class GrowthReporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.error_occurred || run.complexity_n == 0)
        continue;
      measured_[run.run_name.function_name].push_back(
          {static_cast<double>(run.complexity_n), run.GetAdjustedRealTime()});
    }
  }

  void Finalize() override {
    ConsoleReporter::Finalize();
    if (measured_.empty()) return;
    std::cout << "\ntime as a power of the number n of parameters, by least squares of logarithms\n"
              << std::left << std::setw(28) << "" << std::right << std::setw(8) << "from n"
              << std::setw(8) << "to" << std::setw(12) << "power" << std::setw(10) << "± error"
              << std::setw(22) << "of the larger half\n"
              << std::fixed << std::setprecision(2);
    for (const auto& [name, all] : measured_) {
      const PowerLaw law = fitted_power_law(all), of_larger = fitted_power_law(larger_half(all));
      std::cout << std::left << std::setw(28) << name << std::right << std::setw(8)
                << static_cast<long>(smallest(all)) << std::setw(8)
                << static_cast<long>(largest(all)) << std::setw(12) << law.exponent << std::setw(9)
                << law.standard_error << std::setw(14) << of_larger.exponent << " ± "
                << of_larger.standard_error << "\n";
    }
  }

  void write_json(std::ostream& out) const {
    out << "[";
    const char* separator = "\n";
    for (const auto& [name, all] : measured_) {
      const PowerLaw law = fitted_power_law(all), of_larger = fitted_power_law(larger_half(all));
      out << separator << "  {\"name\": \"" << name << "\", \"from\": " << smallest(all)
          << ", \"to\": " << largest(all) << ", \"measurements\": " << all.size()
          << ", \"exponent\": " << law.exponent << ", \"standard_error\": " << law.standard_error
          << ", \"exponent_of_larger_half\": " << of_larger.exponent
          << ", \"standard_error_of_larger_half\": " << of_larger.standard_error << "}";
      separator = ",\n";
    }
    out << "\n]\n";
  }

 private:
  static bool is_smaller(const Measurement& a, const Measurement& b) { return a.size < b.size; }
  static double smallest(const std::vector<Measurement>& all) {
    return std::min_element(all.begin(), all.end(), is_smaller)->size;
  }
  static double largest(const std::vector<Measurement>& all) {
    return std::max_element(all.begin(), all.end(), is_smaller)->size;
  }
  /// Sizes from the geometric mean of the extremes on.
  static std::vector<Measurement> larger_half(const std::vector<Measurement>& all) {
    const double middle = std::sqrt(smallest(all) * largest(all));
    std::vector<Measurement> result;
    std::copy_if(all.begin(), all.end(), std::back_inserter(result),
                 [&](const Measurement& m) { return m.size >= middle; });
    return result;
  }

  Measurements measured_;
};

}  // namespace
}  // namespace lemmata

int main(int argc, char** argv) {
  const std::string option = "--exponents=";
  std::string file;
  const auto is_file = [&](const char* argument) {
    const std::string text = argument;
    if (text.rfind(option, 0) != 0) return false;
    file = text.substr(option.size());
    return true;
  };
  argc = static_cast<int>(std::remove_if(argv + 1, argv + argc, is_file) - argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  lemmata::GrowthReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  if (file.empty()) return 0;
  std::ofstream out{file};
  reporter.write_json(out);
  out.flush();
  if (!out) std::cerr << "cannot write " << file << "\n";
  return out ? 0 : 1;
}
