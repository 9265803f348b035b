#pragma once
/// \file
/// The production TD(0) and the average of its iterates against the exact recursion of moments, and
/// the facts about one update that finite-time bounds rest on.

#include "algorithms/critics/averaging.hpp"
#include "algorithms/critics/least_squares.hpp"
#include "algorithms/sampling/episode_sampler.hpp"
#include "verification/critics/independent_states.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {

/// Calls visit(probability, step) for every state, action and outcome.
template <class F, class Visit>
void for_each_step(const IndependentTd<F>& td, Visit visit) {
  for (int s = 0; s < td.mdp.states(); ++s) {
    for (int a = 0; a < td.mdp.actions(); ++a) {
      for (const Outcome<F>& outcome : td.mdp.outcomes(s, a)) {
        visit(F(td.distribution(s) * td.policy(s, a) * outcome.probability),
              Step<F>{s, a, outcome.reward, outcome.next_state, outcome.terminal});
      }
    }
  }
}

/// The last iterate of a run, and the average of all of them, the first included.
template <class F>
struct TrainedCritic {
  Vector<F> last;
  Vector<F> average;
};

/// The production TD(0) through given steps, with step sizes α_0, α_1, ….
template <class F, class StepSize>
TrainedCritic<F> train(const IndependentTd<F>& td, Vector<F> weights,
                       const std::vector<Step<F>>& steps, StepSize step_size) {
  const LinearFeatures<F> features{td.features};
  IterateAverage<F> average;
  average.add(weights);
  for (std::size_t k = 0; k < steps.size(); ++k) {
    weights = td_step(features, std::move(weights), steps[k], td.mdp.discount,
                      F(step_size(F(static_cast<int>(k)))));
    average.add(weights);
  }
  return {weights, average.mean()};
}

/// α_0 = 1/3, α_1 = 1/4.
constexpr auto a_third_and_a_quarter = []<class F>(const F& k) { return F(F{1} / (k + F{3})); };

/// The moments of the average of three iterates and of the last one, by the recursion.
template <class F>
Matrix<F> recursive_moments(const IndependentTd<F>& td, const Vector<F>& start) {
  const ErrorRecursion<F> errors = td.errors();
  AveragedMoments<F> moments = errors.nothing_averaged(errors.at(start));
  Matrix<F> result(3, 6);
  for (int k = 0; k < 3; ++k) {
    result.rightCols(3) = moments.latest.products;
    moments = errors.next(moments, a_third_and_a_quarter(F{k}));
  }
  result.leftCols(3) = moments.average().products;
  return result;
}

/// The production TD(0) and its average, with those steps.
constexpr auto production = []<class F>(const IndependentTd<F>& td, const Vector<F>& start,
                                        const std::vector<Step<F>>& steps) {
  return train(td, start, steps, a_third_and_a_quarter);
};

/// The mean update at the weights where A_0w = b_0 of TD(0), and 0.
inline Check mean_update_rests_at_the_fixed_point() {
  return identity([]<class F>(const MdpPoint<F>& x) {
           const Matrix<F> phi = x.state_features();
           const Vector<F> d = stationary_distribution(x.mdp, x.pi());
           const Vector<F> there =
               temporal_difference_system(x.mdp, x.pi(), phi, d, F{0}).solution();
           const ErrorRecursion<F> errors{temporal_difference_updates(x.mdp, x.pi(), phi, d),
                                          there};
           return equal(errors.mean_update(), Vector<F>::Constant(2, F{0}));
         })
      .only("at most 16 states", has_at_most<16>);
}

