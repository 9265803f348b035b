#pragma once
/// \file
/// Steps that begin in states drawn anew: every possible one with its probability, means over them,
/// and the mean squared TD error by a route that no estimator takes.

#include "theory/mdp/trajectories.hpp"
#include "theory/mdp/values.hpp"

namespace lemmata {

/// A step and its probability.
template <class F>
struct PossibleStep {
  F probability;
  Step<F> step;
};

/// All that a step from a state may be under the policy; the probabilities sum to 1.
template <class F>
std::vector<PossibleStep<F>> steps_from(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                                        int state) {
  std::vector<PossibleStep<F>> result;
  for (int a = 0; a < mdp.actions(); ++a) {
    for (const auto& o : mdp.outcomes(state, a)) {
      result.push_back(
          {F(policy(state, a) * o.probability), {state, a, o.reward, o.next_state, o.terminal}});
    }
  }
  return result;
}

/// The same from a state drawn with the weights of `distribution`, S entries.
template <class F>
std::vector<PossibleStep<F>> steps_from(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                                        const Vector<F>& distribution) {
  std::vector<PossibleStep<F>> result;
  for (int s = 0; s < mdp.states(); ++s) {
    for (PossibleStep<F> possible : steps_from(mdp, policy, s)) {
      possible.probability *= distribution(s);
      result.push_back(std::move(possible));
    }
  }
  return result;
}

/// Σ_s d(s) E[f(step, other) | s] of `size` entries, over two independent steps from one state.
template <class F, class Function>
Vector<F> mean_over_pairs(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                          const Vector<F>& distribution, Eigen::Index size, Function f) {
  Vector<F> mean = Vector<F>::Constant(size, F{0});
  for (int s = 0; s < mdp.states(); ++s) {
    const std::vector<PossibleStep<F>> possible = steps_from(mdp, policy, s);
    for (const auto& [p, step] : possible) {
      for (const auto& [q, other] : possible) {
        const F probability = distribution(s) * p * q;
        mean += probability * f(step, other);
      }
    }
  }
  return mean;
}

/// r + γV(s′), without V(s′) where the step is terminal.
template <class F>
F target(const Step<F>& step, const F& discount, const Vector<F>& values) {
  return step.terminal ? step.reward : F(step.reward + discount * values(step.next_state));
}

/// ((TV − V)(s))², S entries.
template <class F>
Vector<F> squared_bellman_errors(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                                 const Vector<F>& values) {
  const Vector<F> errors = bellman(mdp, policy, values) - values;
  return errors.cwiseProduct(errors);
}

/// Var(r + γV(s′) | s), S entries, as half the mean squared difference of two independent targets.
template <class F>
Vector<F> variances_of_target(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                              const Vector<F>& values) {
  Vector<F> result = Vector<F>::Constant(mdp.states(), F{0});
  for (int s = 0; s < mdp.states(); ++s) {
    const std::vector<PossibleStep<F>> possible = steps_from(mdp, policy, s);
    for (const auto& [p, step] : possible) {
      for (const auto& [q, other] : possible) {
        const F difference =
            target(step, mdp.discount, values) - target(other, mdp.discount, values);
        result(s) += p * q * difference * difference / F{2};
      }
    }
  }
  return result;
}

}  // namespace lemmata
