#pragma once
/// \file
/// Both sides of path consistency, V(s_0) = Σ_k γᵏ(r_k − βℓ_k) + γⁿV(s_n), path by path.

#include "verification/entropy/soft_returns.hpp"

namespace lemmata::path_sides {

using soft_returns::Paid;
using soft_returns::soft_return;

/// What is claimed of a path: V(s_0) and what should equal it.
template <class F>
struct PathSides {
  F first;
  F rest;
};

/// Σ_k γᵏ(r_k − βℓ_k) + γⁿV(s_n), with 0 for what follows an end.
template <class F>
PathSides<F> consistency(const Paid<F>& x, const Vector<F>& v, const Trajectory<F>& path) {
  const Step<F>& last = path.steps.back();
  F rest = soft_return(x, path, 0);
  if (!last.terminal) {
    rest += power(x.mdp.discount, static_cast<int>(path.steps.size())) * v(last.next_state);
  }
  return {v(path.steps.front().state), rest};
}

/// Both sides, in a column each, of every path of a policy that acts.
template <class F, class Claim>
Matrix<F> sides_of_paths(const Paid<F>& x, const Policy<F>& acting, int horizon, Claim claim) {
  const Vector<F> v = x.values();
  return pathwise(x.mdp, acting, horizon, 2, [&](const Trajectory<F>& path) {
    const PathSides<F> sides = claim(x, v, path);
    return Vector<F>{{sides.first, sides.rest}};
  });
}

}  // namespace lemmata::path_sides
