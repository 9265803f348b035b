#pragma once
/// \file
/// The power law t = c nᵖ that fits measured times best: least squares of log t against log n.

#include <cmath>
#include <numeric>
#include <vector>

namespace lemmata {

struct Measurement {
  double size;  ///< n
  double time;  ///< t > 0
};

struct PowerLaw {
  double exponent;        ///< p
  double standard_error;  ///< of p, if what remains is independent; 0 for two measurements
};

/// \pre two sizes at least
inline PowerLaw fitted_power_law(const std::vector<Measurement>& measured) {
  const auto mean = [&](auto of) {
    const double sum =
        std::accumulate(measured.begin(), measured.end(), 0.0,
                        [&](double total, const Measurement& m) { return total + of(m); });
    return sum / static_cast<double>(measured.size());
  };
  const double x = mean([](const Measurement& m) { return std::log(m.size); });
  const double y = mean([](const Measurement& m) { return std::log(m.time); });
  const double spread =
      mean([&](const Measurement& m) { return std::pow(std::log(m.size) - x, 2); });
  const double p =
      mean([&](const Measurement& m) { return (std::log(m.size) - x) * (std::log(m.time) - y); }) /
      spread;
  const double rest = mean([&](const Measurement& m) {
    return std::pow(std::log(m.time) - y - p * (std::log(m.size) - x), 2);
  });
  const auto freedom = static_cast<double>(measured.size()) - 2;
  return {p, freedom > 0 ? std::sqrt(rest / (freedom * spread)) : 0};
}

}  // namespace lemmata
