#pragma once
/// \file
/// Instances of theorems about rollouts: T steps of one or several episodes that end, are cut, or
/// go on, with any rewards and values, a discount and a λ.

#include "algorithms/advantage/generalized_advantage.hpp"
#include "verification/engine/instance.hpp"

namespace lemmata {

/// How a step leaves its episode.
enum class Ending { goes_on, terminated, truncated };

/// A RolloutInstance viewed in a field.
template <class F>
struct RolloutPoint {
  ValuedRollout<F> rollout;
  F discount;
  F lambda;
};

class RolloutInstance : public Instance {
 public:
  struct Step {
    Dyadic reward;
    Dyadic value;
    Dyadic final_value;  ///< of the state that the step led to, where no step follows it
    Ending ending = Ending::goes_on;
  };
  std::vector<Step> steps;  ///< T ≥ 1
  Dyadic discount;
  Dyadic lambda;

  std::string describe() const override;
  std::string shape() const override;

  template <class F>
  RolloutPoint<F> in() const {
    ValuedRollout<F> rollout;
    for (std::size_t t = 0; t < steps.size(); ++t) {
      const Step& step = steps[t];
      const bool followed = step.ending == Ending::goes_on && t + 1 < steps.size();
      rollout.rewards.push_back(view<F>(step.reward));
      rollout.values.push_back(view<F>(step.value));
      rollout.next_values.push_back(view<F>(followed ? steps[t + 1].value : step.final_value));
      rollout.terminated.push_back(step.ending == Ending::terminated);
      rollout.truncated.push_back(step.ending == Ending::truncated);
    }
    return {rollout, view<F>(discount), view<F>(lambda)};
  }
};

/// Rollouts of at most `longest` steps.
InstanceSpace rollouts(int longest);

}  // namespace lemmata
