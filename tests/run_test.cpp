// `lemmata run` as its users meet it: ascents, and reports of runs made by hand.

#include <limits>

#include "reports/csv.hpp"
#include "reports/json.hpp"
#include "reports/terminal/run_text.hpp"
#include "reports/web/run_page.hpp"
#include "run_command_fixture.hpp"

namespace lemmata {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

/// One state that ends at once, with rewards 1 and 0.
const std::string one_choice = R"({"gamma": 0.5, "isd": [1.0], "P": {
    "0": {"0": [[1.0, 0, 1.0, true]], "1": [[1.0, 0, 0.0, true]]}}})";

TEST_F(RunCommand, ReportsTheSameRunAsTextJsonCsvAndPage) {
  const Ended outcome = lemmata({"run", "softmax-gradient", "--environment", "two-armed-bandit",
                                 "--iterations", "100", "--json", in_folder("run.json"), "--csv",
                                 in_folder("run.csv"), "--report", in_folder("page")});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_THAT(outcome.out, StartsWith("softmax-gradient on two-armed-bandit: 1 state, 2 actions, "
                                      "γ = 0; J* = 1\n"));
  EXPECT_THAT(outcome.out, HasSubstr("holds  γ < 1"));
  EXPECT_THAT(outcome.out, HasSubstr("J* − J stays below the bound"));
  EXPECT_THAT(outcome.out, HasSubstr("rounding inside the iteration is not covered"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("\033")));
  EXPECT_THAT(outcome.out, EndsWith("Report: " + in_folder("page/index.html\n")));
  const json run = json::parse(content(in_folder("run.json")));
  const std::string csv = content(in_folder("run.csv"));
  EXPECT_THAT(csv, StartsWith("iteration,performance,gap,gradient_norm,bound\n0,0.5,0.5,"));
  EXPECT_EQ(static_cast<std::size_t>(std::count(csv.begin(), csv.end(), '\n')),
            run.at("points").size() + 1);
  EXPECT_THAT(content(in_folder("page/index.html")), HasSubstr("two-armed-bandit"));
}

TEST_F(RunCommand, JsonHasTheKeysOfItsSchemaAndPointsThinnedGeometrically) {
  const json run =
      run_json({"softmax-gradient", "--environment", "two-armed-bandit", "--iterations", "1000"});
  EXPECT_EQ(run.at("schema"), "lemmata.run/1");
  EXPECT_EQ(run.at("algorithm"), "softmax-gradient");
  EXPECT_EQ(run.at("environment"), "two-armed-bandit");
  EXPECT_EQ(run.at("step_size"), 0.125);
  EXPECT_EQ(run.at("iterations"), 1000);
  EXPECT_EQ(run.at("optimum"), 1.0);
  EXPECT_EQ(run.at("bound").at("source"), "mei2020global");
  EXPECT_EQ(run.at("bound").at("theorem"), "Theorem 4");
  EXPECT_TRUE(run.at("bound").at("exceeded_at").is_null());
  EXPECT_TRUE(run.at("diverged").is_null());
  const json& points = run.at("points");
  EXPECT_EQ(points.front().at("iteration"), 0);
  EXPECT_EQ(points.back().at("iteration"), 1000);
  EXPECT_LT(points.size(), 60U);
  for (const json& point : points) EXPECT_LE(point.at("gap"), point.at("bound"));
}

TEST_F(RunCommand, BoundsHoldOnAnMdpThatStartsEverywhere) {
  const std::string file = mdp(two_states);
  for (const std::string algorithm :
       {"softmax-gradient", "projected-gradient", "natural-gradient"}) {
    const json run = run_json({algorithm, "--mdp", file, "--iterations", "3000"});
    EXPECT_THAT(failing(run), IsEmpty());
    ASSERT_FALSE(run.at("bound").is_null()) << algorithm;
    for (const json& point : run.at("points")) {
      if (point.at("bound").is_null()) continue;
      EXPECT_LE(point.at("gap"), point.at("bound"));
    }
    EXPECT_LT(run.at("points").back().at("gap"),
              0.5 * run.at("points").front().at("gap").get<double>());
  }
}

