#include "algorithms/critics/evaluation.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <tuple>

#include "algorithms/critics/averaging.hpp"
#include "algorithms/critics/least_squares.hpp"
#include "algorithms/sampling/episode_sampler.hpp"
#include "theory/fields/errors.hpp"
#include "theory/mdp/values.hpp"
#include "theory/mdp/visitation.hpp"

namespace lemmata {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

bool is_tabular(const EvaluationTask& task) { return task.features.size() == 0; }

/// λ where the critic has one; TD and the others are without.
double lambda_of(const EvaluationOptions& options) {
  return options.critic == Critic::td_lambda || options.critic == Critic::lstd ? options.lambda : 0;
}

/// The solution with 0 for every weight whose equation is empty: its feature has not been seen.
Vector<double> solution_where_seen(const LinearSystem<double>& system) {
  std::vector<Eigen::Index> seen;
  for (Eigen::Index i = 0; i < system.vector.size(); ++i) {
    if (!system.matrix.row(i).isZero(0)) seen.push_back(i);
  }
  Vector<double> weights = Vector<double>::Zero(system.vector.size());
  if (seen.empty()) return weights;
  const LinearSystem<double> part{system.matrix(seen, seen), system.vector(seen)};
  weights(seen) = part.solution();
  return weights;
}

/// E_D[ψψᵀ] w = E_D[ψ r]: where E_D[δ²] is least.
template <class Features>
LinearSystem<double> expected_residual_system(const Features& features, const EvaluationTask& task,
                                              const Vector<double>& distribution) {
  const double discount = task.mdp.discount;
  LinearSystem<double> system = empty_system<double>(features.weights());
  for (const auto& [probability, step] : weighted_steps(task, distribution)) {
    const Vector<double> scaled = probability * residual_feature(features, step, discount);
    features.add_outer(system.matrix, scaled, step.state);
    if (!step.terminal) {
      features.add_outer(system.matrix, Vector<double>(-discount * scaled), step.next_state);
    }
    system.vector += step.reward * scaled;
  }
  return system;
}

/// w*.
Vector<double> weights_at_rest(const EvaluationTask& task, const EvaluationOptions& options,
                               const ExactEvaluation& exact) {
  if (exact.rests_at_values) return (exact.distribution.array() > 0).select(exact.values, 0);
  const Matrix<double> features = feature_matrix(task);
  switch (options.critic) {
    case Critic::td:
    case Critic::td_lambda:
    case Critic::lstd:
      return temporal_difference_system(task.mdp, task.policy, features, exact.distribution,
                                        lambda_of(options))
          .solution();
    case Critic::monte_carlo:
      return projection_system(features, exact.distribution, exact.values).solution();
    case Critic::residual_gradient:
      return with_features(task.features, task.mdp.states(), [&](const auto& kind) {
        return solution_where_seen(expected_residual_system(kind, task, exact.distribution));
      });
  }
  throw std::logic_error{"unknown critic"};
}

/// Without what rounding leaves of the states that are not visited in the long run.
Vector<double> long_run_shares(const EvaluationTask& task) {
  constexpr double rounding = 1e-14;
  const Vector<double> shares = stationary_distribution(task.mdp, task.policy);
  return (shares.array() > rounding).select(shares, 0);
}

/// A step, and what learning from it may need.
struct Experience {
  Step<double> step;
  bool ends;        ///< the last of its episode, terminal or cut
  double return_t;  ///< from this step to the end of its episode
};

/// Steps one after another, the same for the same seed.
class StepStream {
 public:
  StepStream(const EvaluationTask& task, const EvaluationOptions& options,
             const Vector<double>& distribution)
      : sampler_{task.mdp},
        policy_{task.policy},
        distribution_{distribution},
        source_{options.source},
        horizon_{options.horizon},
        random_{{.seed = options.seed}} {}

  Experience next() {
    if (source_ == StepSource::independent) {
      const auto step = sampler_.draw_step(policy_, random_.index_of(distribution_), random_);
      return {step, true, step.reward};
    }
    if (next_ == episode_.size()) {
      episode_ = rollout_of(sampler_.draw(policy_, horizon_, random_));
      returns_ = returns_to_go(episode_, sampler_.mdp().discount);
      next_ = 0;
    }
    const std::size_t t = next_++;
    return {episode_.steps[t], episode_.ends[t], returns_[t]};
  }

 private:
  EpisodeSampler sampler_;
  Policy<double> policy_;
  Vector<double> distribution_;
  StepSource source_;
  int horizon_;
  RandomStream random_;
  Rollout<double> episode_{};
  std::vector<double> returns_{};
  std::size_t next_ = 0;
};

/// A critic while it learns.
template <class Features>
class Learner {
 public:
  Learner(Features features, const EvaluationOptions& options, double discount)
      : features_{std::move(features)},
        options_{options},
        discount_{discount},
        critic_{zero(), zero()},
        equations_{empty_system<double>(options.critic == Critic::lstd ? features_.weights() : 0)} {
  }

  void learn(const Experience& x, std::int64_t k) {
    if (options_.average) average_.add(critic_.weights);
    const double step_size = options_.step_sizes(k);
    Vector<double>& w = critic_.weights;
    switch (options_.critic) {
      case Critic::td:
        w = td_step(features_, std::move(w), x.step, discount_, step_size);
        break;
      case Critic::td_lambda:
        critic_ = td_lambda_step(features_, std::move(critic_), x.step, x.ends, discount_,
                                 options_.lambda, step_size);
        break;
      case Critic::monte_carlo:
        w = monte_carlo_step(features_, std::move(w), x.step.state, x.return_t, step_size);
        break;
      case Critic::residual_gradient:
        w = residual_gradient_step(features_, std::move(w), x.step, x.step, discount_, step_size);
        break;
      case Critic::lstd:
        collect(x);
        break;
    }
  }

