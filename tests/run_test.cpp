// `lemmata run` as its users meet it: ascents of J.

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

}  // namespace
}  // namespace lemmata
