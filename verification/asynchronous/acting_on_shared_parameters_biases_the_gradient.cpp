// AS-15. A worker acts on one snapshot for a whole rollout; acting on shared parameters biases it.
//
//   E_π[Σ_t Â_t ∇log π(a_t|s_t)] = Σ_{t<T} Σ_s Pr(s_t = s) Σ_a ∇π(a|s) Q^π(s,a)
//
// for the Â of GAE(1) under any V where the episode ends within the rollout, and under V = V^π
// where the rollout is cut; for γ = 1 it is ∇J. If from step m on another policy π' acts, which
// another worker's update has put in the place of π, then the mean is another, whether the scores
// are of π, of who acted, or of π' throughout: Σ_a π'(a|s) ∇log π(a|s) = π'(·|s) − π(·|s) is not 0.
// With scores of π and Θ' = Θ + εu the bias is
//
//   ε E_π[G Σ_{t≥m} u·∇log π(a_t|s_t)] + O(ε²):
//
// the covariance of the gradient G with the score of what comes after the change, along u. And
//
//   |bias_i| ≤ (T − m) max_s TV(π(·|s), π'(·|s)) (max G_i − min G_i),   TV ≤ span(Θ' − Θ)/4.
//
// Hypotheses: a finite MDP; softmax policies; one snapshot for the whole rollout; episodes end
// within the rollout, or V = V^π.
//
// Oracle: visits by powers of P_π, Q^π from the linear solve, ∂π as a dual number; ∇J as a dual
// number; where policies change, a dynamic programme forward and backward over the steps.
//
// Shows: the production `accumulate_gradient`, with `generalized_advantages` and `softmax_scores`,
// on every rollout of up to S ≤ 3 steps, tabular, for every m; with features φ the gradient is
// the sum of φ(s) times that of state s. That workers keep their snapshot is a test of theirs.
//
// Sources: mnih2016asynchronous, Algorithm S3, which synchronises before each rollout.

#include "verification/asynchronous/bias_of_sharing.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

using namespace changing_parameters;

const Hypothesis snapshot_held{"one snapshot for the whole rollout", {}};
const Hypothesis ends_or_true_values{"episodes end within the rollout, or V = V^π where it is cut",
                                     {}};

}  // namespace

Theorem acting_on_shared_parameters_biases_the_gradient() {
  return {
      .id = "AS-15",
      .claim =
          "A worker that acts on one snapshot for a whole rollout follows the policy gradient in "
          "the mean; one that acts on shared parameters does not",
      .statement = R"(\mathbb{E}_\pi[G] = \sum_t \sum_s \Pr(s_t = s) \sum_a \nabla \pi(a \mid s)\,
                      Q^\pi(s,a); \qquad a_t \sim \pi_{\Theta + \varepsilon u},\ t \ge m: \quad
                      \mathbb{E}[G] - \mathbb{E}_\pi[G] = \varepsilon\,
                      \mathbb{E}_\pi\Big[G \sum_{t \ge m} u^\top \nabla \log \pi(a_t \mid s_t)\Big]
                      + O(\varepsilon^2))",
      .hypotheses = {finite_mdp, softmax_policy, snapshot_held, ends_or_true_values},
      .oracle =
          "visits by powers of P_π, Q^π from the linear solve, ∂π and ∇J as dual numbers; where "
          "the "
          "policy changes, a dynamic programme over the steps",
      .shows =
          "The production gradient as a sum over every rollout of at most 3 steps, tabular, the "
          "parameters changing at any step; the bias exactly, its first order, and a bound. Not "
          "that production's workers keep their snapshot, which their tests show.",
      .instances =
          mdps_that_end("MDPs whose episodes end within S steps, two softmax policies, any "
                        "values, and a direction",
                        {Part::policy, Part::other_policy, Part::values, Part::direction},
                        {.states = 3, .actions = 2, .outcomes = 2}),
      .checks =
          {
              part("one snapshot, to the end of the episode, any V",
                   is_gradient(one_snapshot, as_given)),
              part("the same for γ = 1: ∇J", is_gradient_of_performance(without_discount)),
              part("one snapshot, cut after any number of steps, V = V^π",
                   is_gradient_when_cut(with_true_values)),
              part("acting on the shared parameters from step m on, scores of the snapshot",
                   has_mean_by_steps(scores_of_snapshot)),
              part("the same, scores of who acted", has_mean_by_steps(acts_on_shared)),
              part("the same, all scores of the parameters at the end",
                   has_mean_by_steps(scores_at_the_end)),
              part("the first order of the bias", has_first_order(after_the_change)),
              part("the bias is at most so large", is_bounded(by_steps_left)),
              part("the same for two choices that only together earn",
                   is_bounded_for_two_choices(by_steps_left)),
              part("TV(π, π') ≤ span(Θ' − Θ)/4", distance_is_at_most(4)),
          },
      .proof =
          {
              step("the score has mean 0 under its own policy",
                   mean_score_is(Of::snapshot,
                                 []<class F>(const Rollouts<F>&, int, int) { return F{0}; })),
              step("under another its mean is the difference of the policies",
                   mean_score_is(Of::shared,
                                 []<class F>(const Rollouts<F>& of, int s, int b) {
                                   return F(of.shared.probabilities()(s, b) -
                                            of.snapshot.probabilities()(s, b));
                                 })),
              step("D of the later steps' probability is that times their score along u",
                   probabilities_move_by_scores()),
          },
      .falsifiers =
          {
              wrong("acting on the shared parameters from the second step on",
                    is_gradient(acts_on_shared, as_given), {"seungeunrho/minimalRL#9"}),
              wrong("the same, all scores of the parameters at the end",
                    is_gradient(scores_at_the_end, as_given), {"seungeunrho/minimalRL#9"}),
              wrong("the same, scores of the snapshot", is_gradient(scores_of_snapshot, as_given)),
              wrong("the same with true values", is_gradient(scores_of_snapshot, with_true_values)),
              wrong("acting on the snapshot, scores of later parameters",
                    is_gradient(only_scores_at_the_end, as_given)),
              wrong("it is then the gradient at the new parameters",
                    is_gradient(scores_at_the_end, as_given, Of::shared)),
              wrong("the snapshot's gradient is that of the parameters it is added to",
                    is_gradient(one_snapshot, as_given, Of::shared)),
              wrong("∇J with discounted rewards and no γᵗ", is_gradient_of_performance(as_given)),
              wrong("no bias in the first order", has_first_order(nothing)),
              wrong("the first order with the scores of all steps", has_first_order(all_steps)),
              wrong("the first order with the scores before the change",
                    has_first_order(before_the_change)),
              wrong("the change one step late", has_first_order(one_step_late)),
              wrong("half the bound", is_bounded([](const auto& of, int m) {
                      return decltype(by_steps_left(of, m))(by_steps_left(of, m) / 2);
                    })),
              wrong("the bound of one step for all", is_bounded_for_two_choices(by_one_step)),
              wrong("the bias is of second order", is_bounded(by_squared_distance)),
              wrong("TV ≤ span/5", distance_is_at_most(5)),
          },
      .needs = {needed(snapshot_held, is_gradient(acts_on_shared, as_given)),
                needed(ends_or_true_values, is_gradient_when_cut(as_given))},
      .sources = {{"mnih2016asynchronous", "Algorithm S3"}},
      .figure = bias_figure(),
  };
}

}  // namespace lemmata
