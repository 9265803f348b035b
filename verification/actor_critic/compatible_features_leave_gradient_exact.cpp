// AC-1. Compatible features: a critic linear in the score leaves the policy gradient exact.
//
//   Q_w(s,a) = wᵀg(s,a), g = ∇_θ log π,  w = argmin Σ_s ν(s) Σ_a π(a|s) (Q^π(s,a) − Q_w(s,a))²
//     ⇒  Σ_s ν(s) Σ_a ∇π(a|s) Q_w(s,a) = ∇J = F w,   F = Σ_s ν(s) Σ_a π(a|s) g gᵀ,
//
// though Q_w need not be Q^π: w is the natural gradient. With the stationary distribution and the
// differential values the same holds for the average reward.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy; the features
// are the score; the fit weighs pairs as the gradient does, by ν π.
// Oracle: J, J_H and the average reward as dual numbers through eliminations and the dynamic
// programme, which know no score, no visitation and no critic; F from the features and π, written
// out.
// Shows: the production `compatible_system` for a linear softmax of two features whose scores
// determine w, so that F is regular; and the tabular softmax, where F is singular and A^π(s,a) +
// b(s) is a fit for every b. Of samples: the equations of the production `compatible_regression`,
// averaged over every episode of H ≤ 2 steps with returns to go as targets and γᵗ as weights, have
// a solution with which the mean of the actor's direction is ∇J_H. An F that is singular is checked
// in the tabular case alone, and no statement is made about fits from finitely many episodes.
// Sources: sutton2000policy, Theorem 2; kakade2001natural, Theorem 1.

#include "verification/actor_critic/compatible_learning.hpp"
#include "verification/actor_critic/wrong_fits.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {
namespace {

const Hypothesis compatible{"the features are the score: ∇_w Q_w(s,a) = ∇_θ log π(a|s)", {}};
const Hypothesis same_weights{"the fit weighs pairs as the gradient does, by ν π", {}};

/// The production's fit.
template <class Objective>
auto compatible_critic(Objective objective) {
  return [objective](const auto& x) {
    const auto w = compatible_weights(x, objective.weights(x), objective.action_values(x));
    return compatible_values(x.linear_policy(), w);
  };
}

/// The production's w of the discounted fit.
template <class F>
Vector<F> discounted_weights(const MdpPoint<F>& x) {
  return compatible_weights(x, Discounted::weights(x), Discounted::action_values(x));
}

/// The predicate: Mw = ∇J for the production's w and a matrix M, a function of the point.
template <class Information>
Check is_natural_under(Information information) {
  return is_the_gradient(Discounted{}, [information]<class F>(const MdpPoint<F>& x) {
    return Vector<F>(Matrix<F>(information(x)) * discounted_weights(x));
  });
}
/// F with weights of states, a function of the point.
template <class Weights>
auto fisher_under(Weights weights) {
  return [weights](const auto& x) { return fisher_by_hand(x, weights(x)); };
}

/// The predicate for the tabular softmax: with w = q(s,a) + b(s), for any b, F w is the gradient.
template <class Objective, class ActionValues>
Check table_gives_the_gradient(Objective objective, ActionValues q) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
    const TabularSoftmax<F> policy = x.policy();
    const Matrix<F> directions = x.directions();
    const Matrix<F> w = q(x) + at_every_action(x.state_baseline(), x.mdp.actions());
    const Matrix<F> critic = compatible_values(policy, by_pairs(w));
    return equal(directions.transpose() * weighted_score_sum(policy, objective.weights(x), critic),
                 objective.derivatives(x, policy, directions));
  });
}

constexpr auto discounted_states = [](const auto& x) { return Discounted::weights(x); };
constexpr auto shares = [](const auto& x) { return visitation_share(x); };
constexpr auto no_information = []<class F>(const MdpPoint<F>&) { return identity_matrix<F>(2); };
/// Σν Σπ φφᵀ.
constexpr auto second_moment_of_features = []<class F>(const MdpPoint<F>& x) {
  const Matrix<F> phi = raw_features(x);
  const Vector<F> weights = visited_pairs(x);
  return Matrix<F>(phi.transpose() * Matrix<F>(weights.asDiagonal() * phi));
};

constexpr auto whole = [](const auto& rollout, const auto& discount) {
  return whole_returns(rollout, discount);
};
constexpr auto rewards = []<class F>(const Rollout<F>& rollout, const F&) {
  return returns_to_go(rollout, F{0});
};
constexpr auto ones = []<class F>(const Rollout<F>& rollout, const F&) {
  return std::vector<F>(rollout.size(), F{1});
};

}  // namespace

