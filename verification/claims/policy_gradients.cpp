#include "verification/claims/parts.hpp"

namespace lemmata {

using enum ClaimStatus;

std::vector<Claim> policy_gradient_claims() {
  const std::string theorem = "Policy gradient theorem";
  const std::string reinforce = "REINFORCE";
  const std::string baselines = "Baselines and variance";
  return {
      {.number = 1,
       .part = theorem,
       .text = "The objective J is the mean of V^π(s) over the policy's stationary distribution "
               "ρ^π, and this is the expected discounted return E_τ[Σ_t γᵗ r_t].",
       .theorems = {"PG-7", "MDP-3", "MDP-6"},
       .settled_as = corrected,
       .wrong = "These are two objectives. The return of a trajectory starts in μ, of which ρ^π "
                "knows nothing; and where nothing ends, ρᵀV^π = ρᵀr_π/(1 − γ) is the average "
                "reward up to a constant, whatever γ is.",
       .correction = "E_τ[Σ_t γᵗ r_t] = μᵀV^π = Σ_s ν(s) r_π(s) with the discounted visitation "
                     "ν(s) = Σ_t γᵗ Pr(s_t = s | s_0 ~ μ). It is ρᵀV^π if μ = ρ^π, and otherwise "
                     "by chance alone."},
      {.number = 2,
       .part = theorem,
       .text = "∇J(θ) = E[∇log π(a|s) Q^π(s,a)] with s drawn from the stationary distribution ρ^π "
               "and a from the policy.",
       .theorems = {"PG-2", "PG-3", "PG-7"},
       .settled_as = corrected,
       .wrong = "For the discounted return a state counts as often as it is visited from the "
                "start, later visits discounted. ρ^π depends on neither μ nor γ, and no constant "
                "factor makes up for that. Nor is it the gradient of ρᵀV^π, which has the terms "
                "with ∇ρ^π besides.",
       .correction = "∇J = Σ_s ν(s) Σ_a ∇π(a|s) Q^π(s,a) with ν(s) = Σ_t γᵗ Pr(s_t = s | s_0 ~ μ), "
                     "of total mass 1/(1 − γ) where nothing ends. With the stationary distribution "
                     "the formula is the gradient of the average reward, and Q^π is then the "
                     "differential action value."},
      {.number = 3,
       .part = theorem,
       .also = "question 1",
       .text = "The formula needs no derivative of ρ^π, because the terms with ∇ρ^π cancel in the "
               "derivation, or telescope to zero along the trajectory.",
       .theorems = {"PG-9", "PG-2"},
       .settled_as = corrected,
       .wrong = "These terms neither vanish nor cancel: the average reward Σ_s ρ(s) r_π(s) has the "
                "gradient Σ_s ∇ρ(s) r_π(s) + Σ_s ρ(s) ∇r_π(s), and the first sum is not zero in "
                "general.",
       .correction = "Q carries them. Differentiating the Bellman equation gives ∇V = "
                     "Σ_a ∇π(a|·) Q(·,a) + γP_π∇V, so that ∇J = μᵀ∇V = Σ_s ν(s) Σ_a ∇π(a|s) Q(s,a) "
                     "contains Σ_s ∇ν(s) r_π(s) without showing it; with the reward in the place "
                     "of Q it would be lost."},
      {.number = 4,
       .part = theorem,
       .text = "The score ∇log π(a|s) is the gradient of the log-likelihood, and its mean over the "
               "policy's actions is zero.",
       .theorems = {"PG-1"}},
      {.number = 5,
       .part = theorem,
       .text = "By the likelihood ratio, ∇J = E_τ[Σ_t γᵗ r_t ∇log π(a_t|s_t)]: each reward "
               "multiplies the score of its own step alone.",
       .theorems = {"PG-4"},
       .settled_as = corrected,
       .wrong = "How likely a reward is depends on every action before it too, and the scores of "
                "those are left out. The sum is right for a single step only.",
       .correction = "∇J = E_τ[Σ_t γᵗ r_t Σ_{k≤t} ∇log π(a_k|s_k)] = E_τ[Σ_k γᵏ ∇log π(a_k|s_k) "
                     "G_k]: each reward multiplies the scores of its own and of all earlier steps; "
                     "those of later steps add nothing to the mean."},
      {.number = 6,
       .part = theorem,
       .text = "Regrouping the sum over trajectories gives E[∇log π(a|s) Q^π(s,a)] over states and "
               "actions.",
       .theorems = {"PG-4", "PG-2"},
       .note = "From the sum in which each score meets all later rewards, not the one of claim 5, "
               "and with states weighed by the discounted visitation."},
      {.number = 7,
       .part = theorem,
       .also = reinforce,
       .text = "Sampled trajectories estimate the gradient without bias, as REINFORCE does by "
               "(1/m) Σ_i Σ_t γᵗ ∇log π(a_t|s_t) G_t.",
       .theorems = {"PG-5", "PG-6"},
       .note = "With the factor γᵗ, which many programs leave out."},
      {.number = 8,
       .part = theorem,
       .also = reinforce,
       .text = "A single estimate varies much about the gradient, because the return G_t does.",
       .theorems = {"BL-11", "BL-10"},
       .note = "Quantified: the exact variance as the horizon grows."},
      {.number = 9,
       .part = reinforce,
       .text = "With unbiased and bounded gradients and suitable steps REINFORCE converges, on a "
               "non-convex objective at the rate O(1/√T).",
       .theorems = {"PG-16"},
       .settled_as = corrected,
       .wrong = "The text does not say what falls at this rate. It is the squared norm of the "
                "gradient, so that the norm itself is promised T^{−1/4} only; and it is so on "
                "average over the run, which says nothing of the last iterate or of J* − J.",
       .correction = "If J is L-smooth and the estimates have variance at most σ², then steps "
                     "α ≤ 1/L give (1/T) Σ_t E‖∇J(θ_t)‖² ≤ 2(J* − J(θ_1))/(αT) + Lασ², which is "
                     "O(1/√T) for α of the order 1/√T."},
      {.number = 10,
       .part = reinforce,
       .text = "The ascent is local: it may end at a policy that is not optimal.",
       .theorems = {"PG-17", "PG-12", "PG-14"},
       .note = "It may where the class of policies is restricted: with states that look alike, the "
               "best policy within reach is worse than the best of all. Exact gradients of a "
               "tabular softmax reach the optimum from every start, though J is not concave; "
               "plateaus can make them slow beyond use."},
      {.number = 11,
       .part = reinforce,
       .text = "The estimate's variance has two sources, the randomness of the environment and "
               "that of the policy.",
       .theorems = {"BL-10"}},
      {.number = 12,
       .part = baselines,
       .text =
           "Any function b(s) of the state may be subtracted from Q^π without bias, because the "
           "score has zero mean; a function of the action may not.",
       .theorems = {"BL-1", "BL-2"}},
      {.number = 13,
       .part = baselines,
       .text = "The variance is least with b*(s) = E[(∇log π)² Q^π]/E[(∇log π)²].",
       .theorems = {"BL-3", "BL-4"},
       .note = "State by state, and for a score of several coordinates with ‖∇log π‖² for the "
               "square: it minimises the trace of the covariance."},
      {.number = 14,
       .part = baselines,
       .text = "In practice b is an estimate of V^π: advantages tend to be smaller than action "
               "values, and centring them reduces the gradient's variance.",
       .theorems = {"BL-5", "BL-4", "BL-11"},
       .settled_as = corrected,
       .wrong = "Centring can increase the variance. A softmax bandit with two arms that pay 1 and "
                "0, and probability p of the better one, has more variance with the baseline V = p "
                "than with none as soon as p > 2/3.",
       .correction =
           "A baseline's variance exceeds the least one by E[‖∇log π‖² (b − b*)²], so V^π "
           "reduces the variance in a state exactly if |V^π − b*| < |b*|. The two "
           "baselines coincide where ‖∇log π(a|s)‖ is the same for all actions."},
      {.number = 15,
       .part = baselines,
       .text = "The advantage A = Q − V says how much better an action is than the average one; "
               "its mean under the policy is zero, and it may replace Q in the gradient.",
       .theorems = {"BL-6", "BL-1", "PG-8"}},
      {.number = 16,
       .part = baselines,
       .text = "Advantages may be normalised to make training more stable.",
       .theorems = {"BL-8", "BL-7"},
       .settled_as = corrected,
       .wrong = "Normalising over a batch is more than a change of scale. Its mean contains the "
                "sample that it is subtracted from, and its standard deviation depends on the "
                "samples that it divides, so that the expected step may point elsewhere.",
       .correction =
           "Subtracting the mean of a batch of n scales the expected gradient by 1 − 1/n; "
           "the mean of the other n − 1 samples leaves it alone. Dividing by a constant "
           "changes the length of the step only; dividing by the batch's standard "
           "deviation changes the expected direction as well."},
      {.number = 17,
       .part = baselines,
       .text = "Baselines are an instance of control variates, the general frame for reducing "
               "variance.",
       .theorems = {"BL-9"}},
  };
}

}  // namespace lemmata
