#pragma once
/// \file
/// That the variances of the tracking example come to their limits, for every k from some k₀ on, by
/// induction: with the moments P, Q and R of decoupled_moments.hpp, their limits P*, Q* and R* and
/// centres κ,
///
///   |P − P* − κ₁ε| ≤ K₁ε,  |Q − Q* − κ₂ε| ≤ K₂ε,  |R − R* − κ₃ε| ≤ K₃ε,   ε = α_k/β_k,
///
/// goes from k to k + 1 if these distances shrink faster than ε does. In units of time the rate at
/// the limit is εF; it is linear in the moments, with coefficients L, and ε falls by ω. Both are
/// enclosed for all k ≥ k₀ at once. The centres solve (L + ω)κ = −F, and K solves the comparison
/// system −(L_ii + ω)K_i = Σ_j |L_ij|K_j + |F + (L + ω)κ|_i.

#include <array>

#include "verification/actor_critic/near_limit.hpp"

namespace lemmata::limit_by_induction {

inline Vector<Ball> as_vector(const decoupled::Moments<NearLimit>& x, Ball NearLimit::*part) {
  return Vector<Ball>{{x.slow.*part, x.cross.*part, x.fast.*part}};
}

/// Of one unit of noise.
struct Induction {
  Vector<Ball> limits;    ///< P*, Q* and R*
  Vector<Ball> zeros;     ///< the rates there, but for what is of the order of ε
  Vector<Ball> at_limit;  ///< F
  Matrix<Ball> rates;     ///< L
  Vector<Ball> falls;     ///< ω and, where the unit of time is a step of the critic, εω
  Vector<Ball> now;       ///< the distances from the limits at k₀, in units of ε
  Vector<Ball> centres{}, constants{};  ///< κ and K

  /// F + (L + ω)κ.
  Vector<Ball> at_centre() const {
    return at_limit + rates * centres + falls.cwiseProduct(centres);
  }
};

/// For the noise (cov(V), cov(V, W), cov(W)) in units of 2 − b̄, for a claimed b̄, in which P* is an
/// integer; the run is at k₀, with that noise.
inline Induction induction(const decoupled::Step<NearLimit>& steps, const std::array<int, 3>& of,
                           const Ball& unit, const Ball& actor, const Ball& critic,
                           const Matrix<Ball>& run) {
  const Ball epsilon = steps.ratio.all();
  const auto constant = [](const Ball& x) { return NearLimit{x, Ball{0}, Ball{0}}; };
  const Vector<Ball> noise = unit * Vector<Ball>{{Ball{of[0]}, Ball{of[1]}, Ball{of[2]}}};
  Induction result;
  result.limits = Vector<Ball>{
      {Ball{of[0] - 6 * of[1] + 9 * of[2]}, noise(1) - Ball{3} * noise(2), noise(2) / Ball{2}}};
  const auto moved = decoupled::rates<NearLimit>(
      steps, {constant(noise(0)), constant(noise(1)), constant(noise(2))},
      {constant(result.limits(0)), constant(result.limits(1)), constant(result.limits(2))});
  result.zeros = as_vector(moved, &NearLimit::limit);
  result.at_limit = as_vector(moved, &NearLimit::slope);
  result.rates = Matrix<Ball>(3, 3);
  for (int j = 0; j < 3; ++j) {
    const auto column = decoupled::rates<NearLimit>(steps, {0, 0, 0}, {j == 0, j == 1, j == 2});
    result.rates.col(j) =
        as_vector(column, &NearLimit::limit) + epsilon * as_vector(column, &NearLimit::slope);
  }
  const Ball omega = steps.slowing.all();
  result.falls = Vector<Ball>{{omega, epsilon * omega, epsilon * omega}};
  const auto now = decoupled::moments_of<Ball>(run, actor, critic);
  const Vector<Ball> scaled = unit * Vector<Ball>{{now.slow, now.cross, now.fast}};
  result.now = (critic / actor) * (scaled - result.limits);
  return result;
}

inline double largest(const Ball& x) { return std::abs(midpoint(x)) + radius(x); }
inline Vector<Ball> in_balls(const Vector<double>& x) {
  return x.unaryExpr([](double entry) { return Ball{entry}; });
}

/// The same with κ, and with K a hundredth more than the solution and at least the distances at k₀:
/// found in doubles, for `goes_through` to verify.
inline Induction with_constants(Induction of) {
  Matrix<double> system(3, 3), comparison(3, 3);
  Vector<double> side(3);
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      system(i, j) = -midpoint(of.rates(i, j));
      comparison(i, j) = -largest(of.rates(i, j));
    }
    const Ball decay = -of.rates(i, i) - of.falls(i);
    system(i, i) = midpoint(decay);
    comparison(i, i) = midpoint(decay) - radius(decay);
    side(i) = midpoint(of.at_limit(i));
  }
  of.centres = in_balls(solve<double>(system, side));
  const Vector<Ball> left = of.at_centre(), now = of.now - of.centres;
  const Vector<double> k = solve<double>(comparison, Vector<double>(left.unaryExpr(&largest)));
  double factor = 1.01;
  for (int i = 0; i < 3; ++i) factor = std::max(factor, 1.01 * largest(now(i)) / k(i));
  of.constants = in_balls(factor * k);
  return of;
}

