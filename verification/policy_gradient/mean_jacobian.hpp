#pragma once
/// \file
/// The Jacobian of an estimator's mean, and what it is in closed form. An estimator is here a
/// function of an MDP, a policy and a Rollout that runs over any field, dual numbers included.

#include "algorithms/reinforce/reinforce.hpp"
#include "theory/policies/likelihood_ratio_moments.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata {

/// The production estimator without a baseline.
inline auto reinforce_with(Credit credit) {
  return [credit](const auto& mdp, const auto& policy, const auto& rollout) {
    return reinforce(policy, rollout, mdp.discount, credit, NoBaseline{});
  };
}

/// E[ĝ] over every episode of at most `horizon` steps, `parameters()` entries.
template <class F, class DifferentiablePolicy, class Estimator>
Vector<F> estimator_mean(Estimator estimator, const FiniteMdp<F>& mdp,
                         const DifferentiablePolicy& policy, int horizon) {
  return expectation(mdp, policy.probabilities(), horizon, policy.parameters(),
                     [&](const Trajectory<F>& trajectory) -> Vector<F> {
                       const Rollout<F> rollout = rollout_of(trajectory.steps);
                       return estimator(mdp, policy, rollout);
                     });
}

/// ∂E[ĝ]_i/∂θ_j in row i and column j. A column is the mean over dual numbers with θ_j moving: the
/// estimates move, and so do the probabilities of the episodes.
template <class F, class DifferentiablePolicy, class Estimator>
Matrix<F> estimator_jacobian(Estimator estimator, const FiniteMdp<F>& mdp,
                             const DifferentiablePolicy& policy, int horizon) {
  const FiniteMdp<Dual<F>> constant = as_constant(mdp);
  const Matrix<F> axes = identity_matrix<F>(policy.parameters());
  Matrix<F> result(axes.rows(), axes.cols());
  for (Eigen::Index j = 0; j < axes.cols(); ++j) {
    const auto moving = policy.along(axes.col(j));
    result.col(j) = derivative_part(estimator_mean(estimator, constant, moving, horizon));
  }
  return result;
}

/// Σ_t Σ_s Pr(s_t = s) Σ_a D_uπ(a|s) Q(s,a) for each direction u of the point, by dynamic
/// programming, where Q is that of steps_to_go(H, t) steps.
template <class F, class StepsToGo>
Vector<F> mean_by_occupancies(const MdpPoint<F>& x, StepsToGo steps_to_go) {
  const Matrix<F> directions = x.directions(), transitions = policy_transitions(x.mdp, x.pi());
  Vector<F> result = Vector<F>::Constant(directions.cols(), F{0});
  Vector<F> occupancy = x.mdp.start;
  for (int t = 0; t < x.horizon; ++t) {
    const Vector<F> values_tp1 = horizon_values(x.mdp, x.pi(), steps_to_go(x.horizon, t) - 1);
    const Matrix<F> q = action_values(x.mdp, values_tp1);
    for (Eigen::Index k = 0; k < directions.cols(); ++k) {
      const Matrix<F> dpi = derivative_part(x.policy().along(directions.col(k)).probabilities());
      result(k) += occupancy.dot(dpi.cwiseProduct(q).rowwise().sum());
    }
    occupancy = (transitions.transpose() * occupancy).eval();
  }
  return result;
}

/// E[Σ_{t<l} (γ^{l−t} − 1) G_l (g_t g_lᵀ − g_l g_tᵀ)] over every episode, g the scores.
template <class F>
Matrix<F> antisymmetric_pairs_of_scores(const MdpPoint<F>& x) {
  const auto policy = x.policy();
  const auto n = policy.parameters();
  const auto sum_over_pairs = [&](const Trajectory<F>& episode) -> Vector<F> {
    Matrix<F> sum = Matrix<F>::Constant(n, n, F{0});
    F return_l{0};
    for (std::size_t l = episode.steps.size(); l-- > 0;) {
      return_l = episode.steps[l].reward + x.mdp.discount * return_l;
      const Vector<F> g_l = policy.score(episode.steps[l].state, episode.steps[l].action);
      for (std::size_t t = 0; t < l; ++t) {
        const Vector<F> g_t = policy.score(episode.steps[t].state, episode.steps[t].action);
        const F factor = power(x.mdp.discount, static_cast<int>(l - t)) - F{1};
        sum += (factor * return_l) * (g_t * g_l.transpose() - g_l * g_t.transpose());
      }
    }
    return sum.reshaped();
  };
  return expectation(x.mdp, policy.probabilities(), x.horizon, n * n, sum_over_pairs)
      .reshaped(n, n);
}

/// p(τ) of every episode moving along the point's direction, and p(τ) Σ_l uᵀg_l.
template <class F>
Sides<F> moved_probabilities_and_scores(const MdpPoint<F>& x) {
  const auto moving = x.policy().along(x.direction()).probabilities();
  const auto moved = pathwise(as_constant(x.mdp), moving, x.horizon, 1, [](const auto& episode) {
    return Vector<Dual<F>>{{episode.probability}};
  });
  const Matrix<F> scores = scores_along<F>(x.policy(), x.direction());
  const Matrix<F> by_scores =
      pathwise(x.mdp, x.pi(), x.horizon, 1, [&](const Trajectory<F>& episode) {
        F sum{0};
        for (const Step<F>& step : episode.steps) sum += scores(step.state, step.action);
        return Vector<F>{{F(episode.probability * sum)}};
      });
  return equal(derivative_part(moved), by_scores);
}

}  // namespace lemmata
