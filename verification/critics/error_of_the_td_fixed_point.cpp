// CR-3. The fixed point of temporal differences is not much worse than the best approximation.
//
//   ‖Φw_λ − V^π‖_D ≤ 1/√(1 − κ²) ‖ΠV^π − V^π‖_D ≤ (1 − γλ)/(1 − γ) ‖ΠV^π − V^π‖_D,
//   κ = γ(1 − λ)/(1 − γλ),
//
// so that it is V^π where that can be represented, and ΠV^π for λ = 1.
//
// Hypotheses: a finite MDP, γ < 1; a softmax policy with one recurrent class, an end restarting
// from μ; D its stationary distribution; Φ of full column rank on the recurrent states.
//
// Oracle: ΠV^π by the normal equations of V^π, which is solved for by itself.
//
// Shows: both, squared, 1/(1 − κ²) = (1 − γλ)²/((1 − γ)(1 + γ − 2γλ)), over the rationals, for the
// fixed point of `temporal_difference_system`; every step of the proof; and 1/√(1 − κ) under the
// discounted visitation, derived here. The sharper bound is attained for λ = 1 and for λ = 0, there
// on a cycle of three states, γ = (1 + 2c)/(2 + c²); for λ between, nothing here says that it is.
// No algorithm runs here: that LSTD and TD(λ) have this fixed point is CR-2.
//
// Sources: tsitsiklis1997analysis, Theorem 1 (the weaker bound).

#include "verification/critics/fixed_point_errors.hpp"

