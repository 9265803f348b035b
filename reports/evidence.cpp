#include "reports/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lemmata {
namespace {

SampledEvidence both(const SampledEvidence& a, const SampledEvidence& b) {
  return {.samples = a.samples + b.samples,
          .coordinates = a.coordinates + b.coordinates,
          .level = std::min(a.level, b.level),
          .detectable = std::max(a.detectable, b.detectable),
          .assumption =
              a.assumption == b.assumption ? a.assumption : a.assumption + "; " + b.assumption};
}

void add(const GradeEvidence& next, GradeEvidence& sum) {
  sum.instances += next.instances;
  sum.discarded += next.discarded;
  sum.false_pass = std::max(sum.false_pass, next.false_pass);
  sum.exceptions = std::max(sum.exceptions, next.exceptions);
  sum.trajectories += next.trajectories;
  sum.precision = std::max(sum.precision, next.precision);
  sum.tightest = std::max(sum.tightest, next.tightest);
  if (next.sampled) sum.sampled = sum.sampled ? both(*sum.sampled, *next.sampled) : next.sampled;
}

void bound_if_any(std::vector<StrengthPart>& parts, const char* what, double value,
                  const char* unit = "") {
  if (value > 0) parts.push_back(Bound{what, value, unit});
}

std::uint64_t count(std::int64_t number) { return static_cast<std::uint64_t>(number); }

constexpr const char* standard_deviations = " σ";

std::string plain(const StrengthPart& part) {
  if (const auto* counted = std::get_if<Count>(&part)) {
    return fmt::format("{} {}{}", with_commas(counted->number), counted->noun,
                       counted->number == 1 ? "" : "s");
  }
  if (const auto* bound = std::get_if<Bound>(&part)) {
    return fmt::format("{} ≤ {}{}", bound->what, rounded_up(bound->value), bound->unit);
  }
  return std::get<std::string>(part);
}

}  // namespace

GradeEvidence evidence(const CheckResult& check) {
  return {.grade = check.grade,
          .instances = check.instances,
          .discarded = check.discarded,
          .false_pass = check.false_pass,
          .exceptions = check.sampled ? 0 : unseen_exceptions(check),
          .trajectories = check.trajectories,
          .precision = check.precision,
          .tightest = check.tightest,
          .sampled = check.sampled};
}

std::vector<GradeEvidence> evidence(const std::vector<CheckResult>& checks) {
  std::vector<GradeEvidence> sums;
  for (const CheckResult& check : checks) {
    const auto same_grade = std::find_if(sums.begin(), sums.end(),
                                         [&](const auto& sum) { return sum.grade == check.grade; });
    if (same_grade == sums.end()) {
      sums.push_back(evidence(check));
    } else {
      add(evidence(check), *same_grade);
    }
  }
  std::sort(sums.begin(), sums.end(),
            [](const auto& a, const auto& b) { return a.grade < b.grade; });
  return sums;
}

std::vector<GradeEvidence> evidence(const TheoremResult& result) {
  std::vector<CheckResult> all = result.checks;
  all.insert(all.end(), result.proof.begin(), result.proof.end());
  return evidence(all);
}

std::vector<StrengthPart> strength(const GradeEvidence& evidence) {
  std::vector<StrengthPart> parts;
  switch (evidence.grade) {
    case Grade::exact:
      parts.push_back(Count{count(evidence.instances), "point"});
      bound_if_any(parts, "false pass", evidence.false_pass);
      break;
    case Grade::enumerated:
      parts.push_back(Count{evidence.trajectories, "episode"});
      bound_if_any(parts, "false pass", evidence.false_pass);
      break;
    case Grade::rigorous:
      parts.push_back(Count{count(evidence.instances), "instance"});
      parts.push_back(evidence.precision > 0 ? fmt::format("balls, {} bits", evidence.precision)
                                             : "rationals");
      if (evidence.tightest) parts.push_back(fmt::format("tightest {:.3g}", *evidence.tightest));
      break;
    case Grade::statistical:
      if (!evidence.sampled) break;
      parts.push_back(Count{count(evidence.sampled->samples), "sample"});
      bound_if_any(parts, "missed shift", evidence.sampled->detectable, standard_deviations);
      break;
    case Grade::measured:
      parts.push_back(Count{count(evidence.instances), "run"});
      break;
  }
  return parts;
}

std::vector<StrengthPart> weakest(const std::vector<TheoremResult>& results) {
  double false_pass = 0, exceptions = 0, shift = 0;
  for (const TheoremResult& result : results) {
    for (const GradeEvidence& found : evidence(result)) {
      false_pass = std::max(false_pass, found.false_pass);
      exceptions = std::max(exceptions, found.exceptions);
      if (found.sampled) shift = std::max(shift, found.sampled->detectable);
    }
  }
  std::vector<StrengthPart> parts;
  bound_if_any(parts, "false pass", false_pass);
  bound_if_any(parts, "exceptions", 100 * exceptions, " %");
  bound_if_any(parts, "missed shift", shift, standard_deviations);
  return parts;
}

std::string plain(const std::vector<StrengthPart>& parts) {
  std::string text;
  for (const StrengthPart& part : parts) text += (text.empty() ? "" : ", ") + plain(part);
  return text;
}

std::string rounded_up(double bound) {
  if (!(bound > 0) || !std::isfinite(bound)) return fmt::format("{}", bound);
  int exponent = static_cast<int>(std::floor(std::log10(bound)));
  const auto printed = [&](int d) { return std::stod(fmt::format("{}e{}", d, exponent)); };
  int digit = 1;
  while (printed(digit) < bound) ++digit;
  if (digit == 10) {
    digit = 1;
    ++exponent;
  }
  if (exponent < -3 || exponent > 2) return fmt::format("{}e{}", digit, exponent);
  return fmt::format("{:.{}f}", digit * std::pow(10.0, exponent), std::max(0, -exponent));
}

std::string with_commas(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t place = digits.size(); place > 3; place -= 3) digits.insert(place - 3, 1, ',');
  return digits;
}

}  // namespace lemmata
