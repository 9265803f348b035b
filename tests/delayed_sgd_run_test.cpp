// `lemmata run delayed-sgd` as its users meet it.

#include "run_command_fixture.hpp"

namespace lemmata {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> with_delays(std::vector<std::string> more) {
  more.insert(more.begin(), "delayed-sgd");
  return more;
}

std::vector<std::string> run_with(std::vector<std::string> more) {
  more = with_delays(std::move(more));
  more.insert(more.begin(), "run");
  return more;
}

TEST_F(RunCommand, DelayedSgdReportsTheSameRunEverywhere) {
  const Ended outcome =
      lemmata(run_with({"--problem", "quadratic", "--delay", "2", "--json", in_folder("run.json"),
                        "--csv", in_folder("run.csv"), "--report", in_folder("page")}));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              StartsWith("delayed-sgd on quadratic: f(x) = Σλ_i x_i²/2, λ = 1, 0.1; f* = 0\n"));
  EXPECT_THAT(outcome.out, HasSubstr("Staleness: 2 in the mean, 2 at most; 0 in 0.01 %"));
  EXPECT_THAT(outcome.out, HasSubstr("λ = 1: ηλ = 0.166667 is below 2 sin(π/(2(2τ+1))) = 0.618034: "
                                     "stable, with oscillation"));
  EXPECT_THAT(outcome.out, HasSubstr("λ = 0.1: ηλ = 0.0166667 is below"));
  EXPECT_THAT(outcome.out, HasSubstr("holds  Lη(1 + 2Lητ²) ≤ 1"));
  EXPECT_THAT(outcome.out, HasSubstr("mean ‖∇f‖² stays below the bound at all"));
  const json run = json::parse(content(in_folder("run.json")));
  EXPECT_EQ(run.at("schema"), "lemmata.run/1");
  EXPECT_EQ(run.at("problem"), "quadratic");
  EXPECT_FALSE(run.contains("environment") || run.contains("start"));
  EXPECT_DOUBLE_EQ(run.at("step_size"), 1.0 / 6);
  EXPECT_EQ(run.at("updates"), 10'000);
  EXPECT_EQ(run.at("longest_delay"), 2);
  EXPECT_EQ(run.at("smoothness"), 1.0);
  EXPECT_EQ(run.at("stable"), true);
  EXPECT_EQ(run.at("staleness"), json({1, 1, 9998}));
  EXPECT_EQ(run.at("bound").at("source"), "lian2015asynchronous");
  EXPECT_EQ(run.at("bound").at("column"), "mean_squared_gradient");
  EXPECT_EQ(run.at("bound").at("on_mean"), false);
  EXPECT_TRUE(run.at("points")[0].at("mean_squared_gradient").is_null());
  EXPECT_NEAR(run.at("points")[1].at("bound"), 2 * 0.55 * 6, 1e-7);
  EXPECT_THAT(
      content(in_folder("run.csv")),
      StartsWith("update,gap,squared_gradient,mean_squared_gradient,bound\n0,0.55,1.01,,\n"));
  const std::string page = content(in_folder("page/index.html"));
  for (const std::string figure : {"gap", "gradient", "staleness"}) {
    EXPECT_THAT(page, HasSubstr("id=\"" + figure + "\""));
  }
  EXPECT_THAT(page, Not(HasSubstr("0 states")));
}

TEST_F(RunCommand, DelayedSgdIsUnstableBeyondItsThreshold) {
  const Ended outcome =
      lemmata(run_with({"--problem", "quadratic", "--delay", "2", "--step-size", "0.7", "--steps",
                        "100", "--json", in_folder("run.json")}));
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, HasSubstr("λ = 1: ηλ = 0.7 is beyond 2 sin(π/(2(2τ+1))) = 0.618034: "
                                     "unstable"));
  EXPECT_THAT(outcome.out, HasSubstr("η = 1/(2L(τ + 1)) = 0.166667 is safe"));
  const json run = json::parse(content(in_folder("run.json")));
  EXPECT_EQ(run.at("stable"), false);
  EXPECT_THAT(failing(run), ElementsAre("Lη(1 + 2Lητ²) ≤ 1"));
  EXPECT_GT(run.at("points").back().at("gap"), 100.0);
  const Ended longer =
      lemmata(run_with({"--problem", "quadratic", "--delay", "2", "--step-size", "0.7"}));
  EXPECT_EQ(longer.status, 1);
  EXPECT_THAT(longer.out, HasSubstr("The run ended early: at update 10000"));
  EXPECT_THAT(lemmata(run_with({"--problem", "quadratic", "--delay", "1", "--step-size", "1",
                                "--steps", "10"}))
                  .out,
              HasSubstr("on the edge"));
}

