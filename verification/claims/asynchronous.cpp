#include "verification/claims/parts.hpp"

namespace lemmata {

using enum ClaimStatus;

std::vector<Claim> asynchronous_claims() {
  const std::string workers = "Asynchronous workers";
  const std::string convergence = "Convergence of asynchronous methods";
  const std::string distributed = "Distributed training";
  return {
      {.number = 46,
       .part = workers,
       .text = "N workers compute gradients ∇L_i at parameters θ_i of their own, add them to the "
               "shared ones, θ ← θ + α Σ_i ∇L_i, and fetch θ_i ← θ from time to time.",
       .theorems = {"AS-9", "AS-15", "AS-13"},
       .note = "With the sign that ascends J; a loss is descended. The sum, unlike the mean, makes "
               "the step grow with N."},
      {.number = 47,
       .part = workers,
       .text = "Workers update at frequencies of their own and synchronise now and then.",
       .theorems = {"AS-5", "AS-6"}},
      {.number = 48,
       .part = workers,
       .text = "Workers in different parts of the environment make the experience less correlated.",
       .theorems = {"AS-10"},
       .note = "A gain where each chain is positively correlated in time."},
      {.number = 49,
       .part = workers,
       .text = "Averaging the workers' gradients reduces the variance.",
       .theorems = {"AS-11"},
       .note = "To σ²/N if they are independent, to σ²(1 + (N − 1)ρ)/N at correlation ρ."},
      {.number = 50,
       .part = workers,
       .text = "Speed grows nearly linearly with the number of workers.",
       .theorems = {"AS-14", "AS-12"},
       .note = "A measurement on a machine, not a theorem."},
      {.number = 51,
       .part = workers,
       .text = "Training goes on if some workers fail.",
       .theorems = {"AS-13"}},
      {.number = 52,
       .part = convergence,
       .text = "Asynchronous training is SGD with delayed gradients, θ_{t+1} = θ_t + α_t Σ_i "
               "∇_i(θ_{t−τ_i}).",
       .theorems = {"AS-1", "AS-2", "AS-3"}},
      {.number = 53,
       .part = convergence,
       .text = "It converges if the staleness S_t, the largest delay at time t, is bounded in the "
               "mean; "
               "delays exceed τ_max with small probability only.",
       .theorems = {"AS-5", "AS-6"},
       .settled_as = corrected,
       .wrong = "A mean does not bound what matters. Averaged over updates, the delay of N workers "
                "that keep delivering is N − 1 whatever their speeds, be it harmless or not; and "
                "the constant steps for which convergence is proved shrink with the largest delay "
                "that occurs at all, not with what is probable.",
       .correction = "Delays must be bounded by some τ_max at every update, as a stale-synchronous "
                     "bound enforces, with constant steps α ≤ 1/(4L(τ_max + 1)); or the step must "
                     "adapt to the delay of each gradient."},
      {.number = 54,
       .part = convergence,
       .also = "question 6",
       .text = "On convex objectives the rate is O(1/T).",
       .theorems = {"AS-4"},
       .settled_as = corrected,
       .wrong = "With noisy gradients no method has that rate on all convex functions, delayed or "
                "not: of the two functions −δx and δx on [−1, 1], seen through gradients ±1, one "
                "costs at least 0.25/√T after T of them, for a suitable δ.",
       .correction = "O(1/√T) with noise, where bounded delay adds a term that falls like 1/T; "
                     "O(1/T) if the objective is strongly convex, or smooth and free of noise."},
      {.number = 55,
       .part = convergence,
       .also = "question 6",
       .text = "On non-convex objectives it approaches stationary points, the more slowly the "
               "larger τ_max.",
       .theorems = {"AS-3", "AS-2"}},
      {.number = 56,
       .part = convergence,
       .text = "The step size α_t has to fall over time.",
       .theorems = {"AS-8"},
       .settled_as = corrected,
       .wrong = "Not without noise: a small constant step then converges, on strongly convex "
                "objectives linearly. With noise a constant step still comes to within a distance "
                "that is known exactly.",
       .correction = "The step must shrink as the delay grows: on a quadratic of curvature κ it is "
                     "stable exactly for 0 < ακ < 2 sin(π/(2(2τ + 1))). A decreasing α_t is needed "
                     "to reach the optimum itself through noise, Σ_t α_t = ∞ and α_t → 0."},
      {.number = 57,
       .part = convergence,
       .text = "Uneven loads and slow networks increase the staleness in effect; synchronising "
               "more often trades it against overhead.",
       .theorems = {"AS-5", "DT-10"}},
      {.number = 58,
       .part = distributed,
       .text = "Experience is kept in one replay buffer for all workers, or in one for each.",
       .theorems = {"DT-11"}},
      {.number = 59,
       .part = distributed,
       .text = "A parameter server holds and updates the parameters in one place.",
       .theorems = {"DT-13", "AS-9"}},
      {.number = 60,
       .part = distributed,
       .text = "Federated learning trains in a distributed way that preserves privacy.",
       .theorems = {"DT-8"},
       .settled_as = informal,
       .note = "The text does not say what privacy is; that gradients are shared in place of data "
               "guarantees none by itself. What can be checked is where federated averaging "
               "converges."},
      {.number = 61,
       .part = distributed,
       .also = "question 6",
       .text = "Workers update in step, independently, or independently within a bound on their "
               "staleness.",
       .theorems = {"DT-1", "DT-2", "AS-1", "AS-6"}},
      {.number = 62,
       .part = distributed,
       .text = "Gossip shares parameters between peers, without a centre.",
       .theorems = {"DT-3", "DT-4"}},
      {.number = 63,
       .part = distributed,
       .text = "Communication costs O(parameters × workers × frequency).",
       .theorems = {"DT-12"}},
      {.number = 64,
       .part = distributed,
       .text = "The network's topology decides how fast training converges and what failures it "
               "survives.",
       .theorems = {"DT-3"}},
      {.number = 65,
       .part = distributed,
       .text = "Compression trades communication against accuracy.",
       .theorems = {"DT-5", "DT-6"}},
      {.number = 66,
       .part = distributed,
       .text = "Workers' data may be distributed differently, which makes training harder.",
       .theorems = {"DT-8"}},
      {.number = 67,
       .part = distributed,
       .text = "So does hardware of different speeds.",
       .theorems = {"DT-10", "AS-5"}},
      {.number = 68,
       .part = distributed,
       .text = "Training has to cope with workers that the network cuts off.",
       .theorems = {"DT-9"}},
      {.number = 69,
       .part = distributed,
       .text = "It has to withstand workers that are faulty or hostile.",
       .theorems = {"DT-7"}},
  };
}

}  // namespace lemmata
