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
// transition weights, rewards, γ, μ and the preferences z = exp θ; and for a linear softmax of two
// features. Other parametrisations are not exercised; they follow by the chain rule.
// Sources: sutton2000policy, Theorem 1.

#include "algorithms/environments/mdp_file.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// The predicate: a claimed gradient agrees with J differentiated, along every direction.
template <class Gradient>
Check is_gradient_of_performance(Gradient gradient) {
  return identity([gradient](const auto& x) {
    const auto directions = x.directions();
    return equal(directions.transpose() * gradient(x),
                 performance_derivatives(x.mdp, x.policy(), directions));
  });
}

/// The same up to a factor: g_i ∂_jJ = g_j ∂_iJ for a claimed gradient g.
template <class Gradient>
Check is_proportional_to_the_gradient(Gradient gradient) {
  return identity([gradient]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> directions = x.directions();
    const Matrix<F> products = directions.transpose() * gradient(x) *
                               performance_derivatives(x.mdp, x.policy(), directions).transpose();
    return equal(products, products.transpose());
  });
}

/// π and V^π at the point, their derivatives along its direction u, and what the proof adds up.
template <class F>
struct Moving {
  explicit Moving(const MdpPoint<F>& x) {
    const auto dual_pi = x.policy().along(x.direction()).probabilities();
    pi = value_part(dual_pi);
    dpi = derivative_part(dual_pi);
    dv = derivative_part(policy_values(as_constant(x.mdp), dual_pi));
    const Matrix<F> q = action_values(x.mdp, policy_values(x.mdp, pi));
    improvement = dpi.cwiseProduct(q).rowwise().sum();
    discounted_transitions = policy_transitions(x.mdp, pi) * x.mdp.discount;
  }
  Policy<F> pi;                      ///< π
  Matrix<F> dpi;                     ///< Dπ
  Vector<F> dv;                      ///< DV^π
  Vector<F> improvement;             ///< Σ_a Dπ(a|s) Q^π(s,a)
  Matrix<F> discounted_transitions;  ///< γP_π
};

/// The theorem against central differences of J, on a frozen lake under a fixed policy.
std::vector<Curve> finite_differences() {
  const FiniteMdp<double> mdp = in_field<double>(shipped_mdp("frozen-lake-4x4"));
  Matrix<double> theta(mdp.states(), mdp.actions());
  for (Eigen::Index i = 0; i < theta.size(); ++i) theta(i) = std::sin(static_cast<double>(3 * i));
  const auto policy_at = [](const Matrix<double>& at) {
    return TabularSoftmax<double>{at.array().exp().matrix()};
  };
  const Vector<double> gradient = policy_gradient(mdp, policy_at(theta));
  Curve error{.label = "largest error of a coordinate"};
  for (double h = 1.0; h > 1e-12; h /= 2) {
    double largest = 0;
    for (int s = 0; s < theta.rows(); ++s) {
      for (int a = 0; a < theta.cols(); ++a) {
        Matrix<double> up = theta, down = theta;
        up(s, a) += h;
        down(s, a) -= h;
        const double difference = (performance(mdp, policy_at(up).probabilities()) -
                                   performance(mdp, policy_at(down).probabilities())) /
                                  (2 * h);
        largest = std::max(largest, std::abs(difference - gradient(s * theta.cols() + a)));
      }
    }
    error.points.emplace_back(h, largest);
  }
  Curve square{.label = "proportional to h²"};
  Curve rounding{.label = "proportional to 1/h"};
  for (const auto& [h, ignored] : error.points) {
    if (h > 1e-6) square.points.emplace_back(h, 2e-4 * h * h);
    if (h < 1e-2) rounding.points.emplace_back(h, 1e-17 / h);
  }
  return {error, square, rounding};
}

}  // namespace

