// AE-6. The bias of GAE.
//
//   E[Â^GAE_t | s_t = s, a_t = a] − A^π(s,a) = −e(s) + γ(1 − λ) (P_a (I − γλP_π)⁻¹ e)(s),
//
// e = V − V^π. The first term is a function of the state and leaves the gradient unbiased (BL-1);
//
//   E[Σ_t γᵗ Â^GAE_t ∇log π(a_t|s_t)] = ∇J + γ(1 − λ) Σ_s ν(s) Σ_a ∇π(a|s) (P_a (I − γλP_π)⁻¹ e)(s)
//
// where γ(1 − λ) |P_a (I − γλP_π)⁻¹ e| ≤ γ(1 − λ)/(1 − γλ) ‖e‖∞.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy. Â runs to
// the end of the episode.
//
// Oracle: A^π and V^π from the linear solve; ∇J, and the derivative of P_π, by dual numbers, which
// know no score.
//
// Shows: the mean of the production `generalized_advantages`, and of the gradient estimate made of
// it, over every complete episode of MDPs in which all end within S ≤ 3 steps. On any MDP, up to
// those from files, that the claimed mean solves the recursion of the means, which has one
// solution, and up to 64 states the gradient with that mean; there the production is seen on
// episodes cut after H ≤ 3 steps.
//
// Sources: schulman2016high, equations 16 and 19; the operator is worked out here.

#include "verification/advantage/generalized_advantage_means.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// factor(γ, λ) P_a (I − γλP_π)⁻¹ e.
template <class Factor>
auto later_bias(Factor factor) {
  return [factor]<class F>(const MdpPoint<F>& x, const Vector<F>& error) {
    const Vector<F> later = decayed_sum(x, x.lambda(), error);
    return Matrix<F>(F(factor(x.mdp.discount, x.lambda())) * successor_means(x.mdp, later));
  };
}

/// Such a bias and that of the state, −e(s).
template <class Later>
auto less_own_error(Later later) {
  return [later]<class F>(const MdpPoint<F>& x, const Vector<F>& error) {
    return Matrix<F>(later(x, error) - for_every_action(x, error));
  };
}

constexpr auto decayed = []<class F>(const F& discount, const F& lambda) {
  return F(discount * (F{1} - lambda));
};
const auto bias = less_own_error(later_bias(decayed));

/// A^π and a claimed bias.
template <class Bias>
auto advantage_and(Bias claimed) {
  return [claimed]<class F>(const MdpPoint<F>& x, const Vector<F>& values, const F&) {
    return Matrix<F>(advantages(x.mdp, x.pi()) + claimed(x, error_of(x, values)));
  };
}

/// The predicate: the production's mean over complete episodes is A^π and a claimed bias.
template <class Bias>
Check has_bias(Bias claimed) {
  return over_complete_episodes(
      has_mean(production_advantage, own_values, own_lambda, advantage_and(claimed)));
}

/// ∇J and γ · share(λ) · νᵀ (∂P_π) (I − γλP_π)⁻¹ e, along every direction.
template <class Share>
auto gradient_and(Share share) {
  return [share]<class F>(const MdpPoint<F>& x) {
    const auto policy = x.policy();
    const Matrix<F> directions = x.directions();
    const FiniteMdp<Dual<F>> constant = as_constant(x.mdp);
    const Vector<F> later = decayed_sum(x, x.lambda(), error_of(x, x.values()));
    const Vector<F> weights = visitation(x.mdp, x.pi()) * F(x.mdp.discount * share(x.lambda()));
    Vector<F> result = performance_derivatives(x.mdp, policy, directions);
    for (Eigen::Index k = 0; k < directions.cols(); ++k) {
      const auto moving = policy.along(directions.col(k)).probabilities();
      const Vector<F> moved = derivative_part(policy_transitions(constant, moving)) * later;
      result(k) += weights.dot(moved);
    }
    return result;
  };
}
const auto biased_gradient =
    gradient_and([]<class F>(const F& lambda) { return F(F{1} - lambda); });

/// The predicate: (1 − γλ) |later bias| ≤ bound(γ, λ) ‖e‖∞, for any e.
template <class Bound>
Check later_bias_is_at_most(Bound bound) {
  return inequality([bound]<class F>(const MdpPoint<F>& x) {
    const Vector<F> error = x.values();
    const Matrix<F> later = later_bias(decayed)(x, error);
    const F scale = F{1} - x.mdp.discount * x.lambda();
    return at_most(F(scale * sup_norm(Vector<F>(later.reshaped()))),
                   F(bound(x.mdp.discount, x.lambda()) * sup_norm(error)));
  });
}

/// What cutting after H steps leaves of the bias: γ(1 − λ) P_a Σ_{k<H−1} (γλP_π)ᵏ e, and γ(γλ)ᴴ⁻¹
/// P_a P_πᴴ⁻¹ e of the value at the cut.
constexpr auto cut_later_bias = []<class F>(const MdpPoint<F>& x, const Vector<F>& error) {
  const Matrix<F> decay = policy_transitions(x.mdp, x.pi()) * F(x.mdp.discount * x.lambda());
  Vector<F> ahead = error;
  Vector<F> sum = Vector<F>::Constant(error.size(), F{0});
  for (int k = 1; k < x.horizon; ++k) {
    sum += (F{1} - x.lambda()) * ahead;
    ahead = decay * ahead;
  }
  return Matrix<F>(x.mdp.discount * successor_means(x.mdp, Vector<F>(sum + ahead)));
};

}  // namespace

