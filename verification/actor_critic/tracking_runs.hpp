#pragma once
/// \file
/// The tracking example along schedules of steps: mean and covariance of its iterates by the
/// recursion of the production `next_moments`, in balls. The mean is linear in the start and the
/// covariance in that of the noise, so a run from every unit vector gives all starts and noises:
/// an inequality between the moments is one between quadratic forms of the start, and between
/// linear forms ⟨G, Γ⟩ of a covariance Γ, which is ordered as its symmetric matrices G are.
///
/// Steps are the doubles that the production `TimeScales` gives, each of them exact; what is
/// certified is the recursion with those steps.

#include <cmath>

#include "algorithms/actor_critic/time_scales.hpp"
#include "theory/certificates/positive_definite.hpp"
#include "verification/actor_critic/two_time_scale_points.hpp"

namespace lemmata {

/// β_k = 5/2 (k + 10)^(−3/5).
inline constexpr StepSizes fast_steps{.scale = 2.5, .exponent = 0.6, .offset = 10};

/// An actor's α_k = c (k + 10)^(−p/5) beside that β_k.
struct SlowSteps {
  int scale;       ///< c
  int fifths = 5;  ///< p

  TimeScales beside_fast_steps() const {
    return TimeScales::two({.scale = double(scale), .exponent = fifths / 5.0, .offset = 10},
                           fast_steps);
  }
  /// b̄ = lim 1/α_{k+1} − 1/α_k.
  Ball growth() const { return fifths == 5 ? Ball{1} / Ball{scale} : Ball{0}; }
};

/// Actors with b̄ = 1, 1/2 and 0. With the first α_k ≤ β_k/6.
inline constexpr SlowSteps growth_one{1}, growth_half{2}, growth_zero{1, 4};

inline TimeScales equal_scales() { return TimeScales::unchecked(fast_steps, fast_steps); }
inline TimeScales reversed_scales() {
  return TimeScales::unchecked(fast_steps, growth_one.beside_fast_steps().actor());
}
/// α_k = 1/(4(k + 10)), for which b̄ = 4 and Δ − b̄/2 = −1.
inline TimeScales too_slow_an_actor() {
  return TimeScales::two({.scale = 0.25, .exponent = 1, .offset = 10}, fast_steps);
}

/// The symmetric G with ⟨G, Γ⟩ = G₁₁ cov(V) + 2G₁₂ cov(V, W) + G₂₂ cov(W).
inline Matrix<Ball> form_of_noise(const Ball& of_slow, const Ball& of_both, const Ball& of_fast) {
  Matrix<Ball> result(2, 2);
  result << of_slow, of_both / Ball{2}, of_both / Ball{2}, of_fast;
  return result;
}

/// After k steps.
struct RunResponse {
  Ball actor;            ///< α_k
  Ball critic;           ///< β_k
  Matrix<Ball> carried;  ///< the mean as a linear map of the start
  Matrix<Ball> of_slow;  ///< the covariance for cov(V) = 1, W = 0
  Matrix<Ball> of_both;  ///< for cov(V, W) = 1 alone, to be added
  Matrix<Ball> of_fast;  ///< for cov(W) = 1, V = 0

  /// The variance of entry i as a form of Γ, and the sum of both.
  Matrix<Ball> variance(Eigen::Index i) const {
    return form_of_noise(of_slow(i, i), of_both(i, i), of_fast(i, i));
  }
  Matrix<Ball> total_variance() const { return variance(0) + variance(1); }
  /// |E z_k|² as a form of the start.
  Matrix<Ball> squared_mean() const { return carried.transpose() * carried; }
};

/// The responses after each of the given numbers of steps, which ascend, for steps as balls.
template <class Actor, class Critic>
std::vector<RunResponse> run_response(Actor actor, Critic critic,
                                      const std::vector<std::int64_t>& lengths) {
  std::vector<RunResponse> result(lengths.size());
  for (int part = 0; part < 3; ++part) {
    TwoTimeScaleSystem<Ball> system = tracking_example(Ball{0});
    Vector<Ball> start = Vector<Ball>::Constant(2, Ball{0});
    if (part < 2) {
      system.noise(part, part) = start(part) = Ball{1};
    } else {
      system.noise(0, 1) = system.noise(1, 0) = Ball{1};
    }
    ErrorMoments<Ball> moments = moments_at(system, start);
    std::int64_t k = 0;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      for (; k < lengths[i]; ++k) moments = next_moments(system, moments, actor(k), critic(k));
      RunResponse& response = result[i];
      const Matrix<Ball> covariance = moments.second - moments.mean * moments.mean.transpose();
      (part == 0 ? response.of_slow : part == 1 ? response.of_fast : response.of_both) = covariance;
      response.actor = actor(k);
      response.critic = critic(k);
      if (part == 0) response.carried = Matrix<Ball>(2, 2);
      if (part < 2) response.carried.col(part) = moments.mean;
    }
  }
  return result;
}

/// The same along a production schedule.
inline std::vector<RunResponse> run_response(const TimeScales& scales,
                                             const std::vector<std::int64_t>& lengths) {
  const Precision bits{256};
  return run_response([&](std::int64_t k) { return Ball{scales.actor()(k)}; },
                      [&](std::int64_t k) { return Ball{scales.critic()(k)}; }, lengths);
}

