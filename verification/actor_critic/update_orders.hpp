#pragma once
/// \file
/// One update of actor and critic on a small MDP, enumerated over what it may see: both at once, or
/// the critic first, on the same step of the environment or on a fresh one for the actor.
///
/// The MDP has two states and two actions, γ = 1/2. An instance's eight outcomes are its (s, a, s′)
/// in this order, with their joint probabilities, and any rewards; the state is drawn besides with
/// its marginal probability. The critic is linear in two features, with any weights.

#include "algorithms/actor_critic/training.hpp"
#include "verification/actor_critic/two_time_scale_points.hpp"

namespace lemmata {

template <class F>
class TwoStateUpdate {
 public:
  LinearFeatures<F> features{Matrix<F>(2, 2)};
  Vector<F> weights;     ///< w
  Vector<F> compatible;  ///< u
  F discount = F{1} / F{2};

  explicit TwoStateUpdate(const WeightedOutcomesPoint<F>& x)
      : weights{x.variables[others_at + 2].head(2)},
        compatible{x.variables[others_at + 2].segment(2, 4)},
        probabilities_{x.probabilities},
        rewards_{x.variables[others_at]},
        policy_{preferences_of(x.weights)} {
    features.matrix << x.variables[others_at + 1](0), x.variables[others_at + 1](1),
        x.variables[others_at + 1](2), x.variables[others_at + 1](3);
  }

  const TabularSoftmax<F>& policy() const { return policy_; }
  const F& probability(int outcome) const { return probabilities_(outcome); }
  Step<F> step(int outcome) const {
    return {outcome / 4, outcome / 2 % 2, rewards_(outcome), outcome % 2, false};
  }

  /// r + γφ(s′)ᵀw − φ(s)ᵀw, by hand.
  F error(const Step<F>& step) const { return step.reward + feature_change(step).dot(weights); }
  /// γφ(s′) − φ(s).
  Vector<F> feature_change(const Step<F>& step) const {
    return discount * feature(step.next_state) - feature(step.state);
  }
  Vector<F> feature(int state) const { return features.matrix.row(state).transpose(); }

  /// E[f(step)].
  template <class Function>
  Vector<F> mean(const Function& f) const {
    Vector<F> sum = probability(0) * Vector<F>(f(step(0)));
    for (int k = 1; k < outcomes; ++k) sum += probability(k) * Vector<F>(f(step(k)));
    return sum;
  }

  /// The same where every reward is such that E[δ | s, a] = 0: actor and critic rest at w.
  TwoStateUpdate at_rest() const {
    TwoStateUpdate result = *this;
    for (int k = 0; k < outcomes; k += 2) {
      const F both = probability(k) + probability(k + 1);
      const F mean_error =
          (probability(k) * error(step(k)) + probability(k + 1) * error(step(k + 1))) / both;
      result.rewards_(k) -= mean_error;
      result.rewards_(k + 1) -= mean_error;
    }
    return result;
  }

  /// As an MDP whose start has the marginal probabilities of the state.
  FiniteMdp<F> mdp() const {
    FiniteMdp<F> result{2, 2};
    result.discount = discount;
    for (int k = 0; k < outcomes; ++k) {
      const Step<F> at = step(k);
      result.start(at.state) += probability(k);
      const F of_action = probability(k / 2 * 2) + probability(k / 2 * 2 + 1);
      result.outcomes(at.state, at.action)
          .push_back({F(probability(k) / of_action), at.next_state, at.reward, false});
    }
    return result;
  }

  static constexpr int outcomes = 8;

 private:
  /// π(a|s) in proportion to the weight of both outcomes.
  static Matrix<F> preferences_of(const Vector<F>& weights) {
    Matrix<F> result(2, 2);
    for (int k = 0; k < outcomes; k += 2) result(k / 4, k / 2 % 2) = weights(k) + weights(k + 1);
    return result;
  }

