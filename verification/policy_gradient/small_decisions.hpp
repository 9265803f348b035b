#pragma once
/// \file
/// MDPs of a few decisions, small enough to work out by hand, over any field, and policies for them
/// taken from an instance's own: they vary with the instance, and so do γ and the rewards.

#include "theory/mdp/finite_mdp.hpp"
#include "theory/policies/softmax.hpp"

namespace lemmata {

/// A bandit: one state, and action a ends with rewards(a). J = Σ_a π(a) rewards(a).
template <class F>
FiniteMdp<F> one_decision(const Vector<F>& rewards) {
  FiniteMdp<F> mdp{1, static_cast<int>(rewards.size())};
  mdp.start(0) = F{1};
  for (int a = 0; a < mdp.actions(); ++a) mdp.outcomes(0, a) = {{F{1}, 0, rewards(a), true}};
  return mdp;
}

/// Action 0 of state 0 leads to state 1, whose action 0 earns 1; all else ends with nothing. With
/// the probabilities p and q of action 0 in the two states J = γpq.
template <class F>
FiniteMdp<F> two_decisions(const F& discount) {
  FiniteMdp<F> mdp{2, 2};
  mdp.discount = discount;
  mdp.start(0) = F{1};
  mdp.outcomes(0, 0) = {{F{1}, 1, F{0}, false}};
  mdp.outcomes(0, 1) = {{F{1}, 0, F{0}, true}};
  mdp.outcomes(1, 0) = {{F{1}, 0, F{1}, true}};
  mdp.outcomes(1, 1) = {{F{1}, 0, F{0}, true}};
  return mdp;
}

/// Five states that look alike, γ = 1/2. In state 0 action 0 earns 1, and both lead to state 1.
/// There action 1 ends with 5/2, and action 0 leads through states 2, 3 and 4 to an end with 8.
/// With the probability p of action 0 in every state J = (5 + p)/4, and without discount (5 +
/// 13p)/2.
template <class F>
FiniteMdp<F> aliased_decisions() {
  FiniteMdp<F> mdp{5, 2};
  mdp.discount = F{1} / F{2};
  mdp.start(0) = F{1};
  mdp.outcomes(0, 0) = {{F{1}, 1, F{1}, false}};
  mdp.outcomes(0, 1) = {{F{1}, 1, F{0}, false}};
  mdp.outcomes(1, 0) = {{F{1}, 2, F{0}, false}};
  mdp.outcomes(1, 1) = {{F{1}, 0, F{5} / F{2}, true}};
  for (int a = 0; a < 2; ++a) {
    mdp.outcomes(2, a) = {{F{1}, 3, F{0}, false}};
    mdp.outcomes(3, a) = {{F{1}, 4, F{0}, false}};
    mdp.outcomes(4, a) = {{F{1}, 0, F{8}, true}};
  }
  return mdp;
}

/// The policy of one parameter, the logarithm of the odds of action 0 in all states alike, in the
/// proportions of the ends of π's first row.
template <class F>
LinearSoftmax<F> same_everywhere(const Policy<F>& pi, int states) {
  Matrix<F> preferences(states, 2), features(2 * states, 1);
  for (int s = 0; s < states; ++s) {
    preferences.row(s) << pi(0, 0), pi(0, pi.cols() - 1);
    features.middleRows(2 * s, 2) << F{1}, F{0};
  }
  return {std::move(preferences), std::move(features)};
}

/// r(0,a), A entries: an instance's rewards for a bandit.
template <class F>
Vector<F> first_rewards(const FiniteMdp<F>& mdp) {
  return expected_rewards(mdp).row(0).transpose();
}

/// One state with the first state's rewards, all of whose actions go on, or all but the last.
template <class F>
FiniteMdp<F> one_state(const FiniteMdp<F>& from, bool last_ends) {
  FiniteMdp<F> mdp = one_decision(first_rewards(from));
  mdp.discount = from.discount;
  const int going_on = mdp.actions() - (last_ends ? 1 : 0);
  for (int a = 0; a < going_on; ++a) mdp.outcomes(0, a)[0].terminal = false;
  return mdp;
}

/// The policy for one state that has the same first row.
template <class F>
TabularSoftmax<F> first_row_of(const Policy<F>& pi) {
  return TabularSoftmax<F>{Matrix<F>(pi.row(0))};
}

/// A policy for two states and two actions, in the proportions of the four corners of π.
template <class F>
TabularSoftmax<F> corners_of(const Policy<F>& pi) {
  const Eigen::Index s = pi.rows() - 1, a = pi.cols() - 1;
  Matrix<F> preferences(2, 2);
  preferences << pi(0, 0), pi(0, a), pi(s, 0), pi(s, a);
  return TabularSoftmax<F>{std::move(preferences)};
}

}  // namespace lemmata
