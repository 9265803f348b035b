#include "reports/web/evidence.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "reports/web/html.hpp"

namespace lemmata {
namespace {

const char* sign(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "✓";
    case Verdict::fails:
      return "✗";
    case Verdict::undecided:
      return "?";
    case Verdict::vacuous:
      return "∅";
    case Verdict::unguarded:
      return "!";
    case Verdict::unfinished:
      return "…";
  }
  return "";
}

std::string false_pass(const CheckResult& check) {
  if (check.false_pass == 0) return "";
  return fmt::format("<span class=\"bound\">false pass ≤ {}</span>",
                     bound_markup(check.false_pass));
}

std::string arithmetic(const CheckResult& check) {
  if (check.grade != Grade::rigorous || check.instances == 0) return "";
  if (check.precision == 0) return "rationals";
  return fmt::format("balls of up to {} bits", check.precision);
}

std::string tightest(const CheckResult& check) {
  if (!check.tightest) return "";
  return fmt::format("tightest ratio {:.6g}", *check.tightest);
}

/// The check on which a claim made by both rests.
CheckResult weaker(const CheckResult& a, const CheckResult& b) {
  CheckResult result = a;
  result.instances = std::min(a.instances, b.instances);
  result.trajectories = std::min(a.trajectories, b.trajectories);
  result.false_pass = std::max(a.false_pass, b.false_pass);
  result.precision = std::max(a.precision, b.precision);
  result.tightest = std::max(a.tightest, b.tightest);
  return result;
}

}  // namespace

std::string verdict_mark(Verdict verdict) {
  const std::string word = to_string(verdict);
  return fmt::format(R"(<span class="mark {}"><span aria-hidden="true">{}</span>&nbsp;{}</span>)",
                     word, sign(verdict), word);
}

std::string verdict_meaning(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "Every check and every proof step holds, and every falsifier was rejected.";
    case Verdict::fails:
      return "A check or a proof step has a counterexample.";
    case Verdict::undecided:
      return "Ball arithmetic could not decide a comparison at its highest precision.";
    case Verdict::vacuous:
      return "Too few instances satisfied the hypotheses for the checks to say anything.";
    case Verdict::unguarded:
      return "A falsifier survived: the checks cannot tell a wrong version from the theorem.";
    case Verdict::unfinished:
      return "The run was interrupted before this was settled.";
  }
  return {};
}

std::string grade_meaning(Grade grade) {
  switch (grade) {
    case Grade::exact:
      return "an identity between rational functions. Both sides are evaluated without rounding in "
             "the field of <i>p</i> = 2<sup>61</sup> − 1 elements, at small instances and at "
             "uniformly random points. By the Schwartz–Zippel lemma a false identity of degree "
             "<i>d</i> holds at a random point with probability at most about "
             "<i>d</i>/<i>p</i>; the “false pass” is the largest such bound among the points, "
             "each of which would have had to pass.";
    case Grade::enumerated:
      return "an expectation, variance or bias. The estimator runs on every trajectory of a "
             "finite-horizon MDP, weighted by the trajectory’s exact probability, so that nothing "
             "is sampled; the sum is compared in the same field as for exact identities, with the "
             "same bound on a false pass.";
    case Grade::rigorous:
      return "an inequality, decided at every instance in exact rationals or in balls (intervals "
             "of certified real arithmetic) that contain the true value; where balls cannot "
             "decide, their precision is doubled. The “tightest ratio” is the largest left side "
             "over right side that was met: 1 means that the bound is attained. What lies "
             "between the instances is not covered. A given MDP that is too large for rationals is "
             "evaluated in double precision, and its row says so.";
  }
  return {};
}

std::string strength(const CheckResult& check) {
  const auto instances = static_cast<std::uint64_t>(check.instances);
  std::vector<std::string> parts{check.grade == Grade::rigorous ? counted(instances, "instance")
                                                                : counted(instances, "point")};
  if (check.grade == Grade::enumerated) {
    parts.push_back(check.trajectories == 1 ? "1 trajectory"
                                            : grouped(check.trajectories) + " trajectories");
  }
  for (std::string part : {false_pass(check), arithmetic(check), tightest(check)}) {
    if (!part.empty()) parts.push_back(std::move(part));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::vector<CheckResult> weakest_by_grade(const std::vector<CheckResult>& checks) {
  std::vector<CheckResult> result;
  for (const CheckResult& check : checks) {
    const auto same_grade = std::find_if(
        result.begin(), result.end(), [&](const auto& seen) { return seen.grade == check.grade; });
    if (same_grade == result.end()) {
      result.push_back(check);
    } else {
      *same_grade = weaker(*same_grade, check);
    }
  }
  return result;
}

std::string falsifiers_rejected(const TheoremResult& result) {
  const auto rejected = std::count_if(result.falsifiers.begin(), result.falsifiers.end(),
                                      [](const auto& falsifier) { return falsifier.rejected; });
  return fmt::format("{} of {} rejected", rejected, result.falsifiers.size());
}

}  // namespace lemmata
