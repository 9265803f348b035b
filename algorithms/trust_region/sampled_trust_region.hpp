#pragma once
/// \file
/// Trust region policy optimisation from rollouts (Schulman et al. 2015, `schulman2015trust`,
/// Section 5 and Appendix C). Of m episodes under π come estimates of what a step is judged by, for
/// a new policy π' whose actions nobody has taken yet:
///
///   L̂(π') − Ĵ = (1/m) Σ_i Σ_t γᵗ (π'(a_t|s_t)/π(a_t|s_t) − 1) Â_t,
///   D̂(π')     = (1/m) Σ_i Σ_t γᵗ KL(π(·|s_t)‖π'(·|s_t)),
///
/// the one by likelihood ratios of the actions that were taken, the other exactly from the two
/// distributions in the states that were visited. At a π' that is fixed before the episodes are
/// drawn both are unbiased, for L_π(π') − J(π) and Σ_s ν(s) KL, whatever baseline of the state Â
/// has. At the π' that the line search picks on the same episodes they are not: the gain is too
/// good (TR-10).
///
/// The episodes make a `TrustRegion`, so that the step is the one of trust_region.hpp, with ν̂ for ν
/// and estimates for advantages. The constraint is D̂(π') / Σν̂ ≤ δ, the mean over the shares of the
/// sampled visits; it bounds the mean over the true shares d only as far as those agree.
///
/// \code
///   const Rollout<double> rollout = draw_rollout(sampler, pi, 20, 100, random);
///   const TrustRegion region = sampled_trust_region(mdp, policies, theta, rollout, options);
///   theta = trust_region_step(region, options.region).parameters;
/// \endcode

#include <vector>

#include "algorithms/natural_gradient/fisher_vector_product.hpp"
#include "algorithms/reinforce/training.hpp"
#include "algorithms/trust_region/trust_region.hpp"

namespace lemmata {

/// The surrogate around π that a rollout of π gives. Its performance is Ĵ, the mean return; its
/// visitation ν̂(s) = (1/m) Σ γᵗ 1{s_t = s}; its advantages
///
///   (1/m) Σ_t γᵗ 1{s_t = s, a_t = a} Â_t / (π(a|s) ν̂(s)),   0 where ν̂(s) is,
///
/// for which `gain(π' − π)` is L̂(π') − Ĵ. `advantages` are the T estimates Â_t: of GAE, or returns
/// less a baseline; values are not estimated, and 0. `gain(π')` too is an estimate of the gain, but
/// only if Â has mean 0 under π.
template <class F>
Surrogate<F> sampled_surrogate(const Policy<F>& policy, const Rollout<F>& rollout,
                               const F& discount, const std::vector<F>& advantages) {
  Surrogate<F> result{F{0}, Vector<F>::Constant(policy.rows(), F{0}),
                      Matrix<F>::Constant(policy.rows(), policy.cols(), F{0}),
                      Vector<F>::Constant(policy.rows(), F{0})};
  const F episodes(rollout.episodes());
  const std::vector<F> powers = discount_powers(rollout, discount);
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    const auto& [state, action, reward, next_state, terminal] = rollout.steps[t];
    const F share = powers[t] / episodes;
    result.performance += share * reward;
    result.visitation(state) += share;
    result.advantages(state, action) += share * advantages[t] / policy(state, action);
  }
  for (Eigen::Index s = 0; s < policy.rows(); ++s) {
    if (pivot_score(result.visitation(s)) == 0) continue;
    for (Eigen::Index a = 0; a < policy.cols(); ++a) {
      result.advantages(s, a) /= result.visitation(s);
    }
  }
  return result;
}

/// The gradient of its gain at π, in the logits θ(s,a) of a softmax and in the order s·A + a:
///
///   ĝ = (1/m) Σ_t γᵗ Â_t ∇log π(a_t|s_t) = F_ν̂ Â,   F_ν̂ as in fisher_vector_product.hpp,
///
/// for Â(s,a) the `advantages`: they are the natural gradient of what the samples see.
template <class F>
Vector<F> sampled_gradient(const Surrogate<F>& surrogate, const Policy<F>& policy) {
  const Vector<F> advantages = surrogate.advantages.transpose().reshaped();
  return fisher_vector_product(policy, surrogate.visitation, advantages, F{0});
}

struct SampledTrustRegionOptions {
  TrustRegionOptions region{};
  int batch = 10;      ///< m ≥ 1 episodes, two at least for `leave_one_out`
  int horizon = 1000;  ///< the most steps of an episode, ≥ 1: what follows is not seen
  BaselineChoice baseline = BaselineChoice::leave_one_out;
};

/// The region around π_θ by a rollout of π_θ. \throws as `reinforce_estimate`
TrustRegion sampled_trust_region(const FiniteMdp<double>& mdp,
                                 const TabularParametrisation& policies,
                                 const Vector<double>& theta, const Rollout<double>& rollout,
                                 const SampledTrustRegionOptions& options);
TrustRegion sampled_trust_region(const FiniteMdp<double>& mdp,
                                 const LinearParametrisation& policies, const Vector<double>& theta,
                                 const Rollout<double>& rollout,
                                 const SampledTrustRegionOptions& options);

}  // namespace lemmata
