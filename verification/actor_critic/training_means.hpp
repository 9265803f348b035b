#pragma once
/// \file
/// The mean of one update of actor-critic training on any MDP, with ends and restarts, for both
/// criteria, both orders and both weights of the score: what `updated` does, over every step that
/// the chain can take from any distribution of its states, and what it should do, by sums over the
/// transition table and derivatives of the policy that know neither a score nor a TD error.

#include "algorithms/actor_critic/training.hpp"
#include "verification/actor_critic/mean_directions.hpp"

namespace lemmata::training_means {

/// What the means of a learner depend on, beside its iterate.
template <class F>
struct LearnerTables {
  Policy<F> pi{};
  std::vector<Matrix<F>> derivatives{};  ///< ∂π(a|s)/∂θ_i for every i, S × A each
  Matrix<F> features{};                  ///< Φ
};

template <class F, class DifferentiablePolicy>
LearnerTables<F> tables_of(const DifferentiablePolicy& policy, const Matrix<F>& features) {
  LearnerTables<F> result{.pi = policy.probabilities(), .features = features};
  for (Eigen::Index i = 0; i < policy.parameters(); ++i) {
    Vector<F> unit = Vector<F>::Constant(policy.parameters(), F{0});
    unit(i) = F{1};
    result.derivatives.push_back(derivative_part(policy.along(unit).probabilities()));
  }
  return result;
}

/// A policy and a critic as training takes them, and an iterate.
template <class F, class DifferentiablePolicy, class Features>
struct Learner {
  DifferentiablePolicy policy;
  Features features;
  LearnerTables<F> tables;
  ActorCriticIterateIn<F> start;
};

/// θ itself has no part in an update.
template <class F>
ActorCriticIterateIn<F> any_iterate(const MdpPoint<F>& x, const Vector<F>& weights,
                                    const Vector<F>& compatible) {
  return {.theta = Vector<F>::Constant(compatible.size(), F{1}),
          .weights = weights,
          .compatible = compatible,
          .gain = x.other_values()(0)};
}

/// One weight a state and action, and one a state; or two features of either.
inline constexpr auto tabular_learner = []<class F>(const MdpPoint<F>& x) {
  const auto policy = x.policy();
  const Matrix<F> features = identity_matrix<F>(x.mdp.states());
  return Learner<F, TabularSoftmax<F>, TabularFeatures>{policy,
                                                        {x.mdp.states()},
                                                        tables_of(policy, features),
                                                        any_iterate(x, x.values(), x.direction())};
};
inline constexpr auto linear_learner = []<class F>(const MdpPoint<F>& x) {
  const auto policy = x.linear_policy();
  const Vector<F> weights = x.critic_weights();
  return Learner<F, LinearSoftmax<F>, LinearFeatures<F>>{
      policy,
      {x.state_features()},
      tables_of(policy, x.state_features()),
      any_iterate(x, weights, Vector<F>(weights + x.feature(0, 0)))};
};

/// What is updated, and from where: any weights of the states.
template <class F>
struct Chain {
  const FiniteMdp<F>& mdp;
  const ActorCriticOptions& options;
  Vector<F> shares;
  F critic_step;

  bool is_average() const { return options.criterion == Criterion::average; }
  /// Of a value that follows; and the probability that no restart comes of itself.
  F carried() const { return is_average() ? F{1} : mdp.discount; }
};

/// E[δ | s, a] under w and η, and under what they become by this very step; S × A.
template <class F>
struct MeanErrors {
  Matrix<F> before, after;
};

/// With κ = (cφ′ − φ)ᵀφ, c = γ or 1: δ becomes δ + βκδ, less β(r − η) for the average criterion.
template <class F>
MeanErrors<F> mean_errors(const Chain<F>& chain, const Matrix<F>& features,
                          const ActorCriticIterateIn<F>& x) {
  const FiniteMdp<F>& mdp = chain.mdp;
  const Vector<F> values = features * x.weights;
  const Matrix<F> overlaps = features * features.transpose();
  const F subtracted = chain.is_average() ? x.gain : F{0};
  MeanErrors<F> result;
  result.before = result.after = Matrix<F>::Constant(mdp.states(), mdp.actions(), F{0});
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      const auto add = [&](const F& probability, const F& reward, const F& next_value,
                           const F& next_overlap) {
        const F error = reward - subtracted + next_value - values(s);
        const F seen = chain.critic_step * (next_overlap - overlaps(s, s)) * error;
        const F gained = chain.is_average() ? F(reward - x.gain) : F{0};
        result.before(s, a) += probability * error;
        result.after(s, a) += probability * (error + seen - chain.critic_step * gained);
      };
      for (const Outcome<F>& o : mdp.outcomes(s, a)) {
        if (!o.terminal) {
          add(o.probability, o.reward, F(chain.carried() * values(o.next_state)),
              F(chain.carried() * overlaps(o.next_state, s)));
        } else if (!chain.is_average()) {
          add(o.probability, o.reward, F{0}, F{0});
        } else {
          for (int n = 0; n < mdp.states(); ++n) {
            add(F(o.probability * mdp.start(n)), o.reward, values(n), overlaps(n, s));
          }
        }
      }
    }
  }
  return result;
}

