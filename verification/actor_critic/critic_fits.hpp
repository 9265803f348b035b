#pragma once
/// \file
/// Critics of state and action that are fitted to action values, in any features ψ(s,a): what the
/// theorems on compatible features compare the compatible fit with. Pairs (s,a) are numbered
/// s·A + a, as the parameters of a tabular softmax are.

#include "theory/actor_critic/compatible_fit.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {

/// ∇log π(a|s) in row s·A + a, (S·A) × d.
template <class F, class DifferentiablePolicy>
Matrix<F> score_features(const DifferentiablePolicy& policy) {
  const Policy<F>& pi = policy.probabilities();
  Matrix<F> result(pi.size(), policy.parameters());
  for (int s = 0; s < pi.rows(); ++s) {
    for (int a = 0; a < pi.cols(); ++a) {
      result.row(s * pi.cols() + a) = policy.score(s, a).transpose();
    }
  }
  return result;
}

/// The point's features φ(s,a) as they are, not centred, (S·A) × 2.
template <class F>
Matrix<F> raw_features(const MdpPoint<F>& x) {
  Matrix<F> result(x.mdp.states() * x.mdp.actions(), 2);
  for (int s = 0; s < x.mdp.states(); ++s) {
    for (int a = 0; a < x.mdp.actions(); ++a) {
      result.row(s * x.mdp.actions() + a) = x.feature(s, a).transpose();
    }
  }
  return result;
}

/// [g, 1_s]: the two scores of the linear softmax, and a feature for each state.
template <class F>
Matrix<F> scores_and_states(const MdpPoint<F>& x) {
  const int states = x.mdp.states(), actions = x.mdp.actions();
  Matrix<F> result = Matrix<F>::Constant(states * actions, 2 + states, F{0});
  result.leftCols(2) = score_features<F>(x.linear_policy());
  for (int pair = 0; pair < result.rows(); ++pair) result(pair, 2 + pair / actions) = F{1};
  return result;
}

/// A table S × A as one column of pairs, and back.
template <class F>
Vector<F> by_pairs(const Matrix<F>& table) {
  return table.transpose().reshaped();
}
template <class F>
Matrix<F> as_table(const Vector<F>& pairs, int actions) {
  return pairs.reshaped(actions, pairs.size() / actions).transpose();
}

/// ν(s)π(a|s), a pair an entry.
template <class F>
Vector<F> pair_weights(const Vector<F>& state_weights, const Policy<F>& pi) {
  return by_pairs<F>(state_weights.asDiagonal() * pi);
}

/// ψᵀw of the least squares Σ c(s,a) (q(s,a) − wᵀψ(s,a))² for weights c of the pairs, S × A.
/// \throws SingularSystem if they do not determine w
template <class F>
Matrix<F> best_fit(const Matrix<F>& features, const Vector<F>& weights, const Matrix<F>& q) {
  const Vector<F> w = projection_system(features, weights, by_pairs(q)).solution();
  return as_table(Vector<F>(features * w), static_cast<int>(q.cols()));
}

/// v(s) for every action, S × A.
template <class F>
Matrix<F> at_every_action(const Vector<F>& values, int actions) {
  return values.replicate(1, actions);
}

/// b(s) of the point for every action.
constexpr auto any_state_baseline = [](const auto& x) {
  return at_every_action(x.state_baseline(), x.mdp.actions());
};

/// The weights of the compatible fit of a linear softmax policy.
template <class F>
Vector<F> compatible_weights(const MdpPoint<F>& x, const Vector<F>& state_weights,
                             const Matrix<F>& q) {
  return compatible_system(x.linear_policy(), state_weights, q).solution();
}

/// F = Σ_s ν(s) Σ_a π(a|s) g gᵀ, written out with g = φ(s,a) − Σ_b π(b|s) φ(s,b); 2 × 2. It shares
/// no routine with the scores and fits of the library.
template <class F>
Matrix<F> fisher_by_hand(const MdpPoint<F>& x, const Vector<F>& state_weights) {
  const Policy<F> pi = x.pi();
  F first{0}, mixed{0}, second{0};
  for (int s = 0; s < x.mdp.states(); ++s) {
    F mean_first{0}, mean_second{0};
    for (int a = 0; a < x.mdp.actions(); ++a) {
      mean_first += pi(s, a) * x.feature(s, a)(0);
      mean_second += pi(s, a) * x.feature(s, a)(1);
    }
    for (int a = 0; a < x.mdp.actions(); ++a) {
      const F g = x.feature(s, a)(0) - mean_first, h = x.feature(s, a)(1) - mean_second;
      const F weight = state_weights(s) * pi(s, a);
      first += weight * g * g;
      mixed += weight * g * h;
      second += weight * h * h;
    }
  }
  Matrix<F> result(2, 2);
  result << first, mixed, mixed, second;
  return result;
}

/// Whether the two scores of the linear softmax policy are linearly independent on the states of
/// positive weight, so that these determine a fit.
template <class F>
bool has_independent_scores(const MdpPoint<F>& x, const Vector<F>& state_weights) {
  const Matrix<F> fisher = fisher_by_hand(x, state_weights);
  return fisher(0, 0) * fisher(1, 1) != fisher(0, 1) * fisher(1, 0);
}

/// Whether features are linearly independent on the pairs of positive weight.
template <class F>
bool are_independent(const Matrix<F>& features, const Vector<F>& weights) {
  try {
    projection_system(features, weights, weights).solution();
    return true;
  } catch (const SingularSystem&) {
    return false;
  }
}

inline constexpr const char* where_scores_are_independent =
    "the two scores are linearly independent on the states that are visited, at most 100 in all";

}  // namespace lemmata
