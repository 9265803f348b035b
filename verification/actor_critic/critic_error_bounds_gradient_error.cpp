// AC-5. The critic's error bounds the gradient's.
//
//   ‖ĝ − ∇J‖² ≤ (Σ_s ν(s) E‖∇log π(a|s)‖²) (Σ_s ν(s) E(Q̂(s,a) − Q^π(s,a))²),   a ~ π(·|s),
//   ĝ = Σ_s ν(s) Σ_a ∇π(a|s) Q̂(s,a) for any Q̂,
//
// and along a direction u, (u·(ĝ − ∇J))² with E(u·∇log π)². Only the part of the error that depends
// on the action counts: E(Q̂ − Q^π)² may be its variance over a. For the mean direction of TD errors
// under a critic V of states, with e = V − V^π, the second factor may be
//   γ² Σ ν(s) E(P_a e)²(s) ≤ γ Σ_s ν(s) e(s)²   and   γ² ‖e‖∞² Σ_s ν(s).
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy.
//
// Oracle: ∇J as dual numbers through the elimination that gives V^π, which know neither ν nor a
// score; Q^π from the linear solve.
//
// Shows: the inequalities in rationals, the norm where a policy has at most 16 parameters, and
// along one random direction up to 16 states. ĝ from the theory's sum for any Q̂, and from the
// production `one_step_directions` for any V and for linear critics. The bound is attained along u
// if Q̂ − Q^π is a multiple of u·∇log π, and γ Σ ν e² cannot be γ² Σ ν e². It does not say how large
// the critic's error is (CR-3), nor does it bound the noise of a sampled direction.
//
// Sources: sutton2000policy, Theorem 1; sutton2018reinforcement, Section 13.5. The bounds are
// worked out here.

#include "theory/critics/linear_values.hpp"
#include "verification/actor_critic/gradient_error.hpp"

