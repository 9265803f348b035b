#pragma once
/// \file
/// LSTD(0) from independent steps: where it tends, the normal law of its error, and how a single
/// step moves it.

#include "algorithms/critics/least_squares.hpp"
#include "theory/mdp/visitation.hpp"
#include "verification/critics/single_steps.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata::lstd_errors {

/// A generic lambda as plain functions of one signature over the fields, so that what is built on
/// it is compiled once and not once a lambda.
template <template <class> class Signature>
class OverFields {
 public:
  template <class Lambda>
  OverFields(Lambda lambda) : modular_{lambda}, number_{lambda} {}

  template <class F>
  Signature<F>* in() const {
    if constexpr (std::same_as<F, Modular>) return modular_;
    if constexpr (std::same_as<F, double>) return number_;
  }

 private:
  Signature<Modular>* modular_;
  Signature<double>* number_;
};

/// The point where an episode is one step from a state of the stationary distribution.
template <class F>
MdpPoint<F> from_stationary_states(MdpPoint<F> x) {
  x.mdp.start = stationary_distribution(x.mdp, x.pi());
  x.horizon = 1;
  return x;
}

/// √n(w_n − w*) tends to N(0, A⁻¹ΣA⁻ᵀ).
template <class F>
struct NormalLaw {
  Matrix<F> matrix;  ///< A
  Vector<F> limit;   ///< w*
  Matrix<F> noise;   ///< Σ
};

template <class F>
using MomentsSignature = Vector<F>(const MdpPoint<F>&, const Vector<F>&);
using Moments = OverFields<MomentsSignature>;

/// E[δ²|s] where V = Φw*: the second moment, which the law has; the variance of the target, and
/// that of the reward, which it has not.
constexpr auto second_moments = []<class F>(const MdpPoint<F>& x, const Vector<F>& values) {
  return Vector<F>(squared_bellman_errors(x.mdp, x.pi(), values) +
                   variances_of_target(x.mdp, x.pi(), values));
};
constexpr auto target_variances = []<class F>(const MdpPoint<F>& x, const Vector<F>& values) {
  return variances_of_target(x.mdp, x.pi(), values);
};
constexpr auto reward_variances = []<class F>(const MdpPoint<F>& x, const Vector<F>& values) {
  return variances_of_target(x.mdp, x.pi(), Vector<F>(values * F{0}));
};

/// Σ_k c(k)v(k)v(k)ᵀ for the rows v(k) of a K × 2 matrix.
template <class F>
Matrix<F> weighted_gram(const Matrix<F>& rows, const Vector<F>& weights) {
  Matrix<F> result = Matrix<F>::Constant(2, 2, F{0});
  for (Eigen::Index k = 0; k < rows.rows(); ++k) {
    const Vector<F> weighted = weights(k) * rows.row(k).transpose();
    result += weighted * rows.row(k);
  }
  return result;
}

/// The law for steps from the point's start distribution, Σ = Σ_s d(s)m(s)φ(s)φ(s)ᵀ for moments m.
/// A and w* are read off ΦᵀD(TΦw − Φw) = b − Aw.
template <class F>
NormalLaw<F> normal_law(const MdpPoint<F>& x, const Moments& moments) {
  const Matrix<F> features = x.state_features();
  const auto mean_update = [&](const Vector<F>& weights) {
    const Vector<F> values = features * weights;
    const Vector<F> errors = bellman(x.mdp, x.pi(), values) - values;
    Vector<F> update = Vector<F>::Constant(2, F{0});
    for (int s = 0; s < x.mdp.states(); ++s) {
      const F error = x.mdp.start(s) * errors(s);
      update += error * features.row(s).transpose();
    }
    return update;
  };
  const Vector<F> at_zero = mean_update(Vector<F>::Constant(2, F{0}));
  Matrix<F> matrix(2, 2);
  for (int i = 0; i < 2; ++i) {
    matrix.col(i) = at_zero - mean_update(identity_matrix<F>(2).col(i));
  }
  const Vector<F> limit = solve(matrix, at_zero);
  Vector<F> weights = moments.in<F>()(x, features * limit);
  for (int s = 0; s < x.mdp.states(); ++s) weights(s) *= x.mdp.start(s);
  return {matrix, limit, weighted_gram(features, weights)};
}