Theorem bias_of_generalized_advantage() {
  const auto wrong_factor = [](std::string name, auto factor) {
    return wrong(std::move(name), has_bias(less_own_error(later_bias(factor))));
  };
  const auto wrong_bias = [](std::string name, auto claimed) {
    return wrong(std::move(name), has_bias(claimed));
  };
  return {
      .id = "AE-6",
      .claim =
          "Generalized advantages are biased by the error of the state's value, which the gradient "
          "does not see, and by 1 − λ times a decayed sum of later errors, which it sees",
      .statement = R"(\mathbb{E}[\hat A^{\mathrm{GAE}}_t \mid s, a] - A^\pi(s,a) = -e(s)
                      + \gamma (1-\lambda) \big(P_a (I - \gamma\lambda P_\pi)^{-1} e\big)(s),
                      \qquad e = V - V^\pi)",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy},
      .oracle =
          "advantage and values from the linear solve; the gradient and the derivative of P_π "
          "by dual numbers",
      .shows =
          "The mean of the production estimate, and of the gradient made of it, over every "
          "complete episode of MDPs that end within 3 steps; on any MDP, that the claimed mean "
          "solves the recursion of the means, and the gradient with it.",
      .instances = mdps_of_which_half_end(
          "finite MDPs, half of which end, with a softmax policy, any values and λ",
          {Part::policy, Part::direction, Part::values, Part::lambda},
          {.states = 3, .actions = 2, .outcomes = 2, .horizon = 3}),
      .checks =
          {
              part("complete episodes: the bias of the production", has_bias(bias)),
              part("any MDP: the mean with this bias solves the recursion of the means",
                   solves_recursion(own_values, own_lambda, advantage_and(bias))),
              part("complete episodes: the later errors alone bias the gradient",
                   has_enumerated_gradient(own_values, own_lambda, biased_gradient)),
              part("any MDP: the later errors alone bias the gradient",
                   has_expected_gradient(own_values, own_lambda, biased_gradient)),
              part("(1 − γλ) times their bias is at most γ(1 − λ)‖e‖∞",
                   later_bias_is_at_most(decayed)),
          },
      .proof =
          {
              step("with V^π the mean is A^π, also of episodes that are cut",
                   over_cut_episodes(
                       has_mean(production_advantage, true_values, own_lambda, true_advantage))),
              step("in an episode of H steps the error e adds up to −e(s), γ(1 − λ)(γλ)ᵏe on the "
                   "way, and γ(γλ)ᴴ⁻¹e at the cut",
                   over_cut_episodes(has_mean(production_advantage, own_values, own_lambda,
                                              advantage_and(less_own_error(cut_later_bias))))),
              step("where every episode has ended by then, the sum is the resolvent",
                   over_complete_episodes(identity([]<class F>(const MdpPoint<F>& x) {
                     return equal(cut_later_bias(x, x.values()),
                                  later_bias(decayed)(x, x.values()));
                   }))),
          },
      .falsifiers =
          {
              wrong_factor(
                  "λ for 1 − λ",
                  []<class F>(const F& discount, const F& lambda) { return F(discount * lambda); }),
              wrong_factor("the factor 1 − λ missing",
                           []<class F>(const F& discount, const F&) { return discount; }),
              wrong_factor("γ lost",
                           []<class F>(const F&, const F& lambda) { return F(F{1} - lambda); }),
              wrong_factor("the opposite sign of the later errors",
                           []<class F>(const F& discount, const F& lambda) {
                             return F(-decayed(discount, lambda));
                           }),
              wrong_bias("(I − γP_π)⁻¹ for (I − γλP_π)⁻¹",
                         less_own_error([]<class F>(const MdpPoint<F>& x, const Vector<F>& error) {
                           return Matrix<F>(decayed(x.mdp.discount, x.lambda()) *
                                            successor_means(x.mdp, decayed_sum(x, F{1}, error)));
                         })),
              wrong_bias("P_a forgotten",
                         less_own_error([]<class F>(const MdpPoint<F>& x, const Vector<F>& error) {
                           const Vector<F> later = decayed_sum(x, x.lambda(), error);
                           return Matrix<F>(decayed(x.mdp.discount, x.lambda()) *
                                            for_every_action(x, later));
                         })),
              wrong_bias("the error of the state forgotten", later_bias(decayed)),
              wrong_factor("the error of the state alone",
                           []<class F>(const F&, const F&) { return F{0}; }),
              wrong("the later errors do not bias the gradient",
                    has_enumerated_gradient(own_values, own_lambda,
                                            gradient_and([]<class F>(const F&) { return F{0}; }))),
              wrong("the later errors without 1/(1 − γλ): at most γ(1 − λ)‖e‖∞",
                    later_bias_is_at_most([]<class F>(const F& discount, const F& lambda) {
                      return F(decayed(discount, lambda) * (F{1} - discount * lambda));
                    })),
          },
      .sources = {{"schulman2016high", "equations 16 and 19"}},
  };
}

}  // namespace lemmata
