#pragma once
/// \file
/// F⁺b for the Fisher information of a tabular softmax whose states may or may not be visited.

#include "theory/natural_gradient/fisher_information.hpp"

namespace lemmata::pseudo_inverse {

/// The kernel of the Fisher information under these state weights: in a visited state the
/// constants, in another everything; (S·A) × k.
template <class F>
Matrix<F> fisher_kernel(const Vector<F>& state_weights, int actions) {
  const auto states = static_cast<int>(state_weights.size());
  const Matrix<F> constants = state_constants<F>(states, actions);
  const Matrix<F> everything = identity_matrix<F>(states * actions);
  Matrix<F> kernel(states * actions, states * actions);
  Eigen::Index columns = 0;
  for (int s = 0; s < states; ++s) {
    if (pivot_score(state_weights(s)) > 0) {
      kernel.col(columns++) = constants.col(s);
    } else {
      for (int a = 0; a < actions; ++a) kernel.col(columns++) = everything.col(s * actions + a);
    }
  }
  return kernel.leftCols(columns);
}

/// F_w⁺b as a table, S × A, for a gradient b: one that is 0 where no weight is.
template <class F>
Matrix<F> natural_gradient(const TabularSoftmax<F>& policy, const Vector<F>& state_weights,
                           const Vector<F>& gradient) {
  const auto actions = policy.probabilities().cols();
  const Matrix<F> kernel = fisher_kernel(state_weights, static_cast<int>(actions));
  const Vector<F> solution =
      least_norm_solution<F>(fisher_information(policy, state_weights), kernel, gradient);
  return solution.reshaped(actions, state_weights.size()).transpose();
}

/// A table less the plain mean over the actions of each state.
template <class F>
Matrix<F> centred(const Matrix<F>& table) {
  const F share = F{1} / F(static_cast<int>(table.cols()));
  Matrix<F> result = table;
  for (Eigen::Index s = 0; s < table.rows(); ++s) {
    F sum{0};
    for (Eigen::Index a = 0; a < table.cols(); ++a) sum += table(s, a);
    for (Eigen::Index a = 0; a < table.cols(); ++a) result(s, a) -= share * sum;
  }
  return result;
}

}  // namespace lemmata::pseudo_inverse
