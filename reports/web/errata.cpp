#include "reports/web/errata.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "reports/errata.hpp"
#include "reports/web/document.hpp"
#include "reports/web/html.hpp"

namespace lemmata {
namespace {

const char* sign(ClaimStatus status) {
  switch (status) {
    case ClaimStatus::holds:
      return "✓";
    case ClaimStatus::corrected:
      return "✗";
    case ClaimStatus::informal:
      return "–";
    case ClaimStatus::planned:
      return "…";
    case ClaimStatus::unsettled:
      return "?";
  }
  return "";
}

const char* meaning(ClaimStatus status) {
  switch (status) {
    case ClaimStatus::holds:
      return "as the text has it, or as the note below it reads it";
    case ClaimStatus::corrected:
      return "wrong or incomplete as the text has it: refuted by a counterexample, and corrected";
    case ClaimStatus::informal:
      return "nothing is there to check; the theorems are the nearest statements that can be";
    case ClaimStatus::planned:
      return "a theorem that the claim needs is still to be stated; what the others show stands";
    case ClaimStatus::unsettled:
      return "a theorem of it was not part of this run, or did not hold";
  }
  return "";
}

std::string mark(ClaimStatus status) {
  return fmt::format(
      "<span class=\"mark {0}\"><span aria-hidden=\"true\">{1}</span>&nbsp;{0}</span>",
      to_string(status), sign(status));
}

bool is_in(const VerificationRun& run, const Entry* entry) {
  return std::any_of(run.results.begin(), run.results.end(),
                     [&](const TheoremResult& result) { return result.entry == entry; });
}

/// The theorem's id, as a link where the report has the theorem.
std::string theorem_link(const VerificationRun& run, const ClaimTheorem& theorem) {
  const char* form = is_in(run, theorem.entry) ? "<a class=\"id\" href=\"index.html#{0}\">{0}</a>"
                                               : "<span class=\"id\">{0}</span>";
  return fmt::format(fmt::runtime(form), escaped(theorem.id));
}

std::string theorem_ids(const VerificationRun& run, const Claim& claim) {
  std::vector<std::string> stated, planned;
  for (const ClaimTheorem& theorem : theorems_of(claim)) {
    (theorem.entry != nullptr ? stated : planned).push_back(theorem_link(run, theorem));
  }
  std::string cell = fmt::format("{}", fmt::join(stated, ", "));
  if (planned.empty()) return cell;
  return cell + fmt::format("<div class=\"aside\">planned: {}</div>", fmt::join(planned, ", "));
}

/// The number; it leads to the erratum where there is one, and is the claim's anchor elsewhere.
std::string number_cell(const Claim& claim) {
  const char* form = claim.settled_as == ClaimStatus::corrected
                         ? "<th scope=\"row\"><a href=\"#claim-{0}\">{0}</a></th>"
                         : "<th scope=\"row\" id=\"claim-{0}\">{0}</th>";
  return fmt::format(fmt::runtime(form), claim.number);
}

std::string row(const VerificationRun& run, const Claim& claim) {
  const std::string note =
      claim.note.empty() ? "" : "<div class=\"aside\">" + with_scripts(claim.note) + "</div>";
  return fmt::format("<tr>{}<td class=\"claim\">{}{}</td><td>{}</td><td>{}</td></tr>\n",
                     number_cell(claim), with_scripts(claim.text), note,
                     mark(status_in(run, claim)), theorem_ids(run, claim));
}

/// The claims of each part of the text below its name.
std::string rows(const VerificationRun& run) {
  std::string text;
  std::string part;
  for (const Claim& claim : claims()) {
    if (claim.part != part) {
      text += fmt::format(
          "{}<tbody>\n<tr class=\"chapter\"><th scope=\"rowgroup\" colspan=\"4\">{}</th></tr>\n",
          part.empty() ? "" : "</tbody>\n", escaped(claim.part));
      part = claim.part;
    }
    text += row(run, claim);
  }
  return text + "</tbody>\n";
}

std::string all_claims(const VerificationRun& run) {
  return "<section aria-labelledby=\"claims\">\n<h2 id=\"claims\">All claims</h2>\n" +
         scrolling(
             "All claims",
             "<thead><tr><th scope=\"col\">Claim</th><th scope=\"col\">What the text says</th>"
             "<th scope=\"col\">Status</th><th scope=\"col\">Theorems</th></tr></thead>\n" +
                 rows(run)) +
         "</section>\n";
}

std::string theorem_list(const VerificationRun& run, const Claim& claim) {
  std::string items;
  for (const ClaimTheorem& theorem : theorems_of(claim)) {
    items += fmt::format("<li>{}{}: {}</li>", theorem_link(run, theorem),
                         theorem.entry == nullptr ? ", planned" : "", with_scripts(theorem.says));
  }
  return "<ul>" + items + "</ul>";
}

std::string counterexample(const Erratum& erratum) {
  const auto stated = refutation(*erratum.claim);
  if (!stated) return "<p class=\"aside\">No theorem refutes it yet.</p>\n";
  const std::string& id = stated->entry->theorem.id;
  if (!erratum.refutation) {
    return fmt::format("<p class=\"aside\">{} refutes it, and was not part of this run.</p>\n",
                       escaped(id));
  }
  const FalsifierResult& found = *erratum.refutation;
  if (!found.rejected) {
    return fmt::format(
        "<p>{}: “{}” {}.</p>\n", escaped(id), with_scripts(found.name),
        found.unfinished
            ? "was still to be tried when the run was interrupted"
            : "survived " + counted(static_cast<std::uint64_t>(found.instances), "instance"));
  }
  return fmt::format(
      "<p>{} rejects “{}” at this, the smallest counterexample found:</p>\n"
      "<pre tabindex=\"0\">{}</pre>\n",
      escaped(id), with_scripts(found.name), escaped(found.counterexample));
}

std::string section(const VerificationRun& run, const Erratum& erratum) {
  const Claim& claim = *erratum.claim;
  const ClaimStatus settled = status_in(run, claim);
  const bool early = settled == ClaimStatus::planned && refuted(erratum);
  return fmt::format(
             "<section class=\"theorem\" id=\"claim-{0}\" aria-labelledby=\"erratum-{0}\">\n"
             "<h3 id=\"erratum-{0}\">Claim {0}: {1}</h3>\n<p class=\"verdict\">{2}{3}</p>\n",
             claim.number, escaped(place_in_text(claim)), mark(settled),
             early ? ", and refuted already" : "") +
         "<dl>\n" + term("The text says", with_scripts(claim.text)) +
         term("Wrong", with_scripts(claim.wrong)) +
         term("Correction", with_scripts(claim.correction)) +
         term("Theorems", theorem_list(run, claim)) + "</dl>\n" + counterexample(erratum) +
         "</section>\n";
}

std::string errata_sections(const VerificationRun& run) {
  std::string sections = "<h2 id=\"errata\">Errata</h2>\n";
  for (const Erratum& erratum : errata_in(run)) sections += section(run, erratum);
  return sections;
}

/// How many claims have each status that occurs, and what it means.
std::string statuses(const VerificationRun& run) {
  std::string items;
  for (const ClaimStatus each : {ClaimStatus::holds, ClaimStatus::corrected, ClaimStatus::informal,
                                 ClaimStatus::planned, ClaimStatus::unsettled}) {
    const auto count = std::count_if(claims().begin(), claims().end(), [&](const Claim& claim) {
      return status_in(run, claim) == each;
    });
    if (count > 0)
      items += term(mark(each),
                    counted(static_cast<std::uint64_t>(count), "claim") + ": " + meaning(each));
  }
  return "<dl>\n" + items + "</dl>\n";
}

std::string listed(const std::vector<std::string>& links) {
  return links.empty() ? "none" : fmt::format("{}", fmt::join(links, ", "));
}

/// Links to the errata: those refuted in the run first.
std::string contents(const VerificationRun& run) {
  std::vector<std::string> with_counterexample, others;
  for (const Erratum& erratum : errata_in(run)) {
    const int number = erratum.claim->number;
    (refuted(erratum) ? with_counterexample : others)
        .push_back(fmt::format("<a href=\"#claim-{0}\">{0}</a>", number));
  }
  return fmt::format(
      "<p>Wrong as written, with a counterexample: claims {}. Others, with their corrections: {}."
      "</p>\n",
      listed(with_counterexample), listed(others));
}

std::string introduction(const VerificationRun& run) {
  return "<header>\n<h1>Lemmata: claims and errata</h1>\n"
         "<p class=\"lead\">What the study text “Actor-Critic and A3C Theory” claims, and what the "
         "theorems of the <a href=\"index.html\">verification report</a> settle of it. A claim is "
         "settled only where all its theorems were verified in that run.</p>\n" +
         statuses(run) + contents(run) + "</header>\n";
}

}  // namespace

std::string claim_link(int number) {
  return fmt::format("<a href=\"{0}#claim-{1}\">claim {1} of the study text</a>", errata_page,
                     number);
}

std::string errata_document(const VerificationRun& run) {
  return web_document("Lemmata: claims and errata",
                      introduction(run) + all_claims(run) + errata_sections(run), false);
}

}  // namespace lemmata
