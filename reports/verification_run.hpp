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
  double seconds = 0;
  bool interrupted = false;
  std::vector<TheoremResult> results{};
};

}  // namespace lemmata
