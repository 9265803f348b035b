#include <fmt/format.h>

#include <iostream>

#include "reports/commands/commands.hpp"
#include "reports/interruption.hpp"
#include "reports/json.hpp"
#include "reports/output_paths.hpp"
#include "reports/proofs/proof_check.hpp"
#include "reports/terminal/progress_line.hpp"
#include "reports/terminal/proof_text.hpp"

namespace lemmata {
namespace {

ProofRun run(const std::vector<ListedProof>& theorems, const ProveArguments& arguments,
             const Interruption& interruption) {
  ProgressLine progress{"proving", "files"};
  return check_proofs(proof_sources(), theorems,
                      {.jobs = arguments.jobs,
                       .interrupted = &interruption.requested(),
                       .progress = [&](const std::string& file, int done, int all) {
                         progress.say("; " + file);
                         progress.show(done, all);
                       }});
}

}  // namespace

int prove_theorems(const ProveArguments& arguments) {
  const Interruption interruption;
  const auto theorems = selected_proofs(arguments.names);
  require_writable_file(arguments.json);

  const ProofRun done = run(theorems, arguments, interruption);

  if (arguments.json != standard_output) std::cout << proof_text(done, standard_output_style());
  write_output(arguments.json, to_json(done));
  return exit_status(done);
}

}  // namespace lemmata