TEST_F(RunCommand, NaturalGradientHasItsBoundWithAnyStepAndStart) {
  const Ended outcome = lemmata({"run", "natural-gradient", "--environment", "frozen-lake-4x4",
                                 "--iterations", "100", "--report", in_folder("page")});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("holds  the first policy is uniform: π_0(a|s) = 0.25"));
  EXPECT_THAT(outcome.out, HasSubstr("The step size is η = (1−γ) log A/R"));
  EXPECT_THAT(outcome.out, HasSubstr("J* − J stays below the bound"));
  EXPECT_THAT(content(in_folder("page/index.html")), HasSubstr("natural-gradient"));
  for (const std::string step : {"1e-4", "1", "100"}) {
    const json run = run_json(
        {"natural-gradient", "--environment", "chain", "--iterations", "500", "--step-size", step});
    EXPECT_THAT(failing(run), IsEmpty());
    EXPECT_EQ(run.at("bound").at("source"), "agarwal2021theory");
    EXPECT_TRUE(run.at("points")[0].at("bound").is_null());
    double previous = -1;
    for (const json& point : run.at("points")) {
      if (!point.at("bound").is_null()) {
        EXPECT_LE(point.at("gap"), point.at("bound"));
      }
      EXPECT_GE(point.at("performance"), previous);
      previous = point.at("performance").get<double>() - 1e-12;
    }
  }
}

TEST_F(RunCommand, NaturalGradientIsTabularAndNeedsADiscount) {
  expect_refused({"run", "natural-gradient", "--environment", "random-walk"},
                 "random-walk has γ = 1: natural-gradient needs γ < 1");
  expect_refused({"run", "natural-gradient", "--environment", "short-corridor", "--step-size", "1"},
                 "needs γ < 1");
  expect_refused({"run", "natural-gradient", "--environment", "random-walk", "--batch", "3"},
                 "needs γ < 1");
  expect_refused({"run", "natural-gradient", "--environment", "chain", "--episodes", "3"},
                 "--episodes goes with");
}

TEST_F(RunCommand, HypothesesThatFailAreNamedAndTheBoundIsLeftOut) {
  const json lake = run_json({"softmax-gradient", "--environment", "frozen-lake-4x4",
                              "--iterations", "3", "--step-size", "1"});
  EXPECT_TRUE(lake.at("bound").is_null());
  EXPECT_THAT(failing(lake),
              ElementsAre("the start distribution μ reaches every state",
                          "the step size is η = (1−γ)³/8 over the range of the rewards"));
  EXPECT_TRUE(lake.at("points")[0].at("bound").is_null());

  const json corridor = run_json({"softmax-gradient", "--environment", "short-corridor",
                                  "--iterations", "3", "--step-size", "0.01"});
  EXPECT_THAT(failing(corridor), testing::Contains("γ < 1"));
  EXPECT_THAT(failing(corridor), testing::Contains("the policy is a tabular softmax"));
}

TEST_F(RunCommand, AUniformStartReachesEveryState) {
  const json run = run_json({"softmax-gradient", "--environment", "frozen-lake-4x4", "--start",
                             "uniform", "--iterations", "3"});
  EXPECT_THAT(failing(run), IsEmpty());
  EXPECT_FALSE(run.at("bound").is_null());
  EXPECT_EQ(run.at("start"), "uniform");
  const Ended outcome = lemmata({"run", "softmax-gradient", "--environment", "frozen-lake-4x4",
                                 "--start", "uniform", "--iterations", "3"});
  EXPECT_THAT(outcome.out, HasSubstr("More than one action is optimal in 6 states"));
  EXPECT_THAT(outcome.out, HasSubstr("The step size for which convergence is proved is small"));
}

