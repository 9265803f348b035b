#include "reports/web/theorem.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/proofs/proof_sources.hpp"
#include "reports/references.hpp"
#include "reports/web/errata.hpp"
#include "reports/web/evidence.hpp"
#include "reports/web/figure.hpp"
#include "reports/web/html.hpp"

namespace lemmata {
namespace {

std::string heading(const TheoremResult& result) {
  const Theorem& theorem = result.entry->theorem;
  const std::string id = escaped(theorem.id);
  return fmt::format(
      "<h3 id=\"{0}-claim\"><a class=\"id\" href=\"#{0}\">{0}</a> {1}</h3>\n"
      "<p class=\"verdict\">{2} <span class=\"meaning\">{3}</span></p>\n",
      id, with_scripts(theorem.claim), verdict_mark(result.verdict),
      verdict_meaning(result.verdict));
}

std::string statement(const Theorem& theorem) {
  if (theorem.statement.empty()) return {};
  return fmt::format("<div class=\"statement\" tabindex=\"0\"><div class=\"tex\">{}</div></div>\n",
                     escaped(theorem.statement));
}

std::string hypotheses(const Theorem& theorem) {
  std::string items;
  for (const Hypothesis& hypothesis : theorem.hypotheses) {
    items += "<li>" + with_scripts(hypothesis.text) + "</li>";
  }
  return items.empty() ? items : "<ul>" + items + "</ul>";
}

std::string setting(const Theorem& theorem) {
  return "<dl>\n" + term("Hypotheses", hypotheses(theorem)) +
         term("Instances", with_scripts(theorem.instances.name)) +
         term("Oracle", with_scripts(theorem.oracle)) + term("Scope", with_scripts(theorem.shows)) +
         "</dl>\n";
}

std::string restriction(const CheckResult& check) {
  if (check.restriction.empty()) return {};
  return fmt::format(" <span class=\"aside\">Restricted: {}.</span>",
                     with_scripts(check.restriction));
}

std::string discarded(const CheckResult& check) {
  if (check.discarded == 0) return {};
  return fmt::format("; {} discarded", grouped(static_cast<std::uint64_t>(check.discarded)));
}

std::string counterexample(const CheckResult& check) {
  if (check.counterexample.empty()) return {};
  return fmt::format("<p>Counterexample to “{}”:</p>\n<pre tabindex=\"0\">{}</pre>\n",
                     with_scripts(check.claim), escaped(check.counterexample));
}

std::string check_row(const CheckResult& check, const char* role) {
  return fmt::format(
      "<tr><th scope=\"row\">{}{}{}</th><td>{}</td><td>{}</td><td>{}{}</td>"
      "</tr>\n",
      role, with_scripts(check.claim), restriction(check), verdict_mark(check.verdict),
      to_string(check.grade), strength_markup(lemmata::evidence(check)), discarded(check));
}

std::string evidence_table(const TheoremResult& result) {
  if (result.checks.empty()) return {};
  std::string rows;
  std::string counterexamples;
  for (const auto* checks : {&result.checks, &result.tight}) {
    for (const CheckResult& check : *checks) {
      rows += check_row(check, checks == &result.tight ? "tight companion: " : "");
      counterexamples += counterexample(check);
    }
  }
  return "<h4>Evidence</h4>\n" +
         scrolling(
             "Evidence for " + result.entry->theorem.id,
             "<thead><tr><th scope=\"col\">Check</th><th scope=\"col\">Verdict</th>"
             "<th scope=\"col\">Grade</th><th scope=\"col\">Strength</th></tr></thead>\n<tbody>\n" +
                 rows + "</tbody>\n") +
         counterexamples;
}

std::string proof(const TheoremResult& result) {
  if (result.proof.empty()) return {};
  std::string steps;
  for (const CheckResult& step : result.proof) {
    steps += fmt::format("<li>{}{} <span class=\"aside\">{} {}, {}{}</span>{}</li>\n",
                         with_scripts(step.claim), restriction(step), verdict_mark(step.verdict),
                         to_string(step.grade), strength_markup(lemmata::evidence(step)),
                         discarded(step), counterexample(step));
  }
  return "<h4>Proof</h4>\n<ol class=\"proof\">\n" + steps + "</ol>\n";
}

std::string formal_proof_block(const Theorem& theorem) {
  const FormalProof* proof = formal_proof(theorem.id);
  if (proof == nullptr) return {};
  const auto& [context, statement] = proof->formal;
  return fmt::format(
      "<h4>Proved in Coq</h4>\n<pre tabindex=\"0\">{}</pre>\n"
      "<p class=\"file\">Theorem <code>{}</code> of <code>{}</code>; <code>lemmata prove {}</code> "
      "checks it.</p>\n",
      escaped(context.empty() ? statement : context + "\n\n" + statement),
      escaped(proof->listed.theorem), escaped(proof->listed.file), escaped(theorem.id));
}

std::string named_row(const NamedResult& named) {
  const std::string false_pass =
      named.false_pass > 0 ? "≤&nbsp;" + bound_markup(named.false_pass) : "";
  return fmt::format(
      "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
      escaped(named.mdp), verdict_mark(named.verdict), escaped(named.arithmetic), false_pass,
      escaped(named.note));
}

std::string mdp_files(const TheoremResult& result) {
  if (result.named.empty()) return {};
  std::string rows;
  for (const NamedResult& named : result.named) rows += named_row(named);
  return "<h4>On the given MDPs</h4>\n" +
         scrolling("Verdicts for " + result.entry->theorem.id + " on the given MDPs",
                   "<thead><tr><th scope=\"col\">MDP</th><th scope=\"col\">Verdict</th>"
                   "<th scope=\"col\">Arithmetic</th><th scope=\"col\">False pass</th>"
                   "<th scope=\"col\">Note</th></tr></thead>\n<tbody>\n" +
                       rows + "</tbody>\n");
}

std::string falsifier_outcome(const FalsifierResult& falsifier) {
  return fmt::format(fmt::runtime(falsifier.rejected ? "{} by instance {}" : "{} {} instances"),
                     rejection_mark(falsifier),
                     grouped(static_cast<std::uint64_t>(falsifier.instances)));
}

/// For sampled ones: how far off it is, compared with what is surely detected.
std::string effect(const FalsifierResult& falsifier) {
  if (!falsifier.effect) return {};
  return fmt::format("; off by {:.3g} times the shift that is detected with probability 0.999",
                     *falsifier.effect);
}

std::string falsifier_item(const FalsifierResult& falsifier) {
  std::string item = fmt::format("<li>{}: <span class=\"aside\">{}", with_scripts(falsifier.name),
                                 falsifier_outcome(falsifier));
  item += effect(falsifier);
  if (!falsifier.reported.empty()) item += "; reported in " + issue_links(falsifier.reported);
  if (falsifier.refutes > 0) item += "; " + claim_link(falsifier.refutes);
  item += "</span>";
  if (!falsifier.counterexample.empty()) {
    item += collapsed(
        (falsifier.effect ? "Counterexample, not simplified" : "Smallest counterexample found") +
            (falsifier.shape.empty() ? "" : ": " + falsifier.shape),
        falsifier.counterexample);
  }
  return item + "</li>\n";
}

std::string wrong_statements(std::string_view heading, const std::vector<FalsifierResult>& wrong) {
  if (wrong.empty()) return {};
  std::string items;
  for (const FalsifierResult& statement : wrong) items += falsifier_item(statement);
  return fmt::format("<h4>{}</h4>\n<ul class=\"falsifiers\">\n{}</ul>\n", heading, items);
}

/// "Sutton, Richard S. and McAllester, David" as "Richard S. Sutton, David McAllester".
std::string readable_authors(const std::string& bibtex) {
  static const std::string separator = " and ";
  std::string result;
  for (std::size_t begin = 0; begin < bibtex.size();) {
    const std::size_t end = std::min(bibtex.find(separator, begin), bibtex.size());
    const std::string name = bibtex.substr(begin, end - begin);
    const std::size_t comma = name.find(", ");
    result +=
        (result.empty() ? "" : ", ") +
        (comma == std::string::npos ? name : name.substr(comma + 2) + " " + name.substr(0, comma));
    begin = end + separator.size();
  }
  return result;
}

std::string source_item(const Source& source) {
  const Reference* reference = find_reference(source.key);
  const std::string where = source.where.empty() ? "" : ", " + escaped(source.where);
  if (reference == nullptr) return "<li>" + escaped(source.key) + where + "</li>\n";
  return fmt::format("<li>{}. <cite>{}</cite>. {}, {}{}.</li>\n",
                     escaped(readable_authors(reference->author)), escaped(reference->title),
                     escaped(reference->venue), escaped(reference->year), where);
}

std::string sources(const Entry& entry) {
  std::string items;
  for (const Source& source : entry.theorem.sources) items += source_item(source);
  const std::string list = items.empty() ? "" : "<ul>\n" + items + "</ul>\n";
  return fmt::format(
      "<h4>Sources</h4>\n{}<p class=\"file\">Stated and checked in <code>{}</code>.</p>\n", list,
      escaped(entry.file));
}

}  // namespace

std::string theorem_section(const TheoremResult& result,
                            const std::optional<std::filesystem::path>& gnuplot) {
  const Theorem& theorem = result.entry->theorem;
  const std::string id = escaped(theorem.id);
  return fmt::format("<section class=\"theorem\" id=\"{0}\" aria-labelledby=\"{0}-claim\">\n", id) +
         heading(result) + statement(theorem) + setting(theorem) + evidence_table(result) +
         formal_proof_block(theorem) + proof(result) + mdp_files(result) +
         wrong_statements("Wrong versions that the check must reject", result.falsifiers) +
         wrong_statements("Hypotheses that are needed: what goes wrong without them",
                          result.needs) +
         (theorem.figure ? web_figure(*theorem.figure, theorem.id + "-figure", gnuplot) : "") +
         sources(*result.entry) + "</section>\n";
}

}  // namespace lemmata
