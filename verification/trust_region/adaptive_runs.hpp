#pragma once
/// \file
/// Runs of a trust region whose radius adapts, by the production rule and by mistaken ones.

#include "algorithms/trust_region/adaptive_radius.hpp"
#include "verification/trust_region/safe_radius.hpp"
#include "verification/trust_region/trust_region_figure.hpp"

namespace lemmata::adaptive_runs {

using namespace trust_region_runs;

inline constexpr double absurd_radius = 0x1p10;

/// A subject: what it says of a step with this radius and this ρ.
using Judge =
    std::function<RadiusVerdict(double radius, const TrustRegionStep& step, double ratio)>;

inline RadiusVerdict production_rule(double radius, const TrustRegionStep& step, double ratio) {
  return judged_by_ratio({}, radius, step, ratio);
}

inline RadiusVerdict without_shrinking(double radius, const TrustRegionStep& step, double ratio) {
  return judged_by_ratio({.shrink = 1}, radius, step, ratio);
}

inline RadiusVerdict growing_on_failure(double radius, const TrustRegionStep& step, double ratio) {
  return judged_by_ratio({.shrink = 2}, radius, step, ratio);
}

inline RadiusVerdict shrinking_by_a_tenth(double radius, const TrustRegionStep& step,
                                          double ratio) {
  return judged_by_ratio({.shrink = 0.9}, radius, step, ratio);
}

inline RadiusVerdict opposite_comparison(double radius, const TrustRegionStep&, double ratio) {
  return ratio > 0.25 ? RadiusVerdict{false, radius / 2} : RadiusVerdict{true, radius};
}

inline RadiusVerdict taking_all(double radius, const TrustRegionStep&, double) {
  return {true, radius};
}

inline RadiusVerdict taking_and_shrinking(double radius, const TrustRegionStep& step,
                                          double ratio) {
  return {true, production_rule(radius, step, ratio).radius};
}

inline RadiusVerdict upside_down(double radius, const TrustRegionStep& step, double ratio) {
  return production_rule(radius, step, 1 / ratio);
}

inline RadiusVerdict absolute_ratio(double radius, const TrustRegionStep& step, double ratio) {
  return production_rule(radius, step, std::abs(ratio));
}

inline RadiusVerdict without_growth(double radius, const TrustRegionStep& step, double ratio) {
  return judged_by_ratio({.grow = 1}, radius, step, ratio);
}

inline RadiusVerdict growing_early(double radius, const TrustRegionStep& step, double ratio) {
  return judged_by_ratio({.good = 0.25}, radius, step, ratio);
}

inline RadiusVerdict growing_without_bound(double radius, const TrustRegionStep& step,
                                           double ratio) {
  return judged_by_ratio({.grow = 8}, radius, step, ratio);
}

inline RadiusVerdict growing_though_shortened(double radius, TrustRegionStep step, double ratio) {
  step.backtracks = 0;
  return production_rule(radius, step, ratio);
}

inline Ball nearly_zero() { return Ball{1} / power(Ball{10}, 30); }

/// The first six steps that are taken from δ₀, of 60 proposals at most; one that stays if there are
/// none.
inline std::vector<Move> adaptive_moves(const MdpPoint<Ball>& x, const Family& all,
                                        const Judge& judge) {
  const FiniteMdp<double> mdp = approximation(x.mdp);
  std::vector<Move> result;
  TrustRegionOptions options{.radius = absurd_radius};
  Vector<double> theta = all.start;
  for (int k = 0; k < 60 && result.size() < 6; ++k) {
    const AdaptiveStep made = adaptive_step(mdp, all.region(theta, 0), options, judge);
    if (!made.step.accepted) break;
    if (made.taken) result.push_back({theta, made.step, options});
    theta = made.parameters;
    options.radius = made.next_radius;
  }
  if (result.empty()) result.push_back({theta, {.parameters = theta}, options});
  return result;
}

/// What the rule says of a proposal, of the exact ρ; production's own words where ρ is within 10⁻⁹
/// of one of its thresholds.
inline RadiusVerdict ruled(const AdaptiveStep& made, double ratio) {
  constexpr double near = 1e-9;
  if (std::abs(ratio - 0.25) < near || std::abs(ratio - 0.75) < near) {
    return {made.taken, made.next_radius};
  }
  if (ratio < 0.25) return {false, made.radius / 2};
  return {true, ratio < 0.75 || made.step.backtracks > 0 ? made.radius : 2 * made.radius};
}

/// The predicate: of the first eight proposals from each radius those are taken that realise a
/// quarter, and δ is halved, kept or doubled as the exact ρ says.
template <Family (*policies)(const MdpPoint<Ball>&)>
Check follows_the_rule(Judge judge) {
  return ball_inequality([judge](const MdpPoint<Ball>& x) {
           const Family all = policies(x);
           const FiniteMdp<double> mdp = approximation(x.mdp);
           std::vector<double> found, wanted;
           for (const double radius : {absurd_radius, 0x1p-12}) {
             TrustRegionOptions options{.radius = radius};
             Vector<double> theta = all.start;
             for (int k = 0; k < 8; ++k) {
               const AdaptiveStep made = adaptive_step(mdp, all.region(theta, 0), options, judge);
               if (!made.step.accepted) break;
               const Policy<Ball> from = all.policy(theta), to = all.policy(made.step.parameters);
               const Ball gain = performance(x.mdp, to) - performance(x.mdp, from);
               const RadiusVerdict verdict =
                   ruled(made, midpoint(gain / surrogate_gain(x, from, to)));
               const bool moved = made.parameters != theta;
               found.insert(found.end(), {made.next_radius / made.radius, moved ? 1.0 : 0.0});
               wanted.insert(wanted.end(),
                             {verdict.radius / made.radius, verdict.taken ? 1.0 : 0.0});
               theta = made.parameters;
               options.radius = made.next_radius;
             }
           }
           const auto size = static_cast<Eigen::Index>(found.size());
           const Vector<Ball> left = exactly(Eigen::Map<Vector<double>>(found.data(), size));
           const Vector<Ball> right = exactly(Eigen::Map<Vector<double>>(wanted.data(), size));
           Vector<Ball> lower(2 * size), upper(2 * size);
           lower << left, right;
           upper << right, left;
           return at_most(lower, upper);
         })
      .only("at most 16 states, ∇J ≠ 0", is_not_stationary_within<16, policies>);
}

/// How many times δ is as large, at its largest in 60 steps on the short corridor, as it was at
/// first: 2⁻⁴⁰.
inline double growth_on_corridor(const Judge& judge) {
  const trust_region_figure::Corridor corridor;
  TrustRegionOptions options{.radius = 0x1p-40};
  Vector<double> theta = Vector<double>::Zero(2);
  double largest = options.radius;
  for (int k = 0; k < 60; ++k) {
    const AdaptiveStep made = adaptive_step(corridor.mdp, corridor.region(theta), options, judge);
    theta = made.parameters;
    options.radius = made.next_radius;
    largest = std::max(largest, options.radius);
  }
  return largest / 0x1p-40;
}

/// How many steps are refused before one is taken; 200 if none is.
inline int refusals(const FiniteMdp<double>& mdp, const TrustRegion& region, const Judge& judge,
                    double radius) {
  TrustRegionOptions options{.radius = radius};
  for (int refused = 0; refused < 200; ++refused) {
    const AdaptiveStep made = adaptive_step(mdp, region, options, judge);
    if (made.taken) return refused;
    options.radius = made.next_radius;
  }
  return 200;
}

/// ∇Jᵀs of the full step of a radius, undamped.
inline Ball slope_of_full_step(const Family& all, double radius) {
  const TrustRegion region = all.region(all.start, 0);
  const Vector<double> step = full_step(region, trust_region_direction(region, {}), radius);
  const Vector<Ball> exact_step = exactly(step);
  return all.gradient(all.start).dot(exact_step);
}

/// What J of the corridor is short of −6 − 4√2, the most that states which look alike allow.
inline Ball corridor_shortfall(const Vector<double>& theta) {
  const Matrix<Ball> both = exactly(theta).transpose();
  const Policy<Ball> pi = TabularSoftmax<Ball>{exponentials(both)}.probabilities();
  return -Ball{6} - Ball{4} * square_root(Ball{2}) -
         performance(in_field<Ball>(short_corridor()), Policy<Ball>(pi.replicate(3, 1)));
}

/// How far 60 steps from the uniform policy and δ = 10 end from there, by the rule.
inline Ball adaptive_shortfall() {
  static const auto run = trust_region_figure::corridor_run({.radius = 10}, true, 60);
  return corridor_shortfall(run.iterates.back());
}

/// How far the worst of the last ten of 60 steps of δ = 1/100 is.
inline Ball fixed_shortfall() {
  static const auto run = trust_region_figure::corridor_run({.radius = 0.01}, false, 60);
  Ball worst{0};
  for (auto theta = run.iterates.end() - 10; theta != run.iterates.end(); ++theta) {
    worst = larger(worst, corridor_shortfall(*theta));
  }
  return worst;
}

/// How many more steps are refused from the uniform policy for a radius 2¹⁰ times as large.
inline int further_refusals() {
  static const int result = [] {
    const trust_region_figure::Corridor corridor;
    const TrustRegion region = corridor.region(Vector<double>::Zero(2));
    const auto from = [&](double radius) {
      return refusals(corridor.mdp, region, production_rule, radius);
    };
    return from(0x1p17) - from(0x1p7);
  }();
  return result;
}

}  // namespace lemmata::adaptive_runs
