#pragma once
/// \file
/// The two known examples of temporal differences that diverge where states are not weighted as the
/// policy visits them. One action, no rewards, so that every value is 0 and w = 0 represents it.

#include <cmath>

#include "verification/critics/mean_updates.hpp"
#include "verification/engine/figure.hpp"

namespace lemmata {

/// An MDP whose features are given with it.
template <class F>
struct Example {
  FiniteMdp<F> mdp;
  LinearFeatures<F> features;

  Policy<F> policy() const { return Policy<F>::Constant(mdp.states(), 1, F{1}); }
};

/// The values w and 2w: state 0 leads to state 1, which stays, or ends with the probability given.
template <class F>
Example<F> two_states(const F& discount, const F& ending) {
  FiniteMdp<F> mdp{2, 1};
  mdp.discount = discount;
  mdp.start(0) = F{1};
  mdp.outcomes(0, 0) = {{F{1}, 1, F{0}, false}};
  mdp.outcomes(1, 0) = {{F{1} - ending, 1, F{0}, false}, {ending, 0, F{0}, true}};
  Matrix<F> features(2, 1);
  features << F{1}, F{2};
  return {std::move(mdp), {std::move(features)}};
}

/// Baird's star: states 0 … 5 lead to the hub 6, which stays. Values 2w_i + w_7 and w_6 + 2w_7.
template <class F>
Example<F> star(const F& discount) {
  constexpr int hub = 6;
  FiniteMdp<F> mdp{hub + 1, 1};
  mdp.discount = discount;
  mdp.start(0) = F{1};
  Matrix<F> features = Matrix<F>::Constant(hub + 1, hub + 2, F{0});
  for (int s = 0; s <= hub; ++s) {
    mdp.outcomes(s, 0) = {{F{1}, hub, F{0}, false}};
    features(s, s) = s == hub ? F{1} : F{2};
    features(s, hub + 1) = s == hub ? F{2} : F{1};
  }
  return {std::move(mdp), {std::move(features)}};
}

/// Baird's weights where the spokes are alike: w_0 = … = w_5, w_6 and w_7.
template <class F>
Vector<F> star_weights(const F& spokes, const F& hub, const F& shared) {
  Vector<F> weights = Vector<F>::Constant(8, spokes);
  weights(6) = hub;
  weights(7) = shared;
  return weights;
}

/// The weights after the mean update of a TD method over states weighted by a distribution.
template <class F, class Method>
Vector<F> after_mean_update(const Example<F>& example, const Vector<F>& distribution,
                            const Vector<F>& weights, const F& step_size, Method method) {
  return mean_over_steps(example.mdp, example.policy(), distribution, weights.size(),
                         [&](const Step<F>& step) -> Vector<F> {
                           return method(example.features, weights, step, example.mdp.discount,
                                         step_size);
                         });
}

/// ‖V_w‖_D along mean updates, until it is far from where it began.
inline Curve error_along_updates(std::string label, const Example<double>& example,
                                 const Vector<double>& distribution, Vector<double> weights) {
  constexpr int iterations = 1000;
  constexpr double step_size = 0.05;
  Curve curve{.label = std::move(label)};
  for (int k = 0; k <= iterations; ++k) {
    const double error = std::sqrt(weighted_square(distribution, example.features.values(weights)));
    if (error < 1e-3 || error > 1e6) break;
    curve.points.emplace_back(k, error);
    weights = after_mean_update(example, distribution, weights, step_size, td_zero);
  }
  return curve;
}

/// Both examples off-policy, and on-policy, where all weight is on the state that stays.
inline std::vector<Curve> errors_off_and_on_policy() {
  const Example<double> near = two_states(0.4, 0.0), far = two_states(0.6, 0.0);
  const Example<double> baird = star(0.99);
  const Vector<double> one = Vector<double>::Ones(1), first{{1, 0}}, second{{0, 1}};
  const Vector<double> usual = star_weights(1.0, 10.0, 1.0);
  const Vector<double> all = Vector<double>::Constant(7, 1.0 / 7), hub = Vector<double>::Unit(7, 6);
  return {
      error_along_updates("two states, off-policy, γ = 0.6", far, first, one),
      error_along_updates("two states, off-policy, γ = 0.4", near, first, one),
      error_along_updates("two states, on-policy, γ = 0.6", far, second, one),
      error_along_updates("Baird's star, off-policy, γ = 0.99", baird, all, usual),
      error_along_updates("Baird's star, on-policy, γ = 0.99", baird, hub, usual),
  };
}

}  // namespace lemmata
