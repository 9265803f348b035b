#pragma once
/// \file
/// Predicates on the Kronecker factors of the Fisher information of a softmax over linear functions
/// of the state: where their product is exact, what the direction of K-FAC solves, and its cost.

#include "algorithms/natural_gradient/kronecker_factored.hpp"
#include "theory/natural_gradient/fisher_information.hpp"
#include "verification/engine/sizes.hpp"
#include "verification/engine/theorem.hpp"
#include "verification/natural_gradient/counted.hpp"

namespace lemmata::kronecker_factorisation {

using natural_costs::Counted;

/// The policy, the features and the distribution of the states of a point.
template <class F>
struct Situation {
  Matrix<F> preferences;
  Matrix<F> features;
  Vector<F> distribution;

  LinearSoftmax<F> policy() const {
    return {preferences, features_by_action(features, preferences.cols())};
  }
  Policy<F> pi() const { return policy().probabilities(); }
};

template <class F>
Vector<F> shares(const Vector<F>& weights) {
  F sum{0};
  for (const F& weight : weights) sum += weight;
  return weights / sum;
}

/// The point's own situation, or one where the factors do not vary together.
enum class States {
  as_they_are,
  one_policy,  ///< every state has the policy of the first
  one_square,  ///< every state has the features of the one before with the opposite sign
};

template <class F>
Situation<F> situation(const MdpPoint<F>& x, States states = States::as_they_are) {
  Situation<F> result{x.pi(), x.state_features(), shares(x.state_weights())};
  for (Eigen::Index s = 1; s < x.mdp.states(); ++s) {
    if (states == States::one_policy) result.preferences.row(s) = result.preferences.row(0);
    if (states == States::one_square) result.features.row(s) = -result.features.row(s - 1);
  }
  return result;
}

/// What stands for F: the product of the production factors, or of wrong ones.
enum class Product { production, mean_policy, mean_features, without_means, exchanged, counts };

template <class F>
Matrix<F> product(const Situation<F>& x, Product which = Product::production) {
  const Policy<F> pi = x.pi();
  const bool counts = which == Product::counts;
  const Vector<F> weights = F(counts ? 2 : 1) * x.distribution;
  const KroneckerFactors<F> factors = kronecker_factors<F>(pi, x.features, weights);
  Matrix<F> left = factors.actions, right = factors.features;
  const Matrix<F> mean_policy = x.distribution.transpose().lazyProduct(pi);
  const Matrix<F> mean_features = x.distribution.transpose().lazyProduct(x.features);
  if (which == Product::mean_policy) left = action_covariance(mean_policy, 0);
  if (which == Product::mean_features) right = feature_square(mean_features, 0);
  if (which == Product::without_means) {
    left.setConstant(F{0});
    left.diagonal() = mean_policy.row(0).transpose();
  }
  if (which == Product::exchanged) std::swap(left, right);
  return kronecker_product(left, right);
}

/// E[(C(s) − C) ⊗ (φφᵀ − G)] for any C and G.
template <class F>
Matrix<F> mean_product_around(const Situation<F>& x, const KroneckerFactors<F>& centre) {
  const Policy<F> pi = x.pi();
  const Eigen::Index size = pi.cols() * x.features.cols();
  Matrix<F> result = Matrix<F>::Constant(size, size, F{0});
  for (Eigen::Index s = 0; s < pi.rows(); ++s) {
    const Matrix<F> left = action_covariance(pi, s) - centre.actions;
    const Matrix<F> right = feature_square(x.features, s) - centre.features;
    result += x.distribution(s) * kronecker_product(left, right);
  }
  return result;
}

/// The predicate: a matrix computed from the situation is the Hessian of the divergence, F.
template <class Claimed>
Check is_fisher_information(States states, Claimed claimed) {
  return identity([states, claimed]<class F>(const MdpPoint<F>& x) {
           const Situation<F> here = situation(x, states);
           const Matrix<F> left = claimed(here);
           return equal(left, divergence_hessian(here.policy(), here.distribution));
         })
      .only("at most 64 states", has_at_most<64>);
}

inline Check product_is_exact(States states, Product which = Product::production) {
  return is_fisher_information(
      states, [which]<class F>(const Situation<F>& x) { return product(x, which); });
}

/// A matrix A × d as a vector row by row.
template <class F>
Vector<F> by_rows(const Matrix<F>& m) {
  return Matrix<F>(m.transpose()).reshaped();
}

/// Any gradient, A × d.
template <class F>
Matrix<F> any_gradient(const MdpPoint<F>& x) {
  const Matrix<F> of_actions = x.action_baseline(), features = x.state_features();
  Matrix<F> result(of_actions.cols(), features.cols());
  for (Eigen::Index a = 0; a < result.rows(); ++a) {
    for (Eigen::Index i = 0; i < result.cols(); ++i) {
      result(a, i) = F(1 + a * a) * x.critic_weights()(i);
      result(a, i) += of_actions.col(a).dot(features.col(i));
    }
  }
  return result;
}

/// The production direction, or one from changed arguments.
enum class Direction { production, transposed, damped_by_square, one_damped, one_factor };

template <class F>
Matrix<F> direction(KroneckerFactors<F> factors, Matrix<F> gradient, F root,
                    Direction which = Direction::production) {
  if (which == Direction::transposed) gradient.transposeInPlace();
  if (which == Direction::damped_by_square) root *= root;
  for (Eigen::Index i = 0; i < factors.features.rows(); ++i) {
    if (which == Direction::one_damped) factors.features(i, i) -= root;
  }
  if (which == Direction::one_factor) {
    factors.actions = (F{1} - root) * identity_matrix<F>(factors.actions.rows());
  }
  return kronecker_factored_direction(factors, gradient, root);
}

/// (E[C] + √λI) ⊗ (E[φφᵀ] + √λI).
template <class F>
Matrix<F> damped_product(const KroneckerFactors<F>& factors, const F& root) {
  const Matrix<F> actions = factors.actions + root * identity_matrix<F>(factors.actions.rows());
  const Matrix<F> features = factors.features + root * identity_matrix<F>(factors.features.rows());
  return kronecker_product(actions, features);
}

template <class F>
KroneckerFactors<F> factors_of(const Situation<F>& x) {
  return kronecker_factors<F>(x.pi(), x.features, x.distribution);
}

/// The predicate: the product of the damped factors maps a direction to ∇J.
inline Check solves_the_product(Direction which = Direction::production) {
  return identity([which]<class F>(const MdpPoint<F>& x) {
    const KroneckerFactors<F> factors = factors_of(situation(x));
    const F root = x.lambda();
    const Matrix<F> gradient = any_gradient(x), found = direction(factors, gradient, root, which);
    return equal(Vector<F>(damped_product(factors, root) * by_rows(found)), by_rows(gradient));
  });
}

/// The predicate: a direction ascends, ‖g‖² ≤ (tr E[C] + √λ)(tr E[φφᵀ] + √λ) gᵀx.
inline Check ascends() {
  return inequality([]<class F>(const MdpPoint<F>& x) {
    const KroneckerFactors<F> factors = factors_of(situation(x));
    const F root = x.lambda();
    const Matrix<F> gradient = any_gradient(x);
    const Vector<F> g = by_rows(gradient), found = by_rows(direction(factors, gradient, root));
    const F bound = (factors.actions.trace() + root) * (factors.features.trace() + root);
    return at_most(F(g.dot(g)), F(bound * g.dot(found)));
  });
}

/// The predicate: damping both factors by √λ adds λI to the product, with or without the cross
/// terms √λ(E[C] ⊗ I + I ⊗ E[φφᵀ]).
inline Check damps_the_product(bool with_cross_terms) {
  return identity([with_cross_terms]<class F>(const MdpPoint<F>& x) {
    const Situation<F> here = situation(x);
    const KroneckerFactors<F> factors = factors_of(here);
    const F root = x.lambda();
    const Matrix<F> of_actions = identity_matrix<F>(factors.actions.rows());
    const Matrix<F> of_features = identity_matrix<F>(factors.features.rows());
    Matrix<F> right = product(here) + F(root * root) * kronecker_product(of_actions, of_features);
    if (with_cross_terms) {
      right += root * kronecker_product(factors.actions, of_features);
      right += root * kronecker_product(of_actions, factors.features);
    }
    return equal(damped_product(factors, root), right);
  });
}

/// K-FAC's error and F where half the states have φ = 0 and a uniform policy, and half φ = 1 and
/// the probabilities p and 1 − p.
template <class F>
struct ErrorInTwoStates {
  F q;  ///< p(1 − p)
  Matrix<F> error, fisher;
};

template <class F>
ErrorInTwoStates<F> error_in_two_states(const F& p) {
  const F half = F{1} / F{2}, other = F{1} - p;
  const Situation<F> here{Matrix<F>{{half, half}, {p, other}}, Matrix<F>{{F{0}}, {F{1}}},
                          Vector<F>{{half, half}}};
  const Matrix<F> fisher = divergence_hessian(here.policy(), here.distribution);
  return {p * other, product(here) - fisher, fisher};
}

struct LayerSize {
  int actions, features;
  int parameters() const { return actions * features; }
};

inline int cost_of_direction(const LayerSize& n) {
  const KroneckerFactors<Counted> factors{Matrix<Counted>(n.actions, n.actions),
                                          Matrix<Counted>(n.features, n.features)};
  const Matrix<Counted> gradient(n.actions, n.features);
  return Counted::in([&] { kronecker_factored_direction(factors, gradient, Counted{}); });
}

inline int cost_by_the_product(const LayerSize& n) {
  const Matrix<Counted> matrix(n.parameters(), n.parameters());
  const Matrix<Counted> gradient(n.parameters(), 1);
  return Counted::in([&] { solve<Counted>(matrix, gradient); });
}

inline LayerSize times(int factor, const LayerSize& n) {
  return {factor * n.actions, factor * n.features};
}

/// The predicate: a direction costs so many multiplications and divisions, for the point's actions
/// and two features a state.
template <class Cost, class Formula>
Check costs(Cost cost, Formula formula) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
           const LayerSize n{x.mdp.actions(), 2 * x.mdp.states()};
           return equal(F(cost(n)), F(formula(n)));
         })
      .only("at most 16 states", has_at_most<16>);
}

/// The predicate: in a layer eight times as wide, of 64 times the parameters, the production
/// direction costs at most so many times as much.
inline Check grows_at_most(int times_as_much) {
  return inequality([times_as_much]<class F>(const MdpPoint<F>& x) {
           const LayerSize n{x.mdp.actions(), 2 * x.mdp.states()};
           const F bound = F(times_as_much) * F(cost_of_direction(n));
           return at_most(F(cost_of_direction(times(8, n))), bound);
         })
      .only("at most 4 states and actions",
            [](const MdpInstance& x) { return x.table.states() <= 4 && x.table.actions() <= 4; });
}

/// (m³ − m + n³ − n)/3 to eliminate and mn(m + n) to apply.
constexpr auto elimination_and_application = [](const LayerSize& size) {
  const int m = size.actions, n = size.features;
  return (m * m * m - m + n * n * n - n) / 3 + m * n * (m + n);
};

}  // namespace lemmata::kronecker_factorisation
