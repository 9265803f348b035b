#include "reports/terminal/verification_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "reports/evidence.hpp"

namespace lemmata {
namespace {

using Row = std::array<std::string, 5>;  // id, verdict, grade, strength, claim

Colour colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return Colour::green;
    case Verdict::fails:
    case Verdict::unguarded:
    case Verdict::needless:
      return Colour::red;
    case Verdict::undecided:
    case Verdict::vacuous:
    case Verdict::loose:
    case Verdict::unfinished:
      return Colour::yellow;
  }
  return Colour::yellow;
}

std::vector<Row> rows(const TheoremResult& result) {
  const Theorem& theorem = result.entry->theorem;
  std::vector<Row> rows{{theorem.id, to_string(result.verdict), "", "", theorem.claim}};
  const auto per_grade = evidence(result);
  for (std::size_t i = 0; i < per_grade.size(); ++i) {
    if (i > 0) rows.push_back({});
    rows[i][2] = to_string(per_grade[i].grade);
    rows[i][3] = plain(strength(per_grade[i]));
  }
  return rows;
}

std::string line(const Row& row, const std::array<int, 4>& widths, Verdict verdict,
                 const TextStyle& style) {
  std::string text = padded(row[0], widths[0]) + "  " +
                     coloured(padded(row[1], widths[1]), colour_of(verdict), style);
  int used = widths[0] + 2 + widths[1];
  for (std::size_t i : {2U, 3U}) {
    text += "  " + padded(row[i], widths[i]);
    used += 2 + widths[i];
  }
  text += "  " + cut(row[4], style.width - used - 2);
  return text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
}

}  // namespace

std::string verdict_table(const VerificationRun& run, const TextStyle& style) {
  std::array<int, 4> widths{};
  for (const TheoremResult& result : run.results) {
    for (const Row& row : rows(result)) {
      for (std::size_t i = 0; i < widths.size(); ++i) {
        widths[i] = std::max(widths[i], display_width(row[i]));
      }
    }
  }
  std::string table;
  for (const TheoremResult& result : run.results) {
    for (const Row& row : rows(result)) table += line(row, widths, result.verdict, style);
  }
  return table;
}

std::string verification_text(const VerificationRun& run, const TextStyle& style) {
  const std::string wrong = problems(run);
  return verdict_table(run, style) + (wrong.empty() ? "" : "\n" + wrong) + "\n" +
         summary(run, style);
}

}  // namespace lemmata
