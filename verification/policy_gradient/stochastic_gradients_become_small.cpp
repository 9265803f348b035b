// PG-16. Stochastic gradient ascent brings the mean squared gradient norm down.
//
//   (1/N) Σ_{k<N} E‖∇J(θ_k)‖² ≤ 2LΔ/N + σ²/m,   θ_{k+1} = θ_k + ĝ_k/L,
//
// with Δ ≥ max J − J(θ_0), J L-smooth, ĝ_k the mean of m unbiased estimates of variance ≤ σ². With
// steps η ≤ 1/L it is 2Δ/(Nη) + Lησ²/m, of the order 1/√N for η of that order.
//
// Hypotheses: a finite MDP, a finite horizon H, a tabular softmax policy. With M ≥ |reward|,
// B = Σ_{k<H} γᵏ and C = Σ_{k<H} (k+1)γᵏ the constants are L = MHB, σ² = (1 − 1/A)M²C², and
// Δ = MB − J(θ_0).
// Oracle: J_H in balls at the parameters after a step, for every single episode; J_H as a dual
// number along the run.
// Shows: the gain of one step of the production REINFORCE, rigorously, averaged over every episode;
// the bound over sampled runs, of N = 16 steps 1/L of m = 8 episodes and of N = 64 of m = 1 with
// the η that gives 1/√N. It is a statement about the mean over the run, equally about a random
// iterate; not about the last one, and not about the norm without its square.
// Sources: ghadimi2013stochastic, Theorem 2.1.

#include "algorithms/reinforce/training.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/policy_gradient/ascent_constants.hpp"
#include "verification/policy_gradient/episode_estimators.hpp"

