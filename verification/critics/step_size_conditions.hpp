#pragma once
/// \file
/// What the two conditions on step sizes, Σα_k = ∞ and Σα_k² < ∞, do to mean-square errors in one
/// state; everything in balls, at the step sizes that the production schedule really gives.

#include "verification/critics/one_state_learning.hpp"

namespace lemmata {

/// A claimed bound on x_k for k = m², from the task, m and the exponent p in eighths.
using ErrorBound = std::function<Ball(const OneState<Ball>& x, int m, int p)>;

/// Σ_{j≥m}(j + 1)^−2p ≤ m^{1−2p}/(2p − 1), times σ².
inline Ball late_noise(const OneState<Ball>& x, int m, int p) {
  return x.variance * root_power(Ball{m}, 8 - 2 * p) * Ball{8} / Ball{2 * p - 8};
}

/// For 1/2 < p ≤ 1, α_k = (k + 1)^−p and k = m²:
///   x_k ≤ e^{−2aI(1,k+1)}x_0 + σ²(e^{−2aI(m+1,k+1)} 2p/(2p − 1) + m^{1−2p}/(2p − 1)),
/// with I(u,v) = ∫_u^v t^−p dt, which tends to 0 as m grows.
inline Ball vanishing_bound(const OneState<Ball>& x, int m, int p) {
  const Ball twice = Ball{2} * x.rate;
  const int end = m * m + 1;
  const Ball all_squares = Ball{2 * p} / Ball{2 * p - 8};
  return exp(-twice * integral(1, end, p)) * x.square_error() +
         x.variance * exp(-twice * integral(m + 1, end, p)) * all_squares + late_noise(x, m, p);
}

/// For 0 < p < 1, whether or not Σα_k² < ∞:
///   x_k ≤ e^{−2aI(1,k+1)}x_0 + σ²(m e^{−2aI(m+1,k+1)} + (m + 1)^−p/a).
inline Ball bound_without_squares(const OneState<Ball>& x, int m, int p) {
  const Ball twice = Ball{2} * x.rate;
  const int end = m * m + 1;
  return exp(-twice * integral(1, end, p)) * x.square_error() +
         x.variance * (exp(-twice * integral(m + 1, end, p)) * Ball{m} +
                       root_power(Ball{m + 1}, -p) / x.rate);
}

/// What α_k ≥ 0 with Σα_k ≤ `sum` < 1/a leaves of x_0 for ever: (1 − a·sum)²x_0.
inline Ball what_is_left(const OneState<Ball>& x, const Ball& sum) {
  const Ball kept = Ball{1} - x.rate * sum;
  return kept * kept * x.square_error();
}

/// The exponents for which the production `StepSizes` says of Σα_k and Σα_k² that they are so.
inline std::vector<int> exponents_where(bool sum_is_infinite, bool sum_of_squares_is_finite) {
  std::vector<int> result;
  for (const int p : exponents) {
    const StepSizes steps = steps_of_exponent(p, 1);
    if (steps.sum_is_infinite() == sum_is_infinite &&
        steps.sum_of_squares_is_finite() == sum_of_squares_is_finite) {
      result.push_back(p);
    }
  }
  return result;
}

/// A schedule for each exponent.
using Schedules = std::function<BallSchedule(int p)>;
inline Schedules production_steps(double scale) {
  return [scale](int p) { return of_production(steps_of_exponent(p, scale)); };
}

/// α_k = 2^−k/8, whatever the exponent.
inline BallSchedule halving(int) {
  return [](int k) { return Ball::scaled(1, -3 - k); };
}
/// Σ_k (k + 1)^−p/8 ≤ p/(8(p − 1)).
inline Ball sum_of(int p) { return Ball{p} / Ball{8 * (p - 8)}; }

/// Where there is an error or noise: else every x_k is 0, which no ball decides.
inline Check where_something_varies(Check check) {
  return std::move(check).only("the first value is wrong or the reward random",
                               [](const WeightedOutcomesInstance& instance) {
                                 const OneState<Rational> x{instance.in<Rational>()};
                                 return Rational{0} < x.square_error() + x.variance;
                               });
}

/// The predicate: with these schedules x_k is at most a bound at k = 1, 4, 16, 64 and 256.
inline Check errors_stay_below(const std::vector<int>& powers, const Schedules& schedules,
                               const ErrorBound& bound) {
  return where_something_varies(
      ball_inequality<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& point) {
        const OneState<Ball> x{point};
        std::vector<Ball> left, right;
        for (const int p : powers) {
          const std::vector<Ball> errors = square_errors(x, 256, schedules(p));
          for (int m = 1; m <= 16; m *= 2) {
            left.push_back(errors[static_cast<std::size_t>(m * m)]);
            right.push_back(bound(x, m, p));
          }
        }
        return at_most(as_vector(left), as_vector(right));
      }));
}

