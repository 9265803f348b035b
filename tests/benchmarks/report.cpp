#include "report.hpp"

#include <fmt/ostream.h>

#include <algorithm>
#include <cmath>
#include <thread>

namespace lemmata {
namespace {

/// "function/arguments", without how it was run.
std::string name_of(const benchmark::BenchmarkReporter::Run& run) {
  const benchmark::BenchmarkName& name = run.run_name;
  return name.args.empty() ? name.function_name : name.function_name + "/" + name.args;
}

/// Three digits, and a prefix of the SI.
std::string with_prefix(double value, const std::string& unit) {
  if (unit == "ms") return with_prefix(1e6 * value, "ns");
  if (unit == "ns") {
    if (value >= 1e6) return fmt::format("{:.3g} ms", value / 1e6);
    if (value >= 1e3) return fmt::format("{:.3g} µs", value / 1e3);
  }
  if (value >= 1e6) return fmt::format("{:.3g} M {}", value / 1e6, unit);
  if (value >= 1e3) return fmt::format("{:.3g} k {}", value / 1e3, unit);
  return fmt::format("{:.3g} {}", value, unit);
}

bool is_smaller(const Measurement& a, const Measurement& b) { return a.size < b.size; }
double smallest(const std::vector<Measurement>& all) {
  return std::min_element(all.begin(), all.end(), is_smaller)->size;
}
double largest(const std::vector<Measurement>& all) {
  return std::max_element(all.begin(), all.end(), is_smaller)->size;
}

/// Sizes from the geometric mean of the extremes on.
std::vector<Measurement> larger_half(const std::vector<Measurement>& all) {
  const double middle = std::sqrt(smallest(all) * largest(all));
  std::vector<Measurement> result;
  std::copy_if(all.begin(), all.end(), std::back_inserter(result),
               [&](const Measurement& m) { return m.size >= middle; });
  return result;
}

/// A power needs two sizes.
bool can_be_fitted(const std::vector<Measurement>& all) { return smallest(all) < largest(all); }

}  // namespace

void BenchmarkReport::ReportRuns(const std::vector<Run>& runs) {
  ConsoleReporter::ReportRuns(runs);
  for (const Run& run : runs) {
    if (run.error_occurred) {
      has_errors_ = true;
    } else if (run.run_type == Run::RT_Iteration) {
      record(run);
    }
  }
}

void BenchmarkReport::record(const Run& run) {
  const auto& counters = run.counters;
  if (counters.count("ratio") > 0) {
    ratios_.push_back({name_of(run),
                       {counters.at("of"), counters.at("to"), counters.at("ratio"),
                        counters.at("least"), counters.at("greatest")},
                       run.report_label});
    return;
  }
  const double nanoseconds = 1e9 * run.real_accumulated_time /
                             static_cast<double>(std::max<std::int64_t>(1, run.iterations));
  timings_.push_back({name_of(run), nanoseconds, {counters.begin(), counters.end()}});
  if (run.complexity_n != 0) {
    growths_[run.run_name.function_name].push_back(
        {static_cast<double>(run.complexity_n), nanoseconds});
  }
}

void BenchmarkReport::Finalize() {
  ConsoleReporter::Finalize();
  if (!ratios_.empty()) print_ratios();
  if (!growths_.empty()) print_exponents();
}

void BenchmarkReport::print_ratios() const {
  std::ostream& out = GetOutputStream();
  std::size_t width = 0;
  for (const NamedRatio& x : ratios_) width = std::max(width, x.name.size());
  fmt::print(
      out,
      "\nratios of what was measured in turn: of the medians, and the least and the greatest "
      "of a round\n{:{}} {:>9} {:>9} {:>9} {:>14} {:>14}\n",
      "", width, "ratio", "least", "greatest", "of", "to");
  for (const auto& [name, ratio, unit] : ratios_) {
    fmt::print(out, "{:{}} {:9.3f} {:9.3f} {:9.3f} {:>14} {:>14}\n", name, width, ratio.ratio,
               ratio.least, ratio.greatest, with_prefix(ratio.of, unit),
               with_prefix(ratio.to, unit));
  }
}

void BenchmarkReport::print_exponents() const {
  std::ostream& out = GetOutputStream();
  fmt::print(out,
             "\ntime as a power of the number n of parameters, by least squares of logarithms\n"
             "{:28}{:>8}{:>8}{:>12}{:>10}{:>21}\n",
             "", "from n", "to", "power", "± error", "of the larger half");
  for (const auto& [name, all] : growths_) {
    if (!can_be_fitted(all)) continue;
    const PowerLaw law = fitted_power_law(all), of_larger = fitted_power_law(larger_half(all));
    fmt::print(out, "{:28}{:8}{:8}{:12.2f}{:9.2f}{:14.2f} ± {:.2f}\n", name, smallest(all),
               largest(all), law.exponent, law.standard_error, of_larger.exponent,
               of_larger.standard_error);
  }
}

nlohmann::ordered_json BenchmarkReport::json() const {
  using Json = nlohmann::ordered_json;
  Json ratios = Json::array(), timings = Json::array(), exponents = Json::array();
  for (const auto& [name, ratio, unit] : ratios_) {
    ratios.push_back({{"name", name},
                      {"of", ratio.of},
                      {"to", ratio.to},
                      {"unit", unit},
                      {"ratio", ratio.ratio},
                      {"least", ratio.least},
                      {"greatest", ratio.greatest}});
  }
  for (const auto& [name, nanoseconds, counters] : timings_) {
    timings.push_back({{"name", name}, {"nanoseconds", nanoseconds}, {"counters", counters}});
  }
  for (const auto& [name, all] : growths_) {
    if (!can_be_fitted(all)) continue;
    const PowerLaw law = fitted_power_law(all), of_larger = fitted_power_law(larger_half(all));
    exponents.push_back({{"name", name},
                         {"from", static_cast<std::int64_t>(smallest(all))},
                         {"to", static_cast<std::int64_t>(largest(all))},
                         {"measurements", all.size()},
                         {"exponent", law.exponent},
                         {"standard_error", law.standard_error},
                         {"exponent_of_larger_half", of_larger.exponent},
                         {"standard_error_of_larger_half", of_larger.standard_error}});
  }
  return {
      {"schema", "lemmata.benchmarks/1"},
      {"machine", {{"cores", std::thread::hardware_concurrency()}, {"compiler", LEMMATA_COMPILER}}},
      {"ratios", ratios},
      {"timings", timings},
      {"exponents", exponents}};
}

}  // namespace lemmata
