// AE-8. One backward pass computes GAE, across ends and cuts.
//
//   Â_t = δ_t + γλ c_t Â_{t+1}  is  Σ_l (γλ)ˡ δ_{t+l}  over the rest of step t's episode,
//   δ_t = r_t + γ(1 − d_t)V(s_{t+1}) − V(s_t),
//
// where d_t says that step t terminated, and c_t that step t + 1 belongs to the same episode: that
// t neither terminated nor was truncated, and is not the rollout's last.
//
// Hypotheses: a rollout of T ≥ 1 steps, of one or several episodes, each of which terminates, is
// truncated, or is cut by the rollout's end.
//
// Oracle: the definition, a double sum over the steps of each episode, which are told apart by
// counting the endings before them; it knows no recursion.
//
// Shows: the production `generalized_advantages`, the function that training calls, at every step
// of rollouts of up to 6 steps with any flags, rewards, values, γ and λ. That the values belong to
// the states which they are said to belong to is for the caller to see to.
//
// Sources: schulman2016high, equations 16 and 17.

#include "verification/advantage/advantage_estimates.hpp"

namespace lemmata {
namespace {

/// The episode that each step belongs to: the number of endings before it.
template <class F>
std::vector<int> episode_numbers(const ValuedRollout<F>& rollout) {
  std::vector<int> result;
  int endings = 0;
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    result.push_back(endings);
    if (rollout.terminated[t] || rollout.truncated[t]) ++endings;
  }
  return result;
}

/// Σ_l (γλ)ˡ δ_{t+l} over the episode of step t, every δ spelled out.
constexpr auto by_definition = []<class F>(const RolloutPoint<F>& x) {
  const ValuedRollout<F>& rollout = x.rollout;
  const std::vector<int> episode = episode_numbers(rollout);
  std::vector<F> result(rollout.size(), F{0});
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    for (std::size_t k = t; k < rollout.size() && episode[k] == episode[t]; ++k) {
      const F following = rollout.terminated[k] ? F{0} : rollout.next_values[k];
      const F delta = rollout.rewards[k] + x.discount * following - rollout.values[k];
      result[t] += power(F(x.discount * x.lambda), static_cast<int>(k - t)) * delta;
    }
  }
  return result;
};

/// The predicate: estimates of the advantage at every step are those of the definition.
template <class Estimates>
Check is_generalized_advantage(Estimates estimates) {
  return estimates_agree(estimates, by_definition);
}

constexpr auto production = []<class F>(const RolloutPoint<F>& x) {
  return generalized_advantages(x.rollout, x.discount, x.lambda);
};

/// The production applied to a rollout whose flags or values a program has got wrong.
template <class Change>
auto on_changed_rollout(Change change) {
  return [change]<class F>(RolloutPoint<F> x) {
    change(x.rollout);
    return generalized_advantages(x.rollout, x.discount, x.lambda);
  };
}

/// The backward pass over TD errors, where a lambda says whether it goes on after step t, with the
/// factor of Â_{t+1}.
template <class F, class GoesOn>
std::vector<F> backward_pass(std::vector<F> result, const F& factor, GoesOn goes_on) {
  for (std::size_t t = result.size() - 1; t-- > 0;) {
    if (goes_on(t)) result[t] += factor * result[t + 1];
  }
  return result;
}

}  // namespace

