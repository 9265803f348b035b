#pragma once
/// \file
/// Runs of actor-critic in the mirror rooms: what they should do, and what they do on other time
/// scales.

#include "verification/actor_critic/mirror_rooms.hpp"

namespace lemmata::mirror_rooms {

/// α_k = 1/(2(32 + k)) and β_k = 1/(32 + k)^0.6: then α_k ≤ β_k/8.
inline constexpr StepSizes slow{.scale = 0.5, .exponent = 1, .offset = 32};
inline constexpr StepSizes fast{.scale = 1, .exponent = 0.6, .offset = 32};

inline ActorCriticOptions with(const TimeScales& scales,
                               Criterion criterion = Criterion::discounted) {
  return {.scales = scales, .criterion = criterion, .weight = ActorWeight::compatible_critic};
}
inline TimeScales slow_actor() { return TimeScales::two(slow, fast); }
inline TimeScales exchanged() { return TimeScales::unchecked(fast, slow); }
inline TimeScales equal() { return TimeScales::unchecked(fast, fast); }

/// The means of ‖u − w*‖² and ‖∇‖² over the steps T ≤ k < 2T of a run, T = 16 and 256, taken at
/// eight steps of each.
template <class NextStep>
std::array<Distances, 2> windows_of_run(NextStep next, const ActorCriticOptions& options,
                                        double theta, RandomStream& random) {
  const Rooms rooms;
  ActorCriticIterate x = rooms.start(theta, random);
  std::array<Distances, 2> result{};
  int k = 0;
  for (int first = 16; Distances & mean : result) {
    for (; k < 2 * first; ++k) {
      if (k >= first && k % (first / 8) == 0) {
        const Distances now = distances(options.criterion, rooms, x);
        mean.tracking += now.tracking / 8;
        mean.gradient += now.gradient / 8;
      }
      x = next(rooms, x, options, k, random);
    }
    first *= 16;
  }
  return result;
}

/// The predicate: from 1/2 ≤ θ ≤ 3/4 both means fall to a half between T = 16 and 256, on average
/// over runs. What is early is counted up to a bound, which makes the claim stronger, and what is
/// late up to a larger one.
template <class NextStep>
Check tracks_and_climbs(NextStep next, const ActorCriticOptions& options, int runs = 200) {
  static const Eigen::Array2d most_early{2, 0.5}, most_late{4, 1};
  return sampled(
             [=](const MdpPoint<double>& x) {
               const double theta = 0.5 + x.pi()(0, 0) / 4;
               Experiment result{.sample = [=](RandomStream& random) -> Vector<double> {
                 const auto [early, late] = windows_of_run(next, options, theta, random);
                 const Eigen::Array2d before{early.tracking, early.gradient};
                 const Eigen::Array2d after{late.tracking, late.gradient};
                 return 2 * after.min(most_late) - before.min(most_early);
               }};
               for (int i = 0; i < 2; ++i) {
                 result.claims.push_back(
                     {0, Relation::at_most, Bounded{-most_early(i), 2 * most_late(i)}});
               }
               return result;
             },
             runs)
      .only("few states, as the instance gives nothing but the first policy", has_at_most<3>);
}

/// A critic whose features are the score in room 0 and nothing in room 1.
inline constexpr auto blind_in_room_1 = [](const Rooms& rooms, const ActorCriticIterate& x,
                                           const ActorCriticOptions& options, std::int64_t k,
                                           RandomStream& random) {
  ActorCriticIterate next = production_step(rooms, x, options, k, random);
  if (x.state == 1) {
    next.compatible = x.compatible;
    next.theta = x.theta;
  }
  return next;
};

/// Both distances, with the slow actor and with the exchanged steps.
inline std::vector<Curve> by_time_scales() {
  const Rooms rooms;
  const auto start = [&](RandomStream& random) { return rooms.start(0.5, random); };
  std::vector<Curve> result;
  const auto add = [&](const std::string& name, const TimeScales& scales) {
    const auto runs = distances_along_runs(rooms, start, with(scales), 60, 1 << 13);
    result.push_back(mean_curve("‖u − w*(θ)‖², " + name, runs, &Distances::tracking));
    result.push_back(mean_curve("‖(1 − γ)∇J‖², " + name, runs, &Distances::gradient));
  };
  add("slow actor", slow_actor());
  add("exchanged", exchanged());
  return result;
}

}  // namespace lemmata::mirror_rooms
