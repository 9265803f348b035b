// Fitted powers, by hand.

#include "benchmarks/power_law.hpp"

#include <gtest/gtest.h>

namespace lemmata {
namespace {

TEST(PowerLawTest, FindsThePowerOfAnExactLaw) {
  const PowerLaw law = fitted_power_law({{1, 3}, {4, 24}, {16, 192}});  // 3 n^{3/2}
  EXPECT_NEAR(law.exponent, 1.5, 1e-12);
  EXPECT_NEAR(law.standard_error, 0, 1e-7);
}

TEST(PowerLawTest, TwoMeasurementsHaveNoSpread) {
  const PowerLaw law = fitted_power_law({{2, 1}, {4, 2}});
  EXPECT_DOUBLE_EQ(law.exponent, 1);
  EXPECT_EQ(law.standard_error, 0);
}

TEST(PowerLawTest, TheSpreadIsThatOfLeastSquares) {
  // In units of log 2: (−1, 0), (0, 3), (1, 0). Slope 0, rests −1, 2, −1: √(6/(1 · 2)).
  const PowerLaw law = fitted_power_law({{0.5, 1}, {1, 8}, {2, 1}});
  EXPECT_NEAR(law.exponent, 0, 1e-12);
  EXPECT_NEAR(law.standard_error, std::sqrt(3), 1e-12);
}

}  // namespace
}  // namespace lemmata
