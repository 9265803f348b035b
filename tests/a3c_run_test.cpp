// `lemmata run a3c` as its users meet it: what it learns, and how it stops and goes on.

#include <chrono>
#include <random>

#include "reports/commands/a3c_watch.hpp"
#include "run_command_fixture.hpp"

namespace lemmata {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> with(std::vector<std::string> first,
                              const std::vector<std::string>& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}
std::vector<std::string> cart_pole(const std::vector<std::string>& more) {
  return with({"run", "a3c", "--environment", "cart-pole", "--greedy-episodes", "2"}, more);
}

class A3cCommand : public RunCommand {
 protected:
  json a3c_json(const std::vector<std::string>& more) const {
    return run_json(with({"a3c", "--greedy-episodes", "2"}, more));
  }

  /// A checkpoint that an uninterrupted run leaves behind.
  std::string finished(const std::vector<std::string>& options) const {
    const Ended outcome = lemmata(with(options, {"--checkpoint", in_folder("whole.json")}));
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return content(in_folder("whole.json"));
  }
};

/// Without what no two runs have in common.
json without_times(json run) {
  for (json& point : run.at("points")) point.erase("seconds");
  for (const char* speed : {"steps_per_second", "steps_per_second_and_worker"}) {
    for (json& row : run.at("scaling")) row.erase(speed);
  }
  return run;
}

TEST_F(A3cCommand, ReportsTheSameRunEverywhere) {
  const Ended outcome =
      lemmata(cart_pole({"--steps", "8000", "--json", in_folder("run.json"), "--csv",
                         in_folder("run.csv"), "--report", in_folder("page")}));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              StartsWith("a3c on cart-pole: 4 numbers observed, 2 actions, γ = 0.99\n"));
  EXPECT_THAT(outcome.out, HasSubstr("1 asynchronous worker, locked accumulation"));
  EXPECT_THAT(outcome.out, HasSubstr("a linear model of 15 polynomials of degree 2"));
  EXPECT_THAT(outcome.out, HasSubstr("rollouts of 20 steps in 8 environments each; GAE(λ)"));
  EXPECT_THAT(outcome.out, HasSubstr("sgd, η = 0.0005, linearly to 0 over 8000 steps; seed 1"));
  EXPECT_THAT(outcome.out, HasSubstr("Throughput by workers"));
  EXPECT_THAT(
      outcome.out,
      HasSubstr("Every run with this seed on this kind of processor is the same to the last"));
  const json run = json::parse(content(in_folder("run.json")));
  EXPECT_EQ(run.at("schema"), "lemmata.run/1");
  EXPECT_EQ(run.at("environment"), "cart-pole");
  EXPECT_FALSE(run.contains("start"));
  EXPECT_EQ(run.at("workers"), 1);
  EXPECT_EQ(run.at("parameters"), 45);
  EXPECT_EQ(run.at("reproducible"), true);
  EXPECT_EQ(run.at("environments_per_worker"), 8);
  EXPECT_EQ(run.at("staleness"), json({50}));
  EXPECT_EQ(run.at("points").size(), 51);
  EXPECT_EQ(run.at("points")[1].at("step"), 160);
  EXPECT_TRUE(run.at("points")[0].at("mean_return").is_null());
  EXPECT_EQ(run.at("points").back().at("step"), 8000);
  EXPECT_EQ(run.at("points").back().at("updates"), 50);
  EXPECT_EQ(run.at("points").back().at("greedy_return"), run.at("greedy_return"));
  EXPECT_EQ(run.at("scaling").size(), 1);
  EXPECT_THAT(content(in_folder("run.csv")),
              StartsWith("step,seconds,updates,mean_return,greedy_return,mean_staleness,"
                         "largest_staleness\n0,0,0,,"));
  const std::string page = content(in_folder("page/index.html"));
  for (const std::string id : {"steps", "time", "scaling"}) {
    EXPECT_THAT(page, HasSubstr("id=\"" + id + "\""));
  }
  EXPECT_THAT(page, Not(HasSubstr("0 states")));
}

