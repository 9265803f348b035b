#pragma once
/// \file
/// Gradient ascent with entropy for EN-11: steps right and wrong, what the bound of Mei et al. 2020
/// (`mei2020global`, Theorem 6) is made of, and runs in doubles whose iterates are taken as the
/// exact numbers that they are.

#include <fmt/format.h>

#include "algorithms/environments/named_environments.hpp"
#include "algorithms/soft/entropy_gradient.hpp"
#include "verification/natural_gradient/regularised_runs.hpp"
#include "verification/policy_gradient/ascent_runs.hpp"

namespace lemmata::entropy_ascents {

using regularised_runs::nearly_zero;
using regularised_runs::policy_of;
using regularised_runs::soft_optimum;
using regularised_runs::SoftOptimum;

/// θ of the point's policy: log π and in each state s a constant, 1 + s.
inline Matrix<Ball> parameters(const MdpPoint<Ball>& x) {
  Matrix<Ball> theta = x.pi().unaryExpr([](const Ball& p) { return log(p); });
  for (int s = 0; s < x.mdp.states(); ++s) {
    for (Ball& entry : theta.row(s)) entry += Ball{1 + s};
  }
  return theta;
}

/// Σ_s ν(s) Σ_a ∇π(a|s)(Q(s,a) − βℓ(s,a)), S × A, for any Q.
template <class F>
Matrix<F> direction(const FiniteMdp<F>& mdp, const Policy<F>& pi, const Matrix<F>& q,
                    const Matrix<F>& logs, const F& temperature) {
  const Matrix<F> paid = q - temperature * logs;
  const Vector<F> means = pi.cwiseProduct(paid).rowwise().sum();
  const Matrix<F> weighted = pi.cwiseProduct(paid - means.replicate(1, pi.cols()));
  return visitation(mdp, pi).asDiagonal() * weighted;
}

/// A claimed step: θ' from θ.
using ClaimedStep = Matrix<Ball> (*)(const FiniteMdp<Ball>&, const Matrix<Ball>& theta,
                                     const Ball& beta, const Ball& eta);

inline Matrix<Ball> production(const FiniteMdp<Ball>& mdp, const Matrix<Ball>& theta,
                               const Ball& beta, const Ball& eta) {
  return entropy_gradient_step(mdp, theta, beta, eta);
}
inline Matrix<Ball> entropy_penalised(const FiniteMdp<Ball>& mdp, const Matrix<Ball>& theta,
                                      const Ball& beta, const Ball& eta) {
  return entropy_gradient_step(mdp, theta, -beta, eta);
}
inline Matrix<Ball> temperature_lost(const FiniteMdp<Ball>& mdp, const Matrix<Ball>& theta,
                                     const Ball&, const Ball& eta) {
  return entropy_gradient_step(mdp, theta, Ball{1}, eta);
}
inline Matrix<Ball> in_bits(const FiniteMdp<Ball>& mdp, const Matrix<Ball>& theta, const Ball& beta,
                            const Ball& eta) {
  return entropy_gradient_step(mdp, theta, beta / log(Ball{2}), eta);
}
inline Matrix<Ball> without_entropy(const FiniteMdp<Ball>& mdp, const Matrix<Ball>& theta,
                                    const Ball&, const Ball& eta) {
  return softmax_ascent_step(mdp, theta, eta);
}
inline Matrix<Ball> descent(const FiniteMdp<Ball>& mdp, const Matrix<Ball>& theta, const Ball& beta,
                            const Ball& eta) {
  return entropy_gradient_step(mdp, theta, beta, -eta);
}
inline Matrix<Ball> entropy_of_this_step_alone(const FiniteMdp<Ball>& mdp,
                                               const Matrix<Ball>& theta, const Ball& beta,
                                               const Ball& eta) {
  const Policy<Ball> pi = policy_of(theta);
  const Matrix<Ball> q = action_values(mdp, policy_values(mdp, pi));
  return theta + eta * direction(mdp, pi, q, log_softmax(theta), beta);
}
inline Matrix<Ball> entropy_twice(const FiniteMdp<Ball>& mdp, const Matrix<Ball>& theta,
                                  const Ball& beta, const Ball& eta) {
  const Policy<Ball> pi = policy_of(theta);
  const Matrix<Ball> q = soft_action_values(mdp, pi, beta);
  return theta + eta * direction(mdp, pi, q, log_softmax(theta), Ball{2} * beta);
}

/// J_β at θ.
inline Ball paid_performance(const MdpPoint<Ball>& x, const Matrix<Ball>& theta) {
  return x.mdp.start.dot(soft_policy_values(x.mdp, policy_of(theta), x.temperature()));
}

/// ‖∇J_β‖² as dual numbers have it, at the point's own policy.
inline Ball squared_gradient(const MdpPoint<Ball>& x) {
  const TabularSoftmax<Ball> policy = x.policy();
  const Vector<Ball> gradient =
      soft_performance_derivatives(x.mdp, policy, logarithms(policy.probabilities()),
                                   x.temperature(), identity_matrix<Ball>(policy.parameters()));
  return gradient.dot(gradient);
}

/// What bounds at iterate t are made of.
struct Constants {
  Ball range, temperature, log_actions;  ///< R, β, log A
  Ball horizon;                          ///< 1/(1 − γ)
  Ball states, rarest, mismatch;         ///< S, min μ, ‖d*/μ‖∞
  Ball c{1};                             ///< min π
  int t = 1;

