#include "verification/claims/parts.hpp"

namespace lemmata {

using enum ClaimStatus;

std::vector<Claim> question_claims() {
  return {
      {.number = 90,
       .part = "Question 1",
       .text = "The policy gradient theorem needs a differentiable policy, bounded rewards, an "
               "ergodic chain, and leave to exchange integral and derivative.",
       .theorems = {"PG-2", "PG-3"},
       .note = "Sufficient. In a finite MDP the discounted form needs the first alone; the average-"
               "reward form needs the chain to be ergodic."},
      {.number = 91,
       .part = "Question 4",
       .text = "Separate time scales are costly and compatible critics restrictive; with bounded "
               "errors a neighbourhood of the optimum may still be reached, and bounds in finite "
               "time are known.",
       .theorems = {"AC-8", "AC-5"}},
      {.number = 92,
       .part = "Question 6",
       .text = "Synchronous training waits for the slowest worker; asynchronous training does not, "
               "and pays with stale gradients and more samples.",
       .theorems = {"DT-10", "AS-3"}},
      {.number = 93,
       .part = "Question 7",
       .text = "In continuous action spaces policies are Gaussian, π(a|s) = N(μ(s), σ(s)), and "
               "entropy or variance measures how much they explore.",
       .theorems = {"CX-1", "CX-2"}},
      {.number = 94,
       .part = "Question 7",
       .text = "Exploration comes from noise in the parameters, noise in the actions, entropy, or "
               "rewards for curiosity.",
       .theorems = {"CX-6", "CX-8", "CX-9"}},
      {.number = 95,
       .part = "Question 7",
       .text = "Exploration gathers information about values or dynamics; upper confidence bounds "
               "extend to continuous actions through Gaussian processes.",
       .theorems = {"CX-7", "CX-10"}},
      {.number = 96,
       .part = "Question 8",
       .text = "Actor-critic is approximate dynamic programming, stochastic optimisation, control "
               "and statistical learning at once.",
       .theorems = {"UN-4", "UN-1", "UN-2", "UN-3", "UN-5", "UN-6", "CX-3"}},
      {.number = 97,
       .part = "Question 3",
       .also = "REINFORCE and Asynchronous workers",
       .text =
           "Natural gradients may need fewer samples, lower variance makes learning faster, and "
           "parallel workers make it sample-efficient.",
       .theorems = {"NG-8", "BL-11", "AS-10"},
       .settled_as = informal,
       .note = "No number of samples is stated. What can be checked is how many iterations natural "
               "gradients take, how much the variance is, and what parallel chains gain."},
      {.number = 98,
       .part = "Question 5",
       .also = "Maximum-entropy reinforcement learning",
       .text = "With entropy learning may need fewer samples, or more, and diverse policies may "
               "generalise better.",
       .theorems = {"EN-8", "EN-13"},
       .settled_as = informal,
       .note = "It leaves both outcomes open and does not say what generalising is. What can be "
               "checked is how much return entropy costs, and that annealing gives it back."},
      {.number = 99,
       .part = "Question 4",
       .also = "Convergence of actor-critic",
       .text = "In practice actor-critic is often stable, though theory does not guarantee it.",
       .theorems = {"AC-9", "CR-1"},
       .settled_as = informal,
       .note = "An observation about practice. What can be checked is that guarantees are missing: "
               "there are examples that converge to the wrong point, and that diverge."},
  };
}

}  // namespace lemmata
