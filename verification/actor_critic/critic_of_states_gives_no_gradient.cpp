// AC-3. A critic of states alone, put in the place of Q, gives no gradient and is never compatible.
//
//   Σ_s ν(s) Σ_a ∇π(a|s) V_φ(s) = 0 for every V_φ;
//   Σ_a π(a|s) |f(s) − g(s,a)|² = |f(s)|² + Σ_a π(a|s) |g(s,a)|²,   g = ∇_θ log π, f = ∇_φ V_φ.
//
// The study text calls actor and critic compatible if ∇_φ V_φ(s) = ∇_θ log π_θ(a|s). The left side
// is the same for all actions. It misses the scores by the right side of the second line, which is
// least for f = 0, and then 0 only where every score is 0, so that θ does not move π at all. In a
// tabular softmax Σ_a π |g|² = Σ_{a≠b} π(a|s)π(b|s), positive with two actions or more.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy; the critic
// is a function of the state alone.
// Oracle: ∇J as dual numbers for what the critic fails to give; least squares with a feature a
// state for the f nearest to the scores, which knows no score to have mean zero.
// Shows: the production `weighted_score_sum` with any V(s), and `mean_weighted_score` with γᵗV(s_t)
// over every episode of H ≤ 2 steps; that the same V as a baseline of Q leaves ∇J; how far any f is
// from the two scores of a linear softmax, and 0 from those of the tabular one. A V in a TD error
// is not meant: it weighs the action by where that leads (AE-1).
// Sources: sutton2000policy, Theorem 2, whose features depend on the action.

#include "verification/actor_critic/compatible_learning.hpp"
#include "verification/actor_critic/distance_from_scores.hpp"
#include "verification/actor_critic/wrong_fits.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {
namespace {

const Hypothesis of_states_alone{"the critic is a function of the state alone", {}};

/// The predicate: Σν Σ∇π Q̂ for a critic Q̂, S × A, is as claimed, both functions of the point.
template <class Critic, class Claimed>
Check yields(Critic critic, Claimed claimed) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> values = critic(x);
    return equal(
        x.directions().transpose() * weighted_score_sum(x.policy(), Discounted::weights(x), values),
        claimed(x));
  });
}

constexpr auto no_direction = []<class F>(const MdpPoint<F>& x) {
  return Vector<F>(Vector<F>::Constant(x.directions().cols(), F{0}));
};
constexpr auto gradient = [](const auto& x) {
  return performance_derivatives(x.mdp, x.policy(), x.directions());
};
constexpr auto any_critic_of_states = [](const auto& x) {
  return at_every_action(x.values(), x.mdp.actions());
};

/// The predicate over episodes: the mean of Σ_t γᵗ V(s_t) g_t is as claimed.
template <class Claimed>
Check yields_over_episodes(Claimed claimed) {
  return enumerated_identity([claimed]<class F>(const MdpPoint<F>& x) {
           return equal(mean_actor_direction(x, any_critic_of_states(x)), claimed(x));
         })
      .only("at most 100 states", has_at_most<100>);
}

/// The predicate for f(s), S × 2, and the scores of the linear softmax: Σ_a π(a|s) |f(s) − g(s,a)|²
/// is as claimed, both functions of the point.
template <class Features, class Claimed>
Check misses_the_scores_by(Features features, Claimed claimed) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
           const Matrix<F> f = features(x);
           return equal(distance_from_scores(x.linear_policy(), f), claimed(x, f));
         })
      .only("at most 100 states", has_at_most<100>);
}

constexpr auto not_at_all = []<class F>(const MdpPoint<F>&, const Matrix<F>& f) {
  return Vector<F>(Vector<F>::Constant(f.rows(), F{0}));
};
/// The predicate: the f(s) nearest to the scores are as claimed.
template <class Claimed>
Check nearest_is(Claimed claimed) {
  return identity([claimed](const auto& x) { return equal(nearest_to_the_scores(x), claimed(x)); })
      .only("at most 100 states", has_at_most<100>);
}

/// The predicate for the tabular softmax: Σ_a π(a|s) |g(s,a)|² is as claimed of π.
template <class Claimed>
Check squares_of_tabular_scores_are(Claimed claimed) {
  return identity([claimed]<class F>(const MdpPoint<F>& x) {
           const Matrix<F> none =
               Matrix<F>::Constant(x.mdp.states(), x.mdp.states() * x.mdp.actions(), F{0});
           return equal(distance_from_scores(x.policy(), none), claimed(x.pi()));
         })
      .only("at most 100 states", has_at_most<100>);
}

}  // namespace