TEST_F(RunCommand, FeaturesLimitThePolicyToWhatTheyTellApart) {
  const json run = run_json({"softmax-gradient", "--environment", "short-corridor", "--step-size",
                             "0.01", "--iterations", "1000"});
  EXPECT_NEAR(run.at("points").back().at("performance"), -6 - 4 * std::sqrt(2.0), 1e-9);
  EXPECT_NEAR(run.at("optimum"), -3, 1e-12);
}

TEST_F(RunCommand, ReinforceIsDecidedByItsSeed) {
  const auto last = [&](const std::string& seed) {
    const json run =
        run_json({"reinforce", "--environment", "short-corridor", "--episodes", "400", "--batch",
                  "4", "--step-size", "2e-3", "--baseline", "value", "--seed", seed});
    EXPECT_EQ(run.at("iterations"), 100);
    EXPECT_EQ(run.at("sampling").at("batch"), 4);
    EXPECT_EQ(run.at("sampling").at("baseline"), "value");
    EXPECT_TRUE(run.at("bound").is_null());
    const json& point = run.at("points").back();
    EXPECT_GT(point.at("performance").get<double>(), -12.0);
    EXPECT_LT(point.at("sampled_return").get<double>(), -3.0);
    return point;
  };
  EXPECT_EQ(last("7"), last("7"));
  EXPECT_NE(last("7"), last("8"));
}

TEST_F(RunCommand, ReinforceSaysWhatItsEstimateAscends) {
  const auto said = [&](const std::string& environment, const std::string& credit) {
    return lemmata({"run", "reinforce", "--environment", environment, "--credit", credit,
                    "--episodes", "10", "--step-size", "1e-3"})
        .out;
  };
  EXPECT_THAT(said("chain", "discounted"), HasSubstr("ascends: the discounted return J"));
  EXPECT_THAT(said("chain", "whole"), HasSubstr("ascends: the discounted return J"));
  EXPECT_THAT(said("chain", "undiscounted"), HasSubstr("ascends: none"));
  EXPECT_THAT(said("chain", "whole"), HasSubstr("up to step 1000\n"));
  // With γ = 1 the two credits are one.
  EXPECT_THAT(said("short-corridor", "undiscounted"),
              HasSubstr("ascends: the discounted return J"));
}

TEST_F(RunCommand, EveryBaselineAndCreditRuns) {
  for (const std::string baseline :
       {"none", "value", "optimal", "batch-mean", "leave-one-out", "normalised"}) {
    for (const std::string credit : {"discounted", "undiscounted", "whole"}) {
      const json run = run_json({"reinforce", "--environment", "frozen-lake-4x4", "--episodes",
                                 "20", "--step-size", "0.1", "--baseline", baseline, "--credit",
                                 credit, "--horizon", "50"});
      EXPECT_EQ(run.at("sampling").at("baseline"), baseline);
      EXPECT_EQ(run.at("sampling").at("credit"), credit);
      EXPECT_EQ(run.at("sampling").at("horizon"), 50);
    }
  }
}

TEST_F(RunCommand, ARunWithoutFurtherFiniteValuesEndsAndSaysSo) {
  const Ended outcome = lemmata({"run", "softmax-gradient", "--environment", "short-corridor",
                                 "--step-size", "1e4", "--csv", in_folder("run.csv")});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out,
              HasSubstr("The run ended early: at iteration 1, the policy has no finite"));
  EXPECT_THAT(content(in_folder("run.csv")), HasSubstr("\n0,-12,9,"));
  EXPECT_THAT(lemmata({"run", "softmax-gradient", "--environment", "short-corridor", "--step-size",
                       "1e308"})
                  .out,
              HasSubstr("at iteration 1, the parameters are not finite"));
}

TEST_F(RunCommand, InterruptionReportsWhatThereIs) {
  const std::string pipe = in_folder("mdp.json");
  const Ended outcome =
      interrupted_while_reading(pipe, one_choice,
                                {"run", "softmax-gradient", "--mdp", pipe, "--json",
                                 in_folder("run.json"), "--csv", in_folder("run.csv")});
  EXPECT_EQ(outcome.status, 130);
  EXPECT_THAT(outcome.out, HasSubstr("Interrupted after 0 of 1000 iterations."));
  const json run = json::parse(content(in_folder("run.json")));
  EXPECT_EQ(run.at("interrupted"), true);
  EXPECT_EQ(run.at("points").size(), 1U);
  EXPECT_THAT(files(), testing::UnorderedElementsAre("mdp.json", "run.json", "run.csv"));
}

