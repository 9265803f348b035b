#pragma once
/// \file
/// Means of actor-critic directions, over the steps of a chain and over every complete episode, and
/// what they are claimed to be. The actor's are seen along every direction u of the point.

#include "algorithms/actor_critic/actor_critic.hpp"
#include "theory/mdp/visitation.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/advantage/conditional_means.hpp"
#include "verification/engine/mdp_instance.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {

inline constexpr const char* for_quick_solves = "needs at most 64 states, for speed";

/// A critic as the algorithms take it, and its values V = Φw.
template <class F, class Features>
struct CriticCase {
  Features features;
  Matrix<F> matrix;   ///< Φ, S × d
  Vector<F> weights;  ///< w, d
  Vector<F> values() const { return matrix * weights; }
};

/// One weight a state.
template <class F>
CriticCase<F, TabularFeatures> tabular_critic(const Vector<F>& values) {
  return {{static_cast<int>(values.size())}, identity_matrix<F>(values.size()), values};
}
constexpr auto true_critic = [](const auto& x) {
  return tabular_critic(policy_values(x.mdp, x.pi()));
};
constexpr auto any_critic = [](const auto& x) { return tabular_critic(x.values()); };
constexpr auto linear_critic = []<class F>(const MdpPoint<F>& x) {
  return CriticCase<F, LinearFeatures<F>>{
      {x.state_features()}, x.state_features(), x.critic_weights()};
};

/// The actor's directions, then the critic's.
template <class F>
Vector<F> together(const Vector<F>& actor, const Vector<F>& critic) {
  Vector<F> result(actor.size() + critic.size());
  result << actor, critic;
  return result;
}
template <class F>
Vector<F> together(const ActorCriticDirections<F>& directions) {
  return together(directions.actor, directions.critic);
}

/// The same with the actor's along every direction of the point.
template <class F>
Vector<F> seen(const MdpPoint<F>& x, const Vector<F>& both) {
  const Matrix<F> directions = x.directions();
  const Vector<F> actor = directions.transpose() * both.head(directions.rows());
  const Vector<F> critic = both.tail(both.size() - directions.rows());
  return together(actor, critic);
}

/// Σ_s d(s) Σ_a π(a|s) Σ p · f(step) over every outcome, for weights d of the states, S entries.
template <class F, class TermOf>
Vector<F> sum_over_steps(const MdpPoint<F>& x, const Vector<F>& state_weights, TermOf term_of) {
  const Policy<F> pi = x.pi();
  Vector<F> sum;
  for (int s = 0; s < x.mdp.states(); ++s) {
    for (int a = 0; a < x.mdp.actions(); ++a) {
      for (const Outcome<F>& o : x.mdp.outcomes(s, a)) {
        const Vector<F> term = term_of(Step<F>{s, a, o.reward, o.next_state, o.terminal});
        if (sum.size() == 0) sum = Vector<F>::Constant(term.size(), F{0});
        sum += (state_weights(s) * pi(s, a) * o.probability) * term;
      }
    }
  }
  return sum;
}

/// Σ_s d(s) Σ_a ∂π(a|s)/∂u b(s,a) for every direction u of the point, by dual numbers.
template <class F>
Vector<F> derivative_of_mean(const MdpPoint<F>& x, const Vector<F>& state_weights,
                             const Matrix<F>& action_terms) {
  const Matrix<F> directions = x.directions();
  const auto policy = x.policy();
  Vector<F> result(directions.cols());
  for (Eigen::Index k = 0; k < directions.cols(); ++k) {
    const Matrix<F> dpi = derivative_part(policy.along(directions.col(k)).probabilities());
    const Vector<F> by_state = dpi.cwiseProduct(action_terms).rowwise().sum();
    result(k) = state_weights.dot(by_state);
  }
  return result;
}

/// The same point where a step leads to a later state or ends: every episode has at most S steps.
template <class F>
MdpPoint<F> with_complete_episodes(MdpPoint<F> x) {
  for (int s = 0; s < x.mdp.states(); ++s) {
    for (int a = 0; a < x.mdp.actions(); ++a) {
      for (Outcome<F>& o : x.mdp.outcomes(s, a)) {
        if (o.next_state <= s) o.terminal = true;
      }
    }
  }
  return x;
}

/// What an estimate Â = Σ_k c_k δ_{t+k} adds up to in the mean.
template <class F>
struct MeanAdvantage {
  Matrix<F> bias;    ///< E[Â|s,a] − A^π(s,a), up to a function of s; S × A
  Vector<F> change;  ///< E[Â|s], S entries
};

/// ∂J/∂u + Σ ν Σ_a ∂π(a|s)/∂u b(s,a), then Φᵀ Σ_s n(s) E[Â|s], for the visits n that the critic
/// counts.
template <class F, class Features>
Vector<F> claimed_directions(const MdpPoint<F>& x, const CriticCase<F, Features>& critic,
                             const MeanAdvantage<F>& mean, const Vector<F>& visits) {
  const Vector<F> weights = visitation(x.mdp, x.pi());
  const Vector<F> actor = performance_derivatives(x.mdp, x.policy(), x.directions()) +
                          derivative_of_mean(x, weights, mean.bias);
  const Vector<F> at_states = visits.cwiseProduct(mean.change);
  const Vector<F> for_critic = critic.matrix.transpose() * at_states;
  return together(actor, for_critic);
}

}  // namespace lemmata
