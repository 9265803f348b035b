// TR-1. The surrogate agrees with J at π in value and gradient.
//
//   L_π(π) = J(π)   and   ∇_θ′ L_{π_θ}(π_θ′) = ∇J(θ)   at θ′ = θ,
//   L_π(π′) = J(π) + Σ_s ν^π(s) Σ_a π′(a|s) A^π(s,a).
//
// The second derivatives differ, by 2γ Σ_s ν^π(s) Σ_a Dπ(a|s) (P_a DV^π)(s) along any direction, so
// that L is J to first order only; for γ = 0 they are one function.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy, tabular or
// linear.
//
// Oracle: J by dual numbers, once and twice, through the elimination that gives V^π: it knows
// neither a visitation nor an advantage; the value itself as Σ_s ν(s)r_π(s).
//
// Shows: the value and, up to 64 states, every partial derivative (one random direction for more
// than 64 parameters) of the production `surrogate_at`, evaluated at dual numbers. With Q for A the
// gradient is right and the value wrong. The
// production `fisher_vector_product` is the curvature of the divergence, from second dual numbers.
// The mean of importance ratio times advantage is the same surrogate; nothing is said here of its
// estimate from samples.
//
// Sources: kakade2002approximately, Section 4; schulman2015trust, Equations 3 and 4.

#include "verification/engine/hypotheses.hpp"
#include "verification/engine/sizes.hpp"
#include "verification/trust_region/mistaken_surrogates.hpp"

namespace lemmata {
namespace {

using namespace mistaken_surrogates;

constexpr auto production = [](const auto& mdp, const auto& policy, const auto& other) {
  return surrogate_at(mdp, policy)(other);
};

constexpr auto tabular = [](const auto& x) { return x.policy(); };
constexpr auto linear = [](const auto& x) { return x.linear_policy(); };

/// The predicate: a claimed L, a function of the MDP, π and π′, is J at π′ = π.
template <class Claimed>
Check matches_in_value(Claimed claimed) {
  return identity([claimed](const auto& x) {
    return equal(claimed(x.mdp, x.pi(), x.pi()), performance_by_visitation(x.mdp, x.pi()));
  });
}

/// Columns to differentiate along: the two axes of the linear softmax, or the point's directions.
template <class F>
Matrix<F> axes(const MdpPoint<F>&, const LinearSoftmax<F>& policy) {
  return identity_matrix<F>(policy.parameters());
}
template <class F>
Matrix<F> axes(const MdpPoint<F>& x, const TabularSoftmax<F>&) {
  return x.directions();
}

/// The predicate: the derivatives of a claimed L in π′ alone are those of J.
template <class PolicyOf, class Claimed>
Check matches_in_gradient(PolicyOf policy_of, Claimed claimed) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
           const auto policy = policy_of(x);
           const Matrix<F> directions = axes(x, policy);
           const FiniteMdp<Dual<F>> mdp = as_constant(x.mdp);
           const Policy<Dual<F>> still =
               policy.probabilities().unaryExpr([](const F& p) { return Dual<F>{p}; });
           Vector<F> derivatives(directions.cols());
           for (Eigen::Index k = 0; k < directions.cols(); ++k) {
             const auto moving = policy.along(directions.col(k));
             derivatives(k) = claimed(mdp, still, moving.probabilities()).derivative;
           }
           return equal(derivatives, performance_derivatives(x.mdp, policy, directions));
         })
      .only("dual numbers are eliminated up to 64 states", has_at_most<64>);
}

/// The predicate: L is J at any π′, for the γ that a function makes of the point's.
template <class Discount>
Check is_the_performance(Discount discount) {
  return identity([discount](auto x) {
    x.mdp.discount = discount(x.mdp.discount);
    return equal(production(x.mdp, x.pi(), x.other_pi()), performance(x.mdp, x.other_pi()));
  });
}
constexpr auto none = []<class F>(const F&) { return F{0}; };
constexpr auto unchanged = [](const auto& discount) { return discount; };

/// D²L + 2γ Σ_s ν(s) Σ_a n Dπ(a|s) (P_aDV)(s) for the claimed n = 1, as D²J.
template <class Count>
Check is_the_second_derivative(Count n) {
  return identity([n]<class F>(const MdpPoint<F>& x) {
           const MovingTwice<F> m{x};
           const Vector<F> visits = visitation(x.mdp, x.pi());
           const Matrix<F> moved_q =
               action_values(x.mdp, moved_values(x)) - expected_rewards(x.mdp);
           const Vector<F> moved = m.dpi.cwiseProduct(moved_q).rowwise().sum();
           return equal(performance_hessian<F>(x.mdp, x.policy(), x.direction()),
                        F(surrogate_at(x.mdp, x.pi()).gain(m.ddpi) + F(2 * n) * visits.dot(moved)));
         })
      .only("second dual numbers are eliminated up to 16 states", has_at_most<16>);
}

}  // namespace

