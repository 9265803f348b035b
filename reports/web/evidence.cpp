#include "reports/web/evidence.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>

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
    case Verdict::needless:
      return "−";
    case Verdict::loose:
      return "~";
    case Verdict::unfinished:
      return "…";
  }
  return "";
}

std::string markup(const StrengthPart& part) {
  if (const auto* count = std::get_if<Count>(&part)) return counted(count->number, count->noun);
  if (const auto* bound = std::get_if<Bound>(&part)) {
    return fmt::format("<span class=\"bound\">{} ≤ {}{}</span>", bound->what,
                       bound_markup(bound->value), bound->unit);
  }
  return escaped(std::get<std::string>(part));
}

/// A sign and a word in the colour of the verdict.
std::string mark(Verdict verdict, const std::string& word) {
  return fmt::format(R"(<span class="mark {}"><span aria-hidden="true">{}</span>&nbsp;{}</span>)",
                     to_string(verdict), sign(verdict), word);
}

}  // namespace

std::string verdict_mark(Verdict verdict) { return mark(verdict, to_string(verdict)); }

std::string rejection_mark(const FalsifierResult& wrong) {
  if (wrong.rejected) return mark(Verdict::holds, "rejected");
  return wrong.unfinished ? mark(Verdict::unfinished, "unfinished")
                          : mark(Verdict::fails, "survived");
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
    case Verdict::needless:
      return "A hypothesis was dropped, and no counterexample was found.";
    case Verdict::loose:
      return "An inequality stayed below half of its bound, and nothing tight stands beside it.";
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
             "multiplied over the rounds of a longer run, which take new points on the same "
             "shapes.";
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
    case Grade::statistical:
      return "a claim about the means of independent samples, tested by betting against it: a "
             "wealth that, if the claim is true, ever grows to 1/<i>α</i> with probability at most "
             "<i>α</i>, however long one samples. The levels <i>α</i> of all coordinates of all "
             "checks of a run add up to the false-alarm budget of 10<sup>−6</sup>. A mean that is "
             "off by the “missed shift” or more, in standard deviations of its coordinate, would "
             "have been detected with probability 0.999. No normal approximation is made; what is "
             "assumed of the samples is said with each check.";
    case Grade::measured:
      return "what a run of real threads came to, to the last bit, where that must not depend on "
             "the order in which they ran. A run shows one order, and another machine or another "
             "run has others. How long anything took is drawn, with its spread, and never "
             "judged.";
  }
  return {};
}

std::string proved_meaning() {
  return "the theorem itself, for every finite MDP of every size. Coq accepts a proof of it that "
         "rests on no axiom; what was proved stands with the theorem as Coq reads it, and where it "
         "is less than the claim, the file of the proof says so. Such proofs are checked by "
         "<code>lemmata prove</code>, not by this run, whose checks tie the theorem to the code.";
}

std::string strength_markup(const GradeEvidence& evidence) {
  std::vector<StrengthPart> parts = strength(evidence);
  constexpr double percent = 100;
  if (evidence.exceptions > 0) {
    parts.push_back(Bound{"exceptions", percent * evidence.exceptions, " %"});
  }
  std::vector<std::string> texts;
  for (const StrengthPart& part : parts) texts.push_back(markup(part));
  if (evidence.sampled) {
    texts.push_back(fmt::format(
        "level {} for each of {}", bound_markup(evidence.sampled->level),
        counted(static_cast<std::uint64_t>(evidence.sampled->coordinates), "coordinate")));
    texts.push_back(escaped(evidence.sampled->assumption));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string falsifiers_rejected(const TheoremResult& result) {
  const auto rejected = std::count_if(result.falsifiers.begin(), result.falsifiers.end(),
                                      [](const auto& falsifier) { return falsifier.rejected; });
  return fmt::format("{} of {} rejected", rejected, result.falsifiers.size());
}

}  // namespace lemmata
