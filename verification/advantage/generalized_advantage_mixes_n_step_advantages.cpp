// AE-4. GAE is the exponential mixture of the n-step advantages.
//
//   Â^GAE_t = (1 − λ) Σ_{n<N} λⁿ⁻¹ Â^(n)_t + λᴺ⁻¹ Â^(N)_t,
//
// with N the steps that are left of t's episode: the weights add up to 1, and all n ≥ N, whose
// estimates are the same, share the last one. For N → ∞ it is (1 − λ) Σ_n λⁿ⁻¹ Â^(n)_t.
//
// Hypotheses: a rollout of T ≥ 1 steps, of one or several episodes, each of which terminates, is
// truncated, or is cut by the rollout's end. Nothing is asked of V.
//
// Oracle: the mixture of the production `n_step_advantages`, whose sums run forwards.
//
// Shows: that the production `generalized_advantages`, one backward pass, is that mixture at every
// step of rollouts of up to 6 steps, with any flags, rewards, values, γ and λ; also for λ outside
// [0, 1], where it is no mean.
//
// Sources: schulman2016high, equation 16.

#include "verification/advantage/advantage_estimates.hpp"

namespace lemmata {
namespace {

/// Σ_{n≤N} w(n, N) Â^(n)_t at every step, for weights that a lambda gives.
template <class Weight>
auto mixture(Weight weight) {
  return [weight]<class F>(const RolloutPoint<F>& x) {
    std::vector<F> result;
    for (std::size_t t = 0; t < x.rollout.size(); ++t) {
      const int left = steps_left(x.rollout, t);
      F sum{0};
      for (int n = 1; n <= left; ++n) {
        sum += weight(x.lambda, n, left) * n_step_advantages(x.rollout, x.discount, n)[t];
      }
      result.push_back(sum);
    }
    return result;
  };
}

/// The predicate: the production is the mixture with these weights.
template <class Weight>
Check mixes_with(Weight weight) {
  return estimates_agree(
      []<class F>(const RolloutPoint<F>& x) {
        return generalized_advantages(x.rollout, x.discount, x.lambda);
      },
      mixture(weight));
}

/// (1 − λ)λⁿ⁻¹, and λᴺ⁻¹ for the last.
constexpr auto exponential = []<class F>(const F& lambda, int n, int left) {
  return n == left ? power(lambda, n - 1) : F((F{1} - lambda) * power(lambda, n - 1));
};

}  // namespace

Theorem generalized_advantage_mixes_n_step_advantages() {
  return {
      .id = "AE-4",
      .claim = "Generalized advantages are the exponential mixture of the n-step advantages",
      .statement = R"(\hat A^{\mathrm{GAE}}_t = (1-\lambda) \sum_{n<N} \lambda^{n-1} \hat A^{(n)}_t
                      + \lambda^{N-1} \hat A^{(N)}_t)",
      .hypotheses = {rollout_of_episodes},
      .oracle = "the n-step advantages, summed forwards",
      .shows =
          "The production's backward pass at every step of rollouts of up to 6 steps, with any "
          "flags, rewards, values, γ and λ.",
      .instances = rollouts(6),
      .checks = {mixes_with(exponential)},
      .proof =
          {
              step("the weights add up to one",
                   identity<RolloutInstance>([]<class F>(const RolloutPoint<F>& x) {
                     std::vector<F> sums;
                     for (std::size_t t = 0; t < x.rollout.size(); ++t) {
                       const int left = steps_left(x.rollout, t);
                       F sum{0};
                       for (int n = 1; n <= left; ++n) sum += exponential(x.lambda, n, left);
                       sums.push_back(sum);
                     }
                     return equal(
                         as_vector(sums),
                         Vector<F>::Constant(static_cast<Eigen::Index>(sums.size()), F{1}));
                   })),
              step("δ_{t+k} stands in Â^(n) for n > k, whose weights add up to λᵏ: Σ_k (γλ)ᵏ "
                   "δ_{t+k}",
                   estimates_agree(mixture(exponential),
                                   []<class F>(const RolloutPoint<F>& x) {
                                     const std::vector<F> errors = td_errors(x.rollout, x.discount);
                                     std::vector<F> result;
                                     for (std::size_t t = 0; t < errors.size(); ++t) {
                                       F sum{0};
                                       for (int k = 0; k < steps_left(x.rollout, t); ++k) {
                                         sum += power(F(x.discount * x.lambda), k) *
                                                errors[t + static_cast<std::size_t>(k)];
                                       }
                                       result.push_back(sum);
                                     }
                                     return result;
                                   })),
          },
      .falsifiers =
          {
              wrong("weights that do not add up to one: λⁿ⁻¹",
                    mixes_with(
                        []<class F>(const F& lambda, int n, int) { return power(lambda, n - 1); })),
              wrong("(1 − λ)λⁿ⁻¹ for the last one too, as if the episode went on",
                    mixes_with([]<class F>(const F& lambda, int n, int) {
                      return F((F{1} - lambda) * power(lambda, n - 1));
                    })),
              wrong("λⁿ for λⁿ⁻¹", mixes_with([]<class F>(const F& lambda, int n, int left) {
                      return F(lambda * exponential(lambda, n, left));
                    })),
              wrong("all n alike",
                    mixes_with([]<class F>(const F&, int, int left) { return F{1} / F(left); })),
              wrong("1 − λ and λ exchanged",
                    mixes_with([]<class F>(const F& lambda, int n, int left) {
                      return exponential(F(F{1} - lambda), n, left);
                    })),
          },
      .sources = {{"schulman2016high", "equation 16"}},
  };
}

}  // namespace lemmata
