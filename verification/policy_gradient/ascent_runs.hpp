#pragma once
/// \file
/// Runs of exact gradient ascent in doubles. Their iterates are handed out as the exact numbers
/// that they are, so that an inequality can be certified at each; the rounding of the steps between
/// them is not covered.

#include <vector>

#include "algorithms/policy_gradient/projected_ascent.hpp"
#include "verification/policy_gradient/certified_optimum.hpp"

namespace lemmata {

inline bool is_power_of_two(int t) { return (t & (t - 1)) == 0; }

inline constexpr int projected_run_length = 64;  ///< steps

/// The starting policy and those after 1, 2, 4 … steps of a multiple of the guaranteed size: the
/// rows of an iterate are divided by their sums, which are 1 up to rounding.
template <class F>
std::vector<Policy<F>> projected_ascent_run(const FiniteMdp<F>& mdp, const Policy<F>& start,
                                            double multiple = 1) {
  const FiniteMdp<double> rounded = approximation(mdp);
  const double step = multiple * guaranteed_projected_step(rounded);
  Policy<double> pi = start.unaryExpr([](const F& p) { return approximation(p); });
  std::vector<Policy<F>> result{start};
  for (int t = 1; t <= projected_run_length; ++t) {
    pi = projected_ascent_step(rounded, pi, step);
    if (!is_power_of_two(t)) continue;
    result.push_back(normalise_rows<F>(pi.unaryExpr([](double p) { return view<F>(dyadic(p)); })));
  }
  return result;
}

/// A run of the softmax at one time t; t = 1 is where it starts.
struct SoftmaxCheckpoint {
  int t;
  Matrix<double> theta;
  /// Of the parameters up to t, those at which an optimal action is least likely.
  Matrix<double> least_likely;
};

/// The checkpoints t = 1, 2, 4 … up to `length` of a run with steps of one size.
inline std::vector<SoftmaxCheckpoint> softmax_ascent_run(const FiniteMdp<double>& mdp,
                                                         Matrix<double> theta,
                                                         const Policy<double>& optimal,
                                                         double step_size, int length) {
  std::vector<SoftmaxCheckpoint> result;
  Matrix<double> least_likely = theta;
  double smallest = 1;
  for (int t = 1; t <= length; ++t) {
    const Policy<double> pi = tabular_softmax(theta).probabilities();
    const double likely = least(chosen(pi, optimal));
    if (likely < smallest) {
      smallest = likely;
      least_likely = theta;
    }
    if (is_power_of_two(t)) result.push_back({t, theta, least_likely});
    theta = softmax_ascent_step(mdp, theta, step_size);
  }
  return result;
}

/// The same numbers as exact balls.
inline Matrix<Ball> exactly(const Matrix<double>& numbers) {
  return numbers.unaryExpr([](double x) { return Ball{x}; });
}

}  // namespace lemmata
