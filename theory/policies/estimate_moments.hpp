#pragma once
/// \file
/// Mean and variance of likelihood-ratio estimates of the gradient over a fixed horizon, without an
/// enumeration: moments of what remains of an episode, backwards from its last step.
///
/// Along one episode of at most H steps, with scores g_t = ∇log π(a_t|s_t) of d entries,
///
///   rewards to go   Z = Σ_t γᵗ g_t (G_t − b(t, s_t)),   from G = r + γG′ and Z = g(G − b) + γZ′;
///   whole returns   Z = G_0 Σ_t g_t,                    from G = r + γG′ and C = g + C′, Z = GC.
///
/// A geometric horizon has likelihood_ratio_moments.hpp.

#include <array>
#include <vector>

#include "theory/policies/softmax.hpp"

namespace lemmata {

template <class F>
struct EstimateMoments {
  Vector<F> mean;   ///< E[Z], d entries
  F second_moment;  ///< E‖Z‖²

  /// tr Cov(Z) = E‖Z‖² − ‖E[Z]‖².
  F variance() const { return second_moment - mean.dot(mean); }
};

/// Of rewards to go, with a baseline b(t, s) in row t and column s: H × S, H ≥ 1, in units of the
/// return.
template <class F, class DifferentiablePolicy>
EstimateMoments<F> reward_to_go_moments(const FiniteMdp<F>& mdp, const DifferentiablePolicy& policy,
                                        const Matrix<F>& baseline) {
  struct Rest {  // of what follows, given the state: E[G], E[G²], E[Z], E[ZG], E‖Z‖²
    F g{0}, g_g{0};
    Vector<F> z, z_g;
    F z_z{0};
  };
  const Vector<F> zero = Vector<F>::Constant(policy.parameters(), F{0});
  const Rest nothing{F{0}, F{0}, zero, zero, F{0}};
  const auto states = static_cast<std::size_t>(mdp.states());
  std::vector<Rest> rest(states, nothing);
  for (Eigen::Index t = baseline.rows(); t-- > 0;) {
    std::vector<Rest> sum(states, nothing);
    for (int s = 0; s < mdp.states(); ++s) {
      Rest& here = sum[static_cast<std::size_t>(s)];
      const F b = baseline(t, s);
      for (int a = 0; a < mdp.actions(); ++a) {
        const Vector<F> score = policy.score(s, a);
        for (const Outcome<F>& outcome : mdp.outcomes(s, a)) {
          const Rest& next =
              outcome.terminal ? nothing : rest[static_cast<std::size_t>(outcome.next_state)];
          const F weight = policy.probabilities()(s, a) * outcome.probability;
          const F r = outcome.reward;
          const F gamma = mdp.discount;
          const F g = r + gamma * next.g;
          const F g_g = r * r + F{2} * r * gamma * next.g + gamma * gamma * next.g_g;
          const Vector<F> next_z = gamma * next.z;
          const Vector<F> next_z_g = r * next_z + gamma * gamma * next.z_g;
          here.g += weight * g;
          here.g_g += weight * g_g;
          here.z += weight * (score * (g - b) + next_z);
          here.z_g += weight * (score * (g_g - b * g) + next_z_g);
          here.z_z += weight * (score.dot(score) * (g_g - F{2} * b * g + b * b) +
                                F{2} * score.dot(next_z_g - b * next_z) + gamma * gamma * next.z_z);
        }
      }
    }
    rest = std::move(sum);
  }
  EstimateMoments<F> result{zero, F{0}};
  for (int s = 0; s < mdp.states(); ++s) {
    result.mean += mdp.start(s) * rest[static_cast<std::size_t>(s)].z;
    result.second_moment += mdp.start(s) * rest[static_cast<std::size_t>(s)].z_z;
  }
  return result;
}

/// Of whole returns, over `horizon` ≥ 1 steps, without a baseline.
template <class F, class DifferentiablePolicy>
EstimateMoments<F> whole_return_moments(const FiniteMdp<F>& mdp, const DifferentiablePolicy& policy,
                                        int horizon) {
  struct Power {  // given the state, for one power of G: E[Gⁱ], E[GⁱC], E[Gⁱ‖C‖²]
    F alone{0};
    Vector<F> with_c;
    F with_square{0};
  };
  using Rest = std::array<Power, 3>;
  const Vector<F> zero = Vector<F>::Constant(policy.parameters(), F{0});
  const Power none{F{0}, zero, F{0}};
  const Rest nothing{Power{F{1}, zero, F{0}}, none, none};
  constexpr std::array<std::array<int, 3>, 3> binomial{{{1, 0, 0}, {1, 1, 0}, {1, 2, 1}}};
  const auto states = static_cast<std::size_t>(mdp.states());
  std::vector<Rest> rest(states, nothing);
  for (int t = 0; t < horizon; ++t) {
    std::vector<Rest> sum(states, Rest{none, none, none});
    for (int s = 0; s < mdp.states(); ++s) {
      for (int a = 0; a < mdp.actions(); ++a) {
        const Vector<F> score = policy.score(s, a);
        for (const Outcome<F>& outcome : mdp.outcomes(s, a)) {
          const Rest& next =
              outcome.terminal ? nothing : rest[static_cast<std::size_t>(outcome.next_state)];
          for (std::size_t i = 0; i < 3; ++i) {
            Power& here = sum[static_cast<std::size_t>(s)][i];
            for (std::size_t j = 0; j <= i; ++j) {
              const F weight = policy.probabilities()(s, a) * outcome.probability *
                               F(binomial[i][j]) * power(outcome.reward, static_cast<int>(i - j)) *
                               power(mdp.discount, static_cast<int>(j));
              here.alone += weight * next[j].alone;
              here.with_c += weight * (score * next[j].alone + next[j].with_c);
              here.with_square += weight * (score.dot(score) * next[j].alone +
                                            F{2} * score.dot(next[j].with_c) + next[j].with_square);
            }
          }
        }
      }
    }
    rest = std::move(sum);
  }
  EstimateMoments<F> result{zero, F{0}};
  for (int s = 0; s < mdp.states(); ++s) {
    result.mean += mdp.start(s) * rest[static_cast<std::size_t>(s)][1].with_c;
    result.second_moment += mdp.start(s) * rest[static_cast<std::size_t>(s)][2].with_square;
  }
  return result;
}

}  // namespace lemmata