TEST_F(RunCommand, EveryProblemAndDelayStaysBelowItsBound) {
  const std::string file = mdp(two_states);
  const std::vector<std::vector<std::string>> objectives{{"--problem", "quadratic"},
                                                         {"--problem", "logistic"},
                                                         {"--problem", "saturating"},
                                                         {"--mdp", file},
                                                         {"--environment", "two-armed-bandit"}};
  const std::vector<std::vector<std::string>> sources{
      {"--delay", "0"},
      {"--delay", "5", "--delays", "random"},
      {"--delay", "5", "--delays", "adversarial"},
      {"--workers", "3", "--speeds", "1,2,4"},
      {"--workers", "3", "--discipline", "synchronous"},
      {"--workers", "3", "--speeds", "1,2,4", "--discipline", "stale-synchronous", "--bound", "1"}};
  for (const auto& objective : objectives) {
    for (const auto& source : sources) {
      std::vector<std::string> arguments = with_delays({"--steps", "300"});
      arguments.insert(arguments.end(), objective.begin(), objective.end());
      arguments.insert(arguments.end(), source.begin(), source.end());
      const json run = run_json(arguments);
      EXPECT_THAT(failing(run), IsEmpty());
      EXPECT_TRUE(run.at("bound").at("exceeded_at").is_null());
      EXPECT_LT(run.at("points").back().at("gap"), run.at("points").front().at("gap"));
      EXPECT_LE(run.at("staleness").size(), run.at("longest_delay").get<std::size_t>() + 1);
    }
  }
}

TEST_F(RunCommand, TheLongestStepThatTheBoundAllowsKeepsToIt) {
  // at T = 1 both sides are L²x_0²
  const json run = run_json(with_delays({"--problem", "quadratic", "--curvatures", "0.3", "--delay",
                                         "0", "--step-size", "3.333333333333333"}));
  EXPECT_THAT(failing(run), IsEmpty());
  EXPECT_TRUE(run.at("bound").at("exceeded_at").is_null());
}

TEST_F(RunCommand, WithNoiseTheBoundIsOnTheMean) {
  const auto noisy = [](const std::string& choice) {
    return run_with({"--problem", "saturating", "--delay", "3", "--delays", choice, "--noise", "5",
                     "--steps", "200", "--seed", "3"});
  };
  const Ended outcome = lemmata(noisy("random"));
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, HasSubstr("The bound is on the mean over many runs"));
  const Ended adversary = lemmata(noisy("adversarial"));
  EXPECT_THAT(adversary.out, HasSubstr("fails  delays do not depend on the noise"));
}

TEST_F(RunCommand, DelayedSgdIsDecidedByItsSeed) {
  const auto last = [&](const std::string& seed) {
    return run_json(with_delays({"--problem", "logistic", "--delay", "4", "--delays", "random",
                                 "--noise", "0.5", "--steps", "100", "--seed", seed}))
        .at("points")
        .back();
  };
  EXPECT_EQ(last("7"), last("7"));
  EXPECT_NE(last("7"), last("8"));
}

TEST_F(RunCommand, WorkersReportTheirStaleness) {
  const json alike = run_json(with_delays({"--problem", "quadratic", "--workers", "4"}));
  EXPECT_EQ(alike.at("staleness"), json({1, 1, 1, 9997}));
  EXPECT_TRUE(alike.contains("stable"));
  const Ended uneven =
      lemmata(run_with({"--problem", "quadratic", "--workers", "2", "--speeds", "1,8"}));
  EXPECT_THAT(uneven.out, HasSubstr("2 asynchronous workers of speeds 1, 8; τ(t) is 8 at most"));
  EXPECT_THAT(uneven.out, HasSubstr("Staleness: 0.9998 in the mean, 8 at most; 0 in 77.8 %, 1 in "
                                    "11.1 %, 7 in 0.01 %, 8 in 11.1 %"));
  EXPECT_THAT(uneven.out, HasSubstr("is one for a constant delay"));
  const json bounded =
      run_json(with_delays({"--problem", "quadratic", "--workers", "2", "--speeds", "1,8",
                            "--discipline", "stale-synchronous", "--bound", "2"}));
  EXPECT_LE(bounded.at("longest_delay"), 4);
  EXPECT_EQ(bounded.at("discipline"), "stale-synchronous");
}

