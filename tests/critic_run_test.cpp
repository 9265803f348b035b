// `lemmata run` as its users meet it: critics, and actors with critics.

#include "run_command_fixture.hpp"

namespace lemmata {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

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
                 "--lambda goes with td-lambda, lstd, episodic-actor-critic and a3c");
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

}  // namespace
}  // namespace lemmata
