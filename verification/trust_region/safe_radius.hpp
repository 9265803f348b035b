#pragma once
/// \file
/// A radius that is small enough for a trust region's proposals to be taken, from the constants of
/// the MDP and of the policy.
///
/// Let u(s,a) be what the full step s adds to the logits, less its mean under π in each state, so
/// that sᵀF_ds = Σ_s d(s) Σ_a π(a|s) u² = 2δ, N = Σν ≤ 1/(1−γ), d = ν/N, and d_min, π_min the least
/// of d and π over the states that are visited. If δ ≤ d_min π_min/2 then |u| ≤ 1, and
///
///  - |e^u/Z − 1 − u| ≤ (e−2)(u² + e E u²), so that the surrogate's gain at t·s differs from t∇Jᵀs
///    by 6εNδt² at most, ε = max |A|;
///  - KL ≤ Z − 1 ≤ (e−2) E u², so that the line search halves s once at most: it gains at least
///    ∇Jᵀs/2 − 6εNδ;
///  - KL ≤ δ on average makes TV ≤ √(δ/2) on average and √(δ/(2d_min)) in every state, and by
///    `achiam2017constrained`, Corollary 1, J gains what the surrogate does less
///    (2γN/(1−γ)) Σ_s d(s)TV(s) · max_s |Σ_a π'A| ≤ 2γεNδ/((1−γ)√d_min).
///
/// With G = (∇Jᵀx)²/xᵀF_dx for the direction x of s, ∇Jᵀs = √(2δG). So J realises a quarter of the
/// surrogate's gain where
///
///   δ ≤ min(d_min π_min/2, G/(2K²)),   K = εN(6 + 8γ/(3(1−γ)√d_min)).

#include "verification/trust_region/trust_region_runs.hpp"

namespace lemmata::trust_region_runs {

/// ε, N, d_min, π_min.
struct PolicyConstants {
  Ball largest_advantage{0}, visits{0}, least_share{1}, least_probability{1};
};

inline Ball smaller(const Ball& a, const Ball& b) { return -larger(Ball{-a}, Ball{-b}); }

inline PolicyConstants policy_constants(const MdpPoint<Ball>& x, const Policy<Ball>& pi) {
  const Vector<Ball> nu = visitation(x.mdp, pi);
  const Matrix<Ball> advantage = advantages(x.mdp, pi);
  PolicyConstants result{.visits = nu.sum()};
  for (int s = 0; s < x.mdp.states(); ++s) {
    if (contains_zero(nu(s))) continue;
    result.least_share = smaller(result.least_share, nu(s) / result.visits);
    for (int a = 0; a < x.mdp.actions(); ++a) {
      result.largest_advantage = larger(result.largest_advantage, absolute(advantage(s, a)));
      result.least_probability = smaller(result.least_probability, pi(s, a));
    }
  }
  return result;
}

/// What J may fall short of L_π at any π' within δ: 2γεNδ/((1−γ)√d_min).
inline Ball surrogate_error(const MdpPoint<Ball>& x, const PolicyConstants& of,
                            const Ball& radius) {
  return Ball{2} * x.mdp.discount * of.largest_advantage * of.visits * radius /
         ((Ball{1} - x.mdp.discount) * square_root(of.least_share));
}

/// d_min π_min/2, up to which no entry of a full step exceeds 1.
inline Ball radius_of_small_logits(const PolicyConstants& of) {
  return of.least_share * of.least_probability / Ball{2};
}

/// The radius above, at the start of a family.
inline Ball safe_radius(const MdpPoint<Ball>& x, const Family& all) {
  const PolicyConstants of = policy_constants(x, all.policy(all.start));
  const Ball gamma = x.mdp.discount;
  const Ball k =
      of.largest_advantage * of.visits *
      (Ball{6} + Ball{8} * gamma / (Ball{3} * (Ball{1} - gamma) * square_root(of.least_share)));
  const Vector<Ball> direction = exactly(trust_region_direction(all.region(all.start, 0), {}));
  const Matrix<Ball> fisher = all.fisher(all.start, shares(x, all.policy(all.start)));
  const Vector<Ball> image = fisher * direction;
  const Ball slope = all.gradient(all.start).dot(direction);
  const Ball steepness = slope * slope / direction.dot(image);
  return smaller(radius_of_small_logits(of), steepness / (Ball{2} * k * k));
}

}  // namespace lemmata::trust_region_runs
