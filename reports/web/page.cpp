#include "reports/web/page.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "reports/atomic_file.hpp"
#include "reports/proofs/proof_sources.hpp"
#include "reports/web/document.hpp"
#include "reports/web/errata.hpp"
#include "reports/web/evidence.hpp"
#include "reports/web/falsifiers.hpp"
#include "reports/web/html.hpp"
#include "reports/web/theorem.hpp"

namespace lemmata {
namespace {

std::string chapter_title(const std::string& chapter) {
  if (chapter == "mdp") return "Markov decision processes";
  std::string title = chapter;
  std::replace(title.begin(), title.end(), '_', ' ');
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') {
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
  }
  return title;
}

/// "14 theorems: 13 hold, 1 fails".
std::string tally(const VerificationRun& run) {
  std::vector<std::string> parts;
  for (const Verdict verdict :
       {Verdict::holds, Verdict::fails, Verdict::undecided, Verdict::vacuous, Verdict::unguarded,
        Verdict::needless, Verdict::loose, Verdict::unfinished}) {
    const auto count = std::count_if(run.results.begin(), run.results.end(),
                                     [&](const auto& result) { return result.verdict == verdict; });
    if (count > 0) parts.push_back(fmt::format("{}&nbsp;× {}", count, verdict_mark(verdict)));
  }
  return fmt::format("{}: {}", counted(run.results.size(), "theorem"), fmt::join(parts, ", "));
}

std::string mdps(const VerificationRun& run) {
  std::set<std::string> names;
  for (const auto& result : run.results) {
    for (const auto& named : result.named) names.insert(escaped(named.mdp));
  }
  return names.empty() ? "generated ones"
                       : fmt::format("generated ones, and {}", fmt::join(names, ", "));
}

std::ptrdiff_t proved(const VerificationRun& run) {
  return std::count_if(run.results.begin(), run.results.end(), [](const TheoremResult& result) {
    return formal_proof(result.entry->theorem.id) != nullptr;
  });
}

std::string proved_fact(const VerificationRun& run) {
  if (proved(run) == 0) return {};
  return fact("Proved", fmt::format("{} of {} in Coq, which <code>lemmata prove</code> checks",
                                    proved(run), run.results.size()));
}

std::string introduction(const VerificationRun& run, bool with_katex) {
  std::string text =
      "<header>\n<h1>Lemmata: verification report</h1>\n"
      "<p class=\"lead\">The theory of actor-critic reinforcement learning, executed: each theorem "
      "below was evaluated on many instances, together with the steps of its proof and with wrong "
      "versions that the same check must reject. The strength of the evidence is stated with it."
      "</p>\n<p><a href=\"" +
      std::string{errata_page} +
      "\">Claims and errata</a>: what these theorems settle of a study text, and what the text has "
      "wrong.</p>\n";
  if (run.interrupted) {
    text +=
        "<p class=\"notice\"><strong>This run was interrupted.</strong> What was not settled "
        "by then is marked as unfinished.</p>\n";
  }
  if (!with_katex) {
    text += "<p class=\"notice\">KaTeX was not found, so formulas stand as LaTeX source.</p>\n";
  }
  return text + "<dl class=\"facts\">\n" + fact("Result", tally(run)) + proved_fact(run) +
         fact("MDPs", mdps(run)) +
         fact("Effort", fmt::format("{}, {}", escaped(run.effort),
                                    counted(static_cast<std::uint64_t>(run.rounds), "round"))) +
         fact("Seed", std::to_string(run.seed)) +
         fact("Time", fmt::format("{:.1f}&nbsp;s", run.seconds)) +
         fact("Version", "Lemmata " LEMMATA_VERSION) + "</dl>\n</header>\n";
}

std::set<Grade> grades_in(const VerificationRun& run) {
  std::set<Grade> grades;
  for (const auto& result : run.results) {
    for (const auto* checks : {&result.checks, &result.proof}) {
      for (const auto& check : *checks) grades.insert(check.grade);
    }
  }
  return grades;
}

std::string grades(const VerificationRun& run) {
  std::string items;
  if (proved(run) > 0) {
    items += fmt::format("<dt>{}</dt><dd>{}</dd>\n", proved_grade, proved_meaning());
  }
  for (const Grade grade : grades_in(run)) {
    items += fmt::format("<dt>{}</dt><dd>{}</dd>\n", to_string(grade), grade_meaning(grade));
  }
  if (items.empty()) return {};
  return "<section aria-labelledby=\"grades\">\n<h2 id=\"grades\">How strong the evidence is</h2>\n"
         "<dl>\n" +
         items +
         "</dl>\n<p>Instances outside a theorem’s hypotheses are discarded and counted apart. "
         "“Exceptions” bounds, with confidence 1 − 10<sup>−6</sup>, the share of instances as they "
         "are drawn at which a check could fail and yet have failed at none of those tried."
         "</p>\n</section>\n";
}

std::string catalogue_evidence(const TheoremResult& result) {
  std::string lines;
  if (formal_proof(result.entry->theorem.id) != nullptr) {
    lines += fmt::format("<div><b>{}</b> in Coq</div>", proved_grade);
  }
  for (const GradeEvidence& found : evidence(result)) {
    lines += fmt::format("<div><b>{}</b> {}</div>", to_string(found.grade), strength_markup(found));
  }
  return lines;
}

std::string catalogue_row(const TheoremResult& result) {
  const Theorem& theorem = result.entry->theorem;
  return fmt::format(
      "<tr><th scope=\"row\"><a href=\"#{0}\">{0}</a></th><td class=\"claim\">{1}</td><td>{2}</td>"
      "<td>{3}</td><td>{4}</td></tr>\n",
      escaped(theorem.id), with_scripts(theorem.claim), verdict_mark(result.verdict),
      catalogue_evidence(result), falsifiers_rejected(result));
}

/// Calls `open` before the first result of each chapter.
template <class Open, class Item>
std::string by_chapter(const VerificationRun& run, Open open, Item item) {
  std::string text;
  const std::string* chapter = nullptr;
  for (const TheoremResult& result : run.results) {
    if (chapter == nullptr || *chapter != result.entry->chapter) {
      text += open(chapter == nullptr, result.entry->chapter);
    }
    chapter = &result.entry->chapter;
    text += item(result);
  }
  return text;
}

std::string catalogue_table(const VerificationRun& run) {
  const std::string rows = by_chapter(
      run,
      [](bool first, const std::string& chapter) {
        return fmt::format(
            "{}<tbody>\n<tr class=\"chapter\"><th scope=\"rowgroup\" colspan=\"5\">{}</th></tr>\n",
            first ? "" : "</tbody>\n", escaped(chapter_title(chapter)));
      },
      catalogue_row);
  return "<section aria-labelledby=\"catalogue\">\n<h2 id=\"catalogue\">Catalogue</h2>\n" +
         scrolling("Catalogue",
                   "<thead><tr><th scope=\"col\">Id</th><th scope=\"col\">Theorem</th>"
                   "<th scope=\"col\">Verdict</th><th scope=\"col\">Evidence</th>"
                   "<th scope=\"col\">Falsifiers</th></tr></thead>\n" +
                       rows + (rows.empty() ? "" : "</tbody>\n")) +
         "</section>\n";
}

std::string theorems(const VerificationRun& run, const PageTools& tools) {
  return by_chapter(
      run,
      [](bool, const std::string& chapter) {
        return fmt::format("<h2>{}</h2>\n", escaped(chapter_title(chapter)));
      },
      [&](const TheoremResult& result) { return theorem_section(result, tools.gnuplot); });
}

}  // namespace

std::filesystem::path write_web_page(const VerificationRun& run,
                                     const std::filesystem::path& directory,
                                     const PageTools& tools) {
  const bool with_katex = tools.katex.has_value();
  std::filesystem::create_directories(directory);
  if (with_katex) copy_katex(*tools.katex, directory / "katex");
  write_file_atomically(directory / errata_page, errata_document(run));
  const std::filesystem::path page = directory / "index.html";
  write_file_atomically(
      page, web_document("Lemmata: verification report",
                         introduction(run, with_katex) + grades(run) + catalogue_table(run) +
                             falsifier_section(run) + theorems(run, tools),
                         with_katex));
  return page;
}

}  // namespace lemmata
