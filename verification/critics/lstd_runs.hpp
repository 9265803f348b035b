#pragma once
/// \file
/// Runs of LSTD(0) on independent steps, and how far from its limit they end.

#include <algorithm>
#include <cmath>
#include <limits>

#include "algorithms/sampling/episode_sampler.hpp"
#include "verification/critics/lstd_errors.hpp"
#include "verification/engine/figure.hpp"

namespace lemmata::lstd_errors {

/// E[min{Z, 4}] for Z of the distribution χ² with two degrees of freedom, and what of it a run may
/// be off.
inline constexpr double largest = 4;
inline const double mean_of_clipped = 2 * (1 - std::exp(-largest / 2));
inline constexpr double tolerance = 0.1;

/// min{Z, 4}, 4 also for what is no number.
inline double clipped(double value) { return value < largest ? std::max(value, 0.0) : largest; }

/// Runs of independent steps at a point, and the law of their errors.
struct LimitOfRuns {
  Policy<double> policy;
  LinearFeatures<double> features;
  NormalLaw<double> law;
  EpisodeSampler sampler;
  Matrix<double> inverse_covariance;

  explicit LimitOfRuns(const MdpPoint<double>& instance)
      : LimitOfRuns{instance, from_stationary_states(instance)} {}

  double discount() const { return sampler.mdp().discount; }
  /// ΦᵀDΦ
  Matrix<double> gram() const { return weighted_gram(features.matrix, sampler.mdp().start); }
  /// n steps, each from a state of its own.
  Rollout<double> draw(int n, RandomStream& random) const {
    Rollout<double> result;
    result.steps.reserve(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i) {
      const int state = random.index_of(sampler.mdp().start);
      result.steps.push_back(sampler.draw_step(policy, state, random));
      result.ends.push_back(true);
    }
    return result;
  }
  /// (w − w*)ᵀM(w − w*) for the solution w; infinite where there is none.
  double squared_error(const LinearSystem<double>& equations, const Matrix<double>& metric) const {
    try {
      const Vector<double> error = equations.solution() - law.limit;
      return error.dot(metric * error);
    } catch (const std::domain_error&) {
      return std::numeric_limits<double>::infinity();
    }
  }
  /// The same for M = (A⁻¹ΣA⁻ᵀ)⁻¹.
  double squared_error(const LinearSystem<double>& equations) const {
    return squared_error(equations, inverse_covariance);
  }

 private:
  LimitOfRuns(const MdpPoint<double>& instance, const MdpPoint<double>& stationary)
      : policy{instance.pi()},
        features{instance.state_features()},
        law{normal_law(stationary, second_moments)},
        sampler{stationary.mdp},
        inverse_covariance{solve<double>(covariance(law), identity_matrix<double>(2))} {}
};

/// The equations of both.
inline LinearSystem<double> sum(const LinearSystem<double>& a, const LinearSystem<double>& b) {
  return {a.matrix + b.matrix, a.vector + b.vector};
}

/// Where some hundreds of steps are many. With X a step's φ(φ − γφ′)ᵀ and g its δ*φ, in coordinates
/// in which the law is standard normal: E‖A⁻¹X − I‖² ≤ 8 and E‖g‖⁴ ≤ 32.
inline bool has_moderate_steps(const MdpInstance& instance) {
  if (view<double>(instance.table.discount) > 7.0 / 8 || instance.table.states() > 16) return false;
  const auto exact =
      normal_law<Modular>(from_stationary_states(instance.in<Modular>()), second_moments);
  if (!is_regular(exact.noise)) return false;
  const MdpPoint<double> point = instance.in<double>();
  const LimitOfRuns runs{point};
  const Matrix<double>& metric = runs.inverse_covariance;
  const Matrix<double> spread = covariance(runs.law);
  double matrix_variance = 0, fourth_moment = 0;
  for (const auto& [p, step] :
       steps_from(runs.sampler.mdp(), runs.policy, runs.sampler.mdp().start)) {
    const LinearSystem<double> system =
        production(runs.features, rollout_of(std::vector{step}), runs.discount());
    const Matrix<double> off =
        solve<double>(runs.law.matrix, system.matrix) - identity_matrix<double>(2);
    const Vector<double> miss = system.vector - system.matrix * runs.law.limit;
    const Vector<double> move = solve(runs.law.matrix, miss);
    const double square = move.dot(metric * move);
    matrix_variance += p * (metric * off * spread * off.transpose()).trace();
    fourth_moment += p * square * square;
  }
  return matrix_variance <= 8 && fourth_moment <= 32;
}

/// A random walk on a ring of seven states with γ = 7/8, a reward of 1 in state 0; the features are
/// 1 and the distance from there.
inline MdpInstance ring() {
  constexpr int states = 7;
  MdpInstance instance;
  instance.table.discount = {7, -3};
  NumberTable preferences{states, 1, {}}, features{states, 2, {}};
  for (int s = 0; s < states; ++s) {
    const Dyadic reward{s == 0 ? 1 : 0, 0};
    instance.table.start.push_back({1, 0});
    instance.table.outcomes.push_back({{{{1, 0}, (s + 1) % states, reward, false},
                                        {{1, 0}, (s + states - 1) % states, reward, false}}});
    preferences.entries.push_back({1, 0});
    features.entries.push_back({1, 0});
    features.entries.push_back({std::min(s, states - s), 0});
  }
  instance.parts = {{Part::policy, preferences}, {Part::state_features, features}};
  return instance;
}

/// The root mean square of ‖Φ(w_n − w*)‖_D against n on the ring, and its limit.
inline std::vector<Curve> errors_by_steps() {
  const MdpInstance instance = ring();
  const LimitOfRuns runs{instance.in<double>()};
  const Matrix<double> metric = runs.gram();
  const double limit = (metric * covariance(runs.law)).trace();
  Curve measured{.label = "LSTD(0), root mean square of 200 runs"};
  Curve normal{.label = "√(tr(ΦᵀDΦ A⁻¹ΣA⁻ᵀ)/n)", .bound = true};
  for (int n = 16; n <= 16384; n *= 2) {
    constexpr int count = 200;
    double total = 0;
    for (std::uint64_t run = 0; run < count; ++run) {
      RandomStream random{{.seed = 8, .instance = run, .block = static_cast<std::uint64_t>(n)}};
      total += runs.squared_error(production(runs.features, runs.draw(n, random), runs.discount()),
                                  metric);
    }
    measured.points.emplace_back(n, std::sqrt(total / count));
    normal.points.emplace_back(n, std::sqrt(limit / n));
  }
  return {measured, normal};
}

}  // namespace lemmata::lstd_errors