Theorem backward_recursion_is_generalized_advantage() {
  return {
      .id = "AE-8",
      .claim = "One backward pass computes generalized advantages, across ends and truncations",
      .statement = R"(\hat A_t = \delta_t + \gamma\lambda\, c_t\, \hat A_{t+1}
                      = \sum_{l \ge 0} (\gamma\lambda)^l \delta_{t+l}, \qquad
                      \delta_t = r_t + \gamma (1 - d_t) V(s_{t+1}) - V(s_t))",
      .hypotheses = {rollout_of_episodes},
      .oracle = "the definition, summed over the steps of each episode",
      .shows =
          "The production function at every step of rollouts of up to 6 steps, with any flags, "
          "rewards, values, γ and λ.",
      .instances = rollouts(6),
      .checks = {is_generalized_advantage(production)},
      .proof =
          {
              step("the first term apart, the sum is δ_t + γλ times that of step t + 1",
                   estimates_agree(by_definition,
                                   []<class F>(const RolloutPoint<F>& x) {
                                     const std::vector<F> sums = by_definition(x);
                                     std::vector<F> result = td_errors(x.rollout, x.discount);
                                     for (std::size_t t = 0; t < result.size(); ++t) {
                                       if (!x.rollout.goes_on(t)) continue;
                                       result[t] += x.discount * x.lambda * sums[t + 1];
                                     }
                                     return result;
                                   })),
              step("at the last step of an episode or of the rollout only δ_t is left",
                   estimates_agree(
                       [](const auto& x) { return at_last_steps(x.rollout, by_definition(x)); },
                       [](const auto& x) {
                         return at_last_steps(x.rollout, td_errors(x.rollout, x.discount));
                       })),
          },
      .falsifiers =
          {
              wrong("the mask of the wrong step: the ending of step t + 1 cuts step t",
                    is_generalized_advantage([]<class F>(const RolloutPoint<F>& x) {
                      return backward_pass(td_errors(x.rollout, x.discount),
                                           F(x.discount * x.lambda), [&](std::size_t t) {
                                             return !x.rollout.terminated[t + 1] &&
                                                    !x.rollout.truncated[t + 1];
                                           });
                    }),
                    {"vwxyzjn/cleanrl#16", "hill-a/stable-baselines#385",
                     "DLR-RM/stable-baselines3#105", "anthonytorlucci/rlevo#342"}),
              wrong("truncation treated as termination",
                    is_generalized_advantage(on_changed_rollout([](auto& rollout) {
                      for (std::size_t t = 0; t < rollout.size(); ++t) {
                        if (rollout.truncated[t]) rollout.terminated[t] = true;
                      }
                    })),
                    {"vwxyzjn/cleanrl#198", "vwxyzjn/cleanrl#457", "Toni-SM/skrl#449",
                     "pytorch/rl#2773"}),
              wrong("bootstrap through a terminal state",
                    is_generalized_advantage(on_changed_rollout([](auto& rollout) {
                      for (std::size_t t = 0; t < rollout.size(); ++t) {
                        if (rollout.terminated[t]) rollout.truncated[t] = true;
                        rollout.terminated[t] = false;
                      }
                    }))),
              wrong("the TD error zeroed at truncation",
                    is_generalized_advantage([]<class F>(const RolloutPoint<F>& x) {
                      std::vector<F> errors = td_errors(x.rollout, x.discount);
                      for (std::size_t t = 0; t < errors.size(); ++t) {
                        if (x.rollout.truncated[t]) errors[t] = F{0};
                      }
                      return backward_pass(errors, F(x.discount * x.lambda),
                                           [&](std::size_t t) { return x.rollout.goes_on(t); });
                    })),
              wrong("advantages leak into the episode before",
                    is_generalized_advantage([]<class F>(const RolloutPoint<F>& x) {
                      return backward_pass(td_errors(x.rollout, x.discount),
                                           F(x.discount * x.lambda),
                                           [](std::size_t) { return true; });
                    }),
                    {"RoboVerseOrg/RoboVerse#814"}),
              wrong("the value of the next episode's start for that of the final state",
                    is_generalized_advantage(on_changed_rollout([](auto& rollout) {
                      for (std::size_t t = 0; t + 1 < rollout.size(); ++t) {
                        rollout.next_values[t] = rollout.values[t + 1];
                      }
                    }))),
              wrong("λ for γλ", is_generalized_advantage([]<class F>(const RolloutPoint<F>& x) {
                      return backward_pass(td_errors(x.rollout, x.discount), x.lambda,
                                           [&](std::size_t t) { return x.rollout.goes_on(t); });
                    })),
              wrong("the rollout's last step does not bootstrap",
                    is_generalized_advantage(on_changed_rollout(
                        [](auto& rollout) { rollout.terminated.back() = true; }))),
          },
      .sources = {{"schulman2016high", "equations 16 and 17"}},
  };
}

}  // namespace lemmata