/// At 250, 1000 and 2000 steps on two time scales. Each is computed once.
template <SlowSteps slow>
const std::vector<RunResponse>& on_two_time_scales() {
  static const auto response = run_response(slow.beside_fast_steps(), {250, 1000, 2000});
  return response;
}
inline const std::vector<RunResponse>& at_equal_scales() {
  static const auto response = run_response(equal_scales(), {250});
  return response;
}
inline const std::vector<RunResponse>& at_reversed_scales() {
  static const auto response = run_response(reversed_scales(), {250});
  return response;
}
inline const std::vector<RunResponse>& with_too_slow_an_actor() {
  static const auto response = run_response(too_slow_an_actor(), {250, 1000});
  return response;
}
using Runs = const std::vector<RunResponse>& (*)();

/// Whether all of them hold.
inline Truth all_of(std::initializer_list<Truth> verdicts) { return std::min(verdicts); }

/// Whether xᵀAx < c|x|² for every x ≠ 0; for a form of Γ, ⟨A, Γ⟩ < c tr Γ for every Γ ≠ 0.
inline Truth is_below(const Matrix<Ball>& a, const Ball& c) {
  return is_positive_definite(c * identity_matrix<Ball>(2) - a);
}
inline Truth is_above(const Matrix<Ball>& a, const Ball& c) {
  return is_positive_definite(a - c * identity_matrix<Ball>(2));
}

/// A verdict that does not depend on the instance.
template <class Verdict>
Check certified_once(Verdict verdict) {
  return certified<WeightedOutcomesInstance>(
             [verdict](const WeightedOutcomesPoint<Ball>&) { return verdict(); })
      .once();
}

/// The predicate: after the given of the runs' numbers of steps E‖z_k‖² is below
/// ‖z_0‖²/`of_start` + (cov V + cov W)/`of_noise`, for every start and noise.
inline Check second_moment_falls(Runs runs, std::size_t checkpoint, int of_start, int of_noise) {
  return certified_once([=] {
    const RunResponse& run = runs()[checkpoint];
    return all_of({is_below(run.squared_mean(), Ball{1} / Ball{of_start}),
                   is_below(run.total_variance(), Ball{1} / Ball{of_noise})});
  });
}

/// The predicate: after 250 steps E‖z_k‖² is above 2‖z_0‖² + 1000 (cov V + cov W).
inline Check second_moment_grows(Runs runs) {
  return certified_once([=] {
    const RunResponse& run = runs()[0];
    return all_of(
        {is_above(run.squared_mean(), Ball{2}), is_above(run.total_variance(), Ball{1000})});
  });
}

/// cov(V − cW)/d as a form of Γ.
inline Matrix<Ball> slow_limit(int c, const Ball& d) {
  return form_of_noise(Ball{1} / d, Ball{-2 * c} / d, Ball{c * c} / d);
}
/// cov(W)/2.
inline Matrix<Ball> fast_limit() { return form_of_noise(Ball{0}, Ball{0}, Ball{1} / Ball{2}); }

/// How many α_k/β_k (cov V + cov W) the variances are from their limits: see
/// limit_by_induction.hpp.
inline constexpr int distance_from_limit = 25;

/// The predicate: at every checkpoint the variance of entry i in units of its step is within so
/// many α_k/β_k (cov V + cov W) of a claimed limit, a form of Γ, for every noise.
template <class Limit>
Check variance_tends_to(Runs runs, Eigen::Index i, Limit limit,
                        int distance = distance_from_limit) {
  return certified_once([=] {
    Truth result = Truth::certainly_true;
    for (const RunResponse& run : runs()) {
      const Matrix<Ball> gap = run.variance(i) / (i == 0 ? run.actor : run.critic) - limit();
      const Ball most = Ball{distance} * run.actor / run.critic;
      result = all_of({result, is_below(gap, most), is_above(gap, -most)});
    }
    return result;
  });
}

/// The noiseless production iteration from x = 1, y = 0 at step 200, until it leaves the picture.
inline Curve portrait(std::string label, const TimeScales& scales) {
  const auto system = tracking_example(0.0);
  Curve result{.label = std::move(label)};
  Vector<double> z{{1, 0}};
  for (int k = 200; k < 2000 && sup_norm(z) < 3; ++k) {
    result.points.emplace_back(z(0), z(1));
    z = two_time_scale_step(system, z, no_noise(system), scales.actor()(k), scales.critic()(k));
  }
  return result;
}

/// The production iteration of the example, written out: x + α(2x − 3y + V), y + β(x − y + W).
inline Check iterates_as_written() {
  return identity<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& point) {
    const Vector<F> z = iterate_of(point).head(2), noise = noises_of(point)[0].head(2);
    const F actor = point.constants[actor_at], critic = point.constants[critic_at];
    Vector<F> written(2);
    written << F(z(0) + actor * (F{2} * z(0) - F{3} * z(1) + noise(0))),
        F(z(1) + critic * (z(0) - z(1) + noise(1)));
    return equal(two_time_scale_step(tracking_example(F{0}), z, noise, actor, critic), written);
  });
}

}  // namespace lemmata