  Vector<F> probabilities_;
  Vector<F> rewards_;
  TabularSoftmax<F> policy_;
};

/// The critic's step β of an instance, any number.
template <class F>
F critic_step_of(const WeightedOutcomesPoint<F>& x) {
  return x.constants[critic_at];
}

template <class F>
ActorCriticDirections<F> directions_at(const TwoStateUpdate<F>& x, const Vector<F>& weights,
                                       const Step<F>& step) {
  return one_step_directions(x.policy(), x.features, weights, step, x.discount);
}

/// E[δg], both at once.
inline constexpr auto actor_at_once = []<class F>(const TwoStateUpdate<F>& x, const F&) {
  return x.mean([&](const Step<F>& step) { return directions_at(x, x.weights, step).actor; });
};

/// The critic learns first, from the actor's own step.
inline constexpr auto actor_after_critic = []<class F>(const TwoStateUpdate<F>& x, const F& beta) {
  return x.mean([&](const Step<F>& step) {
    const Vector<F> learned = x.weights + beta * directions_at(x, x.weights, step).critic;
    return directions_at(x, learned, step).actor;
  });
};

/// The critic learns first, from a step of its own.
inline constexpr auto actor_after_critic_elsewhere = []<class F>(const TwoStateUpdate<F>& x,
                                                                 const F& beta) {
  return x.mean([&](const Step<F>& seen) {
    const Vector<F> learned = x.weights + beta * directions_at(x, x.weights, seen).critic;
    return x.mean([&](const Step<F>& step) { return directions_at(x, learned, step).actor; });
  });
};

/// E[δg] + β E[δ (γφ′ − φ)ᵀφ g]: what the same step does to δ.
inline constexpr auto changed_by_the_same_step = []<class F>(const TwoStateUpdate<F>& x,
                                                             const F& beta) {
  return x.mean([&](const Step<F>& step) {
    const F change = beta * x.feature_change(step).dot(x.feature(step.state));
    return Vector<F>((x.error(step) * (F{1} + change)) * x.policy().score(step.state, step.action));
  });
};

/// E[δg] + β E[(γφ′ − φ)ᵀC g] with the critic's mean direction C = E[δφ].
inline constexpr auto changed_by_the_mean = []<class F>(const TwoStateUpdate<F>& x, const F& beta) {
  const Vector<F> critic =
      x.mean([&](const Step<F>& step) { return Vector<F>(x.error(step) * x.feature(step.state)); });
  return x.mean([&](const Step<F>& step) {
    const F change = beta * x.feature_change(step).dot(critic);
    return Vector<F>((x.error(step) + change) * x.policy().score(step.state, step.action));
  });
};

inline constexpr auto as_it_is = [](const auto& x) { return x; };
inline constexpr auto where_both_rest = [](const auto& x) { return x.at_rest(); };

/// The predicate: the mean of an actor's update is a claimed vector, at the instance's rewards or
/// others.
template <class Update, class Claimed, class At>
Check has_mean_update(Update update, Claimed claimed, At at) {
  return enumerated_identity<WeightedOutcomesInstance>(
      [=]<class F>(const WeightedOutcomesPoint<F>& x) {
        const TwoStateUpdate<F> here = at(TwoStateUpdate<F>{x});
        const F beta = critic_step_of(x);
        return equal(Vector<F>(update(here, beta)), Vector<F>(claimed(here, beta)));
      });
}

/// What weighs the score in the production `actor_critic_step`, before and after the critic's
/// update, by hand: δ, or uᵀg of the compatible critic.
inline double weight_of_score(const TwoStateUpdate<double>& x, const Step<double>& step,
                              ActorWeight weight, double beta) {
  const double error = x.error(step);
  if (weight == ActorWeight::td_error) {
    return error * (1 + beta * x.feature_change(step).dot(x.feature(step.state)));
  }
  const Vector<double> score = x.policy().score(step.state, step.action);
  const double fit = x.compatible.dot(score);
  return fit + beta * (error - fit) * score.dot(score);
}

/// The predicate: the production `actor_critic_step` with steps α = 1/4 and β = 1 moves θ and w
/// by α and β times the means that belong to a claimed order.
inline Check trains_in_order(ActorWeight weight, UpdateOrder order, UpdateOrder claimed) {
  return sampled<WeightedOutcomesInstance>(
      [=](const WeightedOutcomesPoint<double>& point) {
        constexpr double alpha = 0.25, beta = 1;
        const TwoStateUpdate<double> x{point};
        const auto change_of = [&](const Step<double>& step, double beta_seen) {
          Vector<double> change(6);
          change << weight_of_score(x, step, weight, beta_seen) *
                        x.policy().score(step.state, step.action),
              x.error(step) * x.feature(step.state);
          return change;
        };
        Vector<double> largest = Vector<double>::Constant(6, 1e-3);
        for (int k = 0; k < TwoStateUpdate<double>::outcomes; ++k) {
          for (const double beta_seen : {0.0, beta}) {
            largest = largest.cwiseMax(change_of(x.step(k), beta_seen).cwiseAbs());
          }
        }
        ActorCriticIterate start{
            .theta = Vector<double>(4), .weights = x.weights, .compatible = x.compatible};
        for (int i = 0; i < 4; ++i) {
          start.theta(i) = std::log(x.policy().probabilities()(i / 2, i % 2));
        }
        const ActorCriticOptions options{
            .scales = TimeScales::unchecked({.scale = alpha}, {.scale = beta}),
            .weight = weight,
            .order = order};
        const double beta_claimed = claimed == UpdateOrder::critic_first ? beta : 0;
        const Vector<double> mean =
            x.mean([&](const Step<double>& step) { return change_of(step, beta_claimed); });
        Experiment result;
        for (Eigen::Index i = 0; i < mean.size(); ++i) {
          const double bound = (1 + 1e-9) * largest(i);
          result.claims.push_back({mean(i), Relation::equal, Bounded{-bound, bound}});
        }
        result.sample = [=, sampler = EpisodeSampler{x.mdp()},
                         features = x.features](RandomStream& random) {
          ActorCriticIterate now = start;
          now.state = sampler.draw_start(random);
          const ActorCriticIterate next = actor_critic_step(
              sampler, TabularParametrisation{2, 2}, features, std::move(now), options, 0, random);
          Vector<double> change(6);
          change << (next.theta - start.theta) / alpha, (next.weights - start.weights) / beta;
          return change;
        };
        return result;
      },
      5'000);
}

}  // namespace lemmata
