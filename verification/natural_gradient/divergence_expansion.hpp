#pragma once
/// \file
/// A softmax policy before and after a step of its parameters, and what the expansion of the KL
/// divergence between the two consists of: cumulants of x = ∇θ-change · score under each.

#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "theory/natural_gradient/divergences.hpp"
#include "theory/natural_gradient/fisher_information.hpp"
#include "verification/engine/mdp_instance.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata::divergence_expansion {

/// The kth central moment of x under each state's actions, S entries; over any field.
template <class F>
Vector<F> central_moments(const Policy<F>& policy, const Matrix<F>& x, int k) {
  Vector<F> result = Vector<F>::Constant(policy.rows(), F{0});
  for (Eigen::Index s = 0; s < policy.rows(); ++s) {
    F mean{0};
    for (Eigen::Index a = 0; a < policy.cols(); ++a) mean += policy(s, a) * x(s, a);
    for (Eigen::Index a = 0; a < policy.cols(); ++a) {
      result(s) += policy(s, a) * power(F(x(s, a) - mean), k);
    }
  }
  return result;
}

/// The fourth cumulant, E(x − Ex)⁴ − 3 (E(x − Ex)²)².
template <class F>
Vector<F> fourth_cumulants(const Policy<F>& policy, const Matrix<F>& x) {
  const Vector<F> squares = central_moments(policy, x, 2);
  return central_moments(policy, x, 4) - F{3} * squares.cwiseProduct(squares);
}

/// max_a x(s,a) − min_a x(s,a), S entries.
template <class F>
Vector<F> ranges(const Matrix<F>& x) {
  Vector<F> result(x.rows());
  for (Eigen::Index s = 0; s < x.rows(); ++s) {
    F largest = x(s, 0), negative_of_least = -x(s, 0);
    for (Eigen::Index a = 1; a < x.cols(); ++a) {
      largest = larger(largest, x(s, a));
      negative_of_least = larger(negative_of_least, F(-x(s, a)));
    }
    result(s) = largest + negative_of_least;
  }
  return result;
}

/// The tabular direction as S × A.
template <class F>
Matrix<F> by_states(const Vector<F>& direction, int actions) {
  return direction.reshaped(actions, direction.size() / actions).transpose();
}

/// The policy before and after θ ← θ + d, d short: π′ ∝ π eˣ.
struct Move {
  Policy<Ball> before;
  Policy<Ball> after;
  Matrix<Ball> x;              ///< the change of each log-preference, S × A
  Vector<Ball> state_weights;  ///< of the mean over states
  Ball form;                   ///< dᵀFd, F of the policy before
  Ball form_after;             ///< the same of the policy after
};

template <class DifferentiablePolicy, class Moved>
Move moved_by(const DifferentiablePolicy& policy, const Vector<Ball>& direction,
              const Matrix<Ball>& x, const Vector<Ball>& state_weights, Moved moved) {
  const Matrix<Ball> theta = policy.probabilities().unaryExpr([](const Ball& p) { return log(p); });
  const Policy<Ball> after = tabular_softmax(Matrix<Ball>(theta + x)).probabilities();
  const auto form = [&](const auto& at) {
    const Vector<Ball> image = fisher_information(at, state_weights) * direction;
    return Ball(direction.dot(image));
  };
  return {policy.probabilities(), after, x, state_weights, form(policy), form(moved(after))};
}

constexpr auto tabular = [](const MdpPoint<Ball>& point) {
  const Vector<Ball> direction = point.direction() * point.step_size() / Ball{16};
  return moved_by(point.policy(), direction, by_states(direction, point.mdp.actions()),
                  point.state_weights(),
                  [](const Policy<Ball>& after) { return TabularSoftmax<Ball>{after}; });
};

constexpr auto linear = [](const MdpPoint<Ball>& point) {
  const Vector<Ball> direction = point.critic_weights() * point.step_size() / Ball{16};
  const int states = point.mdp.states(), actions = point.mdp.actions();
  Matrix<Ball> x(states, actions), features(states * actions, 2);
  for (int s = 0; s < states; ++s) {
    for (int a = 0; a < actions; ++a) {
      x(s, a) = point.feature(s, a).dot(direction);
      features.row(s * actions + a) = point.feature(s, a).transpose();
    }
  }
  return moved_by(point.linear_policy(), direction, x, point.state_weights(),
                  [&](const Policy<Ball>& after) {
                    return LinearSoftmax<Ball>{after, features};
                  });
};

inline Ball root_three() { return square_root(Ball{3}); }

/// One state and two actions of the probabilities (3 ± √3)/6, at which the third central moment is
/// the largest for its range and the fourth cumulant 0; a short step, which varies with the point.
constexpr auto sharp = [](const MdpPoint<Ball>& point) {
  Matrix<Ball> preferences(1, 2);
  preferences << Ball{3} + root_three(), Ball{3} - root_three();
  const Vector<Ball> direction{{Ball(point.pi()(0, 0) / Ball{1024}), Ball{0}}};
  return moved_by(TabularSoftmax<Ball>{preferences}, direction, by_states(direction, 2),
                  Vector<Ball>(Vector<Ball>::Constant(1, Ball{1})),
                  [](const Policy<Ball>& after) { return TabularSoftmax<Ball>{after}; });
};

/// Σ_s w(s) f(s).
inline Ball mean(const Move& move, const Vector<Ball>& f) { return move.state_weights.dot(f); }

/// Σ_s w(s) R(s)ᵏ, R the range of x.
inline Ball mean_power_of_ranges(const Move& move, int k) {
  const Vector<Ball> all = ranges(move.x);
  return mean(move, all.unaryExpr([&](const Ball& r) { return power(r, k); }));
}

inline Ball from_old(const Move& move) {
  return mean(move, kl_divergences(move.before, move.after));
}
inline Ball from_new(const Move& move) {
  return mean(move, kl_divergences(move.after, move.before));
}

/// Whether the direction moves the policy of some state, where it would do so in doubles too.
template <bool is_tabular>
bool moves(const MdpInstance& instance) {
  constexpr double margin = 1e-9;
  const auto point = instance.in<double>();
  Matrix<double> x = by_states(point.direction(), point.mdp.actions());
  for (int s = 0; !is_tabular && s < x.rows(); ++s) {
    for (int a = 0; a < x.cols(); ++a) x(s, a) = point.feature(s, a).dot(point.critic_weights());
  }
  return x.size() <= 64 && ranges(x).maxCoeff() > margin;
}
constexpr const char* moving =
    "a direction that moves the policy, otherwise 0 ≤ 0, of at most 64 probabilities";

using Quantity = Ball (*)(const Move&);

/// The predicate: a divergence is an approximation up to a bound.
template <bool is_tabular, class StepOf>
Check is_near(StepOf step_of, Quantity divergence, Quantity approximation, Quantity bound) {
  return ball_inequality([=](const MdpPoint<Ball>& point) {
           const Move move = step_of(point);
           return at_most(absolute(divergence(move) - approximation(move)), bound(move));
         })
      .only(moving, moves<is_tabular>);
}

}  // namespace lemmata::divergence_expansion