/// The predicate: over every sequence of two steps, training from given weights has the moments of
/// the recursion.
template <class Training>
Check has_exact_moments(Training training) {
  return enumerated_identity([training]<class F>(const MdpPoint<F>& x) {
           const IndependentTd<F> td =
               independent_td(x, x.state_features(), stationary_distribution(x.mdp, x.pi()));
           const Vector<F> start = x.critic_weights();
           const auto products = [&](const Vector<F>& weights) {
             Vector<F> error(3);
             error << weights - td.fixed_point, F{1};
             return Matrix<F>(error * error.transpose());
           };
           Matrix<F> result = Matrix<F>::Constant(3, 6, F{0});
           for_each_step(td, [&](const F& probability, const Step<F>& first) {
             for_each_step(td, [&](const F& probability_then, const Step<F>& second) {
               const TrainedCritic<F> critic = training(td, start, std::vector{first, second});
               const F weight = probability * probability_then;
               result.leftCols(3) += weight * products(critic.average);
               result.rightCols(3) += weight * products(critic.last);
             });
           });
           return equal(result, recursive_moments(td, start));
         })
      .only("at most 50 outcomes of a step", [](const MdpInstance& x) {
        std::size_t outcomes = 0;
        for (const auto& actions : x.table.outcomes) {
          for (const auto& one : actions) outcomes += one.size();
        }
        return outcomes <= 50;
      });
}

/// The predicate: the mean of the average of 16 iterates of sampled training, with steps 1/4, is
/// that of the recursion. `next_state` draws the states.
template <class NextState>
Check has_exact_mean(NextState next_state) {
  return sampled(
             [next_state](const MdpPoint<double>& x) {
               constexpr int steps = 15;
               const IndependentTd<double> td = on_policy(x);
               const Vector<double> start = td.fixed_point + initial_error(x);
               const ErrorRecursion<double> errors = td.errors();
               AveragedMoments<double> moments = errors.nothing_averaged(errors.at(start));
               for (int k = 0; k <= steps; ++k) moments = errors.next(moments, 0.25);
               const Vector<double> mean = moments.average().mean();
               const Vector<double> square = moments.average().second().diagonal();
               const EpisodeSampler sampler{td.mdp};
               Experiment result{.sample = [=](RandomStream& random) {
                 std::vector<Step<double>> drawn;
                 for (int k = 0; k < steps; ++k) {
                   const int state = next_state(td, random);
                   drawn.push_back(sampler.draw_step(td.policy, state, random));
                 }
                 const auto quarter = [](double) { return 0.25; };
                 return Vector<double>(train(td, start, drawn, quarter).average - td.fixed_point);
               }};
               for (Eigen::Index i = 0; i < mean.size(); ++i) {
                 const double variance = square(i) - mean(i) * mean(i);
                 result.claims.push_back(
                     {mean(i), Relation::equal, FiniteVariance{std::max(variance, 1e-9)}});
               }
               return result;
             },
             4000)
      .only("at most 16 states", has_at_most<16>);
}

/// States from D, as assumed, and from the start distribution.
constexpr auto from_the_stationary = [](const IndependentTd<double>& td, RandomStream& random) {
  return random.index_of(td.distribution);
};
constexpr auto from_the_start = [](const IndependentTd<double>& td, RandomStream& random) {
  return random.index_of(td.mdp.start);
};

/// Wrong trainings: TD(0) that bootstraps at an end; an average of the later two iterates alone;
/// the gradient of the squared TD error.
constexpr auto through_ends = [](const auto& td, const auto& start, auto steps) {
  for (auto& step : steps) step.terminal = false;
  return production(td, start, steps);
};
constexpr auto without_the_start = [](const auto& td, const auto& start, const auto& steps) {
  auto result = production(td, start, steps);
  // The mean of all three, less the first.
  result.average += (result.average - start) / typename decltype(result.average)::Scalar{2};
  return result;
};
constexpr auto through_the_target = []<class F>(const IndependentTd<F>& td, Vector<F> weights,
                                                const std::vector<Step<F>>& steps) {
  IterateAverage<F> average;
  average.add(weights);
  for (int k = 0; k < 2; ++k) {
    const Step<F>& step = steps[static_cast<std::size_t>(k)];
    weights = residual_gradient_step(LinearFeatures<F>{td.features}, weights, step, step,
                                     td.mdp.discount, a_third_and_a_quarter(F{k}));
    average.add(weights);
  }
  return TrainedCritic<F>{weights, average.mean()};
};

