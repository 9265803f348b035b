#include "reports/terminal/proof_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lemmata {
namespace {

Colour colour_of(ProofVerdict verdict) {
  switch (verdict) {
    case ProofVerdict::proved:
      return Colour::green;
    case ProofVerdict::assumes:
    case ProofVerdict::fails:
      return Colour::red;
    case ProofVerdict::unfinished:
      return Colour::yellow;
  }
  return Colour::yellow;
}

std::string table(const ProofRun& run, const TextStyle& style) {
  int id_width = 0;
  int verdict_width = 0;
  for (const ProofResult& result : run.results) {
    id_width = std::max(id_width, display_width(result.listed.id));
    verdict_width = std::max(verdict_width, display_width(to_string(result.verdict)));
  }
  std::string lines;
  for (const ProofResult& result : run.results) {
    const std::string verdict = padded(to_string(result.verdict), verdict_width);
    const std::string seconds = fmt::format("{:5.1f} s", result.seconds);
    const int used = id_width + verdict_width + display_width(seconds) + 6;
    lines += fmt::format("{}  {}  {}  {}\n", padded(result.listed.id, id_width),
                         coloured(verdict, colour_of(result.verdict), style), seconds,
                         cut(result.listed.theorem, style.width - used));
  }
  return lines;
}

std::string problems(const ProofRun& run) {
  std::string text;
  for (const auto& [where, what] : run.problems) {
    const bool one_line = what.find('\n') == std::string::npos;
    text += fmt::format("{}:{}\n", where, one_line ? " " + what : "\n" + indented(what, 4));
  }
  return text.empty() ? "" : "\n" + text;
}

}  // namespace

std::string proof_text(const ProofRun& run, const TextStyle& style) {
  const auto proved = std::count_if(
      run.results.begin(), run.results.end(),
      [](const ProofResult& result) { return result.verdict == ProofVerdict::proved; });
  std::string text = table(run, style) + problems(run);
  text += fmt::format("\nTheorems proved without axioms: {} of {}.\n", proved, run.results.size());
  text += fmt::format("{} file{} by Coq {}, {:.1f} s.\n", run.files, run.files == 1 ? "" : "s",
                      run.coq, run.seconds);
  if (run.interrupted) text += "Interrupted before every proof was checked.\n";
  return text;
}

}  // namespace lemmata