/// Where the chain is next, from its shares: after γP_π, or P_π, the rest restarts from μ.
template <class F>
Vector<F> next_shares(const Chain<F>& chain, const Policy<F>& pi) {
  const Matrix<F> transitions = policy_transitions(chain.mdp, pi);
  const Vector<F> going_on = chain.carried() * (transitions.transpose() * chain.shares);
  return going_on + F(chain.shares.sum() - going_on.sum()) * chain.mdp.start;
}

/// Σ_s d(s) of the changes of u, θ, w and η over their steps, then where the chain is next.
template <class F>
Vector<F> expected_changes(const Chain<F>& chain, const LearnerTables<F>& learner,
                           const ActorCriticIterateIn<F>& x) {
  const Policy<F>& pi = learner.pi;
  const std::vector<Matrix<F>>& derivatives = learner.derivatives;
  const auto parameters = static_cast<Eigen::Index>(derivatives.size());
  const auto [before, after] = mean_errors(chain, learner.features, x);
  Matrix<F> fit = Matrix<F>::Constant(pi.rows(), pi.cols(), F{0}), squares = fit;  // uᵀg and gᵀg
  for (Eigen::Index i = 0; i < parameters; ++i) {
    const Matrix<F> score = derivatives[static_cast<std::size_t>(i)].cwiseQuotient(pi);
    fit += x.compatible(i) * score;
    squares += score.cwiseProduct(score);
  }
  const Matrix<F> unfitted = before - fit;
  const bool late = chain.options.order == UpdateOrder::critic_first;
  Matrix<F> weight = late ? after : before;
  if (chain.options.weight == ActorWeight::compatible_critic) {
    weight = fit;
    if (late) weight += chain.critic_step * squares.cwiseProduct(unfitted);
  }
  const auto sum_over_states = [&](const Matrix<F>& of_actions) {
    const Vector<F> by_state = of_actions.rowwise().sum();
    return F(chain.shares.dot(by_state));
  };
  Vector<F> compatible(parameters), theta(parameters);
  for (Eigen::Index i = 0; i < parameters; ++i) {
    const Matrix<F>& derivative = derivatives[static_cast<std::size_t>(i)];
    compatible(i) = sum_over_states(derivative.cwiseProduct(unfitted));
    theta(i) = sum_over_states(derivative.cwiseProduct(weight));
  }
  const Vector<F> errors = pi.cwiseProduct(before).rowwise().sum();
  const Vector<F> weights = learner.features.transpose() * chain.shares.cwiseProduct(errors);
  const Vector<F> rewards = policy_rewards(chain.mdp, pi);
  const F gain = chain.shares.dot(rewards) - x.gain * chain.shares.sum();
  Vector<F> result(2 * parameters + weights.size() + 1 + pi.rows());
  result << compatible, theta, weights, gain, next_shares(chain, pi);
  return result;
}

/// The same of one update that has been made.
template <class F>
Vector<F> changes(const ActorCriticIterateIn<F>& from, const ActorCriticIterateIn<F>& to,
                  const F& actor_step, const F& critic_step, int states) {
  Vector<F> place = Vector<F>::Constant(states, F{0});
  place(to.state) = F{1};
  Vector<F> result(2 * from.theta.size() + from.weights.size() + 1 + states);
  result << (to.compatible - from.compatible) / critic_step, (to.theta - from.theta) / actor_step,
      (to.weights - from.weights) / critic_step, (to.gain - from.gain) / critic_step, place;
  return result;
}

/// Every step that the chain can take from its shares and where it then goes on, as
/// f(probability, step, next state).
template <class F, class TermOf>
void for_each_step(const Chain<F>& chain, const Policy<F>& pi, TermOf term_of) {
  const FiniteMdp<F>& mdp = chain.mdp;
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const Outcome<F>& o : mdp.outcomes(s, a)) {
        const Step<F> step{s, a, o.reward, o.next_state, o.terminal};
        const F probability = chain.shares(s) * pi(s, a) * o.probability;
        const F going_on = o.terminal ? F{0} : chain.carried();
        if (!o.terminal) term_of(F(probability * going_on), step, o.next_state);
        if (!o.terminal && chain.is_average()) continue;
        for (int n = 0; n < mdp.states(); ++n) {
          term_of(F(probability * (F{1} - going_on) * mdp.start(n)), step, n);
        }
      }
    }
  }
}

}  // namespace lemmata::training_means
