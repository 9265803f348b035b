#include <chrono>
#include <iostream>

#include "algorithms/environments/mdp_file.hpp"
#include "reports/commands/commands.hpp"
#include "reports/interruption.hpp"
#include "reports/json.hpp"
#include "reports/output_paths.hpp"
#include "reports/terminal/progress_line.hpp"
#include "reports/terminal/verification_text.hpp"
#include "reports/web/page.hpp"

namespace lemmata {
namespace {

/// The tables that come with Lemmata, and those of the given files.
std::vector<TransitionTable> tables(const std::vector<std::string>& files) {
  std::vector<TransitionTable> result = shipped_mdps();
  for (const std::string& file : files) result.push_back(read_mdp(file));
  return result;
}

VerificationRun run(const std::vector<const Entry*>& entries, const VerifyArguments& arguments,
                    std::vector<TransitionTable> mdps, const Interruption& interruption) {
  const auto begin = std::chrono::steady_clock::now();
  const ProgressLine progress;
  auto results =
      verify(entries, {.seed = arguments.seed,
                       .jobs = arguments.jobs,
                       .mdps = std::move(mdps),
                       .interrupted = &interruption.requested(),
                       .progress = [&](int done, int all) { progress.show(done, all); }});
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  return {.seed = arguments.seed,
          .effort = arguments.effort,
          .seconds = elapsed.count(),
          .interrupted = interruption.requested(),
          .mdp_files = arguments.mdps,
          .results = std::move(results)};
}

}  // namespace

int verify_theorems(const VerifyArguments& arguments) {
  const Interruption interruption;
  const auto entries = selected(arguments.names);
  auto mdps = tables(arguments.mdps);
  require_writable_folder(arguments.report);
  require_writable_file(arguments.json);

  const VerificationRun done = run(entries, arguments, std::move(mdps), interruption);

  const bool readable = arguments.json != standard_output;
  if (readable) std::cout << verification_text(done, standard_output_style()) << std::flush;
  write_output(arguments.json, to_json(done));
  if (!arguments.report.empty()) {
    const auto page = write_web_page(done, arguments.report);
    if (readable) std::cout << "Report: " << page.string() << "\n";
  }
  return exit_status(done);
}

}  // namespace lemmata
