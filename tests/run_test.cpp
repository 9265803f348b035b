// `lemmata run` as its users meet it, and its reports of runs made by hand.

#include <limits>
#include <nlohmann/json.hpp>

#include "command_line_fixture.hpp"
#include "reports/csv.hpp"
#include "reports/json.hpp"
#include "reports/terminal/run_text.hpp"
#include "reports/web/run_page.hpp"

namespace lemmata {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

/// Two states that lead to each other or stay, μ > 0 in both, γ = 1/2, a reward for staying in 1.
const std::string two_states = R"({"gamma": 0.5, "isd": [0.25, 0.75], "P": {
    "0": {"0": [[1.0, 0, 0.0, false]], "1": [[1.0, 1, 0.0, false]]},
    "1": {"0": [[1.0, 1, 1.0, false]], "1": [[1.0, 0, 0.0, false]]}}})";

/// One state that ends at once, with rewards 1 and 0.
const std::string one_choice = R"({"gamma": 0.5, "isd": [1.0], "P": {
    "0": {"0": [[1.0, 0, 1.0, true]], "1": [[1.0, 0, 0.0, true]]}}})";

class RunCommand : public CommandLine {
 protected:
  json run_json(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "run");
    arguments.insert(arguments.end(), {"--json", "-"});
    const Ended outcome = lemmata(arguments);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_THAT(outcome.err, IsEmpty());
    return json::parse(outcome.out);
  }

  std::string mdp(const std::string& text) const {
    std::ofstream{in_folder("mine.json")} << text;
    return in_folder("mine.json");
  }
};

std::vector<std::string> failing(const json& run) {
  std::vector<std::string> texts;
  for (const json& hypothesis : run.at("hypotheses")) {
    if (!hypothesis.at("holds")) texts.push_back(hypothesis.at("text"));
  }
  return texts;
}

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
  expect_refused({"run", "natural-gradient", "--environment", "chain", "--batch", "3"},
                 "--batch goes with");
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
  expect_refused(bandit({"--batch", "3"}), "--batch goes with reinforce");
  expect_refused(bandit({"--credit", "whole"}), "--credit goes with reinforce");
  expect_refused(bandit({"--seed", "2"}), "--seed goes with reinforce");
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
  expect_refused(with("softmax-gradient", {"--radius", "1"}), "--radius goes with trpo");
  expect_refused(with("softmax-gradient", {"--adaptive"}), "--adaptive goes with trpo");
  expect_refused(with("trpo", {"--step-size", "1"}), "--step-size goes with");
  for (const std::string radius : {"0", "-1", "nan", "inf", "x"}) {
    expect_refused(with("trpo", {"--radius", radius}), "--radius");
  }
  expect_refused(with("trpo", {"--damping", "-1"}), "--damping");
}

