#pragma once
/// \file
/// What the theorem on steepest ascent speaks of: the gradient, the Fisher information, and any
/// direction, at a linear and at a tabular softmax policy.

#include <cmath>

#include "algorithms/natural_gradient/natural_ascent.hpp"
#include "theory/natural_gradient/fisher_information.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/mdp_instance.hpp"
#include "verification/engine/sizes.hpp"
#include "verification/engine/visited_states.hpp"

namespace lemmata::steepest_ascent {

/// g = ∇J, F under (1 − γ)ν, and any direction d, at a policy.
template <class F>
struct Slope {
  Vector<F> gradient;
  Matrix<F> fisher;
  Vector<F> direction;

  /// g·v.
  F ascent(const Vector<F>& v) const { return gradient.dot(v); }
};

/// (1 − γ)ν, S entries.
template <class F>
Vector<F> visits(const MdpPoint<F>& x) {
  return (F{1} - x.mdp.discount) * visitation(x.mdp, x.pi());
}

template <class F, class DifferentiablePolicy>
Slope<F> slope(const MdpPoint<F>& x, const DifferentiablePolicy& policy,
               const Vector<F>& direction) {
  const Matrix<F> axes = identity_matrix<F>(policy.parameters());
  return {performance_derivatives(x.mdp, policy, axes), fisher_information(policy, visits(x)),
          direction};
}

constexpr auto linear = []<class F>(const MdpPoint<F>& x) {
  return slope<F>(x, x.linear_policy(), x.critic_weights());
};
constexpr auto tabular = []<class F>(const MdpPoint<F>& x) {
  return slope<F>(x, x.policy(), x.direction());
};

/// vᵀMw.
template <class F>
F form(const Vector<F>& v, const Matrix<F>& matrix, const Vector<F>& w) {
  const Vector<F> image = matrix * w;
  return v.dot(image);
}

// Directions of ascent, functions of the point and the slope.

constexpr auto by_inverse = []<class F>(const MdpPoint<F>&, const Slope<F>& at) {
  return solve<F>(at.fisher, at.gradient);
};
constexpr auto by_pseudo_inverse = []<class F>(const MdpPoint<F>& x, const Slope<F>& at) {
  return least_norm_solution<F>(at.fisher, state_constants<F>(x.mdp.states(), x.mdp.actions()),
                                at.gradient);
};
/// The production's A^π/(1 − γ), in the order of the parameters.
constexpr auto by_advantages = []<class F>(const MdpPoint<F>& x, const Slope<F>&) {
  const Matrix<F> by_actions = natural_direction(x.mdp, x.pi()).transpose();
  return Vector<F>(by_actions.reshaped());
};
constexpr auto plain = []<class F>(const MdpPoint<F>&, const Slope<F>& at) { return at.gradient; };

/// Whether the Fisher information of the linear policy is regular, by a margin relative to the
/// squares of the features, of which rounding may leave something where it is singular.
inline bool is_regular(const MdpInstance& instance) {
  constexpr double margin = 1e-9;
  Vector<double> weights = Vector<double>::Zero(instance.table.states());
  for (const int s : visited_states::visited(instance.table)) weights(s) = 1;
  const Matrix<double> f = fisher_information(instance.in<double>().linear_policy(), weights);
  const NumberTable& features = instance.part(Part::features);
  double squares[] = {0, 0};
  for (int row = 0; row < features.rows; ++row) {
    for (int i = 0; i < 2; ++i) squares[i] += std::pow(view<double>(features.at(row, i)), 2);
  }
  return f(0, 0) * f(1, 1) - f(0, 1) * f(1, 0) > margin * squares[0] * squares[1];
}

inline bool has_few_parameters(const MdpInstance& x) {
  return x.table.states() * x.table.actions() <= 16;
}

inline bool is_tabular_case(const MdpInstance& x) {
  return has_few_parameters(x) && visited_states::all_visited(x);
}

/// The same check where it is quick, for the tabular policy; with F⁺ every state must be visited.
inline Check for_few_parameters(Check check) {
  return std::move(check).only("at most 16 parameters, for speed in rationals", has_few_parameters);
}
inline Check where_all_is_visited(Check check) {
  return std::move(check).only("at most 16 parameters, and every state visited", is_tabular_case);
}
inline Check for_few_states(Check check) {
  return std::move(check).only("at most 16 states, for speed in rationals", has_at_most<16>);
}

}  // namespace lemmata::steepest_ascent
