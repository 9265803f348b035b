#pragma once
/// \file
/// How strong a theorem's evidence is, summed over its checks and proof steps.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "verification/engine/verifier.hpp"

namespace lemmata {

/// All that the checks and proof steps of one grade established.
struct GradeEvidence {
  Grade grade = Grade::exact;
  std::int64_t instances = 0;
  std::int64_t discarded = 0;
  /// A false theorem has a false check, and passes only if that one does: the largest bound.
  double false_pass = 0;
  std::uint64_t trajectories = 0;
  long precision = 0;  ///< bits of the balls; 0 if none were needed
};

/// One entry a grade that occurs, in the order of the grades.
std::vector<GradeEvidence> evidence(const TheoremResult& result);

/// The largest left/right over all inequalities, if there is any.
std::optional<double> tightest(const TheoremResult& result);

/// In words: "400 points, false pass ≤ 3e-13", "rationals", "balls, 128 bits".
std::string strength(const GradeEvidence& evidence);

/// A bound with one significant digit, rounded up.
std::string rounded_up(double bound);

/// An integer with commas between its thousands.
std::string with_commas(std::uint64_t number);

}  // namespace lemmata
