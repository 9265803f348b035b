#pragma once
/// \file
/// The natural gradient from rollouts (Kakade 2001, `kakade2001natural`; Schulman et al. 2015,
/// `schulman2015trust`, Appendix C): of m episodes of the policy that acts, with scores
/// g_t = ∇log π(a_t|s_t),
///
///   F̂ = (1/m) Σ_i Σ_t γᵗ g_t g_tᵀ,   (F̂ + λI)x = ĝ,   ĝ an estimate of ∇J such as `reinforce`.
///
/// F̂ is unbiased for F_ν, the Fisher information under the discounted visitation ν, as ĝ is for ∇J.
/// x is not unbiased for (F_ν + λI)⁻¹∇J: the inverse of a mean is not the mean of the inverse, and
/// both come from the same episodes. For λ > 0 the bias falls like 1/m (NG-15).
///
/// F̂ depends on the rollout through its visits ν̂(s,a) alone, and the product F̂v takes one pass over
/// them: a rollout of T steps costs O(T) once, and a product O(S·A), or O(S·A·d) with d features.
/// Without damping conjugate gradients find F̂⁺ĝ: ĝ is in the range of F̂, as both are spanned by the
/// scores that were seen.
///
/// \code
///   const Rollout<double> rollout = draw_rollout(sampler, pi, 20, 100, random);
///   const SampledNaturalStep step = sampled_natural_step(mdp, policies, theta, rollout, options);
///   theta += step.change;
/// \endcode

#include <optional>
#include <type_traits>

#include "algorithms/natural_gradient/conjugate_gradients.hpp"
#include "algorithms/reinforce/training.hpp"

namespace lemmata {

/// ν̂(s,a) = (1/m) Σ_t γᵗ 1{s_t = s, a_t = a} over m ≥ 1 episodes, S × A: on average ν(s)π(a|s) for
/// the policy π that acted.
template <class F>
Matrix<F> sampled_visits(const Rollout<F>& rollout, const F& discount, Eigen::Index states,
                         Eigen::Index actions) {
  Matrix<F> result = Matrix<F>::Constant(states, actions, F{0});
  const std::vector<F> powers = discount_powers(rollout, discount);
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    result(rollout.steps[t].state, rollout.steps[t].action) += powers[t];
  }
  return result / F(rollout.episodes());
}

/// (F̂ + λI)v for a tabular softmax policy and the visits ν̂(s,a) of a rollout, S × A
/// (`sampled_visits`); v has S·A entries, as the result:
///
///   F̂v = c − π Σ_b c(·,b),   c(s,a) = ν̂(s,a) (v(s,a) − v̄(s)),   v̄ = Σ_a π v.
template <class F>
Vector<F> sampled_fisher_product(const Policy<F>& policy, const Matrix<F>& visits,
                                 const Vector<F>& v, const F& damping) {
  const Eigen::Index actions = policy.cols();
  Vector<F> result = damping * v;
  for (Eigen::Index s = 0; s < policy.rows(); ++s) {
    F mean{0}, total{0};
    for (Eigen::Index a = 0; a < actions; ++a) mean += policy(s, a) * v(s * actions + a);
    for (Eigen::Index a = 0; a < actions; ++a) {
      const F weighted = visits(s, a) * (v(s * actions + a) - mean);
      result(s * actions + a) += weighted;
      total += weighted;
    }
    for (Eigen::Index a = 0; a < actions; ++a) result(s * actions + a) -= total * policy(s, a);
  }
  return result;
}

/// The same for a linear softmax policy with features φ(s,a) in row s·A + a, (S·A) × d; v has d
/// entries.
template <class F>
Vector<F> linear_sampled_fisher_product(const Policy<F>& policy, const Matrix<F>& features,
                                        const Matrix<F>& visits, const Vector<F>& v,
                                        const F& damping) {
  const Vector<F> products = features * v;
  const Vector<F> weighted = sampled_fisher_product(policy, visits, products, F{0});
  return features.transpose() * weighted + damping * v;
}

/// x of (F̂ + λI)x = ĝ for a tabular softmax policy, over an ordered field; conjugate gradients take
/// at most `most` products and stop at ‖ĝ − (F̂ + λI)x‖ ≤ tolerance·‖ĝ‖.
template <class F>
Vector<F> sampled_natural_direction(const TabularSoftmax<F>& policy, const Rollout<F>& rollout,
                                    const F& discount, const Vector<F>& gradient, const F& damping,
                                    int most, const std::type_identity_t<F>& tolerance) {
  const Policy<F>& pi = policy.probabilities();
  const Matrix<F> visits = sampled_visits(rollout, discount, pi.rows(), pi.cols());
  const auto product = [&](const Vector<F>& v) {
    return sampled_fisher_product(pi, visits, v, damping);
  };
  return conjugate_gradients(product, gradient, most, tolerance).solution;
}

/// The length of a step is η‖x‖, or, with a radius δ, that of √(2δ n/xᵀ(F̂ + λI)x) x for n = Σν̂
/// discounted visits an episode: by the quadratic model, and without damping, it diverges by δ in
/// the mean over the sampled visits.
struct SampledNaturalOptions {
  ReinforceOptions sampling;       ///< the episodes, what weighs the scores of ĝ, and η
  std::optional<double> radius{};  ///< δ > 0 in nats; steps of that length in place of ηx
  double damping = 0;              ///< λ ≥ 0, on F̂ as it is above
  int most_products = 100;         ///< with F̂, of conjugate gradients
  double tolerance = 1e-10;  ///< where they stop: ‖ĝ − (F̂ + λI)x‖ ≤ tolerance·‖ĝ‖
};

struct SampledNaturalStep {
  Vector<double> gradient;   ///< ĝ
  Vector<double> direction;  ///< x
  Vector<double> change;     ///< Δ, by which θ moves
};

/// The step from θ by a rollout of π_θ. \throws as `reinforce_estimate`
SampledNaturalStep sampled_natural_step(const FiniteMdp<double>& mdp,
                                        const TabularParametrisation& policies,
                                        const Vector<double>& theta, const Rollout<double>& rollout,
                                        const SampledNaturalOptions& options);
SampledNaturalStep sampled_natural_step(const FiniteMdp<double>& mdp,
                                        const LinearParametrisation& policies,
                                        const Vector<double>& theta, const Rollout<double>& rollout,
                                        const SampledNaturalOptions& options);

}  // namespace lemmata