/// What the proof compares at θ = θ_0, with e = θ* − θ.
template <class F>
struct UpdateMoments {
  F values;    ///< ‖V* − V_θ‖_D²
  F progress;  ///< eᵀE[g(θ)]
  F mean;      ///< ‖E[g(θ)]‖²
  F square;    ///< E‖g(θ)‖²
  F change;    ///< E‖g(θ) − g(θ*)‖²
  F noise;     ///< σ² = E‖g(θ*)‖²
};

template <class F>
UpdateMoments<F> update_moments(const IndependentTd<F>& td, const Vector<F>& error) {
  std::vector<LinearUpdate<F>> updates = td.updates();
  const ErrorRecursion<F> there{updates, Vector<F>(td.fixed_point + error)};
  const Vector<F> mean = there.mean_update();
  const ErrorRecursion<F> errors = td.errors();
  for (LinearUpdate<F>& update : updates) update.vector.setConstant(F{0});
  const ErrorRecursion<F> without_rewards{updates, error};
  return {errors.at(Vector<F>(td.fixed_point + error)).mean_square(td.gram),
          F(-error.dot(mean)),
          F(mean.dot(mean)),
          there.update_square(),
          without_rewards.update_square(),
          errors.update_square()};
}

/// What one update does: (1 − γ)‖V* − V_θ‖_D² ≤ eᵀE[g]; ‖E[g]‖² ≤ 4‖V* − V_θ‖_D²;
/// E‖g‖² ≤ 2σ² + 8‖V* − V_θ‖_D²; E‖g − g(θ*)‖² ≤ 2eᵀE[g].
enum class UpdateFact { progress, mean, square, change };

inline Check update_satisfies(UpdateFact fact) {
  return inequality([fact]<class F>(const MdpPoint<F>& x) {
           const UpdateMoments<F> of = update_moments(on_policy(x), initial_error(x));
           switch (fact) {
             case UpdateFact::progress:
               return at_most(F((F{1} - x.mdp.discount) * of.values), of.progress);
             case UpdateFact::mean:
               return at_most(of.mean, F(F{4} * of.values));
             case UpdateFact::square:
               return at_most(of.square, F(F{2} * of.noise + F{8} * of.values));
             case UpdateFact::change:
               return at_most(of.change, F(F{2} * of.progress));
           }
           throw std::logic_error("unknown fact");
         })
      .only("at most 8 states", has_at_most<8>);
}

/// The predicate: a production step of size 1/4 from θ_0 has
/// E‖θ* − θ_1‖² ≤ ‖θ* − θ_0‖² − α(1 − γ)‖V* − V_θ0‖_D² + 2α²σ², over every outcome.
inline Check one_step_falls() {
  return inequality([]<class F>(const MdpPoint<F>& x) {
           const F alpha = F{1} / F{4};
           const IndependentTd<F> td = on_policy(x);
           const Vector<F> error = initial_error(x);
           const UpdateMoments<F> moments = update_moments(td, error);
           F mean{0};
           for_each_step(td, [&](const F& probability, const Step<F>& step) {
             const Vector<F> next =
                 td_step(LinearFeatures<F>{td.features}, Vector<F>(td.fixed_point + error), step,
                         td.mdp.discount, alpha);
             mean += probability * (next - td.fixed_point).dot(next - td.fixed_point);
           });
           const F falls = alpha * (F{1} - td.mdp.discount) * moments.values;
           const F noise = F{2} * alpha * alpha * moments.noise;
           return at_most(mean, F(error.dot(error) - falls + noise));
         })
      .only("at most 8 states", has_at_most<8>);
}

}  // namespace lemmata
