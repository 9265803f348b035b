#pragma once
/// \file
/// The two convex functions −δx and δx on [−1, 1], seen through gradients of ±1 alone: how well
/// they can be told apart, and what production SGD pays for not knowing.

#include "algorithms/asynchronous/delayed_sgd.hpp"
#include "verification/asynchronous/delayed_quadratics.hpp"
#include "verification/engine/enumeration.hpp"

namespace lemmata::two_slopes {

/// The total variation between the numbers of +1 among T signs of mean δ and of mean −δ.
template <class F>
F total_variation(const F& delta, int samples) {
  const F likely = (F{1} + delta) / F{2}, unlikely = (F{1} - delta) / F{2};
  F sum{0}, ways{1};
  for (int k = 0; 2 * k < samples; ++k) {
    const F common = ways * power(F(likely * unlikely), k);
    sum += common * (power(likely, samples - 2 * k) - power(unlikely, samples - 2 * k));
    ways *= F(samples - k) / F(k + 1);
  }
  return sum;
}

/// δ(1 − TV): what some output costs at least on one of the two, whatever the algorithm.
template <class F>
F least_excess(const F& delta, int samples) {
  return F(delta * (F{1} - total_variation(delta, samples)));
}

/// x̂ ∈ [−1, 1] from the signs of T gradients, sign +1 where the gradient is −1.
inline constexpr auto majority = []<class F>(const std::vector<int>& signs, const F&) {
  int sum = 0;
  for (const int sign : signs) sum += sign;
  return F(sum > 0 ? 1 : sum < 0 ? -1 : 0);
};

/// Production SGD from 0 with a constant step, projected, its gradients some updates late.
inline auto by_production(int delay) {
  return [delay]<class F>(const std::vector<int>& signs, const F& step) {
    const auto gradient = [&](const Vector<F>&, int t) {
      return Vector<F>(Vector<F>::Constant(1, F(-signs[static_cast<std::size_t>(t)])));
    };
    return delayed_sgd(
               Vector<F>(Vector<F>::Constant(1, F{0})), delay, static_cast<int>(signs.size()),
               gradient, constant_delay(delay), [&](int) { return step; }, onto_cube(F{1}))
        .back()(0);
  };
}

/// The mean over the two functions of E[f(x̂) − f*], over all sequences of T signs.
template <class F, class Algorithm>
F mean_excess(Algorithm algorithm, const F& delta, const F& step, int samples) {
  const F likely = (F{1} + delta) / F{2}, unlikely = (F{1} - delta) / F{2};
  F sum{0};
  enumeration::for_each_signs(samples, [&](const std::vector<int>& signs) {
    F up{1}, down{1};
    for (const int sign : signs) {
      up *= sign > 0 ? likely : unlikely;
      down *= sign > 0 ? unlikely : likely;
    }
    const F output = algorithm(signs, step);
    sum += delta * (up * (F{1} - output) + down * (F{1} + output)) / F{2};
  });
  return sum;
}

}  // namespace lemmata::two_slopes
