#pragma once
/// \file
/// Numbers along a schedule of steps that come to a limit, enclosed for every k from some k₀ on:
/// the schedules of the tracking example, α_k = c m^(−p/5) and β_k = 5/2 m^(−3/5) with m = k + 10,
/// as exact powers.

#include "verification/actor_critic/decoupled_moments.hpp"
#include "verification/actor_critic/tracking_runs.hpp"

namespace lemmata::limit_by_induction {

/// A number along a schedule, limit + ε slope, with its slope and ε known within balls for every
/// k ≥ k₀.
struct NearLimit {
  Ball limit{0}, slope{0}, ratio{0};

  NearLimit(int constant) : limit{constant} {}
  NearLimit(Ball at_limit, Ball of_ratio, Ball epsilon)
      : limit{std::move(at_limit)}, slope{std::move(of_ratio)}, ratio{std::move(epsilon)} {}

  Ball all() const { return limit + ratio * slope; }
  NearLimit operator-() const { return {-limit, -slope, ratio}; }
  friend NearLimit operator+(const NearLimit& a, const NearLimit& b) {
    return {a.limit + b.limit, a.slope + b.slope, max(a.ratio, b.ratio)};
  }
  friend NearLimit operator-(const NearLimit& a, const NearLimit& b) { return a + -b; }
  friend NearLimit operator*(const NearLimit& a, const NearLimit& b) {
    const Ball epsilon = max(a.ratio, b.ratio);
    return {a.limit * b.limit, a.limit * b.slope + a.slope * b.limit + epsilon * a.slope * b.slope,
            epsilon};
  }
};

/// The ball of all numbers from a to b.
inline Ball between(const Ball& a, const Ball& b) {
  const Ball half_width = absolute(b - a) / Ball{2};
  Ball result = (a + b) / Ball{2};
  arb_add_error(result.raw(), half_width.raw());
  return result;
}

/// m^(fifths/5).
inline Ball power(std::int64_t m, int fifths) {
  if (fifths % 5 != 0) return exp(Ball{fifths} / Ball{5} * log(Ball{m}));
  Ball result{1};
  for (int i = 0; i < std::abs(fifths) / 5; ++i) result *= Ball{m};
  return fifths < 0 ? Ball{1} / result : result;
}

/// α_k and β_k.
inline Ball exact_actor(const SlowSteps& actor, std::int64_t k) {
  return Ball{actor.scale} * power(k + 10, -actor.fifths);
}
inline Ball exact_critic(std::int64_t k) { return Ball{5} / Ball{2} * power(k + 10, -3); }

/// m^(fifths/5) for every number from m on, of a power that is not positive.
inline Ball powers_from(std::int64_t m, int fifths) {
  return fifths == 0 ? Ball{1} : between(Ball{0}, power(m, fifths));
}

/// All steps k ≥ k₀ of a schedule. By Bernoulli, (m + 1)^q − m^q is q m^(q−1) times a number from
/// m/(m + 1) to 1, and so is 1 − (m/(m + 1))^q with m^(−1) for m^(q−1).
inline decoupled::Step<NearLimit> steps_from(std::int64_t k, const SlowSteps& actor) {
  const std::int64_t m = k + 10;
  const int p = actor.fifths;
  const Ball c{actor.scale}, d = Ball{5} / Ball{2}, zero{0};
  const Ball near_one = between(Ball{m} / Ball{m + 1}, Ball{1});
  const Ball ratio = c / d * powers_from(m, 3 - p);
  const Ball growth =
      p == 5 ? zero : Ball{p} / Ball{5} * d / (c * c) * powers_from(m, 2 * p - 8) * near_one;
  return {.critic{zero, d * d / c * powers_from(m, p - 6), ratio},
          .ratio{zero, Ball{1}, ratio},
          .growth{actor.growth(), growth, ratio},
          .critic_growth{zero, Ball{3} / (Ball{5} * c) * powers_from(m, p - 5) * near_one, ratio},
          .slowing{Ball{p - 3} / (Ball{5} * c) * powers_from(m, p - 5) * near_one, zero, ratio}};
}

}  // namespace lemmata::limit_by_induction
