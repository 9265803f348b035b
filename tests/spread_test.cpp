// The least, the middle and the largest of repetitions.

#include "verification/engine/spread.hpp"

#include <gtest/gtest.h>

namespace lemmata {
namespace {

TEST(SpreadTest, IsOfTheSortedRepetitions) {
  const Spread spread = spread_of({3, 1, 9, 4, 2});
  EXPECT_EQ(spread.least, 1);
  EXPECT_EQ(spread.median, 3);
  EXPECT_EQ(spread.largest, 9);
}

TEST(SpreadTest, OfAnEvenNumberTheUpperMiddleIsTaken) {
  EXPECT_EQ(spread_of({4, 1, 3, 2}).median, 3);
}

TEST(SpreadTest, NothingHasNone) { EXPECT_THROW(spread_of({}), std::logic_error); }

}  // namespace
}  // namespace lemmata
