// NG-1. The Fisher information, three ways.
//
//   F_ν = Σ_s ν(s) Σ_a π(a|s) g gᵀ = −Σ_s ν(s) Σ_a π(a|s) ∇²log π(a|s)
//       = ∇²_θ' Σ_s ν(s) KL(π_θ‖π_θ')(s) = ∇²_θ' Σ_s ν(s) KL(π_θ'‖π_θ)(s)   at θ' = θ,
//
// with g = ∇log π(a|s): to second order the divergence of a policy from a near one is ½dᵀF_ν d,
// whichever of the two comes first.
//
// Hypotheses: a finite MDP; a softmax policy; any weights of the states.
//
// Oracle: the Hessian of the divergence by dual numbers of dual numbers, which know the
// probabilities and the derivative of the logarithm, and no score.
//
// Shows: the production `fisher_information` and the mean derivative of the scores against that
// Hessian, entry by entry, for a tabular softmax and a linear one of two features. Nothing about
// the divergence beyond second order, of which NG-5 speaks.
//
// Sources: kakade2001natural, Section 2; amari1998natural, Section 2.

#include "theory/natural_gradient/fisher_information.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {
namespace {

constexpr auto tabular = [](const auto& x) { return x.policy(); };
constexpr auto linear = [](const auto& x) { return x.linear_policy(); };

/// The predicate: what is claimed of a policy and weights of states is the Hessian of
/// KL(π_θ‖π_θ').
template <class PolicyOf, class Claimed>
Check is_the_divergence_hessian(PolicyOf policy_of, Claimed claimed) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
           const auto policy = policy_of(x);
           const Vector<F> weights = x.state_weights();
           return equal(Matrix<F>(claimed(x, policy, weights)),
                        divergence_hessian(policy, weights));
         })
      .only("at most 16 states, as every pair of parameters is differentiated", has_at_most<16>);
}

constexpr auto production = []<class F>(const MdpPoint<F>&, const auto& policy,
                                        const Vector<F>& weights) {
  return fisher_information(policy, weights);
};
constexpr auto mean_curvature = []<class F>(const MdpPoint<F>&, const auto& policy,
                                            const Vector<F>& weights) {
  return negative_mean_score_derivative(policy, weights);
};

/// Σ_s ν(s) Σ_a p(a|s) v vᵀ for any probabilities p and vectors v(s,a).
template <class F, class Vectors>
Matrix<F> second_moment(const Policy<F>& probabilities, const Vector<F>& weights,
                        Eigen::Index parameters, Vectors vectors) {
  Matrix<F> result = Matrix<F>::Constant(parameters, parameters, F{0});
  for (int s = 0; s < probabilities.rows(); ++s) {
    for (int a = 0; a < probabilities.cols(); ++a) {
      const Vector<F> v = vectors(s, a);
      const Vector<F> weighted = F(weights(s) * probabilities(s, a)) * v;
      result += weighted * v.transpose();
    }
  }
  return result;
}

/// The moment of the scores of the linear policy under other probabilities.
template <class F>
Matrix<F> under(const MdpPoint<F>& x, const Policy<F>& probabilities, const Vector<F>& weights) {
  const LinearSoftmax<F> policy = x.linear_policy();
  return second_moment<F>(probabilities, weights, 2,
                          [&](int s, int a) { return policy.score(s, a); });
}

/// The predicate for the linear policy and a claim that depends on the point and the weights alone.
template <class Claimed>
Check of_the_linear_policy(Claimed claimed) {
  return is_the_divergence_hessian(
      linear, [claimed]<class F>(const MdpPoint<F>& x, const auto&, const Vector<F>& weights) {
        return claimed(x, weights);
      });
}

/// ∇²_θ' Σ_s ν(s) KL(π_θ'‖π_θ)(s) at θ' = θ.
template <class F, class DifferentiablePolicy>
Matrix<F> reverse_hessian(const DifferentiablePolicy& policy, const Vector<F>& weights) {
  const auto divergence = [&](const Policy<Dual<Dual<F>>>& moving) {
    Dual<Dual<F>> sum;
    for (int s = 0; s < moving.rows(); ++s) {
      for (int a = 0; a < moving.cols(); ++a) {
        sum += Dual<Dual<F>>{Dual<F>{weights(s)}} * moving(s, a) * log_of_ratio(moving(s, a));
      }
    }
    return sum;
  };
  return second_derivatives<F>(policy, identity_matrix<F>(policy.parameters()), divergence);
}

}  // namespace

