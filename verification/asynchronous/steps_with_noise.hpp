#pragma once
/// \file
/// Second moments of delayed SGD on quadratics with noise: production's over every path, where
/// constant steps settle, and where falling steps go.

#include <fmt/format.h>

#include "verification/asynchronous/delayed_descent_runs.hpp"
#include "verification/asynchronous/monotone_steps.hpp"

namespace lemmata::delayed_quadratics {

/// One run with given noise, x_0 … x_T from the task, η and ξ_t.
inline constexpr auto production_step = []<class F>(const DelayedQuadratic<F>& x, const F& step,
                                                    const std::vector<F>& noise, int delay) {
  return delayed_sgd(
      Vector<F>(Vector<F>::Constant(1, x.start)), delay, static_cast<int>(noise.size()),
      [&](const Vector<F>& seen, int t) {
        return Vector<F>(x.curvature * seen +
                         Vector<F>::Constant(1, noise[static_cast<std::size_t>(t)]));
      },
      constant_delay(delay), [&](int) { return step; });
};
inline constexpr auto one_update_older_step =
    []<class F>(const DelayedQuadratic<F>& x, const F& step, const std::vector<F>& noise,
                int delay) { return production_step(x, step, noise, delay + 1); };
inline constexpr auto unscaled_noise_step = []<class F>(const DelayedQuadratic<F>& x, const F& step,
                                                        const std::vector<F>& noise, int delay) {
  std::vector<F> stronger = noise;
  for (F& entry : stronger) entry /= step;
  return production_step(x, step, stronger, delay);
};

/// The predicate: over all signs of the noise of a path, E x_t² = u_{t+τ}²x_0² + η²σ²Σ_k u_k² over
/// those k < t that are the age of an update with noise.
template <class Run>
Check moments_are_those_of_pushes(Run run) {
  return enumerated_identity<WeightedOutcomesInstance>([=]<class F>(
                                                           const WeightedOutcomesPoint<F>& point) {
    const DelayedQuadratic<F> x{point};
    const F deviation = point.constants[3], step = x.share;
    Vector<F> left = Vector<F>::Constant(path_updates, F{0}), right = left;
    enumeration::for_each_signs(noisy_updates, [&](const std::vector<int>& signs) {
      std::vector<F> noise;
      for (int t = 0; t < path_updates; ++t) noise.push_back(noise_of(signs, deviation, t));
      const auto iterates = run(x, step, noise, x.delay);
      for (int t = 0; t < path_updates; ++t) {
        const F iterate = iterates[static_cast<std::size_t>(t) + 1](0);
        left(t) += iterate * iterate / F(1 << noisy_updates);
      }
    });
    const Vector<F> u = push_response(F(step * x.curvature), x.delay, path_updates + x.delay + 1);
    for (int t = 0; t < path_updates; ++t) {
      const F kept = u(t + 1 + x.delay) * x.start;
      right(t) = kept * kept;
      for (int k = first_noisy_update; k < std::min(t + 1, first_noisy_update + noisy_updates);
           ++k) {
        right(t) += step * step * x.noise * u(t - k) * u(t - k);
      }
    }
    return equal(left, right);
  });
}

/// The predicate: autocovariances c satisfy C = ACAᵀ + η²σ² e_0e_0ᵀ with C_ij = c_{|i−j|}, A the
/// matrix that takes (x_t, …, x_{t−τ}) to the next.
template <class Autocovariances>
Check balances(Autocovariances autocovariances) {
  return identity<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Modular>& point) {
    using F = Modular;
    const DelayedQuadratic<F> x{point};
    const int kept = x.delay + 1;
    const F a = x.share, noise = x.noise;
    const Vector<F> c = autocovariances(a, x.delay, noise);
    Matrix<F> covariance(kept, kept), next = Matrix<F>::Constant(kept, kept, F{0});
    for (int i = 0; i < kept; ++i) {
      for (int j = 0; j < kept; ++j) covariance(i, j) = c(std::abs(i - j));
      if (i > 0) next(i, i - 1) = F{1};
    }
    next(0, 0) += F{1};
    next(0, x.delay) -= a;
    Matrix<F> balanced = next * covariance * next.transpose();
    balanced(0, 0) += noise;
    return equal(covariance, balanced);
  });
}
inline constexpr auto shifted_autocovariances = [](const Modular& a, int delay,
                                                   const Modular& noise) {
  return Vector<Modular>(stationary_autocovariances(a, delay, noise).reverse());
};

