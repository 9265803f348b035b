#pragma once
/// \file
/// An experiment draws independent random vectors, and claims something of the mean of each of
/// their coordinates. Theorem files return one from the lambda of a `sampled` check:
///
/// \code
///   return means_equal(gradient, Bounded{-5, 5},
///                      [=](RandomStream& random) { return estimate(random); });
/// \endcode

#include <functional>
#include <string>
#include <vector>

#include "algorithms/sampling/random_stream.hpp"
#include "verification/engine/statistics/mean_test.hpp"

namespace lemmata {

struct Experiment {
  std::vector<MeanClaim> claims{};  ///< one a coordinate
  /// Must be a pure function of the stream, as many threads call it at once.
  std::function<Vector<double>(RandomStream&)> sample{};
};

/// E[X] = mean, in every coordinate.
template <class Sample>
Experiment means_equal(const Vector<double>& mean, const Tail& tail, Sample sample) {
  Experiment result{.sample = std::move(sample)};
  for (const double m : mean) result.claims.push_back({m, Relation::equal, tail});
  return result;
}

/// E[X] ≤ E[Y] for paired samples of them, which `sample` returns as (x, y), both in [low, high].
template <class Sample>
Experiment mean_at_most_mean(double low, double high, Sample sample) {
  return {.claims = {{0, Relation::at_most, Bounded{low - high, high - low}}},
          .sample = [sample](RandomStream& random) {
            const auto [x, y] = sample(random);
            return Vector<double>::Constant(1, x - y);
          }};
}

/// Errors decay at least like T^−exponent between T and ratio·T: E[e(ratio·T)] ≤
/// ratio^−exponent E[e(T)]. `sample` returns (e(T), e(ratio·T)) of one run, both in [0, largest].
/// A shift that is detected, δ, is one of the exponent by log(1 + δ/E[e(T)])/log(ratio).
template <class Sample>
Experiment decays_at_least(double exponent, double ratio, double largest, Sample sample) {
  const double factor = std::pow(ratio, exponent);
  return {.claims = {{0, Relation::at_most, Bounded{-largest, factor * largest}}},
          .sample = [sample, factor](RandomStream& random) {
            const auto [early, late] = sample(random);
            return Vector<double>::Constant(1, factor * late - early);
          }};
}

/// Runs an experiment block by block. The wealth of a block depends on its name alone, so blocks
/// may be drawn on any threads; adding them in their order makes the result the same.
class ExperimentTest {
 public:
  /// The level is split evenly over the coordinates.
  ExperimentTest(Experiment experiment, double level);

  /// One block's wealth, a coordinate each. \throws OutOfBounds
  std::vector<Wealth> draw(const StreamName& block, int samples) const;
  void add(const std::vector<Wealth>& block);

  bool rejects() const;
  std::int64_t samples() const { return tests_.front().wealth().samples; }
  int coordinates() const { return static_cast<int>(tests_.size()); }
  double level_of_coordinate() const { return tests_.front().level(); }
  /// The largest of the detectable shifts, in standard deviations (`deviation_bound`) of its
  /// coordinate.
  double detectable_deviations() const;
  /// The largest of the observed shifts, in detectable shifts of its coordinate: the effect of a
  /// wrong claim.
  double observed_effect() const;
  /// "coordinate 2: mean 0.52 of 20,000 samples, claimed 0.47", for the strongest evidence.
  std::string strongest() const;
  std::string assumption() const;

 private:
  Experiment experiment_;
  std::vector<MeanTest> tests_;
};

}  // namespace lemmata
