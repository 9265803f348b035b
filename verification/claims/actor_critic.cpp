#include "verification/claims/parts.hpp"

namespace lemmata {

using enum ClaimStatus;

std::vector<Claim> actor_critic_claims() {
  const std::string architecture = "Actor and critic";
  const std::string convergence = "Convergence of actor-critic";
  const std::string natural = "Natural policy gradients";
  const std::string gae = "Generalised advantage estimation";
  return {
      {.number = 18,
       .part = architecture,
       .text = "The actor ascends, θ ← θ + α_θ∇J(θ), with the critic's values in the gradient; as "
               "a loss this is −E[log π(a|s) A(s,a)].",
       .theorems = {"AC-11", "AC-1"},
       .note = "With A held fixed where the loss is differentiated, and the distribution that the "
               "mean is taken over."},
      {.number = 19,
       .part = architecture,
       .text = "The critic V_φ or Q_φ is learned by minimising the squared TD error.",
       .theorems = {"CR-5", "CR-2"},
       .settled_as = corrected,
       .wrong = "TD learning does not minimise it, and its minimiser is not V^π, not even in a "
                "table: E[δ²] is the squared Bellman error plus the variance of r + γV(s′), and "
                "lowering the latter draws the values of possible successors together.",
       .correction = "TD holds the target fixed, so that its update is the gradient of no function "
                     "in general. Its fixed point solves the projected Bellman equation V = ΠTV, "
                     "which is V^π in the tabular case."},
      {.number = 20,
       .part = architecture,
       .text = "The advantage is estimated by Q_φ(s,a) − V_φ(s), by the TD error r + γV_φ(s′) − "
               "V_φ(s), or over n steps by Σ_{k<n} γᵏ r_{t+k} + γⁿV_φ(s_{t+n}) − V_φ(s_t).",
       .theorems = {"AE-1", "AE-2", "AE-3"},
       .note = "Without bias where V_φ = V^π and Q_φ = Q^π; otherwise the bias is known exactly."},
      {.number = 21,
       .part = architecture,
       .text = "The critic's loss is E[(V_φ(s) − G_t)²] for a target G_t.",
       .theorems = {"CR-4", "AC-11"},
       .note = "With the target held fixed. For Monte Carlo returns the limit is the projection of "
               "V^π."},
      {.number = 22,
       .part = architecture,
       .text = "Actor and critic may be updated in turn or at once.",
       .theorems = {"AC-10"},
       .note =
           "Their limits are the same as the critic's step size falls to 0. At a constant one an "
           "actor that reuses the step its critic has just learned from rests elsewhere."},
      {.number = 23,
       .part = convergence,
       .text = "If α_θ/α_φ → 0, the critic converges as for a fixed policy, and the actor improves "
               "on what has converged.",
       .theorems = {"AC-6", "AC-7", "AC-8"}},
      {.number = 24,
       .part = convergence,
       .text = "Step sizes satisfy Σ_t α_t = ∞ and Σ_t α_t² < ∞.",
       .theorems = {"CR-7"}},
      {.number = 25,
       .part = convergence,
       .text = "Convergence asks that the approximation error be bounded and that states and "
               "actions be explored enough.",
       .theorems = {"CR-3", "CR-1", "AC-5"}},
      {.number = 26,
       .part = convergence,
       .text = "Actor and critic are compatible if ∇_φ V_φ(s) = ∇_θ log π_θ(a|s).",
       .theorems = {"AC-1", "AC-2", "AC-3"},
       .settled_as = corrected,
       .wrong = "The left side does not depend on the action. The right side would have to be the "
                "same for all actions, and, its mean being zero, vanish; and a critic of the state "
                "alone, put in the place of Q, gives Σ_a ∇π(a|s) V_φ(s) = 0.",
       .correction = "∇_w Q_w(s,a) = ∇_θ log π_θ(a|s): a critic of state and action, linear in the "
                     "score, up to any function of the state. If w minimises Σ_s ν(s) Σ_a π(a|s) "
                     "(Q^π − Q_w)², then Σ_s ν(s) Σ_a ∇π(a|s) Q_w(s,a) = ∇J. Question 4 of "
                     "the text writes Q_φ, rightly; that this be Q^π itself is not needed."},
      {.number = 27,
       .part = convergence,
       .also = "question 4",
       .text = "With a compatible critic convergence to a local optimum is guaranteed.",
       .theorems = {"AC-7", "AC-1"},
       .note =
           "To stationary points, on two time scales, in that lim inf ‖∇J(θ_t)‖ = 0; a saddle is "
           "one too. AC-7 sees it along sampled runs."},
      {.number = 28,
       .part = convergence,
       .also = "question 4",
       .text = "With a general function approximator convergence is not guaranteed.",
       .theorems = {"AC-9", "CR-1"},
       .note = "By counterexamples."},
      {.number = 29,
       .part = convergence,
       .text = "The critic's error ‖V_φ − V^π‖ passes into the actor's gradient by way of the "
               "advantage; approximation adds bias and takes variance away.",
       .theorems = {"AC-5", "AE-6", "AE-10"}},
      {.number = 30,
       .part = natural,
       .text = "The natural gradient is F⁻¹∇J with the Fisher information F = E[∇log π ∇log πᵀ], "
               "which makes a Riemannian manifold of the policies.",
       .theorems = {"NG-1", "NG-2", "NG-5"},
       .note = "Where F is singular, as for the tabular softmax, with its pseudo-inverse."},
      {.number = 31,
       .part = natural,
       .text = "It is the direction of steepest ascent in the space of policies rather than of "
               "parameters.",
       .theorems = {"NG-4"}},
      {.number = 32,
       .part = natural,
       .text = "It does not depend on how the policies are parametrised.",
       .theorems = {"NG-3"},
       .note = "As a direction; steps of finite length agree to first order."},
      {.number = 33,
       .part = natural,
       .also = "question 3",
       .text = "It can converge faster, is better conditioned, and makes steadier updates than the "
               "plain gradient.",
       .theorems = {"NG-8", "NG-14", "NG-13"},
       .note = "For tabular softmax policies and exact gradients."},
      {.number = 34,
       .part = natural,
       .text = "TRPO is its form with a constraint on the KL divergence.",
       .theorems = {"TR-6", "NG-4"}},
      {.number = 35,
       .part = natural,
       .also = "question 3",
       .text = "The Fisher matrix is approximated by Kronecker factors; K-FAC does so for neural "
               "networks, and brings the cost down to O(|θ|).",
       .theorems = {"NG-12"},
       .settled_as = corrected,
       .wrong = "The factors have to be inverted. A layer of m inputs and n outputs has |θ| = mn "
                "parameters, its factors cost O(m³ + n³) to invert and O(mn(m + n)) to apply, more "
                "than O(mn).",
       .correction = "(A ⊗ G)⁻¹ = A⁻¹ ⊗ G⁻¹, far cheaper than O(|θ|³). For a linear softmax F = "
                     "E[φφᵀ ⊗ (diag π − ππᵀ)], and the product of the two factors' means equals it "
                     "exactly if they are uncorrelated; otherwise the error has no bound "
                     "relative to F."},
      {.number = 36,
       .part = natural,
       .also = "Trust regions",
       .text = "Conjugate gradients solve Fd = ∇J for the direction d, and need products of F with "
               "vectors only.",
       .theorems = {"NG-10", "NG-11"}},
      {.number = 37,
       .part = natural,
       .also = "question 3",
       .text = "An iteration costs more: O(|θ|) for the plain gradient, O(|θ|³) to invert the "
               "Fisher matrix exactly.",
       .theorems = {"NG-11", "NG-12"}},
      {.number = 38,
       .part = "Question 3",
       .text =
           "An ε-optimal policy takes O(1/ε) iterations of the plain gradient, and under strong "
           "conditions perhaps O(1/ε^{2/3}) of the natural one.",
       .theorems = {"NG-13", "NG-8", "PG-12"},
       .settled_as = corrected,
       .wrong =
           "The exponent 2/3 has no source that could be found, and the text does not name the "
           "conditions.",
       .correction = "For tabular softmax and exact gradients both take O(1/ε). The plain gradient "
                     "has constants that depend on the problem, and is no faster; the natural one "
                     "has J* − J_T ≤ log|A|/(ηT) + 1/((1 − γ)²T) from the uniform policy, free of "
                     "the number of states, and with entropy regularisation it takes O(log 1/ε)."},
      {.number = 39,
       .part = gae,
       .text = "The n-step advantage is Σ_{k<n} γᵏ δ_{t+k} + γⁿ A^{(0)}_{t+n} with the TD errors "
               "δ_t = r_t + γV(s_{t+1}) − V(s_t).",
       .theorems = {"AE-2"},
       .settled_as = corrected,
       .wrong = "The advantage over no steps, A^{(0)}, is an empty sum and therefore zero; read as "
                "anything else, the equation is false.",
       .correction = "Σ_{k<n} γᵏ δ_{t+k} = Σ_{k<n} γᵏ r_{t+k} + γⁿV(s_{t+n}) − V(s_t) for every V, "
                     "and that is the n-step advantage already."},
      {.number = 40,
       .part = gae,
       .text = "A^{GAE}_t = Σ_{k≥0} (γλ)ᵏ δ_{t+k}: later TD errors count exponentially less, and "
               "in practice the sum is cut off.",
       .theorems = {"AE-4", "AE-8", "AE-9"}},
      {.number = 41,
       .part = gae,
       .text = "λ = 0 gives δ_t, and λ = 1 gives Σ_t γᵗ r_t − V(s_0).",
       .theorems = {"AE-5"},
       .settled_as = corrected,
       .wrong = "The form for λ = 1 is right at t = 0 only; at a later step it counts rewards that "
                "are past, discounts from the wrong time and subtracts the value of another state.",
       .correction = "For λ = 1, A^{GAE}_t = Σ_{k≥0} γᵏ r_{t+k} − V(s_t) = G_t − V(s_t)."},
      {.number = 42,
       .part = gae,
       .text = "λ trades bias against variance: much bias and little variance at 0, little bias "
               "and much variance at 1.",
       .theorems = {"AE-10", "AE-11"},
       .note = "As a tendency. Where V = V^π there is no bias to trade; where it is not, the "
               "variance need not grow with λ, nor the squared bias fall."},
      {.number = 43,
       .part = gae,
       .text = "The GAE estimator converges to the true advantage.",
       .theorems = {"AE-7"},
       .settled_as = corrected,
       .wrong = "For V ≠ V^π and λ < 1 it has a bias that no number of samples removes. With "
                "e = V − V^π it is −e(s) + γ(1 − λ)P_a(I − γλP_π)⁻¹e.",
       .correction = "E[A^{GAE}|s,a] = A^π(s,a) for every λ if V = V^π. For λ = 1 and any V it is "
                     "A^π(s,a) − e(s), wrong by a function of the state, which leaves the gradient "
                     "unbiased. Both hold for estimates that run to the end of the episode."},
      {.number = 44,
       .part = "Question 2",
       .text = "TD(0), Monte Carlo and GAE are compared by mean squared error, which is squared "
               "bias plus variance: TD(0) has more bias, Monte Carlo more variance, and λ lies "
               "between.",
       .theorems = {"AE-10", "AE-3", "AE-6"}},
      {.number = 45,
       .part = "Question 2",
       .text = "Unbiased estimators give the rate O(1/√T); biased ones may reach O(1/T), but "
               "with the wrong limit.",
       .theorems = {"PG-16", "AE-7", "AS-4"},
       .settled_as = corrected,
       .wrong = "Bias does not buy speed. The rate comes from the noise of the gradients and the "
                "shape of the objective: a biased estimator of the same variance is no faster, and "
                "an unbiased one without noise has O(1/T).",
       .correction = "With a bias of at most B, variance at most σ² and steps α ≤ 1/L on an "
                     "L-smooth objective, (1/T) Σ_t E‖∇J(θ_t)‖² ≤ 2(J* − J(θ_1))/(αT) + Lασ² + B²: "
                     "the bias adds a floor, and σ² alone decides between 1/√T and 1/T."},
  };
}

}  // namespace lemmata
