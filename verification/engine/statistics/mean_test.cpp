#include "verification/engine/statistics/mean_test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <limits>

namespace lemmata {
namespace {

/// Bets of sizes 1, 1/2, …, 2^{1 − bets} of the largest: enough for 2³⁰ samples.
constexpr int bets_a_direction = 16;
/// A bet on a bounded mean may lose at most this share of its wealth in one step.
constexpr double largest_stake = 0.5;
/// Where the claimed mean is the bound itself, a bet cannot lose; its size is limited all the same.
constexpr double least_room = 1e-3;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The largest size of a bet in a direction: +1 against "at most", −1 against "at least".
double largest_bet(const MeanClaim& claim, int direction) {
  if (const auto* bounded = std::get_if<Bounded>(&claim.tail)) {
    const double width = bounded->high - bounded->low;
    const double room = direction > 0 ? claim.mean - bounded->low : bounded->high - claim.mean;
    return largest_stake / std::max(room, least_room * width);
  }
  return 1 / std::sqrt(std::get<FiniteVariance>(claim.tail).variance);
}

Eigen::ArrayXd bets_against(const MeanClaim& claim) {
  const int directions = claim.relation == Relation::equal ? 2 : 1;
  Eigen::ArrayXd bets(directions * bets_a_direction);
  for (int k = 0; k < bets_a_direction; ++k) {
    bets(k) = std::ldexp(largest_bet(claim, 1), -k);
    if (directions == 2) bets(bets_a_direction + k) = -std::ldexp(largest_bet(claim, -1), -k);
  }
  return bets;
}

void require_valid(const MeanClaim& claim, double level) {
  const auto require = [](bool condition, const char* what) {
    if (!condition) throw std::invalid_argument{fmt::format("a test of a mean needs {}", what)};
  };
  require(level > 0 && level < 1, "a level between 0 and 1");
  require(std::isfinite(claim.mean), "a finite claimed mean");
  if (const auto* bounded = std::get_if<Bounded>(&claim.tail)) {
    require(std::isfinite(bounded->low) && std::isfinite(bounded->high), "finite bounds");
    require(bounded->low < bounded->high, "a lower bound below the upper one");
    require(bounded->low <= claim.mean && claim.mean <= bounded->high,
            "a claimed mean within the bounds");
  } else {
    const double variance = std::get<FiniteVariance>(claim.tail).variance;
    require(variance > 0 && std::isfinite(variance), "a positive, finite variance");
  }
}

void require_in_bounds(const Tail& tail, const Eigen::ArrayXd& samples) {
  const auto* bounded = std::get_if<Bounded>(&tail);
  for (const double x : samples) {
    const bool inside =
        std::isfinite(x) && (bounded == nullptr || (bounded->low <= x && x <= bounded->high));
    if (!inside) {
      throw OutOfBounds{fmt::format("a sample of {:.17g} is not {}", x, to_string(tail))};
    }
  }
}

/// Σ log of the factors by which a bet's wealth changes.
double log_wealth(const Tail& tail, double bet, const Eigen::ArrayXd& excess) {
  const Eigen::ArrayXd y = bet * excess;
  if (std::holds_alternative<Bounded>(tail)) return (1 + y).log().sum();
  const double variance = std::get<FiniteVariance>(tail).variance;
  const Eigen::ArrayXd influence = y.sign() * (1 + y.abs() + y.square() / 2).log();
  return influence.sum() - static_cast<double>(y.size()) * std::log1p(bet * bet * variance / 2);
}

double log_mean_exp(const Eigen::ArrayXd& logarithms) {
  const double largest = logarithms.maxCoeff();
  return largest + std::log((logarithms - largest).exp().mean());
}

/// The mean of 1/(1 + λ(X − m)), largest over all X ≥ low with this mean and at most this variance:
/// it is convex and its third derivative negative, so the extremal X has an atom at `low`.
double largest_mean_of_inverse(double bet, double claimed, double low, double mean,
                               double variance) {
  const double room = mean - low;
  const double at_low = variance / (variance + room * room);
  const double other = mean + variance / room;
  return at_low / (1 + bet * (low - claimed)) + (1 - at_low) / (1 + bet * (other - claimed));
}

}  // namespace

std::string to_string(const Tail& tail) {
  if (const auto* bounded = std::get_if<Bounded>(&tail)) {
    return fmt::format("bounded in [{:.6g}, {:.6g}]", bounded->low, bounded->high);
  }
  return fmt::format("of variance at most {:.6g}", std::get<FiniteVariance>(tail).variance);
}

double Wealth::deviation() const {
  return samples < 2 ? 0 : std::sqrt(squares / static_cast<double>(samples - 1));
}

MeanTest::MeanTest(const MeanClaim& claim, double level) : claim_{claim}, level_{level} {
  require_valid(claim, level);
  bets_ = bets_against(claim);
  total_.logarithms = Eigen::ArrayXd::Zero(bets_.size());
}

Wealth MeanTest::wealth_of(const Eigen::ArrayXd& samples) const {
  require_in_bounds(claim_.tail, samples);
  Wealth result{.logarithms = Eigen::ArrayXd::Zero(bets_.size()), .samples = samples.size()};
  if (samples.size() == 0) return result;
  const Eigen::ArrayXd excess = samples - claim_.mean;
  for (Eigen::Index k = 0; k < bets_.size(); ++k) {
    result.logarithms(k) = log_wealth(claim_.tail, bets_(k), excess);
  }
  result.mean = samples.mean();
  result.squares = (samples - result.mean).square().sum();
  return result;
}

void MeanTest::add(const Wealth& next) {
  if (next.samples == 0) return;
  const auto before = static_cast<double>(total_.samples);
  const auto added = static_cast<double>(next.samples);
  const double difference = next.mean - total_.mean;
  total_.samples += next.samples;
  total_.mean += difference * added / (before + added);
  total_.squares += next.squares + difference * difference * before * added / (before + added);
  total_.logarithms += next.logarithms;
  log_evidence_ = std::max(log_evidence_, log_mean_exp(total_.logarithms));
}

double MeanTest::log_threshold() const { return -std::log(level_); }

double MeanTest::deviation_bound() const {
  const auto* bounded = std::get_if<Bounded>(&claim_.tail);
  if (bounded == nullptr) return std::sqrt(std::get<FiniteVariance>(claim_.tail).variance);
  const double width = bounded->high - bounded->low;
  if (total_.samples < 2) return width / 2;
  const double slack =
      std::sqrt(2 * -std::log(1 - stated_power) / static_cast<double>(total_.samples - 1));
  return std::min(width / 2, total_.deviation() + width * slack);
}

double MeanTest::detectable_by(double bet) const {
  const auto samples = static_cast<double>(total_.samples);
  // The wealth that this bet alone must reach, and the chance with which it may fall short
  // (Markov).
  const double needed = log_threshold() + std::log(static_cast<double>(bets_.size()));
  const double log_miss = std::log(1 - stated_power);
  const double size = std::abs(bet);
  if (const auto* tail = std::get_if<FiniteVariance>(&claim_.tail)) {
    // E[1/factor] ≤ (1 + λ²σ²/2)(1 − λΔ + λ²(σ² + Δ²)/2)
    const double spread = size * size * tail->variance / 2;
    const double allowed = std::exp((log_miss - needed) / samples) / (1 + spread);
    const double discriminant = 1 - 2 * (1 + spread - allowed);
    return discriminant < 0 ? infinity : (1 - std::sqrt(discriminant)) / size;
  }
  // Seen from the direction of the bet, so that it is always against "at most".
  const auto& bounds = std::get<Bounded>(claim_.tail);
  const double low = bet > 0 ? bounds.low : -bounds.high;
  const double high = bet > 0 ? bounds.high : -bounds.low;
  const double claimed = bet > 0 ? claim_.mean : -claim_.mean;
  const auto log_chance_of_miss = [&, deviation = deviation_bound()](double shift) {
    const double mean = claimed + shift;
    const double variance = std::min(deviation * deviation, (mean - low) * (high - mean));
    return needed - log_miss +
           samples * std::log(largest_mean_of_inverse(size, claimed, low, mean, variance));
  };
  const double most = high - claimed;
  const double least = 1e-9 * (high - low);
  if (most <= least || log_chance_of_miss(most) > 0) return infinity;
  if (log_chance_of_miss(least) <= 0) return least;
  std::uintmax_t iterations = 100;
  const auto bracket = boost::math::tools::toms748_solve(
      log_chance_of_miss, least, most, boost::math::tools::eps_tolerance<double>(20), iterations);
  return bracket.second;
}

double MeanTest::detectable_shift(int direction) const {
  double smallest = infinity;
  if (total_.samples == 0) return smallest;
  for (const double bet : bets_) {
    if (bet * direction > 0) smallest = std::min(smallest, detectable_by(bet));
  }
  return smallest;
}

double MeanTest::detectable_shift() const {
  const double upward = detectable_shift(1);
  return claim_.relation == Relation::at_most ? upward : std::max(upward, detectable_shift(-1));
}

double chance_of_at_least(std::int64_t successes, std::int64_t trials, double chance) {
  const boost::math::binomial_distribution<double> binomial{static_cast<double>(trials), chance};
  if (successes <= 0) return 1;
  return cdf(complement(binomial, static_cast<double>(successes - 1)));
}

double unseen_share(std::int64_t trials, double confidence) {
  return trials <= 0 ? 1 : -std::expm1(std::log1p(-confidence) / static_cast<double>(trials));
}

}  // namespace lemmata
