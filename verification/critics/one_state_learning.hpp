#pragma once
/// \file
/// TD(0) in one state that leads to itself with random rewards: stochastic approximation of its
/// value V* = E[r]/(1 − γ), with a = 1 − γ, noise of variance σ² = Var r, and mean-square errors
///
///   x_{k+1} = (1 − α_ka)²x_k + α_k²σ²,   x_k = E(w_k − V*)².

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <vector>

#include "algorithms/critics/averaging.hpp"
#include "algorithms/critics/least_squares.hpp"
#include "algorithms/critics/step_sizes.hpp"
#include "algorithms/critics/temporal_difference.hpp"
#include "theory/critics/linear_stochastic_approximation.hpp"
#include "verification/engine/as_vector.hpp"
#include "verification/engine/check.hpp"
#include "verification/engine/enumeration.hpp"
#include "verification/engine/figure.hpp"
#include "verification/engine/weighted_outcomes_instance.hpp"

namespace lemmata {

inline InstanceSpace one_state_tasks() {
  return weighted_outcomes(
      "states that lead to themselves with one of up to three rewards, a "
      "first value, a discount and a step size",
      {.fewest = 1,
       .most = 3,
       .outcome = "reward",
       .weights = "weights",
       .variables = {"rewards"},
       .constants = {"w_0", "c of γ = c²/(1 + c²)", "n of α = 1/(1 + n²)"}});
}

template <class F>
struct OneState {
  Vector<F> probabilities, rewards;
  F start;      ///< w_0
  F discount;   ///< γ
  F step_size;  ///< α, for steps of one size; at most 1
  F rate;       ///< a = 1 − γ, at most 1
  F value;      ///< V*
  F variance;   ///< σ²

  explicit OneState(const WeightedOutcomesPoint<F>& x)
      : probabilities{x.probabilities},
        rewards{x.variables[0]},
        start{x.constants[0]},
        discount{x.constants[1] * x.constants[1] / (F{1} + x.constants[1] * x.constants[1])},
        step_size{F{1} / (F{1} + x.constants[2] * x.constants[2])},
        rate{F{1} - discount},
        value{probabilities.dot(rewards) / rate},
        variance{0} {
    for (Eigen::Index i = 0; i < rewards.size(); ++i) {
      const F noise = rewards(i) - rate * value;
      variance += probabilities(i) * noise * noise;
    }
  }

