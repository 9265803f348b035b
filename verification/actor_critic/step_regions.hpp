#pragma once
/// \file
/// For which constant steps α of x and β of y the tracking example is stable: both eigenvalues of
/// its matrix in the open unit disc. By the conditions of Schur and Cohn on z² − tr(M)z + det(M),
/// and as 1 − tr(M) + det(M) = αβ > 0, a region is where a few polynomials in α and β are positive.

#include <algorithm>
#include <initializer_list>

#include "theory/certificates/root_location.hpp"
#include "verification/actor_critic/two_time_scale_points.hpp"

namespace lemmata {

/// z² − tr(M)z + det(M) of a 2 × 2 matrix, constant term first.
template <class F>
Vector<F> characteristic_polynomial(const Matrix<F>& m) {
  Vector<F> result(3);
  result << F(m(0, 0) * m(1, 1) - m(0, 1) * m(1, 0)), F(-m(0, 0) - m(1, 1)), F{1};
  return result;
}

/// Both at once: M = I − DA.
inline constexpr auto at_once = []<class F>(const TwoTimeScaleSystem<F>& system,
                                            const StepPair<F>& steps) {
  return iteration_matrix(system, steps.actor, steps.critic);
};

/// In turn: the critic first, and the actor with what it has become.
inline constexpr auto in_turn = []<class F>(const TwoTimeScaleSystem<F>& system,
                                            const StepPair<F>& steps) {
  return Matrix<F>(iteration_matrix(system, steps.actor, F{0}) *
                   iteration_matrix(system, F{0}, steps.critic));
};

template <class F, class Order>
Matrix<F> example_matrix(const Order& order, const StepPair<F>& steps) {
  return order(tracking_example(F{0}), steps);
}

template <class F>
Vector<F> polynomials(std::initializer_list<F> values) {
  Vector<F> result(static_cast<Eigen::Index>(values.size()));
  std::copy(values.begin(), values.end(), result.begin());
  return result;
}

/// α < β/(2 + β): the region of both at once for β ≤ 2.
inline constexpr auto below_the_threshold = []<class F>(const StepPair<F>& s) {
  return polynomials<F>({s.critic - s.actor * (F{2} + s.critic)});
};

/// The same and α > (2β − 4)/(4 + β): that for any β.
inline constexpr auto region_at_once = []<class F>(const StepPair<F>& s) {
  return polynomials<F>({s.critic - s.actor * (F{2} + s.critic),
                         F{4} + F{4} * s.actor - F{2} * s.critic + s.actor * s.critic});
};

/// 2α(1 − β) < β and α(5β − 4) < 4 − 2β: the region of the critic first.
inline constexpr auto region_in_turn = []<class F>(const StepPair<F>& s) {
  return polynomials<F>({s.critic - F{2} * s.actor * (F{1} - s.critic),
                         F{4} + F{4} * s.actor - F{2} * s.critic - F{5} * s.actor * s.critic});
};

inline Truth all_positive(const Vector<Ball>& values) {
  Truth result = Truth::certainly_true;
  for (const Ball& value : values) {
    const Truth not_positive = is_at_most(value, Ball{0});
    if (not_positive == Truth::certainly_true) return Truth::certainly_false;
    if (not_positive == Truth::undecided) result = Truth::undecided;
  }
  return result;
}

/// Whether both are true or both are false.
inline Truth agree(Truth a, Truth b) {
  if (a == Truth::undecided || b == Truth::undecided) return Truth::undecided;
  return a == b ? Truth::certainly_true : Truth::certainly_false;
}

/// The predicate: at these steps the example is stable exactly if all polynomials of a claimed
/// region are positive.
template <class Order, class Region, class Steps>
Check is_stable_exactly_in(Order order, Region region, Steps steps) {
  return certified<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& x) {
           const StepPair<Ball> s = steps(x);
           return agree(
               has_all_roots_in_unit_disc(characteristic_polynomial(example_matrix(order, s))),
               all_positive(region(s)));
         })
      .only("no eigenvalue is on the circle, where no ball decides",
            [=](const WeightedOutcomesInstance& instance) {
              const StepPair<Rational> s = steps(instance.in<Rational>());
              const Vector<Rational> p = characteristic_polynomial(example_matrix(order, s));
              const Rational squared = p(0) * p(0), even = p(0) + Rational{1};
              const bool on_circle = squared == Rational{1} || even * even == p(1) * p(1);
              return !on_circle && (region(s).array() != Rational{0}).all();
            });
}

/// The largest α at which the example is stable with this order, found by bisection.
template <class Order>
double largest_stable_step(const Order& order, double critic) {
  const Precision bits{128};
  double stable = 0, unstable = 1;
  for (int halving = 0; halving < 30; ++halving) {
    const double middle = (stable + unstable) / 2;
    const auto p = characteristic_polynomial(
        example_matrix(order, StepPair<Ball>{Ball{middle}, Ball{critic}}));
    (has_all_roots_in_unit_disc(p) == Truth::certainly_true ? stable : unstable) = middle;
  }
  return stable;
}

inline std::vector<Curve> stability_map() {
  Curve once{.label = "at once"}, turn{.label = "in turn"};
  Curve once_bound{.label = "β/(2 + β)", .bound = true};
  Curve turn_bound{.label = "β/(2 − 2β), (4 − 2β)/(5β − 4)", .bound = true};
  constexpr int points = 60;
  for (int k = 1; k < points; ++k) {
    const double b = 2.0 * k / points;
    once.points.emplace_back(b, largest_stable_step(at_once, b));
    turn.points.emplace_back(b, largest_stable_step(in_turn, b));
    once_bound.points.emplace_back(b, b / (2 + b));
    const double by_determinant = b < 1 ? b / (2 - 2 * b) : 1;
    const double by_sign = b > 0.8 ? (4 - 2 * b) / (5 * b - 4) : 1;
    turn_bound.points.emplace_back(b, std::min({by_determinant, by_sign, 1.0}));
  }
  return {once, turn, once_bound, turn_bound};
}

}  // namespace lemmata
