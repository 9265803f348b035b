#pragma once
/// \file
/// Two rooms that mirror each other, where actor-critic needs a slow actor: they are what keeps
/// AC-7's time scales from being a convenience. In both rooms
///
///   action   leads to         pays   feature in room 0   in room 1
///   0        the same room     −3          −1                1
///   1        the other room    −4           0                0
///   2        the other room     7           2               −2,        start in either, γ = 3/4.
///
/// The policy has one parameter, π(a|s) ∝ exp(θφ(s,a)). At θ = 0 all actions are alike, V = 0 and
/// J is largest, under both criteria. There, where ∂_θ holds V fixed and d is where states come
/// from, G(θ, V) = E_d[(r + γV(s′))g] has
///
///   ∂_θG = 23/15 > 0   though   (1 − γ)J″ = −67/45 < 0:
///
/// an actor that sees the values of the past runs away from the optimum, and only the values that
/// it changes thereby call it back. Where they come late they call it back ever further from there:
/// a cycle, and no limit. With V^π in the place of V_w the same updates would be a heavy ball, with
/// [0, αF; βJ″, −βF] for a drift, stable at any small steps: it is through V that the time scales
/// matter.

#include "theory/certificates/root_location.hpp"
#include "theory/policies/performance_hessian.hpp"
#include "verification/actor_critic/alike_places.hpp"
#include "verification/engine/check.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata::mirror_rooms {

inline TransitionTable table() {
  TransitionTable result{.name = "mirror rooms",
                         .discount = dyadic(0.75),
                         .start = {dyadic(1), dyadic(1)},
                         .outcomes = {2, {3, {1, WeightedOutcome{}}}}};
  for (int room = 0; room < 2; ++room) {
    auto& outcomes = result.outcomes[static_cast<std::size_t>(room)];
    outcomes[0][0] = {.next_state = room, .reward = dyadic(-3)};
    outcomes[1][0] = {.next_state = 1 - room, .reward = dyadic(-4)};
    outcomes[2][0] = {.next_state = 1 - room, .reward = dyadic(7)};
  }
  return result;
}

template <class F>
Matrix<F> policy_features() {
  Matrix<F> result(6, 1);
  result << F{-1}, F{0}, F{2}, F{1}, F{0}, F{-2};
  return result;
}

/// A pair of constant steps.
template <class F>
struct Steps {
  F actor;
  F critic;
};

/// What one step of training adds on average, with states from (1 − γ)ν, to (θ, u, V(0), V(1)): its
/// derivative at the optimum, where all four are 0, along a direction of them.
template <class F>
Vector<F> mean_change_along(const Vector<F>& direction, const Steps<F>& steps) {
  using D = Dual<F>;
  const FiniteMdp<D> mdp = as_constant(in_field<F>(table()));
  const LinearSoftmax<F> uniform{Matrix<F>::Constant(2, 3, F{1}), policy_features<F>()};
  const LinearSoftmax<D> policy = uniform.along(Vector<F>(direction.head(1)));
  const TabularFeatures rooms{2};
  Vector<D> moved(4);
  for (Eigen::Index i = 0; i < 4; ++i) moved(i) = D{F{0}, direction(i)};
  const Vector<D> u = moved.segment(1, 1), values = moved.tail(2);
  const Policy<D>& pi = policy.probabilities();
  const Vector<D> shares = (D{1} - mdp.discount) * visitation(mdp, pi);
  Vector<D> change = Vector<D>::Constant(4, D{0});
  for (int s = 0; s < 2; ++s) {
    for (int a = 0; a < 3; ++a) {
      const Outcome<D>& outcome = mdp.outcomes(s, a)[0];
      const Step<D> step{s, a, outcome.reward, outcome.next_state, outcome.terminal};
      const D error = td_error(rooms, values, step, mdp.discount);
      const Vector<D> score = policy.score(s, a);
      const Vector<D> learned = compatible_step(policy, u, s, a, error, D{steps.critic});
      Vector<D> added(4);
      added << D{steps.actor} * u.dot(score) * score(0), learned(0) - u(0),
          D{steps.critic} * directions_of_error(policy, rooms, step, error).critic;
      change += (shares(s) * pi(s, a)) * added;
    }
  }
  return derivative_part(change);
}

/// The matrix by which the mean of an iterate moves near the optimum, less I.
template <class F>
Matrix<F> drift(const Steps<F>& steps) {
  Matrix<F> result(4, 4);
  const Matrix<F> units = identity_matrix<F>(4);
  for (Eigen::Index i = 0; i < 4; ++i) {
    result.col(i) = mean_change_along(Vector<F>(units.col(i)), steps);
  }
  return result;
}

