// CR-1. Temporal differences are stable on-policy, and may diverge off-policy.
//
//   (1 − γλ) wᵀA_λw ≥ (1 − γ) ‖Φw‖²_D,   A_λ = ΦᵀD(I − γλP_π)⁻¹(I − γP_π)Φ,
//
// and A_λ is positive definite, so that the mean update w ← w + α(b_λ − A_λw) leads to a fixed
// point for small α. Under the discounted visitation half of the bound is left. Under other weights
// there may be nothing, though w = 0 represents V^π = 0:
//   two states w, 2w, updates in the first alone: w is multiplied by 1 + α(2γ − 1) and grows at
//     every α > 0 if γ > 1/2, otherwise exactly for α > 2/(1 − 2γ);
//   the same two, least-squares value iteration: w_{k+1} = γ(6 − 4ε)/5 w_k, ε the chance to end;
//   Baird's star, states weighted alike: the area that the values of two runs span is multiplied by
//     1 + (α/7)(17γ − 15) + 26(α/7)²(1 − γ), so that one grows, at every α > 0, if γ ≥ 15/17.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy with one
// recurrent class, an end restarting from μ; D its stationary distribution; Φ of full column rank
// on the recurrent states.
//
// Oracle: the norm for the bound, over the rationals; a Cholesky factor in balls for definiteness;
// sums of squares and the mixed transitions for the proof; multipliers by hand for the examples.
//
// Shows: both for the matrix of `temporal_difference_system`, every λ, γ = 1 with ends included
// (where the bound says nothing and the matrix is definite all the same); for the examples, the
// mean of the production `td_step`. That sampled iterates converge is not shown. 1 − γ is attained
// by constant values where nothing ends. The half under the discounted visitation and the star's
// factor are derived here, not quoted.
//
// Sources: tsitsiklis1997analysis, the proof of Theorem 1; sutton2018reinforcement, Section 11.2;
// baird1995residual, the star.

#include "verification/critics/off_policy_divergence.hpp"
#include "verification/critics/quadratic_form.hpp"

