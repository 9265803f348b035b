// AC-2. Compatible features have mean zero in every state, so that Q_w represents an advantage.
//
//   Σ_a π(a|s) wᵀg(s,a) = 0,  g = ∇_θ log π;   hence for any b(s) and any weights ν(s) > 0
//   argmin_w Σ ν π (Q − wᵀg)²  =  argmin_w Σ ν π (Q + b − wᵀg)²,  that of A^π among them,
//   argmin_{w,v} Σ ν π (Q^π − wᵀg − v(s))²  =  (w*, V^π):
//
// beside any v(s) the same w* fits best, and the best v is V^π. A baseline in the targets of a
// sampled regression leaves the mean of its equations alone.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy; actions are
// weighed by the policy itself.
// Oracle: V^π from the linear solve, and the least squares of weights and values together, which
// knows no score to have mean zero.
// Shows: the production `compatible_values`, `compatible_system` and `compatible_step` for a linear
// softmax of two features and any weights of the states; that a tabular softmax fits A^π exactly;
// and the production `compatible_regression` with the production's state baseline, over every
// episode of H ≤ 2 steps. That a baseline lowers the variance of the fit is not checked.
// Sources: sutton2000policy, Section 3.

#include "verification/actor_critic/compatible_learning.hpp"
#include "verification/actor_critic/wrong_fits.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {
namespace {

const Hypothesis on_policy_actions{"actions are weighed by the policy itself", {}};

/// The predicate: the mean over π(·|s) of a critic, a function of the point, is as claimed.
template <class Critic, class Claimed>
Check has_mean(Critic critic, Claimed claimed) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> products = x.pi().cwiseProduct(critic(x));
    return equal(Vector<F>(products.rowwise().sum()), claimed(x));
  });
}

constexpr auto nothing = []<class F>(const MdpPoint<F>& x) {
  return Vector<F>(Vector<F>::Constant(x.mdp.states(), F{0}));
};

/// Features times any weights w.
template <class Features>
auto in_features(Features features) {
  return [features]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> psi = features(x);
    return as_table(Vector<F>(psi * x.critic_weights()), x.mdp.actions());
  };
}

/// The predicate: an addition to Q^π leaves the equations of the fit alone, for features ψ and
/// weights of the pairs.
template <class Features, class Weights, class Addition>
Check changes_no_equation(Features features, Weights weights, Addition addition) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> q = true_action_values(x), moved = q + addition(x), psi = features(x);
    return equal(projection_system(psi, weights(x), by_pairs(moved)).vector,
                 projection_system(psi, weights(x), by_pairs(q)).vector);
  });
}

/// The predicate: of the least squares of weights and values together the weights are those of the
/// production's fit, and the values as claimed.
template <class Claimed>
Check fits_beside(Claimed claimed) {
  return identity([claimed]<class F>(const MdpPoint<F>& x) {
           const Matrix<F> q = true_action_values(x);
           Vector<F> apart(2 + x.mdp.states());
           apart << compatible_weights(x, x.state_weights(), q), claimed(x, q);
           return equal(projection_system(scores_and_states(x),
                                          pair_weights(x.state_weights(), x.pi()), by_pairs(q))
                            .solution(),
                        apart);
         })
      .only(where_scores_are_independent, [](const MdpInstance& instance) {
        const auto x = instance.in<Modular>();
        return has_at_most<100>(instance) && has_independent_scores(x, x.state_weights());
      });
}

}  // namespace

