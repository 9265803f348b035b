#include <fmt/format.h>

#include <algorithm>
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

/// A newcomer who sees nothing happen should know why.
void remark_on_small_steps(RunReport& report) {
  constexpr double noticeable = 0.01;
  const auto& points = report.convergence.points;
  if (points.size() < 2 || points.front().gap <= 0) return;
  const double closed = 1 - points.back().gap / points.front().gap;
  if (closed > noticeable) return;
  report.remarks.push_back(fmt::format(
      "The step size for which convergence is proved is small: {} iterations closed {:.2g} of the "
      "gap. A larger --step-size goes faster, but the theorem does not cover it.",
      points.back().iteration, std::max(closed, 0.0)));
}

RunReport run(const Task& task, const Optimum& optimum, Setup setup,
              const Interruption& interruption) {
  using std::chrono::steady_clock;
  constexpr std::chrono::milliseconds between_lines{100};
  const ProgressLine progress{"running", "iterations"};
  auto next_line = steady_clock::now() + between_lines;
  const auto goes_on = [&](std::int64_t k) {
    if (steady_clock::now() >= next_line) {
      progress.show(k, setup.report.iterations);
      next_line = steady_clock::now() + between_lines;
    }
    return !interruption.requested();
  };
  setup.report.convergence =
      converge(task.mdp, setup.ascent, optimum, setup.report.iterations, goes_on);
  return setup.report;
}

}  // namespace

int run_algorithm(const RunArguments& arguments) {
  require_consistent(arguments);
  const Interruption interruption;
  const Task task = task_of(arguments);
  const double step_size = step_size_of(arguments, task);
  require_writable_folder(arguments.report);
  require_writable_file(arguments.json);
  require_writable_file(arguments.csv);
  const Optimum optimum = find_optimum(task.mdp);
  RunReport done = run(task, optimum, setup_of(task, optimum, step_size, arguments), interruption);
  if (!arguments.step_size) remark_on_small_steps(done);

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