namespace lemmata {
namespace {

constexpr auto starts = [](const auto& x) { return x.mdp.start; };
constexpr auto discounted = [](const auto& x) { return visitation(x.mdp, x.pi()); };

constexpr auto bound = []<class F>(const F& discount, const F&) { return F(F{1} - discount); };
constexpr auto half = []<class F>(const F& discount, const F&) {
  return F((F{1} - discount) / F{2});
};

template <class F>
Matrix<F> its_transitions(const MdpPoint<F>& x) {
  return lambda_transitions(x.mdp, x.pi(), x.lambda());
}

}  // namespace

Theorem td_is_stable_on_policy() {
  return {
      .id = "CR-1",
      .claim =
          "On-policy the matrix of temporal differences is positive definite, so that they are "
          "stable; off-policy they may diverge at every step size",
      .statement = R"((1-\gamma\lambda)\, w^\top A_\lambda w \ge
                      (1-\gamma) \lVert \Phi w \rVert_D^2, \qquad
                      A_\lambda = \Phi^\top D (I - \gamma\lambda P_\pi)^{-1}
                      (I - \gamma P_\pi) \Phi)",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, unichain, on_policy,
                     independent_recurrent_features},
      .oracle =
          "the norm, over the rationals; a Cholesky factor in balls; multipliers worked out by "
          "hand",
      .shows =
          "The bound and definiteness for every λ, γ = 1 with ends included; what the production "
          "TD(0) does on average in the two-state example and in Baird's star, and least-squares "
          "value iteration in the former. That sampled iterates converge is not shown.",
      .instances = mdps("finite MDPs with a softmax policy, features, λ, and a step size α",
                        {Part::policy, Part::state_features, Part::critic_weights,
                         Part::state_weights, Part::lambda, Part::step_size}),
      .checks =
          {
              part("A_λ is positive definite", is_definite(on_policy_distribution)),
              part("(1 − γλ)wᵀA_λw ≥ (1 − γ)‖Φw‖²_D",
                   is_bounded_below(on_policy_distribution, bound)),
              part("under the discounted visitation half of it: (1 − γλ)wᵀA_λw ≥ ½(1 − γ)‖Φw‖²",
                   is_bounded_below(discounted, half)),
              part("two states: TD(0) in the first multiplies w by 1 + α(2γ − 1)",
                   multiplies_the_weight(td_zero)),
              part("so w grows at every α if γ > 1/2, otherwise exactly for α > 2/(1 − 2γ)",
                   grows_where([]<class F>(const F& discount, const F& step_size) {
                     return F{1} < F{2} * discount || F{2} < step_size * (F{1} - F{2} * discount);
                   })),
              part("two states: least-squares value iteration multiplies w by γ(6 − 4ε)/5",
                   iteration_multiplies([]<class F>(const F& discount, const F& ending) {
                     return F(discount * (F{6} - F{4} * ending) / F{5});
                   })),
              part("Baird's star: TD(0) multiplies areas by 1 + (α/7)(17γ − 15) + 26(α/7)²(1 − γ)",
                   stretches_the_star(td_zero)),
          },
      .proof =
          {
              step("what arrives in a state is no more than what is there: dP ≤ d",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> d = on_policy_distribution(x);
                     return at_most(policy_transitions(x.mdp, x.pi()).transpose() * d, d);
                   })),
              step("so ‖P_πv‖_D ≤ ‖v‖_D", inequality([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> d = on_policy_distribution(x);
                     const Vector<F> v = x.state_features() * x.critic_weights();
                     return at_most(weighted_square<F>(d, policy_transitions(x.mdp, x.pi()) * v),
                                    weighted_square(d, v));
                   })),
              step("A_λw = ΦᵀD(I − M)Φw with M = γ(1 − λ)(I − γλP)⁻¹P, for any D and w",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> w = x.critic_weights(), values = x.state_features() * w;
                     const Vector<F> rest = values - its_transitions(x) * values;
                     return equal(matrix_of(x, x.state_weights()) * w,
                                  x.state_features().transpose() *
                                      Vector<F>(x.state_weights().cwiseProduct(rest)));
                   }),
              step("M ≥ 0, (1 − γλ)M1 ≤ γ(1 − λ)1 and (1 − γλ)dM ≤ γ(1 − λ)d",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> d = on_policy_distribution(x);
                     const Matrix<F> m = its_transitions(x);
                     const F decayed = F{1} - x.mdp.discount * x.lambda();
                     const F rest = x.mdp.discount * (F{1} - x.lambda());
                     Matrix<F> left(m.rows(), m.cols() + 2), right(m.rows(), m.cols() + 2);
                     left << -m, decayed * m.rowwise().sum(), decayed * m.transpose() * d;
                     right << Matrix<F>::Constant(m.rows(), m.cols(), F{0}),
                         Vector<F>::Constant(m.rows(), rest), rest * d;
                     return at_most(left, right);
                   }).only("at most 64 states", has_at_most<largest_rational_mdp>)),
              step("vᵀD(I − M)v = ½ Σ d(s)M(s,s')(v(s) − v(s'))² + ½ Σ v(s)²(2d(s) − d(s)(M1)(s) − "
                   "(dM)(s)), for any D",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> w = x.critic_weights();
                     const Vector<F> moved = matrix_of(x, x.state_weights()) * w;
                     return equal(F(w.dot(moved)),
                                  sum_of_squares<F>(its_transitions(x), x.state_weights(),
                                                    x.state_features() * w));
                   }).only("at most 64 states", has_at_most<largest_rational_mdp>)),
          },
      .falsifiers =
          {
              wrong("any positive weights of the states", is_bounded_below(any_weights, bound)),
              wrong("the distribution of the start", is_bounded_below(starts, bound)),
              wrong("the whole bound under the discounted visitation",
                    is_bounded_below(discounted, bound)),
              wrong("1 − κ² for 1 − κ = (1 − γ)/(1 − γλ)",
                    is_bounded_below(on_policy_distribution,
                                     []<class F>(const F& discount, const F& lambda) {
                                       const F decayed = F{1} - discount * lambda;
                                       const F kappa = discount * (F{1} - lambda) / decayed;
                                       return F(decayed * (F{1} - kappa * kappa));
                                     })),
              wrong("1 − γ lost: wᵀA_λw ≥ ‖Φw‖²_D",
                    is_bounded_below(on_policy_distribution,
                                     []<class F>(const F& discount, const F& lambda) {
                                       return F(F{1} - discount * lambda);
                                     })),
              wrong("A_λ is symmetric",
                    []<class F>(const MdpPoint<F>& x) {
                      const Matrix<F> a = matrix_of<F>(x, on_policy_distribution(x));
                      return equal(a, a.transpose());
                    }),
              wrong("two states: diverges for γ > 1/2 alone",
                    grows_where([]<class F>(const F& discount, const F&) {
                      return F{1} < F{2} * discount;
                    })),
              wrong("two states: a small enough step converges",
                    grows_where(
                        []<class F>(const F&, const F& step_size) { return F{2} < step_size; })),
              wrong(
                  "two states: least-squares value iteration contracts by γ",
                  iteration_multiplies([](const auto& discount, const auto&) { return discount; })),
              wrong("two states: the residual gradient", multiplies_the_weight(residual_gradient)),
              wrong("Baird's star: the residual gradient", stretches_the_star(residual_gradient)),
          },
      .needs = {needed(on_policy, is_definite(weights_far_apart))},
      .tight = {part("constant values, λ = 0: vᵀD(I − γP)v = (1 − γ + γη)‖v‖²_D, where the share η "
                     "of the steps ends",
                     identity([]<class F>(const MdpPoint<F>& x) {
                       const Vector<F> d = on_policy_distribution(x);
                       const Matrix<F> ones = Matrix<F>::Constant(x.mdp.states(), 1, F{1});
                       const Vector<F> next = policy_transitions(x.mdp, x.pi()).rowwise().sum();
                       const F ending = F{1} - d.dot(next);
                       return equal(
                           temporal_difference_system(x.mdp, x.pi(), ones, d, F{0}).matrix(0, 0),
                           F(F{1} - x.mdp.discount + x.mdp.discount * ending));
                     }))},
      .sources = {{"tsitsiklis1997analysis", "the proof of Theorem 1"},
                  {"sutton2018reinforcement", "Section 11.2"},
                  {"baird1995residual", "the star"}},
      .figure = Figure{.title = "Temporal differences off-policy and on-policy",
                       .caption = "Mean TD(0) updates, α = 0.05, in double precision; the true "
                                  "values are 0. Off-policy, only the first of two states is "
                                  "updated, and all of Baird's star alike; on-policy, those where "
                                  "the policy stays.",
                       .x_label = "update k",
                       .y_label = "error ‖V_w‖_D",
                       .log_y = true,
                       .curves = errors_off_and_on_policy},
  };
}

}  // namespace lemmata
