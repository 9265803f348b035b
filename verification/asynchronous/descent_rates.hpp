#pragma once
/// \file
/// The bound on the mean squared gradient of delayed SGD as predicates of runs, and the steps of
/// its proof.

#include <fmt/format.h>

#include "verification/asynchronous/delayed_descent_runs.hpp"

namespace lemmata::delayed_quadratics {

/// A run on x²/(1 + x²): its paths, and what the bound knows.
struct PathRun {
  DelayedDescentBound<Ball> known;
  Ball step;
  std::vector<NoisePath> paths;

  template <class Run>
  PathRun(const DelayedQuadratic<Ball>& x, Run run)
      : known{.smoothness = 2, .gap = value_at(x.start), .noise = x.noise, .delay = x.delay},
        step{x.share * known.safe_step()},
        paths{noise_paths(x.start, square_root(x.noise), x.delay, step, run)} {}
};

/// The predicate on every path of the noise.
template <class Run, class Bound>
Check holds_on_paths(Run run, Bound bound) {
  return ball_inequality<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& point) {
    const PathRun of{DelayedQuadratic<Ball>{point}, run};
    Vector<Ball> left(path_updates), right(path_updates);
    Ball sum{0};
    for (int t = 0; t < path_updates; ++t) {
      sum += mean(of.paths, [&](const NoisePath& path) {
        return squared(gradient_at(path.iterates[static_cast<std::size_t>(t)]));
      });
      left(t) = sum / Ball{t + 1};
      right(t) = bound(of.known, of.step, t + 1);
    }
    return at_most(left, right);
  });
}

inline constexpr auto twice_applied = [](const Ball& start, int delay, const Ball& step,
                                         auto gradient) {
  return by_production(start, delay, Ball(Ball{2} * step), gradient);
};
inline constexpr auto one_update_older = [](const Ball& start, int delay, const Ball& step,
                                            auto gradient) {
  const auto older = [=](int t) { return std::min(t, varying_delay(delay)(t) + 1); };
  return delayed_sgd(Vector<Ball>(Vector<Ball>::Constant(1, start)), delay + 1, path_updates,
                     gradient, older, [&](int) { return step; });
};
inline constexpr auto uphill = [](const Ball& start, int delay, const Ball& step, auto gradient) {
  return by_production(start, delay, Ball(-step), gradient);
};

inline constexpr std::array<int, 5> horizons{1, 4, 16, 64, 256};

/// Both sides at these horizons, for a quadratic and a step.
template <class Bound>
Sides<Ball> sides_on_quadratic(const DelayedQuadratic<Ball>& x, const Ball& start, const Ball& step,
                               Bound bound) {
  const DelayedDescentBound<Ball> known{.smoothness = x.curvature,
                                        .gap = x.curvature * squared(start) / Ball{2},
                                        .noise = x.noise,
                                        .delay = x.delay};
  const std::vector<Ball> moments =
      second_moments(x.curvature, start, x.noise, x.delay, step, horizons.back());
  std::vector<Ball> left, right;
  Ball sum{0};
  for (int t = 1; t <= horizons.back(); ++t) {
    sum += squared(x.curvature) * moments[static_cast<std::size_t>(t - 1)];
    if (std::find(horizons.begin(), horizons.end(), t) == horizons.end()) continue;
    left.push_back(sum / Ball{t});
    right.push_back(bound(known, step, t));
  }
  return at_most(as_vector(left), as_vector(right));
}

/// The predicate on quadratics, at a share of a claimed safe step.
template <class Step, class Bound>
Check holds_on_quadratics(Step step, Bound bound) {
  return ball_inequality<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& point) {
    const DelayedQuadratic<Ball> x{point};
    const DelayedDescentBound<Ball> known{
        .smoothness = x.curvature, .gap = 0, .noise = 0, .delay = x.delay};
    return sides_on_quadratic(x, x.start, Ball(x.share * step(known)), bound);
  });
}

/// The predicate where Lη(1 + 2Lητ²) is 1, or below by a little: Lη = 1/(2τ), or 1 without delay;
/// from the minimum, so that the noise is all there is.
template <class Bound>
Check holds_at_the_largest_step(Bound bound) {
  return ball_inequality<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& point) {
    const DelayedQuadratic<Ball> x{point};
    const Ball step = Ball{1} / (x.curvature * Ball{std::max(1, 2 * x.delay)});
    return sides_on_quadratic(x, Ball{0}, step, bound);
  });
}

