#pragma once
/// \file
/// The tracking example along schedules of steps: mean and covariance of its iterates by the
/// recursion of the production `next_moments`, in balls. The mean is linear in the start and the
/// covariance in that of the noise, so a run from every unit vector covers all starts and noises.
///
/// Steps are the doubles that the production `TimeScales` gives, each of them exact; what is
/// certified is the recursion with those steps.

#include <cmath>

#include "algorithms/actor_critic/time_scales.hpp"
#include "verification/actor_critic/two_time_scale_points.hpp"

namespace lemmata {

inline constexpr StepSizes slow_steps{.scale = 1, .exponent = 1, .offset = 10};
inline constexpr StepSizes fast_steps{.scale = 2.5, .exponent = 0.6, .offset = 10};

/// α_k = 1/(k + 10), β_k = 2.5/(k + 10)^0.6: then α_k ≤ β_k/6, and b̄ = lim 1/α_{k+1} − 1/α_k = 1.
inline TimeScales two_time_scales() { return TimeScales::two(slow_steps, fast_steps); }
inline TimeScales equal_scales() { return TimeScales::unchecked(fast_steps, fast_steps); }
inline TimeScales reversed_scales() { return TimeScales::unchecked(fast_steps, slow_steps); }
/// α_k = 1/(4(k + 10)), for which b̄ = 4 and Δ − b̄/2 = −1.
inline TimeScales too_slow_an_actor() {
  return TimeScales::two({.scale = 0.25, .exponent = 1, .offset = 10}, fast_steps);
}

/// After k steps.
struct RunResponse {
  Ball actor;            ///< α_k
  Ball critic;           ///< β_k
  Matrix<Ball> carried;  ///< the mean as a linear map of the start
  Matrix<Ball> of_slow;  ///< the covariance for cov(V) = 1, W = 0
  Matrix<Ball> of_fast;  ///< for cov(W) = 1, V = 0
  Matrix<Ball> of_both;  ///< for cov(V, W) = 1 alone, to be added

  Matrix<Ball> covariance(const Matrix<Ball>& noise) const {
    return noise(0, 0) * of_slow + noise(1, 1) * of_fast + noise(0, 1) * of_both;
  }
};

/// The covariances after each of the given numbers of steps, which ascend, and the means for the
/// first two.
inline std::vector<RunResponse> run_response(const TimeScales& scales,
                                             const std::vector<std::int64_t>& lengths) {
  const Precision bits{256};
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
      for (; k < lengths[i]; ++k) {
        moments = next_moments(system, moments, Ball{scales.actor()(k)}, Ball{scales.critic()(k)});
      }
      RunResponse& response = result[i];
      const Matrix<Ball> covariance = moments.second - moments.mean * moments.mean.transpose();
      (part == 0 ? response.of_slow : part == 1 ? response.of_fast : response.of_both) = covariance;
      response.actor = Ball{scales.actor()(k)};
      response.critic = Ball{scales.critic()(k)};
      if (part == 0) response.carried = Matrix<Ball>(2, 2);
      if (part < 2) response.carried.col(part) = moments.mean;
    }
  }
  return result;
}

/// At 250, 1000 and 4000 steps on two time scales; at 250 otherwise. Each is computed once.
inline const std::vector<RunResponse>& on_two_time_scales() {
  static const auto response = run_response(two_time_scales(), {250, 1000, 4000});
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
  static const auto response = run_response(too_slow_an_actor(), {250, 1000, 4000});
  return response;
}
using Runs = const std::vector<RunResponse>& (*)();

/// An instance's start, and its noise in the first two entries.
struct StartAndNoise {
  explicit StartAndNoise(const WeightedOutcomesPoint<Ball>& x)
      : start{iterate_of(x).head(2)}, noise{noise_covariance(x).topLeftCorner(2, 2)} {}

  Vector<Ball> start;
  Matrix<Ball> noise;

  Ball intensity() const { return noise(0, 0) + noise(1, 1); }
  /// E‖z_k‖².
  Ball second_moment(const RunResponse& run) const {
    const Vector<Ball> mean = run.carried * start;
    return mean.dot(mean) + run.covariance(noise).trace();
  }
};

/// Condition: V or W is noisy.
inline bool is_noisy(const WeightedOutcomesInstance& instance) {
  const auto noise = noise_covariance(instance.in<Rational>());
  return noise(0, 0) + noise(1, 1) != Rational{0};
}
inline constexpr auto noisy = "there is some noise";

/// The predicate: after the last of the runs' steps E‖z_k‖² ≤ ‖z_0‖²/1000 + (cov V + cov W)/25.
inline Check second_moment_falls(Runs runs, std::size_t checkpoint) {
  return ball_inequality<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& x) {
           const StartAndNoise of{x};
           return at_most(of.second_moment(runs()[checkpoint]),
                          Ball(of.start.dot(of.start) / Ball{1000} + of.intensity() / Ball{25}));
         })
      .only(noisy, is_noisy);
}

/// The predicate: after 250 steps E‖z_k‖² has grown to 2‖z_0‖² + 1000 (cov V + cov W) at least.
inline Check second_moment_grows(Runs runs) {
  return ball_inequality<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& x) {
           const StartAndNoise of{x};
           return at_most(Ball(Ball{2} * of.start.dot(of.start) + Ball{1000} * of.intensity()),
                          of.second_moment(runs()[0]));
         })
      .only(noisy, is_noisy);
}

/// The predicate: at every checkpoint the variance of entry i in units of its step is a claimed
/// function of Γ, up to 13 (α_k/β_k)(cov V + cov W).
template <class Limit>
Check variance_tends_to(Runs runs, Eigen::Index i, Limit limit) {
  return ball_inequality<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& x) {
           const StartAndNoise of{x};
           const auto n = static_cast<Eigen::Index>(runs().size());
           Vector<Ball> gap(n), most(n);
           for (Eigen::Index k = 0; k < n; ++k) {
             const RunResponse& run = runs()[static_cast<std::size_t>(k)];
             const Ball step = i == 0 ? run.actor : run.critic;
             gap(k) = absolute(run.covariance(of.noise)(i, i) / step - limit(of.noise));
             most(k) = Ball{13} * run.actor / run.critic * of.intensity();
           }
           return at_most(gap, most);
         })
      .only(noisy, is_noisy);
}

/// cov(V − cW)/d.
inline auto slow_limit(int c, int d) {
  return [=](const Matrix<Ball>& noise) {
    return Ball((noise(0, 0) - Ball{2 * c} * noise(0, 1) + Ball{c * c} * noise(1, 1)) / Ball{d});
  };
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