TEST_F(RunCommand, WrongUsageIsNamed) {
  const auto bandit = [](std::vector<std::string> more) {
    std::vector<std::string> arguments{"run", "softmax-gradient", "--environment",
                                       "two-armed-bandit"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  };
  expect_refused({"run"}, "algorithm is required");
  expect_refused({"run", "softmax-gradent", "--environment", "chain"},
                 "no algorithm \"softmax-gradent\"; did you mean softmax-gradient");
  expect_refused({"run", "softmax-gradient"}, "--environment NAME, one of short-corridor");
  expect_refused({"run", "softmax-gradient", "--environment", "frozen-lake"},
                 "no environment \"frozen-lake\"; did you mean frozen-lake-4x4");
  expect_refused({"run", "softmax-gradient", "--mdp", in_folder("absent.json")}, "absent.json");
  expect_refused(bandit({"--mdp", in_folder("absent.json")}), "excludes");
  for (const std::string step : {"0", "-1", "nan", "inf", "1e999", "one", "", "1 "}) {
    expect_refused(bandit({"--step-size", step}), "--step-size");
  }
  for (const std::string count : {"0", "-1", "1.5", "99999999999"}) {
    expect_refused(bandit({"--iterations", count}), "--iterations");
  }
  expect_refused(bandit({"--start", "everywhere"}), "--start");
  expect_refused(bandit({"--batch", "3"}), "--batch goes with natural-gradient, reinforce, trpo");
  expect_refused(bandit({"--credit", "whole"}), "--credit goes with reinforce");
  expect_refused(bandit({"--seed", "2"}), "--seed goes with natural-gradient, reinforce, ");
  expect_refused(bandit({"--json", "-", "--csv", "-"}), "cannot both go to standard output");
  expect_refused(bandit({"--json", "out", "--csv", "./out"}), "cannot both go to out");
  expect_refused(bandit({"--csv", in_folder("absent/run.csv")}), "there is no folder");
}

TEST_F(RunCommand, StepSizesAreAskedForWhereNoneIsGuaranteed) {
  expect_refused({"run", "softmax-gradient", "--environment", "short-corridor"},
                 "short-corridor has γ = 1, for which no step size is guaranteed");
  expect_refused({"run", "projected-gradient", "--environment", "two-armed-bandit"}, "γ = 0");
  expect_refused({"run", "reinforce", "--environment", "chain"}, "give --step-size");
}

TEST_F(RunCommand, ReinforceRefusesWhatItCannotDraw) {
  const std::vector<std::string> chain{"run",   "reinforce",   "--environment",
                                       "chain", "--step-size", "1"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), chain.begin(), chain.end());
    return more;
  };
  expect_refused(with({"--episodes", "7", "--batch", "2"}), "no multiple of --batch 2");
  expect_refused(with({"--batch", "1", "--baseline", "leave-one-out"}), "two episodes");
  expect_refused(with({"--iterations", "3"}), "reinforce has --episodes");
  expect_refused(with({"--baseline", "critic"}), "--baseline");
}