Theorem compatible_features_leave_gradient_exact() {
  const Discounted discounted;
  const Average average;
  const auto with = [=](auto features, auto weights, auto q) {
    return gives_the_gradient(discounted, fit(features, weights, q));
  };
  return {
      .id = "AC-1",
      .claim =
          "A critic linear in the score, fitted to the action values by the weights of the "
          "gradient, leaves the policy gradient exact, and its weights are the natural gradient",
      .statement = R"(w = \arg\min_w \sum_s \nu(s) \sum_a \pi(a|s) \big(Q^\pi(s,a)
                      - w^\top \nabla_\theta \log \pi(a|s)\big)^2 \;\Rightarrow\;
                      \sum_s \nu(s) \sum_a \nabla_\theta \pi(a|s)\, Q_w(s,a) = \nabla J = F w)",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, compatible,
                     same_weights},
      .oracle = "J, J_H and the average reward as dual numbers through eliminations; F written out",
      .shows =
          "The production equations for a linear softmax of two features, discounted and for the "
          "average reward, where the scores determine w; every fit A^π(s,a) + b(s) of the tabular "
          "softmax, whose F is singular; and the mean equations of the production's regression "
          "over every episode of at most two steps. Nothing about fits from few episodes.",
      .instances = mdps("finite MDPs with a linear and a tabular softmax policy, and a horizon",
                        {Part::policy, Part::features, Part::direction, Part::state_baseline,
                         Part::action_baseline, Part::state_weights, Part::critic_weights},
                        {.states = 4, .actions = 3, .outcomes = 2, .horizon = 2}),
      .checks =
          {
              part("linear softmax", gives_the_gradient(discounted, compatible_critic(discounted))),
              part("linear softmax, average reward",
                   gives_the_gradient(average, compatible_critic(average))),
              part("w is the natural gradient: Fw = ∇J",
                   is_natural_under(fisher_under(discounted_states))),
              part("tabular softmax, where w = A^π(s,a) + b(s)",
                   table_gives_the_gradient(
                       discounted, [](const auto& x) { return advantages(x.mdp, x.pi()); })),
              part("tabular softmax, average reward, where w = Q(s,a) + b(s)",
                   table_gives_the_gradient(average,
                                            [](const auto& x) { return Average::action_values(x); })
                       .only("one recurrent class, at most 32 states", is_small_unichain)),
              part("the regression over every episode",
                   regression_gives_the_gradient(returns_as_targets, powers_as_weights)),
          },
      .proof =
          {
              step("a production step descends the squared error E: its mean is −(β/2)∇E(w), for "
                   "any w, by differences, which are exact for a quadratic",
                   steps_descend_the_error()),
              step("the production's equations are Fw = ∇J, whether they determine w or not",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const LinearSystem<F> system = compatible_system(
                         x.linear_policy(), Discounted::weights(x), Discounted::action_values(x));
                     const Matrix<F> axes = identity_matrix<F>(2);
                     Matrix<F> left(2, 3), right(2, 3);
                     left << system.matrix, system.vector;
                     right << fisher_under(discounted_states)(x),
                         performance_derivatives(x.mdp, x.linear_policy(), axes);
                     return equal(left, right);
                   }).only("at most 100 states", has_at_most<100>)),
              step("no other weights are better: E(w) = E(w*) + (w − w*)ᵀF(w − w*)",
                   where_determined(discounted, identity([]<class F>(const MdpPoint<F>& x) {
                                      const Vector<F> w = x.critic_weights(),
                                                      best = discounted_weights(x);
                                      const Vector<F> away = w - best;
                                      const Matrix<F> fisher = fisher_under(discounted_states)(x);
                                      return equal(squared_error(x, w), F(squared_error(x, best) +
                                                                          away.dot(fisher * away)));
                                    }))),
              step("so at w* the error is orthogonal to the scores, whence PG-2 with Q_w for Q",
                   where_determined(discounted, identity([=]<class F>(const MdpPoint<F>& x) {
                                      const Matrix<F> error =
                                          compatible_critic(discounted)(x) - true_action_values(x);
                                      const Vector<F> weighted =
                                          visited_pairs(x).cwiseProduct(by_pairs(error));
                                      return equal(Vector<F>(scores(x).transpose() * weighted),
                                                   Vector<F>::Constant(2, F{0}));
                                    }))),
          },
      .falsifiers =
          {
              wrong("fitted under the stationary distribution",
                    with(scores, on_policy(stationary_states), true_action_values)),
              wrong("fitted with the same weight for every state",
                    with(scores, on_policy(all_states_alike), true_action_values)),
              wrong("fitted with the same weight for every action",
                    with(scores, actions_alike, true_action_values)),
              wrong("φ(s,a) for the score, not centred",
                    with(features_not_centred, visited_pairs, true_action_values)),
              wrong("the score of another action",
                    with(scores_of_the_next_action, visited_pairs, true_action_values)),
              wrong("fitted to r + PV, without γ",
                    with(scores, visited_pairs, action_values_without_discount)),
              wrong("fitted to V", with(scores, visited_pairs, state_values)),
              wrong("d = (1 − γ)ν in the sum, without the factor 1/(1 − γ)",
                    is_the_gradient(discounted,
                                    [=](const auto& x) {
                                      return weighted_score_sum(x.linear_policy(),
                                                                visitation_share(x),
                                                                compatible_critic(discounted)(x));
                                    })),
              wrong("w itself for Fw", is_natural_under(no_information)),
              wrong("F under the stationary distribution",
                    is_natural_under(fisher_under(stationary_states))),
              wrong("F under d = (1 − γ)ν", is_natural_under(fisher_under(shares))),
              wrong("F of φ(s,a), not centred", is_natural_under(second_moment_of_features)),
              wrong("visits without γᵗ", regression_gives_the_gradient(returns_as_targets, ones)),
              wrong("rewards as targets",
                    regression_gives_the_gradient(rewards, powers_as_weights)),
              wrong("the whole return as the target of every step",
                    regression_gives_the_gradient(whole, powers_as_weights)),
          },
      .needs = {needed(compatible, with(any_feature, visited_pairs, true_action_values)),
                needed(same_weights, with(scores, on_policy(any_states), true_action_values))},
      .sources = {{"sutton2000policy", "Theorem 2"}, {"kakade2001natural", "Theorem 1"}},
  };
}

}  // namespace lemmata
