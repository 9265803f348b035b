#pragma once
/// \file
/// What a verification established: verdicts, and the strength of the evidence for them.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "verification/engine/catalogue.hpp"

namespace lemmata {

enum class Verdict {
  holds,      ///< every check and proof step holds, every falsifier and need was rejected
  fails,      ///< a check or proof step has a counterexample
  undecided,  ///< ball arithmetic could not decide at the highest precision
  vacuous,    ///< too few instances satisfied the hypotheses
  unguarded,  ///< a falsifier survived: the checks cannot tell it from the truth
  needless,   ///< a hypothesis was dropped, and no counterexample was found
  loose,      ///< an inequality stayed below half its bound, and nothing tight stands beside it
  unfinished  ///< interrupted before it was settled
};
std::string to_string(Verdict verdict);
std::string to_string(Grade grade);

/// The confidence of a bound on what was not met in sampling or among generated instances.
inline constexpr double stated_confidence = 1 - 1e-6;

/// The probability that a true catalogue fails a whole run: every sampled check has its share.
inline constexpr double false_alarm_budget = 1e-6;

/// What sampling established, over all instances of one check.
struct SampledEvidence {
  std::int64_t samples = 0;
  int coordinates = 0;       ///< of all instances together
  double level = 0;          ///< the smallest share of the false-alarm budget of one coordinate
  double detectable = 0;     ///< the largest shift detected with probability 0.999, in standard
                             ///< deviations of its coordinate
  std::string assumption{};  ///< what is assumed of the samples
};

/// What one check established, or the instance that breaks it.
struct CheckResult {
  std::string claim{};
  Grade grade = Grade::exact;
  Verdict verdict = Verdict::holds;
  int instances = 0;
  int discarded = 0;
  int small_instances = 0;  ///< of the instances, those drawn independently of one another
  /// The chance that an identity that is false on the uniform points' shapes passes: the largest
  /// over the points of a round, multiplied over the rounds; 0 if there are no such points.
  double false_pass = 0;
  std::uint64_t trajectories = 0;  ///< enumerated in all
  long precision = 0;              ///< the most bits that a ball comparison needed
  std::optional<double> tightest{};
  std::optional<SampledEvidence> sampled{};
  std::string counterexample{};  ///< shrunk; empty while it holds
  std::string restriction{};     ///< where the check is not evaluated
  bool constant = false;         ///< a statement about fixed numbers, evaluated once
};

/// The share of drawn instances at which the check could fail and yet have failed at none of those
/// tried, at the stated confidence. 1 if none was tried, 0 for a statement about fixed numbers.
double unseen_exceptions(const CheckResult& check);

/// One MDP file, one theorem: all its checks and proof steps.
struct NamedResult {
  std::string mdp{};
  std::string arithmetic{};  ///< "exact", "rigorous (rationals)", "double", "statistical"
  Verdict verdict = Verdict::holds;
  double false_pass = 0;
  std::string note{};  ///< the failing check, or what was left out and why
};

/// A wrong statement that had to be rejected: a falsifier, or a theorem without a hypothesis.
struct FalsifierResult {
  std::string name{};
  std::vector<std::string> reported{};
  int refutes = 0;  ///< the claim of the study text that states it, or 0
  bool rejected = false;
  bool unfinished = false;       ///< interrupted before it was rejected or had survived
  int instances = 0;             ///< how many it took
  std::string counterexample{};  ///< shrunk, unless sampled
  std::string shape{};           ///< of the counterexample, in a line
  /// For a hypothesis that no instance leaves, being about the statement's own terms: the need was
  /// shown by the statement made without it.
  bool restated = false;
  /// For sampled checks: how far its mean is off, in shifts that are detected with probability
  /// 0.999. Below 1 a rejection would be luck, and does not count.
  std::optional<double> effect{};
};

struct TheoremResult {
  const Entry* entry = nullptr;
  Verdict verdict = Verdict::unfinished;
  std::vector<CheckResult> checks{};
  std::vector<CheckResult> proof{};
  std::vector<CheckResult> tight{};  ///< companions of a loose bound
  std::vector<NamedResult> named{};
  std::vector<FalsifierResult> falsifiers{};
  std::vector<FalsifierResult> needs{};  ///< hypotheses dropped, by their text
  double seconds = 0;
};

/// The largest left/right among the inequalities of the statement, if it has any.
std::optional<double> tightest(const TheoremResult& result);

/// Whether the statement's inequalities all stayed below half of their bounds.
bool is_loose(const TheoremResult& result);

/// The gravest verdict of a theorem's parts. An MDP outside its hypotheses says nothing against it.
Verdict judge(const TheoremResult& result);

/// Adds what a later round found.
void merge(CheckResult& total, const CheckResult& next);
void merge(NamedResult& total, const NamedResult& next);

}  // namespace lemmata
