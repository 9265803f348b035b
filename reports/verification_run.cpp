#include "reports/verification_run.hpp"

#include <algorithm>

namespace lemmata {

int exit_status(const VerificationRun& run) {
  if (run.interrupted) return 130;
  const bool all_hold =
      std::all_of(run.results.begin(), run.results.end(),
                  [](const TheoremResult& result) { return result.verdict == Verdict::holds; });
  return all_hold ? 0 : 1;
}

}  // namespace lemmata
