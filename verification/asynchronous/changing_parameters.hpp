#pragma once
/// \file
/// Rollouts in which the parameters change: those from a step m on, by which a worker acts or takes
/// its scores, may be others than its snapshot. The mean of the gradient that production
/// accumulates is a sum over every rollout; the oracle is a dynamic programme over the steps.

#include "theory/mdp/trajectories.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/asynchronous/worker_rollouts.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata::changing_parameters {

/// Whose parameters they are.
enum class Of { snapshot, shared };

/// Where those of others are used.
struct Use {
  Of acts_later = Of::snapshot;  ///< from step m on
  Of scores_before = Of::snapshot;
  Of scores_later = Of::snapshot;
};
inline constexpr Use one_snapshot{};
inline constexpr Use acts_on_shared{.acts_later = Of::shared, .scores_later = Of::shared};
inline constexpr Use scores_of_snapshot{.acts_later = Of::shared};
inline constexpr Use scores_at_the_end{Of::shared, Of::shared, Of::shared};
inline constexpr Use only_scores_at_the_end{.scores_before = Of::shared,
                                            .scores_later = Of::shared};

/// Rollouts of at most so many steps, under V.
template <class F>
struct Rollouts {
  FiniteMdp<F> mdp;
  TabularSoftmax<F> snapshot, shared;
  Matrix<F> directions;  ///< along which gradients are seen
  Vector<F> values;
  int steps;

  const TabularSoftmax<F>& policy(Of whose) const {
    return whose == Of::snapshot ? snapshot : shared;
  }
  Vector<F> seen(const Vector<F>& gradient) const { return directions.transpose() * gradient; }
};

template <class F>
Rollouts<F> rollouts_of(const MdpPoint<F>& x) {
  return {x.mdp, x.policy(), x.other_policy(), x.directions(), x.values(), x.horizon};
}

/// What production accumulates over one rollout of tabular features, its policy's part, S·A.
template <class F, class PolicyAt>
Vector<F> gradient_of(const Rollouts<F>& of, const Rollout<F>& rollout, PolicyAt scored_at) {
  const int states = of.mdp.states(), actions = of.mdp.actions();
  const Matrix<F> scores = worker_rollouts::scores_along(rollout, scored_at);
  const worker_rollouts::Accumulation<F> input{
      .rollout = {worker_rollouts::features_along(rollout,
                                                  Matrix<F>(Matrix<F>::Identity(states, states))),
                  scores, Matrix<F>::Constant(scores.rows(), actions, F{0}),
                  worker_rollouts::valued_by_worker(rollout, of.values)},
      .discount = of.mdp.discount};
  const Matrix<F> by_action =
      worker_rollouts::accumulated(input, states).leftCols(actions).transpose();
  return Eigen::Map<const Vector<F>>(by_action.data(), by_action.size());
}

/// Calls visit(probability, steps, gradient) for every rollout, with its probability where the
/// acting parameters change at step m.
template <class F, class Visit>
void for_each_gradient(const Rollouts<F>& of, const Use& use, int m, Visit visit) {
  const Policy<F>& pi = of.snapshot.probabilities();
  const Policy<F>& later = of.policy(use.acts_later).probabilities();
  for_each_trajectory(of.mdp, pi, of.steps, [&](const Trajectory<F>& trajectory) {
    F probability = trajectory.probability;
    for (std::size_t t = static_cast<std::size_t>(m); t < trajectory.steps.size(); ++t) {
      const Step<F>& step = trajectory.steps[t];
      probability *= later(step.state, step.action) / pi(step.state, step.action);
    }
    visit(probability, trajectory.steps,
          gradient_of(of, rollout_of(trajectory.steps), [&](int t) -> const Policy<F>& {
            return of.policy(t < m ? use.scores_before : use.scores_later).probabilities();
          }));
  });
}

/// The mean of production's gradient.
template <class F>
Vector<F> mean_gradient(const Rollouts<F>& of, const Use& use, int m) {
  Vector<F> result = Vector<F>::Constant(of.snapshot.parameters(), F{0});
  for_each_gradient(of, use, m, [&](const F& probability, const auto&, const Vector<F>& gradient) {
    result += probability * gradient;
  });
  return result;
}

