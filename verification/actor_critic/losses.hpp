#pragma once
/// \file
/// The losses that programs differentiate automatically, as dual numbers along rollouts:
///
///   (1/m) Σ_t (−γᵗ log π(a_t|s_t) Â_t + ½ (Ĝ_t − V_w(s_t))²),   Ĝ_t = Â_t + V_w(s_t),
///
/// for m episodes. Each field of `LossForm` is a way to write them down wrong. A logarithm has for
/// its value a number ℓ(s,a) that stands for log π(a|s), and the derivative Dπ/π.

#include "algorithms/critics/least_squares.hpp"
#include "verification/actor_critic/mean_directions.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata {

struct LossForm {
  bool holds_advantages = true;    ///< Â where the actor's loss is differentiated
  bool holds_targets = true;       ///< Ĝ where the critic's loss is differentiated
  bool negates_actor = true;       ///< the actor's loss has its minus
  bool takes_logarithms = true;    ///< of π
  bool halves_squares = true;      ///< the critic's
  bool discounts_actor = true;     ///< γᵗ in the actor's loss
  bool discounts_critic = false;   ///< γᵗ in the critic's loss
  bool values_next_state = false;  ///< Ĝ_t is compared with V_w(s_{t+1})
  bool averages_steps = false;     ///< over the T steps, instead of adding up within episodes
  bool averages_first = false;     ///< mean of log π over the rollout times the sum of Â
};

/// An estimate Â_t = Σ_k (γλ)ᵏ δ_{t+k} of at most `steps` terms within the episode.
template <class F>
struct EstimateForm {
  F lambda;
  int steps;
};

template <class F>
Dual<F> held(const Dual<F>& x) {
  return Dual<F>{x.value};
}

/// Policy and values that move along a direction, and the numbers ℓ.
template <class F>
struct MovingActorCritic {
  Policy<Dual<F>> pi;
  Vector<Dual<F>> values;
  Matrix<F> logarithms;

  Dual<F> log_probability(const Step<F>& step) const {
    const Dual<F>& p = pi(step.state, step.action);
    return {logarithms(step.state, step.action), p.derivative / p.value};
  }
  Dual<F> td_error(const Step<F>& step, const F& discount) const {
    Dual<F> result = Dual<F>{step.reward} - values(step.state);
    if (!step.terminal) result += Dual<F>{discount} * values(step.next_state);
    return result;
  }
};

/// Â_t by its definition.
template <class F>
Dual<F> advantage_by_definition(const MovingActorCritic<F>& moving, const Rollout<F>& rollout,
                                std::size_t t, const F& discount, const EstimateForm<F>& form) {
  Dual<F> sum;
  for (int k = 0; k < form.steps && t < rollout.size(); ++k, ++t) {
    sum +=
        Dual<F>{power(F(discount * form.lambda), k)} * moving.td_error(rollout.steps[t], discount);
    if (rollout.ends[t]) break;
  }
  return sum;
}

/// The losses of actor and critic together over a rollout.
template <class F>
Dual<F> loss(const LossForm& form, const MovingActorCritic<F>& moving, const Rollout<F>& rollout,
             const F& discount, const EstimateForm<F>& estimate) {
  Dual<F> actor, critic, logarithms, advantages;
  int time = 0;
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    const Step<F>& step = rollout.steps[t];
    const Dual<F> gamma_t{power(discount, time)};
    const Dual<F> a = advantage_by_definition(moving, rollout, t, discount, estimate);
    const Dual<F> kept = form.holds_advantages ? held(a) : a;
    const Dual<F> log_pi =
        form.takes_logarithms ? moving.log_probability(step) : moving.pi(step.state, step.action);
    const Dual<F> target = a + moving.values(step.state);
    const Dual<F> off = (form.holds_targets ? held(target) : target) -
                        moving.values(form.values_next_state ? step.next_state : step.state);
    actor += (form.discounts_actor ? gamma_t : Dual<F>{1}) * log_pi * kept;
    critic += (form.discounts_critic ? gamma_t : Dual<F>{1}) * off * off;
    logarithms += log_pi;
    advantages += kept;
    time = rollout.ends[t] ? 0 : time + 1;
  }
  const Dual<F> steps{static_cast<int>(rollout.size())};
  if (form.averages_first) actor = logarithms / steps * advantages;
  const Dual<F> sum =
      (form.negates_actor ? -actor : actor) + (form.halves_squares ? critic / Dual<F>{2} : critic);
  return sum / (form.averages_steps ? steps : Dual<F>{rollout.episodes()});
}

