// AC-9. With incompatible features actor and critic may rest where the gradient is not zero.
//
// Two contexts, action s right in context s, and a critic that sees the action alone: with the
// probabilities p and q of action 0 the best fit gives the actor no direction where p = q or
// p + q = 1, while
//
//   ∇J = ½ (p(1−p), −p(1−p), −q(1−q), q(1−q)),   J = (p + 1 − q)/2 < 1.
//
// Near p + q = 1 a step of both θ(s,0) by ε moves the direction by p²(1−p)²(1−2p) ε: for p > 1/2
// such points attract. And with values of states: where two successors look alike to the critic, TD
// learning and a one-step actor rest at every policy, while ∂J/∂θ(1,0) = γ²p(1−p); with GAE(λ)
// the actor's mean is λ∇J. Features that span the scores, and more, always give ∇J.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy.
// Oracle: ∇J as dual numbers, and the two examples by hand.
// Shows: both examples for all policies on the lines, all γ and λ; the second by the production
// `rollout_directions` over every episode. That fits in the scores and one more feature give ∇J on
// random MDPs. It shows fixed points, and the slope across a line of them, not the convergence of a
// run; how often incompatible critics do harm is not asked.
// Sources: konda2003actor, critics whose features contain the span of the scores; sutton2000policy,
// Theorem 2.

#include "verification/actor_critic/gradient_by_critic.hpp"
#include "verification/actor_critic/two_contexts.hpp"
#include "verification/actor_critic/two_successors.hpp"
#include "verification/actor_critic/wrong_fits.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {
namespace {

/// Columns of the scores, 0 and 1 or the first alone, and the feature b(s,a).
template <class F>
Matrix<F> scores_and_another(const MdpPoint<F>& x, int count) {
  Matrix<F> result(x.mdp.states() * x.mdp.actions(), count + 1);
  result << scores(x).leftCols(count), any_feature(x);
  return result;
}

/// The predicate on random MDPs: the best fit in so many of the two scores and in b(s,a) gives ∇J.
Check fit_gives_the_gradient(int scores) {
  const auto features = [scores](const auto& x) { return scores_and_another(x, scores); };
  return gives_the_gradient(Discounted{}, fit(features, visited_pairs, true_action_values))
      .only("scores and b(s,a) are linearly independent on what is visited, at most 100 states",
            [](const MdpInstance& instance) {
              if (!has_at_most<100>(instance)) return false;
              const auto x = instance.in<Modular>();
              return are_independent(scores_and_another(x, 2), visited_pairs(x));
            });
}

}  // namespace

Theorem incompatible_critic_may_stop_elsewhere() {
  return {
      .id = "AC-9",
      .claim =
          "With incompatible features a fixed point of actor and critic need not be stationary for "
          "the return",
      .statement = R"(w = w^*(\theta),\quad \sum_s \nu(s) \sum_a \nabla_\theta \pi(a|s)\,
                      Q_w(s,a) = 0 \quad\text{and yet}\quad \nabla J(\theta) \ne 0)",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy},
      .oracle = "∇J as dual numbers, and two examples by hand",
      .shows =
          "Both examples for all policies on the lines of fixed points, all γ and λ, the second by "
          "the production's actor and critic over every episode; that fits in the scores and one "
          "more feature give ∇J on random MDPs. Not the convergence of a run, nor how often "
          "incompatible critics do harm.",
      .instances = mdps(
          "policies, γ and λ for the examples, and finite MDPs with a linear softmax",
          {Part::policy, Part::features, Part::action_baseline, Part::lambda, Part::critic_weights},
          {.states = 4, .actions = 3, .outcomes = 2, .horizon = 2}),
      .checks =
          {
              part("two contexts: the actor rests where p = q",
                   rests_without_context(Contexts::alike)),
              part("and where p + q = 1", rests_without_context(Contexts::opposite)),
              part("∇J = ½(p(1−p), −p(1−p), −q(1−q), q(1−q)) there and everywhere",
                   has_gradient(Contexts::any, 1)),
              part("p + q = 1 attracts for p > 1/2: across it the direction has the slope "
                   "p²(1−p)²(1−2p)",
                   moves_across_the_line(2)),
              part("two successors that look alike: with one step actor and critic rest at every "
                   "policy",
                   goes_by(true, 0, 0)),
              part("the values there return: an error of c moves by −c, one of b before it by −b + "
                   "γc",
                   moves_errors_by(-1)),
              part("and with GAE(λ) the actor goes by λ∇J", goes_by(false, 0, 1)),
              part("features that span the scores give ∇J", fit_gives_the_gradient(2)),
          },
      .proof =
          {
              step("the best fit that sees the action alone is the mean over the contexts in which "
                   "it is taken",
                   is_the_fit_without_context()),
              step("where successors look alike ∇J is γ²p(1−p) in θ(1,0), −γ²p(1−p) in θ(1,1), and "
                   "0 elsewhere",
                   gradient_at_successors()),
              step("the direction misses ∇J by Σν Σπ g (Q̂ − Q), the error that the scores see",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> critic = x.action_baseline();
                     const Matrix<F> error = critic - true_action_values(x);
                     const Vector<F> seen =
                         scores(x).transpose() * visited_pairs(x).cwiseProduct(by_pairs(error));
                     const Matrix<F> axes = identity_matrix<F>(2);
                     return equal(
                         weighted_score_sum(x.linear_policy(), Discounted::weights(x), critic),
                         performance_derivatives(x.mdp, x.linear_policy(), axes) + seen);
                   }).only("at most 100 states", has_at_most<100>)),
          },
      .falsifiers =
          {
              wrong("a fixed point of actor and critic is stationary for J",
                    has_gradient(Contexts::alike, 0)),
              wrong("it is where the right action is the likelier one in both contexts",
                    has_gradient(Contexts::opposite, 0)),
              wrong("without the context every policy is a fixed point",
                    rests_without_context(Contexts::any)),
              wrong(
                  "across p + q = 1 the direction has the slope p²(1−p)²: the line never attracts",
                  moves_across_the_line(0)),
              wrong("where successors look alike the one-step actor goes by ∇J",
                    goes_by(true, 1, 0)),
              wrong("errors of the values there grow", moves_errors_by(1)),
              wrong("with GAE(λ) it goes by ∇J for every λ", goes_by(false, 1, 0)),
              wrong("with GAE(λ) it goes by (1 − λ)∇J", goes_by(false, 1, -1)),
              wrong("one score and another feature give ∇J", fit_gives_the_gradient(1)),
              wrong("another feature alone gives ∇J", fit_gives_the_gradient(0)),
          },
      .sources = {{"konda2003actor", "critics whose features contain the span of the scores"},
                  {"sutton2000policy", "Theorem 2"}},
      .figure =
          Figure{.title = "A critic that cannot see what the policy sees",
                 .caption = "Two contexts, one right action in each. Actor steps of size 1 along "
                            "the exact direction, the critic at its best fit in every step. "
                            "With the compatible critic J goes to 1. With one that sees the "
                            "action alone the actor stays where p = q, and from p = 0.8, "
                            "q = 0.5 it comes to rest on p + q = 1; at both, ∇J is not zero.",
                 .x_label = "actor steps",
                 .y_label = "J, of at most 1",
                 .curves = runs_in_two_contexts},
  };
}

}  // namespace lemmata
