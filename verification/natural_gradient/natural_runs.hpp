#pragma once
/// \file
/// Runs of natural gradient ascent in ball arithmetic: every iterate encloses the exact one, so
/// that what is certified of a run covers the rounding of its steps.

#include <vector>

#include "algorithms/environments/named_environments.hpp"
#include "algorithms/natural_gradient/natural_ascent.hpp"
#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "verification/policy_gradient/certified_optimum.hpp"

namespace lemmata::natural_runs {

inline Ball nearly_zero() { return Ball{1} / power(Ball{10}, 30); }

template <class F>
Policy<F> uniform_policy(const FiniteMdp<F>& mdp) {
  return Policy<F>::Constant(mdp.states(), mdp.actions(), F{1} / F(mdp.actions()));
}

/// Where a run begins, and how.
struct Setting {
  FiniteMdp<Ball> mdp;
  Policy<Ball> start;  ///< π_0
  Ball step_size;      ///< η
  int length;          ///< steps
};

/// θ_{t+1} from θ_t, for the setting's η.
using ParameterStep = Matrix<Ball> (*)(const Setting&, const Matrix<Ball>& theta);

inline Matrix<Ball> natural_step(const Setting& x, const Matrix<Ball>& theta) {
  return natural_ascent_step(x.mdp, theta, x.step_size);
}
inline Matrix<Ball> plain_step(const Setting& x, const Matrix<Ball>& theta) {
  return softmax_ascent_step(x.mdp, theta, x.step_size);
}

/// π_0 … π_T of a run of the parameters from log π_0. Each step multiplies the radii of an iterate,
/// by up to a million: it takes more bits than what is made of the iterates.
inline std::vector<Policy<Ball>> run(const Setting& x, ParameterStep step = natural_step) {
  const Precision enough{3 * Precision::bits()};
  Matrix<Ball> theta = x.start.unaryExpr([](const Ball& p) { return log(p); });
  std::vector<Policy<Ball>> policies{x.start};
  for (int t = 0; t < x.length; ++t) {
    theta = step(x, theta);
    policies.push_back(tabular_softmax(theta).probabilities());
  }
  return policies;
}

/// π_1 from π_0.
inline Policy<Ball> first_step(Setting x, ParameterStep step = natural_step) {
  x.length = 1;
  return run(x, step).back();
}

/// V_0 … V_T, a column each.
inline Matrix<Ball> values_along(const Setting& x, const std::vector<Policy<Ball>>& policies) {
  Matrix<Ball> values(x.mdp.states(), static_cast<Eigen::Index>(policies.size()));
  for (Eigen::Index t = 0; t < values.cols(); ++t) {
    values.col(t) = policy_values(x.mdp, policies[static_cast<std::size_t>(t)]);
  }
  return values;
}

/// log Z(s) = log Σ_a π(a|s) exp(ηA^π(s,a)/(1 − γ)).
inline Vector<Ball> log_normalisers(const Setting& x, const Policy<Ball>& pi) {
  const Ball scale = x.step_size / (Ball{1} - x.mdp.discount);
  const Matrix<Ball> advantage = advantages(x.mdp, pi);
  Vector<Ball> result(x.mdp.states());
  for (Eigen::Index s = 0; s < result.size(); ++s) {
    Ball sum{0};
    for (Eigen::Index a = 0; a < pi.cols(); ++a) sum += pi(s, a) * exp(scale * advantage(s, a));
    result(s) = log(sum);
  }
  return result;
}

/// KL(π*‖π)(s) = −log π(a*(s)|s) for a deterministic π*.
inline Vector<Ball> divergences_from(const Policy<Ball>& optimal, const Policy<Ball>& pi) {
  return chosen(pi, optimal).unaryExpr([](const Ball& p) { return -log(p); });
}

/// (1 − γ)ν* from every state, a row each.
inline Matrix<Ball> optimal_distributions(const FiniteMdp<Ball>& mdp, const Policy<Ball>& optimal) {
  return (Ball{1} - mdp.discount) * visitations(mdp, optimal);
}

/// n decisions that can only be found last first. In state i < n action 0 leads on, action 1 stays
/// for a reward of 2⁻¹⁰; in state n action 0 stays, with reward 1, and action 1 ends. Before state
/// i + 1 has found action 0, staying is the better choice in state i. γ = 1 − 1/n, for n a power of
/// 2; start 0.
inline TransitionTable staircase(int n) {
  TransitionTable table;
  table.name = "staircase";
  table.discount = dyadic(1.0 - 1.0 / n);
  for (int s = 0; s <= n; ++s) {
    table.start.push_back({s == 0 ? 1 : 0, 0});
    const WeightedOutcome on{{1, 0}, s + 1, {0, 0}, false}, stay{{1, 0}, s, {1, -10}, false};
    const WeightedOutcome earn{{1, 0}, s, {1, 0}, false}, end{{1, 0}, s, {0, 0}, true};
    table.outcomes.push_back({{s < n ? on : earn}, {s < n ? stay : end}});
  }
  return table;
}

/// n steps on the staircase, too long for anything but the sign of an advantage to matter, from a
/// policy that takes action 0 with probability 2⁻²⁰; rewards times `scale`.
inline Setting up_the_staircase(int n, int scale = 1) {
  TransitionTable table = staircase(n);
  for (auto& actions : table.outcomes) {
    for (auto& outcomes : actions) outcomes[0].reward.mantissa *= scale;
  }
  Setting x{in_field<Ball>(table), Policy<Ball>(n + 1, 2), Ball::scaled(1, 14), n};
  x.start.col(0).setConstant(Ball::scaled(1, -20));
  x.start.col(1).setConstant(Ball{1} - Ball::scaled(1, -20));
  return x;
}

/// 16 steps on two arms with rewards 1 and 0, the good one with probability 2⁻⁶⁴ at first; they end
/// shortly before it becomes likely.
inline Setting from_an_unlikely_arm() {
  Setting x{in_field<Ball>(bandit({1, 0})), Policy<Ball>(1, 2), Ball{61} * log(Ball{2}) / Ball{16},
            16};
  x.start << Ball::scaled(1, -64), Ball{1} - Ball::scaled(1, -64);
  return x;
}

/// 16 steps of η = 1/4 on 64 arms, one of which pays, from the uniform policy.
inline Setting on_many_arms() {
  std::vector<double> rewards(64, 0.0);
  rewards[0] = 1;
  const FiniteMdp<Ball> mdp = in_field<Ball>(bandit(rewards));
  return {mdp, uniform_policy(mdp), Ball{1} / Ball{4}, 16};
}

}  // namespace lemmata::natural_runs