/// Whether it does: the distances are below K at k₀, and at k + 1 if they are at any k ≥ k₀.
inline Truth goes_through(const Induction& of, const decoupled::Step<NearLimit>& steps) {
  const Ball critic = steps.critic.all();
  const Vector<Ball> left = of.at_centre();
  Truth result = Truth::certainly_true;
  for (int i = 0; i < 3; ++i) {
    Ball pushed = absolute(left(i));
    for (int j = 0; j < 3; ++j) {
      if (j != i) pushed += absolute(of.rates(i, j)) * of.constants(j);
    }
    const Ball time = i == 0 ? steps.ratio.all() * critic : critic;
    result = all_of({result, is_at_most(absolute(of.zeros(i)), Ball{0}),
                     is_at_most(absolute(of.now(i) - of.centres(i)), of.constants(i)),
                     is_at_most(pushed, (-of.rates(i, i) - of.falls(i)) * of.constants(i)),
                     is_at_most(-time * of.rates(i, i), Ball{1})});
  }
  return result;
}

/// What the induction shows: (var(x)/α − its limit)/ε, and the same of y with β, as forms of Γ that
/// are enclosed for every k ≥ k₀.
struct Distances {
  Truth shown = Truth::certainly_true;
  std::array<Matrix<Ball>, 2> of;
  std::array<Matrix<Ball>, 2> at_first{};  ///< the same at k₀ alone
};

inline constexpr std::int64_t first_step = 4000;

/// Of var(x)/α and var(y)/β, from those of P, Q and R.
inline Vector<Ball> of_variances(const Vector<Ball>& limits, const Vector<Ball>& away,
                                 const Ball& epsilon, const Ball& unit) {
  const Vector<Ball> there = limits + epsilon * away;
  const Ball beside = Ball{6} * there(1) + Ball{9} * there(2);
  const Ball of_actor = away(0) + beside;
  const Ball of_critic =
      away(2) + there(0) + epsilon * beside + Ball{2} * there(1) + Ball{6} * there(2);
  return Vector<Ball>{{of_actor / unit, of_critic / unit}};
}

/// Of the run and its limits, for a claimed b̄; in the run the schedules may be exchanged.
inline Distances distances(const SlowSteps& slow, const Ball& growth, bool exchanged = false) {
  const Precision bits{256};
  const auto actor = [&](std::int64_t k) { return exact_actor(slow, k); };
  const RunResponse run = exchanged ? run_response(&exact_critic, actor, {first_step})[0]
                                    : run_response(actor, &exact_critic, {first_step})[0];
  const auto steps = steps_from(first_step, slow);
  const Ball epsilon = steps.ratio.all(), unit = Ball{2} - growth;
  const std::array<const Matrix<Ball>*, 3> covariances{&run.of_slow, &run.of_both, &run.of_fast};
  std::array<Vector<Ball>, 3> parts, first_parts;
  Distances result;
  for (std::size_t n = 0; n < 3; ++n) {
    const Induction of = with_constants(
        induction(steps, {n == 0, n == 1, n == 2}, unit, run.actor, run.critic, *covariances[n]));
    result.shown = all_of({result.shown, goes_through(of, steps)});
    Vector<Ball> away(3);
    for (int i = 0; i < 3; ++i) {
      away(i) = of.centres(i) + between(-of.constants(i), of.constants(i));
    }
    parts[n] = of_variances(of.limits, away, epsilon, unit);
    first_parts[n] = of_variances(of.limits, of.now, run.actor / run.critic, unit);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    const auto entry = static_cast<Eigen::Index>(i);
    result.of[i] = form_of_noise(parts[0](entry), parts[1](entry), parts[2](entry));
    result.at_first[i] =
        form_of_noise(first_parts[0](entry), first_parts[1](entry), first_parts[2](entry));
  }
  return result;
}

/// Whether both are within so many ε, from k₀ on and at k₀.
inline Truth are_within(const Distances& known, int distance) {
  Truth result = known.shown;
  for (const auto& forms : {known.of, known.at_first}) {
    for (const Matrix<Ball>& form : forms) {
      result = all_of({result, is_below(form, Ball{distance}), is_above(form, Ball{-distance})});
    }
  }
  return result;
}

/// The predicate: for every k from k₀ on and every noise the variances of x and y, in units of
/// their steps, are within so many α_k/β_k (cov V + cov W) of their limits.
template <SlowSteps slow>
Check holds_from_then_on(int distance = distance_from_limit) {
  return certified_once([=] {
    static const Distances known = distances(slow, slow.growth());
    return are_within(known, distance);
  });
}

/// The same with the b̄ of other steps, or with the schedules exchanged.
template <SlowSteps slow, SlowSteps claimed, bool exchanged>
Check holds_with() {
  return certified_once([] {
    static const Distances known = distances(slow, claimed.growth(), exchanged);
    return are_within(known, distance_from_limit);
  });
}

/// The predicate: the production's steps are the exact powers, up to 2⁻⁵⁰ of each.
template <SlowSteps slow>
Check takes_these_steps() {
  return certified_once([] {
    const TimeScales scales = slow.beside_fast_steps();
    const auto agree = [](double step, const Ball& exact) {
      return is_at_most(absolute(Ball{step} - exact), Ball::scaled(1, -50) * exact);
    };
    Truth result = Truth::certainly_true;
    for (const std::int64_t k : {0, 1, 2, 250, 1000, 4000, 1'000'000}) {
      result = all_of({result, agree(scales.actor()(k), exact_actor(slow, k)),
                       agree(scales.critic()(k), exact_critic(k))});
    }
    return result;
  });
}

}  // namespace lemmata::limit_by_induction
