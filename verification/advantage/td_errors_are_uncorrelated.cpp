// AE-11. With the true values TD errors are uncorrelated, and the variance of GAE grows with λ.
//
//   V = V^π, j < k:  Cov(δ_j, δ_k | s_0,a_0) = 0,
//   Var(Â | s_0,a_0) = Σ_k (γλ)²ᵏ Var(δ_k | s_0,a_0),
//   Var(δ_0 | s_0,a_0) = Var(r_0 + γV^π(s_1) | s_0,a_0),
//   Var(δ_k | s_0,a_0) = E[δ_k² | s_0,a_0] = (P_{a_0}P_π^{k−1}w)(s_0),   w(s) = E[δ_0² | s_0 = s].
//
// Given s_0 and a_0 the first TD error has the mean A^π(s_0,a_0), the later ones 0. No term of the
// sum is negative, so it grows with λ ∈ [0,1]. For another V it need not: if the next state is one
// of two that are worth 0, with even odds, and the critic says v and −v, it is γ²(1 − λ)²v².
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy; V = V^π.
//
// Oracle: variances of single steps, read off the table of transitions and moved by powers of P_π.
//
// Shows: the covariances of the production `td_errors` and the variance of the production
// `generalized_advantages` over every episode of at most 3 steps, cut if it goes on, from every
// state and action; without a cut, the sum against the linear systems for the moments of GAE. The
// growth is checked from λ/2 to λ to 1. TD errors are not independent: that is among what is wrong.
//
// Sources: sobel1982variance, its formula for the variance (λ = 1).

#include "theory/fields/linear_solve.hpp"
#include "verification/advantage/td_error_variances.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

const Hypothesis exact_critic{"V = V^π: the critic is exact", {}};

constexpr auto true_values = [](const auto& x) { return policy_values(x.mdp, x.pi()); };
constexpr auto any_values = [](const auto& x) { return x.values(); };

Check of_modest_size(Check check) {
  return std::move(check).only("at most 64 states, for the size of the systems",
                               [](const MdpInstance& x) { return x.table.states() <= 64; });
}

/// The predicate: for j < k, f(δ_j) and f(δ_k) are uncorrelated given s_0 and a_0.
template <class ValuesOf, class Function, class Errors = ProductionErrors>
Check are_uncorrelated(ValuesOf values_of, Function f, Errors errors_of = {}) {
  return of_few_episodes(enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    return products_and_means(x, values_of(x), f, errors_of);
  }));
}
constexpr auto itself = [](const auto& error) { return error; };

/// The predicate: with V^π the variance of a production estimate over the steps is Σ_k weight(γ, λ,
/// k) variance(x, k).
template <class Weight, class Variance>
Check variance_is(Weight weight, Variance variance) {
  return of_few_episodes(enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const Vector<F> values = policy_values(x.mdp, x.pi());
    const auto moment = [&](int exponent) {
      return mean_given_first_action(x, values, steps_of(x), [&](const ValuedRollout<F>& rollout) {
        return power(generalized_advantages(rollout, x.mdp.discount, x.lambda())[0], exponent);
      });
    };
    const Matrix<F> mean = moment(1);
    Matrix<F> sum = Matrix<F>::Constant(x.mdp.states(), x.mdp.actions(), F{0});
    for (int k = 0; k < steps_of(x); ++k) {
      sum += F(weight(x.mdp.discount, x.lambda(), k)) * Matrix<F>(variance(x, k));
    }
    return equal(Matrix<F>(moment(2) - mean.cwiseProduct(mean)), sum);
  }));
}
constexpr auto squared_decay = []<class F>(const F& discount, const F& lambda, int k) {
  return power(F(discount * lambda), 2 * k);
};
constexpr auto single_step = [](const auto& x, int k) {
  return td_error_variance(x.mdp, x.pi(), k);
};
template <class Weight>
Check has_weights(Weight weight) {
  return variance_is(weight, single_step);
}

/// The predicate: Var(Â) is no larger for λ/2 than for λ, and there than for 1.
template <class ValuesOf>
Check grows(ValuesOf values_of) {
  return of_modest_size(inequality([values_of]<class F>(const MdpPoint<F>& x) {
    const auto at = [&](const F& lambda) {
      return generalized_advantage_moments(x.mdp, x.pi(), values_of(x), lambda).variance();
    };
    const int a = x.mdp.actions();
    Matrix<F> smaller(x.mdp.states(), 2 * a), larger(x.mdp.states(), 2 * a);
    smaller << at(F(x.lambda() / F{2})), at(x.lambda());
    larger << at(x.lambda()), at(F{1});
    return at_most(smaller, larger);
  }));
}

}  // namespace

