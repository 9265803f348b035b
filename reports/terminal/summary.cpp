#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reports/evidence.hpp"
#include "reports/proofs/proof_sources.hpp"
#include "reports/terminal/verification_text.hpp"

namespace lemmata {
namespace {

/// The first few of the ids, and how many more there are.
std::string some_of(const std::vector<std::string>& ids) {
  constexpr std::size_t shown = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(shown, ids.size()); ++i) {
    text += (i == 0 ? "" : ", ") + ids[i];
  }
  return ids.size() > shown ? fmt::format("{} and {} more", text, ids.size() - shown) : text;
}

/// Which theorems met what on one MDP.
struct OnMdp {
  std::string name;
  std::size_t holding = 0;
  double false_pass = 0;
  std::vector<std::string> partly{};
  std::vector<std::string> in_double{};
  std::vector<std::string> outside{};
  std::vector<std::string> wrong{};
  std::vector<std::string> unfinished{};
};

void add(const NamedResult& named, const std::string& id, OnMdp& to) {
  switch (named.verdict) {
    case Verdict::holds:
      ++to.holding;
      to.false_pass = std::max(to.false_pass, named.false_pass);
      break;
    case Verdict::vacuous:
      to.outside.push_back(id);
      return;
    case Verdict::unfinished:
      to.unfinished.push_back(id);
      return;
    case Verdict::fails:
    case Verdict::undecided:
    case Verdict::unguarded:
    case Verdict::needless:
    case Verdict::loose:
      to.wrong.push_back(id);
      return;
  }
  if (!named.note.empty()) to.partly.push_back(id);
  if (named.arithmetic.find("double") != std::string::npos) to.in_double.push_back(id);
}

/// One entry an MDP, in the order in which the run took them.
std::vector<OnMdp> by_mdp(const VerificationRun& run) {
  std::vector<OnMdp> result;
  for (const TheoremResult& theorem : run.results) {
    for (std::size_t k = 0; k < theorem.named.size(); ++k) {
      if (result.size() <= k) result.push_back({theorem.named[k].mdp});
      add(theorem.named[k], theorem.entry->theorem.id, result[k]);
    }
  }
  return result;
}

std::string line(const OnMdp& mdp, int width) {
  std::string text = fmt::format("On {}: theorems that hold: {}", mdp.name, mdp.holding);
  if (mdp.false_pass > 0) text += fmt::format(", false pass ≤ {}", rounded_up(mdp.false_pass));
  const auto mention = [&](const std::vector<std::string>& ids, const std::string& what) {
    if (!ids.empty()) text += fmt::format("; {} {} ({})", ids.size(), what, some_of(ids));
  };
  mention(mdp.wrong, "failed or undecided");
  mention(mdp.in_double, "in double precision");
  mention(mdp.partly, "with a check left out");
  mention(mdp.outside, "outside the hypotheses");
  mention(mdp.unfinished, "unfinished");
  return wrapped(text + ".", width) + "\n";
}

std::size_t holding(const VerificationRun& run) {
  return static_cast<std::size_t>(
      std::count_if(run.results.begin(), run.results.end(),
                    [](const TheoremResult& result) { return result.verdict == Verdict::holds; }));
}

/// "67 of 67".
std::string rejected(const VerificationRun& run,
                     std::vector<FalsifierResult> TheoremResult::*wrong_statements) {
  std::size_t count = 0;
  std::size_t all = 0;
  for (const TheoremResult& result : run.results) {
    const auto& statements = result.*wrong_statements;
    all += statements.size();
    count += static_cast<std::size_t>(
        std::count_if(statements.begin(), statements.end(),
                      [](const FalsifierResult& wrong) { return wrong.rejected; }));
  }
  return fmt::format("{} of {}", count, all);
}

/// ", 31 of them by a statement without them" where no instance leaves the hypothesis.
std::string restated(const VerificationRun& run) {
  std::ptrdiff_t count = 0;
  for (const TheoremResult& result : run.results) {
    count += std::count_if(result.needs.begin(), result.needs.end(),
                           [](const FalsifierResult& need) { return need.restated; });
  }
  return count == 0 ? "" : fmt::format(" ({} by a statement made without them)", count);
}

/// How many of the theorems have a formal proof, which a verification does not look at.
std::string proved_in_coq(const VerificationRun& run) {
  const auto count =
      std::count_if(run.results.begin(), run.results.end(), [](const TheoremResult& result) {
        return formal_proof(result.entry->theorem.id) != nullptr;
      });
  if (count == 0) return "";
  return fmt::format("Proved in Coq besides: {} of {}; `lemmata prove` checks that.\n", count,
                     run.results.size());
}

}  // namespace

std::string summary(const VerificationRun& run, const TextStyle& style) {
  std::string text = fmt::format(
      "Theorems that hold: {} of {}. Falsifiers rejected: {}. Hypotheses shown to be needed: "
      "{}{}.\n"
      "{} effort, {} round{}, {:.1f} s, seed {}.\n",
      holding(run), run.results.size(), rejected(run, &TheoremResult::falsifiers),
      rejected(run, &TheoremResult::needs), restated(run), run.effort, run.rounds,
      run.rounds == 1 ? "" : "s", run.seconds, run.seed);
  const std::string bounds = plain(weakest(run.results));
  if (!bounds.empty()) text += fmt::format("Weakest evidence of all: {}.\n", bounds);
  text += proved_in_coq(run);
  if (run.interrupted) text += "Interrupted before every theorem was settled.\n";
  for (const OnMdp& mdp : by_mdp(run)) text += line(mdp, style.width);
  return text;
}

}  // namespace lemmata
