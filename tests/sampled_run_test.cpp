// `lemmata run` of natural gradients and trust regions from samples.

#include "run_command_fixture.hpp"

namespace lemmata {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

TEST_F(RunCommand, ASampledTrustRegionIsMeasuredBesideItsSamples) {
  const Ended outcome =
      lemmata({"run", "trpo", "--environment", "frozen-lake-4x4", "--batch", "50", "--iterations",
               "20", "--seed", "2", "--radius", "0.02", "--json", in_folder("run.json"), "--csv",
               in_folder("run.csv"), "--report", in_folder("page")});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("50 episodes an iteration"));
  EXPECT_THAT(outcome.out, HasSubstr("baseline leave-one-out; seed 2"));
  EXPECT_THAT(outcome.out, HasSubstr("sampled KL stays below the bound"));
  EXPECT_THAT(outcome.out, HasSubstr("Samples judge their own choice too well (TR-10)."));
  EXPECT_THAT(outcome.out, HasSubstr("went farther than δ = 0.02"));
  const json run = json::parse(content(in_folder("run.json")));
  EXPECT_EQ(run.at("sampling").at("batch"), 50);
  EXPECT_EQ(run.at("sampling").at("seed"), 2);
  EXPECT_EQ(run.at("bound").at("column"), "sampled_kl");
  for (const json& point : run.at("points")) {
    if (point.at("sampled_kl").is_null()) continue;
    EXPECT_LE(point.at("sampled_kl"), 0.02);
    EXPECT_GT(point.at("sampled_gain"), 0);
    EXPECT_TRUE(point.at("mean_kl").is_number());
  }
  EXPECT_THAT(content(in_folder("run.csv")),
              StartsWith("iteration,performance,gap,sampled_return,sampled_kl,mean_kl,"
                         "sampled_gain,gain,bound\n0,"));
  EXPECT_THAT(content(in_folder("page/index.html")), HasSubstr("id=\"gain\""));
}

TEST_F(RunCommand, SampledStepsAreDecidedByTheirSeed) {
  for (const std::string algorithm : {"trpo", "natural-gradient"}) {
    const auto points = [&](const std::string& seed) {
      return run_json({algorithm, "--environment", "two-armed-bandit", "--batch", "5",
                       "--iterations", "10", "--seed", seed})
          .at("points");
    };
    EXPECT_EQ(points("1"), points("1"));
    EXPECT_NE(points("1"), points("2"));
  }
}

TEST_F(RunCommand, ASampledNaturalGradientTakesAStepSizeOrARadius) {
  const json step = run_json({"natural-gradient", "--environment", "two-armed-bandit", "--batch",
                              "10", "--iterations", "50"});
  EXPECT_TRUE(step.at("step_size").is_number());
  EXPECT_TRUE(step.at("bound").is_null());
  EXPECT_LT(step.at("points").back().at("gap"), 0.25);
  const json radius = run_json({"natural-gradient", "--environment", "two-armed-bandit", "--batch",
                                "1", "--iterations", "10", "--radius", "0.1"});
  EXPECT_EQ(radius.at("radius"), 0.1);
  EXPECT_EQ(radius.at("sampling").at("baseline"), "none");
}

TEST_F(RunCommand, ASampledTrustRegionSeesFeatures) {
  const Ended outcome = lemmata({"run", "trpo", "--environment", "short-corridor", "--batch", "10",
                                 "--iterations", "5", "--baseline", "batch-mean"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("linear in 2 features"));
  EXPECT_THAT(outcome.out, HasSubstr("BL-7"));
}

TEST_F(RunCommand, SamplingNeedsABatchAndWhatItCanKnow) {
  const auto with = [](const std::string& algorithm, std::vector<std::string> more) {
    more.insert(more.begin(), {"run", algorithm, "--environment", "two-armed-bandit"});
    return more;
  };
  expect_refused(with("trpo", {"--seed", "1"}), "--seed of trpo needs --batch");
  expect_refused(with("trpo", {"--horizon", "1"}), "--horizon of trpo needs --batch");
  expect_refused(with("natural-gradient", {"--radius", "1"}), "needs --batch");
  expect_refused(with("natural-gradient", {"--damping", "1"}), "needs --batch");
  expect_refused(with("natural-gradient", {"--batch", "2", "--radius", "1", "--step-size", "1"}),
                 "give one");
  expect_refused(with("trpo", {"--batch", "2", "--adaptive"}), "--adaptive needs J");
  expect_refused(with("trpo", {"--batch", "1", "--baseline", "leave-one-out"}), "two episodes");
  expect_refused(with("trpo", {"--batch", "0"}), "--batch");
  expect_refused(with("trpo", {"--batch", "2", "--credit", "whole"}), "--credit goes with");
}

}  // namespace
}  // namespace lemmata