/// The predicate: with these schedules x_k is at least what steps of that sum leave, at the same k.
inline Check errors_stay_above(const std::vector<int>& powers, const Schedules& schedules,
                               const std::function<Ball(int p)>& sum) {
  return where_something_varies(
      ball_inequality<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& point) {
        const OneState<Ball> x{point};
        std::vector<Ball> left, right;
        for (const int p : powers) {
          const std::vector<Ball> errors = square_errors(x, 256, schedules(p));
          for (std::size_t k = 1; k <= 256; k *= 4) {
            left.push_back(what_is_left(x, sum(p)));
            right.push_back(errors[k]);
          }
        }
        return at_most(as_vector(left), as_vector(right));
      }));
}

/// Σ_{j<256} α_j ≥ log 257 where production says that Σα_k = ∞, Σ α_j ≤ p/(p − 1) where it says
/// that it is not, for α_k = (k + 1)^−p; and the same for their squares, of exponent 2p.
inline Check integral_test() {
  return ball_inequality<WeightedOutcomesInstance>([](const WeightedOutcomesPoint<Ball>&) {
           std::vector<Ball> left, right;
           const auto compare = [&](bool infinite, const Ball& sum, int power) {
             left.push_back(infinite ? log(Ball{257}) : sum);
             right.push_back(infinite ? sum : Ball{power} / Ball{power - 8});
           };
           for (const int p : exponents) {
             const StepSizes steps = steps_of_exponent(p, 1);
             Ball sum{0}, squares{0};
             for (int k = 0; k < 256; ++k) {
               const Ball alpha{steps(k)};
               sum += alpha;
               squares += alpha * alpha;
             }
             compare(steps.sum_is_infinite(), sum, p);
             compare(!steps.sum_of_squares_is_finite(), squares, 2 * p);
           }
           return at_most(as_vector(left), as_vector(right));
         })
      .once();
}

/// x_k ≤ e^{−2aΣ_{j<k}α_j}x_0 + σ²(e^{−2aΣ_{m≤j<k}α_j}Σ_{j<m}α_j² + Σ_{m≤j<k}α_j²) at k = m², by
/// the sums themselves, whatever the exponent.
inline Check early_noise_is_forgotten() {
  return where_something_varies(
      ball_inequality<WeightedOutcomesInstance>([](const WeightedOutcomesPoint<Ball>& point) {
        const OneState<Ball> x{point};
        std::vector<Ball> left, right;
        for (const int p : {0, 4, 8, 12}) {
          const BallSchedule alpha = production_steps(1)(p);
          const std::vector<Ball> errors = square_errors(x, 64, alpha);
          for (int m = 2; m <= 8; m *= 2) {
            Ball early{0}, late{0}, early_squares{0}, late_squares{0};
            for (int k = 0; k < m * m; ++k) {
              (k < m ? early : late) += alpha(k);
              (k < m ? early_squares : late_squares) += alpha(k) * alpha(k);
            }
            const Ball twice = Ball{2} * x.rate;
            left.push_back(errors[static_cast<std::size_t>(m * m)]);
            right.push_back(exp(-twice * (early + late)) * x.square_error() +
                            x.variance * (exp(-twice * late) * early_squares + late_squares));
          }
        }
        return at_most(as_vector(left), as_vector(right));
      }));
}

}  // namespace lemmata
