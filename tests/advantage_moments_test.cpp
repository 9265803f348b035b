// Moments of advantage estimates, worked by hand.

#include <gtest/gtest.h>

#include <vector>

#include "theory/advantage/generalized_advantage_moments.hpp"
#include "theory/fields/errors.hpp"

namespace lemmata {
namespace {

using R = Rational;

R over(int numerator, int denominator) { return R{numerator} / R{denominator}; }

/// The only state's entries, one an action; Eigen cannot print a matrix of fractions.
std::vector<R> of_the_state(const Matrix<R>& moments) {
  return {moments.row(0).begin(), moments.row(0).end()};
}

/// One state of value V = 2 and two actions, even odds, γ = 1/2: one stays and earns 2, so that
/// δ = 2 + ½·2 − 2 = 1; the other ends and earns `last`.
FiniteMdp<R> stay_or_end(const R& last) {
  FiniteMdp<R> mdp{1, 2};
  mdp.discount = over(1, 2);
  mdp.start(0) = R{1};
  mdp.outcomes(0, 0) = {{R{1}, 0, R{2}, false}};
  mdp.outcomes(0, 1) = {{R{1}, 0, last, true}};
  return mdp;
}
const Policy<R> even{{over(1, 2), over(1, 2)}};
const Vector<R> two = Vector<R>::Constant(1, R{2});

TEST(GeneralizedAdvantageMomentsTest, SolveForWhatFollows) {
  // c = ¼ and both δ are 1. Given the state, m = ½(1 + m/4) + ½ gives m = 8/7, and
  // q = ½(1 + ½m + q/16) + ½ gives q = 288/217. Given that it stays: 1 + m/4 and 1 + ½m + q/16.
  const auto moments = generalized_advantage_moments(stay_or_end(R{3}), even, two, over(1, 2));
  EXPECT_EQ(of_the_state(moments.mean), (std::vector{over(9, 7), R{1}}));
  EXPECT_EQ(of_the_state(moments.second_moment), (std::vector{over(359, 217), R{1}}));
  EXPECT_EQ(of_the_state(moments.variance()), (std::vector{over(2, 1519), R{0}}));
}

TEST(GeneralizedAdvantageMomentsTest, AreThoseOfTheTdErrorForLambdaZero) {
  const auto moments = generalized_advantage_moments(stay_or_end(R{5}), even, two, R{0});
  EXPECT_EQ(of_the_state(moments.mean), (std::vector{R{1}, R{3}}));
  EXPECT_EQ(of_the_state(moments.second_moment), (std::vector{R{1}, R{9}}));
}

TEST(GeneralizedAdvantageMomentsTest, AreRefusedWhereTheSumNeedNotConverge) {
  FiniteMdp<R> mdp = stay_or_end(R{3});
  mdp.discount = R{1};
  mdp.outcomes(0, 1) = mdp.outcomes(0, 0);
  EXPECT_THROW(generalized_advantage_moments(mdp, even, two, R{1}), SingularSystem);
}

TEST(NStepAdvantageMomentsTest, AddOneStepAtATime) {
  // δ is 1 if it stays, and −1 where it ends with 1. One step: m = 0, q = 1 given the state; two:
  // 1 + 0 and 1 + ¼ given that it stays, so that m = 0 and q = 9/8; three: 1 and 1 + 9/32.
  const FiniteMdp<R> mdp = stay_or_end(R{1});
  EXPECT_EQ(of_the_state(n_step_advantage_moments(mdp, even, two, 1).mean),
            (std::vector{R{1}, R{-1}}));
  EXPECT_EQ(of_the_state(n_step_advantage_moments(mdp, even, two, 2).second_moment),
            (std::vector{over(5, 4), R{1}}));
  EXPECT_EQ(of_the_state(n_step_advantage_moments(mdp, even, two, 3).second_moment),
            (std::vector{over(41, 32), R{1}}));
  // With an end of 3 both δ are 1 and m is not 0: 1, 3/2, 13/8 given that it stays.
  EXPECT_EQ(of_the_state(n_step_advantage_moments(stay_or_end(R{3}), even, two, 3).mean),
            (std::vector{over(13, 8), R{1}}));
  EXPECT_EQ(of_the_state(n_step_advantage_moments(stay_or_end(R{3}), even, two, 3).second_moment),
            (std::vector{over(85, 32), R{1}}));
}

}  // namespace
}  // namespace lemmata