TEST_F(RunCommand, ACriticComesNearTheValuesAndReportsItEverywhere) {
  const Ended outcome =
      lemmata({"run", "td", "--environment", "random-walk", "--step-size", "1", "--step-exponent",
               "0.6", "--average", "--json", in_folder("run.json"), "--csv", in_folder("run.csv"),
               "--report", in_folder("page")});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("td on random-walk: 5 states, 2 actions, γ = 1; J = 0.5\n"));
  EXPECT_THAT(outcome.out, HasSubstr("episodes of at most 1000 steps; seed 1"));
  EXPECT_THAT(outcome.out, HasSubstr("fails  γ < 1: γ = 1"));
  const json run = json::parse(content(in_folder("run.json")));
  EXPECT_EQ(run.at("schema"), "lemmata.run/1");
  EXPECT_EQ(run.at("steps"), 100'000);
  EXPECT_EQ(run.at("sampling").at("source"), "episodes");
  EXPECT_EQ(run.at("step_exponent"), 0.6);
  EXPECT_EQ(run.at("limit_error"), 0.0);
  EXPECT_EQ(run.at("points").back().at("step"), 100'000);
  EXPECT_LT(run.at("points").back().at("value_error"), 0.05);
  EXPECT_FALSE(run.at("points").back().contains("limit_distance"));
  EXPECT_THAT(content(in_folder("run.csv")),
              StartsWith("step,value_error,averaged_value_error,bound\n0,0.53575"));
  const std::string page = content(in_folder("page/index.html"));
  EXPECT_THAT(page, HasSubstr("All recorded steps"));
  EXPECT_THAT(page, HasSubstr("id=\"error\""));
  EXPECT_THAT(page, Not(HasSubstr("id=\"distance\"")));
}

TEST_F(RunCommand, EveryCriticRuns) {
  for (const std::string critic : {"td", "td-lambda", "monte-carlo", "lstd", "residual-gradient"}) {
    for (const std::string environment : {"random-walk-19", "aggregated-walk", "frozen-lake-4x4"}) {
      std::vector<std::string> arguments{critic, "--environment", environment, "--steps", "500"};
      if (critic != "lstd") arguments.insert(arguments.end(), {"--step-size", "0.1"});
      const json run = run_json(arguments);
      EXPECT_EQ(run.at("features"), environment == "aggregated-walk" ? 5 : 0);
      const bool elsewhere = environment == "aggregated-walk" || critic == "residual-gradient";
      EXPECT_EQ(run.at("limit_error") > 0.0, elsewhere) << critic;
      EXPECT_EQ(run.at("points").back().contains("limit_distance"), elsewhere);
      EXPECT_EQ(run.contains("projection_error"), environment == "aggregated-walk");
    }
  }
}

TEST_F(RunCommand, AnAveragedCriticHasABoundOnTheMean) {
  const std::vector<std::string> arguments{"td",  "--mdp",     mdp(two_states), "--sampling",
                                           "iid", "--average", "--steps",       "1000"};
  const json run = run_json(arguments);
  EXPECT_THAT(failing(run), IsEmpty());
  EXPECT_EQ(run.at("step_size"), 0.0625);
  EXPECT_EQ(run.at("bound").at("source"), "bhandari2018finite");
  EXPECT_EQ(run.at("bound").at("column"), "averaged_value_error");
  EXPECT_EQ(run.at("bound").at("on_mean"), true);
  EXPECT_TRUE(run.at("points")[0].at("bound").is_null());
  EXPECT_GT(run.at("points")[1].at("bound"), run.at("points")[1].at("averaged_value_error"));
}

TEST_F(RunCommand, LstdShowsWhatTheCentralLimitTheoremExpects) {
  const json run = run_json({"lstd", "--environment", "random-walk", "--steps", "10000"});
  const json& points = run.at("points");
  EXPECT_TRUE(points[0].at("expected_error").is_null());
  EXPECT_TRUE(points[3].at("value_error").is_null());
  EXPECT_DOUBLE_EQ(points.back().at("expected_error"),
                   points[1].at("expected_error").get<double>() / 100);
}

TEST_F(RunCommand, PoliciesAreThoseOfTheirNames) {
  const auto performance = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments{"lstd", "--mdp", mdp(two_states), "--steps", "10"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_json(arguments).at("performance").get<double>();
  };
  EXPECT_DOUBLE_EQ(performance({}), 0.625);
  EXPECT_DOUBLE_EQ(performance({"--policy", "optimal"}), 0.25 * 1 + 0.75 * 2);
  EXPECT_DOUBLE_EQ(performance({"--policy", "epsilon-greedy", "--epsilon", "1"}), 0.625);
  const double greedy = performance({"--policy", "epsilon-greedy", "--epsilon", "0.1"});
  EXPECT_TRUE(1.4 < greedy && greedy < 1.75) << greedy;
}

TEST_F(RunCommand, ACriticThatDivergesSaysSo) {
  const Ended outcome = lemmata({"run", "td", "--environment", "random-walk", "--step-size", "5"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("The run ended early: at step "));
}

TEST_F(RunCommand, CriticsSayWhatTheirRunsLack) {
  const auto said = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "run");
    return lemmata(arguments).out;
  };
  EXPECT_THAT(said({"monte-carlo", "--environment", "random-walk", "--step-size", "0.1",
                    "--horizon", "5", "--steps", "10"}),
              HasSubstr("its returns lack what would have followed"));
  EXPECT_THAT(
      said({"td", "--environment", "frozen-lake-4x4", "--step-size", "0.1", "--steps", "10"}),
      HasSubstr("takes no step from 5 of the 16 states"));
  EXPECT_THAT(said({"td", "--environment", "random-walk", "--step-size", "0.1", "--steps", "10"}),
              HasSubstr("Σα_k² is infinite"));
  EXPECT_THAT(said({"td", "--environment", "random-walk", "--step-size", "0.1", "--step-exponent",
                    "2", "--steps", "10"}),
              HasSubstr("Σα_k is finite"));
}