TEST_F(A3cCommand, SolvesCartPole) {
  for (const auto& more : std::vector<std::vector<std::string>>{
           {}, {"--workers", "3"}, {"--workers", "2", "--discipline", "synchronous"}}) {
    const json run = a3c_json(with({"--environment", "cart-pole", "--steps", "300000"}, more));
    EXPECT_EQ(run.at("solved"), true) << testing::PrintToString(more);
    EXPECT_THAT(run.at("greedy_return").get<double>(), Ge(475));
  }
}

TEST_F(A3cCommand, RunsOnEveryEnvironmentAndFeature) {
  for (const std::string name :
       {"cart-pole", "mountain-car", "acrobot", "pendulum", "pendulum-continuous"}) {
    for (const std::vector<std::string>& features :
         {std::vector<std::string>{"--features", "polynomial", "--degree", "1"},
          std::vector<std::string>{"--features", "fourier", "--degree", "1"},
          std::vector<std::string>{"--features", "tiles", "--tilings", "2", "--tiles", "2"}}) {
      const json run =
          a3c_json(with({"--environment", name, "--steps", "500", "--workers", "2"}, features));
      EXPECT_GE(run.at("points").back().at("step"), 500);
      EXPECT_TRUE(run.at("greedy_return").is_number());
      EXPECT_EQ(run.at("reproducible"), false);
    }
  }
}

TEST_F(A3cCommand, HoldsAnMdpAgainstItsOptimum) {
  const Ended outcome = lemmata({"run", "a3c", "--mdp", mdp(two_states), "--steps", "20000",
                                 "--json", in_folder("run.json")});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("2 states, 2 actions, γ = 0.5; J* = 1.75"));
  const json run = json::parse(content(in_folder("run.json")));
  EXPECT_EQ(run.at("start"), "given");
  EXPECT_EQ(run.at("features"), "tabular");
  EXPECT_DOUBLE_EQ(run.at("optimum"), 1.75);
  EXPECT_DOUBLE_EQ(run.at("points")[0].at("performance"), 0.625);
  EXPECT_DOUBLE_EQ(run.at("greedy_performance"), 1.75);
  EXPECT_NEAR(run.at("points").back().at("performance"), 1.75, 0.1);
}

TEST_F(A3cCommand, IsDecidedByItsSeedWhereNothingRaces) {
  for (const std::vector<std::string>& workers :
       {std::vector<std::string>{"--workers", "1", "--discipline", "asynchronous"},
        std::vector<std::string>{"--workers", "3", "--discipline", "synchronous", "--fail",
                                 "1@9"}}) {
    const auto run = [&](const std::string& seed) {
      return without_times(a3c_json(
          with({"--environment", "cart-pole", "--steps", "5000", "--seed", seed}, workers)));
    };
    EXPECT_EQ(run("7"), run("7"));
    EXPECT_NE(run("7").at("points"), run("8").at("points"));
    EXPECT_EQ(run("7").at("reproducible"), true);
  }
}

TEST_F(A3cCommand, ComparesNumbersOfWorkers) {
  const Ended outcome = lemmata(cart_pole({"--steps", "4000", "--workers", "1,2,4", "--json",
                                           in_folder("run.json"), "--report", in_folder("page")}));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  const json run = json::parse(content(in_folder("run.json")));
  EXPECT_EQ(run.at("workers"), 4);
  ASSERT_EQ(run.at("scaling").size(), 3);
  EXPECT_EQ(run.at("scaling")[1].at("workers"), 2);
  EXPECT_GT(run.at("scaling")[2].at("steps_per_second"), 0);
  EXPECT_THAT(content(in_folder("page/index.html")), HasSubstr("id=\"throughput\""));
  const json bounded =
      a3c_json({"--environment", "cart-pole", "--steps", "4000", "--workers", "3", "--discipline",
                "stale-synchronous", "--bound", "1", "--accumulation", "atomic"});
  EXPECT_EQ(bounded.at("discipline"), "stale-synchronous");
}

