#include "verification/claims/parts.hpp"

namespace lemmata {

using enum ClaimStatus;

std::vector<Claim> entropy_claims() {
  const std::string policy = "Policy entropy";
  const std::string maximum = "Maximum-entropy reinforcement learning";
  const std::string trust = "Trust regions";
  return {
      {.number = 70,
       .part = policy,
       .text = "H(π) = −Σ_a π(a|s) log π(a|s) lies between 0, for a deterministic policy, and "
               "log|A|, for the uniform one.",
       .theorems = {"EN-1"}},
      {.number = 71,
       .part = policy,
       .also = "question 5",
       .text =
           "J + βH(π), β > 0, has another optimal policy than J; it encourages diverse actions, "
           "and β is the temperature that sets how much.",
       .theorems = {"EN-8", "EN-9", "EN-7"},
       .note = "H has to be said to be the discounted entropy of the whole run; that of a single "
               "state gives another gradient."},
      {.number = 72,
       .part = policy,
       .text = "β is usually lowered during training.",
       .theorems = {"EN-13"}},
      {.number = 73,
       .part = policy,
       .text = "The gradient of the regularised objective is E[∇log π(a|s) (Q^π(s,a) + β log "
               "π(a|s))].",
       .theorems = {"EN-6"},
       .settled_as = corrected,
       .wrong =
           "The sign of the logarithm is wrong. Entropy is −Σ_a π log π; with the plus sign it "
           "is penalised, and the policy is driven towards a deterministic one.",
       .correction =
           "∇J_β = Σ_s ν(s) Σ_a ∇π(a|s) (Q_β(s,a) − β log π(a|s)), with the soft action "
           "value Q_β = r + γPV_β, which counts the entropy of later steps; Q^π does not."},
      {.number = 74,
       .part = policy,
       .text = "The advantage becomes A_soft(s,a) = Q^π(s,a) + β log π(a|s).",
       .theorems = {"EN-6"},
       .settled_as = corrected,
       .wrong = "The sign again; and what is left after mending it is not centred, as an advantage "
                "is.",
       .correction = "A_β(s,a) = Q_β(s,a) − β log π(a|s) − V_β(s), whose mean under π is zero."},
      {.number = 75,
       .part = policy,
       .text = "The gradient of the entropy draws the policy towards the uniform one.",
       .theorems = {"EN-6", "EN-1"}},
      {.number = 76,
       .part = maximum,
       .text = "The objective is E[Σ_t r_t] + βE[Σ_t H(π(·|s_t))], reward with diversity, in the "
               "spirit of inference by maximum entropy.",
       .theorems = {"EN-4", "EN-7"}},
      {.number = 77,
       .part = maximum,
       .text = "Q_soft(s,a) = r(s,a) + γE[V_soft(s′) + β log π(a′|s′)].",
       .theorems = {"EN-4"},
       .settled_as = corrected,
       .wrong =
           "V_soft contains the entropy of s′ already, as −β log π(a′|s′) on average. Adding "
           "β log π(a′|s′) takes it out again: that of s′ where V_soft is the true one, all of "
           "it where V_soft comes from this Q_soft, which is then Q^π.",
       .correction = "Q_β(s,a) = r(s,a) + γE[V_β(s′)] with V_β(s) = Σ_a π(a|s) (Q_β(s,a) − β log "
                     "π(a|s))."},
      {.number = 78,
       .part = maximum,
       .text = "V_soft(s) = β log Σ_a exp(Q_soft(s,a)/β), and π*(a|s) is proportional to "
               "exp(Q_soft(s,a)/β).",
       .theorems = {"EN-2", "EN-3"}},
      {.number = 79,
       .part = maximum,
       .text = "β → 0 gives back ordinary reinforcement learning, β → ∞ the uniform policy.",
       .theorems = {"EN-8"},
       .settled_as = corrected,
       .wrong = "Not where actions decide how long an episode lasts: a longer one collects more "
                "entropy, in proportion to β, and the soft-optimal policy goes to the policy of "
                "most discounted entropy, which need not be uniform.",
       .correction = "0 ≤ V*_β − V* ≤ β log|A|/(1 − γ) gives the limit β → 0. Where nothing ends, "
                     "log π*_β is within (max r − min r)/((1 − γ)β) of log 1/|A|."},
      {.number = 80,
       .part = maximum,
       .also = "question 8",
       .text = "Entropy makes policies robust to errors of the model; it is an instance of "
               "distributionally robust optimisation.",
       .theorems = {"EN-12", "UN-6"},
       .note = "To errors of the reward, within a set that the theorem states."},
      {.number = 81,
       .part = maximum,
       .text = "Soft policy iteration has the soft-optimal policy as its limit.",
       .theorems = {"EN-5"}},
      {.number = 82,
       .part = maximum,
       .also = "question 5",
       .text =
           "There is only one soft-optimal policy, where optimal ones may be several, and it is "
           "stochastic even in a deterministic environment.",
       .theorems = {"EN-9"}},
      {.number = 83,
       .part = "Question 5",
       .text = "Entropy regularisation can guarantee convergence without compatible critics.",
       .theorems = {"EN-11", "AC-9"},
       .settled_as = corrected,
       .wrong =
           "What entropy makes converge is the exact gradient. A critic that is not compatible "
           "still biases it, and then the point where the actor rests need not be stationary "
           "for the objective, with entropy or without.",
       .correction =
           "With exact gradients, a tabular softmax and β > 0, gradient ascent converges "
           "linearly to the soft-optimal policy. Errors of a critic enter as the gradient "
           "errors that they are."},
      {.number = 84,
       .part = "Question 5",
       .text = "The regularised objective is smoother and may be easier to optimise.",
       .theorems = {"EN-11"},
       .note = "In that ascent converges linearly, not in that the constant of smoothness is "
               "smaller: the known bound on it grows with β."},
      {.number = 85,
       .part = trust,
       .text = "KL(π_old, π_new) ≤ δ keeps changes of the policy small, and is related to its "
               "entropy.",
       .theorems = {"TR-7", "TR-8"}},
      {.number = 86,
       .part = trust,
       .text = "TRPO maximises the surrogate E[π_θ(a|s)/π_old(a|s) · A(s,a)] under a bound on the "
               "mean KL divergence.",
       .theorems = {"TR-1"}},
      {.number = 87,
       .part = trust,
       .text = "A bound relates the surrogate to the true improvement, and says how good the "
               "linear approximation is.",
       .theorems = {"TR-2", "TR-3", "TR-4"}},
      {.number = 88,
       .part = trust,
       .text = "Under assumptions the policy improves monotonically.",
       .theorems = {"TR-5", "TR-6"}},
      {.number = 89,
       .part = trust,
       .text = "A backtracking line search ensures improvement within the constraint, and δ is "
               "adapted when it was violated.",
       .theorems = {"TR-6", "TR-9"}},
  };
}

}  // namespace lemmata