TEST_F(RunCommand, CtrlCEndsTheForecastOfWorkersToo) {
  const std::string pipe = in_folder("mine");
  const Ended outcome =
      interrupted_while_reading(pipe, two_states,
                                run_with({"--mdp", pipe, "--workers", "2", "--speeds", "1,8",
                                          "--steps", "10000000", "--json", in_folder("run.json")}));
  EXPECT_EQ(outcome.status, 130) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("at most as far as it was forecast before Ctrl-C"));
  EXPECT_THAT(outcome.out, HasSubstr("Interrupted after 0 of 10000000 updates."));
  EXPECT_THAT(outcome.out, HasSubstr("fails  τ(t) ≤ τ: the forecast of τ was interrupted"));
  EXPECT_EQ(json::parse(content(in_folder("run.json"))).at("interrupted"), true);
}

TEST_F(RunCommand, DelayedSgdRefusesWhatDoesNotGoTogether) {
  const auto quadratic = [](std::vector<std::string> more) {
    more.insert(more.begin(), {"--problem", "quadratic"});
    return run_with(more);
  };
  expect_refused(run_with({"--delay", "1"}),
                 "run needs --problem NAME, --mdp FILE or --environment");
  expect_refused(quadratic({}), "delayed-sgd needs --delay N, 0 for none, or --workers N");
  expect_refused(quadratic({"--delay", "1", "--workers", "2"}), "two sources of delay");
  expect_refused(quadratic({"--delay", "1", "--environment", "chain"}), "excludes");
  expect_refused(quadratic({"--delay", "1", "--start", "uniform"}), "excludes");
  expect_refused(quadratic({"--workers", "2", "--delays", "random"}), "--delays goes with --delay");
  expect_refused(quadratic({"--delay", "2", "--speeds", "1,2"}), "--speeds goes with --workers");
  expect_refused(quadratic({"--workers", "2", "--speeds", "1,2,3"}),
                 "--speeds has 3 of them for --workers 2");
  expect_refused(quadratic({"--workers", "2", "--bound", "1"}),
                 "--bound goes with --discipline stale-synchronous");
  expect_refused(quadratic({"--workers", "2", "--discipline", "stale-synchronous"}),
                 "needs --bound N");
  expect_refused(run_with({"--problem", "logistic", "--delay", "0", "--curvatures", "1"}),
                 "--curvatures goes with --problem quadratic");
  expect_refused(run_with({"--environment", "random-walk", "--delay", "1"}),
                 "random-walk has γ = 1, for which no step size is known to be safe");
  expect_refused({"run", "td", "--environment", "random-walk", "--delay", "1"},
                 "--delay goes with delayed-sgd");
  expect_refused(quadratic({"--delay", "1", "--iterations", "1"}), "--iterations goes with");
  for (const std::string list : {"", "1,", ",1", "1,x", "0", "-1", "1 2", "inf", "1,,2"}) {
    expect_refused(quadratic({"--delay", "0", "--curvatures", list}), "--curvatures");
  }
  for (const std::string delay : {"-1", "1.5", "x", "1000000"}) {
    expect_refused(quadratic({"--delay", delay}), "--delay");
  }
  expect_refused(quadratic({"--delay", "1", "--delays", "late"}), "--delays");
  expect_refused(quadratic({"--workers", "0"}), "--workers");
  expect_refused(quadratic({"--workers", "2", "--discipline", "none"}), "--discipline");
  expect_refused(quadratic({"--delay", "1", "--noise", "-1"}), "--noise");
  expect_refused(run_with({"--problem", "cubic", "--delay", "1"}), "--problem");
}

TEST_F(RunCommand, DelayedSgdSaysWhatItsRunsLack) {
  const auto said = [&](const std::string& environment, std::vector<std::string> more) {
    more.insert(more.begin(), {"--environment", environment, "--delay", "1", "--steps", "20"});
    return lemmata(run_with(more)).out;
  };
  EXPECT_THAT(said("chain", {}), HasSubstr("The safe step is small: 20 updates closed"));
  EXPECT_THAT(said("chain", {"--step-size", "1"}), Not(HasSubstr("The safe step is small")));
  EXPECT_THAT(said("random-walk", {"--step-size", "1"}), HasSubstr("no L is known for γ = 1"));
  EXPECT_THAT(said("short-corridor", {"--step-size", "0.01"}),
              HasSubstr("the features of the environment have no part"));
}

}  // namespace
}  // namespace lemmata
