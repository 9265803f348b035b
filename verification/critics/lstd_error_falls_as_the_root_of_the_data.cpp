// CR-8. LSTD's error falls as n^{−1/2}, with the constant of the central limit theorem.
//
//   √n(w_n − w*) → N(0, A⁻¹ΣA⁻ᵀ),   A = E[φ(φ − γφ′)ᵀ],   Aw* = E[φr],   Σ = E[δ*²φφᵀ],
//
// for the solution w_n of LSTD(0)'s equations A_n w = b_n of n independent steps from stationary
// states, δ* being the TD error at w*. For every n the equations miss w* by b_n − A_n w*, of mean 0
// and covariance Σ/n; and to first order a step moves the solution by A⁻¹φδ*.
//
// Hypotheses: a finite MDP, γ < 1; a softmax policy; one recurrent class, whose states' features
// determine the weights; independent steps, as from a replay memory. The steps of one trajectory
// would add the covariances of different times to Σ.
//
// Oracle: A and w* from expected transitions and rewards; E[δ*²|s] as the squared Bellman error
// and half the mean squared difference of two independent targets; the distribution χ² with two
// degrees of freedom.
//
// Shows: mean and covariance exactly, over every one and two steps; the limit law's covariance
// exactly, as that of the influence of a step, by dual numbers through the production's solution;
// and in runs of n = 128 and n = 384 steps that E[min{Z_n, 4}] is within a tenth of 2(1 − e⁻²),
// that of χ², where Z_n = n(w_n − w*)ᵀ(A⁻¹ΣA⁻ᵀ)⁻¹(w_n − w*). That so many steps are enough is
// observed, not derived, and where single steps weigh too much they are not. The law itself is not
// checked, nor the mean of Z_n, which is infinite, as any n steps may fail to determine weights.
//
// Sources: bradtke1996linear, the algorithm; vandervaart1998asymptotic, Theorem 5.21.

#include "verification/baselines/batches.hpp"
#include "verification/critics/lstd_runs.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {
namespace {

using namespace lstd_errors;

const Hypothesis independent_steps{"independent steps from stationary states", {}};

const Hypothesis recurrent_features_independent =
    hypothesis("no weights but 0 give every recurrent state the value 0", [](const MdpInstance& x) {
      const MdpPoint<Modular> point = from_stationary_states(x.in<Modular>());
      return is_regular(weighted_gram(point.state_features(), point.mdp.start));
    });

/// The predicate: over all batches of n steps b_n − A_n w* has mean 0 and covariance Σ/nᵖ.
Check equations_vary_by(const Equations& collect, const Moments& moments, int n,
                        int power_of_n = 1) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& instance) {
           const MdpPoint<F> x = from_stationary_states(instance);
           const NormalLaw<F> law = normal_law(x, moments);
           const LinearFeatures<F> features{x.state_features()};
           const Vector<F> mean = mean_over_batches(x, n, 6, [&](const Rollout<F>& steps) {
             const LinearSystem<F> sum = collect.in<F>()(features, steps, x.mdp.discount);
             const Vector<F> miss = (sum.vector - sum.matrix * law.limit) / F(n);
             Vector<F> moments_of_miss(6);
             moments_of_miss << miss, (miss * miss.transpose()).reshaped();
             return moments_of_miss;
           });
           Vector<F> expected = Vector<F>::Constant(6, F{0});
           expected.tail(4) = Matrix<F>(law.noise / power(F(n), power_of_n)).reshaped();
           return equal(mean, expected);
         })
      .only("at most 16 states and 1000 batches",
            [n](const MdpInstance& x) { return has_at_most<16>(x) && few_batches(n)(x); });
}

/// The predicate: the influence of a step has the covariance that is claimed of √n(w_n − w*).
Check influence_varies_by(const Covariance& claimed) {
  return enumerated_identity([claimed]<class F>(const MdpPoint<F>& instance) {
           const MdpPoint<F> x = from_stationary_states(instance);
           const Influence<F> steps = influence(x);
           return equal(weighted_gram(steps.moves, steps.probabilities),
                        claimed.in<F>()(normal_law<F>(x, second_moments)));
         })
      .only("at most 16 states", has_at_most<16>);
}

