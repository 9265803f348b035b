#pragma once
/// \file
/// Trust regions drawn: with and without a line search, and with a radius that adapts.

#include "algorithms/dynamic_programming/optimum.hpp"
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

/// The gap along ten steps on the chain from the uniform policy, and how far they went.
template <class Step>
std::vector<Curve> chain_curves(const std::string& label, const TrustRegionOptions& options,
                                Step step) {
  constexpr double least = 1e-16;  // of a gap that is drawn
  const FiniteMdp<double> mdp = in_field<double>(chain(10));
  const TabularParametrisation policies{mdp.states(), mdp.actions()};
  const Optimum optimum = find_optimum(mdp);
  Curve gaps{.label = "J* − J, " + label}, divergences{.label = "divergence, " + label};
  Vector<double> theta = Vector<double>::Zero(policies.parameters());
  for (int k = 0; k <= 9; ++k) {
    const TrustRegion region = trust_region_at(mdp, policies, theta, 0);
    const double gap = optimality_gap(mdp, optimum, region.log_policy.array().exp());
    if (gap > least) gaps.points.emplace_back(k, gap);
    const TrustRegionStep made = step(region, options);
    if (made.mean_kl > least) divergences.points.emplace_back(k + 1, made.mean_kl);
    theta = made.parameters;
  }
  return {gaps, divergences};
}

inline std::vector<Curve> line_search_curves() {
  const TrustRegionOptions options{.radius = 0.1};
  std::vector<Curve> curves = chain_curves("line search", options, trust_region_step);
  for (const Curve& curve :
       chain_curves("none", options, [](const TrustRegion&region, const auto&asked) {
         return measured_step(
             region, full_step(region, trust_region_direction(region, asked), asked.radius));
       })) {
    curves.push_back(curve);
  }
  curves.push_back(
      {.label = "δ", .points = {{0, options.radius}, {10, options.radius}}, .bound = true});
  return curves;
}

inline Figure with_and_without_line_search() {
  return {
      .title = "A trust region with and without its line search",
      .caption =
          "The chain with ten states between its ends, from the uniform policy, δ = 0.1, in "
          "double precision. As long as the quadratic model of the divergence is good, the two "
          "are one. Once the policy is all but deterministic the model asks for steps without "
          "end, in a direction that rounding decides: those that are not searched leave the "
          "optimum, and go as far as they will. Gaps and divergences below 10⁻¹⁶ are not drawn.",
      .x_label = "iteration",
      .y_label = "reward, nats",
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