Theorem policy_gradient_theorem() {
  const auto with = [](auto weights, auto q) {
    return is_gradient_of_performance([=](const auto& x) {
      return weighted_score_sum(x.policy(), weights(x.mdp, x.pi()), q(x.mdp, x.pi()));
    });
  };
  const auto true_weights = [](const auto& mdp, const auto& pi) { return visitation(mdp, pi); };
  const auto true_q = [](const auto& mdp, const auto& pi) {
    return action_values(mdp, policy_values(mdp, pi));
  };
  return {
      .id = "PG-2",
      .claim =
          "The gradient of the discounted return is the visitation-weighted sum of score times "
          "action value",
      .statement =
          R"(\nabla_\theta J = \sum_s \nu(s) \sum_a \nabla_\theta \pi_\theta(a \mid s)\, Q^\pi(s,a))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy},
      .oracle = "J = μᵀV as a dual number through Gaussian elimination",
      .shows =
          "The production gradient in every coordinate of the tabular softmax, or along one "
          "random direction for more than 64 parameters.",
      .instances = mdps("finite MDPs with a softmax policy",
                        {Part::policy, Part::features, Part::direction}),
      .checks =
          {
              part("tabular softmax", is_gradient_of_performance([](const auto& x) {
                     return policy_gradient(x.mdp, x.policy());
                   })),
              part("linear softmax", identity([]<class F>(const MdpPoint<F>& x) {
                     const auto policy = x.linear_policy();
                     const Matrix<F> axes = identity_matrix<F>(policy.parameters());
                     return equal(policy_gradient(x.mdp, policy),
                                  performance_derivatives(x.mdp, policy, axes));
                   })),
          },
      .proof =
          {
              step("differentiate the Bellman equation: DV = Σ_a Dπ·Q + γP_π DV",
                   []<class F>(const MdpPoint<F>& x) {
                     const Moving<F> m{x};
                     return equal(m.dv, m.improvement + m.discounted_transitions * m.dv);
                   }),
              step("unroll: DV = Σ_{t<3} γᵗP_πᵗ Σ_a Dπ·Q + γ³P_π³ DV",
                   []<class F>(const MdpPoint<F>& x) {
                     const Moving<F> m{x};
                     Vector<F> unrolled = m.dv;
                     for (int t = 0; t < 3; ++t) {
                       unrolled = m.improvement + m.discounted_transitions * unrolled;
                     }
                     return equal(m.dv, unrolled);
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
                     Matrix<F> by_score = m.pi;
                     for (int s = 0; s < m.pi.rows(); ++s) {
                       for (int a = 0; a < m.pi.cols(); ++a) {
                         by_score(s, a) *= policy.score(s, a).dot(x.direction());
                       }
                     }
                     return equal(m.dpi, by_score);
                   }),
          },
      .falsifiers =
          {
              wrong("the stationary distribution for ν, up to any factor",
                    is_proportional_to_the_gradient([=](const auto& x) {
                      return weighted_score_sum(x.policy(), stationary_distribution(x.mdp, x.pi()),
                                                true_q(x.mdp, x.pi()));
                    })),
              wrong("the stationary distribution for (1 − γ)ν",
                    with(
                        []<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                          const F total = F{1} / (F{1} - mdp.discount);
                          return Vector<F>(stationary_distribution(mdp, pi) * total);
                        },
                        true_q)),
              wrong("undiscounted Q: r + PV",
                    with(true_weights,
                         []<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                           FiniteMdp<F> undiscounted = mdp;
                           undiscounted.discount = F{1};
                           return action_values(undiscounted, policy_values(mdp, pi));
                         })),
              wrong("the state value for Q",
                    with(true_weights,
                         []<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                           return Matrix<F>(policy_values(mdp, pi).replicate(1, mdp.actions()));
                         })),
              wrong("d = (1 − γ)ν for ν, without the factor 1/(1 − γ)",
                    with(
                        []<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                          return Vector<F>(visitation(mdp, pi) * (F{1} - mdp.discount));
                        },
                        true_q)),
          },
      .needs = {needed(discount_below_one_or_ending, with(true_weights, true_q))},
      .sources = {{"sutton2000policy", "Theorem 1"}},
      .figure = Figure{.title = "The theorem against finite differences",
                       .caption = "Central differences of J on the slippery 4 × 4 frozen lake "
                                  "(γ = 0.99) under a fixed softmax policy, in double precision: "
                                  "their distance from the theorem's gradient falls as h² until "
                                  "rounding, which grows as 1/h, takes over.",
                       .x_label = "step h",
                       .y_label = "largest difference",
                       .log_x = true,
                       .log_y = true,
                       .curves = finite_differences},
  };
}

}  // namespace lemmata