template <class F>
using CovarianceSignature = Matrix<F>(const NormalLaw<F>&);
using Covariance = OverFields<CovarianceSignature>;

/// What is claimed of the covariance of √n(w_n − w*): that of the law; and without one or both A⁻¹.
constexpr auto covariance = []<class F>(const NormalLaw<F>& law) {
  const Matrix<F> half = solve<F>(law.matrix, law.noise);
  return solve<F>(law.matrix, Matrix<F>(half.transpose()));
};
constexpr auto not_transposed = []<class F>(const NormalLaw<F>& law) {
  const Matrix<F> half = solve<F>(law.matrix, law.noise);
  return Matrix<F>(solve<F>(Matrix<F>(law.matrix.transpose()), Matrix<F>(half.transpose())));
};
constexpr auto not_solved = []<class F>(const NormalLaw<F>& law) { return law.noise; };

template <class F>
using EquationsSignature = LinearSystem<F>(const LinearFeatures<F>&, const Rollout<F>&, const F&);
using Equations = OverFields<EquationsSignature>;

/// The production's equations of steps, and those of wrong algorithms.
constexpr auto production = []<class F>(const auto& features, const Rollout<F>& rollout,
                                        const F& discount) {
  return lstd_system(features, rollout, discount, F{0});
};
constexpr auto least_squares = [](const auto& features, const auto& rollout, const auto& discount) {
  return residual_system(features, rollout, discount);
};
/// Steps that are no new ones: the first, as often as there are steps.
constexpr auto the_first_again = [](const auto& features, const auto& rollout,
                                    const auto& discount) {
  auto copies = rollout;
  for (auto& step : copies.steps) step = rollout.steps.front();
  return production(features, copies, discount);
};

/// The derivative in ε, at 0, of the solution of (1 − ε) times the mean equations and ε times those
/// of one step, for all possible steps: K × 2, and their probabilities.
template <class F>
struct Influence {
  Matrix<F> moves;
  Vector<F> probabilities;
};
template <class F>
Influence<F> influence(const MdpPoint<F>& x) {
  const LinearFeatures<F> features{x.state_features()};
  LinearSystem<F> mean = empty_system<F>(2);
  std::vector<LinearSystem<F>> single;
  const auto possible = steps_from(x.mdp, x.pi(), x.mdp.start);
  const auto count = static_cast<Eigen::Index>(possible.size());
  Influence<F> result{Matrix<F>(count, 2), Vector<F>(count)};
  for (const auto& [p, step] : possible) {
    result.probabilities(static_cast<Eigen::Index>(single.size())) = p;
    single.push_back(production(features, rollout_of(std::vector{step}), x.mdp.discount));
    mean.matrix += p * single.back().matrix;
    mean.vector += p * single.back().vector;
  }
  const auto towards = [](const F& from, const F& to) { return Dual<F>{from, F(to - from)}; };
  for (std::size_t k = 0; k < single.size(); ++k) {
    const LinearSystem<Dual<F>> mixed{mean.matrix.binaryExpr(single[k].matrix, towards),
                                      mean.vector.binaryExpr(single[k].vector, towards)};
    result.moves.row(static_cast<Eigen::Index>(k)) = derivative_part(mixed.solution()).transpose();
  }
  return result;
}

/// A⁻¹φδ* of all possible steps, K × 2, in the same order.
template <class F>
Matrix<F> expected_moves(const MdpPoint<F>& x) {
  const NormalLaw<F> law = normal_law<F>(x, second_moments);
  const Matrix<F> features = x.state_features();
  const Vector<F> values = features * law.limit;
  const auto possible = steps_from(x.mdp, x.pi(), x.mdp.start);
  Matrix<F> result(static_cast<Eigen::Index>(possible.size()), 2);
  for (Eigen::Index k = 0; k < result.rows(); ++k) {
    const Step<F>& step = possible[static_cast<std::size_t>(k)].step;
    const F error = target(step, x.mdp.discount, values) - values(step.state);
    const Vector<F> update = error * features.row(step.state).transpose();
    result.row(k) = solve(law.matrix, update).transpose();
  }
  return result;
}

/// Whether A X = B has a solution for A 2 × 2.
template <class F>
bool is_regular(const Matrix<F>& a) {
  return !(a(0, 0) * a(1, 1) == a(0, 1) * a(1, 0));
}

}  // namespace lemmata::lstd_errors
