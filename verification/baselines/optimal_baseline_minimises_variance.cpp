// BL-3. The baseline of least variance.
//
//   b*(s) = E[‖g‖² Q(s,a)] / E[‖g‖²] minimises tr Cov[g (Q(s,a) − b)] over b,
//
// with g = ∇log π(a|s) and a ~ π(·|s), in every state by itself. In a state without a choice the
// score is 0, every baseline does as well as any other, and b* is by convention E[Q].
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy; one step.
// Oracle: the production `reinforce` over every episode of one step, and the derivative of its
// variance in b as a dual number; neither knows the formula for b*.
// Shows: the production `optimal_baseline` is where that derivative vanishes, for Q^π under a
// tabular and a linear softmax and for random rewards, and no other b has a smaller trace. It is
// the trace that is least: single coordinates have minima of their own. Nor does b* minimise the
// variance of episodes of several steps, whose scores overlap where a state is visited again.
// Sources: greensmith2004variance, Theorem 8.

#include "verification/baselines/one_step_variances.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

const Hypothesis one_step = hypothesis("the estimate is that of one step: the horizon is 1",
                                       [](const MdpInstance& x) { return x.horizon == 1; });

constexpr auto production = [](const auto& episodes) {
  return optimal_baseline(episodes.policy, episodes.q);
};

/// The predicate: at a claimed b the trace of the covariance has derivative 0 in b.
template <class EpisodesOf, class Baseline>
Check is_stationary(EpisodesOf episodes_of, Baseline claimed) {
  return on_few_states(enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const auto episodes = episodes_of(x);
    const Vector<F> baseline = claimed(episodes);
    const Vector<F> slope =
        derivative_part(covariance_traces(as_constant(episodes), moving(baseline)));
    return equal(slope, Vector<F>::Constant(slope.size(), F{0}));
  }));
}

template <class Baseline>
Check is_stationary(Baseline claimed) {
  return is_stationary(action_value_step, claimed);
}

/// The predicate: a claimed b has at most the trace of any b, in every state.
template <class EpisodesOf, class Baseline>
Check is_least(EpisodesOf episodes_of, Baseline claimed) {
  return on_few_states(inequality([=]<class F>(const MdpPoint<F>& x) {
    const auto episodes = episodes_of(x);
    const Vector<F> baseline = claimed(episodes);
    return at_most(covariance_traces(episodes, baseline),
                   covariance_traces(episodes, x.state_baseline()));
  }));
}

/// Σ_a w(s,a) Q(s,a) / Σ_a w(s,a) for weights w that a lambda computes from π(a|s) and ∇log π(a|s).
template <class Weight>
auto weighted_mean(Weight weight) {
  return [weight]<class F, template <class> class P>(const Episodes<F, P>& episodes) {
    const Policy<F>& pi = episodes.policy.probabilities();
    Matrix<F> weights(pi.rows(), pi.cols());
    for (int s = 0; s < pi.rows(); ++s) {
      for (int a = 0; a < pi.cols(); ++a) {
        weights(s, a) = weight(pi(s, a), Vector<F>(episodes.policy.score(s, a)));
      }
    }
    const Vector<F> totals = weights.rowwise().sum();
    return Vector<F>(weights.cwiseProduct(episodes.q).rowwise().sum().cwiseQuotient(totals));
  };
}

/// The baseline of the first step alone, for episodes of several.
template <class F>
auto on_the_first_step(Vector<F> baseline) {
  return [baseline](const Rollout<F>& rollout, std::vector<F> returns) {
    returns[0] -= baseline(rollout.steps[0].state);
    return returns;
  };
}

/// E[‖g‖² Qᵏ], S entries.
template <class F, template <class> class P>
Vector<F> weighted_moment(const Episodes<F, P>& episodes, int k) {
  const Policy<F>& pi = episodes.policy.probabilities();
  Vector<F> result = Vector<F>::Constant(pi.rows(), F{0});
  for (int s = 0; s < pi.rows(); ++s) {
    for (int a = 0; a < pi.cols(); ++a) {
      result(s) +=
          pi(s, a) * square_score<F>(episodes.policy, s, a) * power(F(episodes.q(s, a)), k);
    }
  }
  return result;
}

}  // namespace