  F error() const { return start - value; }
  F square_error() const { return error() * error(); }
};

/// x_0 … x_n with steps α_k.
template <class F, class Schedule>
std::vector<F> square_errors(const OneState<F>& x, int steps, Schedule step_size) {
  std::vector<F> result{x.square_error()};
  for (int k = 0; k < steps; ++k) {
    const F alpha = step_size(k);
    const F kept = F{1} - alpha * x.rate;
    result.push_back(F(kept * kept * result.back() + alpha * alpha * x.variance));
  }
  return result;
}

/// Calls visit(probability, rewards) for every sequence of so many rewards.
template <class F, class Visit>
void for_each_sequence(const OneState<F>& x, int length, const Visit& visit) {
  enumeration::for_each_draws(x.probabilities, x.rewards, length, visit);
}

/// The production update, from (w, step, γ, α) to the next w.
constexpr auto td_update = []<class F>(const Vector<F>& weights, const Step<F>& step,
                                       const F& discount, const F& step_size) {
  return td_step(TabularFeatures{1}, weights, step, discount, step_size);
};

/// A wrong one: along the gradient of the squared TD error.
constexpr auto through_the_target = []<class F>(const Vector<F>& weights, const Step<F>& step,
                                                const F& discount, const F& step_size) {
  return residual_gradient_step(TabularFeatures{1}, weights, step, step, discount, step_size);
};

/// The iterates w_0 … w_n at these rewards.
template <class F, class Schedule, class Update>
std::vector<Vector<F>> iterates(const OneState<F>& x, const std::vector<F>& rewards,
                                Schedule step_size, Update update) {
  std::vector<Vector<F>> result{Vector<F>::Constant(1, x.start)};
  for (std::size_t k = 0; k < rewards.size(); ++k) {
    const Step<F> step{0, 0, rewards[k], 0, false};
    result.push_back(update(result.back(), step, x.discount, F(step_size(static_cast<int>(k)))));
  }
  return result;
}

/// The same approximation for the recursion of theory/critics.
template <class F>
ErrorRecursion<F> error_recursion(const OneState<F>& x) {
  std::vector<LinearUpdate<F>> updates;
  for (Eigen::Index i = 0; i < x.rewards.size(); ++i) {
    updates.push_back({x.probabilities(i), Matrix<F>::Constant(1, 1, x.rate),
                       Vector<F>::Constant(1, x.rewards(i))});
  }
  return {updates, Vector<F>::Constant(1, x.value)};
}

inline constexpr int enumerated_steps = 3;
inline constexpr int computed_steps = 12;
inline constexpr int averaged_steps = 5;

/// The predicate: with steps α_k the mean-square errors are as claimed, a function of k ≥ 1: over
/// every sequence of three rewards for an update, and by the recursion further on.
template <class Schedule, class Claimed, class Update = decltype(td_update)>
Check errors_are(Schedule step_size, Claimed claimed, Update update = td_update) {
  return enumerated_identity<WeightedOutcomesInstance>(
      [=]<class F>(const WeightedOutcomesPoint<F>& point) {
        const OneState<F> x{point};
        const auto alpha = [&](int k) { return F(step_size(x, F(k))); };
        Vector<F> left = Vector<F>::Constant(enumerated_steps + computed_steps, F{0});
        Vector<F> right = left;
        for_each_sequence(x, enumerated_steps, [&](const F& weight, const auto& rewards) {
          const auto learnt = iterates(x, rewards, alpha, update);
          for (int k = 1; k <= enumerated_steps; ++k) {
            const F error = learnt[static_cast<std::size_t>(k)](0) - x.value;
            left(k - 1) += weight * error * error;
          }
        });
        const std::vector<F> computed = square_errors(x, computed_steps, alpha);
        for (int k = 1; k <= computed_steps; ++k) {
          const F expected = claimed(x, k);
          if (k <= enumerated_steps) right(k - 1) = expected;
          left(enumerated_steps + k - 1) = computed[static_cast<std::size_t>(k)];
          right(enumerated_steps + k - 1) = expected;
        }
        return equal(left, right);
      });
}

/// The predicate: with steps α the average of T iterates w_0 … w_{T−1} has a mean-square error as
/// claimed, a function of T: for the production TD(0) and `IterateAverage` at T = 4 over every
/// sequence of rewards, and by the recursion of theory/critics for T = 1 … 5.
template <class Claimed>
Check average_errors_are(Claimed claimed) {
  return enumerated_identity<WeightedOutcomesInstance>(
      [claimed]<class F>(const WeightedOutcomesPoint<F>& point) {
        const OneState<F> x{point};
        const auto always = [&](int) { return x.step_size; };
        Vector<F> left = Vector<F>::Constant(averaged_steps + 1, F{0}), right = left;
        for_each_sequence(x, enumerated_steps, [&](const F& weight, const auto& rewards) {
          IterateAverage<F> average;
          for (const auto& w : iterates(x, rewards, always, td_update)) {
            average.add(w);
          }
          const F error = average.mean()(0) - x.value;
          left(0) += weight * error * error;
        });
        right(0) = claimed(x, enumerated_steps + 1);
        const ErrorRecursion<F> errors = error_recursion(x);
        auto moments = errors.nothing_averaged(errors.at(Vector<F>::Constant(1, x.start)));
        for (int t = 1; t <= averaged_steps; ++t) {
          moments = errors.next(moments, x.step_size);
          left(t) = moments.average().mean_square();
          right(t) = claimed(x, t);
        }
        return equal(left, right);
      });
}

/// Step sizes as balls, exactly those that production uses; k = 0, 1, ….
using BallSchedule = std::function<Ball(int k)>;
inline BallSchedule of_production(const StepSizes& steps) {
  return [steps](int k) { return Ball{steps(k)}; };
}

/// The exponents p of α_k = c/(k + 1)^p that are looked at, in eighths.
inline constexpr int exponents[] = {0, 2, 4, 5, 6, 8, 10, 12, 16};
inline StepSizes steps_of_exponent(int eighths, double scale) {
  return {.scale = scale, .exponent = eighths / 8.0};
}

/// tˣ for x in eighths, t > 0.
inline Ball root_power(const Ball& t, int eighths) { return exp(log(t) * Ball{eighths} / Ball{8}); }

/// ∫_u^v t^−p dt, for p in eighths.
inline Ball integral(int u, int v, int p) {
  if (p == 8) return log(Ball{v}) - log(Ball{u});
  return (root_power(Ball{v}, 8 - p) - root_power(Ball{u}, 8 - p)) * Ball{8} / Ball{8 - p};
}

/// x_k with rewards ±1, a = 1 and w_0 = 2 for several exponents, and of the average for p = 0.
inline std::vector<Curve> errors_by_exponent() {
  WeightedOutcomesPoint<double> point{.weights = {},
                                      .probabilities = Vector<double>::Constant(2, 0.5),
                                      .variables = {Vector<double>{{-1.0, 1.0}}},
                                      .constants = {2.0, 0.0, 0.0}};
  const OneState<double> x{point};
  constexpr int last = 1 << 14;
  std::vector<Curve> curves;
  for (const int p : {0, 4, 6, 8, 12}) {
    const StepSizes steps = steps_of_exponent(p, 0.5);
    const auto errors = square_errors(x, last, steps);
    Curve& curve = curves.emplace_back(Curve{.label = fmt::format("p = {}", p / 8.0)});
    for (int k = 1; k <= last; k *= 2) {
      curve.points.emplace_back(k, errors[static_cast<std::size_t>(k)]);
    }
  }
  const ErrorRecursion<double> recursion = error_recursion(x);
  auto moments = recursion.nothing_averaged(recursion.at(Vector<double>::Constant(1, x.start)));
  Curve& average = curves.emplace_back(Curve{.label = "p = 0, averaged"});
  for (int k = 1; k <= last; ++k) {
    moments = recursion.next(moments, 0.5);
    if ((k & (k - 1)) == 0) average.points.emplace_back(k, moments.average().mean_square());
  }
  return curves;
}

}  // namespace lemmata
