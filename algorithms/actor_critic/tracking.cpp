#include "algorithms/actor_critic/tracking.hpp"

#include <cmath>
#include <limits>

#include "theory/actor_critic/compatible_fit.hpp"
#include "theory/policies/average_reward_gradient.hpp"

namespace lemmata {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

template <class Use>
auto with_policies(const TrackingTask& task, Use use) {
  const FiniteMdp<double>& mdp = task.mdp;
  return task.policy_features.size() == 0
             ? use(TabularParametrisation{mdp.states(), mdp.actions()})
             : use(LinearParametrisation{task.policy_features, mdp.actions()});
}

Vector<double> compatible_fit(const TabularSoftmax<double>&, const CriterionEvaluation& exact) {
  return tabular_compatible_fit(exact);
}

Vector<double> compatible_fit(const LinearSoftmax<double>& policy,
                              const CriterionEvaluation& exact) {
  return minimum_norm_solution(compatible_system(policy, exact.visits, exact.action_values));
}

/// ‖V_w − V^π‖_D, for the average criterion the least over all constants added to V_w.
double value_error(const CriterionEvaluation& exact, const Vector<double>& values,
                   Criterion criterion) {
  const Vector<double> shares = exact.visits / exact.visits.sum();
  Vector<double> error = values - exact.values;
  if (criterion == Criterion::average) error.array() -= shares.dot(error);
  return std::sqrt(weighted_square<double>(shares, error));
}

/// With γ = 1 a linear solve loses as many digits as an episode has in its mean number of steps.
void require_resolved(const CriterionEvaluation& exact) {
  constexpr double longest = 1e12;
  const double steps = exact.visits.sum();
  if (steps > 0 && steps < longest) return;
  throw std::domain_error{"the policy hardly ever ends: its values are lost in rounding"};
}

template <class DifferentiablePolicy, class Features>
TrackingPoint measured(const TrackingTask& task, const DifferentiablePolicy& policy,
                       const Features& features, const ActorCriticIterate& x,
                       const ActorCriticOptions& options, std::int64_t k) {
  const Policy<double>& pi = policy.probabilities();
  const bool average = options.criterion == Criterion::average;
  const bool compatible = options.weight == ActorWeight::compatible_critic;
  const CriterionEvaluation exact = criterion_evaluation(task.mdp, pi, options.criterion);
  require_resolved(exact);
  const TrackingPoint point{
      .step = k,
      .performance = exact.performance,
      .gap = task.optimum && !average ? optimality_gap(task.mdp, *task.optimum, pi) : none,
      .gradient_norm = weighted_score_sum(policy, exact.visits, exact.action_values).norm(),
      .value_error = value_error(exact, features.values(x.weights), options.criterion),
      .gain_error = average ? std::abs(x.gain - exact.performance) : none,
      .compatible_error =
          compatible ? (x.compatible - compatible_fit(policy, exact)).norm() : none};
  if (!std::isfinite(point.performance) || !std::isfinite(point.gradient_norm) ||
      !std::isfinite(point.value_error)) {
    throw std::domain_error{"the performance, its gradient or the critic's error is not finite"};
  }
  return point;
}

void require_finite(const ActorCriticIterate& x) {
  if (!x.theta.allFinite()) throw std::domain_error{"the actor's parameters are not finite"};
  if (!x.weights.allFinite() || !x.compatible.allFinite() || !std::isfinite(x.gain)) {
    throw std::domain_error{"the critic's weights are not finite"};
  }
}

/// A run of `step`s, measured as the options' criterion and weight have it.
template <class StepFunction>
Recording<TrackingPoint> track_steps(const TrackingTask& task, const ActorCriticOptions& options,
                                     const char* noun, std::uint64_t seed, std::int64_t last,
                                     const GoesOn& goes_on, StepFunction step) {
  const EpisodeSampler sampler{task.mdp};
  RandomStream random{{.seed = seed}};
  return with_policies(task, [&](const auto& policies) {
    return with_features(task.state_features, task.mdp.states(), [&](const auto& features) {
      ActorCriticIterate x = start_of(sampler, policies, features, random);
      return record_run(
          noun, last, goes_on, [&] { require_finite(x); },
          [&](std::int64_t k) {
            return measured(task, policies.policy(x.theta), features, x, options, k);
          },
          [&](std::int64_t k) { x = step(sampler, policies, features, std::move(x), k, random); });
    });
  });
}

/// 0 where rounding alone leaves more of it, which would look like an error on a logarithmic scale.
double without_rounding(double performance, const Vector<double>& values) {
  constexpr double rounding = 1e-14;
  return std::abs(performance) > rounding * values.lpNorm<Eigen::Infinity>() ? performance : 0;
}

}  // namespace

CriterionEvaluation criterion_evaluation(const FiniteMdp<double>& mdp, const Policy<double>& policy,
                                         Criterion criterion) {
  if (criterion == Criterion::average) {
    const GainAndBias<double> evaluation = gain_and_bias(mdp, policy);
    return {without_rounding(evaluation.gain, evaluation.bias),
            stationary_distribution(mdp, policy), evaluation.bias,
            differential_action_values(mdp, evaluation)};
  }
  const Vector<double> values = policy_values(mdp, policy);
  return {without_rounding(mdp.start.dot(values), values), visitation(mdp, policy), values,
          action_values(mdp, values)};
}

Vector<double> tabular_compatible_fit(const CriterionEvaluation& exact) {
  constexpr double rounding = 1e-14;
  const Eigen::Index actions = exact.action_values.cols();
  Vector<double> weights = Vector<double>::Zero(exact.action_values.size());
  for (Eigen::Index s = 0; s < exact.visits.size(); ++s) {
    if (!(exact.visits(s) > rounding)) continue;
    const auto row = exact.action_values.row(s);
    weights.segment(s * actions, actions) = row.transpose().array() - row.mean();
  }
  return weights;
}

Recording<TrackingPoint> track(const TrackingTask& task, const ActorCriticOptions& options,
                               std::uint64_t seed, std::int64_t last, const GoesOn& goes_on) {
  return track_steps(task, options, "step", seed, last, goes_on,
                     [&](const auto& sampler, const auto& policies, const auto& features,
                         ActorCriticIterate x, std::int64_t k, RandomStream& random) {
                       return actor_critic_step(sampler, policies, features, x, options, k, random);
                     });
}

Recording<TrackingPoint> track_episodes(const TrackingTask& task, const EpisodicOptions& options,
                                        std::uint64_t seed, std::int64_t last,
                                        const GoesOn& goes_on) {
  return std::visit(
      [&](const auto& advantage) {
        return track_steps(task, {.scales = options.scales}, "iteration", seed, last, goes_on,
                           [&](const auto& sampler, const auto& policies, const auto& features,
                               ActorCriticIterate x, std::int64_t k, RandomStream& random) {
                             return episodic_actor_critic_step(
                                 sampler, policies, features, std::move(x), options.scales,
                                 options.episodes, advantage, k, random);
                           });
      },
      options.advantage);
}

}  // namespace lemmata
