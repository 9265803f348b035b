// The page of a verification, its figures, and the page of an entropy frontier.

#include <algorithm>
#include <cmath>

#include "reports/web/frontier_page.hpp"
#include "reports/web/html.hpp"
#include "reports/web/page.hpp"
#include "web_page_fixture.hpp"

namespace lemmata {
namespace {

using testing::HasSubstr;
using testing::Not;

Figure convergence() {
  return {.title = "Error <of> the critic & its bound",
          .caption = "Falls as γᵏ",
          .x_label = "iteration k",
          .y_label = "‖V − V_k‖",
          .log_y = true,
          .curves = [] {
            Curve measured{"measured <it's \"quoted\">", {}, false};
            Curve bound{"bound γᵏ", {}, true};
            for (int k = 0; k <= 40; ++k) {
              measured.points.emplace_back(k, 0.5 * std::pow(0.6, k));
              bound.points.emplace_back(k, std::pow(0.7, k));
            }
            return std::vector<Curve>{measured, bound};
          }};
}

Theorem theorem(std::string id) {
  return {.id = std::move(id),
          .claim = "A claim with <b>markup</b> & \"quotes\"",
          .statement = R"(a < b \quad V \le \frac{1}{1-\gamma})",
          .hypotheses = {{"γ < 1", {}}},
          .oracle = "an oracle <script>alert(1)</script>",
          .shows = "something",
          .instances = mdps("MDPs of <any> size", {}),
          .sources = {{"nobody2000<nothing>", "Theorem 1"}}};
}

Entry entry(std::string id, std::string chapter) {
  return {theorem(std::move(id)), std::move(chapter), "verification/x/y.cpp"};
}

/// A run of four theorems, one of each kind of outcome.
class WebPage : public testing::Test {
 protected:
  WebPage() {
    entries[0].theorem.figure = convergence();
    entries[1].theorem.figure = convergence();
    run.effort = "thorough & long";
    run.seed = 42;
    run.results = {{.entry = &entries[0], .verdict = Verdict::holds},
                   {.entry = &entries[1], .verdict = Verdict::fails},
                   {.entry = &entries[2], .verdict = Verdict::undecided},
                   {.entry = &entries[3], .verdict = Verdict::unguarded}};
    run.results[0].checks = {
        {.claim = "first",
         .instances = 160,
         .false_pass = 3.01e-13,
         .restriction = "two states & more"},
        {.claim = "second", .instances = 90, .discarded = 7, .false_pass = 2e-15}};
    run.results[0].proof = {{.claim = "unroll <once>", .instances = 77, .discarded = 5}};
    run.results[0].named = {{.mdp = "taxi<1>.json", .arithmetic = "exact", .note = "a & b"}};
    run.results[0].falsifiers = {{.name = "lost γ <again>",
                                  .reported = {"owner/repo#17"},
                                  .rejected = true,
                                  .instances = 3,
                                  .counterexample = "1 state\nleft 1/2 < right",
                                  .shape = "1 state"}};
    run.results[1].checks = {{.claim = "it & itself",
                              .verdict = Verdict::fails,
                              .instances = 1,
                              .counterexample = "P(1|0) < 1 & left 5/8, right 1/2"}};
    run.results[2].checks = {{.claim = "strict",
                              .grade = Grade::rigorous,
                              .verdict = Verdict::undecided,
                              .instances = 12,
                              .precision = 2048,
                              .tightest = 0.9375}};
    run.results[3].checks = {{.claim = "on average",
                              .grade = Grade::enumerated,
                              .instances = 10,
                              .trajectories = 1234567}};
    run.results[3].falsifiers = {
        {.name = "a twin", .reported = {"a mailing list"}, .instances = 2000}};
  }

  std::string written(const PageTools& tools = {}) {
    return content(write_web_page(run, folder / "report", tools));
  }

