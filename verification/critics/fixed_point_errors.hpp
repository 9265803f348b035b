#pragma once
/// \file
/// How far the fixed point of TD(λ) and the best approximation are from the values; and where the
/// former is as far as it can be.

#include <array>

#include "theory/mdp/values.hpp"
#include "verification/critics/on_policy.hpp"

namespace lemmata {

/// ‖Φw_λ − V‖²_D and ‖ΠV − V‖²_D.
template <class F>
struct SquaredErrors {
  F of_td;
  F of_projection;
};

template <class F>
SquaredErrors<F> squared_errors(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                                const Matrix<F>& features, const Vector<F>& d, const F& lambda) {
  const Vector<F> values = policy_values(mdp, policy);
  const Vector<F> weights = temporal_difference_system(mdp, policy, features, d, lambda).solution();
  return {weighted_square<F>(d, features * weights - values),
          weighted_square<F>(d, projection(features, d, values) - values)};
}

/// Three states in a cycle, V = −(1, 1, c), and γ = (1 + 2c)/(2 + c²). With V of the next state as
/// feature, the share γ of the error is carried on by every step.
template <class F>
FiniteMdp<F> cycle(const F& c) {
  FiniteMdp<F> mdp{3, 1};
  mdp.discount = (F{1} + F{2} * c) / (F{2} + c * c);
  mdp.start(0) = F{1};
  const std::array<F, 3> values{F{-1}, F{-1}, -c};
  for (int s = 0; s < 3; ++s) {
    const int next = (s + 1) % 3;
    mdp.outcomes(s, 0) = {{F{1}, next,
                           values.at(static_cast<std::size_t>(s)) -
                               mdp.discount * values.at(static_cast<std::size_t>(next)),
                           false}};
  }
  return mdp;
}

/// Both errors on the cycle for λ = 0, c being the point's γ.
template <class F>
SquaredErrors<F> errors_on_the_cycle(const MdpPoint<F>& x) {
  const F c = x.mdp.discount;
  Matrix<F> feature(3, 1);
  feature << F{1}, c, F{1};
  return squared_errors<F>(cycle(c), Matrix<F>::Constant(3, 1, F{1}), feature,
                           Vector<F>::Constant(3, F{1}), F{0});
}

}  // namespace lemmata
