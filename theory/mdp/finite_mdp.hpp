#pragma once
/// \file
/// Finite Markov decision processes over a field.
///
/// S states, A actions, μ the start distribution, γ the discount. Taking action a in state s leads
/// with probability p to an outcome: a reward and a next state, or a reward and the end. A terminal
/// outcome has continuation 0, so its probability is missing from the row of P, and rows of P may
/// sum to less than one.
///
/// Values follow Puterman, 1994, ch. 6 (`puterman1994markov`); every quantity that a theorem
/// equates has its own route here, and none calls the other.

#include <vector>

#include "theory/fields/field.hpp"
#include "theory/mdp/transition_table.hpp"

namespace lemmata {

template <class F>
struct Outcome {
  F probability;
  int next_state;
  F reward;
  bool terminal;
};

template <class F>
class FiniteMdp {
 public:
  F discount{0};
  Vector<F> start;  ///< μ, S entries that sum to 1

  FiniteMdp() = default;
  FiniteMdp(int states, int actions)
      : start(Vector<F>::Constant(states, F{0})),
        actions_{actions},
        outcomes_(static_cast<std::size_t>(states * actions)) {}

  int states() const { return static_cast<int>(start.size()); }
  int actions() const { return actions_; }

  std::vector<Outcome<F>>& outcomes(int state, int action) { return outcomes_[at(state, action)]; }
  const std::vector<Outcome<F>>& outcomes(int state, int action) const {
    return outcomes_[at(state, action)];
  }

 private:
  std::size_t at(int state, int action) const {
    return static_cast<std::size_t>(state * actions_ + action);
  }

  int actions_ = 0;
  std::vector<std::vector<Outcome<F>>> outcomes_;
};

/// A stationary policy: π(a|s) in row s and column a, S × A, rows sum to 1.
template <class F>
using Policy = Matrix<F>;

/// The MDP of a table: weights over their sums. \throws DivisionByZero if a row's weights sum to 0.
template <class F>
FiniteMdp<F> in_field(const TransitionTable& table);

/// The same MDP among the dual numbers, all derivatives zero: what does not depend on θ.
template <class F>
FiniteMdp<Dual<F>> as_constant(const FiniteMdp<F>& mdp);

/// r(s,a) = Σ p·reward, S × A.
template <class F>
Matrix<F> expected_rewards(const FiniteMdp<F>& mdp);

/// r_π(s) = Σ_a π(a|s) r(s,a).
template <class F>
Vector<F> policy_rewards(const FiniteMdp<F>& mdp, const Policy<F>& policy);

/// P_π(s,s') = Σ_a π(a|s) P(s'|s,a), S × S, without what terminates.
template <class F>
Matrix<F> policy_transitions(const FiniteMdp<F>& mdp, const Policy<F>& policy);

/// Whether some state cannot reach an end under the policy: decided on the graph of what is
/// possible, so that rounding does not matter.
template <class F>
bool may_never_end(const FiniteMdp<F>& mdp, const Policy<F>& policy);

/// P(·|s,a) of one state and action, S entries.
template <class F>
Vector<F> successor_distribution(const FiniteMdp<F>& mdp, int state, int action);

}  // namespace lemmata
