#include "algorithms/trust_region/trust_region_run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace lemmata {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct Run {
  Vector<double> theta;
  TrustRegionOptions options;
  std::optional<TrustRegion> region{};  ///< at θ
  TrustRegionPoint point{.mean_kl = none, .max_kl = none, .radius = none};
};

TrustRegion region_at(const TrustRegionTask& task, const Vector<double>& theta, double damping) {
  const int actions = task.mdp.actions();
  if (task.policy_features.size() > 0) {
    return trust_region_at(task.mdp, LinearParametrisation{task.policy_features, actions}, theta,
                           damping);
  }
  return trust_region_at(task.mdp, TabularParametrisation{task.mdp.states(), actions}, theta,
                         damping);
}

Vector<double> start(const TrustRegionTask& task) {
  const Eigen::Index tabular = static_cast<Eigen::Index>(task.mdp.states()) * task.mdp.actions();
  return Vector<double>::Zero(task.policy_features.size() > 0 ? task.policy_features.cols()
                                                              : tabular);
}

AdaptiveStep step_of(const TrustRegionTask& task, const Run& run,
                     const std::optional<RadiusRule>& rule) {
  return adaptive_step(
      task.mdp, *run.region, run.options,
      [&](double radius, const TrustRegionStep& step, double ratio) {
        return rule ? judged_by_ratio(*rule, radius, step, ratio) : RadiusVerdict{true, radius};
      });
}

/// Takes a step into what is known of those since the point before.
void include(TrustRegionPoint& point, const AdaptiveStep& made) {
  const TrustRegionStep& step = made.step;
  if (!made.taken) ++point.refused;
  if (made.taken && made.realised_gain < 0) ++point.falls;
  if (!step.accepted) return;
  point.backtracks = std::max(point.backtracks, step.backtracks);
  if (step.mean_kl / made.radius <= point.mean_kl / point.radius) return;
  point.mean_kl = step.mean_kl;
  point.max_kl = step.max_kl;
  point.radius = made.radius;
}

/// The point of iterate k; what follows begins a new one.
TrustRegionPoint measured(const TrustRegionTask& task, Run& run, std::int64_t k) {
  TrustRegionPoint point = run.point;
  const Policy<double> policy = run.region->log_policy.array().exp();
  point.iteration = k;
  point.performance = run.region->surrogate.performance;
  point.gap = optimality_gap(task.mdp, task.optimum, policy);
  if (!std::isfinite(point.performance) || !std::isfinite(point.gap)) {
    throw std::domain_error{"J is not finite"};
  }
  run.point = {.mean_kl = none,
               .max_kl = none,
               .radius = none,
               .refused = point.refused,
               .falls = point.falls};
  return point;
}

}  // namespace

Recording<TrustRegionPoint> run_trust_region(const TrustRegionTask& task,
                                             const TrustRegionOptions& options,
                                             const std::optional<RadiusRule>& rule,
                                             std::int64_t last, const GoesOn& goes_on) {
  Run run{.theta = start(task), .options = options};
  return record_run(
      "iteration", last, goes_on, [&] { run.region = region_at(task, run.theta, options.damping); },
      [&](std::int64_t k) { return measured(task, run, k); },
      [&](std::int64_t) {
        const AdaptiveStep made = step_of(task, run, rule);
        include(run.point, made);
        run.theta = made.parameters;
        run.options.radius = made.next_radius;
      });
}

}  // namespace lemmata
