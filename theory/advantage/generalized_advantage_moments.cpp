#include "theory/advantage/generalized_advantage_moments.hpp"

#include "theory/fields/linear_solve.hpp"

namespace lemmata {
namespace {

/// E[X] and E[X²] given the state alone, S entries each.
template <class F>
struct StateMoments {
  Vector<F> mean;
  Vector<F> second_moment;
};

template <class F>
StateMoments<F> nothing_follows(int states) {
  const Vector<F> zero = Vector<F>::Constant(states, F{0});
  return {zero, zero};
}

template <class F>
StateMoments<F> over_actions(const Policy<F>& policy, const AdvantageMoments<F>& moments) {
  return {policy.cwiseProduct(moments.mean).rowwise().sum(),
          policy.cwiseProduct(moments.second_moment).rowwise().sum()};
}

/// The moments of X = δ + cX′ from those of X′ in the next state.
template <class F>
AdvantageMoments<F> step_back(const FiniteMdp<F>& mdp, const Vector<F>& values, const F& c,
                              const StateMoments<F>& next) {
  const Matrix<F> zero = Matrix<F>::Constant(mdp.states(), mdp.actions(), F{0});
  AdvantageMoments<F> result{zero, zero};
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const Outcome<F>& outcome : mdp.outcomes(s, a)) {
        F error = outcome.reward - values(s);
        F mean{0};
        F second_moment{0};
        if (!outcome.terminal) {
          error += mdp.discount * values(outcome.next_state);
          mean = c * next.mean(outcome.next_state);
          second_moment = c * c * next.second_moment(outcome.next_state);
        }
        result.mean(s, a) += outcome.probability * (error + mean);
        result.second_moment(s, a) +=
            outcome.probability * (error * error + F{2} * error * mean + second_moment);
      }
    }
  }
  return result;
}

}  // namespace

template <class F>
AdvantageMoments<F> generalized_advantage_moments(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                                                  const Vector<F>& values, const F& lambda) {
  const Matrix<F> transitions = policy_transitions(mdp, policy);
  const Matrix<F> one = identity_matrix<F>(mdp.states());
  const F decay = mdp.discount * lambda;
  StateMoments<F> rest = nothing_follows<F>(mdp.states());
  // The second moment's right side is what one step contributes once the mean of the rest is known.
  rest.mean = solve<F>(Matrix<F>(one - decay * transitions),
                       over_actions(policy, step_back(mdp, values, decay, rest)).mean);
  rest.second_moment =
      solve<F>(Matrix<F>(one - decay * decay * transitions),
               over_actions(policy, step_back(mdp, values, decay, rest)).second_moment);
  return step_back(mdp, values, decay, rest);
}

template <class F>
AdvantageMoments<F> n_step_advantage_moments(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                                             const Vector<F>& values, int n) {
  AdvantageMoments<F> result =
      step_back(mdp, values, mdp.discount, nothing_follows<F>(mdp.states()));
  for (int k = 1; k < n; ++k) {
    result = step_back(mdp, values, mdp.discount, over_actions(policy, result));
  }
  return result;
}

#define LEMMATA_INSTANTIATE(F)                                                                 \
  template AdvantageMoments<F> generalized_advantage_moments(                                  \
      const FiniteMdp<F>&, const Policy<F>&, const Vector<F>&, const F&);                      \
  template AdvantageMoments<F> n_step_advantage_moments(const FiniteMdp<F>&, const Policy<F>&, \
                                                        const Vector<F>&, int);
LEMMATA_FIELDS(LEMMATA_INSTANTIATE)
#undef LEMMATA_INSTANTIATE

}  // namespace lemmata