Theorem surrogate_matches_value_and_gradient() {
  return {
      .id = "TR-1",
      .claim = "The surrogate around a policy agrees there with the return in value and gradient",
      .statement = R"(L_\pi(\pi) = J(\pi), \qquad \nabla_{\theta'} L_{\pi_\theta}(\pi_{\theta'})
                      \big|_{\theta' = \theta} = \nabla J(\theta), \qquad L_\pi(\pi') = J(\pi)
                      + \sum_s \nu^\pi(s) \sum_a \pi'(a \mid s)\, A^\pi(s,a))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy},
      .oracle = "J by dual numbers through the elimination that gives the values",
      .shows =
          "Value and gradient of the production surrogate, tabular and linear, up to 64 states; "
          "by how much the second derivatives differ; that they are one function for γ = 0.",
      .instances = mdps("finite MDPs with two policies, features, and a direction",
                        {Part::policy, Part::other_policy, Part::features, Part::direction},
                        {.states = 3, .actions = 3, .outcomes = 2}),
      .checks =
          {
              part("L_π(π) = J(π)", matches_in_value(production)),
              part("∇L = ∇J, tabular", matches_in_gradient(tabular, production)),
              part("∇L = ∇J, linear", matches_in_gradient(linear, production)),
              part("for γ = 0, L_π(π′) = J(π′)", is_the_performance(none)),
              part("D²J = D²L + 2γ Σ_s ν(s) Σ_a Dπ(a|s) (P_aDV)(s)", is_the_second_derivative(1)),
              part("D² Σ_s ν(s) KL(π‖π_θ′)(s) = uᵀF_νu", is_the_curvature(production_product)),
              part("the gradient with Q for A",
                   matches_in_gradient(tabular, with(action_values_for_advantages))),
              part("the gradient of the mean importance ratio times A",
                   matches_in_gradient(tabular, by_ratios<>)),
          },
      .proof =
          {
              step("Σ_a π(a|s) A^π(s,a) = 0",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> means =
                         x.pi().cwiseProduct(advantages(x.mdp, x.pi())).rowwise().sum();
                     return equal(means, Vector<F>::Constant(means.size(), F{0}));
                   }),
              step("∇L is the sum of the policy gradient theorem, Σ_s ν(s) Σ_a ∇π(a|s) Q(s,a)",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> u = x.direction();
                     const Matrix<F> dpi = derivative_part(x.policy().along(u).probabilities());
                     return equal(surrogate_at(x.mdp, x.pi()).gain(dpi),
                                  u.dot(policy_gradient(x.mdp, x.policy())));
                   }).only("at most 64 states", has_at_most<64>)),
          },
      .falsifiers =
          {
              wrong("Q for A: the value", matches_in_value(with(action_values_for_advantages))),
              wrong("V for A", matches_in_gradient(tabular, with(values_for_advantages))),
              wrong("A of the new policy", matches_in_gradient(tabular, with(new_advantages))),
              wrong("the sign of A", matches_in_gradient(tabular, with(opposite_sign))),
              wrong("d = (1 − γ)ν for ν, tabular",
                    matches_in_gradient(tabular, with(distribution_for_visitation))),
              wrong("d = (1 − γ)ν for ν, linear",
                    matches_in_gradient(linear, with(distribution_for_visitation))),
              wrong("start states for visited ones",
                    matches_in_gradient(tabular, with(start_for_visitation))),
              wrong("the ratio upside down", matches_in_gradient(tabular, by_ratios<true>)),
              wrong("the second derivatives agree", is_the_second_derivative(0)),
              wrong("the moving value counted twice", is_the_second_derivative(2)),
              wrong("the Fisher product under all states alike",
                    is_the_curvature(of_unweighted_states)),
              wrong("the Fisher product of scores not centred",
                    is_the_curvature(of_uncentred_scores)),
              wrong("L is J everywhere", is_the_performance(unchanged)),
          },
      .sources = {{"kakade2002approximately", "Section 4"},
                  {"schulman2015trust", "Equations 3 and 4"}},
  };
}

}  // namespace lemmata
