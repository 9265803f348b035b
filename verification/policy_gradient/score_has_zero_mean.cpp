// PG-1. The score has zero mean.
//
//   Σ_a π(a|s) ∇log π(a|s) = 0 in every state, for tabular and linear softmax policies;
//   E_a[∂ log π(a)/∂m] = E_a[∂ log π(a)/∂log σ] = 0 for a Gaussian policy N(m, σ²).
//
// Hypotheses: the support of π does not depend on θ; finite second moments.
// Oracle: Σ_a π(a|s) = 1 for every θ, so its derivative, taken as a dual number, is 0; the score
// functions themselves are formulas that know nothing of that.
// Shows: the production scores of both softmax classes (features of two dimensions) and the two
// Gaussian scores, whose expectations are rational in the variance through the moments.
// Sources: williams1992simple, Section 6; sutton2000policy, Section 3.

#include "theory/policies/gaussian.hpp"
#include "theory/policies/softmax.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// Σ_a w(s,a) score(s,a): one column a state.
template <class F, class Score>
Matrix<F> weighted_scores(const Policy<F>& weights, Eigen::Index parameters, Score score) {
  Matrix<F> result = Matrix<F>::Constant(parameters, weights.rows(), F{0});
  for (int s = 0; s < weights.rows(); ++s) {
    for (int a = 0; a < weights.cols(); ++a) result.col(s) += weights(s, a) * score(s, a);
  }
  return result;
}

/// The predicate: a score, weighted by a policy, vanishes in every state.
template <class PolicyOf, class WeightsOf, class Score>
Check vanishes(PolicyOf policy_of, WeightsOf weights_of, Score score) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
    const auto policy = policy_of(x);
    const Matrix<F> mean = weighted_scores<F>(weights_of(x), policy.parameters(),
                                              [&](int s, int a) { return score(x, policy, s, a); });
    return equal(mean, Matrix<F>::Constant(mean.rows(), mean.cols(), F{0}));
  });
}

constexpr auto tabular = [](const auto& x) { return x.policy(); };
constexpr auto linear = [](const auto& x) { return x.linear_policy(); };
constexpr auto own_probabilities = [](const auto& x) { return x.pi(); };
constexpr auto production_score = [](const auto&, const auto& policy, int s, int a) {
  return policy.score(s, a);
};

/// E[(a − m)ᵏ score] = a claimed value, for a polynomial score of the Gaussian with the mean V(0)
/// and the variance β of the instance.
template <class Score, class Value>
Check gaussian_moment(std::size_t k, Score score, Value value) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
    const GaussianPolicy<F> policy{x.values()(0), x.temperature()};
    CentredPolynomial<F> product(k, F{0});
    for (const F& coefficient : score(policy)) product.push_back(coefficient);
    return equal(policy.expectation(product), F(value(policy)));
  });
}

constexpr auto zero = []<class F>(const GaussianPolicy<F>&) { return F{0}; };
constexpr auto mean_score = [](const auto& policy) { return policy.mean_score(); };
constexpr auto log_deviation_score = [](const auto& policy) {
  return policy.log_deviation_score();
};

template <class Score>
Check gaussian_vanishes(Score score) {
  return gaussian_moment(0, score, zero);
}

}  // namespace

Theorem score_has_zero_mean() {
  return {
      .id = "PG-1",
      .claim = "The score has zero mean under the policy",
      .statement = R"(\sum_a \pi_\theta(a \mid s)\, \nabla_\theta \log \pi_\theta(a \mid s) = 0)",
      .hypotheses = {finite_mdp, softmax_policy},
      .oracle = "zero, the derivative of Σ_a π(a|s) = 1",
      .shows =
          "The production scores of tabular and linear softmax policies and of the Gaussian's "
          "mean and log-deviation.",
      .instances = mdps("softmax policies with features, and a variance",
                        {Part::policy, Part::other_policy, Part::features, Part::direction,
                         Part::values, Part::temperature}),
      .checks =
          {
              part("tabular softmax", vanishes(tabular, own_probabilities, production_score)),
              part("linear softmax", vanishes(linear, own_probabilities, production_score)),
              part("Gaussian, with respect to the mean", gaussian_vanishes(mean_score)),
              part("Gaussian, with respect to the logarithm of the deviation",
                   gaussian_vanishes(log_deviation_score)),
          },
      .proof =
          {
              step("probabilities sum to one, so Σ_a Dπ(a|s) = 0",
                   []<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> dpi =
                         derivative_part(x.policy().along(x.direction()).probabilities());
                     return equal(dpi.rowwise().sum(), Vector<F>::Constant(x.mdp.states(), F{0}));
                   }),
              step("likelihood ratio: Dπ(a|s) = π(a|s) D log π(a|s), linear softmax",
                   []<class F>(const MdpPoint<F>& x) {
                     const auto policy = x.linear_policy();
                     const Vector<F> u{{x.direction()(0), x.values()(0)}};
                     Matrix<F> by_score = policy.probabilities();
                     for (int s = 0; s < by_score.rows(); ++s) {
                       for (int a = 0; a < by_score.cols(); ++a) {
                         by_score(s, a) *= policy.score(s, a).dot(u);
                       }
                     }
                     return equal(derivative_part(policy.along(u).probabilities()), by_score);
                   }),
              step("the Gaussian score of the mean moves the mean: E[(a − m) ∂log π/∂m] = 1",
                   gaussian_moment(1, mean_score,
                                   []<class F>(const GaussianPolicy<F>&) { return F{1}; })),
              step("that of log σ moves the variance: E[(a − m)² ∂log π/∂log σ] = 2σ²",
                   gaussian_moment(
                       2, log_deviation_score,
                       [](const auto& policy) { return policy.variance + policy.variance; })),
          },
      .falsifiers =
          {
              wrong("features without their mean: φ(s,a) for the score",
                    vanishes(linear, own_probabilities,
                             []<class F>(const MdpPoint<F>& x, const auto&, int s, int a) {
                               return x.feature(s, a);
                             })),
              wrong("actions of another policy",
                    vanishes(
                        tabular, [](const auto& x) { return x.other_pi(); }, production_score)),
              wrong("actions weighted equally", vanishes(
                                                    tabular,
                                                    []<class F>(const MdpPoint<F>& x) {
                                                      return Policy<F>::Constant(
                                                          x.mdp.states(), x.mdp.actions(), F{1});
                                                    },
                                                    production_score)),
              wrong("Gaussian: the mean forgotten, a/σ² for (a − m)/σ²",
                    gaussian_vanishes([](const auto& policy) {
                      auto score = policy.mean_score();
                      score[0] = policy.mean / policy.variance;
                      return score;
                    })),
              wrong("Gaussian: the log-deviation's score without its −1",
                    gaussian_vanishes([](const auto& policy) {
                      auto score = policy.log_deviation_score();
                      score[0] -= score[0];
                      return score;
                    })),
          },
      .sources = {{"williams1992simple", "Section 6"}, {"sutton2000policy", "Section 3"}},
  };
}

}  // namespace lemmata