  bool is_finite() const { return critic_.weights.allFinite(); }

  /// \throws SingularSystem if the equations so far do not determine the weights
  Vector<double> values() const {
    return features_.values(options_.critic == Critic::lstd ? solution_where_seen(all_equations())
                                                            : critic_.weights);
  }

  Vector<double> values_of_average() const {
    return features_.values(average_.mean().size() == 0 ? critic_.weights : average_.mean());
  }

 private:
  Vector<double> zero() const { return Vector<double>::Zero(features_.weights()); }

  /// Keeps steps until an episode ends, since its trace runs through it.
  void collect(const Experience& x) {
    constexpr std::size_t many = 1000;
    recent_.steps.push_back(x.step);
    recent_.ends.push_back(x.ends);
    if (!x.ends || recent_.size() < many) return;
    equations_ = all_equations();
    recent_ = {};
  }

  LinearSystem<double> all_equations() const {
    const auto recent = lstd_system(features_, recent_, discount_, options_.lambda);
    return {equations_.matrix + recent.matrix, equations_.vector + recent.vector};
  }

  Features features_;
  EvaluationOptions options_;
  double discount_;
  TraceCritic<double> critic_;
  IterateAverage<double> average_{};
  LinearSystem<double> equations_;  ///< of all episodes before
  Rollout<double> recent_{};
};

double distance(const ExactEvaluation& exact, const Vector<double>& a, const Vector<double>& b) {
  const double result = std::sqrt(weighted_square<double>(exact.distribution, a - b));
  if (!std::isfinite(result)) throw std::domain_error{"the error of the values is not finite"};
  return result;
}

template <class Features>
EvaluationPoint measured(const Learner<Features>& learner, const EvaluationOptions& options,
                         const ExactEvaluation& exact, std::int64_t k) {
  EvaluationPoint point{k, none, none, none, none};
  const auto from = [&](const Vector<double>& values) {
    return std::pair{distance(exact, values, exact.values), distance(exact, values, exact.limit)};
  };
  try {
    std::tie(point.error, point.distance) = from(learner.values());
  } catch (const SingularSystem&) {  // too few steps yet
  }
  if (options.average) {
    std::tie(point.error_of_average, point.distance_of_average) = from(learner.values_of_average());
  }
  return point;
}

}  // namespace

std::vector<std::pair<double, Step<double>>> weighted_steps(const EvaluationTask& task,
                                                            const Vector<double>& distribution) {
  std::vector<std::pair<double, Step<double>>> result;
  for (int s = 0; s < task.mdp.states(); ++s) {
    for (int a = 0; a < task.mdp.actions(); ++a) {
      for (const auto& outcome : task.mdp.outcomes(s, a)) {
        const double probability = distribution(s) * task.policy(s, a) * outcome.probability;
        if (!(probability > 0)) continue;
        result.emplace_back(
            probability, Step<double>{s, a, outcome.reward, outcome.next_state, outcome.terminal});
      }
    }
  }
  return result;
}

Matrix<double> feature_matrix(const EvaluationTask& task) {
  return is_tabular(task) ? identity_matrix<double>(task.mdp.states()) : task.features;
}

double cut_probability(const EvaluationTask& task, int horizon) {
  Matrix<double> transitions = policy_transitions(task.mdp, task.policy);
  Vector<double> going_on = Vector<double>::Ones(task.mdp.states());
  for (; horizon > 0; horizon /= 2) {
    if (horizon % 2 == 1) going_on = transitions * going_on;
    if (horizon > 1) transitions = transitions * transitions;
  }
  return task.mdp.start.dot(going_on);
}

ExactEvaluation exact_evaluation(const EvaluationTask& task, const EvaluationOptions& options) {
  ExactEvaluation exact{
      .values = policy_values(task.mdp, task.policy),
      .distribution = long_run_shares(task),
      .weights = {},
      .limit = {},
      .rests_at_values = is_tabular(task) && options.critic != Critic::residual_gradient};
  exact.weights = weights_at_rest(task, options, exact);
  exact.limit = is_tabular(task) ? exact.weights : task.features * exact.weights;
  return exact;
}

Recording<EvaluationPoint> evaluate(const EvaluationTask& task, const EvaluationOptions& options,
                                    const ExactEvaluation& exact, std::int64_t last,
                                    const GoesOn& goes_on) {
  const bool whole_episodes = options.critic == Critic::monte_carlo || lambda_of(options) > 0;
  if (whole_episodes && options.source == StepSource::independent) {
    throw std::invalid_argument{"independent steps have neither returns nor traces"};
  }
  StepStream stream{task, options, exact.distribution};
  return with_features(task.features, task.mdp.states(), [&](const auto& features) {
    Learner learner{features, options, task.mdp.discount};
    return record_run(
        "step", last, goes_on,
        [&] {
          if (!learner.is_finite()) throw std::domain_error{"the weights are not finite"};
        },
        [&](std::int64_t k) { return measured(learner, options, exact, k); },
        [&](std::int64_t k) { learner.learn(stream.next(), k); });
  });
}

}  // namespace lemmata
