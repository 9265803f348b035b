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
///  - `act(z, number, score)`        at each step: the action. What it writes to the score's
///                                   memory, K numbers, is for `differentiate`;
///  - `differentiate(z, actions, …)` after the rollout: scores and entropy's gradients;
///  - `greedy(y)`                    the likeliest action, from all outputs.
///
/// For the softmax z_b = y_b − y_0.

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "algorithms/a3c/elementwise.hpp"
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
  Action act(const double* z, double number, double* weights) const {
    if constexpr (two_actions) return z[1] > number ? 1 : 0;
    weigh(z, weights);
    const double target = number * sum(weights);
    int action = 0;
    double cumulative = 0;
    for (int b = 0; b + 1 < outputs(); ++b) {
      cumulative += weights[b];
      action += cumulative < target ? 1 : 0;
    }
    return action;
  }

  /// From z, K × T, and T actions: ∇_y log π(a_t|s_t) in column t of `scores`, K × T, which `act`
  /// wrote to, and where asked for ∇_y H in that of `entropy_gradients`, K × T.
  template <class Outputs>
  void differentiate(const Outputs& z, const std::vector<Action>& actions, bool with_entropy,
                     Outputs& scores, Outputs& entropy_gradients) const {
    if constexpr (two_actions) weigh_all(z, scores);
    const double* z_t = z.data();
    double* score = scores.data();
    double* entropy_gradient = entropy_gradients.data();
    for (const Action action : actions) {
      const double share = 1 / sum(score);
      for (int b = 0; b < outputs(); ++b) score[b] *= share;
      if (with_entropy) softmax_entropy_gradient(score, z_t, outputs(), entropy_gradient);
      softmax_score(score, outputs(), action, score);
      z_t += outputs();
      score += outputs();
      entropy_gradient += outputs();
    }
  }

  /// The first of the likeliest actions.
  Action greedy(const double* y) const {
    return static_cast<int>(std::max_element(y, y + outputs()) - y);
  }

 private:
  static constexpr double largest_exponent = 700;  // whose exponential is a number

  double sum(const double* weights) const {
    double result = weights[0];
    for (int b = 1; b < outputs(); ++b) result += weights[b];
    return result;
  }

  /// π up to a factor: relative to the first action, which saves its exponential, unless another
  /// exceeds it so far that its own would overflow.
  void weigh(const double* z, double* weights) const {
    const double largest = *std::max_element(z, z + outputs());
    const double reference = largest < largest_exponent ? 0 : largest;
    weights[0] = reference == 0 ? 1 : std::exp(-reference);
    for (int b = 1; b < outputs(); ++b) weights[b] = std::exp(z[b] - reference);
  }

  /// The same for two actions and all steps, K × T. Odds beyond exp(700) are that.
  template <class Outputs>
  static void weigh_all(const Outputs& z, Outputs& weights) {
    std::array<double, 64> odds;
    const double* from = z.data();
    double* to = weights.data();
    for (Eigen::Index left = z.cols(); left > 0; left -= std::ssize(odds)) {
      const auto count = static_cast<std::size_t>(std::min(left, std::ssize(odds)));
      for (std::size_t t = 0; t < count; ++t, from += 2) {
        odds[t] = std::min(from[1], largest_exponent);
      }
      exponentiate(odds.data(), count);
      for (std::size_t t = 0; t < count; ++t, to += 2) to[0] = 1, to[1] = odds[t];
    }
  }

  int actions_;
};

}  // namespace lemmata
