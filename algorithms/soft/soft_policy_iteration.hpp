#pragma once
/// \file
/// Soft-optimal values and the soft-optimal policy by soft policy iteration (Haarnoja et al. 2018,
/// `haarnoja2018soft`, §4.1). β > 0 is the temperature, in units of the reward.
///
/// Let V be the soft value of a policy π, r_π + βH_π + γP_πV = V, and π' ∝ exp(Q/β) with
/// Q = r + γPV. T_βV = β log Σ_a exp(Q(·,a)/β) is the maximum over all policies of
/// r_π + βH_π + γP_πV, attained at π', and convex in V with the derivative γP_π'. So
///
///   V^π' = V + (I − γP_π')⁻¹(T_βV − V):
///
/// evaluating π' is a step of Newton's method on V = T_βV. The inverse has no negative entry and
/// T_βV ≥ V, so that values increase; near the end the error is squared at every step.
///
/// γ = 1. Policies of full support end with probability 1 where an end is within reach of every
/// state, and values increase as before, but maybe without end: a loop pays for its entropy every
/// time round, and where that outweighs what it costs, going round for ever longer is ever better.
/// There is a soft optimum if and only if T_βW ≤ W for some W, since then V^π ≤ W for every π that
/// ends, and values that increase and are bounded converge to a fixed point of T_β. The solver
/// looks for such a W a little above its last V, then among the values of the MDP without entropy
/// in which every reward is larger by β log A.
///
/// \code
///   const SoftSolution soft = solve_by_soft_policy_iteration(mdp, 0.1);
///   soft.policy(s, a);     // soft.log_policy(s, a) where that underflows
/// \endcode

#include <Eigen/SparseCore>

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

struct SoftSolution {
  double value = 0;           ///< μᵀV_β*, in units of the reward
  Vector<double> values;      ///< V_β*, S entries
  Matrix<double> log_policy;  ///< log π_β*(a|s), S × A
  Policy<double> policy;      ///< π_β*(a|s) ∝ exp(Q_β*(s,a)/β), S × A
  double plain_return = 0;    ///< J(π_β*) = E Σγᵗr_t, without its entropy
  double entropy = 0;  ///< E Σγᵗ H(π_β*(·|s_t)) in nats: value = plain_return + β·entropy
  /// ‖V − V_β*‖∞ is at most this, see `soft_error_bound`; V rounded to doubles is meant.
  double error_bound = 0;
  int iterations = 0;  ///< policies evaluated
};

/// An MDP as sparse rows, for backups in long double.
class SoftBackups {
 public:
  using Real = long double;
  using RealMatrix = Matrix<Real>;
  using RealVector = Vector<Real>;

  /// \throws std::domain_error for a temperature that is not positive and finite
  SoftBackups(const FiniteMdp<double>& mdp, double temperature);

  int states() const { return states_; }
  int actions() const { return actions_; }
  Real discount() const { return discount_; }
  Real temperature() const { return temperature_; }
  const RealMatrix& rewards() const { return rewards_; }
  /// The largest E|r| of all (s,a): rewards that cancel leave the rounding of their parts.
  Real largest_reward() const { return largest_reward_; }
  /// The most numbers that a backup adds up: outcomes of one (s,a), and actions.
  std::size_t longest_sum() const { return longest_sum_; }
  /// Σ_s' P(s'|s,a) v(s'), S × A.
  RealMatrix expectations(const RealVector& v) const;
  /// r + γPV, S × A.
  RealMatrix action_values(const RealVector& values) const;
  /// P_π, S × S.
  Eigen::SparseMatrix<double> transitions(const Policy<double>& policy) const;

 private:
  int states_, actions_;
  Real discount_, temperature_;
  RealMatrix rewards_;
  Real largest_reward_ = 0;
  std::size_t longest_sum_;
  Eigen::SparseMatrix<Real, Eigen::RowMajor> successors_;  ///< row s·A + a
};

/// A policy, its soft values, and the step to the next policy.
class SoftPolicyIteration {
 public:
  /// Begins with a policy of full support, given by log π, S × A.
  /// \throws SingularSystem if γ = 1 and an end cannot be reached from some state
  /// \throws std::domain_error for a temperature that is not positive and finite
  SoftPolicyIteration(const FiniteMdp<double>& mdp, double temperature,
                      const Matrix<double>& log_policy);

  /// To π ∝ exp(Q/β) and its values.
  /// \throws std::domain_error if γ = 1 and episodes last more than 10¹² steps in the mean, as
  /// where values grow without end
  /// \throws std::overflow_error if values exceed the range of double
  void improve();

  const SoftBackups& backups() const { return backups_; }
  Matrix<double> log_policy() const { return log_policy_.cast<double>(); }
  /// log π of π ∝ exp(Q/β), to which `improve` goes.
  Matrix<double> greedy_log_policy() const { return next_log_policy_.cast<double>(); }
  const SoftBackups::RealMatrix& precise_greedy_log_policy() const { return next_log_policy_; }
  Vector<double> values() const { return values_.cast<double>(); }
  const SoftBackups::RealVector& precise_values() const { return values_; }
  /// T_βV − V ≥ 0, S entries.
  SoftBackups::RealVector residual() const { return best_ - values_; }
  /// For γ = 1 the expected length of episodes, S entries.
  const SoftBackups::RealVector& durations() const { return durations_; }

 private:
  void evaluate(int corrections);
  void look_ahead();

  SoftBackups backups_;
  SoftBackups::RealMatrix log_policy_;
  SoftBackups::RealVector values_;
  SoftBackups::RealVector durations_;
  SoftBackups::RealMatrix next_log_policy_;  ///< of π ∝ exp(Q/β)
  SoftBackups::RealVector best_;             ///< T_βV
};

/// log 1/A for every state and action.
Matrix<double> uniform_log_policy(const FiniteMdp<double>& mdp);

/// A bound of ‖V − V_β*‖∞, of a policy's soft values from those of the optimum. For γ < 1,
/// (‖V − T_βV‖∞ + the rounding of T_βV)/(1 − γ), which a single state attains; for γ = 1, ‖W − V‖∞
/// for a W ≥ V_β*, see above. Of the MDP as it is given: what rounding its probabilities to doubles
/// does to V_β* comes on top, and matters where γ = 1 and episodes last 10⁶ steps or more.
/// \throws std::domain_error if γ = 1 and no W is found
SoftBackups::Real soft_error_bound(const FiniteMdp<double>& mdp,
                                   const SoftPolicyIteration& iteration);

/// V_β* and the soft-optimal policy of an MDP with at least one state and one action.
///
/// Begins with the policy that is soft-greedy for the optimal values V*, since V* ≤ V_β*, and ends
/// when values have stopped growing, after 10⁴ policies at the latest: a few are enough, and
/// `error_bound` says what is missing. Sums run in long double, around the largest Q of a state;
/// linear systems are sparse LU decompositions, whose rounding the next step takes out.
///
/// \throws std::domain_error for a temperature that is not positive and finite
/// \throws SingularSystem if γ = 1 and an end cannot be reached from some state
/// \throws std::domain_error if γ = 1 and there is no soft optimum, or none of which double
/// precision can tell that there is
/// \throws std::overflow_error if values exceed the range of double
SoftSolution solve_by_soft_policy_iteration(const FiniteMdp<double>& mdp, double temperature);

}  // namespace lemmata