  Folder folder;
  std::vector<Entry> entries{entry("AA-1", "mdp"), entry("AA-2", "mdp"),
                             entry("BB-1", "policy_gradient"), entry("BB-2", "policy_gradient")};
  VerificationRun run;
};

TEST_F(WebPage, IsWrittenIntoTheDirectory) {
  EXPECT_EQ(write_web_page(run, folder / "report"), folder / "report" / "index.html");
  EXPECT_TRUE(fs::exists(folder / "report" / "index.html"));
  for (const auto& file : fs::directory_iterator{folder / "report"}) {
    EXPECT_NE(file.path().extension(), ".part");
  }
}

TEST_F(WebPage, EscapesEveryText) {
  const std::string page = written();
  EXPECT_THAT(page, HasSubstr("A claim with &lt;b&gt;markup&lt;/b&gt; &amp; &quot;quotes&quot;"));
  for (const char* raw :
       {"<script>alert", "<nothing>", "<1>", "<again>", "<once>", "<of>", "<it's", "<any>",
        "& long", "& more", "& b<", "a < b", "2 < right", "it & itself", "γ < 1", "0) < 1"}) {
    EXPECT_THAT(page, Not(HasSubstr(raw)));
  }
}

TEST_F(WebPage, LinksTheCatalogueToEachTheorem) {
  const std::string page = written();
  for (const Entry& each : entries) {
    EXPECT_THAT(page, HasSubstr("<a href=\"#" + each.theorem.id + "\">"));
    EXPECT_EQ(occurrences(page, " id=\"" + each.theorem.id + "\""), 1U);
  }
}

TEST_F(WebPage, NeverUsesAnIdTwice) {
  const std::string page = written();
  auto ids = matches(page, R"( id=["']([^"']*)["'])");
  ASSERT_GT(ids.size(), 10U);
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
  for (const std::string& target : matches(page, R"(href=["']#([^"']*)["'])")) {
    EXPECT_TRUE(std::binary_search(ids.begin(), ids.end(), target)) << target;
  }
}

