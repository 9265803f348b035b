#pragma once
/// \file
/// One update of actor-critic training with a mistake in it: what falsifiers are made of.

#include "algorithms/actor_critic/training.hpp"

namespace lemmata::training_mistakes {

/// What may be wrong with an update.
enum class Mistake {
  none,
  end_bootstrapped,
  discount_forgotten,         ///< in δ
  score_of_another_action,    ///< of the next one
  other_order,                ///< at once for the critic first, and the converse
  other_weight,               ///< of the score
  gain_forgotten,             ///< δ without η
  critic_runs_away,           ///< −δφ(s)
  critic_credits_next_state,  ///< φ(s′) for φ(s)
  nothing_follows_an_end,     ///< for the average criterion, in the critic
  gain_learned_from_error,    ///< δ for r − η
  gain_at_rest,
  compatible_learns_rewards,  ///< r for δ
  compatible_learns_late,     ///< δ under the values that have just been updated
  end_does_not_restart,
  restarts_in_state_0,
};

/// The production update, as it is or with a mistake.
struct TrainingUpdate {
  Mistake mistake = Mistake::none;

  template <class F, class DifferentiablePolicy, class Features>
  ActorCriticIterateIn<F> operator()(const DifferentiablePolicy& policy, const Features& features,
                                     const F& discount, const ActorCriticOptions& options,
                                     const ActorCriticIterateIn<F>& x,
                                     const ChainStep<F>& seen) const {
    return corrupted(policy, features, discount, options, x, seen,
                     of_changed(policy, features, discount, options, x, seen));
  }

 private:
  /// The production update of something else.
  template <class F, class DifferentiablePolicy, class Features>
  ActorCriticIterateIn<F> of_changed(const DifferentiablePolicy& policy, const Features& features,
                                     F discount, ActorCriticOptions options,
                                     ActorCriticIterateIn<F> x, ChainStep<F> seen) const {
    using enum UpdateOrder;
    using enum ActorWeight;
    const auto actions = static_cast<int>(policy.probabilities().cols());
    if (mistake == Mistake::end_bootstrapped) seen.step.terminal = false;
    if (mistake == Mistake::discount_forgotten) discount = F{1};
    if (mistake == Mistake::score_of_another_action) {
      seen.step.action = (seen.step.action + 1) % actions;
    }
    if (mistake == Mistake::other_order) {
      options.order = options.order == simultaneous ? critic_first : simultaneous;
    }
    if (mistake == Mistake::other_weight) {
      options.weight = options.weight == td_error ? compatible_critic : td_error;
    }
    if (mistake == Mistake::gain_forgotten) x.gain = F{0};
    return updated(policy, features, discount, options, x, seen);
  }

  /// An update with one part of it wrong.
  template <class F, class DifferentiablePolicy, class Features>
  ActorCriticIterateIn<F> corrupted(const DifferentiablePolicy& policy, const Features& features,
                                    const F& discount, const ActorCriticOptions& options,
                                    const ActorCriticIterateIn<F>& x, const ChainStep<F>& seen,
                                    ActorCriticIterateIn<F> result) const {
    const Step<F>& step = seen.step;
    const bool average = options.criterion == Criterion::average;
    const auto error_under = [&](const Vector<F>& weights) {
      return average ? differential_td_error(features, weights, x.gain, step, seen.next_state)
                     : td_error(features, weights, step, discount);
    };
    const F error = error_under(x.weights);
    const auto learned = [&](const F& target) {
      return compatible_step(policy, x.compatible, step.state, step.action, target,
                             seen.critic_step);
    };
    switch (mistake) {
      case Mistake::critic_runs_away:
        result.weights = F{2} * x.weights - result.weights;
        break;
      case Mistake::critic_credits_next_state:
        result.weights = x.weights;
        features.add(result.weights, F(seen.critic_step * error), step.next_state);
        break;
      case Mistake::nothing_follows_an_end:
        if (!average || !step.terminal) break;
        features.add(result.weights,
                     F(-seen.critic_step * features.value(x.weights, seen.next_state)), step.state);
        break;
      case Mistake::gain_learned_from_error:
        result.gain = x.gain + seen.critic_step * error;
        break;
      case Mistake::gain_at_rest:
        result.gain = x.gain;
        break;
      case Mistake::compatible_learns_rewards:
        result.compatible = learned(step.reward);
        break;
      case Mistake::compatible_learns_late:
        result.compatible = learned(error_under(result.weights));
        break;
      case Mistake::end_does_not_restart:
        result.state = step.next_state;
        break;
      case Mistake::restarts_in_state_0:
        if (step.terminal) result.state = 0;
        break;
      default:
        break;
    }
    return result;
  }
};

}  // namespace lemmata::training_mistakes
