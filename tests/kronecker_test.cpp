// Kronecker products and the direction of K-FAC, by hand.

#include <gtest/gtest.h>

#include "algorithms/natural_gradient/kronecker_factored.hpp"
#include "generators.hpp"
#include "theory/fields/errors.hpp"
#include "theory/natural_gradient/fisher_information.hpp"

namespace lemmata {
namespace {

using R = Rational;

R fraction(int numerator, int denominator) { return R{numerator} / R{denominator}; }

/// π(·|0) = (1/4, 3/4), π(·|1) = (1/2, 1/2), φ(0) = 1, φ(1) = 2, both states alike often.
const Policy<R> policy{{fraction(1, 4), fraction(3, 4)}, {fraction(1, 2), fraction(1, 2)}};
const Matrix<R> features{{R{1}}, {R{2}}};
const Vector<R> halves{{fraction(1, 2), fraction(1, 2)}};

/// w (1, −1; −1, 1).
Matrix<R> opposed(const R& w) { return Matrix<R>{{w, -w}, {-w, w}}; }

TEST(KroneckerTest, ProductHasBlocks) {
  const Matrix<R> a{{R{1}, R{2}}}, b{{R{0}, R{3}}, {R{4}, R{5}}};
  EXPECT_EQ(kronecker_product(a, b),
            (Matrix<R>{{R{0}, R{3}, R{0}, R{6}}, {R{4}, R{5}, R{8}, R{10}}}));
}

TEST(KroneckerTest, ProductOfASquareActsOnRowsAndColumns) {
  const Matrix<R> a{{R{1}, R{2}}, {R{0}, R{1}}}, b{{R{3}}}, w{{R{5}}, {R{7}}};
  EXPECT_EQ(kronecker_product(a, b) * w, a * w * b.transpose());
}

TEST(KroneckerTest, FactorsAreMeansOverStates) {
  EXPECT_EQ(action_covariance(policy, 0), opposed(fraction(3, 16)));
  const KroneckerFactors<R> factors = kronecker_factors(policy, features, halves);
  EXPECT_EQ(factors.actions, opposed(fraction(7, 32)));  // of 3/16 and 1/4
  EXPECT_EQ(factors.features, (Matrix<R>{{fraction(5, 2)}}));
}

TEST(KroneckerTest, FeaturesByActionGiveTheFisherInformation) {
  const Matrix<R> lifted = features_by_action(features, 2);
  EXPECT_EQ(lifted, (Matrix<R>{{R{1}, R{0}}, {R{0}, R{1}}, {R{2}, R{0}}, {R{0}, R{2}}}));
  const LinearSoftmax<R> linear{policy, lifted};
  // ½ · 3/16 · 1 + ½ · 1/4 · 4, where K-FAC has 7/32 · 5/2.
  EXPECT_EQ(fisher_information(linear, halves), opposed(fraction(19, 32)));
}

TEST(KroneckerTest, DirectionSolvesByBothFactors) {
  // C + I/4 = (1/2, −1/4; −1/4, 1/2) for C = (1, −1; −1, 1)/4; its inverse is (8, 4; 4, 8)/3.
  const KroneckerFactors<R> factors{opposed(fraction(1, 4)),
                                    Matrix<R>{{R{0}, R{0}}, {R{0}, fraction(3, 4)}}};
  const Matrix<R> gradient{{R{3}, R{0}}, {R{0}, R{3}}};
  // The other one damped is diag(1/4, 1): columns by 4 and by 1.
  EXPECT_EQ(kronecker_factored_direction(factors, gradient, fraction(1, 4)),
            (Matrix<R>{{R{32}, R{4}}, {R{16}, R{8}}}));
}

TEST(KroneckerTest, WithoutDampingThereIsNoDirection) {
  const KroneckerFactors<R> factors = kronecker_factors(policy, features, halves);
  EXPECT_THROW(kronecker_factored_direction<R>(factors, Matrix<R>{{R{1}}, {R{-1}}}, R{0}),
               SingularSystem);
}

}  // namespace
}  // namespace lemmata