TEST_F(WebPage, LoadsNothingFromTheNetwork) {
  const std::string page = written();
  for (const std::string& loaded : matches(page, R"((?:src|<link[^>]*href)="([^"]*)\")")) {
    EXPECT_THAT(loaded, testing::StartsWith("katex/"));
    EXPECT_TRUE(fs::is_regular_file(folder / "report" / loaded)) << loaded;
  }
  for (const std::string& address : matches(page, R"re(href="(http[^"]*)")re")) {
    EXPECT_EQ(address, "https://github.com/owner/repo/issues/17");
  }
  EXPECT_THAT(page, Not(HasSubstr("@import")));
  EXPECT_THAT(page, Not(testing::ContainsRegex("url\\((http|//)")));
}

TEST_F(WebPage, OpensAndClosesEachElement) {
  const std::string page = written();
  for (const std::string element : {"section", "table", "thead", "tbody", "tr", "td", "div", "ul",
                                    "ol", "li", "dl", "details", "figure", "span", "svg"}) {
    EXPECT_EQ(matches(page, "<(" + element + ")[ >]").size(),
              occurrences(page, "</" + element + ">"))
        << element;
  }
}

TEST_F(WebPage, StatesVerdictsInWords) {
  const std::string page = written();
  EXPECT_THAT(section(page, "AA-1"), HasSubstr("&nbsp;holds</span>"));
  EXPECT_THAT(section(page, "AA-2"), HasSubstr("&nbsp;fails</span>"));
  EXPECT_THAT(section(page, "BB-1"), HasSubstr("&nbsp;undecided</span>"));
  EXPECT_THAT(section(page, "BB-2"), HasSubstr("&nbsp;unguarded</span>"));
  EXPECT_THAT(page, HasSubstr("4 theorems"));
}

TEST_F(WebPage, StatesTheStrengthOfEvidence) {
  const std::string page = written();
  EXPECT_THAT(section(page, "AA-1"),
              HasSubstr("160 points, <span class=\"bound\">false pass ≤ 4×10<sup>−13</sup>"));
  EXPECT_THAT(section(page, "AA-1"), HasSubstr("exceptions ≤ 100 %</span>; 5 discarded"));
  EXPECT_THAT(section(page, "AA-1"), HasSubstr("; 7 discarded</td>"));
  EXPECT_THAT(section(page, "AA-1"), HasSubstr("Restricted: two states &amp; more."));
  EXPECT_THAT(section(page, "BB-1"), HasSubstr("12 instances, balls, 2048 bits, tightest 0.938"));
  EXPECT_THAT(section(page, "BB-2"), HasSubstr("1\u202f234\u202f567 episodes"));
}

TEST_F(WebPage, CatalogueCountsAllAndRestsOnTheWeakestCheck) {
  const std::string page = written();
  const std::string catalogue = page.substr(0, page.find("class=\"theorem\""));
  EXPECT_THAT(catalogue,
              HasSubstr("327 points, <span class=\"bound\">false pass ≤ 4×10<sup>−13</sup>"));
  EXPECT_THAT(catalogue, HasSubstr("1 of 1 rejected"));
  EXPECT_THAT(catalogue, HasSubstr("0 of 1 rejected"));
}

TEST_F(WebPage, ListsReportedFalsifiersFirst) {
  run.results[0].falsifiers.insert(run.results[0].falsifiers.begin(),
                                   {.name = "nobody's bug", .rejected = true});
  const std::string page = written();
  const std::string table = page.substr(page.find("id=\"falsifiers\""));
  EXPECT_LT(table.find("owner/repo#17"), table.find("nobody&#39;s bug"));
  EXPECT_THAT(table, HasSubstr("survived</span></td><td>2\u202f000 instances"));
}

TEST_F(WebPage, ExplainsTheGradesPresentOnly) {
  EXPECT_THAT(written(), HasSubstr("<dt>enumerated</dt>"));
  run.results.resize(3);
  EXPECT_THAT(written(), Not(HasSubstr("<dt>enumerated</dt>")));
  EXPECT_THAT(written(), HasSubstr("<dt>rigorous</dt>"));
}

TEST_F(WebPage, ShowsCounterexamples) {
  const std::string page = written();
  EXPECT_THAT(section(page, "AA-2"), HasSubstr("P(1|0) &lt; 1 &amp; left 5/8, right 1/2</pre>"));
  EXPECT_THAT(section(page, "AA-1"), HasSubstr("1 state\nleft 1/2 &lt; right</pre></details>"));
}

TEST_F(WebPage, TellsRejectedFromSurvivingFalsifiers) {
  const std::string page = written();
  EXPECT_THAT(section(page, "AA-1"), HasSubstr("rejected</span> by instance 3"));
  EXPECT_THAT(section(page, "AA-1"), Not(HasSubstr("survived</span>")));
  EXPECT_THAT(section(page, "BB-2"), HasSubstr("survived</span> 2\u202f000 instances"));
}

TEST_F(WebPage, LinksReportedIssues) {
  const std::string page = written();
  EXPECT_THAT(page,
              HasSubstr(R"(<a href="https://github.com/owner/repo/issues/17">owner/repo#17</a>)"));
  EXPECT_THAT(page, HasSubstr("reported in a mailing list"));
}

TEST_F(WebPage, StatesTheRun) {
  run.seconds = 41.23;
  const std::string page = written();
  EXPECT_THAT(page, HasSubstr("<dd>42</dd>"));
  EXPECT_THAT(page, HasSubstr("41.2&nbsp;s"));
  EXPECT_THAT(page, HasSubstr("thorough &amp; long"));
  EXPECT_THAT(page, HasSubstr("generated ones, and taxi&lt;1&gt;.json"));
  EXPECT_THAT(page, Not(HasSubstr("interrupted.</strong>")));
  run.interrupted = true;
  EXPECT_THAT(written(), HasSubstr("interrupted.</strong>"));
}

TEST_F(WebPage, NamesASourceThatTheBibliographyLacksByItsKey) {
  EXPECT_THAT(written(), HasSubstr("<li>nobody2000&lt;nothing&gt;, Theorem 1</li>"));
}

TEST_F(WebPage, DrawsFigures) {
  if (!find_gnuplot()) GTEST_SKIP() << "needs gnuplot";
  const std::string page = written();
  EXPECT_EQ(occurrences(page, "<svg "), 2U);
  EXPECT_THAT(page, HasSubstr("<title id=\"AA-1-figure-title\">Error &lt;of&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<?xml")));
  EXPECT_THAT(page, Not(HasSubstr("could not be drawn")));
}

TEST_F(WebPage, ShowsNumbersWithoutGnuplot) {
  const std::string page = written({.gnuplot = std::nullopt});
  EXPECT_EQ(occurrences(page, "<svg "), 0U);
  EXPECT_EQ(occurrences(page, "drawing needs gnuplot"), 2U);
  EXPECT_THAT(page,
              HasSubstr("bound γᵏ</th><td class=\"number\">2</td><td class=\"number\">0.49<"));
}

TEST_F(WebPage, ShowsNumbersWhereGnuplotFails) {
  const std::string page = written({.gnuplot = "/bin/false"});
  EXPECT_EQ(occurrences(page, "drawing needs gnuplot"), 2U);
}

TEST_F(WebPage, SurvivesAFigureThatThrows) {
  entries[0].theorem.figure->curves = []() -> std::vector<Curve> {
    throw std::runtime_error("no <solution>");
  };
  EXPECT_THAT(written(), HasSubstr("could not be computed: no &lt;solution&gt;."));
}

TEST_F(WebPage, KeepsLatexWithoutKatex) {
  const std::string page = written({.katex = std::nullopt});
  EXPECT_THAT(page, HasSubstr(R"(a &lt; b \quad V \le \frac{1}{1-\gamma})"));
  EXPECT_THAT(page, HasSubstr("KaTeX was not found"));
  EXPECT_THAT(page, Not(HasSubstr("katex/")));
  EXPECT_FALSE(fs::exists(folder / "report" / "katex"));
}

TEST_F(WebPage, CopiesKatexAsRealFiles) {
  if (!find_katex()) GTEST_SKIP() << "needs KaTeX";
  written();
  const fs::path katex = folder / "report" / "katex";
  for (const auto& file : fs::recursive_directory_iterator{katex}) {
    EXPECT_FALSE(file.is_symlink()) << file.path();
  }
  EXPECT_TRUE(fs::is_regular_file(katex / "fonts" / "KaTeX_Main-Regular.woff2"));
}

TEST(WebPageOfTheCatalogue, HoldsEveryTheorem) {
  VerificationRun run;
  for (const Entry& each : catalogue()) {
    run.results.push_back({.entry = &each, .verdict = Verdict::holds});
  }
  ASSERT_FALSE(run.results.empty());
  const Folder folder;
  const std::string page = content(write_web_page(run, folder / "report"));
  for (const Entry& each : catalogue()) {
    const std::string text = section(page, each.theorem.id);
    EXPECT_THAT(text, HasSubstr(with_scripts(each.theorem.claim)));
    EXPECT_THAT(text, HasSubstr(escaped(each.theorem.statement)));
    EXPECT_THAT(text, HasSubstr(each.file));
  }
}

TEST(WebPageOfTheCatalogue, ShowsWhatIsProvedInCoq) {
  const VerificationRun run{
      .results = {{.entry = select("PG-2").front(), .verdict = Verdict::holds}}};
  const Folder folder;
  const std::string page = content(write_web_page(run, folder / "report"));
  EXPECT_THAT(page, HasSubstr("<dt>proved</dt>"));
  EXPECT_THAT(page, HasSubstr("<dd>1 of 1 in Coq, which"));
  EXPECT_THAT(page, HasSubstr("<div><b>proved</b> in Coq</div>"));
  const std::string text = section(page, "PG-2");
  EXPECT_THAT(text, HasSubstr("<h4>Proved in Coq</h4>\n<pre tabindex=\"0\">Variables (R : "));
  EXPECT_THAT(text, HasSubstr("(V ν : S -&gt; R)."));
  EXPECT_THAT(text, HasSubstr("\n\nTheorem policy_gradient_theorem :\n"));
  EXPECT_THAT(text, HasSubstr("<code>theory/policy_gradient/policy_gradient_theorem.v</code>"));
  EXPECT_THAT(text, HasSubstr("<code>lemmata prove PG-2</code>"));
}

TEST_F(WebPage, SaysNothingOfCoqWhereNothingIsProved) {
  EXPECT_THAT(written(), Not(HasSubstr("Coq")));
}

TEST(FigureDrawing, LeavesOutWhatNoAxisCanShow) {
  Figure figure = convergence();
  const std::vector<Curve> nothing{{"x", {{1, -1}, {2, 0}, {3, std::nan("")}}, false}};
  EXPECT_FALSE(draw_figure(figure, nothing, "f", find_gnuplot()));
  if (!find_gnuplot()) GTEST_SKIP() << "needs gnuplot";
  figure.log_y = false;
  EXPECT_TRUE(draw_figure(figure, nothing, "f", find_gnuplot()));
}

TEST(FigureDrawing, OutlivesAGnuplotThatReadsNothing) {
  Curve longer_than_a_pipe_holds{"x", std::vector<std::pair<double, double>>(10000, {1, 1}), false};
  EXPECT_FALSE(draw_figure(convergence(), {longer_than_a_pipe_holds}, "f", "/bin/false"));
}

TEST(FigureDrawing, LabelsPowersOfTen) {
  if (!find_gnuplot()) GTEST_SKIP() << "needs gnuplot";
  Figure figure = convergence();
  figure.log_x = true;
  const std::vector<Curve> curves{{"x", {{1, 1e-20}, {10, 1}, {1000, 1e3}}, true}};
  const std::string svg = draw_figure(figure, curves, "f", find_gnuplot()).value();
  for (const char* power : {">3</tspan>", ">−18</tspan>"}) EXPECT_THAT(svg, HasSubstr(power));
  EXPECT_THAT(svg, HasSubstr("stroke-dasharray"));
}

TEST(FrontierPage, HasItsNumbersUnderTheirNames) {
  const Folder folder;
  const EntropyFrontier frontier{
      .optimum = 1.5, .points = {{2.5, 3.5, 4.5, 5.5, 6.5}}, .ended = "is nothing"};
  const auto page = write_frontier_page(frontier, "a<b", folder / "page",
                                        {.gnuplot = std::nullopt, .katex = std::nullopt});
  const std::string text = content(page);
  EXPECT_THAT(text, HasSubstr("The entropy frontier of a&lt;b"));
  EXPECT_THAT(text, HasSubstr("J* = 1.5"));
  EXPECT_THAT(text, HasSubstr("Above β = 2.5 is nothing."));
  // The numbers that the figures would draw, x and y of each curve, and the table.
  EXPECT_THAT(matches(text, "<th scope=\"row\">([^<]*)</th>"),
              testing::ElementsAre("soft-optimal policies", "J*", "J", "J*", "2.5"));
  EXPECT_THAT(matches(text, "<td class=\"number\">([^<]*)</td>"),
              testing::ElementsAre("5.5", "4.5", "5.5", "1.5", "2.5", "4.5", "2.5", "1.5",  //
                                   "4.5", "5.5", "3.5", "6.5"));
  EXPECT_THAT(text, testing::ContainsRegex("β</th>.*J</th>.*entropy</th>.*J \\+ β·entropy</th>"));
}

}  // namespace
}  // namespace lemmata
