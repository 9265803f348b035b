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
  std::array<R, 2> score;
  gaussian_score(R{4}, R{1}, R{2}, score.data());
  EXPECT_EQ(score[0], R{3} / R{4});
  EXPECT_EQ(score[1], R{5} / R{4});
}

TEST(GaussianHeadTest, HasAnEntropyThatGrowsWithTheLogarithmOfTheDeviation) {
  std::array<R, 2> gradient;
  gaussian_entropy_gradient(gradient.data());
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
  std::array<Residue, 2> score;
  gaussian_score(action, mean, deviation, score.data());
  const Residue none{0}, one{1};
  RC_ASSERT(log_density(action, {mean, one}, deviation, none).derivative == score[0]);
  RC_ASSERT(log_density(action, {mean, none}, deviation, one).derivative == score[1]);
}

TEST(GaussianHeadTest, DrawsWithItsMeanAndDeviation) {
  constexpr int draws = 100'000;
  const std::array<double, 2> outputs{3.0, std::log(2.0)};
  const GaussianHead head;
  RandomStream random{{.seed = 1}};
  double sum = 0, squares = 0;
  std::array<double, 2> score, sum_of_scores{}, entropy_gradient{-1, -1};
  for (int i = 0; i < draws; ++i) {
    const double z =
        head.act(outputs.data(), random, true, score.data(), entropy_gradient.data()) - 3;
    sum += z;
    squares += z * z;
    for (int k = 0; k < 2; ++k) sum_of_scores[k] += score[k];
  }
  // Five standard errors: σ/√n, √2σ²/√n, 1/(σ√n), √2/√n.
  EXPECT_NEAR(sum / draws, 0, 5 * 2 / std::sqrt(draws));
  EXPECT_NEAR(squares / draws, 4, 5 * std::sqrt(2.0) * 4 / std::sqrt(draws));
  EXPECT_NEAR(sum_of_scores[0] / draws, 0, 5 * 0.5 / std::sqrt(draws));
  EXPECT_NEAR(sum_of_scores[1] / draws, 0, 5 * std::sqrt(2.0) / std::sqrt(draws));
  EXPECT_EQ(entropy_gradient[1], 1);
  EXPECT_EQ(head.greedy(outputs.data()), 3.0);
}

TEST(GaussianHeadTest, WritesTheScoreOfTheActionThatItDrew) {
  const std::array<double, 2> outputs{-1.0, std::log(0.5)};
  RandomStream random{{.seed = 2}};
  std::array<double, 2> score;
  const double action = GaussianHead{}.act(outputs.data(), random, false, score.data(), nullptr);
  EXPECT_DOUBLE_EQ(score[0], (action + 1) / 0.25);
  EXPECT_NEAR(score[1], (action + 1) * (action + 1) / 0.25 - 1, 1e-12);
}

}  // namespace
}  // namespace lemmata
