// Reports of runs, of some made by hand.

#include <limits>

#include "reports/csv.hpp"
#include "reports/json.hpp"
#include "reports/terminal/run_text.hpp"
#include "reports/web/run_page.hpp"
#include "run_command_fixture.hpp"

namespace lemmata {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

/// A run whose gap is 1 at iterations 0 and 1, under a bound of this much a hypothesis of which
/// may fail.
RunReport run_under(double bound, bool holds, bool on_mean = false) {
  RunReport run{.algorithm = "a<b", .environment = "mine & yours"};
  run.index = {.noun = "iteration", .letter = "k", .asked = 1, .recorded = {0, 1}};
  run.columns = {{.key = "gap", .symbol = "J* − J", .meaning = "measured", .values = {1, 1}},
                 {.key = "norm",
                  .symbol = "‖∇J‖",
                  .meaning = "the gradient",
                  .values = {0.5, std::numeric_limits<double>::quiet_NaN()}}};
  run.figures = {{.id = "gap", .title = "The gap", .y_label = "J* − J", .columns = {"gap"}}};
  run.bound = RunBound{{.source = "mei2020global",
                        .theorem = "Theorem 4",
                        .statement = "J* − J ≤ c",
                        .latex = "J^* - J < c",
                        .hypotheses = {{"γ < 1", holds, "γ = 0.5"}}},
                       "gap",
                       {bound, bound},
                       on_mean};
  return run;
}

TEST(RunReport, AnExceededBoundIsSaidWithItsPlaceAndFails) {
  const RunReport run = run_under(0.5, true);
  EXPECT_EQ(exit_status(run), 1);
  EXPECT_EQ(json::parse(to_json(run)).at("bound").at("exceeded_at"), 0);
  EXPECT_THAT(run_text(run, {}), HasSubstr("The bound is exceeded at iteration 0: J* − J = 1 "
                                           "against a bound of 0.5."));
}

TEST(RunReport, AHypothesisThatFailsLeavesNoBoundToExceed) {
  const RunReport run = run_under(0.5, false);
  EXPECT_EQ(exit_status(run), 0);
  EXPECT_TRUE(json::parse(to_json(run)).at("bound").is_null());
  EXPECT_THAT(run_text(run, {}), HasSubstr("fails  γ < 1: γ = 0.5"));
  EXPECT_EQ(to_csv(run), "iteration,gap,norm,bound\n0,1,0.5,\n1,1,,\n");
}

TEST(RunReport, ABoundThatIsInfiniteSaysNothing) {
  const RunReport run = run_under(std::numeric_limits<double>::infinity(), true);
  EXPECT_EQ(exit_status(run), 0);
  EXPECT_TRUE(json::parse(to_json(run)).at("points")[0].at("bound").is_null());
}

TEST(RunReport, ABoundOnTheMeanIsNotExceededByOneRun) {
  const RunReport run = run_under(0.5, true, true);
  EXPECT_EQ(exit_status(run), 0);
  EXPECT_TRUE(json::parse(to_json(run)).at("bound").at("exceeded_at").is_null());
  EXPECT_THAT(
      run_text(run, {.width = 500}),
      HasSubstr("over many runs, which a single one may exceed: in this run J* − J comes to "
                "2 of it at most."));
}

TEST(RunReport, AValueThatThereIsNotIsLeftOut) {
  const RunReport run = run_under(2, true);
  EXPECT_TRUE(json::parse(to_json(run)).at("points")[1].at("norm").is_null());
  EXPECT_THAT(run_text(run, {}), HasSubstr("1            1            –            2\n"));
}

TEST(RunReport, FactsAreMembersOfTheJson) {
  RunReport run = run_under(2, true);
  run.settings = {{"Seed", "3", "sampling/seed", std::uint64_t{3}},
                  {.name = "Only for readers", .words = "yes"},
                  {.key = "average", .value = true},
                  {.key = "nothing", .value = nullptr}};
  const json written = json::parse(to_json(run));
  EXPECT_EQ(written.at("sampling").at("seed"), 3);
  EXPECT_EQ(written.at("average"), true);
  EXPECT_TRUE(written.at("nothing").is_null());
}

TEST(RunReport, InterruptionPrevailsAndARunWithoutPointsHasItsReports) {
  RunReport run = run_under(0.5, true);
  run.interrupted = true;
  EXPECT_EQ(exit_status(run), 130);
  run = run_under(0.5, true);
  run.index.recorded.clear();
  for (Column& column : run.columns) column.values.clear();
  run.bound->values.clear();
  run.diverged = "at iteration 0, no value";
  EXPECT_EQ(exit_status(run), 1);
  EXPECT_THAT(run_text(run, {}), HasSubstr("at iteration 0, no value"));
  EXPECT_EQ(json::parse(to_json(run)).at("diverged"), "at iteration 0, no value");
}

TEST_F(RunCommand, ThePageEscapesNamesAndShowsHypothesesFiguresAndNumbers) {
  const auto page = write_run_page(run_under(2, true), folder / "page",
                                   {.gnuplot = std::nullopt, .katex = std::nullopt});
  const std::string text = content(page);
  EXPECT_THAT(text, HasSubstr("<h1>a&lt;b on mine &amp; yours</h1>"));
  EXPECT_THAT(text, HasSubstr("γ &lt; 1"));
  EXPECT_THAT(text, HasSubstr("bound: Theorem 4"));
  EXPECT_THAT(text, HasSubstr("drawing needs gnuplot"));
  EXPECT_THAT(text, Not(HasSubstr("<script src")));
}

}  // namespace
}  // namespace lemmata
