#include "verification/engine/evidence.hpp"

#include <algorithm>
#include <limits>

#include "verification/engine/statistics/mean_test.hpp"

namespace lemmata {
namespace {

/// A product of chances that does not underflow to "never".
double both(double a, double b) { return std::max(a * b, std::numeric_limits<double>::min()); }

/// Of two rounds on the same points; a round without such points says nothing.
double merged_false_pass(double a, double b) {
  if (a == 0 || b == 0) return std::max(a, b);
  return both(a, b);
}

Verdict verdict_if(const FalsifierResult& wrong, Verdict survived) {
  if (wrong.rejected) return Verdict::holds;
  return wrong.unfinished ? Verdict::unfinished : survived;
}

}  // namespace

std::string to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "holds";
    case Verdict::fails:
      return "fails";
    case Verdict::undecided:
      return "undecided";
    case Verdict::vacuous:
      return "vacuous";
    case Verdict::unguarded:
      return "unguarded";
    case Verdict::needless:
      return "needless";
    case Verdict::loose:
      return "loose";
    case Verdict::unfinished:
      return "unfinished";
  }
  return {};
}

std::string to_string(Grade grade) {
  switch (grade) {
    case Grade::exact:
      return "exact";
    case Grade::enumerated:
      return "enumerated";
    case Grade::rigorous:
      return "rigorous";
    case Grade::statistical:
      return "statistical";
    case Grade::measured:
      return "measured";
  }
  return {};
}

double unseen_exceptions(const CheckResult& check) {
  if (check.constant) return 0;
  return unseen_share(check.small_instances, stated_confidence);
}

std::optional<double> tightest(const TheoremResult& result) {
  std::optional<double> largest;
  for (const CheckResult& check : result.checks) largest = std::max(largest, check.tightest);
  return largest;
}

bool is_loose(const TheoremResult& result) {
  constexpr double half = 0.5;
  const auto ratio = tightest(result);
  return ratio && *ratio < half;
}

Verdict judge(const TheoremResult& result) {
  std::vector<Verdict> verdicts;
  for (const auto* checks : {&result.checks, &result.proof, &result.tight}) {
    for (const CheckResult& check : *checks) verdicts.push_back(check.verdict);
  }
  for (const auto& named : result.named) {
    if (named.verdict != Verdict::vacuous) verdicts.push_back(named.verdict);
  }
  for (const auto& falsifier : result.falsifiers) {
    verdicts.push_back(verdict_if(falsifier, Verdict::unguarded));
  }
  for (const auto& need : result.needs) verdicts.push_back(verdict_if(need, Verdict::needless));
  if (is_loose(result) && result.tight.empty()) verdicts.push_back(Verdict::loose);
  for (const Verdict grave :
       {Verdict::fails, Verdict::undecided, Verdict::vacuous, Verdict::unguarded, Verdict::needless,
        Verdict::unfinished, Verdict::loose}) {
    if (std::find(verdicts.begin(), verdicts.end(), grave) != verdicts.end()) return grave;
  }
  return Verdict::holds;
}

void merge(CheckResult& total, const CheckResult& next) {
  if (next.verdict == Verdict::unfinished || next.constant) return;
  total.verdict = next.verdict;
  total.instances += next.instances;
  total.discarded += next.discarded;
  total.small_instances += next.small_instances;
  total.false_pass = merged_false_pass(total.false_pass, next.false_pass);
  total.trajectories += next.trajectories;
  total.precision = std::max(total.precision, next.precision);
  total.tightest = std::max(total.tightest, next.tightest);
  total.counterexample = next.counterexample;
}

void merge(NamedResult& total, const NamedResult& next) {
  if (next.verdict == Verdict::unfinished) return;
  const double false_pass = merged_false_pass(total.false_pass, next.false_pass);
  total = next;
  total.false_pass = false_pass;
}

}  // namespace lemmata