TEST_F(RunCommand, ATrustRegionKeepsItsConstraintAndReportsItEverywhere) {
  const Ended outcome =
      lemmata({"run", "trpo", "--environment", "frozen-lake-4x4", "--iterations", "30", "--radius",
               "0.02", "--damping", "1e-6", "--json", in_folder("run.json"), "--csv",
               in_folder("run.csv"), "--report", in_folder("page")});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("F_d + 1e-06·I"));
  EXPECT_THAT(outcome.out, HasSubstr("mean KL stays below the bound"));
  const json run = json::parse(content(in_folder("run.json")));
  EXPECT_EQ(run.at("schema"), "lemmata.run/1");
  EXPECT_EQ(run.at("radius"), 0.02);
  EXPECT_EQ(run.at("damping"), 1e-6);
  EXPECT_EQ(run.at("adaptive"), false);
  EXPECT_EQ(run.at("bound").at("source"), "schulman2015trust");
  EXPECT_EQ(run.at("bound").at("column"), "mean_kl");
  EXPECT_TRUE(run.at("points")[0].at("mean_kl").is_null());
  EXPECT_EQ(run.at("points")[1].at("bound"), 0.02);
  EXPECT_LE(run.at("points")[1].at("mean_kl"), 0.02);
  EXPECT_LT(run.at("points").back().at("gap"), 1e-6);
  EXPECT_THAT(content(in_folder("run.csv")),
              StartsWith("iteration,performance,gap,mean_kl,max_kl,backtracks,refused,bound\n0,"));
  EXPECT_THAT(content(in_folder("page/index.html")), HasSubstr("id=\"divergence\""));
}

TEST_F(RunCommand, ATrustRegionThatAdaptsRefusesWhatLowersThePerformance) {
  const json adaptive = run_json({"trpo", "--environment", "short-corridor", "--radius", "10",
                                  "--adaptive", "--iterations", "60"});
  EXPECT_NEAR(adaptive.at("points").back().at("performance"), -6 - 4 * std::sqrt(2.0), 1e-9);
  EXPECT_GT(adaptive.at("points").back().at("refused"), 10);
  EXPECT_EQ(adaptive.at("adaptive"), true);
  const Ended fixed = lemmata({"run", "trpo", "--environment", "short-corridor"});
  EXPECT_EQ(fixed.status, 0);
  EXPECT_THAT(fixed.out, HasSubstr("With --adaptive"));
  const Ended wild = lemmata({"run", "trpo", "--environment", "short-corridor", "--radius", "100"});
  EXPECT_EQ(wild.status, 1);
  EXPECT_THAT(wild.out, HasSubstr("the policy hardly ever ends"));
}