Theorem td_errors_are_uncorrelated() {
  return {
      .id = "AE-11",
      .claim =
          "With the true values TD errors are uncorrelated, so that the variance of GAE is a sum "
          "of "
          "theirs and does not fall with λ",
      .statement = R"(V = V^\pi: \quad \mathrm{Cov}(\delta_j, \delta_k \mid s_0, a_0) = 0
                      \;(j \ne k), \qquad \mathrm{Var}(\hat A \mid s_0, a_0) = \sum_k
                      (\gamma\lambda)^{2k}\, \mathrm{Var}(\delta_k \mid s_0, a_0))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, exact_critic},
      .oracle = "variances of single steps, from the table and by powers of the transition matrix",
      .shows =
          "Covariances of the production TD errors and the variance of the production GAE over "
          "every episode of at most 3 steps, from every state and action; without a cut, the sum "
          "against the linear systems for the moments. With another V it may fall with λ.",
      .instances =
          mdps("finite MDPs with a softmax policy, λ, a horizon, and values to go wrong by",
               {Part::policy, Part::values, Part::lambda},
               {.states = 3, .actions = 2, .outcomes = 2, .horizon = 2}),
      .checks =
          {
              part("Cov(δ_j, δ_k | s_0,a_0) = 0", are_uncorrelated(true_values, itself)),
              part("Var(Â | s_0,a_0) = Σ_k (γλ)²ᵏ Var(δ_k | s_0,a_0)", has_weights(squared_decay)),
              part("over all steps: Var(δ_0 | s,a) + (γλ)² P_a(I − (γλ)²P_π)⁻¹w",
                   of_modest_size(identity([]<class F>(const MdpPoint<F>& x) {
                     const Policy<F> pi = x.pi();
                     const F decay = squared_decay(x.mdp.discount, x.lambda(), 1);
                     const Matrix<F> system =
                         identity_matrix<F>(x.mdp.states()) - decay * policy_transitions(x.mdp, pi);
                     const Vector<F> later =
                         solve<F>(system, td_error_variance_of_states(x.mdp, pi));
                     return equal(
                         generalized_advantage_moments(x.mdp, pi, true_values(x), x.lambda())
                             .variance(),
                         Matrix<F>(td_error_variance_of_actions(x.mdp, pi) +
                                   decay * successor_means(x.mdp, later)));
                   }))),
              part("it grows with λ", grows(true_values)),
              part("a critic that says v and −v of two states worth 0: γ²(1 − λ)²v²",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const F gamma = x.mdp.discount, lambda = x.lambda(), v = x.values()(0);
                     const F root = gamma * (F{1} - lambda) * v;
                     return equal(spread_of_a_wavering_critic(gamma, lambda, v), F(root * root));
                   })),
          },
      .proof =
          {
              step("given the state a TD error has mean 0, whatever came before",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> mean = action_values(x.mdp, true_values(x)) -
                                            true_values(x).replicate(1, x.mdp.actions());
                     const Vector<F> zero = Vector<F>::Constant(x.mdp.states(), F{0});
                     return equal(Vector<F>(x.pi().cwiseProduct(mean).rowwise().sum()), zero);
                   })),
              step(
                  "after the first step E[δ_k | s_0,a_0] = 0 and E[δ_k² | s_0,a_0] = P_aP_π^{k−1}w",
                  of_few_episodes(enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                    const auto last = static_cast<std::size_t>(steps_of(x) - 1);
                    const Vector<F> values = true_values(x);
                    const int a = x.mdp.actions();
                    Matrix<F> moments(x.mdp.states(), 2 * a);
                    moments << mean_over_errors(x, values, [&](const auto& d) { return d[last]; }),
                        mean_over_errors(x, values,
                                         [&](const auto& d) { return d[last] * d[last]; });
                    Matrix<F> claimed(x.mdp.states(), 2 * a);
                    claimed << Matrix<F>::Constant(x.mdp.states(), a, F{0}),
                        single_step(x, steps_of(x) - 1);
                    return equal(moments, claimed);
                  }))),
          },
      .falsifiers =
          {
              wrong("TD errors are independent: their squares are uncorrelated",
                    are_uncorrelated(true_values,
                                     []<class F>(const F& error) { return F(error * error); })),
              wrong("TD errors that bootstrap at a terminal state",
                    are_uncorrelated(true_values, itself,
                                     []<class F>(ValuedRollout<F> rollout, const F& discount) {
                                       rollout.terminated.assign(rollout.size(), false);
                                       return td_errors(rollout, discount);
                                     })),
              wrong("weights that are not squared: (γλ)ᵏ",
                    has_weights([]<class F>(const F& discount, const F& lambda, int k) {
                      return power(F(discount * lambda), k);
                    })),
              wrong("weights without γ: λ²ᵏ",
                    has_weights([]<class F>(const F&, const F& lambda, int k) {
                      return power(lambda, 2 * k);
                    })),
              wrong("weights one step late: (γλ)²ᵏ⁺²",
                    has_weights([]<class F>(const F& discount, const F& lambda, int k) {
                      return power(F(discount * lambda), 2 * k + 2);
                    })),
              wrong("weights without λ, those of the return: γ²ᵏ",
                    has_weights([]<class F>(const F& discount, const F&, int k) {
                      return power(discount, 2 * k);
                    })),
              wrong("the mean of the first TD error given the action taken for 0",
                    variance_is(squared_decay,
                                [](const auto& x, int k) {
                                  return k == 0 ? td_error_squares(x.mdp, true_values(x))
                                                : single_step(x, k);
                                })),
              wrong(
                  "every later TD error varies like the second",
                  variance_is(squared_decay,
                              [](const auto& x, int k) { return single_step(x, k > 0 ? 1 : 0); })),
              wrong("with any V the variance grows with λ", grows(any_values)),
          },
      .needs = {needed(exact_critic, are_uncorrelated(any_values, itself))},
      .sources = {{"sobel1982variance", "its formula for the variance"}},
  };
}

}  // namespace lemmata
