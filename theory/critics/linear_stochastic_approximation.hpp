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

#include <utility>
#include <vector>

#include "theory/mdp/finite_mdp.hpp"

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
                                                         const Vector<F>& distribution) {
  std::vector<LinearUpdate<F>> result;
  for (int s = 0; s < mdp.states(); ++s) {
    const Vector<F> feature = features.row(s).transpose();
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const Outcome<F>& outcome : mdp.outcomes(s, a)) {
        Vector<F> change = feature;
        if (!outcome.terminal) {
          change -= mdp.discount * features.row(outcome.next_state).transpose();
        }
        result.push_back({F(distribution(s) * policy(s, a) * outcome.probability),
                          feature * change.transpose(), outcome.reward * feature});
      }
    }
  }
  return result;
}

/// E[xxᵀ] of an error x = (e, 1).
template <class F>
struct ErrorMoments {
  Matrix<F> products;

  Vector<F> mean() const { return products.col(weights()).head(weights()); }
  /// E[eeᵀ], d × d.
  Matrix<F> second() const { return products.topLeftCorner(weights(), weights()); }
  /// E[eᵀWe] for a symmetric W, d × d.
  F mean_square(const Matrix<F>& weighting) const { return second().cwiseProduct(weighting).sum(); }
  /// E‖e‖².
  F mean_square() const { return second().trace(); }

 private:
  Eigen::Index weights() const { return products.rows() - 1; }
};

/// The moments of the next error and of the errors before it.
template <class F>
struct AveragedMoments {
  ErrorMoments<F> latest;  ///< of x_k
  Matrix<F> cross;         ///< E[s_kx_kᵀ]
  Matrix<F> sum;           ///< E[s_ks_kᵀ]; k² in the corner

  /// Of the mean of the k ≥ 1 errors before x_k.
  ErrorMoments<F> average() const { return {sum / F(sum(sum.rows() - 1, sum.cols() - 1))}; }
};

/// The recursion, for errors from one centre c.
template <class F>
class ErrorRecursion {
 public:
  ErrorRecursion(const std::vector<LinearUpdate<F>>& updates, Vector<F> centre)
      : centre_{std::move(centre)}, mean_{zero()}, products_(count(), zero()) {
    for (const LinearUpdate<F>& update : updates) {
      Matrix<F> change(centre_.size(), centre_.size() + 1);
      change << update.matrix, update.matrix * centre_ - update.vector;
      mean_.topRows(centre_.size()) += update.probability * change;
      for (Eigen::Index i = 0; i < centre_.size(); ++i) {
        const Vector<F> row = update.probability * change.row(i).transpose();
        for (Eigen::Index j = 0; j <= i; ++j) products_[pair(i, j)] += row * change.row(j);
      }
    }
  }

  /// Of certain weights.
  ErrorMoments<F> at(const Vector<F>& weights) const {
    Vector<F> x(weights.size() + 1);
    x << weights - centre_, F{1};
    return {x * x.transpose()};
  }

  /// After one more update.
  ErrorMoments<F> next(const ErrorMoments<F>& now, const F& step_size) const {
    const Matrix<F> drift = step_size * mean_ * now.products;
    const F square = step_size * step_size;
    Matrix<F> result = now.products - drift - drift.transpose();
    for (Eigen::Index i = 0; i < centre_.size(); ++i) {
      for (Eigen::Index j = 0; j <= i; ++j) {
        const F noise = square * products_[pair(i, j)].cwiseProduct(now.products).sum();
        result(i, j) += noise;
        if (i != j) result(j, i) += noise;
      }
    }
    return {result};
  }

  /// Before any update: a sum of no errors.
  AveragedMoments<F> nothing_averaged(const ErrorMoments<F>& start) const {
    return {start, zero(), zero()};
  }
  AveragedMoments<F> next(const AveragedMoments<F>& now, const F& step_size) const {
    const Matrix<F> with_latest = now.cross + now.latest.products;
    const Matrix<F> drift = step_size * with_latest * mean_.transpose();
    return {next(now.latest, step_size), with_latest - drift,
            now.sum + now.cross.transpose() + with_latest};
  }

  /// E[b_i − A_ic]: 0 where the mean update rests.
  Vector<F> mean_update() const { return -mean_.col(centre_.size()).head(centre_.size()); }
  /// E‖b_i − A_ic‖².
  F update_square() const {
    F result{0};
    for (Eigen::Index i = 0; i < centre_.size(); ++i) {
      result += products_[pair(i, i)](centre_.size(), centre_.size());
    }
    return result;
  }

 private:
  Matrix<F> zero() const {
    return Matrix<F>::Constant(centre_.size() + 1, centre_.size() + 1, F{0});
  }
  std::size_t count() const {
    return static_cast<std::size_t>(centre_.size() * (centre_.size() + 1) / 2);
  }
  static std::size_t pair(Eigen::Index i, Eigen::Index j) {
    return static_cast<std::size_t>(i * (i + 1) / 2 + j);
  }

  Vector<F> centre_;
  Matrix<F> mean_;                   ///< B̄
  std::vector<Matrix<F>> products_;  ///< E[(row i of B)ᵀ(row j of B)] for j ≤ i < d
};

}  // namespace lemmata