/// The same by hand: E[g²] = 14/9, E[g r] = ±17/3 in the rooms, and 4/9 more of the next states in
/// the other room for each θ.
template <class F>
Matrix<F> drift_by_hand(const Steps<F>& steps) {
  const auto over = [](int numerator, int denominator) { return F(F{numerator} / F{denominator}); };
  const F fisher = over(14, 9), zero{0};
  Matrix<F> result(4, 4);
  result << zero, F(steps.actor * fisher), zero, zero,              //
      F(steps.critic * over(23, 15)), F(-steps.critic * fisher),    //
      F(-steps.critic * over(1, 3)), F(steps.critic * over(1, 3)),  //
      F(steps.critic * over(17, 6)), zero,                          //
      F(-steps.critic * over(3, 8)), F(steps.critic * over(1, 4)),  //
      F(-steps.critic * over(17, 6)), zero,                         //
      F(steps.critic * over(1, 4)), F(-steps.critic * over(3, 8));
  return result;
}

/// J′, (1 − γ)J″, and what drift of u per θ there is with V where it belongs, over β.
template <class F>
Vector<F> slopes_of_performance(const Steps<F>& steps) {
  const FiniteMdp<F> mdp = in_field<F>(table());
  const LinearSoftmax<F> uniform{Matrix<F>::Constant(2, 3, F{1}), policy_features<F>()};
  const Matrix<F> unit = identity_matrix<F>(1);
  const Matrix<F> d = drift(steps);
  const Matrix<F> values_per_theta =
      -solve<F>(Matrix<F>(d.bottomRightCorner(2, 2)), Matrix<F>(d.bottomLeftCorner(2, 1)));
  const F followed = d(1, 0) + d(1, 2) * values_per_theta(0, 0) + d(1, 3) * values_per_theta(1, 0);
  Vector<F> result(3);
  result << performance_derivatives(mdp, uniform, unit)(0),
      F((F{1} - mdp.discount) * performance_hessian(mdp, uniform, unit)(0, 0)),
      F(followed / steps.critic);
  return result;
}

/// det(zI − M), constant term first, by the traces of Faddeev and LeVerrier.
template <class F>
Vector<F> characteristic_polynomial(const Matrix<F>& m) {
  const Eigen::Index n = m.rows();
  Vector<F> result(n + 1);
  result(n) = F{1};
  Matrix<F> power = identity_matrix<F>(n);
  for (Eigen::Index k = 1; k <= n; ++k) {
    const Matrix<F> product = m * power;
    result(n - k) = -product.trace() / F{static_cast<int>(k)};
    power = product + result(n - k) * identity_matrix<F>(n);
  }
  return result;
}

/// Whether the mean of training forgets where it was near the optimum, with α a function of β and
/// w.
template <class ActorStep>
Truth forgets(const MdpPoint<Ball>& x, ActorStep actor_step) {
  const Ball critic = x.pi()(0, 0) / Ball{8};
  const Ball share = x.pi()(x.mdp.states() - 1, 0);
  const Matrix<Ball> d = drift(Steps<Ball>{Ball(actor_step(critic, share)), critic});
  return has_all_roots_in_unit_disc(
      characteristic_polynomial(Matrix<Ball>(d + identity_matrix<Ball>(4))));
}

constexpr auto few = "few states, as the instance gives nothing but numbers between 0 and 1";

/// The predicate: it does, at 0 < β < 1/8 and 0 < w < 1 of an instance.
template <class ActorStep>
Check is_stable(ActorStep actor_step) {
  return certified([=](const MdpPoint<Ball>& x) { return forgets(x, actor_step); })
      .only(few, has_at_most<3>);
}

/// The predicate that it does not.
template <class ActorStep>
Check is_unstable(ActorStep actor_step) {
  return certified([=](const MdpPoint<Ball>& x) {
           const Truth stable = forgets(x, actor_step);
           return stable == Truth::certainly_true    ? Truth::certainly_false
                  : stable == Truth::certainly_false ? Truth::certainly_true
                                                     : Truth::undecided;
         })
      .only(few, has_at_most<3>);
}

/// What a run in them needs; θ has one entry.
struct Rooms {
  EpisodeSampler sampler{in_field<double>(table())};
  LinearParametrisation policies{policy_features<double>(), 3};
  TabularFeatures features{2};

  ActorCriticIterate start(double theta, RandomStream& random) const {
    ActorCriticIterate x = start_of(sampler, policies, features, random);
    x.theta << theta;
    return x;
  }
};

}  // namespace lemmata::mirror_rooms
