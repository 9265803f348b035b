#pragma once
/// \file
/// Episodes and single steps drawn from a finite MDP under a policy.

#include <vector>

#include "algorithms/sampling/random_stream.hpp"
#include "theory/mdp/trajectories.hpp"

namespace lemmata {

/// Draws episodes s_0 ~ μ, a_t ~ π(·|s_t), (r_t, s_{t+1}) ~ P(·|s_t,a_t).
class EpisodeSampler {
 public:
  explicit EpisodeSampler(FiniteMdp<double> mdp);

  const FiniteMdp<double>& mdp() const { return mdp_; }

  /// At most `horizon` ≥ 1 steps under the policy, S × A; fewer if the episode ends before.
  std::vector<Step<double>> draw(const Policy<double>& policy, int horizon,
                                 RandomStream& random) const;

  /// s_0 ~ μ.
  int draw_start(RandomStream& random) const { return random.index_of(mdp_.start); }

  /// One step from a state under the policy.
  Step<double> draw_step(const Policy<double>& policy, int state, RandomStream& random) const;

 private:
  FiniteMdp<double> mdp_;
  std::vector<Vector<double>> outcome_probabilities_;  ///< one a state and action
};

/// Where a chain of steps goes on: at the step's next state with probability `going_on`, else, and
/// after an end, at a fresh start. With going_on = γ its states have the distribution ν/Σν in the
/// long run, ν the discounted visitation; with 1, that of `stationary_distribution`.
int next_chain_state(const EpisodeSampler& sampler, const Step<double>& step, double going_on,
                     RandomStream& random);

/// The number of steps N ≥ 1 of a continuing task that goes on with probability γ after each step,
/// P(N > k) = γᵏ: the undiscounted return of N steps then has the discounted return's mean. At most
/// `longest`.
int geometric_horizon(double discount, int longest, RandomStream& random);

}  // namespace lemmata
