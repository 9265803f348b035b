#pragma once
/// \file
/// Tests of a mean that stay valid while sampling goes on.
///
/// A claim E[X] = m (or E[X] ≤ m) is tested by betting against it: a bet of size λ multiplies its
/// wealth by a factor whose mean under the claim is at most 1, so that the wealth ever reaches 1/α
/// with probability at most α, however long one samples and whenever one looks (Ville). The test
/// rejects when the mean wealth of bets of all sizes 2⁻ᵏ, in each direction against the claim, has
/// reached 1/α.
///
/// | tail             | factor of a bet against "the mean is at most m", y = λ(x − m)            |
/// | ---------------- | ------------------------------------------------------------------------ |
/// | `Bounded`        | 1 + y                                   (`waudbysmith2024estimating`)    |
/// | `FiniteVariance` | (1 + y + y²/2 for y ≥ 0, else 1/(1 − y + y²/2)) / (1 + λ²σ²/2)           |
/// |                  |                                         (after Catoni, `wang2023catoni`) |
///
/// A bet against "at least m" is one on −x. Nothing is approximated by a normal distribution.
///
/// \code
///   MeanTest test{{.mean = 0.5, .tail = Bounded{0, 1}}, 1e-6};
///   test.add(test.wealth_of(samples));
///   if (test.rejects()) …
/// \endcode

#include <cstdint>
#include <stdexcept>
#include <string>
#include <variant>

#include "theory/fields/field.hpp"

namespace lemmata {

enum class Relation { equal, at_most };

/// low ≤ X ≤ high almost surely.
struct Bounded {
  double low;
  double high;
};

/// Var X ≤ variance; X may be unbounded.
struct FiniteVariance {
  double variance;
};

/// What is assumed of the samples' distribution beside independence; reports show it.
using Tail = std::variant<Bounded, FiniteVariance>;
std::string to_string(const Tail& tail);

/// E[X] = mean, or E[X] ≤ mean.
struct MeanClaim {
  double mean = 0;
  Relation relation = Relation::equal;
  Tail tail;
};

/// A sample outside the bounds that its claim declares.
struct OutOfBounds : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What samples did to every bet, and their moments. Wealth of consecutive samples adds up.
struct Wealth {
  Eigen::ArrayXd logarithms;  ///< one a bet
  std::int64_t samples = 0;
  double mean = 0;
  double squares = 0;  ///< Σ (x − mean)²

  double deviation() const;  ///< the sample standard deviation; 0 for fewer than two samples
};

/// \throws std::invalid_argument for a level outside (0, 1), bounds that are not finite and
/// increasing, a claimed mean that is not finite or outside them, or a variance that is not
/// positive
class MeanTest {
 public:
  MeanTest(const MeanClaim& claim, double level);

  /// What these samples would do to the bets. \throws OutOfBounds
  Wealth wealth_of(const Eigen::ArrayXd& samples) const;
  /// Adds the next samples' wealth. Between additions one may look and stop.
  void add(const Wealth& next);

  const Wealth& wealth() const { return total_; }
  /// The logarithm of the mean wealth of all bets, the largest that it ever was.
  double log_evidence() const { return log_evidence_; }
  bool rejects() const { return log_evidence_ >= log_threshold(); }
  double level() const { return level_; }
  double log_threshold() const;

  /// An upper bound of the standard deviation: the declared one, or the sample's with
  /// probability 0.999 (Maurer & Pontil 2009, `maurer2009empirical`, Theorem 10).
  double deviation_bound() const;

  /// The shift of the mean upwards (direction +1) or downwards (−1) that this test, after as many
  /// samples as it has now, detects with probability at least `stated_power`, for every
  /// distribution of the declared tail whose standard deviation is at most `deviation_bound()`;
  /// infinite if there is none, as for any shift downwards if the claim is "at most".
  double detectable_shift(int direction) const;
  /// The larger of those in the directions that contradict the claim.
  double detectable_shift() const;

  static constexpr double stated_power = 0.999;

 private:
  double detectable_by(double bet) const;

  MeanClaim claim_;
  double level_;
  Eigen::ArrayXd bets_;  ///< λ > 0 against "at most", λ < 0 against "at least"
  Wealth total_;
  double log_evidence_ = 0;
};

/// The probability of at least this many successes in `trials` if each had probability `chance`.
/// \throws std::domain_error for a chance outside [0, 1] or more successes than trials
double chance_of_at_least(std::int64_t successes, std::int64_t trials, double chance);

/// The largest probability that `trials` without an exception leave standing at this confidence:
/// (1 − p)^trials = 1 − confidence.
double unseen_share(std::int64_t trials, double confidence);

}  // namespace lemmata
