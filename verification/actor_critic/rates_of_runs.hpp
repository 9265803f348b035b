#pragma once
/// \file
/// How fast runs of one-step actor-critic for the average reward fall, between two times: on two
/// places that look alike, where any pair of schedules does, and in the mirror rooms, where the
/// actor must be the slower one.

#include "verification/actor_critic/mirror_room_runs.hpp"

namespace lemmata::rates {

/// Means over the steps T ≤ k < 2T of ‖∇η‖² and of the gap 1/2 − η, and ‖V_w − V‖² after them.
struct Window {
  double gradient = 0;
  double gap = 0;
  double values = 0;

  Eigen::Array3d all() const { return {gradient, gap, values}; }
};

inline constexpr int early = 16, ratio = 8;  ///< T of the first window, and of the second over it

/// The windows of one run on alike places.
template <class NextStep>
std::array<Window, 2> windows_of_run(NextStep next, const ActorCriticOptions& options, double p,
                                     RandomStream& random) {
  const AlikePlaces places;
  ActorCriticIterate x = places.start(p, random);
  std::array<Window, 2> result;
  int k = 0;
  for (int first = early; Window & window : result) {
    for (; k < 2 * first; ++k) {
      const double now = 1 / (1 + std::exp(x.theta(1) - x.theta(0)));
      if (k >= first) {
        window.gradient += square_gradient(now) / first;
        window.gap += 2 * (now - 0.5) * (now - 0.5) / first;
      }
      x = next(places, x, options, k, random);
    }
    window.values = average_distances(places, x).values;
    first *= ratio;
  }
  return result;
}

/// The predicate: from 1/8 < p ≤ 3/16, between T = 16 and 128 the mean of each falls at least as
/// T^−least and no faster than T^−most. What is early and what is late are counted up to bounds
/// above all but the rarest.
template <class NextStep>
Check falls_between(NextStep next, const ActorCriticOptions& options, double least, double most,
                    int runs = 500) {
  static const Eigen::Array3d most_early{1.0 / 16, 1.0 / 5, 1.0 / 3};
  static const Eigen::Array3d most_late{1.0 / 32, 1.0 / 25, 1.0 / 12};
  return sampled(
      [=](const MdpPoint<double>& x) {
        const double low = std::pow(ratio, least), high = std::pow(ratio, most);
        const double p = start_off_the_optimum(x);
        Experiment result{.sample = [=](RandomStream& random) -> Vector<double> {
          const auto windows = windows_of_run(next, options, p, random);
          const Eigen::Array3d before = windows[0].all().min(most_early);
          const Eigen::Array3d after = windows[1].all().min(most_late);
          Vector<double> differences(6);
          differences << low * after - before, before - high * after;
          return differences;
        }};
        const auto add = [&](double bottom, double top) {
          result.claims.push_back({0, Relation::at_most, Bounded{-bottom, top}});
        };
        for (int i = 0; i < 3; ++i) add(most_early(i), low * most_late(i));
        for (int i = 0; i < 3; ++i) add(high * most_late(i), most_early(i));
        return result;
      },
      runs);
}

/// The predicate in the mirror rooms: from 1/2 ≤ θ ≤ 3/4 the mean of ‖∇η‖² falls at least as
/// T^−exponent between T = 16 and 256.
inline Check climbs_in_mirror_rooms(const ActorCriticOptions& options, double exponent,
                                    int runs = 160) {
  return sampled(
      [=](const MdpPoint<double>& x) {
        const double factor = std::pow(16.0, exponent), theta = 0.5 + x.pi()(0, 0) / 4;
        return Experiment{
            {{0, Relation::at_most, Bounded{-1, factor}}}, [=](RandomStream& random) {
              const auto [before, after] =
                  mirror_rooms::windows_of_run(production_step, options, theta, random);
              return Vector<double>::Constant(
                  1, factor * std::min(after.gradient, 1.0) - std::min(before.gradient, 1.0));
            }};
      },
      runs);
}

}  // namespace lemmata::rates
