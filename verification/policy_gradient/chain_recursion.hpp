#pragma once
/// \file
/// Values, visits and gradient of a policy on the chain by a recursion from state to state, which
/// knows no linear system.

#include <cmath>

#include "algorithms/environments/named_environments.hpp"
#include "algorithms/policy_gradient/projected_ascent.hpp"
#include "theory/mdp/finite_mdp.hpp"
#include "verification/engine/chain_instance.hpp"
#include "verification/engine/figure.hpp"

namespace lemmata {

/// γ = H/(H+1), exactly.
template <class F>
F discount_of(const ChainPoint<F>& x) {
  return F(x.length()) / F(x.length() + 1);
}

/// The production chain, with that discount for its double.
template <class F>
FiniteMdp<F> mdp_of(const ChainPoint<F>& x) {
  FiniteMdp<F> mdp = in_field<F>(chain(x.length()));
  mdp.discount = discount_of(x);
  return mdp;
}

/// The other three actions of a state are equally likely; in state 0 all do the same.
template <class F>
Policy<F> policy_of(const ChainPoint<F>& x) {
  Policy<F> pi = Policy<F>::Constant(x.length() + 2, 4, F{1} / F{4});
  const auto set = [&pi](int state, const F& good) {
    pi.row(state).setConstant((F{1} - good) / F{3});
    pi(state, 0) = good;
  };
  for (int s = 1; s <= x.length(); ++s) set(s, x.forward(s - 1));
  set(x.length() + 1, x.earning);
  return pi;
}

/// What the recursion gives, H + 2 entries each.
template <class F>
struct AlongTheChain {
  Vector<F> values;
  Vector<F> visits;
};

/// With f_i = right(i) and b_i = left(i) the discounts expected until i is left to the right and to
/// the left for the first time,
///
///   f_0 = γ,  f_i = γp_i/(1 − γ(1−p_i)f_{i−1});   b_{H+1} = 0,  b_i = γ(1−p_i)/(1 − γp_i b_{i+1}),
///
/// V(i) = f_i V(i+1), and ν(i) is the product of the f before i over 1 − γ(p_i b_{i+1} +
/// (1−p_i)f_{i−1}). Everything is positive and below 1, and nothing cancels.
template <class F>
AlongTheChain<F> along_the_chain(const ChainPoint<F>& x) {
  const int last = x.length() + 1;
  const F discount = discount_of(x);
  const F horizon = F{1} / (F{1} - discount);
  Vector<F> right = Vector<F>::Constant(last + 1, F{0}), left = right;
  Vector<F> values = right, visits = right;
  right(0) = discount;
  for (int i = 1; i < last; ++i) {
    const F p = x.forward(i - 1);
    right(i) = discount * p / (F{1} - discount * (F{1} - p) * right(i - 1));
  }
  for (int i = last - 1; i > 0; --i) {
    const F p = x.forward(i - 1);
    left(i) = discount * (F{1} - p) / (F{1} - discount * p * left(i + 1));
  }
  values(last) = x.earning * horizon;
  for (int i = last - 1; i >= 0; --i) values(i) = right(i) * values(i + 1);
  F reached{1};
  for (int i = 0; i < last; ++i) {
    const F p = i == 0 ? F{1} : x.forward(i - 1);
    const F back = i == 0 ? F{0} : F((F{1} - p) * right(i - 1));
    visits(i) = reached / (F{1} - discount * (p * left(i + 1) + back));
    reached *= right(i);
  }
  visits(last) = reached * horizon;
  return {std::move(values), std::move(visits)};
}

/// ∂V(s_0)/∂π(a|s), (H + 2) × 4.
template <class F>
Matrix<F> gradient_along_the_chain(const ChainPoint<F>& x) {
  const AlongTheChain<F> along = along_the_chain(x);
  const int last = x.length() + 1;
  const F discount = discount_of(x);
  Matrix<F> gradient(last + 1, 4);
  for (int s = 0; s <= last; ++s) {
    const F left = along.values(s == 0 ? 1 : s == last ? last : s - 1);
    const F right = along.values(s == last ? last : s + 1);
    gradient.row(s).setConstant(along.visits(s) * discount * left);
    gradient(s, 0) = along.visits(s) * (discount * right + F(s == last ? 1 : 0));
  }
  return gradient;
}

/// V*(s_0) = γ^{H+1}/(1 − γ).
template <class F>
F optimal_value(const ChainPoint<F>& x) {
  const F discount = discount_of(x);
  return power(discount, x.length() + 1) / (F{1} - discount);
}

/// The chain whose good actions all have probability p, in doubles.
inline ChainPoint<double> uniform_chain(int length, double p) {
  return {Vector<double>::Constant(length, p), p};
}

/// The gradient's norm, by the recursion and by a linear solve, and the distance from the optimum.
inline std::vector<Curve> plateau_of_the_chain() {
  constexpr int longest = 300, longest_system = 100;
  Curve gap{.label = "V*(s₀) − V(s₀), p = 0.24"}, bound{.label = "(1/3)^(H/4)", .bound = true};
  Curve norm{.label = "‖∇V(s₀)‖, p = 0.24"}, solved{.label = "‖∇V(s₀)‖ by LU in doubles"};
  for (int length = 5; length <= longest; length += 5) {
    const ChainPoint<double> x = uniform_chain(length, 0.24);
    gap.points.emplace_back(length, optimal_value(x) - along_the_chain(x).values(0));
    norm.points.emplace_back(length, gradient_along_the_chain(x).norm());
    bound.points.emplace_back(length, std::pow(3.0, -length / 4.0));
    if (length > longest_system) continue;
    solved.points.emplace_back(length, direct_gradient(mdp_of(x), policy_of(x)).norm());
  }
  return {gap, norm, bound, solved};
}

}  // namespace lemmata
