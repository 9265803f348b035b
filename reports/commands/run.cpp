#include <chrono>
#include <iostream>

#include "reports/commands/run_setup.hpp"
#include "reports/csv.hpp"
#include "reports/interruption.hpp"
#include "reports/json.hpp"
#include "reports/output_paths.hpp"
#include "reports/terminal/progress_line.hpp"
#include "reports/terminal/run_text.hpp"
#include "reports/web/run_page.hpp"

namespace lemmata {
namespace {

void require_two_outputs(const RunArguments& arguments) {
  if (arguments.json == standard_output && arguments.csv == standard_output) {
    throw UsageError{"--json and --csv cannot both go to standard output"};
  }
  if (same_file(arguments.json, arguments.csv)) {
    throw UsageError{"--json and --csv cannot both go to " + arguments.json};
  }
}

RunReport run(PreparedRun prepared, const Interruption& interruption) {
  using std::chrono::steady_clock;
  constexpr std::chrono::milliseconds between_lines{100};
  RunReport& report = prepared.report;
  ProgressLine progress{"running", report.index.noun + "s"};
  auto next_line = steady_clock::now() + between_lines;
  prepared.run(report, [&](std::int64_t k) {
    if (steady_clock::now() >= next_line) {
      if (prepared.status) progress.say(prepared.status());
      progress.show(k, report.index.asked);
      next_line = steady_clock::now() + between_lines;
    }
    return !interruption.requested();
  });
  return std::move(report);
}

}  // namespace

int run_algorithm(const RunArguments& arguments) {
  const Algorithm& algorithm = chosen_algorithm(arguments);
  require_two_outputs(arguments);
  const Interruption interruption;
  const Task task = task_of(arguments);
  require_writable_folder(arguments.report);
  require_writable_file(arguments.json);
  require_writable_file(arguments.csv);
  require_writable_file(arguments.checkpoint);
  const RunReport done = run(algorithm.prepare(task, arguments), interruption);

  const bool readable = arguments.json != standard_output && arguments.csv != standard_output;
  if (readable) std::cout << run_text(done, standard_output_style()) << std::flush;
  write_output(arguments.json, to_json(done));
  if (!arguments.csv.empty()) write_output(arguments.csv, to_csv(done));
  if (!arguments.report.empty()) {
    const auto page = write_run_page(done, arguments.report);
    if (readable) std::cout << "Report: " << page.string() << "\n";
  }
  return exit_status(done);
}

}  // namespace lemmata
