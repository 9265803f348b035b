#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <limits>

#include "algorithms/environments/mdp_file.hpp"
#include "reports/commands/commands.hpp"
#include "reports/evidence.hpp"
#include "reports/interruption.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/output_paths.hpp"
#include "reports/terminal/progress_line.hpp"
#include "reports/terminal/verification_text.hpp"
#include "reports/web/page.hpp"

namespace lemmata {
namespace {

using std::chrono::steady_clock;

constexpr int standard_rounds = 5;
constexpr int thorough_seconds = 600;

/// The tables that come with Lemmata, and those of the given files.
std::vector<TransitionTable> tables(const std::vector<std::string>& files) {
  std::vector<TransitionTable> result = shipped_mdps();
  for (const std::string& file : files) result.push_back(read_mdp(file));
  return result;
}

/// The options that an effort stands for.
VerifierOptions options_for(const VerifyArguments& arguments) {
  VerifierOptions options{.seed = arguments.seed, .jobs = arguments.jobs};
  if (arguments.effort == "standard") options.rounds = standard_rounds;
  if (arguments.effort == "thorough") {
    options.rounds = std::numeric_limits<int>::max();
    const int seconds = arguments.seconds > 0 ? arguments.seconds : thorough_seconds;
    options.deadline = steady_clock::now() + std::chrono::seconds{seconds};
  }
  return options;
}

VerificationRun run(const std::vector<const Entry*>& entries, const VerifyArguments& arguments,
                    std::vector<TransitionTable> mdps, const Interruption& interruption) {
  const auto begin = steady_clock::now();
  ProgressLine progress{"verifying", "tasks"};
  VerificationRun result{
      .seed = arguments.seed, .effort = arguments.effort, .mdp_files = arguments.mdps};
  VerifierOptions options = options_for(arguments);
  options.mdps = std::move(mdps);
  options.interrupted = &interruption.requested();
  options.progress = [&](int done, int all) { progress.show(done, all); };
  options.after_round = [&](int rounds, const std::vector<TheoremResult>& so_far) {
    result.rounds = rounds;
    progress.say(fmt::format(" of round {}; {}", rounds + 1, plain(weakest(so_far))));
  };
  result.results = verify(entries, options);
  const std::chrono::duration<double> elapsed = steady_clock::now() - begin;
  result.seconds = elapsed.count();
  result.interrupted = interruption.requested();
  return result;
}

void require_consistent(const VerifyArguments& arguments) {
  if (arguments.seconds > 0 && arguments.effort != "thorough") {
    throw UsageError{"--seconds goes with --effort thorough"};
  }
  if (arguments.json == standard_output && arguments.junit == standard_output) {
    throw UsageError{"--json and --junit cannot both go to standard output"};
  }
  if (same_file(arguments.json, arguments.junit)) {
    throw UsageError{"--json and --junit cannot both go to " + arguments.json};
  }
}

}  // namespace

int verify_theorems(const VerifyArguments& arguments) {
  require_consistent(arguments);
  const Interruption interruption;
  const auto entries = selected(arguments.names);
  auto mdps = tables(arguments.mdps);
  require_writable_folder(arguments.report);
  require_writable_file(arguments.json);
  require_writable_file(arguments.junit);

  const VerificationRun done = run(entries, arguments, std::move(mdps), interruption);

  const bool readable = arguments.json != standard_output && arguments.junit != standard_output;
  if (readable) std::cout << verification_text(done, standard_output_style()) << std::flush;
  write_output(arguments.json, to_json(done));
  if (!arguments.junit.empty()) write_output(arguments.junit, to_junit(done));
  if (!arguments.report.empty()) {
    const auto page = write_web_page(done, arguments.report);
    if (readable) std::cout << "Report: " << page.string() << "\n";
  }
  return exit_status(done);
}

}  // namespace lemmata
