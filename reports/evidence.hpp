#pragma once
/// \file
/// How strong a theorem's evidence is: one model, which the terminal, the page and JSON render.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "verification/engine/evidence.hpp"

namespace lemmata {

/// All that checks of one grade established: counts in total, and for each strength that of the
/// weakest check, since a theorem is false if one of them is.
struct GradeEvidence {
  Grade grade = Grade::exact;
  std::int64_t instances = 0;
  std::int64_t discarded = 0;
  double false_pass = 0;
  double exceptions = 0;  ///< the largest share of instances that could be exceptions; not sampled
  std::uint64_t trajectories = 0;
  long precision = 0;  ///< bits of the balls; 0 if none were needed
  std::optional<double> tightest{};
  std::optional<SampledEvidence> sampled{};
};

/// Of a single check.
GradeEvidence evidence(const CheckResult& check);

/// One entry a grade that occurs among the checks, in the order of the grades.
std::vector<GradeEvidence> evidence(const std::vector<CheckResult>& checks);

/// The same of a theorem's checks and proof steps.
std::vector<GradeEvidence> evidence(const TheoremResult& result);

/// "1,600 points".
struct Count {
  std::uint64_t number;
  std::string noun;  ///< singular
};
/// "false pass ≤ 3e-15"; rounded up wherever it is shown.
struct Bound {
  std::string what;
  double value;
  std::string unit{};
};
using StrengthPart = std::variant<Count, Bound, std::string>;

/// What makes the evidence strong, in the order in which to say it.
std::vector<StrengthPart> strength(const GradeEvidence& evidence);

/// The weakest bounds of all theorems together: on a false pass, on exceptions, on undetected
/// shifts, as far as there are any.
std::vector<StrengthPart> weakest(const std::vector<TheoremResult>& results);

/// The parts as plain text: "1,600 points, false pass ≤ 3e-15".
std::string plain(const std::vector<StrengthPart>& parts);

/// A bound with one significant digit, rounded up.
std::string rounded_up(double bound);

/// An integer with commas between its thousands.
std::string with_commas(std::uint64_t number);

}  // namespace lemmata
