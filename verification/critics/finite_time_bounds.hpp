#pragma once
/// \file
/// Finite-time bounds on TD(0) at independent states, and its exact errors under claimed ones.

#include <array>
#include <cmath>
#include <functional>

#include "theory/mdp/values.hpp"
#include "verification/critics/independent_states.hpp"
#include "verification/engine/as_vector.hpp"
#include "verification/engine/figure.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {

/// The moments after 1, 2, 4 … 2^doublings steps of one size, by squaring the matrix of a step,
/// which takes the lower triangle of E[xxᵀ] to the next one.
inline std::vector<ErrorMoments<Ball>> after_powers_of_two(const ErrorRecursion<Ball>& errors,
                                                           const ErrorMoments<Ball>& start,
                                                           const Ball& step_size, int doublings) {
  const Eigen::Index n = start.products.rows();
  const auto flat = [n](const ErrorMoments<Ball>& moments) {
    Vector<Ball> result(n * (n + 1) / 2);
    Eigen::Index k = 0;
    for (Eigen::Index i = 0; i < n; ++i) {
      for (Eigen::Index j = 0; j <= i; ++j) result(k++) = moments.products(i, j);
    }
    return result;
  };
  const auto symmetric = [n](const Vector<Ball>& triangle) {
    Matrix<Ball> result(n, n);
    Eigen::Index k = 0;
    for (Eigen::Index i = 0; i < n; ++i) {
      for (Eigen::Index j = 0; j <= i; ++j) result(i, j) = result(j, i) = triangle(k++);
    }
    return ErrorMoments<Ball>{result};
  };
  const Vector<Ball> first = flat(start);
  Matrix<Ball> steps = identity_matrix<Ball>(first.size());
  for (Eigen::Index k = 0; k < first.size(); ++k) {
    steps.col(k) = flat(errors.next(symmetric(steps.col(k)), step_size));
  }
  std::vector<ErrorMoments<Ball>> result;
  for (int k = 0; k <= doublings; ++k) {
    result.push_back(symmetric(steps.lazyProduct(first)));
    steps = Matrix<Ball>(steps.lazyProduct(steps));
  }
  return result;
}

/// What the bounds are made of.
template <class F>
struct RunConstants {
  F distance;  ///< ‖θ* − θ_0‖²
  F noise;     ///< σ²
  F horizon;   ///< 1/(1 − γ)
  F least;     ///< ω

  F time() const { return horizon / least; }             ///< 1/((1 − γ)ω)
  F offset() const { return F{16} * horizon * time(); }  ///< λ
};

template <class F>
RunConstants<F> run_constants(const IndependentTd<F>& td, const Vector<F>& error) {
  return {error.dot(error), td.errors().update_square(), F{1} / (F{1} - td.mdp.discount),
          least_eigenvalue(td.gram)};
}

/// The bounds of (a), (b) and (c), from the constants, α_T and T.
constexpr auto average_bound = []<class F>(const RunConstants<F>& x, const F& alpha, const F&) {
  return F((x.distance + F{2} * x.noise) * x.horizon * alpha);  // α = 1/√T
};
constexpr auto constant_step_bound = []<class F>(const RunConstants<F>& x, const F& alpha,
                                                 const F& t) {
  using std::exp;
  return F(exp(F(-alpha * t / x.time())) * x.distance + F{2} * alpha * x.noise * x.time());
};
constexpr auto decreasing_step_bound = []<class F>(const RunConstants<F>& x, const F&, const F& t) {
  const F by_noise = F{8} * x.noise * x.time() * x.time();
  return F(larger(by_noise, F(x.offset() * x.distance)) / (x.offset() + t));
};

/// The step sizes of the source for (b) and for (c).
constexpr auto constant_step = []<class F>(const RunConstants<F>& x, const F&) {
  return F(x.least / (F{8} * x.horizon));
};
constexpr auto decreasing_step = []<class F>(const RunConstants<F>& x, const F& t) {
  return F(F{2} * x.time() / (x.offset() + t));
};

/// E‖V* − V_θ̄‖_D² of the average of T iterates with steps of one size.
template <class F>
F error_of_average(const IndependentTd<F>& td, const Vector<F>& error, int iterates,
                   const F& step_size) {
  const ErrorRecursion<F> errors = td.errors();
  AveragedMoments<F> moments =
      errors.nothing_averaged(errors.at(Vector<F>(td.fixed_point + error)));
  for (int k = 0; k < iterates; ++k) moments = errors.next(moments, step_size);
  return moments.average().mean_square(td.gram);
}

/// A claimed bound, from the constants, the step size and T; a step size, from the constants and
/// from t or √T; what is learnt.
using Bound = std::function<Ball(const RunConstants<Ball>&, const Ball& alpha, const Ball& t)>;
using StepSize = std::function<Ball(const RunConstants<Ball>&, const Ball& t)>;
using Setting = std::function<IndependentTd<Ball>(const MdpPoint<Ball>&)>;