/// The predicate for 64 updates, the best step and noise as strong as the corollary needs: at most
/// `factor` σ√(L(f(x_0) − f*)/T).
inline Check best_step_forgets_the_delay(int factor) {
  return ball_inequality<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& point) {
    constexpr int updates = 64;
    DelayedQuadratic<Ball> x{point};
    const Ball start = Ball{1} + squared(x.start);
    const Ball gap = x.curvature * squared(start) / Ball{2};
    x.noise = Ball{4} * x.curvature * gap * squared(Ball{x.delay + 1}) / (Ball{updates} * x.share);
    const Ball step = square_root(gap / (x.curvature * x.noise * Ball{updates}));
    Ball sum{0};
    for (const Ball& moment : second_moments(x.curvature, start, x.noise, x.delay, step, updates)) {
      sum += squared(x.curvature) * moment;
    }
    return at_most(Ball(sum / Ball{updates}),
                   Ball(Ball{factor} * square_root(x.noise * x.curvature * gap / Ball{updates})));
  });
}

/// A step of the proof for a run: for every update, a mean over the paths on either side.
template <class Run, class Left, class Right>
Check for_every_update(Run run, Left left_of, Right right_of) {
  return ball_inequality<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& point) {
    const PathRun of{DelayedQuadratic<Ball>{point}, run};
    const auto delay = varying_delay(of.known.delay);
    Vector<Ball> left(path_updates), right(path_updates);
    for (int t = 0; t < path_updates; ++t) {
      const auto at = [&](const auto& side) {
        return mean(of.paths, [&](const NoisePath& path) {
          return side(of, path, static_cast<std::size_t>(t), static_cast<std::size_t>(delay(t)));
        });
      };
      left(t) = at(left_of);
      right(t) = at(right_of);
    }
    return at_most(left, right);
  });
}

/// ‖∇f(x_t) − v_t‖² and ‖x_t − x_{t−τ_t}‖², exactly 0 without delay.
inline Ball lateness(const NoisePath& path, std::size_t t, std::size_t delay) {
  return delay == 0 ? Ball{0} : squared(gradient_at(path.iterates[t]) - path.gradients[t]);
}
inline Ball drift(const NoisePath& path, std::size_t t, std::size_t delay) {
  return delay == 0 ? Ball{0} : squared(path.iterates[t] - path.iterates[t - delay]);
}

/// E f(x_{t+1}) ≤ E f(x_t) − (η/2)E‖∇f(x_t)‖² − (η/2)(1 − Lη)E‖v_t‖² + (η/2)E‖∇f(x_t) − v_t‖²
/// + Lη²σ²/2.
template <class Run>
Check descends(Run run) {
  return for_every_update(
      run,
      [](const PathRun&, const NoisePath& path, std::size_t t, std::size_t) {
        return value_at(path.iterates[t + 1]);
      },
      [](const PathRun& of, const NoisePath& path, std::size_t t, std::size_t delay) {
        const Ball smooth = of.known.smoothness * of.step;
        const Ball change = lateness(path, t, delay) - squared(gradient_at(path.iterates[t])) -
                            (Ball{1} - smooth) * squared(path.gradients[t]) +
                            smooth * of.known.noise;
        return Ball(value_at(path.iterates[t]) + of.step * change / Ball{2});
      });
}

/// E‖∇f(x_t) − v_t‖² ≤ L²E‖x_t − x_{t−τ_t}‖².
template <class Run>
Check gradients_are_lipschitz(Run run) {
  return for_every_update(
      run,
      [](const PathRun&, const NoisePath& path, std::size_t t, std::size_t delay) {
        return lateness(path, t, delay);
      },
      [](const PathRun& of, const NoisePath& path, std::size_t t, std::size_t delay) {
        return Ball(squared(of.known.smoothness) * drift(path, t, delay));
      });
}

/// E‖x_t − x_{t−τ_t}‖² ≤ 2η²(τ_t Σ_j E‖v_j‖² + τ_t σ²) over the τ_t updates in between.
template <class Run>
Check drifts(Run run) {
  return for_every_update(
      run,
      [](const PathRun&, const NoisePath& path, std::size_t t, std::size_t delay) {
        return drift(path, t, delay);
      },
      [](const PathRun& of, const NoisePath& path, std::size_t t, std::size_t delay) {
        Ball sum = of.known.noise;
        for (std::size_t j = t - delay; j < t; ++j) sum += squared(path.gradients[j]);
        return Ball(Ball{2} * squared(of.step) * Ball{static_cast<int>(delay)} * sum);
      });
}

/// The predicate: production's iterates on a quadratic are x_{t+1} = x_t − η(λx_{t−τ_t} + ξ_t)
/// written down, for claimed delays.
template <class Delay>
Check takes_late_gradients(Delay delay_of) {
  return identity<WeightedOutcomesInstance>([=]<class F>(const WeightedOutcomesPoint<F>& point) {
    const DelayedQuadratic<F> x{point};
    const auto gradient = [&](const F& at, int t) {
      return F(x.curvature * at + F(t % 3 - 1) * point.constants[3]);
    };
    const auto iterates = delayed_sgd(
        Vector<F>(Vector<F>::Constant(1, x.start)), x.delay, path_updates,
        [&](const Vector<F>& at, int t) {
          return Vector<F>(Vector<F>::Constant(1, gradient(at(0), t)));
        },
        varying_delay(x.delay), [&](int) { return x.share; });
    Vector<F> left(path_updates + 1), right(path_updates + 1);
    right(0) = x.start;
    for (int t = 0; t < path_updates; ++t) {
      right(t + 1) = right(t) - x.share * gradient(right(delay_of(x.delay, t)), t);
    }
    for (int t = 0; t <= path_updates; ++t) left(t) = iterates[static_cast<std::size_t>(t)](0);
    return equal(left, right);
  });
}
/// Of which iterate the gradient at update t is.
inline int as_late_as_said(int longest, int t) { return t - varying_delay(longest)(t); }
inline int no_later_than_four(int longest, int t) {
  return t - std::min(4, varying_delay(longest)(t));
}