namespace lemmata {
namespace {

/// The predicate: ‖Φw_λ − V‖² ≤ c ‖ΠV − V‖² in ‖·‖_D for the c claimed of γ and λ.
template <class Distribution, class Constant>
Check is_bounded(Distribution distribution, Constant c) {
  return inequality([=]<class F>(const MdpPoint<F>& x) {
    const auto errors =
        squared_errors<F>(x.mdp, x.pi(), x.state_features(), distribution(x), x.lambda());
    return at_most(errors.of_td, F(c(x.mdp.discount, x.lambda()) * errors.of_projection));
  });
}

constexpr auto discounted = [](const auto& x) { return visitation(x.mdp, x.pi()); };
bool looks_ahead(const MdpInstance& x) { return x.table.discount.mantissa != 0; }

/// κ, by which T^λ contracts.
template <class F>
F contraction(const F& discount, const F& lambda) {
  return discount * (F{1} - lambda) / (F{1} - discount * lambda);
}
constexpr auto sharp = []<class F>(const F& discount, const F& lambda) {
  const F kappa = contraction(discount, lambda);
  return F(F{1} / (F{1} - kappa * kappa));
};
constexpr auto simple = []<class F>(const F& discount, const F& lambda) {
  const F root = (F{1} - discount * lambda) / (F{1} - discount);
  return F(root * root);
};

constexpr auto unsquared = []<class F>(const F& discount, const F& lambda) {
  return F(F{1} / (F{1} - contraction(discount, lambda)));
};

// Wrong ones.
constexpr auto one = []<class F>(const F&, const F&) { return F{1}; };
constexpr auto without_horizon = []<class F>(const F& discount, const F& lambda) {
  return power(F(F{1} - discount * lambda), 2);
};
constexpr auto reciprocal = []<class F>(const F& discount, const F& lambda) {
  return F(F{1} / simple(discount, lambda));
};
constexpr auto swapped = []<class F>(const F& discount, const F& lambda) {
  return sharp(discount, F(F{1} - lambda));
};
constexpr auto squared = []<class F>(const F& discount, const F& lambda) {
  return F(F{1} / (F{1} - power(contraction(discount, lambda), 4)));
};

/// The predicate: Φw_λ = ΠV for this λ.
Check rests_at_the_projection(int lambda) {
  return identity([lambda]<class F>(const MdpPoint<F>& x) {
    const Vector<F> d = on_policy_distribution(x);
    return equal(x.state_features() * resting_weights<F>(x, d, F{lambda}),
                 projection(x.state_features(), d, policy_values(x.mdp, x.pi())));
  });
}

/// The predicate: the bound claimed holds on the cycle.
template <class Constant>
Check is_bounded_on_the_cycle(Constant c) {
  return inequality([c]<class F>(const MdpPoint<F>& x) {
    const auto errors = errors_on_the_cycle(x);
    return at_most(errors.of_td, F(c(cycle(x.mdp.discount).discount, F{0}) * errors.of_projection));
  });
}

}  // namespace

Theorem error_of_the_td_fixed_point() {
  return {
      .id = "CR-3",
      .claim =
          "On-policy the fixed point of TD(λ) is at most 1/√(1 − κ²) ≤ (1 − γλ)/(1 − γ) times as "
          "far from the values as the best approximation",
      .statement = R"(\lVert \Phi w_\lambda - V^\pi \rVert_D
                      \le \frac{1}{\sqrt{1-\kappa^2}} \lVert \Pi V^\pi - V^\pi \rVert_D
                      \le \frac{1-\gamma\lambda}{1-\gamma} \lVert \Pi V^\pi - V^\pi \rVert_D,
                      \qquad \kappa = \frac{\gamma(1-\lambda)}{1-\gamma\lambda})",
      .hypotheses = {finite_mdp, discount_below_one, softmax_policy, unichain, on_policy,
                     independent_recurrent_features},
      .oracle = "the values by a linear solve, and their projection by normal equations",
      .shows =
          "Both bounds for every λ, and 1/√(1 − κ) under the discounted visitation; the proof's "
          "steps. The sharper one is attained for λ = 1, and for λ = 0 on a cycle of three states.",
      .instances = mdps("finite MDPs with a softmax policy, features, values, and λ",
                        {Part::policy, Part::state_features, Part::critic_weights,
                         Part::state_weights, Part::values, Part::lambda},
                        {.states = 4, .actions = 2, .outcomes = 2}),
      .checks =
          {
              part("‖Φw_λ − V‖²_D ≤ ‖ΠV − V‖²_D/(1 − κ²)",
                   is_bounded(on_policy_distribution, sharp)),
              part("‖Φw_λ − V‖²_D ≤ (1 − γλ)²/(1 − γ)² ‖ΠV − V‖²_D",
                   is_bounded(on_policy_distribution, simple)),
              part("under the discounted visitation ‖Φw_λ − V‖² ≤ ‖ΠV − V‖²/(1 − κ)",
                   is_bounded(discounted, unsquared)
                       .only("γ > 0, or states without weight leave A singular", looks_ahead)),
          },
      .proof =
          {
              step("V = T^λV", identity([]<class F>(const MdpPoint<F>& x) {
                                 const Vector<F> values = policy_values(x.mdp, x.pi());
                                 return equal(lambda_bellman(x.mdp, x.pi(), values, x.lambda()),
                                              values);
                               }).only("at most 16 states", has_at_most<16>)),
              step("‖T^λU − T^λV‖_D ≤ κ‖U − V‖_D", inequality([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> d = on_policy_distribution(x), u = x.values();
                     const Vector<F> v = x.state_features() * x.critic_weights();
                     const Vector<F> moved = lambda_bellman(x.mdp, x.pi(), u, x.lambda()) -
                                             lambda_bellman(x.mdp, x.pi(), v, x.lambda());
                     const F kappa = contraction(x.mdp.discount, x.lambda());
                     return at_most(weighted_square(d, moved),
                                    F(kappa * kappa * weighted_square<F>(d, u - v)));
                   })),
              step("‖Φw − V‖² = ‖Φw − ΠV‖² + ‖ΠV − V‖² for any w and D, Pythagoras",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> d = x.state_weights(), v = x.values();
                     const Vector<F> fitted = x.state_features() * x.critic_weights();
                     const Vector<F> best = projection(x.state_features(), d, v);
                     return equal(
                         weighted_square<F>(d, fitted - v),
                         F(weighted_square<F>(d, fitted - best) + weighted_square<F>(d, best - v)));
                   }),
              step("Φw_λ − ΠV = Π(T^λ(Φw_λ) − T^λV)",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> phi = x.state_features();
                     const Vector<F> d = on_policy_distribution(x);
                     const Vector<F> fixed = phi * resting_weights<F>(x, d, x.lambda());
                     const Vector<F> values = policy_values(x.mdp, x.pi());
                     const Vector<F> moved = lambda_bellman(x.mdp, x.pi(), fixed, x.lambda()) -
                                             lambda_bellman(x.mdp, x.pi(), values, x.lambda());
                     return equal(fixed - projection(phi, d, values), projection(phi, d, moved));
                   }).only("at most 16 states", has_at_most<16>)),
              step("‖Πu‖_D ≤ ‖u‖_D", inequality([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> d = on_policy_distribution(x), u = x.values();
                     return at_most(weighted_square<F>(d, projection(x.state_features(), d, u)),
                                    weighted_square(d, u));
                   })),
              step("1/(1 − κ²) ≤ 1/(1 − κ)² = (1 − γλ)²/(1 − γ)²", inequality([](const auto& x) {
                     return at_most(sharp(x.mdp.discount, x.lambda()),
                                    simple(x.mdp.discount, x.lambda()));
                   })),
          },
      .falsifiers =
          {
              wrong("as good as the best approximation", is_bounded(on_policy_distribution, one)),
              wrong("1/(1 − γ) lost: the factor 1 − γλ",
                    is_bounded(on_policy_distribution, without_horizon)),
              wrong("the reciprocal (1 − γ)/(1 − γλ)",
                    is_bounded(on_policy_distribution, reciprocal)),
              wrong("λ for 1 − λ in κ", is_bounded(on_policy_distribution, swapped)),
              wrong("κ² for κ", is_bounded_on_the_cycle(squared)),
              wrong("any weights of the states", is_bounded(any_weights, sharp)),
              wrong("1/√(1 − κ²) under the discounted visitation", is_bounded(discounted, sharp)),
              wrong("ΠV is the fixed point for λ = 0 too", rests_at_the_projection(0)),
          },
      .needs = {needed(on_policy, is_bounded(weights_far_apart, simple))},
      .tight = {part("λ = 1: Φw_1 = ΠV", rests_at_the_projection(1)),
                part("λ = 0: on the cycle ‖ΠV − V‖² = (1 − γ²)‖Φw_0 − V‖²",
                     identity([]<class F>(const MdpPoint<F>& x) {
                       const auto errors = errors_on_the_cycle(x);
                       const F discount = cycle(x.mdp.discount).discount;
                       return equal(errors.of_projection,
                                    F((F{1} - discount * discount) * errors.of_td));
                     }))},
      .sources = {{"tsitsiklis1997analysis", "Theorem 1"}},
  };
}

}  // namespace lemmata
