// CR-4. Monte Carlo regression finds the projection of the values.
//
//   E[Σ_t φ_tφ_tᵀ] = ΦᵀNΦ,   E[Σ_t φ_tG_t] = ΦᵀNV^π,   N(s) = E[visits to s in an episode],
//
// so that the equations of many episodes are solved by the weights of ΠV^π, nearest to V^π in
// ‖·‖_N, and the steps w ← w + α(G_t − φ_tᵀw)φ_t of an episode add up to αΦᵀN(V^π − Φw) on average:
// with w held exactly, and to first order in α where each step begins from the last one's weights.
//
// The weights of the states are visits without discount, whatever γ the returns have.
//
// Hypotheses: a finite MDP; episodes complete; a softmax policy; the features of visited states
// determine the weights. γ ≤ 1.
//
// Oracle: V^π and N from linear solves; the distance that a projection makes least.
//
// Shows: the mean of the production `monte_carlo_system` and `monte_carlo_step` over every episode,
// and over every two laid end to end, where no episode returns to a state: first visits are all
// there are. That the mean equations of n episodes are met by w* up to 1/n in mean square gives
// convergence of their solution; that of the steps takes step sizes that fall (Robbins–Monro), and
// is not checked here.
//
// Sources: sutton2018reinforcement, Sections 9.2 to 9.4; tsitsiklis1997analysis, where λ = 1 is
// this regression.

#include "verification/baselines/batches.hpp"
#include "verification/critics/regressions.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

using namespace regressions;

const Hypothesis complete_episodes{"episodes run to their end", {}};

const Hypothesis visited_features_independent =
    hypothesis("no weights but 0 give every visited state the value 0", [](const MdpInstance& x) {
      const MdpPoint<Modular> point = x.in<Modular>();
      const Matrix<Modular> gram = projection(point, visits(point)).matrix;
      return gram(0, 0) * gram(1, 1) != gram(0, 1) * gram(1, 0);
    });

/// The equations of n episodes laid end to end, side by side, on average.
template <class F, class Collect>
Vector<F> mean_equations(const MdpPoint<F>& x, int episodes, Collect collect) {
  const LinearFeatures<F> features{x.state_features()};
  const Eigen::Index d = features.weights();
  return mean_over_batches(x, episodes, d * (d + 1), [&](const Rollout<F>& rollout) {
    return entries(collect(features, rollout, x.mdp.discount));
  });
}

/// The predicate: n episodes give n times the normal equations of V^π with these weights of states.
template <class Collect, class Weights>
Check regresses_on_values(Collect collect, Weights weights, int episodes = 1) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           return equal(mean_equations(x, episodes, collect),
                        Vector<F>(F(episodes) * entries(projection(x, weights(x)))));
         })
      .only("batches are enumerated up to 1000", few_batches(episodes));
}

/// The predicate: for any w, ‖V^π − Φw‖² = ‖V^π − Φw*‖² + ‖Φ(w − w*)‖² in ‖·‖_N, for these w*.
template <class Best>
Check is_nearest(Best best) {
  return enumerated_identity([best]<class F>(const MdpPoint<F>& x) {
    const Vector<F> value = policy_values(x.mdp, x.pi());
    const Vector<F> any = x.state_features() * x.critic_weights();
    const Vector<F> nearest = x.state_features() * Vector<F>(best(x));
    const Vector<F> n = visits(x);
    return equal(weighted_square<F>(n, value - any),
                 F(weighted_square<F>(n, value - nearest) + weighted_square<F>(n, nearest - any)));
  });
}

/// The solution of the mean equations that `collect` gives.
template <class Collect>
auto solution_of(Collect collect) {
  return [collect]<class F>(const MdpPoint<F>& x) {
    const Vector<F> mean = mean_equations(x, 1, collect);
    const Matrix<F> equations = mean.reshaped(2, 3);
    return LinearSystem<F>{equations.leftCols(2), equations.col(2)}.solution();
  };
}

/// E‖v − Mw*‖² for the equations Mw = v of n episodes laid end to end and w* of the projection.
template <class F>
Vector<F> mean_square_miss(const MdpPoint<F>& x, int episodes) {
  const LinearFeatures<F> features{x.state_features()};
  const Vector<F> best = projection(x, visits(x)).solution();
  return mean_over_batches(x, episodes, 1, [&](const Rollout<F>& rollout) {
    const LinearSystem<F> system = production(features, rollout, x.mdp.discount);
    const Vector<F> miss = system.vector - system.matrix * best;
    return Vector<F>(Vector<F>::Constant(1, miss.dot(miss)));
  });
}