/// Without delay, at η = 1/L on a quadratic, the bound is too large by σ²/T alone, T = 1 … 6: over
/// every path of the noise.
inline Check attained_without_delay() {
  return enumerated_identity<WeightedOutcomesInstance>(
      []<class F>(const WeightedOutcomesPoint<F>& point) {
        constexpr int updates = 6;
        const DelayedQuadratic<F> x{point};
        const DelayedDescentBound<F> known{.smoothness = x.curvature,
                                           .gap = F(x.curvature * x.start * x.start / F{2}),
                                           .noise = x.noise,
                                           .delay = 0};
        const F step = F{1} / x.curvature;
        Vector<F> left = Vector<F>::Constant(updates, F{0}), right = left;
        enumeration::for_each_signs(updates, [&](const std::vector<int>& signs) {
          const auto noisy = [&](const Vector<F>& at, int t) {
            const F noise = F(signs[static_cast<std::size_t>(t)]) * point.constants[3];
            return Vector<F>(Vector<F>::Constant(1, F(x.curvature * at(0) + noise)));
          };
          const auto iterates = delayed_sgd(Vector<F>(Vector<F>::Constant(1, x.start)), 0, updates,
                                            noisy, constant_delay(0), [&](int) { return step; });
          F sum{0};
          for (int t = 0; t < updates; ++t) {
            const F gradient = x.curvature * iterates[static_cast<std::size_t>(t)](0);
            sum += gradient * gradient;
            left(t) += sum / F((t + 1) << updates);
          }
        });
        for (int t = 0; t < updates; ++t) {
          right(t) = known(step, t + 1);
          left(t) += x.noise / F(t + 1);
        }
        return equal(left, right);
      });
}

/// The stationary λ²c_0 at τ = 1 is (1 + a)/((1 − a)(2 + a)(1 + 2a)) of the bound's noise: 3/5 at
/// the largest step, a = ηλ = 1/2.
inline Check share_of_the_noise_at_one_delay() {
  return identity<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& point) {
    const DelayedQuadratic<F> x{point};
    const F a = x.share, step = a / x.curvature;
    const DelayedDescentBound<F> known{
        .smoothness = x.curvature, .gap = F{0}, .noise = x.noise, .delay = 1};
    const F settled = stationary_autocovariances(a, 1, F(step * step * x.noise))(0);
    return equal(
        F(x.curvature * x.curvature * settled * (F{1} - a) * (F{2} + a) * (F{1} + F{2} * a)),
        F(known(step, 1) * (F{1} + a)));
  });
}

/// The exact average on f = x²/2 from x_0 = 1 with σ = 1/10, at the safe step of each delay.
inline Figure rates_by_delay() {
  return {.title = "The price of a delay",
          .caption =
              "The mean of E‖∇f(x_t)‖² over the first T updates on f = x²/2 from x = 1, "
              "σ = 1/10, at η = 1/(2(τ + 1)), exactly, and its bounds (dashed). A longer "
              "delay needs a smaller step: it starts more slowly, and its noise is smaller.",
          .x_label = "updates T",
          .y_label = "mean squared gradient",
          .log_x = true,
          .log_y = true,
          .curves = [] {
            std::vector<Curve> curves;
            for (const int delay : {0, 4, 32}) {
              const DelayedDescentBound<Ball> known{.smoothness = 1,
                                                    .gap = Ball{1} / Ball{2},
                                                    .noise = Ball{1} / Ball{100},
                                                    .delay = delay};
              Curve measured{.label = fmt::format("τ = {}", delay)};
              Curve bound{.label = fmt::format("bound, τ = {}", delay), .bound = true};
              Ball sum{0};
              int t = 0;
              for (const Ball& moment : second_moments(Ball{1}, Ball{1}, known.noise, delay,
                                                       known.safe_step(), 1 << 12)) {
                sum += moment;
                ++t;
                if ((t & (t - 1)) != 0) continue;
                measured.points.emplace_back(t, midpoint(sum) / t);
                bound.points.emplace_back(t, midpoint(known(known.safe_step(), t)));
              }
              curves.push_back(std::move(measured));
              curves.push_back(std::move(bound));
            }
            return curves;
          }};
}

}  // namespace lemmata::delayed_quadratics
