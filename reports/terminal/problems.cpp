#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "reports/terminal/text.hpp"
#include "reports/terminal/verification_text.hpp"

namespace lemmata {
namespace {

/// A word as a shell reads it back.
std::string quoted(const std::string& word) {
  const std::string plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+=:,@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return result + "'";
}

std::string reproducing_command(const VerificationRun& run, const std::string& id) {
  std::string command = fmt::format("lemmata verify {} --seed {}", id, run.seed);
  if (run.effort != "quick") command += " --effort " + run.effort;
  for (const std::string& file : run.mdp_files) command += " --mdp " + quoted(file);
  return command;
}

/// What is wrong with a check: "fails" with its counterexample below it, "is undecided" and so on.
std::string finding(const CheckResult& check) {
  switch (check.verdict) {
    case Verdict::fails:
      return " fails at\n" + indented(check.counterexample, 6) + "\n";
    case Verdict::undecided:
      return fmt::format(" is undecided at {} bits\n", check.precision);
    case Verdict::vacuous:
      return fmt::format(" is vacuous: {} of {} instances satisfy the hypotheses\n",
                         check.instances, check.instances + check.discarded);
    case Verdict::holds:
    case Verdict::unguarded:
    case Verdict::needless:
    case Verdict::loose:
    case Verdict::unfinished:
      break;
  }
  return {};
}

std::string problem(const std::string& what, const CheckResult& check) {
  const std::string found = finding(check);
  return found.empty() ? "" : fmt::format("    {} \"{}\"{}", what, check.claim, found);
}

std::string first_failing_step(const std::vector<CheckResult>& proof) {
  for (std::size_t i = 0; i < proof.size(); ++i) {
    const std::string found = problem(fmt::format("proof step {}", i + 1), proof[i]);
    if (!found.empty()) return found;
  }
  return {};
}

std::string problem(const NamedResult& named) {
  const bool wrong = named.verdict == Verdict::fails || named.verdict == Verdict::undecided;
  return wrong ? fmt::format("    on {}: {}\n", named.mdp, named.note) : "";
}

std::string loose(const TheoremResult& result) {
  if (!is_loose(result) || !result.tight.empty()) return {};
  return fmt::format(
      "    no more than {:.2g} of the bound was reached, and no tight companion is "
      "stated\n",
      *tightest(result));
}

}  // namespace

std::string problem(const FalsifierResult& falsifier) {
  if (falsifier.rejected || falsifier.unfinished) return {};
  const std::string reported =
      falsifier.reported.empty()
          ? ""
          : fmt::format(" (reported in {})", fmt::join(falsifier.reported, ", "));
  const std::string effect =
      falsifier.effect ? fmt::format(": off by {:.2g} of the shift that would surely be detected",
                                     *falsifier.effect)
                       : "";
  return fmt::format("    falsifier \"{}\"{} survived {} instances{}\n", falsifier.name, reported,
                     falsifier.instances, effect);
}

std::string needless(const FalsifierResult& need) {
  if (need.rejected || need.unfinished) return {};
  return fmt::format(
      "    hypothesis \"{}\" may be needless: nothing went wrong at {} instances without it\n",
      need.name, need.instances);
}

std::string problem(const VerificationRun& run, const TheoremResult& result) {
  std::string found = first_failing_step(result.proof);
  for (const CheckResult& check : result.checks) found += problem("check", check);
  for (const CheckResult& check : result.tight) found += problem("tight companion", check);
  for (const NamedResult& named : result.named) found += problem(named);
  for (const FalsifierResult& falsifier : result.falsifiers) found += problem(falsifier);
  for (const FalsifierResult& need : result.needs) found += needless(need);
  found += loose(result);
  if (found.empty()) return {};
  const std::string& id = result.entry->theorem.id;
  return fmt::format("{} {}\n{}    reproduce: {}\n", id, to_string(result.verdict), found,
                     reproducing_command(run, id));
}

std::string problems(const VerificationRun& run) {
  std::string text;
  for (const TheoremResult& result : run.results) text += problem(run, result);
  return text;
}

}  // namespace lemmata