/// The predicate: a pass over an episode moves w by αΦᵀN(V^π − Φw) on average, w held or not.
template <class Move>
Check moves_to_projection(Move move) {
  return enumerated_identity([move]<class F>(const MdpPoint<F>& x) {
    const LinearSystem<F> equations = projection(x, visits(x));
    const Vector<F> mean =
        expectation(x.mdp, x.pi(), x.horizon, 2, [&](const Trajectory<F>& trajectory) {
          return Vector<F>(move(x, rollout_of(trajectory.steps)));
        });
    return equal(mean, Vector<F>(equations.vector - equations.matrix * x.critic_weights()));
  });
}

}  // namespace

Theorem monte_carlo_regression_finds_the_projection() {
  return {
      .id = "CR-4",
      .claim =
          "The mean equations of Monte Carlo regression have the projection of the values as their "
          "solution, states weighted by their visits",
      .statement = R"(\mathbb{E}\Big[\sum_t \phi_t \phi_t^\top\Big] = \Phi^\top N \Phi, \qquad
                      \mathbb{E}\Big[\sum_t \phi_t G_t\Big] = \Phi^\top N V^\pi, \qquad
                      N(s) = \mathbb{E}\Big[\sum_t 1\{s_t = s\}\Big])",
      .hypotheses = {finite_mdp, softmax_policy, complete_episodes, visited_features_independent},
      .oracle = "values and undiscounted visits from linear solves, and Pythagoras' theorem",
      .shows =
          "The mean of the production's equations and steps over every episode, where none "
          "returns to a state; not how fast many episodes approach it.",
      .instances =
          mdps_that_end("finite MDPs that end, with a softmax policy, features and weights",
                        {Part::policy, Part::state_features, Part::critic_weights},
                        {.states = 3, .actions = 2, .outcomes = 2}),
      .checks =
          {
              part("the mean equations of an episode", regresses_on_values(production, visits)),
              part("of two laid end to end", regresses_on_values(production, visits, 2)),
              part("their solution is nearest to V^π", is_nearest(solution_of(production))),
              part("the production's steps with w held", moves_to_projection(held(towards_return))),
              part("to first order in α, each from the last one's weights",
                   moves_to_projection(in_turn(towards_return))),
          },
      .proof =
          {
              step("E[Σ_t 1{s_t = s} G_t] = N(s)V^π(s): what follows a visit does not depend on "
                   "what "
                   "went before",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const TabularFeatures table{x.mdp.states()};
                     const Vector<F> sums = expectation(
                         x.mdp, x.pi(), x.horizon, x.mdp.states(),
                         [&](const Trajectory<F>& trajectory) {
                           return monte_carlo_system(table, rollout_of(trajectory.steps),
                                                     x.mdp.discount)
                               .vector;
                         });
                     return equal(sums,
                                  visits(x).cwiseProduct(policy_values(x.mdp, x.pi())).eval());
                   })),
              step("episodes are independent: in mean square the equations of two miss w* by twice "
                   "what those of one do, so that the mean of n misses it by 1/n of that",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     return equal(mean_square_miss(x, 2), Vector<F>(F{2} * mean_square_miss(x, 1)));
                   }).only("batches are enumerated up to 1000", few_batches(2))),
          },
      .falsifiers =
          {
              wrong("visits discounted", regresses_on_values(production, discounted_visits)),
              wrong("states weighted by the start alone", regresses_on_values(production, start)),
              wrong("all states weighted alike", regresses_on_values(production, alike)),
              wrong("the whole return at every step",
                    regresses_on_values(regression_on(whole_returns_of), visits)),
              wrong("γ lost", regresses_on_values(regression_on(undiscounted_returns), visits)),
              wrong("returns of what follows the step",
                    regresses_on_values(regression_on(returns_after_the_step), visits)),
              wrong("γᵗ on every step", regresses_on_values(weighted_by_discount, visits)),
              wrong("nearest where visits are discounted", is_nearest([](const auto& x) {
                      return projection(x, discounted_visits(x)).solution();
                    })),
              wrong("TD's fixed point is nearest", is_nearest(fixed_point_of_td)),
              wrong("steps towards r + γV_w(s′)", moves_to_projection(held(towards_target))),
              wrong("steps away from the return", moves_to_projection(in_turn(away_from_return))),
          },
      .needs = {needed(complete_episodes, regresses_on_values(cut_after_one_step, start)),
                needed(visited_features_independent, is_nearest(solution_of(production)))},
      .sources = {{"sutton2018reinforcement", "Sections 9.2 to 9.4"},
                  {"tsitsiklis1997analysis", "λ = 1"}},
  };
}

}  // namespace lemmata