namespace lemmata {
namespace {

constexpr auto production = [](const auto& x, const auto& policy, const auto& rollout) {
  return reinforce(policy, rollout, x.mdp.discount);
};
constexpr auto undiscounted = [](const auto& x, const auto& policy, const auto& rollout) {
  return reinforce(policy, rollout, x.mdp.discount, Credit::reward_to_go, NoBaseline{});
};
constexpr auto downhill = [](const auto& x, const auto& policy, const auto& rollout) {
  return (-reinforce(policy, rollout, x.mdp.discount)).eval();
};

bool few_parameters(const MdpInstance& x) { return x.table.states() * x.table.actions() <= 12; }

/// The predicate: to first order a step along ĝ gains ‖∇J‖² a unit of step, averaged over episodes.
template <class Estimator>
Check gains_the_square_norm(Estimator estimator) {
  return enumerated_identity([estimator]<class F>(const MdpPoint<F>& x) {
           const FiniteMdp<Dual<F>> constant = as_constant(x.mdp);
           const auto gain = [&](const Vector<F>& direction) {
             const auto moved = x.policy().along(direction).probabilities();
             return horizon_performance(constant, moved, x.horizon).derivative;
           };
           const Vector<F> all = horizon_gradient(x, x.policy());
           return equal(mean_of(x, estimator, gain), F(all.dot(all)));
         })
      .only("at most twelve parameters", few_parameters);
}

/// J at θ + ηĝ, through the preferences z exp(ηĝ).
Ball performance_after(const MdpPoint<Ball>& x, const Vector<Ball>& step) {
  Matrix<Ball> preferences = x.pi();
  for (int s = 0; s < preferences.rows(); ++s) {
    for (int a = 0; a < preferences.cols(); ++a) {
      preferences(s, a) *= exp(step(x.policy().index(s, a)));
    }
  }
  return horizon_performance(x.mdp, TabularSoftmax<Ball>{preferences}.probabilities(), x.horizon);
}

/// The predicate: E[J(θ + ĝ/L)] − J(θ) + noise ≥ ‖∇J‖²/(2L), with noise = σ²/(2L).
template <class Estimator, class Noise>
Check one_step_gains(Estimator estimator, Noise noise) {
  return ball_inequality([=](const MdpPoint<Ball>& unscaled) {
           const MdpPoint<Ball> x = in_sixteenths(unscaled);
           const Constants<Ball> known = constants(x);
           const Ball now = horizon_performance(x.mdp, x.pi(), x.horizon);
           const Ball gain = mean_of(x, estimator, [&](const Vector<Ball>& estimate) {
             return performance_after(x, estimate / known.smoothness) - now;
           });
           const Ball twice = known.smoothness + known.smoothness;
           const Vector<Ball> all = horizon_gradient(x, x.policy());
           return at_most(Ball(all.dot(all) / twice), Ball(gain + noise(known.variance) / twice));
         })
      .only("several actions, at most twelve parameters",
            [](const MdpInstance& x) { return x.table.actions() > 1 && few_parameters(x); });
}

constexpr RunPlan long_steps{.steps = 16, .batch = 8, .short_steps = false};
constexpr RunPlan large_batches{.steps = 16, .batch = 16, .short_steps = false};
constexpr RunPlan short_steps{.steps = 64, .batch = 1, .short_steps = true};

constexpr auto square_norm = [](const Vector<double>& g) { return g.squaredNorm(); };

/// (1/N) Σ_k measure(∇J(θ_k)) along one run of the production training.
template <class Measure>
double mean_along_a_run(const MdpPoint<double>& x, const ReinforceOptions& options, int length,
                        Measure measure, RandomStream& random) {
  const EpisodeSampler sampler{x.mdp};
  const TabularParametrisation policies{x.mdp.states(), x.mdp.actions()};
  Vector<double> theta = Matrix<double>(x.pi().array().log().matrix().transpose()).reshaped();
  double sum = 0;
  for (int k = 0; k < length; ++k) {
    sum += measure(horizon_gradient(x, policies.policy(theta)));
    theta = reinforce_step(sampler, policies, theta, options, random).theta;
  }
  return sum / length;
}

/// The predicate: the mean along a run is at most the plan's bound, with steps of a multiple of η.
template <class Measure>
Check falls_along_runs(Measure measure, RunPlan plan = long_steps, double multiple = 1,
                       MdpPoint<double> (*at)(const MdpPoint<double>&) = rewards_in_sixteenths) {
  return sampled(
             [=](const MdpPoint<double>& instance) {
               const MdpPoint<double> x = at(instance);
               const Constants<double> of_x = constants(x);
               const double bound = plan.bound(of_x);
               const double largest =
                   std::max(bound, measure(Vector<double>{{std::sqrt(of_x.variance)}}));
               const ReinforceOptions options{.step_size = multiple * plan.step_size(of_x),
                                              .batch = plan.batch,
                                              .horizon = x.horizon};
               return Experiment{{{bound, Relation::at_most, Bounded{-1e-9, largest + 1e-9}}},
                                 [=](RandomStream& random) {
                                   return Vector<double>::Constant(
                                       1,
                                       mean_along_a_run(x, options, plan.steps, measure, random));
                                 }};
             },
             1500)
      .only("at most twelve parameters", few_parameters);
}

/// The mean squared norm against the length of the run, on a bandit of two arms that pay 1/4 and 0,
/// with the step that the bound asks for, η = min{1/L, √(2Δ/(LNσ²))}.
std::vector<Curve> by_length() {
  const MdpInstance arms = two_arms({1, 3});
  const MdpPoint<double> x = in_sixteenths(arms.in<double>());
  const Constants<double> of_x = constants(x);
  Curve measured{.label = "mean of ‖∇J‖² along the run"};
  Curve bound{.label = "2Δ/(Nη) + Lησ²", .bound = true};
  Curve rate{.label = "proportional to 1/√N", .bound = true};
  for (int length = 1; length <= 4096; length *= 2) {
    const RunPlan plan{.steps = length, .batch = 1, .short_steps = true};
    const ReinforceOptions options{.step_size = plan.step_size(of_x), .horizon = 1};
    constexpr int runs = 50;
    double sum = 0;
    for (std::uint64_t run = 0; run < runs; ++run) {
      RandomStream random{{.seed = 16, .instance = run}};
      sum += mean_along_a_run(x, options, length, square_norm, random);
    }
    measured.points.emplace_back(length, sum / runs);
    bound.points.emplace_back(length, plan.bound(of_x));
    rate.points.emplace_back(length, 0.01 / std::sqrt(length));
  }
  return {measured, bound, rate};
}

}  // namespace

Theorem stochastic_gradients_become_small() {
  const auto itself = [](const auto& variance) { return variance; };
  const auto lost = []<class F>(const F&) { return F{0}; };
  return {
      .id = "PG-16",
      .claim = "Stochastic gradient ascent brings the mean squared gradient norm down as 1/√N",
      .statement =
          R"(\frac1N \sum_{k<N} \mathbb{E} \lVert \nabla J(\theta_k) \rVert^2 \le
             \frac{2 L \Delta}{N} + \frac{\sigma^2}{m}, \qquad \theta_{k+1} = \theta_k + \hat g_k / L)",
      .hypotheses = {finite_mdp, finite_horizon, softmax_policy},
      .oracle = "J_H in balls after every possible step; J_H as a dual number along sampled runs",
      .shows =
          "The gain of one step of the production REINFORCE over every episode, and the bound over "
          "sampled runs, of 16 steps 1/L of 8 episodes and of 64 shorter ones of one: for the mean "
          "over the run or a random iterate, not for the last one, nor for the unsquared norm.",
      .instances = mdps("finite MDPs with a softmax policy and a horizon", {Part::policy},
                        {.states = 2, .actions = 3, .outcomes = 2, .horizon = 2}),
      .checks =
          {
              part("one step of one episode gains ‖∇J‖²/(2L) less σ²/(2L)",
                   one_step_gains(production, itself)),
              part("runs of the production training with steps 1/L", falls_along_runs(square_norm)),
              part("shorter steps η = √(2Δm/(LNσ²)): at most 2Δ/(Nη) + Lησ²/m, of the order 1/√N",
                   falls_along_runs(square_norm, short_steps)),
              part("two arms, from the uniform policy, where 16 steps must move",
                   falls_along_runs(square_norm, large_batches, 1, from_uniform_arms)),
          },
      .proof =
          {
              step("the estimates' second moment is at most σ² = (1 − 1/A)M²C²",
                   inequality([]<class F>(const MdpPoint<F>& unscaled) {
                     const MdpPoint<F> x = in_sixteenths(unscaled);
                     const auto square = [](const Vector<F>& g) { return g.dot(g); };
                     return at_most(mean_of(x, production, square), constants(x).variance);
                   }).only("at most twelve parameters", few_parameters)),
          },
      .falsifiers =
          {
              wrong("the norm itself for its square",
                    falls_along_runs([](const Vector<double>& g) { return g.norm(); }))
                  .refuting(9),
              wrong("a run that stands still",
                    falls_along_runs(square_norm, large_batches, 0, from_uniform_arms)),
              wrong("noise costs nothing: σ² lost", one_step_gains(production, lost)),
              wrong("downhill", one_step_gains(downhill, itself)),
              wrong("γᵗ missing", gains_the_square_norm(undiscounted)),
          },
      .tight = {part(
          "to first order a step gains just ‖∇J‖² a unit of step, the mean of ĝ being ∇J",
          gains_the_square_norm(production))},
      .sources = {{"ghadimi2013stochastic", "Theorem 2.1"}},
      .figure =
          Figure{.title = "The mean squared gradient norm falls at least as 1/√N",
                 .caption = "Two arms that pay 1/4 and 0, from π = (1/4, 3/4): the production "
                            "REINFORCE, 50 runs of each length with the step that suits it.",
                 .x_label = "steps N",
                 .y_label = "mean of ‖∇J‖²",
                 .log_x = true,
                 .log_y = true,
                 .curves = by_length},
  };
}

}  // namespace lemmata