/// The predicate: for T = root², with steps of one size, a function of √T, the error of the average
/// is at most a function of the constants, the step size and T.
inline Check average_stays_below(
    const std::function<std::vector<int>(const MdpPoint<Ball>&)>& roots, const StepSize& step_size,
    const Bound& bound, const Setting& setting = on_policy) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           const IndependentTd<Ball> td = setting(x);
           const Vector<Ball> error = initial_error(x);
           const RunConstants<Ball> known = run_constants(td, error);
           std::vector<Ball> errors, bounds;
           for (const int root : roots(x)) {
             const Ball alpha = step_size(known, Ball{root});
             errors.push_back(error_of_average(td, error, root * root, alpha));
             bounds.push_back(bound(known, alpha, Ball{root * root}));
           }
           return at_most(as_vector(errors), as_vector(bounds));
         })
      .only("at most 16 states", has_at_most<16>);
}

/// The predicate: after T = 1, 2, 4 … 4096 steps of one size the error of the weights is at most a
/// function of the constants, the step size and T.
inline Check weights_stay_below(const StepSize& step_size, const Bound& bound,
                                const Setting& setting = on_policy) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           const IndependentTd<Ball> td = setting(x);
           const Vector<Ball> error = initial_error(x);
           const RunConstants<Ball> known = run_constants(td, error);
           const ErrorRecursion<Ball> recursion = td.errors();
           const auto start = recursion.at(Vector<Ball>(td.fixed_point + error));
           const Ball alpha = step_size(known, Ball{0});
           std::vector<Ball> errors, bounds;
           int steps = 1;
           for (const auto& moments : after_powers_of_two(recursion, start, alpha, 12)) {
             errors.push_back(moments.mean_square());
             bounds.push_back(bound(known, alpha, Ball{steps}));
             steps *= 2;
           }
           return at_most(as_vector(errors), as_vector(bounds));
         })
      .only("at most 16 states", has_at_most<16>);
}

/// The predicate: with steps α_t, a function of the constants and of t, the error of the weights
/// after T = 1, 4 … 64 steps is at most a function of the constants, α_T and T.
inline Check decreasing_steps_stay_below(const StepSize& step_size, const Bound& bound) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           const IndependentTd<Ball> td = on_policy(x);
           const Vector<Ball> error = initial_error(x);
           const RunConstants<Ball> known = run_constants(td, error);
           const ErrorRecursion<Ball> recursion = td.errors();
           ErrorMoments<Ball> moments = recursion.at(Vector<Ball>(td.fixed_point + error));
           std::vector<Ball> errors, bounds;
           for (int t = 0, shown = 1; t < 64; ++t) {
             moments = recursion.next(moments, step_size(known, Ball{t}));
             if (t + 1 < shown) continue;
             shown *= 4;
             errors.push_back(moments.mean_square());
             bounds.push_back(bound(known, step_size(known, Ball{t + 1}), Ball{t + 1}));
           }
           return at_most(as_vector(errors), as_vector(bounds));
         })
      .only("at most 16 states", has_at_most<16>);
}

/// Two states that stay with probability 3/4, a reward of 1, and change with −1; γ = 1/2, and a
/// weight a state.
inline IndependentTd<double> sticky_states() {
  FiniteMdp<double> mdp{2, 1};
  mdp.discount = 0.5;
  for (int s = 0; s < 2; ++s) {
    mdp.outcomes(s, 0) = {{0.75, s, 1.0, false}, {0.25, 1 - s, -1.0, false}};
  }
  const Policy<double> pi = Policy<double>::Ones(2, 1);
  const Vector<double> evenly = Vector<double>::Constant(2, 0.5);
  const Matrix<double> phi = identity_matrix<double>(2);
  return {mdp, pi, phi, evenly, policy_values(mdp, pi), 0.5 * phi};
}

/// The three errors there against T, and their bounds.
inline std::vector<Curve> finite_time_curves() {
  const IndependentTd<double> td = sticky_states();
  const Vector<double> error{{4.0, -2.0}};
  const RunConstants<double> known = run_constants(td, error);
  const ErrorRecursion<double> recursion = td.errors();
  ErrorMoments<double> constant = recursion.at(td.fixed_point + error), decreasing = constant;
  std::vector<Curve> curves{
      {.label = "(a) values of the average, α = 1/√T"}, {.label = "(b) weights, α constant"},
      {.label = "(c) weights, α decreasing"},           {.label = "bound of (a)", .bound = true},
      {.label = "bound of (b)", .bound = true},         {.label = "bound of (c)", .bound = true}};
  const double alpha = constant_step(known, 0.0);
  for (int t = 0, root = 4; t <= 65536; ++t) {
    if (t == root * root) {
      const double step = 1.0 / root;
      const double now = t;
      const std::array<double, 6> heights{error_of_average(td, error, t, step),
                                          constant.mean_square(),
                                          decreasing.mean_square(),
                                          average_bound(known, step, now),
                                          constant_step_bound(known, alpha, now),
                                          decreasing_step_bound(known, alpha, now)};
      for (std::size_t k = 0; k < 6; ++k) curves[k].points.emplace_back(t, heights[k]);
      root *= 2;
    }
    constant = recursion.next(constant, alpha);
    decreasing = recursion.next(decreasing, decreasing_step(known, double(t)));
  }
  return curves;
}

}  // namespace lemmata
