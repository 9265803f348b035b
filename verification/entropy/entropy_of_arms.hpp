#pragma once
/// \file
/// One state with entropy: how a step of gradient ascent contracts ζ = βθ − r less its mean (Mei et
/// al. 2020, `mei2020global`, Lemma 11).

#include "verification/entropy/entropy_ascents.hpp"

namespace lemmata::entropy_of_arms {

using entropy_ascents::ClaimedStep;
using entropy_ascents::nearly_zero;
using entropy_ascents::parameters;
using entropy_ascents::policy_of;
using entropy_ascents::production;

/// The first state's arms by their expected rewards, as a bandit.
template <class F>
FiniteMdp<F> arms(const MdpPoint<F>& x) {
  const Matrix<F> rewards = expected_rewards(x.mdp);
  FiniteMdp<F> mdp{1, x.mdp.actions()};
  mdp.start(0) = F{1};
  for (int a = 0; a < x.mdp.actions(); ++a) mdp.outcomes(0, a) = {{F{1}, 0, rewards(0, a), true}};
  return mdp;
}

/// βθ − r less its mean, for a bandit.
template <class F>
Vector<F> distance_from_softmax(const FiniteMdp<F>& bandit_mdp, const Matrix<F>& theta,
                                const F& temperature) {
  const Matrix<F> difference = temperature * theta - expected_rewards(bandit_mdp);
  const F mean = difference.sum() / F(static_cast<int>(difference.size()));
  return difference.row(0).transpose() - Vector<F>::Constant(difference.size(), mean);
}

/// 1 − βη min π.
inline Ball kept(const Ball& forgotten, const Policy<Ball>& pi) {
  return Ball{1} - forgotten * least(Vector<Ball>(pi.row(0).transpose()));
}
inline Ball kept_by_the_likeliest(const Ball& forgotten, const Policy<Ball>& pi) {
  Ball most = pi(0, 0);
  for (const Ball& p : pi.row(0)) most = larger(most, p);
  return Ball{1} - forgotten * most;
}
inline Ball kept_by_all(const Ball& forgotten, const Policy<Ball>&) { return Ball{1} - forgotten; }

/// βη in (0, 1]: a quarter of the point's step size.
inline Ball short_step(const MdpPoint<Ball>& x) { return x.step_size() / Ball{4}; }
/// Up to 8.
inline Ball any_step(const MdpPoint<Ball>& x) { return Ball{2} * x.step_size(); }

/// The predicate: with one state ‖ζ'‖ ≤ factor·‖ζ‖, to 10⁻³⁰, for a claimed step of this βη.
inline Check contracts(ClaimedStep step, Ball (*factor)(const Ball&, const Policy<Ball>&) = kept,
                       Ball (*forgotten_by)(const MdpPoint<Ball>&) = short_step) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           const Ball forgotten = forgotten_by(x);
           const FiniteMdp<Ball> mdp = arms(x);
           const Ball beta = x.temperature();
           const Matrix<Ball> theta = parameters(x).row(0);
           const Vector<Ball> before = distance_from_softmax(mdp, theta, beta);
           const Vector<Ball> after =
               distance_from_softmax(mdp, step(mdp, theta, beta, forgotten / beta), beta);
           return at_most(square_root(after.dot(after)),
                          factor(forgotten, policy_of(theta)) * square_root(before.dot(before)) +
                              nearly_zero());
         })
      .only("there is a choice", [](const MdpInstance& x) { return x.table.actions() > 1; });
}

/// From the uniform policy the contraction is attained, to 10⁻³⁰.
inline Check attained_from_the_uniform_policy() {
  return ball_inequality([](const MdpPoint<Ball>& x) {
           const FiniteMdp<Ball> mdp = arms(x);
           const Ball beta = x.temperature(), forgotten = short_step(x);
           const Matrix<Ball> theta = Matrix<Ball>::Constant(1, x.mdp.actions(), Ball{0});
           const Vector<Ball> before = distance_from_softmax(mdp, theta, beta);
           const Vector<Ball> after =
               distance_from_softmax(mdp, production(mdp, theta, beta, forgotten / beta), beta);
           return at_most(kept(forgotten, policy_of(theta)) * square_root(before.dot(before)),
                          square_root(after.dot(after)) + nearly_zero());
         })
      .only("there is a choice", [](const MdpInstance& x) { return x.table.actions() > 1; });
}

/// ζ' = (I − βη(diag π − ππᵀ))ζ; for logarithms stands any table θ.
inline Check moves_linearly() {
  return identity([]<class F>(const MdpPoint<F>& x) {
    const FiniteMdp<F> mdp = arms(x);
    const F beta = x.temperature(), eta = x.step_size();
    const Matrix<F> theta = x.action_baseline().row(0);
    const Vector<F> pi = x.pi().row(0).transpose();
    const TabularSoftmax<F> policy{Matrix<F>(x.pi().row(0))};
    const Vector<F> gradient = soft_policy_gradient(mdp, policy, theta, beta);
    const Matrix<F> next = theta + eta * gradient.transpose();
    const Vector<F> zeta = distance_from_softmax(mdp, theta, beta);
    const Vector<F> seen = pi.cwiseProduct(zeta) - pi * pi.dot(zeta);
    const Vector<F> expected = zeta - (beta * eta) * seen;
    return equal(distance_from_softmax(mdp, next, beta), expected);
  });
}

}  // namespace lemmata::entropy_of_arms
