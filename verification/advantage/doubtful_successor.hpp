#pragma once
/// \file
/// The smallest MDP on which bias and variance of an advantage are at odds: a critic that errs
/// about the next state, whose rewards are noise. What the best λ is there, as checks of any MDP
/// instance for the sake of its γ, λ and numbers.

#include "verification/advantage/mean_squared_errors.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata {

template <class F>
struct DoubtfulSuccessor {
  FiniteMdp<F> mdp{2, 1};
  Policy<F> pi = Policy<F>::Constant(2, 1, F{1});
  Vector<F> values = Vector<F>::Constant(2, F{0});
};

/// State 0 leads to state 1 without reward. State 1 earns 1 or −1, with probability p/2 each, or
/// nothing, and ends or goes on for ever. The true values are 0; the critic has V(1) = e.
template <class F>
DoubtfulSuccessor<F> doubtful_successor(const F& discount, const F& error, const F& p, bool ends) {
  DoubtfulSuccessor<F> result;
  result.mdp.discount = discount;
  result.mdp.start(0) = F{1};
  result.mdp.outcomes(0, 0) = {{F{1}, 1, F{0}, false}};
  const F half = p / F{2};
  result.mdp.outcomes(1, 0) = {
      {half, 1, F{1}, ends}, {half, 1, F{-1}, ends}, {F{1} - p, 1, F{0}, ends}};
  result.values(1) = error;
  return result;
}

/// The predicate: where it ends, with e = V(0) and p = π(0|0) of the instance, the mean squared
/// error of the production GAE is a parabola in λ, least at a claimed function of e² and p.
template <class Best>
Check best_lambda_is(Best best) {
  return enumerated_identity([best]<class F>(const MdpPoint<F>& x) {
    const F gamma = x.mdp.discount, lambda = x.lambda(), e = x.values()(0), p = x.pi()(0, 0);
    const auto doubtful = doubtful_successor(gamma, e, p, true);
    const Matrix<F> error = enumerated_squared_error(
        doubtful.mdp, doubtful.pi, doubtful.values, 2, [&](const ValuedRollout<F>& rollout) {
          return F(generalized_advantages(rollout, gamma, lambda)[0]);
        });
    const F width = e * e + p;
    const F distance = lambda - best(F(e * e), p);
    return equal(error(0, 0), F(gamma * gamma * (e * e * p / width + width * distance * distance)));
  });
}

/// It goes on, with e = 1 and p = 1 − γ²: the squared bias at λ = 0 is the variance at λ = 1.
template <class F>
DoubtfulSuccessor<F> balanced_loop(const F& discount) {
  return doubtful_successor(discount, F{1}, F(F{1} - discount * discount), false);
}
template <class F>
F loop_error(const F& discount, const F& lambda) {
  const auto loop = balanced_loop(discount);
  return error_parts(loop.mdp, loop.pi, loop.values, lambda).mean_squared_error()(0, 0);
}
template <class F>
F loop_error_of_n_steps(const F& discount, int n) {
  const auto loop = balanced_loop(discount);
  return n_step_error_parts(loop.mdp, loop.pi, loop.values, n).mean_squared_error()(0, 0);
}

inline bool is_discounted(const MdpInstance& x) { return x.table.discount != Dyadic{1, 0}; }

/// The predicate: on the loop MSE(λ) ≤ (1 − kλ(1 − λ)(1 − γ)) MSE(n), for n = 1 … 6.
inline Check beats_every_n_by(int k) {
  return inequality([k]<class F>(const MdpPoint<F>& x) {
           const F gamma = x.mdp.discount, lambda = x.lambda();
           const F factor = F{1} - F(k) * lambda * (F{1} - lambda) * (F{1} - gamma);
           Vector<F> bounds(6);
           for (int n = 1; n <= 6; ++n) bounds(n - 1) = factor * loop_error_of_n_steps(gamma, n);
           return at_most(Vector<F>::Constant(6, loop_error(gamma, lambda)), bounds);
         })
      .only("γ < 1", is_discounted);
}

/// For γ = 9/10: squared bias, variance and their sum against λ, and the sum for n steps at the λ
/// that weighs as many on average, 1 − 1/n.
inline std::vector<Curve> errors_on_the_loop() {
  const double discount = 0.9;
  const auto loop = balanced_loop(discount);
  Curve bias{.label = "squared bias"}, variance{.label = "variance"};
  Curve error{.label = "mean squared error"}, steps{.label = "mean squared error of n steps"};
  for (int k = 0; k <= 100; ++k) {
    const double lambda = k / 100.0;
    const auto parts = error_parts(loop.mdp, loop.pi, loop.values, lambda);
    bias.points.emplace_back(lambda, parts.bias(0, 0) * parts.bias(0, 0));
    variance.points.emplace_back(lambda, parts.variance(0, 0));
    error.points.emplace_back(lambda, parts.mean_squared_error()(0, 0));
  }
  for (int n = 1; n <= 256; n *= 2) {
    steps.points.emplace_back(1 - 1.0 / n, loop_error_of_n_steps(discount, n));
  }
  return {bias, variance, error, steps};
}

}  // namespace lemmata
