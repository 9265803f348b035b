#pragma once
/// \file
/// How fast a critic is known to converge, with its constants.

#include <functional>
#include <optional>

#include "algorithms/convergence/judged_theorem.hpp"
#include "algorithms/critics/evaluation.hpp"

namespace lemmata {

struct EvaluationBound : JudgedTheorem {
  /// After n steps, where the hypotheses hold; infinite where it says nothing.
  std::function<double(std::int64_t steps)> at{};
};

/// (1−γ)/8, the largest constant step size that `averaged_td_bound` covers.
double guaranteed_td_step(double discount);

/// Bhandari, Russo & Singal 2018 (`bhandari2018finite`), Theorem 2 (a), for TD(0) from w_0 = 0 with
/// independent steps, ‖φ(s)‖ ≤ 1 and a constant step size α ≤ (1−γ)/8. With
/// σ² = E_D[δ(w*)²‖φ(s)‖²] and w̄_n the mean of w_0 … w_{n−1}
///
///   E‖V_{w̄_n} − V_{w*}‖_D² ≤ (‖w*‖²/(αn) + 2ασ²)/(1−γ),
///
/// which is the theorem where α = 1/√n. A step's mean square is at most 2σ² + 8‖V_w − V_{w*}‖_D²,
/// its mean points at w* by (1−γ)‖V_w − V_{w*}‖_D² at least, and so
///
///   (2α(1−γ) − 8α²) E‖V_{w_k} − V_{w*}‖_D² ≤ E‖w_k − w*‖² − E‖w_{k+1} − w*‖² + 2α²σ²,
///
/// where 8α² ≤ α(1−γ); sum over k, and Jensen. `at` is the square root of the bound.
/// \throws std::invalid_argument for another critic than td
EvaluationBound averaged_td_bound(const EvaluationTask& task, const EvaluationOptions& options,
                                  const ExactEvaluation& exact);

/// c where LSTD's distance to V_{w*} after n steps has root mean square c/√n in the limit: by the
/// central limit theorem √n(w − w*) has covariance C = A⁻¹ΣA⁻ᵀ with Σ = E_D[δ(w*)²φφᵀ], and
/// c² = tr(ΦᵀDΦC). Nothing where δ(w*)φ(s) depends on the steps before it by more than its state
/// (λ > 0, or features along episodes), nor where episodes are cut, so that D is not what is seen.
std::optional<double> lstd_error_constant(const EvaluationTask& task,
                                          const EvaluationOptions& options,
                                          const ExactEvaluation& exact);

}  // namespace lemmata
