#pragma once
/// \file
/// The stable region of the tracking example with both updates at once, step by step: its threshold
/// and its tip, and a norm that shrinks inside.
///
/// α > (2β − 4)/(4 + β) and α < β/(2 + β) meet where β² − 4β − 8 = 0: from β = 2 + 2√3 on no α
/// satisfies both.

#include "theory/certificates/positive_definite.hpp"
#include "verification/actor_critic/step_regions.hpp"

namespace lemmata::constant_steps {

/// The predicate for β below 2 or below another integer.
template <class Region>
Check is_stable_in(Region region, int largest = 2) {
  return is_stable_exactly_in(
      at_once, region,
      [largest]<class F>(const WeightedOutcomesPoint<F>& x) { return steps_of(x, largest); });
}

/// The predicate: stable at this part of β/(2 + β), in millionths, exactly if it is below 1.
inline Check is_sharp_at(int numerator) {
  return is_stable_exactly_in(
      at_once, below_the_threshold, [=]<class F>(const WeightedOutcomesPoint<F>& x) {
        const F critic = steps_of(x, 2).critic;
        return StepPair<F>{F(F(numerator) / F{1'000'000} * critic / (F{2} + critic)), critic};
      });
}

/// (2β − 4)/(4 + β) and β/(2 + β): the bounds of α.
template <class F>
StepPair<F> between_the_bounds(const F& part, const F& critic) {
  const F above = (F{2} * critic - F{4}) / (F{4} + critic), below = critic / (F{2} + critic);
  return {F(above + part * (below - above)), critic};
}

/// The predicate: at every α between the two bounds, in whichever order they are, and a β, a
/// function of the point, the example is stable exactly if a function of β is positive.
template <class CriticOf, class Tip>
Check is_stable_between_the_bounds(CriticOf critic_of, Tip tip) {
  return is_stable_exactly_in(
      at_once, [tip]<class F>(const StepPair<F>& s) { return polynomials<F>({F(tip(s.critic))}); },
      [critic_of]<class F>(const WeightedOutcomesPoint<F>& x) {
        return between_the_bounds<F>(F(x.weights(2) / F{10}), critic_of(x));
      });
}

/// β from 2 to 8, and one in millionths.
inline constexpr auto critic_up_to_eight = []<class F>(const WeightedOutcomesPoint<F>& x) {
  return F(F{2} + F{6} * x.weights(0) / (x.weights(0) + x.weights(1)));
};
inline auto critic_of_millionths(int millionths) {
  return [=]<class F>(const WeightedOutcomesPoint<F>&) { return F(F(millionths) / F{1'000'000}); };
}

/// 8 + 4β − β², positive for β < 2 + 2√3 = 5.4641016…; and a claimed end of the region.
inline constexpr auto before_the_tip = [](const auto& critic) { return 8 + critic * (4 - critic); };
inline auto before(int end) {
  return [=](const auto& critic) { return end - critic; };
}

/// p(−1) and p(1) = αβ, and 1 − det: what Schur and Cohn ask for.
inline Check polynomial_at_minus_one_and_one() {
  return identity<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& x) {
    const StepPair<F> s{x.constants[actor_at], x.constants[lemmata::critic_at]};
    const Vector<F> p = characteristic_polynomial(example_matrix(at_once, s));
    const Vector<F> conditions = region_at_once(s);
    return equal(polynomials<F>({F(p(0) - p(1) + p(2)), F(p.sum()), F(p(2) - p(0))}),
                 polynomials<F>({conditions(1), F(s.actor * s.critic), conditions(0)}));
  });
}

/// (2β − 4)/(4 + β) = β/(2 + β) exactly where β² − 4β − 8 = 0.
inline Check bounds_meet_at_the_tip() {
  return identity<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& x) {
    const F b = critic_up_to_eight(x);
    const F above = between_the_bounds<F>(F{0}, b).actor,
            below = between_the_bounds<F>(F{1}, b).actor;
    return equal(F((below - above) * (F{2} + b) * (F{4} + b)), F(before_the_tip(b)));
  });
}

/// α = β/(2 + β) for 0 < β < 2.
template <class F>
StepPair<F> on_the_boundary(const WeightedOutcomesPoint<F>& x) {
  const F critic = steps_of(x, 2).critic;
  return {F(critic / (F{2} + critic)), critic};
}
inline Check determinant_on_the_boundary() {
  return identity<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& x) {
    return equal(characteristic_polynomial(example_matrix(at_once, on_the_boundary(x)))(0), F{1});
  });
}
inline Check trace_on_the_boundary() {
  return inequality<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& x) {
    const F trace = -characteristic_polynomial(example_matrix(at_once, on_the_boundary(x)))(1);
    return at_most(F(trace * trace), F{4});
  });
}

/// In the coordinates x and y − x a step without noise shrinks squares: (1 − α/2)I − NᵀN ≻ 0, at
/// β = 2/3 w₁/(w₁ + w₂) and α = β/6 (w₃/9).
inline Truth shrinks_the_tracking_error(const WeightedOutcomesPoint<Ball>& x) {
  const Ball critic = steps_of(x, 2).critic / Ball{3};
  const Ball actor = critic * x.weights(2) / Ball{54};
  Matrix<Ball> there(2, 2), back(2, 2);
  there << Ball{1}, Ball{0}, Ball{-1}, Ball{1};
  back << Ball{1}, Ball{0}, Ball{1}, Ball{1};
  const Matrix<Ball> n = there * example_matrix(at_once, StepPair<Ball>{actor, critic}) * back;
  const Ball rate = Ball{1} - actor / Ball{2};
  return is_positive_definite(Matrix<Ball>(rate * identity_matrix<Ball>(2) - n.transpose() * n));
}

}  // namespace lemmata::constant_steps
