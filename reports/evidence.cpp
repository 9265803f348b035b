#include "reports/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace lemmata {
namespace {

std::vector<CheckResult> checks_and_proof(const TheoremResult& result) {
  std::vector<CheckResult> all = result.checks;
  all.insert(all.end(), result.proof.begin(), result.proof.end());
  return all;
}

std::string with_false_pass(std::string counted, double false_pass) {
  return false_pass > 0 ? counted + ", false pass ≤ " + rounded_up(false_pass) : counted;
}

}  // namespace

std::vector<GradeEvidence> evidence(const TheoremResult& result) {
  std::map<Grade, GradeEvidence> by_grade;
  for (const CheckResult& check : checks_and_proof(result)) {
    GradeEvidence& sum = by_grade[check.grade];
    sum.grade = check.grade;
    sum.instances += check.instances;
    sum.discarded += check.discarded;
    sum.false_pass = std::max(sum.false_pass, check.false_pass);
    sum.trajectories += check.trajectories;
    sum.precision = std::max(sum.precision, check.precision);
  }
  std::vector<GradeEvidence> sums;
  for (const auto& [grade, sum] : by_grade) sums.push_back(sum);
  return sums;
}

std::optional<double> tightest(const TheoremResult& result) {
  std::optional<double> largest;
  for (const CheckResult& check : checks_and_proof(result)) {
    if (check.tightest && (!largest || *check.tightest > *largest)) largest = check.tightest;
  }
  return largest;
}

std::string strength(const GradeEvidence& evidence) {
  const auto points = static_cast<std::uint64_t>(evidence.instances);
  switch (evidence.grade) {
    case Grade::exact:
      return with_false_pass(with_commas(points) + " points", evidence.false_pass);
    case Grade::enumerated:
      return with_false_pass(with_commas(evidence.trajectories) + " trajectories",
                             evidence.false_pass);
    case Grade::rigorous:
      return evidence.precision > 0 ? fmt::format("balls, {} bits", evidence.precision)
                                    : "rationals";
  }
  return {};
}

std::string rounded_up(double bound) {
  if (!(bound > 0) || !std::isfinite(bound)) return fmt::format("{}", bound);
  int exponent = static_cast<int>(std::floor(std::log10(bound)));
  // A bound that is one digit times a power of ten already may come out a rounding error above it.
  constexpr double rounding = 1e-9;
  int digit = static_cast<int>(std::ceil(bound / std::pow(10.0, exponent) - rounding));
  if (digit == 10) {
    digit = 1;
    ++exponent;
  }
  return fmt::format("{}e{}", digit, exponent);
}

std::string with_commas(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t place = digits.size(); place > 3; place -= 3) digits.insert(place - 3, 1, ',');
  return digits;
}

}  // namespace lemmata