TEST_F(RunCommand, OptionsOfTrustRegionsAreTheirs) {
  const auto with = [&](const std::string& algorithm, std::vector<std::string> more) {
    std::vector<std::string> arguments{"run", algorithm, "--environment", "two-armed-bandit"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  };
  expect_refused(with("softmax-gradient", {"--radius", "1"}),
                 "--radius goes with natural-gradient and trpo");
  expect_refused(with("softmax-gradient", {"--adaptive"}), "--adaptive goes with trpo");
  expect_refused(with("trpo", {"--step-size", "1"}), "--step-size goes with");
  for (const std::string radius : {"0", "-1", "nan", "inf", "x"}) {
    expect_refused(with("trpo", {"--radius", radius}), "--radius");
  }
  expect_refused(with("trpo", {"--damping", "-1"}), "--damping");
}

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

TEST_F(RunCommand, SoftIterationsApproachTheSoftOptimumUnderTheirBound) {
  for (const std::string algorithm : {"soft-policy-iteration", "soft-value-iteration"}) {
    const json run = run_json({algorithm, "--environment", "two-armed-bandit", "--entropy", "2"});
    EXPECT_NEAR(run.at("optimum"), 2 * std::log(std::exp(0.5) + 1), 1e-14);
    EXPECT_NEAR(run.at("points").back().at("gap"), 0, 1e-14);
    EXPECT_TRUE(run.at("bound").at("exceeded_at").is_null());
  }
  const json lake = run_json({"soft-value-iteration", "--environment", "frozen-lake-4x4",
                              "--iterations", "1000", "--entropy", "0.01"});
  EXPECT_TRUE(lake.at("bound").at("exceeded_at").is_null());
  EXPECT_LE(double{lake.at("points").back().at("gap")},
            1e-3 * double{lake.at("points").front().at("gap")});
  expect_refused({"run", "soft-policy-iteration", "--environment", "chain", "--entropy", "0"},
                 "--entropy");
  expect_refused({"run", "soft-policy-iteration", "--environment", "chain", "--step-size", "1"},
                 "--step-size goes with");
}

TEST_F(RunCommand, EntropyGradientsApproachTheSoftOptimumUnderTheirBound) {
  const json run = run_json({"entropy-gradient", "--environment", "two-armed-bandit", "--entropy",
                             "0.5", "--iterations", "2000"});
  EXPECT_NEAR(run.at("optimum"), 0.5 * std::log(std::exp(2.0) + 1), 1e-14);
  EXPECT_THAT(failing(run), IsEmpty());
  EXPECT_EQ(run.at("bound").at("theorem"), "Theorem 6");
  EXPECT_TRUE(run.at("bound").at("exceeded_at").is_null());
  const json& first = run.at("points").front();
  EXPECT_NEAR(first.at("performance"), 0.5 + 0.5 * std::log(2.0), 1e-15);
  EXPECT_NEAR(first.at("return"), 0.5, 1e-15);
  EXPECT_NEAR(first.at("entropy"), std::log(2.0), 1e-15);
  const json& last = run.at("points").back();
  EXPECT_LE(double{last.at("gap")}, 1e-12);
  EXPECT_LE(double{last.at("gradient_norm")}, 1e-6);
  EXPECT_NEAR(last.at("return"), 1 / (1 + std::exp(-2.0)), 1e-6);
}

TEST_F(RunCommand, NaturalGradientsWithEntropyApproachTheSoftOptimumUnderTheirBound) {
  const auto with = [](std::vector<std::string> more) {
    more.insert(more.begin(), {"natural-gradient", "--environment", "chain", "--entropy", "0.5"});
    return more;
  };
  // The longest step is soft policy iteration, which ends at once.
  const json longest = run_json(with({"--iterations", "20"}));
  const json newton = run_json({"soft-policy-iteration", "--environment", "chain", "--entropy",
                                "0.5", "--iterations", "20"});
  EXPECT_EQ(longest.at("bound").at("source"), "cen2022fast");
  EXPECT_EQ(longest.at("bound").at("column"), "gap");
  EXPECT_NEAR(longest.at("step_size"), 2.0 / 11, 1e-15);  // γ = 10/11
  EXPECT_EQ(longest.at("optimum"), newton.at("optimum"));
  for (const int k : {0, 1, 2, 3}) {
    EXPECT_NEAR(longest.at("points")[k].at("performance"), newton.at("points")[k].at("performance"),
                1e-12);
  }
  EXPECT_LT(double{longest.at("points").back().at("gap")}, 1e-12);
  // Shorter ones are slower; too long a one has no bound.
  const json half = run_json(with({"--iterations", "20", "--step-size", "0.0909"}));
  for (const json& run : {longest, half}) {
    EXPECT_THAT(failing(run), IsEmpty());
    EXPECT_TRUE(run.at("bound").at("exceeded_at").is_null());
    EXPECT_TRUE(run.at("points")[0].at("bound").is_null());
  }
  EXPECT_GT(double{half.at("points")[3].at("gap")}, double{longest.at("points")[3].at("gap")});
  EXPECT_THAT(failing(run_json(with({"--iterations", "2", "--step-size", "1"}))),
              testing::ElementsAre("0 < η ≤ (1−γ)/β"));
  const Ended outcome = lemmata({"run", "natural-gradient", "--environment", "chain", "--entropy",
                                 "0.5", "--iterations", "5", "--report", in_folder("page")});
  EXPECT_THAT(outcome.out, HasSubstr("The step size is η = (1−γ)/β"));
  EXPECT_THAT(content(in_folder("page/index.html")), HasSubstr("The gap to the soft optimum"));
}

TEST_F(RunCommand, NaturalGradientsWithEntropyAreExactAndTabular) {
  const auto with = [](const std::string& environment, std::vector<std::string> more) {
    more.insert(more.begin(), {"run", "natural-gradient", "--environment", environment});
    return more;
  };
  expect_refused(with("chain", {"--entropy", "0.5", "--batch", "3"}),
                 "--entropy of natural-gradient goes without --batch");
  expect_refused(with("chain", {"--entropy", "0"}), "natural-gradient needs a positive number");
  expect_refused(with("random-walk", {"--entropy", "1"}), "needs γ < 1");
  expect_refused(with("chain", {"--entropy", "1", "--radius", "1"}), "needs --batch");
  EXPECT_THAT(lemmata({"run", "--help"}).out, HasSubstr("J_β with --entropy β"));
}

TEST_F(RunCommand, EntropyGradientsSayWhereNoBoundApplies) {
  const json lake = run_json({"entropy-gradient", "--environment", "frozen-lake-4x4",
                              "--iterations", "10", "--step-size", "1"});
  EXPECT_THAT(failing(lake), testing::SizeIs(2));  // the start, and the step size
  const json corridor = run_json({"entropy-gradient", "--environment", "short-corridor",
                                  "--step-size", "0.01", "--iterations", "100"});
  EXPECT_LT(double{corridor.at("points").back().at("gap")},
            double{corridor.at("points").front().at("gap")});
  expect_refused({"run", "entropy-gradient", "--environment", "short-corridor"},
                 "for which no step size is guaranteed: give --step-size");
  expect_refused({"run", "entropy-gradient", "--environment", "random-walk", "--step-size", "0.01",
                  "--entropy", "100"},
                 "there is no soft optimum");
  expect_refused({"run", "entropy-gradient", "--environment", "chain", "--batch", "2"},
                 "--batch goes with");
}

TEST_F(RunCommand, AnEntropyGradientHasAPageWithItsFigures) {
  const Ended outcome = lemmata({"run", "entropy-gradient", "--environment", "two-armed-bandit",
                                 "--iterations", "10", "--report", in_folder("page")});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  const std::string page = content(in_folder("page/index.html"));
  for (const char* text : {"The gap to the soft optimum", "The return with entropy, and without",
                           "How random the policy is", "How far J_β is from stationary"}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
}

// One state with loops of rewards 1 and 0 at γ = 1/2 is worth 2β log(e^{1/β} + 1) at best. Value
// iteration from 0 halves the gap every time, as its bound does, and the residual is half of it.
TEST_F(RunCommand, SoftValueIterationOnASingleStateIsItsBound) {
  std::ofstream{folder / "loops.json"} << R"({"P": {"0": {"0": [[1.0, 0, 1.0, false]],
                                                          "1": [[1.0, 0, 0.0, false]]}},
                                              "isd": [1.0], "gamma": 0.5})";
  const std::vector<std::string> loops{
      "--mdp", (folder / "loops.json").string(), "--entropy", "2", "--iterations", "4"};
  const auto run = [&](std::string algorithm) {
    std::vector<std::string> arguments = loops;
    arguments.insert(arguments.begin(), std::move(algorithm));
    return run_json(arguments);
  };
  const double best = 4 * std::log(std::exp(0.5) + 1);
  const json values = run("soft-value-iteration");
  for (int k = 0; k <= 4; ++k) {
    const json& point = values.at("points")[static_cast<std::size_t>(k)];
    EXPECT_EQ(point.at("iteration"), k);
    EXPECT_NEAR(point.at("gap"), best * std::pow(0.5, k), 1e-14);
    EXPECT_NEAR(point.at("bound"), point.at("gap"), 1e-13);
    EXPECT_NEAR(point.at("residual"), double{point.at("gap")} / 2, 1e-14);
    EXPECT_NEAR(point.at("performance"), best - double{point.at("gap")}, 1e-14);
  }
  // The uniform policy is worth 2(1/2 + β log 2).
  const json first = run("soft-policy-iteration").at("points")[0];
  EXPECT_NEAR(first.at("performance"), 1 + 4 * std::log(2.0), 1e-14);
  EXPECT_NEAR(first.at("residual"), double{first.at("gap")} / 2, 1e-14);
}

}  // namespace
}  // namespace lemmata