/// What E x_t² is claimed to settle at, from a, the delay and η²σ².
inline constexpr auto stationary_square = [](const Ball& a, int delay, const Ball& noise) {
  return Ball(stationary_autocovariances(a, delay, noise)(0));
};
inline constexpr auto without_delay = [](const Ball& a, int, const Ball& noise) {
  return stationary_square(a, 0, noise);
};
inline constexpr auto of_twice_the_noise = [](const Ball& a, int delay, const Ball& noise) {
  return stationary_square(a, delay, Ball(Ball{2} * noise));
};
inline constexpr auto nothing = [](const Ball&, int, const Ball&) { return Ball{0}; };

inline bool moves(const WeightedOutcomesInstance& x) {
  const DelayedQuadratic<Rational> of{x.in<Rational>()};
  return !(of.start == Rational{0}) && !(of.noise == Rational{0});
}

/// The predicate: |E x_t² − c_0| ≤ (1 − a)^{2t}x_0² + η²σ²(1 − a)^{2(t−τ)}/(a(2 − a)) for τ < t up
/// to 256, at a share of the step up to which nothing oscillates.
template <class Settled>
Check settles_at(Settled settled) {
  return ball_inequality<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& point) {
           const DelayedQuadratic<Ball> x{point};
           const Ball a = x.share * monotone_step<Ball>(x.delay);
           const Ball step = a / x.curvature, noise = squared(step) * x.noise;
           const Ball limit = settled(a, x.delay, noise);
           const auto moments = second_moments(x.curvature, x.start, x.noise, x.delay, step, 257);
           std::vector<Ball> left, right;
           for (int t = x.delay + 1; t <= 256; t *= 2) {
             const Ball forgotten = power(squared(Ball{1} - a), t - x.delay);
             left.push_back(absolute(moments[static_cast<std::size_t>(t)] - limit));
             right.push_back(power(squared(Ball{1} - a), t) * squared(x.start) +
                             noise * forgotten / (a * (Ball{2} - a)));
           }
           return at_most(as_vector(left), as_vector(right));
         })
      .only("x_0 ≠ 0 and σ ≠ 0: else the sides may be equal", moves);
}

/// A constant step that cannot converge: |x_t| ≥ |x_0|/2 for ever.
inline Check stays_away() {
  return inequality<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& point) {
    const DelayedQuadratic<F> x{point};
    const F step = x.share * monotone_step<F>(x.delay) / x.curvature;
    const int updates = 16 * (x.delay + 1);
    return at_most(F(F{1} / F{2}), production(F{1}, x.curvature, step, x.delay, updates).back());
  });
}

/// For every τ ≤ 64: 2 ≤ s 2 sin(π/(2(2τ+1))) ≤ 22/7 for a claimed scale s of the delay.
template <class Scale>
Check stable_steps_fall_like(Scale scale) {
  return ball_inequality<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>&) {
           std::vector<Ball> left, right;
           for (int delay = 0; delay <= longest_checked; ++delay) {
             const Ball scaled = stable_step<Ball>(delay) * scale(delay);
             left.insert(left.end(), {Ball{2}, scaled});
             right.insert(right.end(), {scaled, Ball{22} / Ball{7}});
           }
           return at_most(as_vector(left), as_vector(right));
         })
      .once();
}

inline int offset_of_falling_steps(int delay) { return 4 * (delay + 1); }

