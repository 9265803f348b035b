// `lemmata run` as its users meet it: what is paid for its entropy.

#include "run_command_fixture.hpp"

namespace lemmata {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

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
