#pragma once
/// \file
/// Policies on the outputs y ∈ ℝᴷ of a model, as A3C's workers act by them. This one is the softmax
/// of K = A outputs:
///
///   π(a) = exp(y_a)/Σ_b exp(y_b),   (∇_y log π(a))_b = 1{b = a} − π(b),
///   (∇_y H)_b = −π(b)(log π(b) + H),   H = −Σ_a π(a) log π(a).
///
/// The two gradients are templates on the scalar: theorems take them over exact fields, in which
/// log π is a number that is given.
///
/// What a head offers a worker is divided by when it is needed, as the next state of an environment
/// waits for the action, and for nothing else:
///
///  - `draw_ahead(random, numbers)`  before a rollout: a random number for each of its actions;
///  - `choose(Θ, chosen)`            before a rollout: the model of what actions depend on, the
///                                   last of K numbers z. Those before them are 0;
///  - `act(z, t, number, scores)`    at each step: the action, from row t of z. What it writes to
///                                   that row of the scores is for `differentiate`;
///  - `differentiate(z, actions, …)` after the rollout: scores and entropy's gradients;
///  - `greedy(y)`                    the likeliest action, from all outputs.
///
/// For the softmax z_b = y_b − y_0.

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "algorithms/a3c/elementwise.hpp"
#include "algorithms/sampling/random_stream.hpp"
#include "theory/fields/field.hpp"

namespace lemmata {

/// From π(·|s_t) in row t, T × K, and T actions the scores, T × K. They may be the same memory.
template <class Probabilities, class Scores>
void softmax_scores(const Probabilities& probabilities, const std::vector<int>& actions,
                    Scores& scores) {
  scores = -probabilities;
  for (Eigen::Index t = 0; t < scores.rows(); ++t) {
    scores(t, actions[static_cast<std::size_t>(t)]) += 1;
  }
}

/// From π(·|s_t) and log π(·|s_t) in row t, T × K, the gradients of the entropy, T × K. Numbers
/// that differ from log π(·) by a constant, such as y, give the same: the constant drops out, as
/// probabilities sum to 1.
template <class Probabilities, class Logarithms, class Gradients>
void softmax_entropy_gradients(const Probabilities& probabilities,
                               const Logarithms& log_probabilities, Gradients& gradients) {
  const Vector<typename Probabilities::Scalar> entropies =
      -probabilities.cwiseProduct(log_probabilities).rowwise().sum();
  for (Eigen::Index b = 0; b < gradients.cols(); ++b) {
    gradients.col(b) = -probabilities.col(b).cwiseProduct(log_probabilities.col(b) + entropies);
  }
}

template <int fixed_actions = Eigen::Dynamic>
class SoftmaxHead {
 public:
  using Action = int;
  static constexpr int fixed_outputs = fixed_actions;
  /// Whether a draw is one comparison, so that exponentials can wait until after the rollout.
  static constexpr bool two_actions = fixed_actions == 2;

  explicit SoftmaxHead(int actions) : actions_{actions} {}

  /// K.
  int outputs() const { return fixed_actions == Eigen::Dynamic ? actions_ : fixed_actions; }

  /// Uniform in (0, 1]; for two actions the log-odds against that.
  void draw_ahead(RandomStream& random, std::span<double> numbers) const {
    for (double& number : numbers) number = random.uniform();
    if constexpr (two_actions) take_log_odds_against(numbers.data(), numbers.size());
  }

  /// d × (K − 1), from Θ, whose first K columns are y's.
  template <class Model, class Chosen>
  void choose(const Model& theta, Chosen& chosen) const {
    chosen.resize(theta.rows(), outputs() - 1);
    for (Eigen::Index b = 0; b < chosen.cols(); ++b) {
      chosen.col(b) = theta.col(b + 1) - theta.col(0);
    }
  }

  /// The first action whose cumulative probability reaches the uniform number; the last where
  /// rounding keeps all below it. Without a branch, which no processor could predict.
  template <class Outputs>
  Action act(const Outputs& z, Eigen::Index t, double number, Outputs& weights) const {
    if constexpr (two_actions) return z(t, 1) > number ? 1 : 0;
    weigh(z, t, weights);
    double total = weights(t, 0);
    for (int b = 1; b < outputs(); ++b) total += weights(t, b);
    const double target = number * total;
    int action = 0;
    double cumulative = 0;
    for (int b = 0; b + 1 < outputs(); ++b) {
      cumulative += weights(t, b);
      action += cumulative < target ? 1 : 0;
    }
    return action;
  }

  /// From z, T × K, and T actions: ∇_y log π(a_t|s_t) in row t of `scores`, T × K, which `act`
  /// wrote to, and where asked for ∇_y H in that of `entropy_gradients`, T × K.
  template <class Outputs>
  void differentiate(const Outputs& z, const std::vector<Action>& actions, bool with_entropy,
                     Outputs& scores, Outputs& entropy_gradients) const {
    if constexpr (two_actions) weigh_all(z, scores);
    const Vector<double> shares = scores.rowwise().sum().cwiseInverse();
    for (Eigen::Index b = 0; b < scores.cols(); ++b) {
      scores.col(b) = scores.col(b).cwiseProduct(shares);
    }
    if (with_entropy) softmax_entropy_gradients(scores, z, entropy_gradients);
    softmax_scores(scores, actions, scores);
  }

  /// The first of the likeliest actions.
  Action greedy(const double* y) const {
    return static_cast<int>(std::max_element(y, y + outputs()) - y);
  }

 private:
  static constexpr double largest_exponent = 700;  // whose exponential is a number

  /// π in row t up to a factor: relative to the first action, which saves its exponential, unless
  /// another exceeds it so far that its own would overflow.
  template <class Outputs>
  void weigh(const Outputs& z, Eigen::Index t, Outputs& weights) const {
    double largest = z(t, 0);
    for (int b = 1; b < outputs(); ++b) largest = std::max(largest, z(t, b));
    const double reference = largest < largest_exponent ? 0 : largest;
    weights(t, 0) = reference == 0 ? 1 : std::exp(-reference);
    for (int b = 1; b < outputs(); ++b) weights(t, b) = std::exp(z(t, b) - reference);
  }

  /// The same for two actions and all steps. Odds beyond exp(700) are that.
  template <class Outputs>
  static void weigh_all(const Outputs& z, Outputs& weights) {
    weights.col(0).setOnes();
    weights.col(1) = z.col(1).cwiseMin(largest_exponent);
    exponentiate(weights.col(1).data(), static_cast<std::size_t>(weights.rows()));
  }

  int actions_;
};

}  // namespace lemmata
