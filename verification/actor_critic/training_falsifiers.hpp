#pragma once
/// \file
/// The mistakes in one update of actor-critic training (training_mistakes.hpp) as falsifiers.

#include <iterator>

#include "verification/actor_critic/training_steps.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata::training_steps {

inline Check update(Mistake mistake, Criterion criterion = Criterion::discounted) {
  return updates_by_means(tabular_learner, criterion, {mistake});
}

/// Those that the means of one update reject, followed by the theorem's own.
inline std::vector<Falsifier> wrong_updates_and(std::vector<Falsifier> own) {
  std::vector<Falsifier> result{
      wrong("training bootstraps the end", update(Mistake::end_bootstrapped)),
      wrong("training without γ in δ", update(Mistake::discount_forgotten)),
      wrong("training with the score of another action", update(Mistake::score_of_another_action)),
      wrong("training in the other order", update(Mistake::other_order)),
      wrong("training with the other weight", update(Mistake::other_weight)),
      wrong("the values learn −δ", update(Mistake::critic_runs_away)),
      wrong("the values of the next state learn", update(Mistake::critic_credits_next_state)),
      wrong("δ without η", update(Mistake::gain_forgotten, Criterion::average)),
      wrong("the gain learns δ", update(Mistake::gain_learned_from_error, Criterion::average)),
      wrong("the gain rests", update(Mistake::gain_at_rest, Criterion::average)),
      wrong("the compatible critic learns r", update(Mistake::compatible_learns_rewards)),
      wrong("the compatible critic learns after the values",
            update(Mistake::compatible_learns_late)),
      wrong("no restart after an end", update(Mistake::end_does_not_restart)),
      wrong("every end restarts in state 0", update(Mistake::restarts_in_state_0)),
      wrong("average reward: nothing follows an end",
            update(Mistake::nothing_follows_an_end, Criterion::average)),
  };
  result.insert(result.end(), std::make_move_iterator(own.begin()),
                std::make_move_iterator(own.end()));
  return result;
}

}  // namespace lemmata::training_steps