/// The predicate: min{Z_n, 4} has the mean of its limit at n = 128 and n = 384, within the
/// tolerance, where w_n − w* is claimed to have the covariance factor(n)·A⁻¹ΣA⁻ᵀ.
Check error_has_covariance(const Equations& equations, double (*factor)(double n)) {
  return sampled(
             [=](const MdpPoint<double>& instance) {
               const LimitOfRuns runs{instance};
               const auto collect = equations.in<double>();
               Experiment result{.sample = [=](RandomStream& random) -> Vector<double> {
                 const LinearSystem<double> first =
                     collect(runs.features, runs.draw(128, random), runs.discount());
                 const LinearSystem<double> rest =
                     collect(runs.features, runs.draw(256, random), runs.discount());
                 const double early = clipped(runs.squared_error(first) / factor(128));
                 const double late = clipped(runs.squared_error(sum(first, rest)) / factor(384));
                 return Vector<double>{{early, -early, late, -late}};
               }};
               for (int n = 0; n < 2; ++n) {
                 result.claims.push_back(
                     {(1 + tolerance) * mean_of_clipped, Relation::at_most, Bounded{0, largest}});
                 result.claims.push_back(
                     {(tolerance - 1) * mean_of_clipped, Relation::at_most, Bounded{-largest, 0}});
               }
               return result;
             },
             1500)
      .only("γ ≤ 7/8, at most 16 states, noise in every direction, steps of moderate weight",
            has_moderate_steps);
}

constexpr auto over_steps = [](double n) { return 1 / n; };

}  // namespace

Theorem lstd_error_falls_as_the_root_of_the_data() {
  return {
      .id = "CR-8",
      .claim =
          "LSTD's error falls as the root of the number of steps, with the covariance of the "
          "central limit theorem",
      .statement = R"(\sqrt n\,(w_n - w^*) \to N(0,\, A^{-1} \Sigma A^{-\top}), \qquad
                      A = \mathbb{E}[\phi (\phi - \gamma \phi')^\top], \quad
                      \Sigma = \mathbb{E}[\delta_*^2\, \phi \phi^\top])",
      .hypotheses = {finite_mdp, discount_below_one, softmax_policy, unichain,
                     recurrent_features_independent, independent_steps},
      .oracle = "expected transitions and rewards, second moments by pairs of targets, and χ²",
      .shows =
          "Mean and covariance of what the equations of one and two steps miss, and of the "
          "influence of a step, exactly; the mean of the clipped squared error after 128 and "
          "384 steps within a tenth. Not the law itself, nor dependent steps.",
      .instances = mdps("finite MDPs with a softmax policy and features of states",
                        {Part::policy, Part::state_features},
                        {.states = 3, .actions = 2, .outcomes = 2, .horizon = 1}),
      .checks =
          {
              part("b_n − A_n w* has mean 0 and covariance Σ/n, n = 1",
                   equations_vary_by(production, second_moments, 1)),
              part("n = 2", equations_vary_by(production, second_moments, 2)),
              part("the influence of a step has the covariance A⁻¹ΣA⁻ᵀ",
                   influence_varies_by(covariance)),
              part("the error after 128 and 384 steps",
                   error_has_covariance(production, over_steps)),
          },
      .proof =
          {
              step("to first order one step moves the solution by A⁻¹φδ*",
                   enumerated_identity([]<class F>(const MdpPoint<F>& instance) {
                     const MdpPoint<F> x = from_stationary_states(instance);
                     return equal(influence(x).moves, expected_moves(x));
                   }).only("at most 16 states", has_at_most<16>)),
          },
      .falsifiers =
          {
              wrong("noise of the rewards alone",
                    equations_vary_by(production, reward_variances, 1)),
              wrong("Bellman errors are no noise",
                    equations_vary_by(production, target_variances, 1)),
              wrong("Σ/n² for Σ/n", equations_vary_by(production, second_moments, 2, 2)),
              wrong("least squares of TD errors miss w* by nothing but noise",
                    equations_vary_by(least_squares, second_moments, 1)),
              wrong("A⁻¹ forgotten", influence_varies_by(not_solved)),
              wrong("A⁻¹ΣA⁻¹", influence_varies_by(not_transposed)),
              wrong("the error falls as 1/n",
                    error_has_covariance(production, [](double n) { return 128 / (n * n); })),
              wrong("half the covariance",
                    error_has_covariance(production, [](double n) { return 0.5 / n; })),
              wrong("twice the covariance",
                    error_has_covariance(production, [](double n) { return 2 / n; })),
              wrong("least squares of TD errors tend to w*",
                    error_has_covariance(least_squares, over_steps)),
          },
      .needs = {needed(independent_steps, equations_vary_by(the_first_again, second_moments, 2)),
                needed(recurrent_features_independent, influence_varies_by(covariance))},
      .sources = {{"bradtke1996linear", "the algorithm"},
                  {"vandervaart1998asymptotic", "Theorem 5.21"}},
      .figure = Figure{.title = "LSTD's error falls as the root of the number of steps",
                       .caption =
                           "A random walk on a ring of seven states with γ = 7/8, a reward of 1 in "
                           "one of them, features 1 and the distance from it: ‖Φ(w_n − w*)‖_D of "
                           "n independent steps, and the line of the central limit theorem.",
                       .x_label = "steps n",
                       .y_label = "error of the values",
                       .log_x = true,
                       .log_y = true,
                       .curves = errors_by_steps},
  };
}

}  // namespace lemmata
