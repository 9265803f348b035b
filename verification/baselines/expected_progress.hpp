#pragma once
/// \file
/// How far the expected step of a batch goes along the gradient, for one bandit with a risky arm.

#include <cmath>

#include "algorithms/reinforce/reinforce.hpp"
#include "theory/policies/softmax.hpp"
#include "verification/engine/figure.hpp"

namespace lemmata {

/// E[ĝ]ᵀ∇J/‖∇J‖², times the deviation of R, in batches of n where one arm pays 1 and the other,
/// as likely, 4 with probability 1/3 and else 0.
template <class Baseline>
double expected_progress(int n, const Baseline& baseline, double unit) {
  const TabularSoftmax<double> policy{Matrix<double>::Ones(1, 2)};
  const double slope = (4.0 / 3 - 1) / 4;  // ∂J/∂θ of the risky arm
  double progress = 0;
  for (int wins = 0; wins <= n; ++wins) {
    for (int losses = 0; wins + losses <= n; ++losses) {
      const int sure = n - wins - losses;
      Rollout<double> batch;
      const auto append = [&](int count, int arm, double reward) {
        const std::vector<Step<double>> episode{{0, arm, reward}};
        for (int i = 0; i < count; ++i) batch.append_episode(episode);
      };
      append(wins, 1, 4);
      append(losses, 1, 0);
      append(sure, 0, 1);
      const double log_chance = std::lgamma(n + 1) - std::lgamma(wins + 1) -
                                std::lgamma(losses + 1) - std::lgamma(sure + 1) +
                                wins * std::log(1.0 / 6) + losses * std::log(1.0 / 3) +
                                sure * std::log(1.0 / 2);
      const Vector<double> step =
          reinforce(policy, batch, 0.0, Credit::discounted_reward_to_go, baseline);
      progress += std::exp(log_chance) * step(1) / slope * unit;
    }
  }
  return progress;
}

inline std::vector<Curve> progress_by_batch_size() {
  const double deviation = std::sqrt(19.0 / 6 - 49.0 / 36);
  Curve normalised{.label = "divided by the deviation"}, mean{.label = "less the mean alone"};
  Curve others{.label = "less the mean of the others"};
  for (int n = 2; n <= 128; n += n < 16 ? 1 : n / 8) {
    normalised.points.emplace_back(n, expected_progress(n, NormalisedBatch{}, deviation));
    mean.points.emplace_back(n, expected_progress(n, BatchMean{}, 1));
    others.points.emplace_back(n, expected_progress(n, LeaveOneOut{}, 1));
  }
  return {normalised, mean, others};
}

}  // namespace lemmata
