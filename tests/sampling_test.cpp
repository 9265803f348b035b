// Random streams and sampled episodes, held to their exact distributions.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "algorithms/reinforce/reinforce.hpp"
#include "algorithms/sampling/episode_sampler.hpp"
#include "theory/policies/likelihood_ratio_moments.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/mdp_instance.hpp"
#include "verification/engine/statistics/experiment.hpp"

namespace lemmata {
namespace {

using testing::ElementsAre;

constexpr double false_alarm = 1e-9;

bool holds(const Experiment& experiment, int blocks = 50) {
  ExperimentTest test{experiment, false_alarm};
  for (int b = 0; b < blocks; ++b) {
    test.add(test.draw({.seed = 5, .block = static_cast<std::uint64_t>(b)}, 1000));
  }
  return !test.rejects();
}

std::vector<std::uint64_t> words(const StreamName& name) {
  RandomStream random{name};
  std::vector<std::uint64_t> result(9);
  for (auto& word : result) word = random();
  return result;
}

TEST(RandomStreamTest, IsAFunctionOfItsName) {
  const StreamName name{.seed = 1, .subject = 2, .instance = 3, .block = 4};
  EXPECT_EQ(words(name), words(name));
  for (const StreamName& other : {StreamName{2, 2, 3, 4}, StreamName{1, 3, 3, 4},
                                  StreamName{1, 2, 4, 4}, StreamName{1, 2, 3, 5}}) {
    for (const std::uint64_t word : words(other)) {
      EXPECT_THAT(words(name), testing::Not(testing::Contains(word)));
    }
  }
}

TEST(RandomStreamTest, AgreesWithThePublishedAlgorithm) {
  // The known answer of Philox 4×64 with ten rounds for counter and key zero.
  EXPECT_EQ(words({})[0], 0x16554d9eca36314cULL);
  EXPECT_EQ(words({})[1], 0xdb20fe9d672d0fdcULL);
}

TEST(RandomStreamTest, UniformNumbersHaveUniformMoments) {
  EXPECT_TRUE(holds(means_equal(Vector<double>{{1.0 / 2, 1.0 / 3, 1.0 / 4}}, Bounded{0, 1},
                                [](RandomStream& random) -> Vector<double> {
                                  const double u = random.uniform();
                                  return Vector<double>{{u, u * u, u * random.uniform()}};
                                })));
}

TEST(RandomStreamTest, IndicesFollowTheirWeights) {
  const Vector<double> weights{{0, 3, 0, 1, 4, 0}};
  EXPECT_TRUE(holds(means_equal(Vector<double>(weights / 8), Bounded{0, 1},
                                [=](RandomStream& random) -> Vector<double> {
                                  Vector<double> chosen = Vector<double>::Zero(6);
                                  chosen(random.index_of(weights)) = 1;
                                  return chosen;
                                })));
}

TEST(RandomStreamTest, AWeightOfZeroIsNeverChosen) {
  RandomStream random{{}};
  const Vector<double> weights{{0, 1e-300, 0}};
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(random.index_of(weights), 1);
}

MdpInstance some_mdp(std::uint64_t seed) {
  return draw_mdp({.states = 3, .actions = 2, .outcomes = 2, .horizon = 3},
                  {Part::policy, Part::direction}, rc::Random{seed});
}

/// States, actions and rewards of a trajectory.
using Path = std::vector<std::tuple<int, int, double>>;
Path path(const std::vector<Step<double>>& steps) {
  Path result;
  for (const auto& step : steps) result.emplace_back(step.state, step.action, step.reward);
  return result;
}

TEST(EpisodeSamplerTest, DrawsEveryTrajectoryWithItsProbability) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const MdpInstance instance = some_mdp(seed);
    const auto x = instance.in<double>();
    std::map<Path, double> probabilities;
    for_each_trajectory(x.mdp, x.pi(), x.horizon, [&](const Trajectory<double>& trajectory) {
      probabilities[path(trajectory.steps)] += trajectory.probability;
    });
    Vector<double> expected(static_cast<Eigen::Index>(probabilities.size()));
    std::map<Path, Eigen::Index> place;
    for (const auto& [key, probability] : probabilities) {
      const auto k = static_cast<Eigen::Index>(place.size());
      place[key] = k;
      expected(k) = probability;
    }
    const EpisodeSampler sampler{x.mdp};
    EXPECT_TRUE(holds(
        means_equal(expected, Bounded{0, 1},
                    [=, pi = x.pi(), horizon = x.horizon](RandomStream& random) -> Vector<double> {
                      Vector<double> seen = Vector<double>::Zero(expected.size());
                      seen(place.at(path(sampler.draw(pi, horizon, random)))) = 1;
                      return seen;
                    }),
        20));
  }
}

TEST(GeometricHorizonTest, HasTheDiscountsPowersAsTails) {
  const double discount = 0.6;
  const auto tails = [=](RandomStream& random) -> Vector<double> {
    const int steps = geometric_horizon(discount, 100, random);
    return Vector<double>{{steps > 0 ? 1.0 : 0.0, steps > 1 ? 1.0 : 0.0, steps > 3 ? 1.0 : 0.0}};
  };
  EXPECT_TRUE(holds(
      means_equal(Vector<double>{{1, discount, std::pow(discount, 3)}}, Bounded{0, 1}, tails)));
  RandomStream random{{}};
  EXPECT_EQ(geometric_horizon(1, 7, random), 7);
  EXPECT_EQ(geometric_horizon(0, 7, random), 1);
}

/// E[Z²] over horizons N ≤ `longest` by enumeration, each with its probability.
double enumerated_second_moment(const MdpPoint<double>& x, int longest) {
  const auto policy = x.policy();
  const Vector<double> direction = x.direction();
  double sum = 0;
  for (int steps = 1; steps <= longest; ++steps) {
    const double probability = std::pow(x.mdp.discount, steps - 1) * (1 - x.mdp.discount);
    for_each_trajectory(x.mdp, x.pi(), steps, [&](const Trajectory<double>& trajectory) {
      const Rollout<double> rollout = rollout_of(trajectory.steps);
      const double z = reinforce(policy, rollout, 1.0).dot(direction);
      sum += probability * trajectory.probability * z * z;
    });
  }
  return sum;
}

TEST(LikelihoodRatioMomentsTest, AgreeWithEnumeration) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    MdpInstance instance = some_mdp(seed);
    instance.table.discount = {1, -4};
    const auto x = instance.in<double>();
    const auto scores = scores_along<double>(x.policy(), x.direction());
    const double moment = likelihood_ratio_second_moment(x.mdp, x.pi(), scores);
    EXPECT_NEAR(moment, enumerated_second_moment(x, 7), 1e-4 * (1 + moment));
  }
}

}  // namespace
}  // namespace lemmata