  /// The reciprocal of the step size.
  Ball smoothness() const {
    return power(horizon, 3) * (Ball{8} * range + temperature * (Ball{4} + Ball{8} * log_actions));
  }
  /// C.
  Ball rate() const {
    return temperature * c * c * rarest / (horizon * smoothness() * states * mismatch);
  }
  /// (R + β log A)/(1 − γ), at least what any gap is.
  Ball largest_gap() const { return (range + temperature * log_actions) * horizon; }
};

/// The least entry that is not 0.
inline Ball least_positive(const Vector<Ball>& entries) {
  Ball result{1};
  for (const Ball& entry : entries) {
    if (pivot_score(entry) > 0) result = -larger(-result, -entry);
  }
  return result;
}

inline Constants constants_of(const MdpPoint<Ball>& x, const SoftOptimum& optimum) {
  const Ball horizon = Ball{1} / (Ball{1} - x.mdp.discount);
  const Policy<Ball> best = optimum.log_policy.unaryExpr([](const Ball& ell) { return exp(ell); });
  return {.range = reward_range(x.mdp),
          .temperature = x.temperature(),
          .log_actions = log(Ball{x.mdp.actions()}),
          .horizon = horizon,
          .states = Ball{x.mdp.states()},
          .rarest = least_positive(x.mdp.start),
          .mismatch = largest_ratio(visitation(x.mdp, best), x.mdp.start) / horizon};
}

/// ‖1/μ‖∞ (R + β log A)/(1−γ)² exp(−C(t − 1)).
inline Ball mei_bound(const Constants& x) {
  return x.largest_gap() * x.horizon / x.rarest * exp(-x.rate() * Ball{x.t - 1});
}

inline constexpr int run_length = 512;

/// The parameters at t = 1, 2, 4 … of a run from 2 log π in doubles by production's step, and the
/// least probability of any action up to there.
struct Checkpoint {
  int t;
  Matrix<double> theta;
  Matrix<double> least_likely;  ///< of the parameters up to t, those with the least probability
};
inline std::vector<Checkpoint> run_of(const FiniteMdp<double>& mdp, Matrix<double> theta,
                                      double temperature, double step_size, int length) {
  std::vector<Checkpoint> result;
  Matrix<double> least_likely = theta;
  for (int t = 1; t <= length; ++t) {
    if (log_softmax(theta).minCoeff() < log_softmax(least_likely).minCoeff()) least_likely = theta;
    if (is_power_of_two(t)) result.push_back({t, theta, least_likely});
    theta = entropy_gradient_step(mdp, theta, temperature, step_size);
  }
  return result;
}

inline Ball least_probability(const Matrix<double>& theta) {
  return least(Vector<Ball>(policy_of(exactly(theta)).reshaped()));
}

/// The predicate: V_β*(ρ) − V_β(ρ) ≤ bound at every checkpoint, a row for each start of `starts`.
template <class Bound>
Check stays_below(Bound bound, Matrix<Ball> (*starts)(const FiniteMdp<Ball>&) = every_start<Ball>) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           const SoftOptimum optimum = soft_optimum(x.mdp, x.temperature());
           Constants constants = constants_of(x, optimum);
           const FiniteMdp<double> rounded = approximation(x.mdp);
           const double beta = midpoint(x.temperature());
           const Matrix<double> first =
               parameters(x).unaryExpr([](const Ball& l) { return 2 * midpoint(l); });
           const auto run =
               run_of(rounded, first, beta, guaranteed_entropy_step(rounded, beta), run_length);
           const Matrix<Ball> rho = starts(x.mdp);
           Matrix<Ball> left(rho.rows(), static_cast<Eigen::Index>(run.size())), right = left;
           for (Eigen::Index k = 0; k < left.cols(); ++k) {
             const Checkpoint& now = run[static_cast<std::size_t>(k)];
             constants.t = now.t;
             constants.c = least_probability(now.least_likely);
             left.col(k) =
                 rho * (optimum.values -
                        soft_policy_values(x.mdp, policy_of(exactly(now.theta)), x.temperature()));
             right.col(k).setConstant(bound(constants));
           }
           return at_most(left, right);
         })
      .only("there is a choice, at most 8 states",
            [](const MdpInstance& x) { return x.table.actions() > 1 && x.table.states() <= 8; });
}

