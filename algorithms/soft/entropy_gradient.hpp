#pragma once
/// \file
/// Exact gradient ascent of J_β = E Σγᵗ(r_t + βH(π(·|s_t))) for the tabular softmax policy (Mei et
/// al. 2020, `mei2020global`, Algorithm 2), with temperature β > 0 in units of the reward:
///
///   θ ← θ + η∇J_β(θ),   ∂J_β/∂θ(s,a) = ν(s)π(a|s)A_β(s,a),   A_β = Q_β − β log π − V_β.
///
/// Without entropy the gap to the optimum falls as 1/k; with it, exponentially, to the soft
/// optimum.
///
/// \code
///   const Ascent ascent = entropy_ascent(mdp, 0.1, guaranteed_entropy_step(mdp, 0.1));
///   Matrix<double> theta = ascent.start;
///   for (int k = 0; k < 1000; ++k) theta = ascent.step(mdp, theta, k);
/// \endcode

#include <cmath>
#include <functional>
#include <type_traits>

#include "algorithms/convergence/judged_theorem.hpp"
#include "algorithms/convergence/recording.hpp"
#include "algorithms/policy_gradient/ascent.hpp"
#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "algorithms/soft/soft_policy_iteration.hpp"
#include "theory/policies/log_softmax.hpp"
#include "theory/soft/soft_policy_gradient.hpp"

namespace lemmata {

/// ∇J_β(θ), S × A, over `double` and `Ball`. Logarithms are those of θ, finite where a probability
/// underflows. \throws SingularSystem if γ = 1 and the policy may never end
template <class F>
Matrix<F> entropy_gradient(const FiniteMdp<F>& mdp, const Matrix<F>& theta,
                           const std::type_identity_t<F>& temperature) {
  const Vector<F> by_state =
      soft_policy_gradient(mdp, tabular_softmax(theta), log_softmax(theta), temperature);
  return by_state.reshaped(theta.cols(), theta.rows()).transpose();
}

/// θ + η∇J_β(θ), S × A. \throws SingularSystem if γ = 1 and the policy may never end
template <class F>
Matrix<F> entropy_gradient_step(const FiniteMdp<F>& mdp, const Matrix<F>& theta,
                                const std::type_identity_t<F>& temperature,
                                const std::type_identity_t<F>& step_size) {
  return theta + step_size * entropy_gradient(mdp, theta, temperature);
}

/// η = (1−γ)³/(8R + β(4 + 8 log A)) with R = `reward_range`: the reciprocal of the smoothness of
/// J_β in θ (Mei et al. 2020, Theorem 6, for rewards in [0, 1]: J_β is R times theirs at the
/// temperature β/R). 0 for γ = 1.
template <class F>
F guaranteed_entropy_step(const FiniteMdp<F>& mdp, const std::type_identity_t<F>& temperature) {
  using std::log;
  const F of_entropy = F{4} + F{8} * log(F(mdp.actions()));
  return power(F{1} - mdp.discount, 3) / (F{8} * reward_range(mdp) + temperature * of_entropy);
}

/// The ascent from θ = 0, the uniform policy; the norm is that of ∇J_β.
Ascent entropy_ascent(const FiniteMdp<double>& mdp, double temperature, double step_size);

struct EntropyAscentPoint {
  std::int64_t iteration = 0;  ///< k; 0 is the start
  double performance = 0;      ///< J_β(π_k), in units of the reward
  double plain_return = 0;     ///< J(π_k)
  double gap = 0;              ///< J_β* − J_β(π_k), by `soft_optimality_gap`
  double gradient_norm = 0;    ///< ‖∇J_β(θ_k)‖
  double entropy = 0;          ///< Σν H/Σν, the mean over visited states, in nats

  /// min_{j≤k} min_{s,a} π_j(a|s), over every iterate and not only those recorded.
  double least_probability = 1;
};

using EntropyAscentRun = Recording<EntropyAscentPoint>;

/// J_β* − J_β(π) = β Σν^π(s) KL(π(·|s)‖π_β*(·|s)) ≥ 0 (Mei et al. 2020, Lemma 26), which keeps its
/// leading digits where both values agree to the last bit.
/// \throws SingularSystem if γ = 1 and the policy may never end
double soft_optimality_gap(const FiniteMdp<double>& mdp, const SoftSolution& optimum,
                           const Matrix<double>& log_policy, double temperature);

/// Runs an ascent of J_β as `record_run` does. Its parameters are the θ of a tabular softmax.
EntropyAscentRun converge_softly(const FiniteMdp<double>& mdp, const Ascent& ascent,
                                 const SoftSolution& optimum, double temperature, std::int64_t last,
                                 const GoesOn& goes_on);

struct EntropyAscentBound : JudgedTheorem {
  /// The bound on J_β* − J_β at an iterate where the hypotheses hold.
  std::function<double(const EntropyAscentPoint&)> at{};
};

/// Mei et al. 2020 (`mei2020global`), Theorem 6: with c = min_{j≤k,s,a} π_j(a|s) and
/// d* = (1−γ)ν of the soft-optimal policy,
///
///   J_β* − J_β(π_k) ≤ ‖1/μ‖∞ (R + β log A)/(1−γ)² exp(−Ck),
///   C = (1−γ)⁴ β c² min_s μ(s)/((8R + β(4 + 8 log A)) S ‖d*/μ‖∞).
///
/// The theorem counts iterates from 1 and takes the infimum over all of them for c; its proof uses
/// those up to k only. Added is what doubles may lose, by each step and in the end.
EntropyAscentBound entropy_ascent_bound(const FiniteMdp<double>& mdp, const SoftSolution& optimum,
                                        double temperature, double step_size);

}  // namespace lemmata