/// E x_t² for steps η_t and delay τ: the square of the response to x_0, and of that to the noise of
/// each update.
template <class Steps>
std::vector<Ball> moments_of_steps(const DelayedQuadratic<Ball>& x, Steps steps, int updates) {
  const auto respond = [&](const Ball& start, int pushed) {
    const auto gradient = [&](const Vector<Ball>& seen, int t) {
      return Vector<Ball>(x.curvature * seen -
                          Vector<Ball>::Constant(1, Ball{t == pushed ? 1 : 0}));
    };
    return delayed_sgd(Vector<Ball>(Vector<Ball>::Constant(1, start)), x.delay, updates, gradient,
                       constant_delay(x.delay), [&](int t) { return steps(x, t); });
  };
  std::vector<Ball> result;
  for (const auto& iterate : respond(x.start, -1)) result.push_back(squared(iterate(0)));
  for (int pushed = 0; pushed < updates; ++pushed) {
    const auto response = respond(Ball{0}, pushed);
    for (std::size_t t = 0; t < result.size(); ++t) {
      result[t] += x.noise * squared(response[t](0));
    }
  }
  return result;
}

/// The predicate: E x_t² ≤ 2(k_0²x_0² + tσ²/λ²)/(t + k_0)² for t = 1, 4, 16, 64, k_0 = 4(τ + 1).
template <class Steps>
Check moments_vanish(Steps steps) {
  return ball_inequality<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& point) {
    const DelayedQuadratic<Ball> x{point};
    const auto moments = moments_of_steps(x, steps, 64);
    const Ball first{offset_of_falling_steps(x.delay)};
    std::vector<Ball> left, right;
    for (int t = 1; t <= 64; t *= 4) {
      left.push_back(moments[static_cast<std::size_t>(t)]);
      right.push_back(Ball{2} *
                      (squared(first * x.start) + Ball{t} * x.noise / squared(x.curvature)) /
                      squared(Ball{t} + first));
    }
    return at_most(as_vector(left), as_vector(right));
  });
}

/// E x_t² on f = x²/2 from x_0 = 1 for τ = 4: constant and falling steps, with and without noise.
inline Figure steps_and_noise() {
  return {.title = "Where constant and falling steps lead",
          .caption =
              "E x_t² on f = x²/2 from x = 1, gradients 4 updates late, exactly. A constant "
              "step of 1/20 converges linearly without noise, and settles at c_0 (dashed) "
              "with σ = 1/2; steps 1/(t + 20) go on falling.",
          .x_label = "updates t",
          .y_label = "mean square",
          .log_x = true,
          .log_y = true,
          .curves = [] {
            WeightedOutcomesPoint<Ball> point{.weights = Vector<Ball>::Constant(5, Ball{1}),
                                              .probabilities = {},
                                              .variables = {},
                                              .constants = {Ball{1}, Ball{0}, Ball{0}, Ball{0}}};
            DelayedQuadratic<Ball> noisy{point}, exact{point};
            noisy.noise = Ball{1} / Ball{4};
            const Ball step = Ball{1} / Ball{20};
            constexpr int updates = 256;
            const auto curve = [&](std::string label, const std::vector<Ball>& moments) {
              Curve result{.label = std::move(label)};
              for (int t = 1; t < updates; t += 1 + t / 8) {
                result.points.emplace_back(t, midpoint(moments[static_cast<std::size_t>(t)]));
              }
              return result;
            };
            const auto constant_step = [&](const DelayedQuadratic<Ball>& x) {
              return second_moments(x.curvature, x.start, x.noise, x.delay, step, updates);
            };
            Curve radius{.label = "c_0", .bound = true};
            const double c =
                midpoint(stationary_square(step, 4, Ball(squared(step) * noisy.noise)));
            for (const int t : {1, updates - 1}) radius.points.emplace_back(t, c);
            return std::vector{
                curve("constant, no noise", constant_step(exact)),
                curve("constant, noise", constant_step(noisy)), radius,
                curve("falling, noise", moments_of_steps(
                                            noisy,
                                            [](const DelayedQuadratic<Ball>& x, int t) {
                                              const int first = offset_of_falling_steps(x.delay);
                                              return Ball(Ball{1} / Ball{t + first});
                                            },
                                            updates))};
          }};
}

}  // namespace lemmata::delayed_quadratics
