// The softmax head of A3C's workers, by hand and against itself.

#include "algorithms/a3c/softmax_head.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "a3c_fixture.hpp"

namespace lemmata {
namespace {

using testing::Each;
using testing::ElementsAre;

RandomStream numbered_stream(std::uint64_t block) {
  return RandomStream{{.seed = 5, .subject = 6, .block = block}};
}

struct Acted {
  int action;
  std::vector<double> score, entropy_gradient;
};
/// One step from outputs y, as a worker takes it, with a model of one feature that is 1.
template <class Head>
Acted act(const Head& head, const std::vector<double>& y, std::uint64_t block = 0,
          bool with_entropy = true) {
  const auto outputs = std::ssize(y);
  Matrix<double> theta(1, outputs + 1), chosen;
  theta << Eigen::Map<const Eigen::RowVectorXd>(y.data(), outputs), 99;
  head.choose(theta, chosen);
  Matrix<double> z = Matrix<double>::Zero(1, outputs), score = z;
  z.rightCols(chosen.cols()) = chosen;
  Matrix<double> entropy_gradient = Matrix<double>::Constant(1, outputs, 7);
  RandomStream random = numbered_stream(block);
  std::vector<double> number(1);
  head.draw_ahead(random, number);
  const int action = head.act(z, 0, number[0], score);
  head.differentiate(z, {action}, with_entropy, score, entropy_gradient);
  return {action, entries(score.row(0)), entries(entropy_gradient.row(0))};
}

TEST(SoftmaxHeadTest, ScoreIsOneAtTheActionLessTheProbabilities) {
  const std::vector<double> y{0, std::log(2.0), std::log(5.0)};  // π = 1/8, 2/8, 5/8
  const Acted acted = act(SoftmaxHead<>{3}, y);
  const std::vector<double> pi{1.0 / 8, 2.0 / 8, 5.0 / 8};
  double sum = 0;
  for (std::size_t b = 0; b < 3; ++b) {
    const double is_action = static_cast<int>(b) == acted.action ? 1 : 0;
    EXPECT_NEAR(acted.score[b], is_action - pi[b], 1e-15);
    sum += acted.score[b];
  }
  EXPECT_NEAR(sum, 0, 1e-15);
}

TEST(SoftmaxHeadTest, EntropyGradientOfThreeQuartersByHand) {
  // H = 2 log 2 − ¾ log 3, so that log ¾ + H = ¼ log 3 and log ¼ + H = −¾ log 3.
  const Acted acted = act(SoftmaxHead<2>{2}, {7 + std::log(3.0), 7});
  EXPECT_THAT(acted.entropy_gradient,
              ElementsAre(testing::DoubleNear(-3.0 / 16 * std::log(3), 1e-14),
                          testing::DoubleNear(3.0 / 16 * std::log(3), 1e-14)));
}

TEST(SoftmaxHeadTest, EntropyGradientIsTheSlopeOfTheEntropy) {
  const auto entropy = [](const std::vector<double>& y) {
    double total = 0, mean = 0;
    for (const double v : y) total += std::exp(v);
    for (const double v : y) mean += std::exp(v) / total * v;
    return std::log(total) - mean;
  };
  const std::vector<double> y{0.3, -1.2, 0.9};
  const Acted acted = act(SoftmaxHead<>{3}, y);
  for (std::size_t b = 0; b < 3; ++b) {
    std::vector<double> more = y, less = y;
    more[b] += 1e-5, less[b] -= 1e-5;
    EXPECT_NEAR(acted.entropy_gradient[b], (entropy(more) - entropy(less)) / 2e-5, 1e-9);
  }
}

TEST(SoftmaxHeadTest, DrawsTheFirstActionWhoseCumulativeProbabilityReachesTheNumber) {
  const std::vector<double> y{std::log(2.0), 0, std::log(5.0)};  // 2/8, 1/8, 5/8
  const std::vector<double> first_two{std::log(3.0), 0};         // 3/4, 1/4
  std::vector<int> counts(3), counts_of_two(2);
  for (std::uint64_t block = 0; block < 200; ++block) {
    const double u = numbered_stream(block).uniform();
    const int expected = u <= 0.25 ? 0 : u <= 0.375 ? 1 : 2;
    EXPECT_EQ(act(SoftmaxHead<>{3}, y, block).action, expected) << u;
    EXPECT_EQ(act(SoftmaxHead<3>{3}, y, block).action, expected) << u;
    ++counts[static_cast<std::size_t>(expected)];
    const int of_two = u <= 0.75 ? 0 : 1;
    EXPECT_EQ(act(SoftmaxHead<>{2}, first_two, block).action, of_two) << u;
    EXPECT_EQ(act(SoftmaxHead<2>{2}, first_two, block).action, of_two) << u;
    ++counts_of_two[static_cast<std::size_t>(of_two)];
  }
  EXPECT_THAT(counts, Each(testing::Gt(10)));
  EXPECT_THAT(counts_of_two, Each(testing::Gt(10)));
}

TEST(SoftmaxHeadTest, ANumberThatIsReachedExactlyIsReached) {
  const Matrix<double> z = Matrix<double>::Zero(1, 4);
  Matrix<double> weights(1, 4);
  for (int b = 0; b < 4; ++b) EXPECT_EQ(SoftmaxHead<4>{4}.act(z, 0, (b + 1) / 4.0, weights), b);
  EXPECT_EQ(SoftmaxHead<>{2}.act(z, 0, 0.5, weights), 0);
  EXPECT_EQ(SoftmaxHead<2>{2}.act(z, 0, 0, weights), 0);  // log-odds
}

/// Which compares with log-odds drawn before, and takes its exponentials behind a rollout.
TEST(SoftmaxHeadTest, TwoActionsAreAsAnyNumber) {
  for (const double y : {0.0, 0.3, -2.5, 30.0, -40.0, 699.0, 800.0, -800.0}) {
    for (std::uint64_t block = 0; block < 20; ++block) {
      const Acted two = act(SoftmaxHead<2>{2}, {1, 1 + y}, block);
      const Acted any = act(SoftmaxHead<>{2}, {1, 1 + y}, block);
      EXPECT_EQ(two.action, any.action) << y;
      for (std::size_t b = 0; b < 2; ++b) {
        EXPECT_NEAR(two.score[b], any.score[b], 1e-15) << y;
        EXPECT_NEAR(two.entropy_gradient[b], any.entropy_gradient[b], 1e-14) << y;
      }
    }
  }
}

/// Rows of their own, each as one alone.
template <class Head>
void expect_rows_as_alone(const Head& head, const Matrix<double>& z) {
  const std::vector<double> numbers{0.2, 0.9, 0.55};
  Matrix<double> scores = Matrix<double>::Zero(z.rows(), z.cols()), entropies = scores;
  std::vector<int> actions;
  for (Eigen::Index t = 0; t < z.rows(); ++t) {
    actions.push_back(head.act(z, t, numbers[static_cast<std::size_t>(t)], scores));
  }
  head.differentiate(z, actions, true, scores, entropies);
  for (Eigen::Index t = 0; t < z.rows(); ++t) {
    const Matrix<double> row = z.row(t);
    Matrix<double> score = Matrix<double>::Zero(1, z.cols()), entropy = score;
    const int action = head.act(row, 0, numbers[static_cast<std::size_t>(t)], score);
    head.differentiate(row, {action}, true, score, entropy);
    EXPECT_EQ(actions[static_cast<std::size_t>(t)], action);
    EXPECT_LT((scores.row(t) - score).norm(), 1e-15) << t;
    EXPECT_LT((entropies.row(t) - entropy).norm(), 1e-15) << t;
  }
}

TEST(SoftmaxHeadTest, StepsHaveRowsOfTheirOwn) {
  Matrix<double> z(3, 3);
  z << 0, 1, -1, 0, 0.3, 2, 0, -2, 0.5;
  expect_rows_as_alone(SoftmaxHead<3>{3}, z);
  expect_rows_as_alone(SoftmaxHead<>{3}, z);
  expect_rows_as_alone(SoftmaxHead<2>{2}, z.leftCols(2));
}

TEST(SoftmaxHeadTest, ExtremeOutputsGiveNumbers) {
  for (const std::vector<double>& y : std::vector<std::vector<double>>{
           {800, -800, 0}, {-800, -800, -800}, {800, 800, 799}, {-800, 800, -800}}) {
    const Acted acted = act(SoftmaxHead<3>{3}, y);
    for (std::size_t b = 0; b < 3; ++b) {
      EXPECT_TRUE(std::isfinite(acted.score[b]));
      EXPECT_TRUE(std::isfinite(acted.entropy_gradient[b]));
    }
  }
  EXPECT_EQ(act(SoftmaxHead<3>{3}, {-800, 800, -800}).action, 1);
  EXPECT_THAT(act(SoftmaxHead<3>{3}, {-800, 800, -800}).score, Each(0));
}

TEST(SoftmaxHeadTest, LeavesTheEntropyAloneUnlessAskedFor) {
  EXPECT_THAT(act(SoftmaxHead<2>{2}, {0, 1}, 0, false).entropy_gradient, ElementsAre(7, 7));
  EXPECT_THAT(act(SoftmaxHead<>{3}, {0, 1, 2}, 0, false).entropy_gradient, ElementsAre(7, 7, 7));
}

TEST(SoftmaxHeadTest, GreedyIsTheFirstOfTheLikeliest) {
  const double y[4] = {1, 3, 3, 2};
  EXPECT_EQ(SoftmaxHead<>{4}.greedy(y), 1);
}

}  // namespace
}  // namespace lemmata
