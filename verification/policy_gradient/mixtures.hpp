#pragma once
/// \file
/// Between two policies: the mean of their probabilities, and the mean of their visitations.

#include "theory/mdp/values.hpp"
#include "theory/mdp/visitation.hpp"
#include "verification/engine/mdp_instance.hpp"

namespace lemmata {

/// J(π), J(π') and J((π + π')/2) of two policies on an MDP.
template <class F>
struct Midpoint {
  Midpoint(const FiniteMdp<F>& mdp, const Policy<F>& first, const Policy<F>& second)
      : mean{(performance(mdp, first) + performance(mdp, second)) / F{2}},
        at_mean{performance(mdp, Policy<F>((first + second) / F{2}))} {}
  F mean;     ///< (J(π) + J(π'))/2
  F at_mean;  ///< J((π + π')/2)
};

/// ν(s)π(a|s), S × A.
template <class F>
Matrix<F> occupancy(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
  return visitation(mdp, pi).asDiagonal() * pi;
}

/// The mean of the occupancies of the point's two policies.
template <class F>
Matrix<F> mean_occupancy(const MdpPoint<F>& x) {
  return (occupancy(x.mdp, x.pi()) + occupancy(x.mdp, x.other_pi())) / F{2};
}

/// The policy that takes actions in the proportions of an occupancy: x(s,a)/Σ_b x(s,b), or π where
/// the state is never visited.
template <class F>
Policy<F> policy_of(const Matrix<F>& occupancy, Policy<F> pi) {
  for (Eigen::Index s = 0; s < pi.rows(); ++s) {
    const F total = occupancy.row(s).sum();
    if (pivot_score(total) > 0) pi.row(s) = occupancy.row(s) / total;
  }
  return pi;
}

}  // namespace lemmata
