// BL-8. Dividing by the batch's standard deviation changes the direction of the expected step.
//
// In a batch of two episodes of one step each, (R − mean)/deviation is 1 for the larger return, −1
// for the smaller, 0 at a tie. Only the order of the returns is left, and
//
//   E[ĝ] = ∇_θ E[sign(R − R′)],   R drawn with π_θ, R′ with a copy of π_θ that does not learn:
//
// the estimate ascends the chance of beating oneself, not the mean return. It points along ∇J where
// only two rewards occur; a sure 1 against 4 with probability 1/3 makes it point downhill. In large
// batches the deviation tends to a constant, and the direction to that of ∇J.
// Hypotheses: a finite MDP, one step, a softmax policy, two independent episodes.
// Oracle: dual numbers through π alone, and the order of the rewards; no batch, mean or deviation.
// Shows: the formula for the production `reinforce` with `NormalisedBatch`, decided in ℚ on every
// pair of episodes. Larger batches are not; the figure computes one bandit's in double.
// Sources: kool2019buy, the leave-one-out baseline (what keeps the direction).

#include "verification/baselines/batches.hpp"
#include "verification/baselines/expected_progress.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

const Hypothesis one_step =
    hypothesis("episodes of one step", [](const MdpInstance& x) { return x.horizon == 1; });

const Hypothesis two_episodes{"batches of two independent episodes", {}};

/// E[ĝ] over every pair of episodes.
template <class F, class Baseline>
Vector<F> mean_step(const MdpPoint<F>& x, const Baseline& baseline) {
  return mean_estimate_over_batches(x, 2, Credit::discounted_reward_to_go, baseline);
}

template <class F>
Vector<F> gradient(const MdpPoint<F>& x) {
  return horizon_performance_derivatives(x.mdp, x.policy(), x.directions(), 1);
}

/// ∇_θ E[compare(R, R′)], where R′ is drawn with a copy of the policy that does not move.
template <class F, class Compare>
Vector<F> gradient_against_a_copy(const MdpPoint<F>& x, Compare compare) {
  const Policy<F> pi = x.pi();
  Matrix<F> result = Matrix<F>::Constant(x.mdp.states(), x.mdp.actions(), F{0});
  const auto for_each_reward = [&](const auto& visit) {
    for (int s = 0; s < x.mdp.states(); ++s) {
      for (int a = 0; a < x.mdp.actions(); ++a) {
        for (const auto& o : x.mdp.outcomes(s, a)) visit(s, a, x.mdp.start(s) * o.probability, o);
      }
    }
  };
  for_each_reward([&](int s, int a, const F& weight, const Outcome<F>& mine) {
    for_each_reward([&](int z, int b, const F& other_weight, const Outcome<F>& other) {
      result(s, a) += weight * other_weight * pi(z, b) * F(compare(mine.reward, other.reward));
    });
  });
  const Matrix<F> directions = x.directions();
  Vector<F> derivatives(directions.cols());
  for (Eigen::Index k = 0; k < directions.cols(); ++k) {
    const Matrix<F> dpi = derivative_part(x.policy().along(directions.col(k)).probabilities());
    derivatives(k) = dpi.cwiseProduct(result).sum();
  }
  return derivatives;
}

constexpr auto order = [](const auto& r, const auto& other) {
  return r < other ? -1 : other < r ? 1 : 0;
};

/// left = right over an ordered field.
template <class F>
Sides<F> both_ways(const Vector<F>& left, const Vector<F>& right) {
  Matrix<F> l(left.size(), 2), r(left.size(), 2);
  l << left, right;
  r << right, left;
  return at_most(l, r);
}

Check over_pairs(Check check) {
  return std::move(check).only("pairs are enumerated up to 1000", few_batches(2));
}

/// The predicate: the expected step with this baseline is a claimed vector.
template <class Baseline, class Claimed>
Check mean_step_is(Baseline baseline, Claimed claimed) {
  return over_pairs(inequality([=]<class F>(const MdpPoint<F>& x) {
    return both_ways(mean_step(x, baseline), Vector<F>(claimed(x)));
  }));
}

constexpr auto chance_of_winning = [](const auto& x) { return gradient_against_a_copy(x, order); };

/// The same point with the rewards 1 (if positive) and 0.
template <class F>
MdpPoint<F> with_two_rewards(MdpPoint<F> x) {
  for (int s = 0; s < x.mdp.states(); ++s) {
    for (int a = 0; a < x.mdp.actions(); ++a) {
      for (auto& outcome : x.mdp.outcomes(s, a)) outcome.reward = F(F{0} < outcome.reward ? 1 : 0);
    }
  }
  return x;
}