/// Two arms with rewards 1 and 0 from the uniform policy: gaps with entropy, with their bound, and
/// without.
inline std::vector<Curve> gaps_with_and_without_entropy() {
  constexpr int length = 1 << 15;
  constexpr double smallest = 1e-16;
  const FiniteMdp<double> mdp = in_field<double>(bandit({1, 0}));
  const auto always = [](std::int64_t) { return true; };
  std::vector<Curve> curves;
  for (const double beta : {1.0, 0.5}) {
    const SoftSolution optimum = solve_by_soft_policy_iteration(mdp, beta);
    const double eta = guaranteed_entropy_step(mdp, beta);
    const EntropyAscentRun run =
        converge_softly(mdp, entropy_ascent(mdp, beta, eta), optimum, beta, length, always);
    const EntropyAscentBound proved = entropy_ascent_bound(mdp, optimum, beta, eta);
    Curve gap{.label = fmt::format("β = {}", beta)};
    Curve bound{.label = fmt::format("β = {}: bound", beta), .bound = true};
    for (const EntropyAscentPoint& point : run.points) {
      const auto t = static_cast<double>(point.iteration + 1);
      if (point.gap > smallest) gap.points.emplace_back(t, point.gap);
      if (proved.at(point) > smallest) bound.points.emplace_back(t, proved.at(point));
    }
    curves.push_back(std::move(gap));
    curves.push_back(std::move(bound));
  }
  Curve plain{.label = "without entropy"};
  Matrix<double> theta = Matrix<double>::Zero(1, 2);
  for (int t = 1; t <= length; ++t) {
    if (is_power_of_two(t)) plain.points.emplace_back(t, tabular_softmax(theta).probabilities()(1));
    theta = softmax_ascent_step(mdp, theta, guaranteed_softmax_step(mdp));
  }
  curves.push_back(std::move(plain));
  return curves;
}

}  // namespace lemmata::entropy_ascents
