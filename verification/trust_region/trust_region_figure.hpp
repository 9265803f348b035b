#pragma once
/// \file
/// Trust regions on the short corridor, drawn: with and without a line search, and with a radius
/// that adapts.

#include <limits>
#include <stdexcept>

#include "algorithms/environments/named_environments.hpp"
#include "algorithms/trust_region/adaptive_radius.hpp"
#include "verification/engine/figure.hpp"

namespace lemmata::trust_region_figure {

/// The short corridor, all states alike: a policy is a probability of going right.
struct Corridor {
  FiniteMdp<double> mdp = in_field<double>(short_corridor());
  LinearParametrisation policies{same_features(3, 2), 2};

  TrustRegion region(const Vector<double>& theta) const {
    return trust_region_at(mdp, policies, theta, 0);
  }
};

/// How far J is below the best that a policy of this kind can do.
inline double shortfall(const TrustRegion& region) {
  const double best = -6 - 4 * std::sqrt(2.0);
  return best - region.surrogate.performance;
}

/// A run's shortfall and, if asked for, the divergence of each of its steps, until the policy
/// hardly ever ends. `next(region)` makes a step.
struct Drawn {
  Curve shortfall, divergence;
};

template <class Next>
Drawn drawn(const std::string& label, int length, Next next) {
  const Corridor corridor;
  Drawn result{{.label = "shortfall of J, " + label}, {.label = "divergence, " + label}};
  Vector<double> theta = Vector<double>::Zero(2);
  try {
    for (int k = 0; k <= length; ++k) {
      const TrustRegion region = corridor.region(theta);
      result.shortfall.points.emplace_back(k, shortfall(region));
      const TrustRegionStep step = next(corridor, region);
      if (k < length) result.divergence.points.emplace_back(k + 1, step.mean_kl);
      theta = step.parameters;
    }
  } catch (const std::domain_error&) {
    // What was drawn so far is the run.
  }
  return result;
}

inline std::vector<Curve> line_search_curves() {
  constexpr int length = 30;
  const TrustRegionOptions options{.radius = 0.05};
  const Drawn with = drawn("line search", length, [&](const Corridor&, const TrustRegion& region) {
    return trust_region_step(region, options);
  });
  const Drawn without = drawn("none", length, [&](const Corridor&, const TrustRegion& region) {
    return measured_step(
        region, full_step(region, trust_region_direction(region, options), options.radius));
  });
  const Curve radius{
      .label = "δ", .points = {{0, options.radius}, {length, options.radius}}, .bound = true};
  return {with.shortfall, without.shortfall, with.divergence, without.divergence, radius};
}

inline Figure with_and_without_line_search() {
  return {.title = "A trust region with and without its line search",
          .caption =
              "The short corridor, all states alike, from the uniform policy, δ = 0.05, in double "
              "precision. The shortfall is that of J from the best such policy, in steps of an "
              "episode. With the line search no divergence exceeds δ. J need not rise either way: "
              "near the best policy, which is random, the surrogate promises what a step of fixed "
              "length overshoots.",
          .x_label = "iteration",
          .y_label = "steps, nats",
          .log_y = true,
          .curves = line_search_curves};
}

/// The iterates of a run from the uniform policy, and the radius of each; by the production rule or
/// with the radius fixed.
struct CorridorRun {
  std::vector<Vector<double>> iterates;
  std::vector<double> radii;
};

inline CorridorRun corridor_run(TrustRegionOptions options, bool adaptive, int length) {
  const Corridor corridor;
  CorridorRun run{{Vector<double>::Zero(2)}, {options.radius}};
  for (int k = 0; k < length; ++k) {
    const TrustRegion region = corridor.region(run.iterates.back());
    if (adaptive) {
      const AdaptiveStep made = adaptive_step(corridor.mdp, region, options);
      options.radius = made.next_radius;
      run.iterates.push_back(made.parameters);
    } else {
      run.iterates.push_back(trust_region_step(region, options).parameters);
    }
    run.radii.push_back(options.radius);
  }
  return run;
}

inline std::vector<Curve> adaptive_curves() {
  constexpr int length = 60;
  std::vector<Curve> curves;
  const auto add = [&](const std::string& label, double radius, bool adaptive) {
    const CorridorRun run = corridor_run({.radius = radius}, adaptive, length);
    Curve shortfalls{.label = "shortfall of J, " + label};
    Curve radii{.label = "δ, " + label, .bound = true};
    for (std::size_t k = 0; k < run.iterates.size(); ++k) {
      shortfalls.points.emplace_back(k, shortfall(Corridor{}.region(run.iterates[k])));
      radii.points.emplace_back(k, run.radii[k]);
    }
    curves.push_back(std::move(shortfalls));
    curves.push_back(std::move(radii));
  };
  add("adaptive from 10", 10, true);
  add("fixed at 1/100", 0.01, false);
  return curves;
}

inline Figure fixed_and_adaptive_radius() {
  return {.title = "A radius that adapts, and one that does not",
          .caption =
              "The short corridor, all states alike, from the uniform policy, in double precision. "
              "The shortfall is that of J from the best such policy, which is random. From a "
              "thousandfold radius the rule refuses ten steps, and then closes in on that policy; "
              "steps of a fixed radius overshoot it for ever, for the surrogate is a straight line "
              "and does not know where to stop.",
          .x_label = "iteration",
          .y_label = "steps, nats",
          .log_y = true,
          .curves = adaptive_curves};
}

}  // namespace lemmata::trust_region_figure
