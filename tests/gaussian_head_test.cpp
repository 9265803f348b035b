// The Gaussian head of a continuous policy, by hand and against the derivation of its density.

#include "algorithms/a3c/gaussian_head.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "generators.hpp"

namespace lemmata {
namespace {

using R = Rational;

TEST(GaussianHeadTest, HasTheScoreOfItsDensity) {
  // a − μ = 3 and σ = 2: 3/4 and (3/2)² − 1
  const auto score = gaussian_score(R{4}, R{1}, R{2});
  EXPECT_EQ(score[0], R{3} / R{4});
  EXPECT_EQ(score[1], R{5} / R{4});
}

TEST(GaussianHeadTest, HasAnEntropyThatGrowsWithTheLogarithmOfTheDeviation) {
  const auto gradient = gaussian_entropy_gradient<R>();
  EXPECT_EQ(gradient[0], R{0});
  EXPECT_EQ(gradient[1], R{1});
}

/// log π(a) + log(2π)/2, with log σ as an indeterminate: D σ = σ D log σ.
template <class F>
Dual<F> log_density(const F& action, const Dual<F>& mean, const F& deviation,
                    const F& log_deviation_direction) {
  const Dual<F> sigma{deviation, deviation * log_deviation_direction};
  const Dual<F> log_sigma{F{0}, log_deviation_direction};
  const Dual<F> z = (Dual<F>{action} - mean) / sigma;
  return -(z * z) / Dual<F>{F{2}} - log_sigma;
}

RC_GTEST_PROP(GaussianHeadTest, HasTheDerivativesOfItsLogDensity, ()) {
  const auto action = *any<Residue>(), mean = *any<Residue>();
  const auto deviation =
      *rc::gen::suchThat(any<Residue>(), [](const Residue& x) { return !(x == Residue{0}); });
  const auto score = gaussian_score(action, mean, deviation);
  const Residue none{0}, one{1};
  RC_ASSERT(log_density(action, {mean, one}, deviation, none).derivative == score[0]);
  RC_ASSERT(log_density(action, {mean, none}, deviation, one).derivative == score[1]);
}

/// Steps from the same outputs, as a worker takes them.
struct Acted {
  std::vector<double> actions;
  Matrix<double> scores, entropy_gradients;
};
Acted act(double mean, double deviation, int steps, std::uint64_t seed) {
  const GaussianHead head;
  Matrix<double> theta(1, 3), chosen;  // of one feature that is 1
  theta << mean, std::log(deviation), 99;
  head.choose(theta, chosen);
  const Matrix<double> outputs = chosen.replicate(steps, 1);
  Acted result{std::vector<double>(static_cast<std::size_t>(steps)), Matrix<double>(steps, 2),
               Matrix<double>(steps, 2)};
  RandomStream random{{.seed = seed}};
  head.draw_ahead(random, result.actions);
  for (double& number : result.actions) number = head.act(outputs, 0, number, result.scores);
  head.differentiate(outputs, result.actions, true, result.scores, result.entropy_gradients);
  return result;
}

TEST(GaussianHeadTest, DrawsWithItsMeanAndDeviation) {
  constexpr int draws = 100'000;
  const Acted acted = act(3, 2, draws, 1);
  double sum = 0, squares = 0;
  for (const double action : acted.actions) {
    sum += action - 3;
    squares += (action - 3) * (action - 3);
  }
  const Vector<double> mean_score = acted.scores.colwise().mean().transpose();
  // Five standard errors: σ/√n, √2σ²/√n, 1/(σ√n), √2/√n.
  EXPECT_NEAR(sum / draws, 0, 5 * 2 / std::sqrt(draws));
  EXPECT_NEAR(squares / draws, 4, 5 * std::sqrt(2.0) * 4 / std::sqrt(draws));
  EXPECT_NEAR(mean_score(0), 0, 5 * 0.5 / std::sqrt(draws));
  EXPECT_NEAR(mean_score(1), 0, 5 * std::sqrt(2.0) / std::sqrt(draws));
  EXPECT_TRUE((acted.entropy_gradients.col(0).array() == 0).all());
  EXPECT_TRUE((acted.entropy_gradients.col(1).array() == 1).all());
}

TEST(GaussianHeadTest, StepsHaveRowsOfTheirOwn) {
  Matrix<double> y(2, 2), scores(2, 2), entropies(2, 2);
  y << 1, std::log(2.0), -3, 0;
  const std::vector<double> actions{GaussianHead{}.act(y, 0, 0.5, scores),
                                    GaussianHead{}.act(y, 1, -2, scores)};
  EXPECT_DOUBLE_EQ(actions[0], 2);
  EXPECT_DOUBLE_EQ(actions[1], -5);
  GaussianHead{}.differentiate(y, actions, true, scores, entropies);
  Matrix<double> expected(2, 2);
  expected << 0.25, -0.75, -2, 3;  // ½/2 and ½² − 1; −2/1 and 2² − 1
  EXPECT_LT((scores - expected).norm(), 1e-14);
}

TEST(GaussianHeadTest, TakesTheMeanWhereItIsGreedy) {
  const std::array<double, 2> outputs{3.0, std::log(2.0)};
  EXPECT_EQ(GaussianHead{}.greedy(outputs.data()), 3.0);
}

TEST(GaussianHeadTest, WritesTheScoresOfTheActionsThatItDrew) {
  const Acted acted = act(-1, 0.5, 3, 2);
  for (int t = 0; t < 3; ++t) {
    const double distance = acted.actions[static_cast<std::size_t>(t)] + 1;
    EXPECT_DOUBLE_EQ(acted.scores(t, 0), distance / 0.25);
    EXPECT_NEAR(acted.scores(t, 1), distance * distance / 0.25 - 1, 1e-12);
  }
  EXPECT_NE(acted.actions[0], acted.actions[1]);
}

}  // namespace
}  // namespace lemmata
