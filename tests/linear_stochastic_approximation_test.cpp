#include "theory/critics/linear_stochastic_approximation.hpp"

#include <gtest/gtest.h>

namespace lemmata {
namespace {

using R = Rational;

const R half = R{1} / R{2};

Matrix<R> row(const std::vector<R>& entries) {
  Matrix<R> result(1, static_cast<Eigen::Index>(entries.size()));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    result(0, static_cast<Eigen::Index>(i)) = entries[i];
  }
  return result;
}

/// Row by row; Eigen cannot print a matrix of fractions.
template <class Derived>
std::vector<R> entries(const Eigen::MatrixBase<Derived>& matrix) {
  std::vector<R> result;
  for (const auto& line : matrix.rowwise()) result.insert(result.end(), line.begin(), line.end());
  return result;
}

// The numbers below were worked out by hand.

/// w ← w − αw or w ← w + α(4 − 2w), as likely, with errors from c = 1.
class TwoUpdatesTest : public testing::Test {
 protected:
  const ErrorRecursion<R> errors{
      {{half, row({R{1}}), row({R{0}})}, {half, row({R{2}}), row({R{4}})}}, row({R{1}})};
  const ErrorMoments<R> start = errors.at(row({R{3}}));
};

TEST_F(TwoUpdatesTest, MomentsOfTheIterates) {
  EXPECT_EQ(entries(start.products), (std::vector{R{4}, R{2}, R{2}, R{1}}));
  const ErrorMoments<R> first = errors.next(start, half);  // from 3 to 3/2 or 2
  EXPECT_EQ(entries(first.mean()), std::vector{R{3} / R{4}});
  EXPECT_EQ(first.mean_square(), R{5} / R{8});
  const ErrorMoments<R> second = errors.next(first, half);  // 3/4 or 2, 1 or 2
  EXPECT_EQ(entries(second.mean()), std::vector{R{7} / R{16}});
  EXPECT_EQ(entries(second.second()), std::vector{R{33} / R{64}});
}

TEST_F(TwoUpdatesTest, MomentsOfTheAverages) {
  AveragedMoments<R> averaged = errors.next(errors.nothing_averaged(start), half);
  EXPECT_EQ(averaged.average().mean_square(), R{4});
  averaged = errors.next(averaged, half);
  EXPECT_EQ(averaged.average().mean_square(), R{61} / R{32});
  averaged = errors.next(averaged, half);
  EXPECT_EQ(averaged.average().mean_square(), R{677} / R{576});
  EXPECT_EQ(entries(averaged.average().mean()), std::vector{R{17} / R{16}});
}

TEST_F(TwoUpdatesTest, MomentsOfTheUpdateAtTheCentre) {
  EXPECT_EQ(entries(errors.mean_update()), std::vector{half});  // −1 or 2
  EXPECT_EQ(errors.update_square(), R{5} * half);
}

TEST(TemporalDifferenceUpdatesTest, DoNotLookBeyondAnEnd) {
  FiniteMdp<R> mdp{2, 1};
  mdp.discount = half;
  mdp.outcomes(0, 0) = {{R{1}, 1, R{1}, false}};
  mdp.outcomes(1, 0) = {{R{1}, 0, R{2}, true}};
  Matrix<R> features(2, 2);
  features << R{1}, R{0}, R{1}, R{1};
  const Vector<R> evenly = Vector<R>::Constant(2, half);
  const auto updates =
      temporal_difference_updates<R>(mdp, Policy<R>::Constant(2, 1, R{1}), features, evenly);
  ASSERT_EQ(updates.size(), 2U);
  EXPECT_EQ(entries(updates[0].matrix), (std::vector{half, -half, R{0}, R{0}}));
  EXPECT_EQ(entries(updates[1].matrix), (std::vector{R{1}, R{1}, R{1}, R{1}}));
  // From (2, 4) the updates lead to (4, 4) and (−2, 0).
  const ErrorRecursion<R> errors{updates, Vector<R>::Constant(2, R{0})};
  Vector<R> weights(2);
  weights << R{2}, R{4};
  const ErrorMoments<R> next = errors.next(errors.at(weights), R{1});
  EXPECT_EQ(entries(next.mean()), (std::vector{R{1}, R{2}}));
  EXPECT_EQ(entries(next.second()), (std::vector{R{10}, R{8}, R{8}, R{8}}));
}

}  // namespace
}  // namespace lemmata
