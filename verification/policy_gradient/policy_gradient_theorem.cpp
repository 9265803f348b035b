// PG-2. The policy gradient theorem, discounted start-state form.
//
//   ∇J(θ) = Σ_s ν(s) Σ_a ∇π(a|s) Q^π(s,a),    ν = Σ_t γᵗ Pr(s_t = ·),  J = μᵀV^π
//
// Hypotheses: a finite MDP; γ < 1, or every episode ends; π differentiable in θ. Neither ergodicity
// nor a stationary distribution is needed.
// Oracle: J differentiated as a dual number through the elimination that solves (I − γP_π)V = r_π;
// it knows neither ν nor Q.
// Shows: the production `policy_gradient` equals ∇J in every coordinate θ(s,a) (along one random
// direction for more than 64 parameters), as an identity between rational functions of the
// transition weights, rewards, γ, μ and the preferences z = exp θ. Parametrisations other than the
// tabular softmax are not exercised here; they follow by the chain rule.
// Sources: sutton2000policy, Theorem 1.

#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// The predicate: a claimed gradient agrees with J differentiated, along every direction.
template <class Gradient>
Check is_gradient_of_performance(std::string claim, Gradient gradient) {
  return identity(std::move(claim), [gradient]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> directions = x.directions();
    const Vector<F> claimed = gradient(x);
    return equal(directions.transpose() * claimed,
                 performance_derivatives(x.mdp, x.policy(), directions));
  });
}

/// Σ_s w(s) Σ_a ∇π(a|s) Q(s,a) with weights and action values made from the MDP and π.
template <class Weights, class ActionValues>
auto with(Weights weights, ActionValues q) {
  return [weights, q]<class F>(const MdpPoint<F>& x) {
    const auto policy = x.policy();
    const Policy<F>& pi = policy.probabilities();
    return weighted_score_sum<F>(policy, weights(x.mdp, pi), q(x.mdp, pi));
  };
}

constexpr auto true_visitation = [](const auto& mdp, const auto& pi) {
  return visitation(mdp, pi);
};
constexpr auto true_action_values = [](const auto& mdp, const auto& pi) {
  return action_values(mdp, policy_values(mdp, pi));
};

/// π, V^π and Q^π at the point, and their derivatives along its direction u.
template <class F>
struct Moving {
  explicit Moving(const MdpPoint<F>& x) {
    const auto dual_pi = x.policy().along(x.direction()).probabilities();
    const auto dual_values = policy_values(as_constant(x.mdp), dual_pi);
    pi = value_part(dual_pi);
    dpi = derivative_part(dual_pi);
    dv = derivative_part(dual_values);
    q = action_values(x.mdp, policy_values(x.mdp, pi));
    improvement = dpi.cwiseProduct(q).rowwise().sum();
  }
  Policy<F> pi;           ///< π
  Matrix<F> dpi;          ///< Dπ
  Vector<F> dv;           ///< DV^π
  Matrix<F> q;            ///< Q^π
  Vector<F> improvement;  ///< Σ_a Dπ(a|s) Q^π(s,a)
};

}  // namespace

Theorem policy_gradient_theorem() {
  return {
      .id = "PG-2",
      .claim =
          "The gradient of the discounted return is the visitation-weighted sum of score times "
          "action value",
      .statement =
          R"(\nabla_\theta J = \sum_s \nu(s) \sum_a \nabla_\theta \pi_\theta(a|s)\, Q^\pi(s,a))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy},
      .oracle = "J as a dual number through Gaussian elimination",
      .shows = "Every coordinate of the production gradient, for the tabular softmax.",
      .instances = mdps("finite MDPs with a softmax policy", {Part::policy, Part::direction}),
      .checks = {is_gradient_of_performance(
          "the production gradient is the derivative of J",
          []<class F>(const MdpPoint<F>& x) { return policy_gradient(x.mdp, x.policy()); })},
      .proof =
          {
              step("differentiate the Bellman equation: DV = Σ_a Dπ·Q + γP_π DV",
                   []<class F>(const MdpPoint<F>& x) {
                     const Moving<F> m{x};
                     return equal(m.dv, m.improvement + x.mdp.discount *
                                                            policy_transitions(x.mdp, m.pi) * m.dv);
                   }),
              step("unroll: DV = Σ_a Dπ·Q + γP_π Σ_a Dπ·Q + γ²P_π² DV",
                   []<class F>(const MdpPoint<F>& x) {
                     const Moving<F> m{x};
                     const Matrix<F> p = x.mdp.discount * policy_transitions(x.mdp, m.pi);
                     return equal(m.dv, m.improvement + p * m.improvement + p * (p * m.dv));
                   }),
              step("collect the visitation: μᵀDV = Σ_s ν(s) Σ_a Dπ(a|s) Q(s,a)",
                   []<class F>(const MdpPoint<F>& x) {
                     const Moving<F> m{x};
                     return equal(x.mdp.start.dot(m.dv),
                                  visitation(x.mdp, m.pi).dot(m.improvement));
                   }),
              step("likelihood ratio: Dπ(a|s) = π(a|s) D log π(a|s)",
                   []<class F>(const MdpPoint<F>& x) {
                     const Moving<F> m{x};
                     const auto policy = x.policy();
                     Matrix<F> by_score(m.pi.rows(), m.pi.cols());
                     for (int s = 0; s < m.pi.rows(); ++s) {
                       for (int a = 0; a < m.pi.cols(); ++a) {
                         by_score(s, a) = m.pi(s, a) * policy.score(s, a).dot(x.direction());
                       }
                     }
                     return equal(m.dpi, by_score);
                   }),
          },
      .falsifiers =
          {
              wrong("the stationary distribution for ν",
                    is_gradient_of_performance(
                        "…", with([](const auto& mdp,
                                     const auto& pi) { return stationary_distribution(mdp, pi); },
                                  true_action_values))),
              wrong("the state value for Q",
                    is_gradient_of_performance("…",
                                               with(true_visitation,
                                                    [](const auto& mdp, const auto& pi) {
                                                      const auto v = policy_values(mdp, pi);
                                                      return v.replicate(1, mdp.actions()).eval();
                                                    }))),
          },
      .sources = {{"sutton2000policy", "Theorem 1"}},
  };
}

}  // namespace lemmata
