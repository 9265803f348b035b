#pragma once
/// \file
/// Linear stochastic approximation with finitely many updates: w_{k+1} = w_k + α_k(b_i − A_iw_k),
/// where i is drawn anew each time with probability p_i. TD(0) at states drawn independently from
/// a distribution is one, with A_i = φ(s)(φ(s) − γφ(s′))ᵀ and b_i = rφ(s).
///
/// First and second moments of the errors e_k = w_k − c from any fixed weights c, and of their sum,
/// obey a linear recursion, exactly. With x_k = (e_k, 1) an update is linear without a constant,
///
///   x_{k+1} = (I − α_kB_i)x_k,   B_i = (A_i, A_ic − b_i; 0, 0),   s_k = Σ_{j<k} x_j,
///   E[x_{k+1}x_{k+1}ᵀ] = X − α_k(B̄X + XB̄ᵀ) + α_k²E[B_iXB_iᵀ],   X = E[x_kx_kᵀ], B̄ = E[B_i],
///   E[s_{k+1}x_{k+1}ᵀ] = (E[s_kx_kᵀ] + X)(I − α_kB̄)ᵀ,
///   E[s_{k+1}s_{k+1}ᵀ] = E[s_ks_kᵀ] + E[s_kx_kᵀ] + E[x_ks_kᵀ] + X.
///
/// So mean-square errors of iterates and of their averages are computed, not sampled. Nothing is
/// assumed of step sizes or of c.
///
/// Shapes: d weights; moments are (d+1) × (d+1), with E[e] in the last column and 1 in the corner.

#include <vector>

#include "theory/critics/linear_values.hpp"

namespace lemmata {

/// One of the updates: w ← w + α(b − Aw).
template <class F>
struct LinearUpdate {
  F probability{0};
  Matrix<F> matrix;  ///< A, d × d
  Vector<F> vector;  ///< b, d entries
};

/// TD(0) of any policy, at states drawn from any distribution (S entries): an update a state,
/// action and outcome.
template <class F>
std::vector<LinearUpdate<F>> temporal_difference_updates(const FiniteMdp<F>& mdp,
                                                         const Policy<F>& policy,
                                                         const Matrix<F>& features,
                                                         const Vector<F>& distribution);

/// Āw = b̄ for the means of A_i and b_i: the weights at which the mean update rests.
template <class F>
LinearSystem<F> mean_system(const std::vector<LinearUpdate<F>>& updates);

/// E[xxᵀ] of an error x = (e, 1).
template <class F>
struct ErrorMoments {
  Matrix<F> products;

  Vector<F> mean() const;    ///< E[e]
  Matrix<F> second() const;  ///< E[eeᵀ], d × d
  F mean_square() const;     ///< E‖e‖²
  /// E[eᵀWe] for a symmetric W, d × d.
  F mean_square(const Matrix<F>& weighting) const;
};

/// The moments of the next error and of the errors before it.
template <class F>
struct AveragedMoments {
  ErrorMoments<F> latest;  ///< of x_k
  Matrix<F> cross;         ///< E[s_kx_kᵀ]
  Matrix<F> sum;           ///< E[s_ks_kᵀ]; k² in the corner

  /// Of the mean of the k ≥ 1 errors before x_k.
  ErrorMoments<F> average() const;
};

/// The recursion, for errors from one centre c.
template <class F>
class ErrorRecursion {
 public:
  ErrorRecursion(const std::vector<LinearUpdate<F>>& updates, Vector<F> centre);

  /// Of certain weights.
  ErrorMoments<F> at(const Vector<F>& weights) const;
  /// After one more update.
  ErrorMoments<F> next(const ErrorMoments<F>& now, const F& step_size) const;

  /// Before any update: a sum of no errors.
  AveragedMoments<F> nothing_averaged(const ErrorMoments<F>& start) const;
  AveragedMoments<F> next(const AveragedMoments<F>& now, const F& step_size) const;

  /// E[b_i − A_ic]: 0 where the mean update rests.
  Vector<F> mean_update() const;
  /// E‖b_i − A_ic‖².
  F update_square() const;

 private:
  Vector<F> centre_;
  Matrix<F> mean_;                   ///< the first d rows of B̄; the last is 0
  std::vector<Matrix<F>> products_;  ///< E[(row i of B)ᵀ(row j of B)] for j ≤ i < d
};

}  // namespace lemmata
