#pragma once
/// \file
/// Coq, asked whether it accepts the proofs and what they assume.

#include <atomic>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "reports/proofs/proof_sources.hpp"

namespace lemmata {

/// Coq, or its library mathcomp, is not on this machine; says which packages have them.
struct MissingCoq : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct ProofOptions {
  int jobs = 0;                                    ///< files at once; one a core if 0
  const std::atomic<bool>* interrupted = nullptr;  ///< ends the run as soon as it is set
  /// Called before each file, with the number of files that are done.
  std::function<void(const std::string& file, int done, int all)> progress{};
};

enum class ProofVerdict {
  proved,     ///< accepted, without axioms
  assumes,    ///< accepted, on axioms
  fails,      ///< its file, or one that this requires, is not accepted; or there is no such theorem
  unfinished  ///< interrupted before Coq was done with its file
};
std::string to_string(ProofVerdict verdict);

struct ProofResult {
  ListedProof listed;
  FormalStatement formal{};  ///< empty if there is no such theorem
  ProofVerdict verdict = ProofVerdict::unfinished;
  std::vector<std::string> assumptions{};  ///< "name : type", or as Coq says it
  double seconds = 0;                      ///< that Coq took for its file
};

struct ProofRun {
  std::string coq{};  ///< its version
  std::vector<ProofResult> results{};
  std::vector<ProofProblem> problems{};
  int files = 0;  ///< that Coq accepted
  double seconds = 0;
  bool interrupted = false;
};
/// 0 if there is no problem, 130 if the run was interrupted, 1 otherwise.
int exit_status(const ProofRun& run);

/// Compiles the files of the theorems and all that these require, in a temporary folder, and asks
/// for the axioms behind each theorem. Looks at all sources for what they assume.
/// \throws MissingCoq
ProofRun check_proofs(const ProofSources& sources, const std::vector<ListedProof>& theorems,
                      const ProofOptions& options = {});

}  // namespace lemmata
