#include "reports/web/falsifiers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/web/evidence.hpp"
#include "reports/web/html.hpp"

namespace lemmata {
namespace {

struct Row {
  const std::string* theorem;
  const FalsifierResult* falsifier;
};

std::vector<Row> rows(const VerificationRun& run) {
  std::vector<Row> all;
  for (const TheoremResult& result : run.results) {
    for (const FalsifierResult& falsifier : result.falsifiers) {
      all.push_back({&result.entry->theorem.id, &falsifier});
    }
  }
  std::stable_partition(all.begin(), all.end(),
                        [](const Row& row) { return !row.falsifier->reported.empty(); });
  return all;
}

std::string reports(const FalsifierResult& falsifier) {
  if (falsifier.reported.empty()) return {};
  return "<div class=\"aside\">reported in " + issue_links(falsifier.reported) + "</div>";
}

std::string table_row(const Row& row) {
  const FalsifierResult& falsifier = *row.falsifier;
  return fmt::format(
      "<tr><th scope=\"row\"><a href=\"#{0}\">{0}</a></th><td class=\"claim\">{1}{2}</td><td>{3}"
      "</td><td>{4}</td><td>{5}</td></tr>\n",
      escaped(*row.theorem), with_scripts(falsifier.name), reports(falsifier),
      rejection_mark(falsifier),
      counted(static_cast<std::uint64_t>(falsifier.instances), "instance"),
      escaped(falsifier.shape));
}

}  // namespace

std::string falsifier_section(const VerificationRun& run) {
  std::string lines;
  for (const Row& row : rows(run)) lines += table_row(row);
  if (lines.empty()) return {};
  return "<section aria-labelledby=\"falsifiers\">\n"
         "<h2 id=\"falsifiers\">Wrong versions, and what rejects them</h2>\n"
         "<p>Every check can fail, and was seen to: each wrong version below was put in the place "
         "of the right one, and had to be rejected. The first ones are bugs that people reported "
         "in public code.</p>\n" +
         scrolling("Wrong versions, and what rejects them",
                   "<thead><tr><th scope=\"col\">Theorem</th><th scope=\"col\">Wrong version</th>"
                   "<th scope=\"col\">Outcome</th><th scope=\"col\">It took</th>"
                   "<th scope=\"col\">Smallest counterexample</th></tr></thead>\n<tbody>\n" +
                       lines + "</tbody>\n") +
         "</section>\n";
}

}  // namespace lemmata
