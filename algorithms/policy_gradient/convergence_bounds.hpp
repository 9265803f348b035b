#pragma once
/// \file
/// How fast an ascent is known to converge: bounds on J* − J(π_k) with their constants, and the
/// hypotheses that they need, judged for an MDP and a step size.
///
/// All are stated for rewards in [0, 1]. With R = `reward_range`, (r − low)/R lies there, a step η
/// on J is a step ηR on the J of those rewards, and the gap is R times theirs; a terminal outcome
/// leads to a state of no choice, which has no part in any of the proofs.
///
/// ν* is the visitation of the optimal policy that was found, d* = (1−γ)ν*.

#include <functional>

#include "algorithms/convergence/judged_theorem.hpp"
#include "algorithms/policy_gradient/convergence.hpp"

namespace lemmata {

struct ConvergenceBound : JudgedTheorem {
  /// The bound on J* − J at an iterate where the hypotheses hold; infinite where it says nothing.
  std::function<double(const ConvergencePoint&)> at{};
};

/// Hypotheses that bounds share: μ > 0 in every state; rewards in [0, 1], after scaling; the step
/// size that a formula over the range of the rewards gives, if that is positive.
JudgedHypothesis judged_start(const FiniteMdp<double>& mdp);
JudgedHypothesis judged_rewards(const FiniteMdp<double>& mdp);
JudgedHypothesis judged_step(const std::string& formula, double guaranteed, double step_size);

/// Mei et al. 2020 (`mei2020global`), Theorem 4, for exact ascent of a tabular softmax policy:
///
///   J* − J(π_k) ≤ 16 S R ‖d*/μ‖∞² ‖1/μ‖∞ / (c² (1−γ)⁶ (k+1)),   c = min_{j≤k,s} π_j(a*(s)|s),
///
/// where the theorem counts iterates from 1 and takes the infimum over all of them for c; its proof
/// uses those up to k only. `tabular` is false for a policy with features.
ConvergenceBound softmax_bound(const FiniteMdp<double>& mdp, const Optimum& optimum,
                               double step_size, bool tabular);

/// Agarwal et al. 2021 (`agarwal2021theory`), Theorem 4.1 of arXiv version 5, for projected ascent:
/// the smallest gap of the iterates 0 … T is at most ε if T > 64γSA ‖d*/μ‖∞² R² / ((1−γ)⁶ε²), so
/// for k ≥ 1
///
///   min_{j≤k} J* − J(π_j) ≤ 8R ‖d*/μ‖∞ √(γSA/k) / (1−γ)³.
///
/// At this step J ascends, so that the last iterate is the best.
ConvergenceBound projected_bound(const FiniteMdp<double>& mdp, const Optimum& optimum,
                                 double step_size);

/// Agarwal et al. 2021 (`agarwal2021theory`), Theorem 5.3 of arXiv version 5, for natural gradient
/// ascent of a tabular softmax from the uniform policy, with any step η > 0 and any start
/// distribution: for k ≥ 1
///
///   J* − J(π_k) ≤ log A/(ηk) + R/((1−γ)²k).
///
/// J ascends with every step. `start` is the policy of iterate 0.
ConvergenceBound natural_bound(const FiniteMdp<double>& mdp, const Policy<double>& start,
                               double step_size);

}  // namespace lemmata
