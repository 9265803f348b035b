// Functions of many numbers at once, against those of the standard library.

#include "algorithms/a3c/elementwise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "processors.hpp"

namespace lemmata {
namespace {

using Function = void (*)(double*, std::size_t);

/// For all lengths to 11, and nothing behind the last.
void expect_values(Function function, double (*expected)(double), const std::vector<double>& x,
                   double units) {
  for (std::size_t size = 0; size <= 11; ++size) {
    for (std::size_t first = 0; first + size < x.size(); ++first) {
      std::vector<double> y(x.begin() + static_cast<std::ptrdiff_t>(first),
                            x.begin() + static_cast<std::ptrdiff_t>(first + size));
      y.push_back(99);
      function(y.data(), size);
      for (std::size_t i = 0; i < size; ++i) {
        const double value = expected(x[first + i]);
        const double unit = std::nextafter(std::abs(value), 1e308) - std::abs(value);
        EXPECT_LE(std::abs(y[i] - value), units * unit) << x[first + i] << " in " << size;
      }
      EXPECT_EQ(y[size], 99);
    }
  }
}

TEST(ElementwiseTest, ExponentialsAreThoseOfTheLibrary) {
  std::vector<double> x{0, -0.0, 1, -1, 1e-300, 700, 699.9, -700, 0.5, -0.5};
  for (int i = 0; i < 200; ++i) x.push_back(std::sin(i) * (i % 2 == 0 ? 3 : 650));
  on_every_kind_of_processor([&] {
    expect_values(
        exponentiate, [](double y) { return std::exp(y); }, x, 2);
  });
}

TEST(ElementwiseTest, ExponentialsOfVeryNegativeNumbersAreNothing) {
  on_every_kind_of_processor([] {
    std::vector<double> x{-800, -1e300, -std::numeric_limits<double>::infinity(), -750, 0};
    exponentiate(x.data(), x.size());
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(x[i], 0);
    EXPECT_EQ(x[4], 1);
  });
}

TEST(ElementwiseTest, LogOddsAreThoseOfTheLibrary) {
  std::vector<double> u{0x1p-65, 0x1p-64, 0.5, 0.25, 0.75, 1 - 0x1p-53, 1e-9, 1 - 1e-9};
  for (int i = 1; i < 200; ++i) u.push_back(i / 200.0);
  on_every_kind_of_processor([&] {
    expect_values(
        take_log_odds_against, [](double y) { return std::log((1 - y) / y); }, u, 4);
  });
}

TEST(ElementwiseTest, LogOddsAgainstCertaintyAreBelowAll) {
  on_every_kind_of_processor([] {
    double u = 1;
    take_log_odds_against(&u, 1);
    EXPECT_LT(u, -700);
  });
}

}  // namespace
}  // namespace lemmata
