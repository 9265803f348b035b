#pragma once
/// \file
/// Runs of actor-critic training with a compatible critic on two places that look alike: whether
/// the critic tracks its best fit and the gradient vanishes, for several pairs of time scales.

#include "verification/actor_critic/alike_places.hpp"
#include "verification/engine/check.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata::fit_tracking {

inline const ActorCriticOptions two_scales{
    .scales = TimeScales::two({.scale = 4, .exponent = 0.9}, {.scale = 1, .exponent = 0.6}),
    .weight = ActorWeight::compatible_critic};
inline const ActorCriticOptions equal_scales{
    .scales = TimeScales::unchecked({.scale = 2, .exponent = 0.6}, {.scale = 2, .exponent = 0.6}),
    .weight = ActorWeight::compatible_critic};
inline const ActorCriticOptions reversed{
    .scales = TimeScales::unchecked({.scale = 2, .exponent = 0.6}, {.scale = 0.5, .exponent = 0.9}),
    .weight = ActorWeight::compatible_critic};

inline ActorCriticOptions with(Criterion criterion, ActorCriticOptions options) {
  options.criterion = criterion;
  return options;
}

/// The predicate: between 16 and 256 steps the mean of min{‖u − w*‖², 1} falls to a fifth, and that
/// of min{‖∇J‖², 1/16} to a half.
template <class NextStep>
Check tracks_and_climbs(NextStep next, const ActorCriticOptions& options) {
  static constexpr double farthest = 1, steepest = 0.0625;
  const auto sample = [=](double p, RandomStream& random) {
    const auto [early, late] = early_and_late(next, options, p, 16, 256, random);
    return Vector<double>{
        {5 * std::min(late.tracking, farthest) - std::min(early.tracking, farthest),
         2 * std::min(late.gradient, steepest) - std::min(early.gradient, steepest)}};
  };
  return sampled(
             [=](const MdpPoint<double>& x) {
               const double p = start_off_the_optimum(x);
               return Experiment{{{0, Relation::at_most, Bounded{-farthest, 5 * farthest}},
                                  {0, Relation::at_most, Bounded{-steepest, 2 * steepest}}},
                                 [=](RandomStream& random) { return sample(p, random); }};
             },
             500)
      .only("few states, as the instance gives nothing but the first policy, 1/8 < p ≤ 3/16",
            has_at_most<3>);
}

/// A critic whose features are the score in place 0 and nothing in place 1.
inline constexpr auto blind_in_place_1 = [](const AlikePlaces& places, const ActorCriticIterate& x,
                                            const ActorCriticOptions& options, std::int64_t k,
                                            RandomStream& random) {
  ActorCriticIterate next = production_step(places, x, options, k, random);
  if (x.state == 1) {
    next.compatible = x.compatible;
    next.theta = x.theta;
  }
  return next;
};

/// Both distances, for three pairs of time scales.
inline std::vector<Curve> by_time_scales() {
  std::vector<Curve> result;
  const auto add = [&](const std::string& name, const ActorCriticOptions& options) {
    const auto runs = distances_along_runs(options, 60, 1 << 12);
    result.push_back(mean_curve("‖u − w*(θ)‖², " + name, runs, &Distances::tracking));
    result.push_back(mean_curve("‖∇J‖², " + name, runs, &Distances::gradient));
  };
  add("two time scales", two_scales);
  add("equal", equal_scales);
  add("reversed", reversed);
  return result;
}

}  // namespace lemmata::fit_tracking