/// Σ_{t<T} Pr(s_t = s) under the snapshot, S entries.
template <class F>
Vector<F> visits(const Rollouts<F>& of) {
  const Matrix<F> transitions = policy_transitions(of.mdp, of.snapshot.probabilities());
  Vector<F> now = of.mdp.start, sum = now;
  for (int t = 1; t < of.steps; ++t) {
    now = Vector<F>(transitions.transpose() * now);
    sum += now;
  }
  return sum;
}

/// Σ_s n(s) Σ_a ∂π(a|s) Q^π(s,a) along every direction, for a policy and visits n.
template <class F>
Vector<F> gradient_at(const Rollouts<F>& of, const TabularSoftmax<F>& policy,
                      const Vector<F>& visits) {
  const Policy<F>& pi = policy.probabilities();
  const Matrix<F> q = action_values(of.mdp, policy_values(of.mdp, pi));
  Vector<F> result(of.directions.cols());
  for (Eigen::Index k = 0; k < result.size(); ++k) {
    const Matrix<F> slopes = derivative_part(policy.along(of.directions.col(k)).probabilities());
    result(k) = visits.dot(Vector<F>(slopes.cwiseProduct(q).rowwise().sum()));
  }
  return result;
}

/// The mean by forward and backward passes over the steps, the policy that acts at each being
/// given; G is F, or the dual numbers where the acting policy moves. Every rollout ends within its
/// steps.
template <class G, class F, class ActingAt>
Vector<G> mean_by_steps(const Rollouts<F>& of, const FiniteMdp<G>& mdp, const Use& use, int m,
                        ActingAt acting_at) {
  std::vector<Vector<G>> later{Vector<G>::Constant(mdp.states(), G{0})};  // backwards in time
  for (int t = of.steps; t-- > 1;) {
    const Matrix<G> q = action_values(mdp, later.back());
    later.push_back(Vector<G>(acting_at(t).cwiseProduct(q).rowwise().sum()));
  }
  Vector<G> now = mdp.start, result = Vector<G>::Constant(of.directions.cols(), G{0});
  for (int t = 0; t < of.steps; ++t) {
    const Policy<G> acting = acting_at(t);
    const Matrix<G> q = action_values(mdp, later[static_cast<std::size_t>(of.steps - 1 - t)]);
    const TabularSoftmax<F>& scored = of.policy(t < m ? use.scores_before : use.scores_later);
    for (Eigen::Index k = 0; k < result.size(); ++k) {
      const auto moving = scored.along(of.directions.col(k)).probabilities();
      for (int s = 0; s < mdp.states(); ++s) {
        for (int a = 0; a < mdp.actions(); ++a) {
          const F slope = moving(s, a).derivative / moving(s, a).value;
          result(k) += now(s) * acting(s, a) * G{slope} * (q(s, a) - G{of.values(s)});
        }
      }
    }
    now = Vector<G>(policy_transitions(mdp, acting).transpose() * now);
  }
  return result;
}

/// max_s TV(π(·|s), π'(·|s)).
template <class F>
F largest_distance(const Policy<F>& one, const Policy<F>& other) {
  F result{0};
  for (Eigen::Index s = 0; s < one.rows(); ++s) {
    F sum{0};
    for (Eigen::Index a = 0; a < one.cols(); ++a) sum += absolute(F(one(s, a) - other(s, a)));
    result = larger(result, F(sum / F{2}));
  }
  return result;
}

/// max − min over all rollouts, entry by entry, of the snapshot's gradient.
template <class F>
Vector<F> ranges(const Rollouts<F>& of) {
  Vector<F> most, least;
  for_each_gradient(of, one_snapshot, 0, [&](const F&, const auto&, const Vector<F>& gradient) {
    if (most.size() == 0) most = least = gradient;
    for (Eigen::Index i = 0; i < most.size(); ++i) {
      most(i) = larger(most(i), gradient(i));
      least(i) = -larger(F(-least(i)), F(-gradient(i)));
    }
  });
  return most - least;
}

/// |bias|, entry by entry, of acting on the shared parameters from step m on.
template <class F>
Vector<F> sizes_of_bias(const Rollouts<F>& of, int m) {
  Vector<F> result = mean_gradient(of, scores_of_snapshot, m) - mean_gradient(of, one_snapshot, m);
  for (F& entry : result) entry = absolute(entry);
  return result;
}

}  // namespace lemmata::changing_parameters