Theorem compatible_features_represent_advantages() {
  const auto fitted = fit(scores, visited_pairs, true_action_values);
  return {
      .id = "AC-2",
      .claim =
          "Compatible features have mean zero in every state, so that the critic represents an "
          "advantage, and any function of the state may be added to what it is fitted to",
      .statement = R"(\sum_a \pi(a|s)\, w^\top \nabla_\theta \log \pi(a|s) = 0, \qquad
                      \arg\min_{w,v} \sum_s \nu(s) \sum_a \pi(a|s) \big(Q^\pi(s,a)
                      - w^\top \nabla_\theta \log \pi(a|s) - v(s)\big)^2 = (w^*, V^\pi))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, on_policy_actions},
      .oracle =
          "V^π from the linear solve, and the least squares of weights and values together, which "
          "knows no score to have mean zero",
      .shows =
          "The production critic, its equations and its step for a linear softmax of two features "
          "and any weights of the states; that a tabular softmax fits A^π exactly; and the "
          "production's regression with its state baseline over every episode of at most two "
          "steps. That a baseline lowers the variance of the fit is not checked.",
      .instances = mdps("finite MDPs with a linear and a tabular softmax policy, and a horizon",
                        {Part::policy, Part::other_policy, Part::features, Part::critic_weights,
                         Part::state_baseline, Part::action_baseline, Part::state_weights},
                        {.states = 4, .actions = 3, .outcomes = 2, .horizon = 2}),
      .checks =
          {
              part("mean zero in every state, for any w",
                   has_mean(
                       [](const auto& x) {
                         return compatible_values(x.linear_policy(), x.critic_weights());
                       },
                       nothing)),
              part("b(s) changes no equation of the fit",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const LinearSoftmax<F> policy = x.linear_policy();
                     const Matrix<F> q = true_action_values(x), moved = q + any_state_baseline(x);
                     const Matrix<F> advantage = advantages(x.mdp, x.pi());
                     Matrix<F> vectors(2, 2), expected(2, 2);
                     vectors << compatible_system(policy, x.state_weights(), moved).vector,
                         compatible_system(policy, x.state_weights(), advantage).vector;
                     expected =
                         compatible_system(policy, x.state_weights(), q).vector.replicate(1, 2);
                     return equal(vectors, expected);
                   })),
              part("nor the mean of the production's steps",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> w = x.critic_weights();
                     const Matrix<F> q = true_action_values(x), moved = q + any_state_baseline(x);
                     const F step_size = F{3} / F{8};
                     return equal(mean_of_steps(x, w, moved, step_size),
                                  mean_of_steps(x, w, q, step_size));
                   }).only("at most 100 states", has_at_most<100>)),
              part("nor does the state baseline those of a regression over every episode",
                   has_the_equations_of_returns([]<class F>(const MdpPoint<F>& x,
                                                            const Rollout<F>& rollout,
                                                            const std::vector<F>& returns) {
                     return StateBaseline<F>{x.state_baseline()}(rollout, returns);
                   })),
              part("beside any v(s) the best fit is w* and V^π",
                   fits_beside([]<class F>(const MdpPoint<F>& x, const Matrix<F>&) {
                     return policy_values(x.mdp, x.pi());
                   })),
              part("the tabular softmax fits A^π itself",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> w = true_action_values(x) + any_state_baseline(x);
                     return equal(compatible_values(x.policy(), by_pairs(w)),
                                  advantages(x.mdp, x.pi()));
                   })),
          },
      .proof =
          {
              step("Σ_a π(a|s) g(s,a) = Σ_a ∇π(a|s) = 0, for the tabular softmax too",
                   has_mean(
                       [](const auto& x) {
                         return compatible_values(x.policy(), by_pairs(x.action_baseline()));
                       },
                       nothing)),
              step("so the equations of w and of v have no term in common",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const auto joint = projection_system(scores_and_states(x),
                                                          pair_weights(x.state_weights(), x.pi()),
                                                          by_pairs(true_action_values(x)));
                     const Matrix<F> mixed = joint.matrix.topRightCorner(2, x.mdp.states());
                     return equal(mixed, Matrix<F>::Constant(2, x.mdp.states(), F{0}));
                   }).only("at most 100 states", has_at_most<100>)),
          },
      .falsifiers =
          {
              wrong("the fit represents Q^π: its mean is V^π",
                    where_determined(Discounted{}, has_mean(fitted,
                                                            [](const auto& x) {
                                                              return policy_values(x.mdp, x.pi());
                                                            }))),
              wrong("the fit is A^π", where_determined(Discounted{}, identity([=](const auto& x) {
                                                         return equal(fitted(x),
                                                                      advantages(x.mdp, x.pi()));
                                                       }))),
              wrong("features that are not centred have mean zero",
                    has_mean(in_features(features_not_centred), nothing)),
              wrong("centred by the mean over all actions alike",
                    has_mean(in_features(features_centred_alike), nothing)),
              wrong("b(s) changes nothing for features that are not centred",
                    changes_no_equation(features_not_centred, visited_pairs, any_state_baseline)),
              wrong("b(s,a) changes nothing",
                    changes_no_equation(scores, visited_pairs,
                                        [](const auto& x) { return x.action_baseline(); })),
              wrong("b(s,a) in the targets of the regression",
                    has_the_equations_of_returns(less([](const auto& x, const auto& step) {
                      return x.action_baseline()(step.state, step.action);
                    }))),
              wrong("the baseline of the state that follows",
                    has_the_equations_of_returns(
                        less([]<class F>(const MdpPoint<F>& x, const Step<F>& step) {
                          return step.terminal ? F{0} : x.state_baseline()(step.next_state);
                        }))),
              wrong("beside w* the best v(s) is the mean of Q over all actions alike",
                    fits_beside([]<class F>(const MdpPoint<F>&, const Matrix<F>& q) {
                      return Vector<F>(q.rowwise().sum() / F{static_cast<int>(q.cols())});
                    })),
          },
      .needs = {needed(
          on_policy_actions,
          changes_no_equation(
              scores, [](const auto& x) { return pair_weights(x.state_weights(), x.other_pi()); },
              any_state_baseline))},
      .sources = {{"sutton2000policy", "Section 3"}},
  };
}

}  // namespace lemmata
