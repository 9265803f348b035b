#include "theory/critics/linear_stochastic_approximation.hpp"

#include <utility>

namespace lemmata {
namespace {

/// Where the pair j ≤ i stands among all of them.
std::size_t pair(Eigen::Index i, Eigen::Index j) {
  return static_cast<std::size_t>(i * (i + 1) / 2 + j);
}

}  // namespace

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

template <class F>
LinearSystem<F> mean_system(const std::vector<LinearUpdate<F>>& updates) {
  const Eigen::Index weights = updates.at(0).vector.size();
  LinearSystem<F> result{Matrix<F>::Constant(weights, weights, F{0}),
                         Vector<F>::Constant(weights, F{0})};
  for (const LinearUpdate<F>& update : updates) {
    result.matrix += update.probability * update.matrix;
    result.vector += update.probability * update.vector;
  }
  return result;
}

template <class F>
Vector<F> ErrorMoments<F>::mean() const {
  return products.col(products.cols() - 1).head(products.rows() - 1);
}

template <class F>
Matrix<F> ErrorMoments<F>::second() const {
  return products.topLeftCorner(products.rows() - 1, products.cols() - 1);
}

template <class F>
F ErrorMoments<F>::mean_square(const Matrix<F>& weighting) const {
  return second().cwiseProduct(weighting).sum();
}

template <class F>
F ErrorMoments<F>::mean_square() const {
  return second().trace();
}

template <class F>
ErrorMoments<F> AveragedMoments<F>::average() const {
  return {sum / F(sum(sum.rows() - 1, sum.cols() - 1))};
}

template <class F>
ErrorRecursion<F>::ErrorRecursion(const std::vector<LinearUpdate<F>>& updates, Vector<F> centre)
    : centre_{std::move(centre)},
      mean_{Matrix<F>::Constant(centre_.size(), centre_.size() + 1, F{0})},
      products_(pair(centre_.size(), 0),
                Matrix<F>::Constant(centre_.size() + 1, centre_.size() + 1, F{0})) {
  for (const LinearUpdate<F>& update : updates) {
    Matrix<F> change(centre_.size(), centre_.size() + 1);
    change << update.matrix, update.matrix * centre_ - update.vector;
    mean_ += update.probability * change;
    for (Eigen::Index i = 0; i < centre_.size(); ++i) {
      const Vector<F> row = update.probability * change.row(i).transpose();
      for (Eigen::Index j = 0; j <= i; ++j) products_[pair(i, j)] += row * change.row(j);
    }
  }
}

template <class F>
ErrorMoments<F> ErrorRecursion<F>::at(const Vector<F>& weights) const {
  Vector<F> x(weights.size() + 1);
  x << weights - centre_, F{1};
  return {x * x.transpose()};
}

template <class F>
ErrorMoments<F> ErrorRecursion<F>::next(const ErrorMoments<F>& now, const F& step_size) const {
  const Matrix<F> drift = Matrix<F>(step_size * mean_) * now.products;
  const F square = step_size * step_size;
  Matrix<F> result = now.products;
  result.topRows(centre_.size()) -= drift;
  result.leftCols(centre_.size()) -= drift.transpose();
  for (Eigen::Index i = 0; i < centre_.size(); ++i) {
    for (Eigen::Index j = 0; j <= i; ++j) {
      const F noise = square * products_[pair(i, j)].cwiseProduct(now.products).sum();
      result(i, j) += noise;
      if (i != j) result(j, i) += noise;
    }
  }
  return {std::move(result)};
}

template <class F>
AveragedMoments<F> ErrorRecursion<F>::nothing_averaged(const ErrorMoments<F>& start) const {
  const Matrix<F> zero = Matrix<F>::Constant(start.products.rows(), start.products.cols(), F{0});
  return {start, zero, zero};
}

template <class F>
AveragedMoments<F> ErrorRecursion<F>::next(const AveragedMoments<F>& now,
                                           const F& step_size) const {
  const Matrix<F> with_latest = now.cross + now.latest.products;
  Matrix<F> cross = with_latest;
  cross.leftCols(centre_.size()) -= with_latest * Matrix<F>(step_size * mean_.transpose());
  return {next(now.latest, step_size), std::move(cross),
          now.sum + now.cross.transpose() + with_latest};
}

template <class F>
Vector<F> ErrorRecursion<F>::mean_update() const {
  return -mean_.col(centre_.size());
}

template <class F>
F ErrorRecursion<F>::update_square() const {
  F result{0};
  for (Eigen::Index i = 0; i < centre_.size(); ++i) {
    result += products_[pair(i, i)](centre_.size(), centre_.size());
  }
  return result;
}

#define LEMMATA_INSTANTIATE(F)                                                    \
  template std::vector<LinearUpdate<F>> temporal_difference_updates(              \
      const FiniteMdp<F>&, const Policy<F>&, const Matrix<F>&, const Vector<F>&); \
  template LinearSystem<F> mean_system(const std::vector<LinearUpdate<F>>&);      \
  template struct ErrorMoments<F>;                                                \
  template struct AveragedMoments<F>;                                             \
  template class ErrorRecursion<F>;
LEMMATA_FIELDS(LEMMATA_INSTANTIATE)

}  // namespace lemmata