TEST_F(A3cCommand, AFailedWorkerLeavesTheOthersRunning) {
  const Ended outcome = lemmata(
      cart_pole({"--steps", "4000", "--workers", "3", "--discipline", "synchronous", "--fail",
                 "1@20", "--environments-per-worker", "2", "--json", in_folder("run.json")}));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Worker 1 failed after 20 rollouts: --fail 1@20 asked for it; "
                                     "the others went on."));
  const json run = json::parse(content(in_folder("run.json")));
  EXPECT_EQ(run.at("points").back().at("step"), 4000);
  const json& speed = run.at("scaling")[0];
  EXPECT_NEAR(speed.at("steps_per_second").get<double>(),
              2 * speed.at("steps_per_second_and_worker").get<double>(), 2);
}

TEST_F(A3cCommand, SaysThatAllWorkersFailed) {
  const Ended outcome =
      lemmata(cart_pole({"--steps", "4000", "--workers", "2", "--fail", "0@3", "--fail", "1@5"}));
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("every worker has failed"));
  EXPECT_THAT(outcome.out, HasSubstr("--fail 1@5 asked for it"));
  EXPECT_THAT(outcome.out, HasSubstr("Worker 0 failed after 3 rollouts"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("the others went on")));
}

TEST_F(A3cCommand, SaysThatItDiverged) {
  const Ended outcome =
      lemmata(cart_pole({"--steps", "4000", "--step-size", "1e6", "--value-weight", "1e9",
                         "--checkpoint", in_folder("a.json")}));
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("a parameter is no finite number"));
  EXPECT_TRUE(json::accept(content(in_folder("a.json")))) << "the last good one";
}

TEST_F(A3cCommand, ClipsAndDecaysAsAsked) {
  const auto last = [&](const std::vector<std::string>& more) {
    const std::vector<std::string> run{"--steps", "400",         "--environments-per-worker",
                                       "1",       "--step-size", "0.001"};
    return json::parse(finished(cart_pole(with(run, more)))).at("parameters");
  };
  const auto norm = [](const json& parameters) {
    double sum = 0;
    for (const double x : parameters) sum += x * x;
    return std::sqrt(sum);
  };
  // 20 steps of at most 0.001·0.5; linearly to 0 they sum to half of that and half a step.
  EXPECT_LE(norm(last({"--clip", "0.5", "--decay", "none"})), 20 * 0.0005 + 1e-12);
  EXPECT_GT(norm(last({"--clip", "0.5", "--decay", "none"})), 10.5 * 0.0005);
  EXPECT_LE(norm(last({"--clip", "0.5"})), 10.5 * 0.0005 + 1e-12);
  // Nearly all steps are clipped, and point one way.
  EXPECT_GT(norm(last({"--clip", "0.5"})), 0.9 * 10.5 * 0.0005);
  EXPECT_GT(norm(last({})), 20 * 0.0005);
  EXPECT_NE(last({"--optimiser", "rmsprop"}), last({}));
}

TEST_F(A3cCommand, GoesOnFromACheckpoint) {
  for (const std::vector<std::string>& team :
       {std::vector<std::string>{"--workers", "1", "--discipline", "asynchronous"},
        std::vector<std::string>{"--workers", "1", "--optimiser", "rmsprop"},
        std::vector<std::string>{"--workers", "2", "--discipline", "synchronous", "--optimiser",
                                 "rmsprop"},
        std::vector<std::string>{"--workers", "2", "--discipline", "synchronous"}}) {
    const auto options = [&](const std::string& steps) {
      return cart_pole(with({"--steps", steps, "--decay", "none", "--rollout", "7"}, team));
    };
    const std::string whole = finished(options("3000"));
    const std::string file = in_folder("a.json");
    EXPECT_EQ(lemmata(with(options("1230"), {"--checkpoint", file})).status, 0);
    EXPECT_NE(content(file), whole);
    const Ended outcome = lemmata(with(options("3000"), {"--checkpoint", file, "--resume", file}));
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("a.json, at step 1232"));
    EXPECT_EQ(content(file), whole);
  }
}