Theorem optimal_baseline_minimises_variance() {
  return {
      .id = "BL-3",
      .claim =
          "In each state the baseline E[‖∇log π‖² Q]/E[‖∇log π‖²] gives the one-step estimate the "
          "covariance of least trace",
      .statement = R"(b^*(s) = \frac{\mathbb{E}_{a \sim \pi} \lVert \nabla \log \pi(a \mid s)
                      \rVert^2 Q(s,a)}{\mathbb{E}_{a \sim \pi} \lVert \nabla \log \pi(a \mid s)
                      \rVert^2} = \arg\min_b \operatorname{tr} \operatorname{Cov}_{a \sim \pi}
                      \big[ \nabla \log \pi(a \mid s) (Q(s,a) - b) \big])",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, one_step},
      .oracle = "the variance of the production estimate over every episode, as a dual number in b",
      .shows =
          "The production baseline, for Q^π under a tabular and a linear softmax, and for "
          "random rewards; the trace of a state, not its single coordinates.",
      .instances = mdps("finite MDPs with a softmax policy and a baseline",
                        {Part::policy, Part::features, Part::state_baseline},
                        {.states = 3, .actions = 3, .outcomes = 2, .horizon = 1}),
      .checks =
          {
              part("the derivative in b is 0 at b*", is_stationary(production)),
              part("the same under a linear softmax of two features",
                   is_stationary(linear_action_value_step, production)),
              part("the same where the reward of an action is random",
                   is_stationary(sampled_rewards, production)),
              part("tr Cov(b*) ≤ tr Cov(b) for any b", is_least(action_value_step, production)),
              part("the same where the reward of an action is random",
                   is_least(sampled_rewards, production)),
          },
      .proof =
          {
              step("the mean does not depend on b, so tr Cov(b) − tr Cov(0) is the difference of "
                   "second moments, −2b E[‖g‖² Q] + b² E[‖g‖²]",
                   on_few_states(enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const auto episodes = action_value_step(x);
                     const Vector<F> b = x.state_baseline();
                     const Vector<F> none = Vector<F>::Constant(b.size(), F{0});
                     return equal(
                         covariance_traces(episodes, b) - covariance_traces(episodes, none),
                         weighted_moment(episodes, 0).cwiseProduct(b.cwiseProduct(b)) -
                             F{2} * weighted_moment(episodes, 1).cwiseProduct(b));
                   }))),
              step("a parabola that opens upwards, with its vertex where b E[‖g‖²] = E[‖g‖² Q]",
                   []<class F>(const MdpPoint<F>& x) {
                     const auto episodes = action_value_step(x);
                     return equal(expected_square_scores<F>(episodes.policy)
                                      .cwiseProduct(optimal_baseline(episodes.policy, episodes.q)),
                                  weighted_moment(episodes, 1));
                   }),
          },
      .falsifiers =
          {
              wrong("the state value E[Q]", is_stationary([](const auto& episodes) {
                      return mean_action_values(episodes);
                    })),
              wrong("Q averaged over actions as if they were equally likely",
                    is_stationary(
                        weighted_mean([]<class F>(const F&, const Vector<F>&) { return F{1}; }))),
              wrong("‖g‖² not weighted by π",
                    is_stationary(weighted_mean(
                        []<class F>(const F&, const Vector<F>& g) { return g.dot(g); }))),
              wrong("π² ‖g‖², from ∇π for ∇log π",
                    is_stationary(weighted_mean([]<class F>(const F& pi, const Vector<F>& g) {
                      return F(pi * pi * g.dot(g));
                    }))),
              wrong("the square of the taken action's own score, (1 − π)², for ‖g‖²",
                    is_stationary(weighted_mean([]<class F>(const F& pi, const Vector<F>&) {
                      return F(pi * (F{1} - pi) * (F{1} - pi));
                    }))),
              wrong("one constant for all states, E[‖g‖² Q]/E[‖g‖²] over states too",
                    is_stationary(
                        []<class F, template <class> class P>(const Episodes<F, P>& episodes) {
                          const F constant = weighted_moment(episodes, 1).sum() /
                                             weighted_moment(episodes, 0).sum();
                          return Vector<F>(Vector<F>::Constant(episodes.mdp.states(), constant));
                        })),
              wrong("the variance of every coordinate is least at b*",
                    enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                      const auto episodes = action_value_step(x);
                      const Vector<F> b = production(episodes);
                      const Matrix<F> slopes = derivative_part(estimate_variances(
                          as_constant(episodes), StateBaseline<Dual<F>>{moving(b)}));
                      return equal(slopes, Matrix<F>::Constant(slopes.rows(), slopes.cols(), F{0}));
                    })),
              wrong("E[Q] has at most the trace of any b",
                    is_least(action_value_step,
                             [](const auto& episodes) { return mean_action_values(episodes); })),
          },
      .needs = {needed(one_step, enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                         const auto episodes = sampled_rewards(x);
                         const Vector<F> b = production(episodes);
                         const Vector<F> slope = derivative_part(
                             estimate_variances(as_constant(episodes), on_the_first_step(moving(b)))
                                 .rowwise()
                                 .sum()
                                 .eval());
                         return equal(slope, Vector<F>::Constant(slope.size(), F{0}));
                       }),
                       mdps("finite MDPs with a softmax policy and two steps", {Part::policy},
                            {.states = 2, .actions = 2, .outcomes = 1, .horizon = 2}))},
      .sources = {{"greensmith2004variance", "Theorem 8"}},
  };
}

}  // namespace lemmata
