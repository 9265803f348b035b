#include "verification/claims/claims.hpp"

namespace lemmata {

const std::vector<PlannedTheorem>& planned_theorems() {
  static const std::vector<PlannedTheorem> planned{
      {"DT-1", "synchronous data parallelism is the large batch"},
      {"DT-2", "the regret of stale-synchronous training"},
      {"DT-3", "gossip keeps the mean and contracts at the network's spectral gap"},
      {"DT-4", "decentralised SGD"},
      {"DT-5", "unbiased quantisation and its variance"},
      {"DT-6", "biased compression with and without error feedback"},
      {"DT-7", "one Byzantine worker breaks the mean; robust means withstand several"},
      {"DT-8", "where federated averaging converges on differing data"},
      {"DT-9", "no consensus while the network is cut, and recovery after"},
      {"DT-10", "the throughput and staleness of workers of different speeds"},
      {"DT-11", "replayed experience needs importance weights"},
      {"DT-12", "the bytes that each scheme sends"},
      {"DT-13", "A3C over message passing"},
      {"CX-1", "score, entropy, divergence and Fisher information of Gaussian policies"},
      {"CX-2", "the policy gradient of the linear-quadratic regulator in closed form"},
      {"CX-3", "gradient methods reach the optimal linear-quadratic regulator"},
      {"CX-6", "noise in parameters or actions smooths the objective"},
      {"CX-7", "the regret of upper confidence bounds from Gaussian processes"},
      {"CX-8", "potential-based shaping preserves optima, other bonuses need not"},
      {"CX-9", "the frontier of entropy and return"},
      {"CX-10", "information gain and mutual information"},
      {"UN-1", "natural gradient, mirror descent and multiplicative weights are one"},
      {"UN-2", "policy iteration is Newton's method on the Bellman equation"},
      {"UN-3", "duality of linear programmes certifies the optimum"},
      {"UN-4", "actor-critic is stochastic generalised policy iteration"},
      {"UN-5", "the critic's statistical error in the actor's bound"},
      {"UN-6", "entropy regularisation as distributional robustness"},
  };
  return planned;
}

}  // namespace lemmata