/// Actor and critic along every direction of θ, then along every axis of w.
template <class F, class Features>
std::vector<MovingActorCritic<F>> moving_along_every_direction(
    const MdpPoint<F>& x, const CriticCase<F, Features>& critic) {
  const auto constant = [](const auto& numbers) {
    return numbers.unaryExpr([](const F& v) { return Dual<F>{v}; }).eval();
  };
  const auto policy = x.policy();
  const Matrix<F> directions = x.directions();
  const Vector<Dual<F>> values = constant(critic.values());
  std::vector<MovingActorCritic<F>> result;
  for (Eigen::Index k = 0; k < directions.cols(); ++k) {
    result.push_back(
        {policy.along(directions.col(k)).probabilities(), values, x.action_baseline()});
  }
  for (Eigen::Index j = 0; j < critic.matrix.cols(); ++j) {
    Vector<Dual<F>> moved = values;
    for (Eigen::Index s = 0; s < moved.size(); ++s) moved(s).derivative = critic.matrix(s, j);
    result.push_back({constant(policy.probabilities()), moved, x.action_baseline()});
  }
  return result;
}

/// The predicate: on every rollout a subject's directions, the actor's along every direction, are
/// −∇ of the loss. A subject makes a rollout of two episodes, and names its estimate.
template <class Subject, class CriticOf>
Check follows_the_loss(Subject subject, CriticOf critic_of, LossForm form = {}) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const auto policy = x.policy();
           const auto critic = critic_of(x);
           const auto moving = moving_along_every_direction(x, critic);
           const auto size = static_cast<Eigen::Index>(moving.size());
           Trajectory<F> before;
           const Matrix<F> both =
               pathwise(x.mdp, policy.probabilities(), x.horizon, 2 * size,
                        [&](const Trajectory<F>& episode) -> Vector<F> {
                          const Rollout<F> rollout = subject.rollout(episode.steps, before.steps);
                          before = episode;
                          Vector<F> result(2 * size);
                          for (Eigen::Index k = 0; k < size; ++k) {
                            result(k) = -loss(form, moving[static_cast<std::size_t>(k)], rollout,
                                              x.mdp.discount, subject.estimate(x))
                                             .derivative;
                          }
                          result.tail(size) =
                              seen(x, together(subject.directions(x, policy, critic, rollout)));
                          return result;
                        });
           return equal(both.topRows(size), both.bottomRows(size));
         })
      .only("episodes are compared one by one up to 10,000 numbers", [](const MdpInstance& x) {
        const auto parameters = static_cast<std::uint64_t>(x.table.states() * x.table.actions());
        return trajectory_count(x.table, x.horizon) * parameters <= 10'000;
      });
}

/// The predicate: Σ_s ν(s) Σ_a p(a|s) log π(a|s) A^π(s,a) has the derivatives of J, for p = π held
/// fixed or moving.
inline Check ascends_in_the_mean(bool holds_the_distribution) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
    const Vector<F> nu = visitation(x.mdp, x.pi());
    const Matrix<F> advantage = advantages(x.mdp, x.pi());
    const Matrix<F> directions = x.directions();
    Vector<F> result = Vector<F>::Constant(directions.cols(), F{0});
    const auto moving = moving_along_every_direction(x, any_critic(x));
    for (Eigen::Index k = 0; k < directions.cols(); ++k) {
      const MovingActorCritic<F>& along = moving[static_cast<std::size_t>(k)];
      for (int s = 0; s < x.mdp.states(); ++s) {
        for (int a = 0; a < x.mdp.actions(); ++a) {
          const Dual<F> p = holds_the_distribution ? held(along.pi(s, a)) : along.pi(s, a);
          result(k) +=
              nu(s) * advantage(s, a) * (p * along.log_probability(Step<F>{s, a, F{0}})).derivative;
        }
      }
    }
    return equal(result, performance_derivatives(x.mdp, x.policy(), directions));
  });
}

}  // namespace lemmata
