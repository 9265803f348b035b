// The program of `./lemmata benchmark`.

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include "comparison.hpp"
#include "report.hpp"

namespace lemmata {
namespace {

constexpr int wrong_usage = 2;

const char* const description = R"(Measures how fast Lemmata is: times, ratios, and exponents.

A ratio compares two pieces of work that are done in turn, in chunks of some milliseconds, so that
whatever disturbs the machine disturbs both: `of` over `to`, the medians of all chunks. `least` and
`greatest` are the same ratio in single rounds of a few chunks: where they are far apart, the machine
was busy, and the ratio says little. What keeps one thread busy is measured in processor time, what
keeps several in real time, which wants an idle machine. Names read of_over_to:

  a3c_learning_over_bare        a worker's steps/s while it learns, over the bare environment's
  a3c_update_over_bare_steps    an n-step update's time, over that of n bare steps
  a3c_workers_over_one          steps/s of N workers, over those of one: N at the best
  a3c_accumulation_over_locked  time from one delivery of gradients to the next, over locked ones
  …_sweep_over_…                a sweep of soft value iteration
  a3c_staleness                 how many updates a gradient missed (no ratio)
  the others                    plain times; some with exponents, of how they grow
)";

const char* const examples = R"(
Examples:
  ./lemmata benchmark --filter a3c --quick            A3C alone, in less than a minute
  ./lemmata benchmark --filter 'workers_over_one/asynchronous'
  ./lemmata benchmark --json result.json              all, for programs as well
  ./lemmata benchmark --benchmark_list_tests          the names of all

Options of Google Benchmark (--benchmark_…) go through to it.
Exit status: 0 measured; 1 a benchmark could not be measured; 2 wrong usage.)";

struct Options {
  std::string json;
  std::string filter;
  bool is_quick = false;
  std::vector<std::string> of_google;
};

/// \throws CLI::ParseError
Options parsed(int argc, char** argv) {
  CLI::App program{description, "./lemmata benchmark"};
  Options options;
  program.footer(examples);
  program.add_option("--json", options.json, "Write the results as JSON; - for standard output")
      ->type_name("FILE");
  program.add_option("--filter", options.filter, "Run those whose names match")->type_name("REGEX");
  program.add_flag("--quick", options.is_quick, "Measure for a shorter time, less exactly");
  program.allow_extras();
  try {
    program.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << program.help();
    throw;
  }
  options.of_google = program.remaining();
  for (const std::string& option : options.of_google) {
    if (option.rfind("--benchmark_", 0) != 0) throw CLI::ExtrasError{{option}};
  }
  return options;
}

/// Returns whether Google Benchmark takes its options. It goes on pointing to the first.
bool initialize(const Options& options) {
  static std::vector<std::string> arguments{"./lemmata benchmark"};
  if (options.is_quick) arguments.push_back("--benchmark_min_time=0.05");
  if (!options.filter.empty()) arguments.push_back("--benchmark_filter=" + options.filter);
  arguments.insert(arguments.end(), options.of_google.begin(), options.of_google.end());
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  int count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data());
  return !benchmark::ReportUnrecognizedArguments(count, pointers.data());
}

/// Where JSON goes, opened before anything is measured.
class Destination {
 public:
  explicit Destination(const std::string& name) : name_{name} {
    if (is_file()) file_.open(name);
  }
  bool is_wanted() const { return !name_.empty(); }
  bool is_standard_output() const { return name_ == "-"; }
  bool write(const nlohmann::ordered_json& json) {
    std::ostream& out = is_file() ? file_ : std::cout;
    out << json.dump(2) << "\n" << std::flush;
    return is_open();
  }
  bool is_open() const { return !is_file() || file_.good(); }

 private:
  bool is_file() const { return is_wanted() && !is_standard_output(); }

  std::string name_;
  std::ofstream file_{};
};

int run(const Options& options) {
  Destination json{options.json};
  const auto cannot_write = [&](int status) {
    std::cerr << fmt::format("{}: cannot be written: {}\n", options.json, std::strerror(errno));
    return status;
  };
  if (!json.is_open()) return cannot_write(wrong_usage);
  if (!initialize(options)) return wrong_usage;
  if (options.is_quick) comparison_effort = quick_effort;
  const bool is_screen = isatty(json.is_standard_output() ? STDERR_FILENO : STDOUT_FILENO) != 0;
  BenchmarkReport report{is_screen ? BenchmarkReport::OO_ColorTabular
                                   : BenchmarkReport::OO_Tabular};
  if (json.is_standard_output()) report.SetOutputStream(&std::cerr);
  if (benchmark::RunSpecifiedBenchmarks(&report) == 0) return wrong_usage;
  if (json.is_wanted() && !json.write(report.json())) return cannot_write(1);
  return report.has_errors() ? 1 : 0;
}

}  // namespace
}  // namespace lemmata

int main(int argc, char** argv) {
  try {
    return lemmata::run(lemmata::parsed(argc, argv));
  } catch (const CLI::CallForHelp&) {
    return 0;
  } catch (const CLI::ParseError& error) {
    std::cerr << error.what() << "\n`./lemmata benchmark --help` says what there is.\n";
    return lemmata::wrong_usage;
  }
}