TEST_F(RunCommand, OptionsOfCriticsThatDoNotGoTogetherAreNamed) {
  const auto walk = [](const std::string& algorithm, std::vector<std::string> more) {
    more.insert(more.begin(), {"run", algorithm, "--environment", "random-walk"});
    return more;
  };
  expect_refused(walk("td", {}), "give --step-size, such as 0.1");
  expect_refused(walk("td", {"--sampling", "iid", "--average"}), "only where γ < 1");
  expect_refused(walk("td-lambda", {"--sampling", "iid"}),
                 "--sampling goes with td, lstd and residual-gradient; td-lambda has --steps");
  expect_refused(walk("lstd", {"--step-size", "1"}), "--step-size goes with softmax-gradient");
  expect_refused(walk("lstd", {"--average"}), "--average goes with td, td-lambda");
  expect_refused(walk("lstd", {"--lambda", "0.5", "--sampling", "iid"}), "--lambda above 0");
  expect_refused(walk("td", {"--lambda", "0.5"}),
                 "--lambda goes with td-lambda, lstd and episodic-actor-critic");
  expect_refused(walk("lstd", {"--epsilon", "0.5"}), "goes with --policy epsilon-greedy");
  expect_refused(walk("lstd", {"--sampling", "iid", "--horizon", "5"}), "--sampling episodes");
  expect_refused(walk("td", {"--step-size", "1", "--step-offset", "5"}), "--step-exponent");
  expect_refused(walk("softmax-gradient", {"--policy", "optimal"}), "--policy goes with td,");
  for (const std::string share : {"-0.1", "1.1", "nan", "x"}) {
    expect_refused(walk("td-lambda", {"--lambda", share}), "--lambda");
  }
  expect_refused(walk("td", {"--step-exponent", "-1"}), "--step-exponent");
  expect_refused(walk("td", {"--steps", "0"}), "--steps");
  expect_refused(walk("td", {"--policy", "greedy"}), "--policy");
  expect_refused({"run", "td", "--environment", "short-corridor", "--policy", "epsilon-greedy",
                  "--epsilon", "2", "--step-size", "1"},
                 "--epsilon");
}

TEST_F(RunCommand, APolicyWithoutASingleLongRunIsRefused) {
  const std::string file = mdp(R"({"gamma": 0.5, "isd": [0.5, 0.5], "P": {
      "0": {"0": [[1.0, 0, 1.0, false]]}, "1": {"0": [[1.0, 1, 0.0, false]]}}})");
  expect_refused({"run", "lstd", "--mdp", file},
                 "mine under the uniform policy: the policy has several stationary distributions");
}

TEST_F(RunCommand, ActorCriticComesNearTheOptimumAndReportsItEverywhere) {
  const Ended outcome = lemmata({"run", "compatible-actor-critic", "--environment", "random-walk",
                                 "--json", in_folder("run.json"), "--csv", in_folder("run.csv"),
                                 "--report", in_folder("page")});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              StartsWith("compatible-actor-critic on random-walk: 5 states, 2 actions, "
                         "γ = 1; J* = 1\n"));
  EXPECT_THAT(outcome.out, HasSubstr("α_k/β_k → 0"));
  EXPECT_THAT(outcome.out, HasSubstr("No bound is drawn"));
  const json run = json::parse(content(in_folder("run.json")));
  EXPECT_EQ(run.at("steps"), 100'000);
  EXPECT_EQ(run.at("criterion"), "discounted");
  EXPECT_EQ(run.at("order"), "simultaneous");
  EXPECT_EQ(run.at("time_scales"), "checked");
  EXPECT_EQ(run.at("actor_step").at("exponent"), 0.65);
  EXPECT_EQ(run.at("critic_step").at("exponent"), 0.55);
  for (const json& holds : run.at("conditions")) EXPECT_EQ(holds, true);
  EXPECT_TRUE(run.at("bound").is_null());
  const json& last = run.at("points").back();
  EXPECT_EQ(last.at("step"), 100'000);
  EXPECT_GT(last.at("performance"), 0.99);
  EXPECT_LT(last.at("value_error"), 0.05);
  EXPECT_THAT(content(in_folder("run.csv")),
              StartsWith("step,performance,gap,gradient_norm,value_error,compatible_error\n0,0.5"));
  const std::string page = content(in_folder("page/index.html"));
  for (const std::string figure : {"gap", "norm", "critic"}) {
    EXPECT_THAT(page, HasSubstr("id=\"" + figure + "\""));
  }
}

TEST_F(RunCommand, EveryActorCriticRuns) {
  for (const std::string algorithm : {"actor-critic", "compatible-actor-critic"}) {
    for (const std::string environment : {"aggregated-walk", "frozen-lake-4x4", "short-corridor"}) {
      for (const std::string criterion : {"discounted", "average"}) {
        const json run = run_json({algorithm, "--environment", environment, "--criterion",
                                   criterion, "--order", "critic-first", "--steps", "300"});
        EXPECT_EQ(run.at("criterion"), criterion);
        const json& point = run.at("points").back();
        EXPECT_EQ(point.contains("gap"), criterion == "discounted");
        EXPECT_EQ(point.contains("gain_error"), criterion == "average");
        EXPECT_EQ(point.contains("compatible_error"), algorithm != "actor-critic");
      }
    }
  }
}

TEST_F(RunCommand, EpisodicActorCriticComesNearTheOptimumByEitherEstimate) {
  for (const auto& [option, value] :
       {std::pair<std::string, std::string>{"--lambda", "0.9"}, {"--n-steps", "3"}}) {
    const Ended outcome =
        lemmata({"run", "episodic-actor-critic", "--environment", "random-walk", "--episodes",
                 "20000", option, value, "--json", in_folder("run.json")});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr(option == "--lambda" ? "GAE with λ = 0.9" : "of 3 steps"));
    EXPECT_THAT(outcome.out, HasSubstr("10 episodes an iteration, of at most 1000 steps"));
    const json run = json::parse(content(in_folder("run.json")));
    EXPECT_EQ(run.at("iterations"), 2000);
    EXPECT_EQ(run.at("sampling").at("batch"), 10);
    EXPECT_GT(run.at("points").back().at("performance"), 0.95);
  }
}