/// NormalisedBatch without its negative advantages.
constexpr auto winners_alone = []<class F>(const Rollout<F>& rollout,
                                           const std::vector<F>& returns) {
  std::vector<F> advantages = NormalisedBatch{}(rollout, returns);
  for (F& advantage : advantages) advantage = larger(advantage, F{0});
  return advantages;
};

}  // namespace

Theorem normalised_batch_changes_direction() {
  const auto normalised = NormalisedBatch{};
  return {
      .id = "BL-8",
      .claim =
          "Dividing by the batch's standard deviation changes the direction of the expected step: "
          "for batches of two it ascends the chance of beating a copy of oneself",
      .statement = R"(\mathbb{E}[\hat g] = \nabla_\theta\, \mathbb{E}_{R \sim \pi_\theta,\,
                      R' \sim \pi}\big[\mathrm{sign}(R - R')\big] \Big|_{\pi = \pi_\theta}
                      \not\parallel \nabla J)",
      .hypotheses = {finite_mdp, one_step, softmax_policy, two_episodes},
      .oracle = "dual numbers through the policy alone, and the order of the rewards",
      .shows =
          "The formula for the production estimator on every pair of episodes of one step, in "
          "rational arithmetic. That it is not along ∇J is what the falsifiers find.",
      .instances = mdps("finite MDPs with a softmax policy, for one step", {Part::policy},
                        {.states = 2, .actions = 3, .outcomes = 2, .horizon = 1}),
      .checks =
          {
              part("E[ĝ] = ∇ E[sign(R − R′)]", mean_step_is(normalised, chance_of_winning)),
              part("where rewards are 0 and 1 alone, E[ĝ] = ∇J",
                   over_pairs(inequality([=]<class F>(const MdpPoint<F>& x) {
                     const MdpPoint<F> y = with_two_rewards(x);
                     return both_ways(mean_step(y, normalised), gradient(y));
                   }))),
          },
      .proof =
          {
              step("the mean of two alone gives half of ∇J: centring is not what turns the step",
                   over_pairs(inequality([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> twice = mean_step(x, BatchMean{}) * F{2};
                     return both_ways(twice, gradient(x));
                   }))),
              step("divided by the deviation, R − mean is the sign of R − R′, on every pair",
                   over_pairs(inequality([=]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> squares =
                         mean_over_batches(x, 2, 1, [&](const Rollout<F>& batch) {
                           const std::vector<F> r = returns_to_go(batch, x.mdp.discount);
                           const F off = normalised(batch, r)[0] - F(order(r[0], r[1]));
                           return Vector<F>::Constant(1, off * off);
                         });
                     return at_most(squares, Vector<F>::Constant(1, F{0}));
                   }))),
          },
      .falsifiers =
          {
              wrong("only the scale changes: E[ĝ] is parallel to ∇J, E[ĝ]_i ∂_jJ = E[ĝ]_j ∂_iJ",
                    over_pairs(inequality([=]<class F>(const MdpPoint<F>& x) {
                      const Matrix<F> product = mean_step(x, normalised) * gradient(x).transpose();
                      return at_most(product, product.transpose());
                    })))
                  .refuting(16),
              wrong("the expected step still ascends: E[ĝ]ᵀ∇J ≥ 0",
                    over_pairs(inequality([=]<class F>(const MdpPoint<F>& x) {
                      return at_most(F{0}, mean_step(x, normalised).dot(gradient(x)));
                    }))),
              wrong("a tie taken as a win", mean_step_is(normalised,
                                                         [](const auto& x) {
                                                           return gradient_against_a_copy(
                                                               x, [](const auto& r,
                                                                     const auto& other) {
                                                                 return r < other ? -1 : 1;
                                                               });
                                                         })),
              wrong("the copy learns too: ∇E[sign(R − R′)] = 0 by symmetry",
                    mean_step_is(normalised,
                                 []<class F>(const MdpPoint<F>& x) {
                                   return Vector<F>::Constant(x.policy().parameters(), F{0});
                                 })),
              wrong("negative advantages dropped", mean_step_is(winners_alone, chance_of_winning)),
          },
      .sources = {{"kool2019buy", "the leave-one-out baseline"}},
      .figure = Figure{.title = "Which way a normalised step points",
                       .caption = "Expected step along ∇J, in units of ∇J and, where it is divided "
                                  "by the batch's deviation, of the deviation of the return. Two "
                                  "arms, equally likely: one pays 1, the other 4 with probability "
                                  "1/3 and else 0, so that it is better and yet loses more often "
                                  "than it wins. Batches of up to ten go downhill on average. "
                                  "Every batch is enumerated, in double precision.",
                       .x_label = "episodes in a batch, n",
                       .y_label = "expected step / ∇J",
                       .log_x = true,
                       .curves = progress_by_batch_size},
  };
}

}  // namespace lemmata
