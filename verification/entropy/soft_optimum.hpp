#pragma once
/// \file
/// MDPs whose soft optimum is known exactly, over any field: the value V and the policy π* come
/// first, and the rewards are moved until they are the optimum. For log π* stands any table ℓ: of
/// it only Q − V = βℓ is used.

#include <algorithm>

#include "theory/mdp/trajectories.hpp"
#include "verification/entropy/soft_returns.hpp"
#include "verification/natural_gradient/regularised_runs.hpp"

namespace lemmata::soft_optimum {

using soft_returns::Paid;

/// The rewards of every state and action moved by one number, so that r + γPV = V + βℓ.
template <class F>
FiniteMdp<F> with_optimum(FiniteMdp<F> mdp, const Vector<F>& values, const Matrix<F>& logs,
                          const F& temperature) {
  const Matrix<F> q = action_values(mdp, values);
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      const F move = values(s) + temperature * logs(s, a) - q(s, a);
      for (Outcome<F>& outcome : mdp.outcomes(s, a)) outcome.reward += move;
    }
  }
  return mdp;
}

/// The MDP in which the first outcome of every state and action is certain.
template <class F>
FiniteMdp<F> deterministic(FiniteMdp<F> mdp) {
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      mdp.outcomes(s, a).resize(1, Outcome<F>{});
      mdp.outcomes(s, a).front().probability = F{1};
    }
  }
  return mdp;
}

/// The point's policy with its table of logarithms, soft-optimal in `mdp` with its rewards moved.
template <class F>
Paid<F> optimal(const MdpPoint<F>& point, const FiniteMdp<F>& mdp) {
  Paid<F> x{point};
  x.mdp = with_optimum(mdp, point.values(), x.logs, x.temperature);
  return x;
}

/// The point's other policy, with another table of logarithms, in the same MDP as `optimum`.
template <class F>
Paid<F> other_than(const Paid<F>& optimum, const MdpPoint<F>& point) {
  Paid<F> x = optimum;
  x.pi = point.other_pi();
  for (int s = 0; s < x.mdp.states(); ++s) {
    for (int a = 0; a < x.mdp.actions(); ++a) x.logs(s, a) = point.feature(s, a)(0);
  }
  return x;
}

/// Where `regularised_runs::soft_optimum` holds the optimum to 10⁻³⁰ and less.
inline bool can_be_certified(const MdpInstance& instance) {
  return instance.table.states() <= 8 && instance.table.discount != Dyadic{1, 0};
}
constexpr const char* certified_reach = "γ < 1 and at most 8 states: there balls hold the optimum";

inline const Hypothesis optimal_policy{"π* is soft-optimal: Q*_β − V*_β = β log π*", {}};

}  // namespace lemmata::soft_optimum