TEST_F(RunCommand, EpisodicActorCriticRefusesWhatDoesNotGoTogether) {
  const std::vector<std::string> walk{"run", "episodic-actor-critic", "--environment",
                                      "random-walk"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), walk.begin(), walk.end());
    return more;
  };
  expect_refused(with({"--lambda", "0.9", "--n-steps", "3"}), "two estimates of the advantage");
  expect_refused(with({"--episodes", "15"}), "--episodes 15 is no multiple of --batch 10");
  expect_refused(with({"--n-steps", "0"}), "--n-steps");
  expect_refused(with({"--criterion", "average"}), "--criterion goes with");
}

TEST_F(RunCommand, ActorCriticIsDecidedByItsSeed) {
  const auto last = [&](const std::string& seed) {
    return run_json({"actor-critic", "--environment", "short-corridor", "--steps", "1000", "--seed",
                     seed})
        .at("points")
        .back();
  };
  EXPECT_EQ(last("7"), last("7"));
  EXPECT_NE(last("7"), last("8"));
}

TEST_F(RunCommand, TimeScalesThatBreakAConditionAreRefusedUnlessUnchecked) {
  const std::vector<std::string> walk{"run", "actor-critic", "--environment", "random-walk"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), walk.begin(), walk.end());
    return more;
  };
  expect_refused(with({"--actor-exponent", "0.55"}),
                 "the actor is no slower than the critic: its exponent 0.55 is not above the "
                 "critic's 0.55; --time-scales unchecked runs it all the same");
  expect_refused(with({"--actor-exponent", "1.1"}), "sum to a finite number");
  expect_refused(with({"--critic-exponent", "0.5"}), "the squares of the critic's step sizes");
  expect_refused(with({"--time-scales", "both"}), "--time-scales");
  expect_refused(with({"--criterion", "total"}), "--criterion");
  expect_refused(with({"--order", "actor-first"}), "--order");
  expect_refused(with({"--actor-step", "0"}), "--actor-step");
  expect_refused(with({"--step-size", "1"}), "--step-size goes with softmax-gradient");
  expect_refused({"run", "td", "--environment", "random-walk", "--actor-step", "1"},
                 "--actor-step goes with actor-critic, compatible-actor-critic and "
                 "episodic-actor-critic");
  const Ended outcome =
      lemmata(with({"--actor-exponent", "0.55", "--time-scales", "unchecked", "--steps", "100"}));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("fails: α_k/β_k → 0"));
  EXPECT_THAT(outcome.out, HasSubstr("does not cover this run: the actor is no slower"));
}

TEST_F(RunCommand, AnActorWhoseStepsAreTooLongDivergesAndSaysSo) {
  const Ended outcome = lemmata({"run", "actor-critic", "--environment", "short-corridor",
                                 "--critic-step", "10000", "--steps", "10000"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("The run ended early: at step "));
}

TEST_F(RunCommand, ActorCriticSaysWhatItsRunsLack) {
  const auto said = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"run", "actor-critic", "--environment"});
    return lemmata(more).out;
  };
  EXPECT_THAT(said({"chain", "--steps", "100"}), HasSubstr("Hardly any of the gap was closed"));
  EXPECT_THAT(said({"short-corridor", "--actor-step", "300", "--steps", "300"}),
              HasSubstr("The policy ended worse than it began"));
  EXPECT_THAT(said({"random-walk", "--order", "critic-first", "--steps", "100"}),
              HasSubstr("by a term of the order of β_k (AC-10)"));
  EXPECT_THAT(said({"aggregated-walk", "--steps", "100"}),
              HasSubstr("the error of the values need not"));
}

TEST_F(RunCommand, AnAverageRewardThatDependsOnTheStartIsRefused) {
  const std::string file = mdp(R"({"gamma": 0.5, "isd": [0.5, 0.5], "P": {
      "0": {"0": [[1.0, 0, 1.0, false]]}, "1": {"0": [[1.0, 1, 0.0, false]]}}})");
  expect_refused({"run", "actor-critic", "--mdp", file, "--criterion", "average"},
                 "mine, --criterion average: ");
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

}  // namespace
}  // namespace lemmata
