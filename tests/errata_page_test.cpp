// The page of the study text's claims, and HTML from plain text.

#include <fmt/format.h>

#include <algorithm>

#include "reports/web/errata.hpp"
#include "reports/web/html.hpp"
#include "reports/web/page.hpp"
#include "verification/claims/claims.hpp"
#include "web_page_fixture.hpp"

namespace lemmata {
namespace {

using testing::HasSubstr;
using testing::Not;

/// The page of claims of a run in which every theorem held.
class ErrataPage : public testing::Test {
 protected:
  ErrataPage() {
    for (const Entry& each : catalogue()) {
      TheoremResult& result =
          run.results.emplace_back(TheoremResult{.entry = &each, .verdict = Verdict::holds});
      for (const Falsifier& falsifier : each.theorem.falsifiers) {
        result.falsifiers.push_back({.name = falsifier.name,
                                     .refutes = falsifier.refutes,
                                     .rejected = true,
                                     .counterexample = "1 state < 2 states"});
      }
    }
  }

  TheoremResult& result_of(const std::string& id) {
    return *std::find_if(run.results.begin(), run.results.end(), [&](const TheoremResult& result) {
      return result.entry->theorem.id == id;
    });
  }

  Folder folder;
  VerificationRun run;
};

TEST_F(ErrataPage, StandsBesideTheReportAndIsLinkedBothWays) {
  const std::string index = content(write_web_page(run, folder / "report"));
  const std::string page = content(folder / "report" / errata_page);
  EXPECT_THAT(index, HasSubstr("<a href=\"errata.html\">"));
  EXPECT_THAT(index, HasSubstr("<a href=\"errata.html#claim-5\">claim 5 of the study text</a>"));
  EXPECT_EQ(page, errata_document(run));
  for (const std::string& id : matches(page, R"re(href="index\.html#([^"]*)")re")) {
    EXPECT_NE(section(index, id), "") << id;
  }
}

TEST_F(ErrataPage, HasEveryClaimAndEachIdOnce) {
  const std::string page = errata_document(run);
  for (const Claim& claim : claims()) {
    EXPECT_EQ(occurrences(page, fmt::format(" id=\"claim-{}\"", claim.number)), 1U);
    for (const std::string& text : {claim.text, claim.note, claim.wrong, claim.correction}) {
      EXPECT_THAT(page, HasSubstr(with_scripts(text)));
    }
  }
  auto ids = matches(page, R"( id=["']([^"']*)["'])");
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
  for (const std::string& target : matches(page, R"(href=["']#([^"']*)["'])")) {
    EXPECT_TRUE(std::binary_search(ids.begin(), ids.end(), target)) << target;
  }
}

TEST_F(ErrataPage, OpensAndClosesEachElement) {
  const std::string page = errata_document(run);
  for (const std::string element : {"section", "table", "thead", "tbody", "tr", "td", "th", "div",
                                    "ul", "li", "dl", "dt", "dd", "p", "pre", "span", "a"}) {
    EXPECT_EQ(matches(page, "<(" + element + ")[ >]").size(),
              occurrences(page, "</" + element + ">"))
        << element;
  }
}

TEST_F(ErrataPage, ShowsTheCounterexampleOfARefutedClaim) {
  const std::string claim = section(errata_document(run), "claim-5");
  EXPECT_THAT(claim, HasSubstr("&nbsp;corrected</span>"));
  EXPECT_THAT(claim, HasSubstr("PG-4 rejects “each reward"));
  EXPECT_THAT(claim, HasSubstr("1 state &lt; 2 states</pre>"));
  EXPECT_THAT(claim, HasSubstr("<a class=\"id\" href=\"index.html#PG-4\">PG-4</a>"));
}

TEST_F(ErrataPage, SettlesNothingThatTheRunDidNot) {
  TheoremResult& result = result_of("PG-4");
  for (FalsifierResult& falsifier : result.falsifiers) falsifier.rejected = false;
  result.verdict = Verdict::unguarded;
  EXPECT_THAT(section(errata_document(run), "claim-5"), HasSubstr("&nbsp;unsettled</span>"));
  EXPECT_THAT(section(errata_document(run), "claim-5"), HasSubstr("survived 0 instances"));
  run.results.clear();
  const std::string page = errata_document(run);
  EXPECT_THAT(section(page, "claim-5"), HasSubstr("was not part of this run"));
  EXPECT_THAT(page, Not(HasSubstr("index.html#")));
}

TEST(Html, LowersAndRaisesScripts) {
  EXPECT_EQ(with_scripts("V_k <= γ^k Σ_{s,a} P_π²"),
            "V<sub>k</sub> &lt;= γ<sup>k</sup> Σ<sub>s,a</sub> P<sub>π</sub>²");
  EXPECT_EQ(with_scripts("V_k^π(s_t)"), "V<sub>k</sub><sup>π</sup>(s<sub>t</sub>)");
  for (const char* plain :
       {"policy_gradient", "reward_t", "a_tp1", "x_", "_x", "^", "2^61 - 1", "x_ y", "a__b"}) {
    EXPECT_EQ(with_scripts(plain), plain);
  }
  EXPECT_EQ(with_scripts("x_<b>"), "x<sub>&lt;</sub>b&gt;");
}

TEST(Html, RoundsBoundsUpwards) {
  EXPECT_EQ(bound_markup(3.01e-13), "4×10<sup>−13</sup>");
  EXPECT_EQ(bound_markup(2e-15), "2×10<sup>−15</sup>");
  EXPECT_EQ(bound_markup(9.99e-7), "1×10<sup>−6</sup>");
}

}  // namespace
}  // namespace lemmata
