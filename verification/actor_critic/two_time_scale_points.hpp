#pragma once
/// \file
/// Instances of theorems about linear two-time-scale systems: any matrix A, b, iterate z and noise
/// of finitely many outcomes, beside what a theorem names itself. Also the tracking example at
/// rational step sizes.

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "algorithms/actor_critic/two_time_scale_iteration.hpp"
#include "verification/engine/theorem.hpp"
#include "verification/engine/weighted_outcomes_instance.hpp"

namespace lemmata {

/// How many entries a system has where an instance has that many outcomes, and which of an
/// instance's variables and constants are whose.
inline constexpr Eigen::Index largest_system = 4;
inline constexpr std::size_t rows_at = 0, offset_at = 4, iterate_at = 5, noise_at = 6,
                             others_at = 10;
inline constexpr std::size_t actor_at = 0, critic_at = 1, free_at = 2, other_constants_at = 3;

/// Between `fewest` and `most` outcomes; a system has as many entries, or `largest_system`.
inline InstanceSpace two_time_scale_systems(std::string name, int fewest, int most,
                                            const std::vector<std::string>& other_variables,
                                            const std::vector<std::string>& other_constants = {}) {
  WeightedOutcomesShape shape{.fewest = fewest, .most = most};
  for (int i = 1; i <= largest_system; ++i) {
    shape.variables.push_back("row " + std::to_string(i) + " of A");
  }
  shape.variables.insert(shape.variables.end(), {"b", "z"});
  for (int i = 1; i <= largest_system; ++i) {
    shape.variables.push_back("noise " + std::to_string(i));
  }
  shape.variables.insert(shape.variables.end(), other_variables.begin(), other_variables.end());
  shape.constants = {"α", "β", "any number"};
  shape.constants.insert(shape.constants.end(), other_constants.begin(), other_constants.end());
  return weighted_outcomes(std::move(name), std::move(shape));
}

template <class F>
Eigen::Index entries_of(const WeightedOutcomesPoint<F>& x) {
  return std::min<Eigen::Index>(x.weights.size(), largest_system);
}

/// The square matrix whose rows are the heads of consecutive variables.
template <class F>
Matrix<F> matrix_of(const WeightedOutcomesPoint<F>& x, std::size_t first) {
  const Eigen::Index n = entries_of(x);
  Matrix<F> result(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    result.row(i) = x.variables[first + static_cast<std::size_t>(i)].head(n).transpose();
  }
  return result;
}

/// Of each outcome: the noise variables less their means.
template <class F>
std::vector<Vector<F>> noises_of(const WeightedOutcomesPoint<F>& x) {
  const Eigen::Index n = entries_of(x);
  std::vector<Vector<F>> result(static_cast<std::size_t>(x.weights.size()), Vector<F>(n));
  for (Eigen::Index i = 0; i < n; ++i) {
    const Vector<F>& noise = x.variables[noise_at + static_cast<std::size_t>(i)];
    const F mean = x.probabilities.dot(noise);
    for (Eigen::Index k = 0; k < noise.size(); ++k) {
      result[static_cast<std::size_t>(k)](i) = noise(k) - mean;
    }
  }
  return result;
}

/// Γ = Σ p n nᵀ.
template <class F>
Matrix<F> noise_covariance(const WeightedOutcomesPoint<F>& x) {
  const Eigen::Index n = entries_of(x);
  Matrix<F> result = Matrix<F>::Constant(n, n, F{0});
  const auto noises = noises_of(x);
  for (std::size_t k = 0; k < noises.size(); ++k) {
    const Vector<F> weighted = x.probabilities(static_cast<Eigen::Index>(k)) * noises[k];
    result += weighted * noises[k].transpose();
  }
  return result;
}

/// Any A, b and Γ; the first half of the entries is slow, rounded down.
template <class F>
TwoTimeScaleSystem<F> system_of(const WeightedOutcomesPoint<F>& x) {
  const Eigen::Index n = entries_of(x);
  return {matrix_of(x, rows_at), Vector<F>(x.variables[offset_at].head(n)), noise_covariance(x),
          n / 2};
}

template <class F>
Vector<F> iterate_of(const WeightedOutcomesPoint<F>& x) {
  return x.variables[iterate_at].head(entries_of(x));
}

template <class F>
Vector<F> no_noise(const TwoTimeScaleSystem<F>& system) {
  return Vector<F>::Constant(system.vector.size(), F{0});
}

/// Whether A and A₂₂ are regular.
inline bool is_regular(const WeightedOutcomesInstance& instance) {
  const auto x = instance.in<Rational>();
  const Eigen::Index n = entries_of(x);
  const TwoTimeScaleSystem<Rational> system{
      matrix_of(x, rows_at), Vector<Rational>::Constant(n, 0), {}, n / 2};
  try {
    system.limit();
    slow_matrix(system);
  } catch (const std::domain_error&) {
    return false;
  }
  return true;
}

inline const Hypothesis regular_system{
    "A and A₂₂ are regular",
    on_kind(std::function<bool(const WeightedOutcomesInstance&)>{is_regular})};

/// A pair of constant steps.
template <class F>
struct StepPair {
  F actor;
  F critic;
};

/// 0 < β < `largest`, and α = t β/(2 + β) with t = 1/5, …, 9/5.
template <class F>
StepPair<F> steps_of(const WeightedOutcomesPoint<F>& x, int largest) {
  const F critic = F(largest) * x.weights(0) / (x.weights(0) + x.weights(1));
  return {F(x.weights(2) / F{5} * critic / (F{2} + critic)), critic};
}

}  // namespace lemmata
