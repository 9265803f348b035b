// Ratios of medians and their spread, by hand.

#include "benchmarks/paired_ratio.hpp"

#include <gtest/gtest.h>

namespace lemmata {
namespace {

TEST(PairedRatioTest, IsThatOfTheMediansOfAllRounds) {
  PairedRatio x;
  for (const double of : {1.0, 100.0, 2.0}) x.add(of, 4);
  x.end_round();
  for (const double of : {6.0, 5.0, 3.0}) x.add(of, 2);
  x.add(6, 4);
  x.end_round();
  const Ratio ratio = x.result();
  EXPECT_EQ(ratio.of, 5);  // 1 2 3 5 6 6 100
  EXPECT_EQ(ratio.to, 4);  // 2 2 2 4 4 4 4
  EXPECT_EQ(ratio.ratio, 1.25);
  EXPECT_EQ(ratio.least, 0.5);   // 2 over 4
  EXPECT_EQ(ratio.greatest, 3);  // 6 over 2
}

TEST(PairedRatioTest, ARoundHasPairs) {
  PairedRatio x;
  EXPECT_THROW(x.end_round(), std::logic_error);
  x.add(1, 2);
  x.end_round();
  EXPECT_THROW(x.end_round(), std::logic_error);
}

}  // namespace
}  // namespace lemmata
