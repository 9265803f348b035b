#pragma once
/// \file
/// Discharges theorems: evaluates their statements and proof steps on generated instances, on
/// uniform points and on the given MDPs, and sees each falsifier rejected. Work is spread over
/// threads; the result depends on the seed alone.

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "verification/engine/catalogue.hpp"

namespace lemmata {

enum class Verdict {
  holds,      ///< every check and every proof step holds, and every falsifier was rejected
  fails,      ///< a check or proof step has a counterexample
  undecided,  ///< ball arithmetic could not decide at the highest precision
  vacuous,    ///< too few instances satisfied the hypotheses
  unguarded,  ///< a falsifier survived: the checks cannot tell it from the truth
  unfinished  ///< interrupted before it was settled
};
std::string to_string(Verdict verdict);
std::string to_string(Grade grade);

/// What one check established, or the instance that breaks it.
struct CheckResult {
  std::string claim{};
  Grade grade = Grade::exact;
  Verdict verdict = Verdict::holds;
  int instances = 0;
  int discarded = 0;
  double false_pass = 0;           ///< the largest over the uniform instances; 0 for inequalities
  std::uint64_t trajectories = 0;  ///< enumerated in all
  long precision = 0;              ///< the most bits that a ball comparison needed
  std::optional<double> tightest{};
  std::string counterexample{};  ///< shrunk; empty while it holds
  std::string restriction{};     ///< where the check is not evaluated
};

/// One MDP file, one theorem: all its checks and proof steps.
struct NamedResult {
  std::string mdp{};
  std::string arithmetic{};  ///< "exact", "rigorous", "double", …
  Verdict verdict = Verdict::holds;
  double false_pass = 0;
  std::string note{};  ///< the failing check, or what was left out and why
};

struct FalsifierResult {
  std::string name{};
  std::string reported{};
  int refutes = 0;  ///< the claim of the study text that states it, or 0
  bool rejected = false;
  bool unfinished = false;       ///< interrupted before it was rejected or had survived
  int instances = 0;             ///< how many it took
  std::string counterexample{};  ///< shrunk
  std::string shape{};           ///< of the counterexample, in a line
};

struct TheoremResult {
  const Entry* entry = nullptr;
  Verdict verdict = Verdict::unfinished;
  std::vector<CheckResult> checks{};
  std::vector<CheckResult> proof{};
  std::vector<NamedResult> named{};
  std::vector<FalsifierResult> falsifiers{};
  double seconds = 0;
};

struct VerifierOptions {
  std::uint64_t seed = 1;
  int jobs = 0;                    ///< threads; 0 for all cores
  int small_instances = 300;       ///< evaluated for every check, discarded ones not counted
  int uniform_instances = 100;     ///< for every identity
  int falsifier_instances = 2000;  ///< tried before a falsifier is said to have survived
  std::vector<TransitionTable> mdps{};
  const std::atomic<bool>* interrupted = nullptr;
  /// Called from the worker threads, one at a time, with the tasks done and in all.
  std::function<void(int done, int all)> progress{};
};

std::vector<TheoremResult> verify(const std::vector<const Entry*>& entries,
                                  const VerifierOptions& options);

/// One check on the theorem's generated instances; the tests hold single checks with it.
CheckResult verify_check(const Theorem& theorem, const Check& check,
                         const VerifierOptions& options);

/// One falsifier: the first instance that rejects it, shrunk.
FalsifierResult reject(const Theorem& theorem, const Falsifier& falsifier,
                       const VerifierOptions& options);

}  // namespace lemmata