Theorem critic_of_states_gives_no_gradient() {
  return {
      .id = "AC-3",
      .claim =
          "A critic of states alone, put in the place of Q, gives the gradient zero, and its own "
          "gradient cannot be the score, as the study text asks",
      .statement = R"(\sum_a \nabla_\theta \pi(a|s)\, V_\varphi(s) = 0, \qquad
                      \sum_a \pi(a|s)\, \lVert \nabla_\varphi V_\varphi(s)
                      - \nabla_\theta \log \pi(a|s) \rVert^2
                      = \lVert \nabla_\varphi V_\varphi(s) \rVert^2
                      + \sum_a \pi(a|s)\, \lVert \nabla_\theta \log \pi(a|s) \rVert^2)",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, of_states_alone},
      .oracle =
          "∇J as dual numbers for what the critic fails to give, and least squares with a feature "
          "a state for the ∇V(s) nearest to the scores",
      .shows =
          "The production gradient with any V(s) for Q, and its mean over every episode of at most "
          "two steps; that the same V as a baseline does no harm; and how far any ∇V(s) is from "
          "the scores of a linear softmax, and 0 from those of the tabular one. Critics of states "
          "in a TD error are not meant.",
      .instances =
          mdps("finite MDPs with a linear and a tabular softmax policy, and critics of the states",
               {Part::policy, Part::features, Part::direction, Part::values, Part::state_features,
                Part::state_weights, Part::action_baseline},
               {.states = 4, .actions = 3, .outcomes = 2, .horizon = 2}),
      .checks =
          {
              part("any V(s) for Q gives 0", yields(any_critic_of_states, no_direction)),
              part("over every episode too", yields_over_episodes([]<class F>(const MdpPoint<F>&) {
                     return Vector<F>(Vector<F>::Constant(2, F{0}));
                   })),
              part("as a baseline of Q^π it leaves the gradient alone",
                   yields(
                       []<class F>(const MdpPoint<F>& x) {
                         return Matrix<F>(true_action_values(x) - any_critic_of_states(x));
                       },
                       gradient)),
              part("any f(s) misses the scores by |f|² + Σπ|g|²",
                   misses_the_scores_by([](const auto& x) { return x.state_features(); },
                                        []<class F>(const MdpPoint<F>& x, const Matrix<F>& f) {
                                          const Vector<F> squares =
                                              f.cwiseProduct(f).rowwise().sum();
                                          return Vector<F>(squares + square_of_scores(x, f));
                                        })),
              part("the nearest is f = 0", nearest_is([]<class F>(const MdpPoint<F>& x) {
                     return Matrix<F>(Matrix<F>::Constant(x.mdp.states(), 2, F{0}));
                   })),
              part("tabular softmax: Σ_a π|g|² = Σ_{a≠b} π(a|s)π(b|s)",
                   squares_of_tabular_scores_are([]<class F>(const Policy<F>& pi) {
                     Vector<F> result = Vector<F>::Constant(pi.rows(), F{0});
                     for (int a = 0; a < pi.cols(); ++a) {
                       for (int b = 0; b < pi.cols(); ++b) {
                         if (a != b) result += pi.col(a).cwiseProduct(pi.col(b));
                       }
                     }
                     return result;
                   })),
          },
      .proof =
          {
              step("Σ_a ∇π(a|s) = 0: the probabilities move, their sum does not",
                   []<class F>(const MdpPoint<F>& x) {
                     const auto moving = x.policy().along(x.direction()).probabilities();
                     return equal(Vector<F>(derivative_part(moving).rowwise().sum()),
                                  Vector<F>::Constant(x.mdp.states(), F{0}));
                   }),
              step("were f(s) = g(s,a) for all a, it would be 0: Σ_a π(a|s) (f(s) − g(s,a)) = f(s)",
                   []<class F>(const MdpPoint<F>& x) {
                     const LinearSoftmax<F> policy = x.linear_policy();
                     const Matrix<F> f = x.state_features();
                     Matrix<F> mean = Matrix<F>::Constant(f.rows(), 2, F{0});
                     for (int s = 0; s < f.rows(); ++s) {
                       for (int a = 0; a < x.mdp.actions(); ++a) {
                         mean.row(s) += policy.probabilities()(s, a) *
                                        (f.row(s) - policy.score(s, a).transpose());
                       }
                     }
                     return equal(mean, f);
                   }),
          },
      .falsifiers =
          {
              wrong("there is a critic with ∇_φ V_φ(s) = ∇_θ log π_θ(a|s) for every action: that "
                    "nearest to the scores",
                    misses_the_scores_by(nearest_to_the_scores, not_at_all))
                  .refuting(26),
              wrong("V^π in the place of Q yields ∇J", yields(state_values, gradient)),
              wrong("V(s_t) along episodes yields ∇J_H",
                    yields_over_episodes([]<class F>(const MdpPoint<F>& x) {
                      return horizon_performance_derivatives(x.mdp, x.linear_policy(),
                                                             identity_matrix<F>(2), x.horizon);
                    })),
              wrong("the value of the state that follows yields nothing either",
                    yields(
                        []<class F>(const MdpPoint<F>& x) {
                          return Matrix<F>(action_values(x.mdp, x.values()) -
                                           expected_rewards(x.mdp));
                        },
                        no_direction)),
              wrong("any f(s) misses the scores by no more than Σπ|g|²",
                    misses_the_scores_by([](const auto& x) { return x.state_features(); },
                                         square_of_scores)),
              wrong("the nearest f(s) is the score of the first action",
                    nearest_is([]<class F>(const MdpPoint<F>& x) {
                      Matrix<F> first(x.mdp.states(), 2);
                      for (int s = 0; s < first.rows(); ++s) {
                        first.row(s) = x.linear_policy().score(s, 0).transpose();
                      }
                      return first;
                    })),
              wrong("tabular scores have the square 1",
                    squares_of_tabular_scores_are([]<class F>(const Policy<F>& pi) {
                      return Vector<F>(Vector<F>::Constant(pi.rows(), F{1}));
                    })),
          },
      .needs = {needed(of_states_alone,
                       yields([](const auto& x) { return x.action_baseline(); }, no_direction))},
      .sources = {{"sutton2000policy", "Theorem 2, whose features depend on the action"}},
  };
}

}  // namespace lemmata
