#pragma once
/// \file
/// Policies on the outputs y ∈ ℝᴷ of a model, as A3C's workers act by them. A head draws an action,
/// and gives what the gradient needs: the score ∇_y log π(a) and the gradient ∇_y H of the entropy
/// H = −Σ_a π(a) log π(a), K entries each.
///
/// This one is the softmax of K = A outputs:
///
///   π(a) = exp(y_a)/Σ_b exp(y_b),   (∇_y log π(a))_b = 1{b = a} − π(b),
///   (∇_y H)_b = −π(b)(log π(b) + H).
///
/// The two gradients are templates on the scalar: theorems take them over exact fields, in which
/// log π is a number that is given.

#include <algorithm>
#include <cmath>

#include "algorithms/sampling/random_stream.hpp"
#include "theory/fields/field.hpp"

namespace lemmata {

/// From π(·), K entries, the score of an action, K entries. They may be the same memory.
template <class F>
void softmax_score(const F* probabilities, int actions, int action, F* score) {
  for (int b = 0; b < actions; ++b) score[b] = -probabilities[b];
  score[action] += F{1};
}

/// From π(·) and log π(·) the gradient of the entropy, K entries. Numbers that differ from log π(·)
/// by a constant, such as y, give the same: the constant drops out, as probabilities sum to 1.
template <class F>
void softmax_entropy_gradient(const F* probabilities, const F* log_probabilities, int actions,
                              F* gradient) {
  F entropy{0};
  for (int b = 0; b < actions; ++b) entropy -= probabilities[b] * log_probabilities[b];
  for (int b = 0; b < actions; ++b) {
    gradient[b] = -probabilities[b] * (log_probabilities[b] + entropy);
  }
}

template <int fixed_actions = Eigen::Dynamic>
class SoftmaxHead {
 public:
  using Action = int;
  static constexpr int fixed_outputs = fixed_actions;

  explicit SoftmaxHead(int actions) : actions_{actions} {}

  int outputs() const { return fixed_actions == Eigen::Dynamic ? actions_ : fixed_actions; }

  /// Draws a ~ π, and writes its score and, where asked for, ∇_y H.
  Action act(const double* y, RandomStream& random, bool with_entropy, double* score,
             double* entropy_gradient) const {
    double* const probabilities = score;
    const double reference = safe_reference(y);
    probabilities[0] = reference == y[0] ? 1 : std::exp(y[0] - reference);
    double total = probabilities[0];
    for (int b = 1; b < outputs(); ++b) {
      probabilities[b] = std::exp(y[b] - reference);
      total += probabilities[b];
    }
    const int action = drawn(probabilities, random.uniform() * total);
    for (int b = 0; b < outputs(); ++b) probabilities[b] /= total;
    if (with_entropy) softmax_entropy_gradient(probabilities, y, outputs(), entropy_gradient);
    softmax_score(probabilities, outputs(), action, score);
    return action;
  }

  /// The first of the likeliest actions.
  Action greedy(const double* y) const {
    return static_cast<int>(std::max_element(y, y + outputs()) - y);
  }

 private:
  /// What to subtract from outputs before exponentials: the first, which saves its exponential,
  /// unless another exceeds it so far that its own would overflow.
  double safe_reference(const double* y) const {
    constexpr double far = 700;
    double largest = y[0];
    for (int b = 1; b < outputs(); ++b) largest = std::max(largest, y[b]);
    return largest - y[0] < far ? y[0] : largest;
  }

  /// The first action whose cumulative weight reaches the target; the last where rounding keeps all
  /// below it. Without a branch, which no processor could predict.
  int drawn(const double* weights, double target) const {
    int action = 0;
    double cumulative = 0;
    for (int b = 0; b + 1 < outputs(); ++b) {
      cumulative += weights[b];
      action += cumulative < target ? 1 : 0;
    }
    return action;
  }

  int actions_;
};

}  // namespace lemmata
