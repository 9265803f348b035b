#pragma once
/// \file
/// The rate of natural gradient ascent (`agarwal2021theory`, Theorem 5.3): what its bound is made
/// of, how runs are held against it, and a figure.

#include "theory/natural_gradient/divergences.hpp"
#include "verification/engine/sizes.hpp"
#include "verification/natural_gradient/natural_runs.hpp"

namespace lemmata::natural_rate {

using namespace natural_runs;

/// What bounds are made of.
struct Rate {
  Ball choices;     ///< log|A|
  Ball divergence;  ///< E_{d*_ρ} KL(π*‖π_0)
  Ball range;       ///< R
  Ball horizon;     ///< 1/(1 − γ)
  Ball step_size;   ///< η
  Ball steps;       ///< T
};

inline Ball second_term(const Rate& x) { return x.range * square(x.horizon) / x.steps; }
inline Ball from_uniform(const Rate& x) {
  return x.choices / (x.step_size * x.steps) + second_term(x);
}
inline Ball from_anywhere(const Rate& x) {
  return x.divergence / (x.step_size * x.steps) + second_term(x);
}

inline bool is_small_with_a_choice(const MdpInstance& x) {
  return x.table.actions() > 1 && has_at_most<16>(x);
}

/// The instance's MDP from a policy: 16 steps of η = α/R.
inline Setting generated(const MdpPoint<Ball>& x, const Policy<Ball>& start) {
  const Ball range = reward_range(x.mdp);
  return {x.mdp, start, x.step_size() / (pivot_score(range) > 0 ? range : Ball{1}), 16};
}
inline Setting any_start(const MdpPoint<Ball>& x) { return generated(x, x.pi()); }
/// From π_0 ∝ z⁸ if λ = 1, and otherwise from π_0 ∝ z⁰, the uniform policy.
inline bool starts_uniform(const MdpInstance& x) {
  return view<double>(x.part(Part::lambda).at(0, 0)) != 1;
}
inline Setting chosen_start(const MdpPoint<Ball>& x) {
  const int exponent = midpoint(x.lambda()) == 1 ? 8 : 0;
  return generated(x, normalise_rows<Ball>(x.pi().unaryExpr(
                          [exponent](const Ball& p) { return power(p, exponent); })));
}

/// The rates for ρ in a state, at T = 1 … of the setting.
inline Rate rate_of(const Setting& x) {
  return {.choices = log(Ball{x.mdp.actions()}),
          .divergence = Ball{0},
          .range = reward_range(x.mdp),
          .horizon = Ball{1} / (Ball{1} - x.mdp.discount),
          .step_size = x.step_size,
          .steps = Ball{x.length}};
}

/// E_{d*_ρ} KL(π*‖π_0) for ρ every single state.
inline Vector<Ball> divergences_at_the_start(const Setting& x, const Policy<Ball>& optimal) {
  return optimal_distributions(x.mdp, optimal) * divergences_from(optimal, x.start);
}

/// The predicate: V*(s) − V_T(s) ≤ bound for every state s, a row, and T = 1, 2 …, a column, of the
/// run in the setting that `at` makes of an instance.
template <class SettingAt, class Bound>
Check stays_below(SettingAt at, Bound bound, ParameterStep step = natural_step) {
  return ball_inequality([=](const MdpPoint<Ball>& point) {
           const Setting x = at(point);
           const CertifiedOptimum<Ball> optimum = certified_optimum(x.mdp);
           const Vector<Ball> divergences = divergences_at_the_start(x, optimum.policy);
           const Matrix<Ball> values = values_along(x, run(x, step)).rightCols(x.length);
           Matrix<Ball> bounds(values.rows(), values.cols());
           Rate rate = rate_of(x);
           for (Eigen::Index s = 0; s < bounds.rows(); ++s) {
             rate.divergence = divergences(s);
             for (Eigen::Index t = 0; t < bounds.cols(); ++t) {
               rate.steps = Ball{t + 1};
               bounds(s, t) = bound(rate);
             }
           }
           return at_most(Matrix<Ball>(optimum.values.replicate(1, values.cols()) - values),
                          bounds);
         })
      .only("at most 16 states, and a choice", is_small_with_a_choice);
}

/// The predicate: `share` of the bound ≤ V*(0) − V_T(0) at the end of the run in a setting.
template <class Bound>
Check comes_within(Setting (*at)(), Bound bound, int percent) {
  return ball_inequality([=](const MdpPoint<Ball>&) {
           const Setting x = at();
           const CertifiedOptimum<Ball> optimum = certified_optimum(x.mdp);
           Rate rate = rate_of(x);
           rate.divergence = divergences_at_the_start(x, optimum.policy)(0);
           const Ball gap = optimum.values(0) - policy_values(x.mdp, run(x).back())(0);
           return at_most(Ball{percent} * bound(rate) / Ball{100}, gap);
         })
      .once();
}

/// The predicate: a step from the instance's policy gains ((1−γ)/η) log Z, times a factor, in every
/// state, to 10⁻³⁰.
inline Check gains(int factor, ParameterStep step = natural_step) {
  return ball_inequality([=](const MdpPoint<Ball>& point) {
           const Setting x = any_start(point);
           const Ball scale = Ball{factor} * (Ball{1} - x.mdp.discount) / x.step_size;
           const Vector<Ball> gain =
               policy_values(x.mdp, first_step(x, step)) - policy_values(x.mdp, x.start);
           const Vector<Ball> promised = scale * log_normalisers(x, x.start);
           return at_most(promised, Vector<Ball>(gain.array() + nearly_zero()));
         })
      .only("at most 16 states, and a choice", is_small_with_a_choice);
}

/// The predicate: what `both(x, π⁺)` gives for a step from the instance's policy agrees to 10⁻³⁰.
template <class Both>
Check agrees_over_a_step(Both both) {
  return ball_inequality([=](const MdpPoint<Ball>& point) {
           const Setting x = any_start(point);
           const Sides<Ball> sides = both(x, first_step(x));
           const Vector<Ball> difference = sides.left - sides.right;
           return at_most(sup_norm(difference), nearly_zero());
         })
      .only("at most 16 states, and a choice", is_small_with_a_choice);
}

/// Gaps of natural and plain gradient ascent on the chain with five states between its ends, in
/// doubles, and the bound of the first.
inline std::vector<Curve> gaps_on_a_chain() {
  constexpr int length = 4096;
  constexpr double step_size = 0.1;
  const FiniteMdp<double> mdp = in_field<double>(chain(5));
  const Vector<double> best = certified_optimum(mdp).values;
  const auto gap_curve = [&](const std::string& label, const Ascent& ascent) {
    Curve curve{.label = label};
    Matrix<double> theta = ascent.start;
    for (int t = 1; t <= length; ++t) {
      theta = ascent.step(mdp, theta, t - 1);
      const double gap = mdp.start.dot(best - policy_values(mdp, ascent.policy(theta)));
      if (gap > 1e-9) curve.points.emplace_back(t, gap);
    }
    return curve;
  };
  std::vector<Curve> curves{gap_curve("natural gradient", natural_ascent(mdp, step_size)),
                            gap_curve("plain gradient", softmax_ascent(mdp, step_size))};
  Curve bound{.label = "log|A|/(ηT) + R/((1−γ)²T)", .bound = true};
  const double horizon = 1 / (1 - mdp.discount);
  for (int t = 1; t <= length; t *= 2) {
    bound.points.emplace_back(t, (std::log(4) / step_size + horizon * horizon) / t);
  }
  curves.push_back(std::move(bound));
  return curves;
}

}  // namespace lemmata::natural_rate