Theorem fisher_three_ways() {
  return {
      .id = "NG-1",
      .claim =
          "The Fisher information is the second moment of the score, the mean curvature of −log π, "
          "and the Hessian of the divergence from a near policy",
      .statement = R"(\mathbb{E}[g g^\top] = -\mathbb{E}[\nabla^2_\theta \log \pi_\theta(a \mid s)]
                      = \nabla^2_{\theta'} \mathrm{KL}(\pi_\theta \,\|\, \pi_{\theta'})
                      \big|_{\theta' = \theta}, \qquad g = \nabla_\theta \log \pi_\theta(a \mid s))",
      .hypotheses = {finite_mdp, softmax_policy},
      .oracle = "the Hessian of the divergence by dual numbers of dual numbers, without a score",
      .shows =
          "The production `fisher_information`, entry by entry, for a tabular softmax and a linear "
          "one of two features, under any weights of the states. Nothing beyond second order.",
      .instances = mdps("softmax policies, tabular and linear, with weights of the states",
                        {Part::policy, Part::other_policy, Part::features, Part::state_weights}),
      .checks =
          {
              part("second moment of the score, tabular softmax",
                   is_the_divergence_hessian(tabular, production)),
              part("second moment of the score, linear softmax",
                   is_the_divergence_hessian(linear, production)),
              part("mean curvature, tabular softmax",
                   is_the_divergence_hessian(tabular, mean_curvature)),
              part("mean curvature, linear softmax",
                   is_the_divergence_hessian(linear, mean_curvature)),
              part(
                  "the divergence of the near policy from this one, linear softmax",
                  of_the_linear_policy([]<class F>(const MdpPoint<F>& x, const Vector<F>& weights) {
                    return reverse_hessian(x.linear_policy(), weights);
                  })),
          },
      .proof =
          {
              step("∇²log π does not depend on the action: −∇²log π(a|s) = Σ_b π(b|s) g gᵀ",
                   []<class F>(const MdpPoint<F>& x) {
                     const LinearSoftmax<F> policy = x.linear_policy();
                     Matrix<F> curvature(2, 2), moment = Matrix<F>::Constant(2, 2, F{0});
                     for (int k = 0; k < 2; ++k) {
                       const Vector<F> axis = identity_matrix<F>(2).col(k);
                       curvature.col(k) = -derivative_part(policy.along(axis).score(0, 0));
                     }
                     for (int b = 0; b < x.mdp.actions(); ++b) {
                       const Vector<F> g = policy.score(0, b);
                       moment += policy.probabilities()(0, b) * Matrix<F>(g * g.transpose());
                     }
                     return equal(curvature, moment);
                   }),
              step("Σ_a π(a|s) g = 0, so that the divergence has no first-order term",
                   []<class F>(const MdpPoint<F>& x) {
                     const LinearSoftmax<F> policy = x.linear_policy();
                     Vector<F> mean = Vector<F>::Constant(2, F{0});
                     for (int a = 0; a < x.mdp.actions(); ++a) {
                       mean += policy.probabilities()(0, a) * policy.score(0, a);
                     }
                     return equal(mean, Vector<F>::Constant(2, F{0}));
                   }),
          },
      .falsifiers =
          {
              wrong(
                  "the features not centred: φφᵀ for ggᵀ",
                  of_the_linear_policy([]<class F>(const MdpPoint<F>& x, const Vector<F>& weights) {
                    return second_moment<F>(x.pi(), weights, 2,
                                            [&](int s, int a) { return x.feature(s, a); });
                  })),
              wrong(
                  "actions of another policy",
                  of_the_linear_policy([]<class F>(const MdpPoint<F>& x, const Vector<F>& weights) {
                    return under(x, x.other_pi(), weights);
                  })),
              wrong(
                  "actions weighted alike",
                  of_the_linear_policy([]<class F>(const MdpPoint<F>& x, const Vector<F>& weights) {
                    Policy<F> uniform = x.pi();
                    uniform.setConstant(F{1} / F(x.mdp.actions()));
                    return under(x, uniform, weights);
                  })),
              wrong("states weighted alike",
                    of_the_linear_policy([]<class F>(const MdpPoint<F>& x, Vector<F> weights) {
                      weights.setConstant(F{1});
                      return under(x, x.pi(), weights);
                    })),
              wrong(
                  "+E[∇²log π], without the sign",
                  of_the_linear_policy([]<class F>(const MdpPoint<F>& x, const Vector<F>& weights) {
                    return Matrix<F>(-negative_mean_score_derivative(x.linear_policy(), weights));
                  })),
              wrong(
                  "the coefficient ½F of the expansion for its Hessian",
                  of_the_linear_policy([]<class F>(const MdpPoint<F>& x, const Vector<F>& weights) {
                    return Matrix<F>(fisher_information(x.linear_policy(), weights) / F{2});
                  })),
          },
      .sources = {{"kakade2001natural", "Section 2"}, {"amari1998natural", "Section 2"}},
  };
}

}  // namespace lemmata
