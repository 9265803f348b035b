#pragma once
/// \file
/// The rate of exact softmax ascent (`mei2020global`, Theorem 4): what its bound is made of, and
/// how measured gaps lie under it.

#include <optional>

#include "algorithms/environments/named_environments.hpp"
#include "verification/policy_gradient/ascent_runs.hpp"

namespace lemmata {

/// What bounds at a checkpoint are made of; d = (1 − γ)ν.
template <class F>
struct RateConstants {
  F states, range, horizon;  ///< S, R, 1/(1 − γ)
  F mismatch;                ///< ‖d*_μ/μ‖∞
  F rarest_start;            ///< ‖1/μ‖∞
  F c{1};
  int t = 1;
};

template <class F>
RateConstants<F> rate_constants(const FiniteMdp<F>& mdp, const Policy<F>& optimal) {
  const Vector<F> ones = Vector<F>::Constant(mdp.states(), F{1});
  const F horizon = F{1} / (F{1} - mdp.discount);
  return {.states = F(mdp.states()),
          .range = reward_range(mdp),
          .horizon = horizon,
          .mismatch = largest_ratio(visitation(mdp, optimal), mdp.start) / horizon,
          .rarest_start = largest_ratio(ones, mdp.start)};
}

/// 16 S R ‖d*_μ/μ‖² ‖1/μ‖/(c² (1−γ)⁶ t).
template <class F>
F mei_bound(const RateConstants<F>& x) {
  return F(16) * x.states * x.range * square(x.mismatch) * x.rarest_start * power(x.horizon, 6) /
         (square(x.c) * F(x.t));
}

/// The same without ‖1/μ‖ and with (1−γ)⁵, for ρ = μ.
template <class F>
F mei_from_the_start(const RateConstants<F>& x) {
  return mei_bound(x) / (x.rarest_start * x.horizon);
}

template <class F>
Matrix<F> its_start(const FiniteMdp<F>& mdp) {
  return mdp.start.transpose();
}

/// π at the exact parameters, in balls.
inline Policy<Ball> policy_at(const Matrix<double>& theta) {
  return tabular_softmax(exactly(theta)).probabilities();
}

/// log z of the instance's policy.
inline Matrix<Ball> parameters(const MdpPoint<Ball>& x) {
  return x.pi().unaryExpr([](const Ball& p) { return log(p); });
}

/// Both sides at every checkpoint of a run of 512 steps, a column each, with steps of a multiple of
/// the guaranteed size; `sides(checkpoint, π_t)` gives them at one. The run starts at 2 log z, so
/// that optimal actions may be unlikely.
template <class SidesAt>
Sides<Ball> along_a_run(const MdpPoint<Ball>& x, Eigen::Index rows, double multiple,
                        SidesAt sides) {
  const FiniteMdp<double> mdp = approximation(x.mdp);
  const Matrix<double> theta =
      parameters(x).unaryExpr([](const Ball& entry) { return 2 * midpoint(entry); });
  const auto run = softmax_ascent_run(mdp, theta, solve_by_policy_iteration(mdp).policy,
                                      multiple * guaranteed_softmax_step(mdp), 512);
  Matrix<Ball> left(rows, static_cast<Eigen::Index>(run.size())), right = left;
  for (Eigen::Index k = 0; k < left.cols(); ++k) {
    const SoftmaxCheckpoint& now = run[static_cast<std::size_t>(k)];
    const Sides<Ball> column = sides(now, policy_at(now.theta));
    left.col(k) = column.left;
    right.col(k) = column.right;
  }
  return at_most(left, right);
}

/// Δ = min V*(s) − Q*(s,a) over the actions that are worse; 0 if none is.
inline Ball cost_of_a_worse_action(const FiniteMdp<Ball>& mdp) {
  const Matrix<Ball> regret = regrets(mdp);
  std::optional<Ball> result;
  for (const Ball& each : regret.reshaped()) {
    if (!contains_zero(each)) result = result ? -larger(-*result, -each) : each;
  }
  return result.value_or(Ball{0});
}

/// 2ηt times the gap of two arms with rewards 1 and 0 after a long run from the uniform policy.
inline Ball scaled_gap_of_two_arms() {
  constexpr int length = 1 << 14;
  static const FiniteMdp<double> mdp = in_field<double>(bandit({1, 0}));
  static const SoftmaxCheckpoint last =
      softmax_ascent_run(mdp, Matrix<double>::Zero(1, 2), solve_by_policy_iteration(mdp).policy,
                         guaranteed_softmax_step(mdp), length)
          .back();
  return Ball{2 * guaranteed_softmax_step(mdp)} * Ball{last.t} * policy_at(last.theta)(0, 1);
}

/// Adds the gap of a run from the uniform policy, with every state a start, and its bound.
inline void add_run(const std::string& label, TransitionTable table, std::vector<Curve>& curves) {
  constexpr int length = 1 << 17;
  table.start.assign(table.start.size(), Dyadic{1, 0});
  const FiniteMdp<double> mdp = in_field<double>(table);
  const CertifiedOptimum<double> optimum = certified_optimum(mdp);
  RateConstants<double> constants = rate_constants(mdp, optimum.policy);
  Curve gap{.label = label + ": gap"}, bound{.label = label + ": bound", .bound = true};
  const Matrix<double> uniform = Matrix<double>::Zero(mdp.states(), mdp.actions());
  for (const SoftmaxCheckpoint& now :
       softmax_ascent_run(mdp, uniform, optimum.policy, guaranteed_softmax_step(mdp), length)) {
    const Policy<double> pi = tabular_softmax(now.theta).probabilities();
    const Policy<double> worst = tabular_softmax(now.least_likely).probabilities();
    constants.c = least(chosen(worst, optimum.policy));
    constants.t = now.t;
    gap.points.emplace_back(now.t, mdp.start.dot(gaps(mdp, pi)));
    bound.points.emplace_back(now.t, mei_bound(constants));
  }
  curves.push_back(std::move(gap));
  curves.push_back(std::move(bound));
}

/// The gaps of two runs, their bounds, and the line that the first approaches.
inline std::vector<Curve> softmax_gaps_under_bounds() {
  std::vector<Curve> curves;
  const TransitionTable two_arms = bandit({1, 0});
  add_run("two arms", two_arms, curves);
  const double step = guaranteed_softmax_step(in_field<double>(two_arms));
  Curve line{.label = "two arms: 1/(2ηt)", .bound = true};
  for (const auto& [t, gap] : curves[0].points) line.points.emplace_back(t, 1 / (2 * step * t));
  curves.push_back(std::move(line));
  add_run("chain of three states", chain(1), curves);
  return curves;
}

}  // namespace lemmata
