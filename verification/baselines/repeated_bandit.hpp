#pragma once
/// \file
/// The repeated bandit: one state that every action leads back to, without discount. What REINFORCE
/// varies by over H steps is here a polynomial in H.

#include <array>

#include "verification/baselines/estimate_variances.hpp"
#include "verification/engine/mdp_instance.hpp"

namespace lemmata {

template <class F>
struct RepeatedBandit {
  FiniteMdp<F> mdp{1, 1};
  TabularSoftmax<F> policy{Matrix<F>::Constant(1, 1, F{1})};
};

/// The actions and rewards of state 0, over and over.
template <class F>
RepeatedBandit<F> repeated_bandit(const FiniteMdp<F>& arms, const Policy<F>& pi) {
  FiniteMdp<F> mdp{1, arms.actions()};
  mdp.discount = F{1};
  mdp.start(0) = F{1};
  for (int a = 0; a < arms.actions(); ++a) {
    for (const Outcome<F>& outcome : arms.outcomes(0, a)) {
      mdp.outcomes(0, a).push_back({outcome.probability, 0, outcome.reward, false});
    }
  }
  return {mdp, TabularSoftmax<F>{Matrix<F>(pi.row(0))}};
}

/// Moments of one step: of the score g and of the reward's distance ρ = r − m from its mean.
template <class F>
struct StepMoments {
  F mean{0};        ///< m = E[r]
  F variance{0};    ///< E[ρ²]
  F score{0};       ///< E‖g‖²
  F skew{0};        ///< E[‖g‖²ρ]
  F own{0};         ///< E[‖g‖²ρ²]
  Vector<F> drift;  ///< E[gρ], the gradient of m

  explicit StepMoments(const RepeatedBandit<F>& bandit)
      : drift{Vector<F>::Constant(bandit.policy.parameters(), F{0})} {
    for_each(bandit, [&](const F& weight, const Vector<F>&, const F& r) { mean += weight * r; });
    for_each(bandit, [&](const F& weight, const Vector<F>& g, const F& r) {
      const F rho = r - mean;
      const F square = g.dot(g);
      variance += weight * rho * rho;
      score += weight * square;
      skew += weight * square * rho;
      own += weight * square * rho * rho;
      drift += weight * rho * g;
    });
  }

 private:
  template <class Visit>
  static void for_each(const RepeatedBandit<F>& bandit, Visit visit) {
    for (int a = 0; a < bandit.mdp.actions(); ++a) {
      const Vector<F> g = bandit.policy.score(0, a);
      for (const Outcome<F>& outcome : bandit.mdp.outcomes(0, a)) {
        visit(F(bandit.policy.probabilities()(0, a) * outcome.probability), g, outcome.reward);
      }
    }
  }
};

/// In closed form: cubic in H without a baseline, quadratic with one.
template <class F>
EstimateVariances<F> closed_form(const StepMoments<F>& step, int horizon) {
  const F h(horizon);
  const F steps = h * (h + F{1}) / F{2};               // Σ n
  const F squares = steps * (F{2} * h + F{1}) / F{3};  // Σ n²
  const F pairs = h * (h - F{1}) / F{2};
  const F drift = step.drift.dot(step.drift);
  const F value = h * (step.own - drift) + pairs * step.score * step.variance;
  const F of_mean = step.mean * step.mean * step.score;
  const F cross = F{2} * step.mean * step.skew;
  const bool choice = pivot_score(step.score) != 0;
  const F optimal = choice ? F(value - h * step.skew * step.skew / step.score) : value;
  const F whole = h * h * h * of_mean + h * h * cross + h * step.own +
                  F{2} * pairs * (step.score * step.variance + F{2} * drift) - h * h * drift;
  return {F(squares * of_mean + steps * cross + value), value, optimal, whole};
}

/// Three sums along an episode of the repeated bandit, of which the estimate is made: what the mean
/// rewards to go, the own reward, and the rewards of later steps multiply the scores by.
template <class F>
std::array<Vector<F>, 3> three_sums(const RepeatedBandit<F>& bandit, const F& mean, int horizon,
                                    const Trajectory<F>& trajectory) {
  const Vector<F> zero = Vector<F>::Constant(bandit.policy.parameters(), F{0});
  std::array<Vector<F>, 3> sums{zero, zero, zero};
  Vector<F> earlier = zero;
  for (const auto& step : trajectory.steps) {
    const Vector<F> g = bandit.policy.score(step.state, step.action);
    const F rho = step.reward - mean;
    sums[0] += F(horizon--) * mean * g;
    sums[1] += rho * g;
    sums[2] += rho * earlier;
    earlier += g;
  }
  return sums;
}

/// E[x·y] of every two of the three sums, 3 × 3.
template <class F>
Matrix<F> products_of_sums(const RepeatedBandit<F>& bandit, const F& mean, int horizon) {
  return expectation(bandit.mdp, bandit.policy.probabilities(), horizon, 9,
                     [&](const Trajectory<F>& trajectory) {
                       const auto sums = three_sums(bandit, mean, horizon, trajectory);
                       Matrix<F> products(3, 3);
                       for (int i = 0; i < 3; ++i) {
                         for (int j = 0; j < 3; ++j) {
                           products(i, j) = sums[static_cast<std::size_t>(i)].dot(
                               sums[static_cast<std::size_t>(j)]);
                         }
                       }
                       return Vector<F>(products.reshaped());
                     })
      .reshaped(3, 3);
}

/// The same from the moments of one step.
template <class F>
Matrix<F> expected_products_of_sums(const StepMoments<F>& step, int horizon) {
  F squares{0}, cross{0};
  for (int n = 1; n <= horizon; ++n) {
    squares += F(n * n) * step.mean * step.mean * step.score;
    cross += F(n) * step.mean * step.skew;
  }
  const F h(horizon);
  const F pairs = h * (h - F{1}) / F{2};
  const F own = h * step.own + F{2} * pairs * step.drift.dot(step.drift);
  return Matrix<F>{
      {squares, cross, F{0}}, {cross, own, F{0}}, {F{0}, F{0}, pairs * step.score * step.variance}};
}

}  // namespace lemmata