TEST_F(A3cCommand, LeavesAWholeCheckpointWheneverItIsKilled) {
  std::mt19937 random{1};  // of the moments; whatever they are, the end is the same
  const auto options = cart_pole({"--steps", "200000", "--rollout", "5"});
  const std::string whole = finished(options);
  const std::string file = in_folder("a.json");
  std::vector<std::string> resumed = with(options, {"--checkpoint", file});
  for (int kills = 0; kills < 12; ++kills) {
    const pid_t process = start(resumed);
    std::this_thread::sleep_for(std::chrono::microseconds{random() % 150'000});
    kill(process, SIGKILL);
    int status = 0;
    waitpid(process, &status, 0);
    if (!fs::exists(file)) continue;
    const json read = json::parse(content(file));
    EXPECT_EQ(read.at("schema"), "lemmata.checkpoint/2");
    resumed = with(options, {"--checkpoint", file, "--resume", file});
  }
  EXPECT_EQ(lemmata(resumed).status, 0);
  EXPECT_EQ(content(file), whole);
}

TEST_F(A3cCommand, CtrlCLeavesAReportAndACheckpointThatGoesOn) {
  for (const std::vector<std::string>& workers :
       {std::vector<std::string>{"--workers", "1", "--discipline", "asynchronous"},
        std::vector<std::string>{"--workers", "3", "--discipline", "synchronous"}}) {
    const auto options = with({"run", "a3c", "--steps", "60000", "--seed", "3"}, workers);
    const std::string whole = finished(with(options, {"--mdp", mdp(two_states)}));
    // Interrupted as it reads the MDP, it stops at the first occasion.
    const std::string file = in_folder("a.json"), pipe = in_folder("mine");
    const Ended outcome = interrupted_while_reading(
        pipe, two_states, with(options, {"--mdp", pipe, "--checkpoint", file}));
    EXPECT_EQ(outcome.status, 130);
    EXPECT_THAT(outcome.out, HasSubstr("Interrupted after"));
    fs::remove(pipe);
    const Ended end = lemmata(
        with(options, {"--mdp", in_folder("mine.json"), "--checkpoint", file, "--resume", file}));
    EXPECT_EQ(end.status, 0) << end.err;
    EXPECT_EQ(content(file), whole);
  }
}

/// Its first greedy episodes would take half a minute.
TEST_F(A3cCommand, CtrlCEndsGreedyEpisodes) {
  const auto pendulum = [&](const std::string& steps, const std::string& episodes) {
    return std::vector<std::string>{
        "run",  "a3c",     "--environment", "pendulum",          "--decay",
        "none", "--steps", steps,           "--greedy-episodes", episodes};
  };
  const std::string begun = finished(pendulum("200", "1"));
  const Ended outcome = interrupted_while_reading(
      in_folder("pipe"), begun,
      with(pendulum("400", "1000000"),
           {"--resume", in_folder("pipe"), "--json", in_folder("run.json")}));
  EXPECT_EQ(outcome.status, 130) << outcome.err;
  const json run = json::parse(content(in_folder("run.json")));
  EXPECT_TRUE(run.at("greedy_return").is_null());
  EXPECT_TRUE(run.at("scaling")[0].at("largest_staleness").is_null());
}

TEST(WatchTest, ItsSpeedIsThatOfTraining) {
  using std::chrono::seconds;
  Watch watch;
  const Watch::Clock::time_point start{};
  const auto record = [](std::int64_t steps, double training) {
    return TrainingPoint{.steps = steps,
                         .updates = 0,
                         .seconds = training,
                         .mean_return = 0,
                         .mean_staleness = 0,
                         .largest_staleness = 0,
                         .measured = {}};
  };
  watch.begin();
  watch.see(record(100, 0), start + seconds{50});  // resumed there
  watch.at(700, start + seconds{52});
  EXPECT_DOUBLE_EQ(watch.steps_per_second(), 300);
  watch.see(record(1000, 3), start + seconds{90});
  watch.at(1000, start + seconds{90});
  EXPECT_DOUBLE_EQ(watch.steps_per_second(), 300);
  watch.at(1300, start + seconds{91});
  EXPECT_DOUBLE_EQ(watch.steps_per_second(), 300);
  EXPECT_EQ(watch.steps(), 1300);
  watch.begin();
  watch.see(record(0, 0), start + seconds{100});
  watch.at(70, start + seconds{101});
  EXPECT_DOUBLE_EQ(watch.steps_per_second(), 70);
}

TEST_F(A3cCommand, RefusesACheckpointOfAnotherRun) {
  const std::string file = in_folder("a.json");
  lemmata(cart_pole({"--steps", "200", "--workers", "2", "--checkpoint", file}));
  const auto resumed = [&](const std::vector<std::string>& more) {
    return with({"run", "a3c", "--greedy-episodes", "2", "--resume", file}, more);
  };
  const std::vector<std::string> same{"--environment", "cart-pole", "--steps",
                                      "200",           "--workers", "2"};
  EXPECT_EQ(lemmata(resumed(same)).status, 0);
  const auto refused_with = [&](const std::vector<std::string>& more, const std::string& named) {
    expect_refused(resumed(with(same, more)), "a.json was made with" + named);
  };
  refused_with({"--seed", "2"}, " --seed 1, not 2");
  refused_with({"--step-size", "0.5"}, " --step-size 0.0005, not 0.5");
  refused_with({"--rollout", "5"}, " --rollout 20, not 5");
  refused_with({"--lambda", "0.5"}, " --lambda 0.95, not 0.5");
  refused_with({"--discount", "0.5"}, " --discount 0.99, not 0.5");
  refused_with({"--entropy", "0"}, " --entropy 0.01, not 0");
  refused_with({"--value-weight", "1"}, " --value-weight 5, not 1");
  expect_refused(resumed(with(same, {"--horizon", "10"})), "a.json was made without --horizon 10");
  refused_with({"--optimiser", "rmsprop"}, " --optimiser sgd, not rmsprop");
  refused_with({"--decay", "none"}, " --decay linear over --steps 200, not none");
  refused_with({"--clip", "1"}, " --clip 0, not 1");
  refused_with({"--staleness-threshold", "1"}, " --staleness-threshold 0, not 1");
  refused_with({"--discipline", "synchronous"}, " --discipline asynchronous, not synchronous");
  refused_with({"--accumulation", "atomic"}, " --accumulation locked, not atomic");
  refused_with({"--features", "fourier"}, " --features polynomial, not fourier");
  refused_with({"--degree", "3"}, " --degree 2, not 3");
  expect_refused(resumed({"--environment", "cart-pole", "--steps", "200", "--workers", "4"}),
                 "a.json was made with --workers 2, not 4");
  expect_refused(
      resumed({"--environment", "cart-pole", "--steps", "300", "--workers", "2"}),
      "a.json was made with --decay linear over --steps 200, not linear over --steps 300");
  expect_refused(resumed({"--environment", "acrobot", "--steps", "200", "--workers", "2"}),
                 "a.json was made with --environment cart-pole, not acrobot");
}

TEST_F(A3cCommand, TellsTablesOfOneNameApart) {
  const std::string file = in_folder("a.json");
  const auto options = [&](const std::string& table) {
    return std::vector<std::string>{"run", "a3c", "--mdp", mdp(table), "--steps", "200"};
  };
  lemmata(with(options(two_states), {"--checkpoint", file}));
  EXPECT_EQ(lemmata(with(options(two_states), {"--resume", file})).status, 0);
  std::string other = two_states;
  other.replace(other.find("1, 1.0, false"), 13, "1, 1.5, false");
  expect_refused(with(options(other), {"--resume", file}), "a.json was made with --mdp mine");
  json stuck = json::parse(content(file));
  for (const double state : {-1.0, 2.0, 0.5, 1e300}) {
    stuck["workers"][0]["episodes"][0]["environment"] = {state};
    std::ofstream{file} << stuck.dump();
    expect_refused(with(options(two_states), {"--resume", file}), "cannot be in this state");
  }
}

TEST_F(A3cCommand, SaysWhichHorizonACheckpointHas) {
  const std::string file = in_folder("a.json");
  const auto options = cart_pole({"--steps", "200"});
  lemmata(with(options, {"--horizon", "10", "--checkpoint", file}));
  expect_refused(with(options, {"--resume", file}), "a.json was made with --horizon 10");
  expect_refused(with(options, {"--horizon", "9", "--resume", file}),
                 "a.json was made with --horizon 10, not 9");
  EXPECT_EQ(lemmata(with(options, {"--horizon", "10", "--resume", file})).status, 0);
}

TEST_F(A3cCommand, RefusesACheckpointOfMoreWorkersOrOfImpossibleStates) {
  const std::string file = in_folder("a.json");
  const auto options = with(cart_pole({"--steps", "200", "--workers", "2"}),
                            {"--features", "tiles", "--tilings", "2"});
  lemmata(with(options, {"--checkpoint", file}));
  const json whole = json::parse(content(file));
  json changed = whole;
  changed["workers"].push_back(whole["workers"][0]);
  std::ofstream{file} << changed.dump();
  expect_refused(with(options, {"--resume", file}), "has 3 entries, not one for each of 2 workers");
  for (const double number : {1e308, -1e308, 300.0}) {
    for (std::size_t i = 0; i < 4; ++i) {
      changed = whole;
      changed["workers"][1]["episodes"][0]["environment"][i] = number;
      std::ofstream{file} << changed.dump();
      expect_refused(with(options, {"--resume", file}), "cannot be in this state");
    }
  }
}

TEST_F(A3cCommand, RefusesWhatDoesNotGoTogether) {
  expect_refused({"run", "a3c"}, "cart-pole");
  expect_refused({"run", "td", "--environment", "cart-pole"}, "cart-pole goes with a3c");
  expect_refused({"run", "a3c", "--environment", "cart-pool"}, "did you mean cart-pole");
  expect_refused({"run", "a3c", "--environment", "chain", "--discount", "0.5"},
                 "an MDP has its own");
  expect_refused({"run", "a3c", "--environment", "chain", "--features", "tiles"},
                 "its --features are tabular");
  expect_refused(cart_pole({"--features", "tabular"}), "it has no table");
  expect_refused(
      {"run", "a3c", "--environment", "acrobot", "--features", "fourier", "--degree", "20"},
      "--features fourier --degree 20: 85766121 features");
  expect_refused({"run", "a3c", "--environment", "acrobot", "--features", "tiles", "--tilings",
                  "1000", "--tiles", "30"},
                 "--features tiles --tilings 1000 --tiles 30: 887503681000 features");
  expect_refused(cart_pole({"--rollout", "1000000", "--degree", "9"}),
                 "--features polynomial --degree 9: 715 features");
  expect_refused(cart_pole({"--start", "uniform"}), "--start goes with MDPs");
  expect_refused(cart_pole({"--features", "tiles", "--degree", "2"}), "--degree goes with");
  expect_refused(cart_pole({"--tiles", "2"}), "--tiles goes with --features tiles");
  expect_refused(cart_pole({"--bound", "2"}), "--bound goes with");
  expect_refused(cart_pole({"--discipline", "stale-synchronous"}), "needs --bound N");
  expect_refused(cart_pole({"--optimiser", "rmsprop", "--accumulation", "atomic"}),
                 "--optimiser rmsprop needs");
  for (const char* workers : {"0", "1,", "1,x", "1001", ""}) {
    expect_refused(cart_pole({"--workers", workers}), "is no whole number from 1 to 1000");
  }
  for (const auto& more :
       std::vector<std::vector<std::string>>{{"--checkpoint", in_folder("a.json")},
                                             {"--resume", in_folder("a.json")},
                                             {"--fail", "0@1"}}) {
    expect_refused(cart_pole(with({"--workers", "1,2"}, more)),
                   "goes with one number of --workers");
  }
  for (const char* fail : {"1", "@", "1@", "@1", "x@1", "1@x", "-1@0", "0@-1", "1@2x"}) {
    expect_refused(cart_pole({"--workers", "2", "--fail", fail}), "is not WORKER@ROLLOUT");
  }
  expect_refused(cart_pole({"--workers", "2", "--fail", "2@0"}), "numbered 0 to 1");
  expect_refused(cart_pole({"--resume", in_folder("none.json")}), "none.json: cannot be read");
  expect_refused(cart_pole({"--resume", mdp(two_states)}), "mine.json: is no checkpoint");
  expect_refused(cart_pole({"--checkpoint", in_folder("a.json"), "--json", in_folder("a.json")}),
                 "--checkpoint cannot go to");
  expect_refused(cart_pole({"--checkpoint", in_folder("no/a.json")}), "cannot be written");
  expect_refused({"run", "td", "--environment", "chain", "--clip", "1"}, "--clip goes with a3c");
  EXPECT_THAT(files(), ElementsAre("mine.json"));
}

}  // namespace
}  // namespace lemmata
