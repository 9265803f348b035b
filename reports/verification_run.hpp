#pragma once
/// \file
/// A whole `lemmata verify`: what every report is made from.

#include <cstdint>
#include <string>
#include <vector>

#include "verification/engine/verifier.hpp"

namespace lemmata {

struct VerificationRun {
  std::uint64_t seed = 1;
  std::string effort = "quick";
  int rounds = 0;  ///< that were begun
  double seconds = 0;
  bool interrupted = false;
  std::vector<std::string> mdp_files{};  ///< as given with --mdp, for the line that reproduces
  std::vector<TheoremResult> results{};
};

/// 0 if every theorem holds, 130 if the run was interrupted, 1 otherwise.
int exit_status(const VerificationRun& run);

}  // namespace lemmata
