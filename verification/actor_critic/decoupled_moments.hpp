#pragma once
/// \file
/// The moments of the tracking example where they hardly depend on each other (the transformation
/// of `konda2004convergence`). With ε = α/β, the critic's error e = y − x and p = x − 3εe, the slow
/// p does not feel e but through ε:
///
///   p⁺ = (1 − αa)p + αεc e + α(aV − 3θW),   e⁺ = (1 − βh)e + αp + β(W − εV),
///   ε⁺ = θε,  a = 1 + 3θε,  h = 1 − 3ε(1 + ε),  c = 3ω − 3 − 9θ(1 + ε) − 3ωβ,  θ = 1 − ωα.
///
/// For P = var(p)/α, Q = cov(p, e)/α and R = var(e)/β that is a recursion whose rates of change,
/// as ε, α, β → 0, are (b̄ − 2)P + cov(V − 3W), −Q + cov(V − 3W, W) and −2R + cov(W).

#include "verification/actor_critic/two_time_scale_points.hpp"

namespace lemmata::decoupled {

/// P, Q and R; N is a field, or numbers along a schedule.
template <class N>
struct Moments {
  N slow, cross, fast;
};

/// cov(V), cov(V, W) and cov(W).
template <class N>
struct Noise {
  N slow, cross, fast;
};

/// One step of a schedule.
template <class N>
struct Step {
  N critic;         ///< β
  N ratio;          ///< ε
  N growth;         ///< b = 1/α⁺ − 1/α
  N critic_growth;  ///< s = 1/β⁺ − 1/β
  N slowing;        ///< ω = (1 − ε⁺/ε)/α
};

/// (P⁺ − P)/α, (Q⁺ − Q)/β and (R⁺ − R)/β.
template <class N>
Moments<N> rates(const Step<N>& step, const Noise<N>& noise, const Moments<N>& now) {
  const auto& [critic, ratio, growth, critic_growth, slowing] = step;
  const N one{1}, two{2}, three{3};
  const N actor = ratio * critic;
  const N theta = one - slowing * actor;
  const N a = one + three * theta * ratio;
  const N h = one - three * ratio * (one + ratio);
  const N c = three * (slowing - one - three * theta * (one + ratio) - slowing * critic);
  const N kept = one - actor * a, g = one - critic * h;
  const N of_slow =
      a * a * noise.slow - N{6} * a * theta * noise.cross + N{9} * theta * theta * noise.fast;
  const N of_cross = a * noise.cross - ratio * a * noise.slow - three * theta * noise.fast +
                     three * ratio * theta * noise.cross;
  const N of_fast = noise.fast - two * ratio * noise.cross + ratio * ratio * noise.slow;
  const N slow = (actor * a * a - two * a) * now.slow + two * kept * ratio * c * now.cross +
                 actor * ratio * c * c * now.fast + of_slow;
  const N cross = ratio * kept * now.slow - (h + ratio * a * g) * now.cross +
                  ratio * c * (g * now.fast + actor * ratio * now.cross) + of_cross;
  const N fast = (critic * h * h - two * h) * now.fast + two * g * ratio * ratio * now.cross +
                 actor * ratio * ratio * now.slow + of_fast;
  return {growth * now.slow + (one + growth * actor) * slow,
          growth * ratio * now.cross + (one + growth * actor) * cross,
          critic_growth * now.fast + (one + critic_growth * critic) * fast};
}

/// cov(p, e).
template <class F>
Matrix<F> covariance(const Moments<F>& moments, const F& actor, const F& critic) {
  Matrix<F> result(2, 2);
  result << actor * moments.slow, actor * moments.cross, actor * moments.cross,
      critic * moments.fast;
  return result;
}

/// The linear map from (p, e) to (x, y), and back.
template <class F>
Matrix<F> to_iterates(const F& ratio) {
  Matrix<F> result(2, 2);
  result << F{1}, F{3} * ratio, F{1}, F{1} + F{3} * ratio;
  return result;
}
template <class F>
Matrix<F> from_iterates(const F& ratio) {
  Matrix<F> result(2, 2);
  result << F{1} + F{3} * ratio, F{-3} * ratio, F{-1}, F{1};
  return result;
}

/// P, Q and R of a covariance of (x, y).
template <class F>
Moments<F> moments_of(const Matrix<F>& iterates, const F& actor, const F& critic) {
  const Matrix<F> from = from_iterates(F(actor / critic));
  const Matrix<F> both = from * iterates * from.transpose();
  return {F(both(0, 0) / actor), F(both(0, 1) / actor), F(both(1, 1) / critic)};
}

/// Condition for `Check::only`: α, β, α⁺ and β⁺ are not 0.
inline bool has_steps(const WeightedOutcomesInstance& x) {
  const auto is_zero = [](const Dyadic& step) { return step.mantissa == 0; };
  return std::none_of(x.constants.begin(), x.constants.end(), is_zero);
}

/// The step of the production recursion, with any next steps α⁺ and β⁺, is the one of these rates.
inline Check has_these_rates() {
  return identity<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& x) {
           const F actor = x.constants[actor_at], critic = x.constants[critic_at];
           const F next_actor = x.constants[free_at], next_critic = x.constants[other_constants_at];
           const F ratio = actor / critic, one{1};
           const F next_ratio = next_actor / next_critic;
           const Matrix<F> gamma = noise_covariance(x);
           const Vector<F>& any = iterate_of(x);
           const Moments<F> now{any(0), any(1), any(2)};
           const Moments<F> rate = rates<F>(
               {critic, ratio, F(one / next_actor - one / actor),
                F(one / next_critic - one / critic), F((one - next_ratio / ratio) / actor)},
               {gamma(0, 0), gamma(0, 1), gamma(1, 1)}, now);
           TwoTimeScaleSystem<F> system = tracking_example(F{0});
           system.noise = gamma.topLeftCorner(2, 2);
           const Matrix<F> to = to_iterates(ratio);
           const Matrix<F> before = to * covariance(now, actor, critic) * to.transpose();
           const Matrix<F> after =
               next_moments(system, {no_noise(system), before}, actor, critic).second;
           const Moments<F> next = moments_of(after, next_actor, next_critic);
           Matrix<F> left(3, 1), right(3, 1);
           left << next.slow, next.cross, next.fast;
           right << now.slow + actor * rate.slow, now.cross + critic * rate.cross,
               now.fast + critic * rate.fast;
           return equal(left, right);
         })
      .only("no step is 0", has_steps);
}

}  // namespace lemmata::decoupled
