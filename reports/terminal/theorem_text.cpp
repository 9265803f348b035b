#include "reports/terminal/theorem_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "reports/citation.hpp"
#include "reports/proofs/proof_sources.hpp"
#include "verification/engine/evidence.hpp"

namespace lemmata {
namespace {

/// Prose is easiest to read at no more than this many columns.
constexpr int widest_prose = 100;
constexpr int margin = 2;

/// The first line of an item beginning with its mark, the others below its text.
std::string item(const std::string& mark, const std::string& text, int width) {
  const int indent = margin + display_width(mark) + 1;
  std::string lines = wrapped(text, width, indent);
  return lines.replace(0, static_cast<std::size_t>(indent), std::string(margin, ' ') + mark + " ") +
         "\n";
}

std::string with_restriction(const Check& check) {
  const std::string where = check.restriction.empty() ? "" : ", where " + check.restriction;
  return fmt::format("{} ({}{})", check.claim, to_string(check.grade), where);
}

/// A heading and its items; nothing if there are none.
class Section {
 public:
  Section(std::string heading, const TextStyle& style)
      : heading_{std::move(heading)},
        style_{style.width < widest_prose ? style.width : widest_prose, style.colour} {}

  Section& prose(const std::string& text) {
    if (!text.empty()) lines_ += wrapped(text, style_.width, margin) + "\n";
    return *this;
  }
  Section& bullet(const std::string& text) { return entry("-", text); }
  Section& numbered(const std::string& text) {
    ++number_;
    return entry(fmt::format("{}.", number_), text);
  }
  /// Lines as they stand; one that is too wide goes on below, further in.
  Section& code(const std::string& text) {
    constexpr int further = 4;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
      const int indent = 2 * margin + static_cast<int>(line.find_first_not_of(' '));
      const std::string whole = indented(line, 2 * margin);
      lines_ += display_width(whole) <= style_.width
                    ? whole + "\n"
                    : wrapped(line, style_.width, indent + further).substr(further) + "\n";
    }
    return *this;
  }
  std::string text() const {
    return lines_.empty() ? "" : fmt::format("\n{}\n{}", bold(heading_, style_), lines_);
  }

 private:
  Section& entry(const std::string& mark, const std::string& text) {
    lines_ += item(mark, text, style_.width);
    return *this;
  }

  std::string heading_;
  TextStyle style_;
  std::string lines_{};
  int number_ = 0;
};

Section formal_section(const Theorem& theorem, const TextStyle& style) {
  Section section{fmt::format("Proved in Coq (`lemmata prove {}` checks it)", theorem.id), style};
  const FormalProof* proof = formal_proof(theorem.id);
  if (proof == nullptr) return section;
  return section.prose(fmt::format("{}, theorem {}:", proof->listed.file, proof->listed.theorem))
      .code(proof->formal.context)
      .code(proof->formal.statement);
}

std::string falsifier_text(const Falsifier& falsifier) {
  std::string text = falsifier.name;
  if (!falsifier.reported.empty()) {
    text += fmt::format(" (reported in {})", fmt::join(falsifier.reported, ", "));
  }
  if (falsifier.refutes > 0)
    text += fmt::format(" (claim {} of the study text)", falsifier.refutes);
  return text;
}

}  // namespace

std::vector<std::string> grades(const Theorem& theorem) {
  std::set<Grade> found;
  for (const auto* checks : {&theorem.checks, &theorem.proof, &theorem.tight}) {
    for (const Check& check : *checks) found.insert(check.grade);
  }
  std::vector<std::string> names;
  if (formal_proof(theorem.id) != nullptr) names.push_back(proved_grade);
  for (const Grade grade : found) names.push_back(to_string(grade));
  return names;
}

std::string catalogue_text(const std::vector<const Entry*>& entries, const TextStyle& style) {
  const auto proved = [](const Entry* entry) -> std::string {
    return formal_proof(entry->theorem.id) == nullptr ? "" : proved_grade;
  };
  int id_width = 0;
  int proved_width = 0;
  for (const Entry* entry : entries) {
    id_width = std::max(id_width, display_width(entry->theorem.id));
    proved_width = std::max(proved_width, display_width(proved(entry)));
  }
  std::string text;
  std::string chapter;
  for (const Entry* entry : entries) {
    if (entry->chapter != chapter) {
      chapter = entry->chapter;
      text += fmt::format("{}{}\n", text.empty() ? "" : "\n", bold(chapter, style));
    }
    const std::string column =
        proved_width == 0 ? "" : " " + padded(proved(entry), proved_width) + " ";
    text +=
        item(padded(entry->theorem.id, id_width) + " " + column, entry->theorem.claim, style.width);
  }
  return text;
}

std::string theorem_text(const Entry& entry, const TextStyle& style) {
  const Theorem& theorem = entry.theorem;
  Section hypotheses{"Hypotheses", style};
  for (const auto& hypothesis : theorem.hypotheses) hypotheses.bullet(hypothesis.text);
  Section checks{"Checks", style};
  for (const Check& check : theorem.checks) checks.bullet(with_restriction(check));
  Section proof{"Proof, step by step", style};
  for (const Check& check : theorem.proof) proof.numbered(with_restriction(check));
  Section falsifiers{"Falsifiers: wrong versions that the checks must reject", style};
  for (const auto& falsifier : theorem.falsifiers) falsifiers.bullet(falsifier_text(falsifier));
  Section needs{"Hypotheses that are needed: without them something goes wrong", style};
  for (const Need& need : theorem.needs) needs.bullet(need.hypothesis);
  Section tight{"Tight companions of the bounds", style};
  for (const Check& check : theorem.tight) tight.bullet(with_restriction(check));
  Section sources{"Sources", style};
  for (const Source& source : theorem.sources) sources.bullet(formatted(source));

  const int width = std::min(style.width, widest_prose);
  return bold(fmt::format("{}, {}", theorem.id, entry.chapter), style) + "\n" +
         wrapped(theorem.claim + ".", width) + "\n" +
         Section{"Statement (LaTeX)", style}.prose(theorem.statement).text() + hypotheses.text() +
         Section{"Oracle: the independent way to the other side", style}
             .prose(theorem.oracle)
             .text() +
         Section{"What the check shows", style}.prose(theorem.shows).text() +
         Section{"Instances", style}.prose(theorem.instances.name).text() + checks.text() +
         formal_section(theorem, style).text() + proof.text() + tight.text() + falsifiers.text() +
         needs.text() + sources.text() + Section{"File", style}.prose(entry.file).text();
}

}  // namespace lemmata