namespace lemmata {
namespace {

/// Σ ν E(Q̂ − Q)².
constexpr auto of_squares = [](const auto& x) {
  return mean_square(x, discounted_visits(x), error_of_action_values(x));
};
/// The same of the error's part that depends on the action.
constexpr auto of_variances = [](const auto& x) {
  return mean_square(x, discounted_visits(x), centred(x, error_of_action_values(x)));
};
/// γ² Σ ν E(P_a e)² for a critic's V.
template <class CriticOf>
auto of_next_values(CriticOf critic_of) {
  return [=]<class F>(const MdpPoint<F>& x) {
    const Vector<F> error = error_of(x, critic_of(x).values());
    return F(x.mdp.discount * x.mdp.discount *
             mean_square(x, discounted_visits(x), successor_means(x.mdp, error)));
  };
}
/// γᵏ Σ ν e².
template <class CriticOf>
auto of_values(CriticOf critic_of, int k = 1) {
  return [=]<class F>(const MdpPoint<F>& x) {
    return F(power(x.mdp.discount, k) *
             weighted_square(discounted_visits(x), error_of(x, critic_of(x).values())));
  };
}
/// γ² ‖e‖∞², times Σ ν or not.
template <bool summed>
constexpr auto of_largest = []<class F>(const MdpPoint<F>& x) {
  const F largest = x.mdp.discount * sup_norm(error_of(x, x.values()));
  return F(largest * largest * (summed ? discounted_visits(x).sum() : F{1}));
};

}  // namespace

Theorem critic_error_bounds_gradient_error() {
  const auto of_any = of_steps(of_step, any_critic);
  const auto of_linear = of_steps(of_step, linear_critic);
  return {
      .id = "AC-5",
      .claim = "The mean squared error of the critic bounds the squared error of the gradient",
      .statement = R"(\lVert \hat g - \nabla J \rVert^2 \le
                      \Big(\sum_s \nu(s)\, \mathbb{E} \lVert \nabla_\theta \log \pi \rVert^2\Big)
                      \Big(\sum_s \nu(s)\, \mathbb{E} (\hat Q - Q^\pi)^2\Big))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy},
      .oracle = "∇J as dual numbers through the elimination that gives V^π",
      .shows =
          "The inequality in rationals, for any action values and for the production's mean "
          "direction of TD errors with any V and with linear critics; the norm up to 16 "
          "parameters, one random direction up to 16 states.",
      .instances = mdps("finite MDPs with a softmax policy, a direction, and any critic",
                        {Part::policy, Part::direction, Part::values, Part::state_features,
                         Part::critic_weights, Part::action_baseline},
                        {.states = 3, .actions = 2, .outcomes = 2}),
      .checks =
          {
              part("‖ĝ − ∇J‖² for any Q̂", bounds_the_norm(of_action_values, of_squares)),
              part("along a direction for any Q̂", bounds_along(of_action_values, of_squares)),
              part("the variance of the error over actions is enough",
                   bounds_the_norm(of_action_values, of_variances)),
              part("TD errors with any V: γ² Σ ν E(P_a e)²",
                   bounds_the_norm(of_any, of_next_values(any_critic))),
              part("TD errors with any V: γ Σ ν e²",
                   bounds_the_norm(of_any, of_values(any_critic))),
              part("TD errors with any V: γ² ‖e‖∞² Σ ν", bounds_the_norm(of_any, of_largest<true>)),
              part("TD errors with a linear critic, along a direction: γ Σ ν e²",
                   bounds_along(of_linear, of_values(linear_critic))),
          },
      .proof =
          {
              step("u·(ĝ − ∇J) = Σ ν E[(u·∇log π)(Q̂ − Q)]",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> u = x.direction();
                     const Matrix<F> product =
                         scores_along<F>(x.policy(), u).cwiseProduct(error_of_action_values(x));
                     return equal(F(u.dot(of_action_values(x)) -
                                    performance_derivatives<F>(x.mdp, x.policy(), u)(0)),
                                  mean_under(x, discounted_visits(x), product));
                   }),
              step("(Σ w f²)(Σ w h²) − (Σ w f h)² = ½ ΣΣ w w' (f h' − f' h)² ≥ 0 for weights w = ν "
                   "π, "
                   "and any f, h",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> nu = discounted_visits(x);
                     const Matrix<F> f = scores_along<F>(x.policy(), x.direction());
                     const Matrix<F> h = x.action_baseline();
                     const F product = mean_under<F>(x, nu, f.cwiseProduct(h));
                     const Matrix<F> weights = nu.asDiagonal() * x.pi();
                     F defect{0};
                     for (Eigen::Index i = 0; i < f.size(); ++i) {
                       for (Eigen::Index j = 0; j < i; ++j) {
                         const F cross = f(i) * h(j) - f(j) * h(i);
                         defect += weights(i) * weights(j) * cross * cross;
                       }
                     }
                     return equal(
                         F(mean_square(x, nu, f) * mean_square(x, nu, h) - product * product),
                         defect);
                   }).only("needs at most 16 states, for speed", is_quick_in_rationals)),
              step("(P_a e)² ≤ P_a e²", inequality([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> e = x.values();
                     const Matrix<F> after = successor_means(x.mdp, e);
                     return at_most(Matrix<F>(after.cwiseProduct(after)),
                                    successor_means<F>(x.mdp, e.cwiseProduct(e)));
                   })),
              step("γ Σ_s ν(s) P_π(s'|s) = ν(s') − μ(s') ≤ ν(s')",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> nu = discounted_visits(x);
                     return equal(
                         x.mdp.discount * policy_transitions(x.mdp, x.pi()).transpose() * nu,
                         nu - x.mdp.start);
                   }),
          },
      .falsifiers =
          {
              wrong("half the bound",
                    bounds_the_norm(of_action_values,
                                    [](const auto& x) { return of_squares(x) / 2; })),
              wrong("a mean over states for the sum over ν",
                    bounds_the_norm(
                        of_action_values,
                        [](const auto& x) { return of_squares(x) / discounted_visits(x).sum(); })),
              wrong("the error without its square",
                    bounds_the_norm(of_action_values,
                                    []<class F>(const MdpPoint<F>& x) {
                                      const Matrix<F> sizes = error_of_action_values(x).unaryExpr(
                                          [](const F& error) { return F(absolute(error)); });
                                      return mean_under(x, discounted_visits(x), sizes);
                                    })),
              wrong("the square of the mean error",
                    bounds_the_norm(of_action_values,
                                    [](const auto& x) {
                                      const auto off = mean_under(x, discounted_visits(x),
                                                                  error_of_action_values(x));
                                      return off * off;
                                    })),
              wrong("errors in the states where episodes start",
                    bounds_the_norm(of_action_values,
                                    [](const auto& x) {
                                      return mean_square(x, x.mdp.start, error_of_action_values(x));
                                    })),
              wrong("γ² Σ ν e² for γ Σ ν e²",
                    bounds_the_norm(of_any, of_values(any_critic, 2), forked)),
              wrong("‖e‖∞ without the sum over ν", bounds_the_norm(of_any, of_largest<false>)),
              wrong("TD errors that bootstrap through a terminal step",
                    bounds_the_norm(
                        of_steps(of_changed([](auto& step, auto&) { step.terminal = false; }),
                                 any_critic),
                        of_values(any_critic))),
              wrong("TD errors of the wrong sign",
                    bounds_the_norm(
                        of_steps(of_error([](const auto& delta, const auto&) { return -delta; }),
                                 any_critic),
                        of_values(any_critic))),
          },
      .tight = {part("attained along u where Q̂ − Q is a multiple of u·∇log π",
                     identity([]<class F>(const MdpPoint<F>& x) {
                       const Vector<F> u = x.direction();
                       const Vector<F> nu = discounted_visits(x);
                       const Matrix<F> scores = scores_along<F>(x.policy(), u);
                       const Matrix<F> error = x.values()(0) * scores;
                       const Matrix<F> q =
                           action_values(x.mdp, policy_values(x.mdp, x.pi())) + error;
                       const F off = u.dot(weighted_score_sum(x.policy(), nu, q)) -
                                     performance_derivatives<F>(x.mdp, x.policy(), u)(0);
                       return equal(F(off * off),
                                    F(mean_square(x, nu, scores) * mean_square(x, nu, error)));
                     }))},
      .sources = {{"sutton2000policy", "Theorem 1"}, {"sutton2018reinforcement", "Section 13.5"}},
  };
}

}  // namespace lemmata
