// BL-4. What another baseline than the best one costs.
//
//   tr Cov(b) − tr Cov(b*) = E[‖g‖²] (b − b*)²     for g (Q(s,a) − b), g = ∇log π(a|s), a ~ π(·|s)
//
// so V^π has less variance than no baseline exactly where |V^π − b*| < |b*|, and V^π = b* where ‖g‖
// is the same for all actions, as it is under a uniform tabular policy.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy; one step.
// Oracle: the trace of the covariance of the production `reinforce` over every episode of one step,
// for both baselines; it knows no formula for the excess.
// Shows: the excess exactly in every state, for Q^π under a tabular and a linear softmax and for
// random rewards, whose own variance cancels. Of episodes of several steps it says nothing.
// Sources: greensmith2004variance, Theorem 8.

#include "verification/baselines/one_step_variances.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// What a state knows of its variance: E[‖g‖²], the claimed b, and b*.
template <class F>
struct Ingredients {
  F square_score;
  F baseline;
  F optimal;
};

/// The predicate: tr Cov(b) − tr Cov(base) is a claimed excess in every state, for b and base that
/// lambdas give.
template <class EpisodesOf, class Baseline, class Base, class Excess>
Check exceeds_by(EpisodesOf episodes_of, Baseline baseline_of, Base base_of, Excess claimed) {
  return on_few_states(enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const auto episodes = episodes_of(x);
    const Vector<F> b = baseline_of(x, episodes);
    const Vector<F> base = base_of(x, episodes);
    const Vector<F> optimal = optimal_baseline(episodes.policy, episodes.q);
    const Vector<F> squares = expected_square_scores<F>(episodes.policy);
    Vector<F> excess(b.size());
    for (int s = 0; s < excess.size(); ++s) {
      excess(s) = claimed(Ingredients<F>{squares(s), b(s), optimal(s)});
    }
    return equal(covariance_traces(episodes, b) - covariance_traces(episodes, base), excess);
  }));
}

constexpr auto any = [](const auto& x, const auto&) { return x.state_baseline(); };
constexpr auto best = [](const auto&, const auto& episodes) {
  return optimal_baseline(episodes.policy, episodes.q);
};
constexpr auto value = [](const auto&, const auto& episodes) {
  return mean_action_values(episodes);
};
constexpr auto none = []<class F>(const MdpPoint<F>& x, const auto&) {
  return Vector<F>(Vector<F>::Constant(x.mdp.states(), F{0}));
};

template <class F>
F square(const F& number) {
  return number * number;
}

constexpr auto square_distance = []<class F>(const Ingredients<F>& at) {
  return F(at.square_score * square(F(at.baseline - at.optimal)));
};

/// The predicate with the theorem's own two baselines.
template <class Excess>
Check excess_is(Excess claimed) {
  return exceeds_by(action_value_step, any, best, claimed);
}

}  // namespace

Theorem excess_variance_of_a_baseline() {
  return {
      .id = "BL-4",
      .claim =
          "A baseline's variance exceeds the least one by the mean square score times its squared "
          "distance from the best baseline",
      .statement = R"(\operatorname{tr} \operatorname{Cov}(b) - \operatorname{tr}
                      \operatorname{Cov}(b^*) = \mathbb{E}_{a \sim \pi} \lVert \nabla \log
                      \pi(a \mid s) \rVert^2 \, (b - b^*)^2)",
      .hypotheses = {finite_mdp,
                     discount_below_one_or_ending,
                     softmax_policy,
                     {"the estimate is that of one step", {}}},
      .oracle = "the variance of the production estimate over every episode, for both baselines",
      .shows =
          "The excess in every state, for Q^π under a tabular and a linear softmax, and for "
          "random rewards; not for episodes of several steps.",
      .instances = mdps("finite MDPs with a softmax policy and a baseline",
                        {Part::policy, Part::features, Part::state_baseline},
                        {.states = 3, .actions = 3, .outcomes = 2, .horizon = 1}),
      .checks =
          {
              part("any b against b*", excess_is(square_distance)),
              part("the same under a linear softmax of two features",
                   exceeds_by(linear_action_value_step, any, best, square_distance)),
              part("the same where the reward of an action is random",
                   exceeds_by(sampled_rewards, any, best, square_distance)),
              part("V against no baseline: the excess is E[‖g‖²] ((V − b*)² − b*²)",
                   exceeds_by(action_value_step, value, none,
                              []<class F>(const Ingredients<F>& at) {
                                return F(square_distance(at) -
                                         at.square_score * square(at.optimal));
                              })),
              part("V = b* under the uniform tabular policy",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> q = action_value_step(x).q;
                     const TabularSoftmax<F> uniform{Matrix<F>::Constant(q.rows(), q.cols(), F{1})};
                     return equal(optimal_baseline(uniform, q), q.rowwise().sum() / F(q.cols()));
                   })),
          },
      .proof =
          {
              step("complete the square: tr Cov(b) = tr Cov(0) − E[‖g‖²] b*² + E[‖g‖²] (b − b*)²",
                   exceeds_by(action_value_step, any, none,
                              []<class F>(const Ingredients<F>& at) {
                                return F(square_distance(at) -
                                         at.square_score * square(at.optimal));
                              })),
              step("at b* the last term is zero, so that tr Cov(b*) = tr Cov(0) − E[‖g‖²] b*²",
                   exceeds_by(action_value_step, best, none,
                              []<class F>(const Ingredients<F>& at) {
                                return F(-at.square_score * square(at.optimal));
                              })),
          },
      .falsifiers =
          {
              wrong("(b − b*)² without E[‖g‖²]", excess_is([]<class F>(const Ingredients<F>& at) {
                      return F(square(F(at.baseline - at.optimal)));
                    })),
              wrong("half of it, as in a Taylor expansion",
                    excess_is([]<class F>(const Ingredients<F>& at) {
                      return F(square_distance(at) / F{2});
                    })),
              wrong("E[‖g‖²] (b² − b*²)", excess_is([]<class F>(const Ingredients<F>& at) {
                      return F(at.square_score * (square(at.baseline) - square(at.optimal)));
                    })),
              wrong("E[‖g‖²] (b − b*), without the square",
                    excess_is([]<class F>(const Ingredients<F>& at) {
                      return F(at.square_score * (at.baseline - at.optimal));
                    })),
              wrong("V for b*", exceeds_by(action_value_step, any, value, square_distance)),
              wrong("V costs nothing against b*",
                    exceeds_by(action_value_step, value, best,
                               []<class F>(const Ingredients<F>&) { return F{0}; })),
          },
      .sources = {{"greensmith2004variance", "Theorem 8"}},
  };
}

}  // namespace lemmata
