// AS-9. A3C's accumulated gradient of one worker is the batch actor-critic gradient.
//
//   R ← 0 after an end, V(s_T) after a cut;   for t = T − 1 … 0:   R ← r_t + γR,
//   dΘ ← dΘ + (R − V(s_t)) ∇log π(a_t|s_t) + β∇H(π(·|s_t)),   dw ← dw + c (R − V(s_t)) φ(s_t)
//
// leaves in (dΘ, dw) the gradient of Σ_t (log π(a_t|s_t) Â_t + βH(π(·|s_t)) − c(R_t − V(s_t))²/2)
// with R_t and Â_t = R_t − V(s_t) held fixed: for β = 0 and c = 1 the sum of the actor-critic
// directions of the batch, with Â_t of as many steps as the rollout has. It is what production
// adds up from GAE(1). There is no γᵗ in it, and no mean over steps.
//
// Hypotheses: parameters held over the rollout; y(s) = Θᵀφ(s), π(·|s) = softmax y(s); R_t and Â_t
// held fixed where the loss is differentiated.
//
// Oracle: the loop, its ∇log π = Dπ/π and ∇H from dual numbers, any numbers for the values of
// logarithms; the loss at dual numbers, with returns by their definition; the batch's directions
// of `actor_critic.hpp` for a policy with features φ(s) ⊗ e_a.
//
// Shows: the production `accumulate_gradient`, `softmax_scores`, `softmax_entropy_gradients` and
// `generalized_advantages` on rollouts of two episodes of H ≤ 3 steps, which end or are cut: every
// episode, with the one before it in the enumeration. A worker that steps two environments in turn
// accumulates the sum of theirs. Features that name the places where φ is 1 give the same. It does
// not show that a worker fills its rollout right, nor what doubles take in vectors: unit tests do.
//
// Sources: mnih2016asynchronous, Algorithm S3, whose ∂(R − V)²/∂θ_v is a loss to descend.

#include <algorithm>

#include "verification/asynchronous/gradient_checks.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

using namespace batch_gradients;
using worker_rollouts::accumulated;
using worker_rollouts::advantages_of;

const Hypothesis held_parameters{"parameters held over the rollout, and y(s) = Θᵀφ(s)", {}};
const Hypothesis held_returns{"R_t and Â_t held fixed where the loss is differentiated", {}};

Falsifier wrong_input(std::string name, auto change, std::vector<std::string> reported = {}) {
  return wrong(std::move(name), is_the_loop(changed(change)), std::move(reported));
}
Falsifier wrong_result(std::string name, auto change) {
  return wrong(std::move(name), is_the_loop([change](const auto& of, int size, const auto&...) {
                 return change(accumulated(of, size));
               }));
}

/// Row t of a matrix from row t + 1, the last from the first.
constexpr auto set_one_step_off = [](auto&& rows) {
  const auto as_they_were = rows.eval();
  for (Eigen::Index t = 0; t < rows.rows(); ++t) {
    rows.row(t) = as_they_were.row((t + 1) % rows.rows());
  }
};

constexpr auto advantages_one_step_off = [](const auto& of, int size, const auto&...) {
  auto advantages = advantages_of(of);
  std::rotate(advantages.begin(), advantages.begin() + 1, advantages.end());
  return accumulated(of, size, advantages);
};
constexpr auto mean_over_steps = []<class F>(const Input<F>& of, int size, const auto&...) {
  return Matrix<F>(accumulated(of, size) / F(static_cast<int>(of.rollout.steps.size())));
};
constexpr auto values_beside_the_policy = []<class F>(Matrix<F> gradient) {
  gradient.col(0).swap(gradient.col(gradient.cols() - 1));
  return gradient;
};

}  // namespace

Theorem accumulated_gradient_is_the_batch_gradient() {
  return {
      .id = "AS-9",
      .claim = "A3C's accumulated gradient of one worker is the batch actor-critic gradient",
      .statement = R"(R_t = r_t + \gamma R_{t+1}: \quad
                      \sum_t \big(R_t - V(s_t)\big) \nabla \log \pi(a_t \mid s_t)
                      + \beta \nabla H(\pi(\cdot \mid s_t)) - \tfrac c2 \nabla (R_t - V(s_t))^2
                      = \nabla \sum_t \Big(\hat A_t \log \pi(a_t \mid s_t)
                      + \beta H - \tfrac c2 \big(R_t - V(s_t)\big)^2\Big))",
      .hypotheses = {finite_mdp, softmax_policy, held_parameters, held_returns},
      .oracle =
          "the loop of Algorithm S3 and the loss, both by dual numbers; the directions of the "
          "batch "
          "actor-critic",
      .shows =
          "The production gradient on every episode of at most 3 steps together with the one "
          "before "
          "it in the enumeration, with ends and cuts, for dense features and for places, in one "
          "environment and in two stepped in turn. Not that a worker fills its "
          "rollout right, nor the vectors in which doubles are multiplied.",
      .instances = mdps(
          "finite MDPs with a softmax policy, features, weights of the values, β, c, "
          "λ, numbers for logarithms, and a horizon",
          {Part::policy, Part::state_features, Part::critic_weights, Part::state_weights,
           Part::action_baseline, Part::temperature, Part::step_size, Part::lambda, Part::values},
          {.states = 3, .actions = 3, .outcomes = 2, .horizon = 3}),
      .checks = {part("production is the loop", is_the_loop(production)),
                 part("production is the sum over the batch",
                      agree(without_entropy(production), of_the_batch)),
                 part("production is the derivative of the loss", is_the_gradient({})),
                 part("of two environments stepped in turn it is the sum of theirs",
                      is_the_sum_over_environments([](auto&) {})),
                 part("places where φ is 1 give what their dense features give",
                      places_agree(as_they_are))},
      .proof = {step("GAE(1) is R_t − V(s_t)", are_advantages_of_the_return()),
                step("D log π(a|s) along Θ(i,k) is φ_i(s) times entry k of the score",
                     scores_are_derivatives()),
                step("DH(π(·|s)) along Θ(i,k) is φ_i(s) times entry k of ∇_y H",
                     entropy_gradients_are_derivatives())},
      .falsifiers =
          {
              wrong_input(
                  "no bootstrap at the rollout's end",
                  [](auto& of, const auto&...) { of.rollout.steps.terminated.back() = true; }),
              wrong_input("truncation treated as termination",
                          [](auto& of, const auto&...) {
                            auto& steps = of.rollout.steps;
                            for (std::size_t t = 0; t < steps.size(); ++t) {
                              if (steps.truncated[t]) steps.terminated[t] = true;
                            }
                          },
                          {"vwxyzjn/cleanrl#198", "Toni-SM/skrl#449", "pytorch/rl#2773"}),
              wrong_input("termination treated as truncation",
                          [](auto& of, const auto&...) {
                            std::swap(of.rollout.steps.terminated, of.rollout.steps.truncated);
                          }),
              wrong_input("ends forgotten: returns go on into the next episode",
                          [](auto& of, const auto&...) {
                            of.rollout.steps.terminated.assign(of.rollout.steps.size(), false);
                            of.rollout.steps.truncated = of.rollout.steps.terminated;
                          }),
              wrong_input("the value of the next episode's start where one was cut",
                          [](auto& of, const auto&...) {
                            auto& steps = of.rollout.steps;
                            for (std::size_t t = 0; t + 1 < steps.size(); ++t) {
                              steps.next_values[t] = steps.values[t + 1];
                            }
                          }),
              wrong_input("γ lost", [](auto& of, const auto&...) { of.discount = 1; }),
              wrong_input("GAE(λ) for λ = 1",
                          [](auto& of, const auto& x, const auto&) { of.lambda = x.lambda(); }),
              wrong_input("the TD error of one step",
                          [](auto& of, const auto&...) { of.lambda = 0; }),
              wrong_input("the loss of the values ascended",
                          [](auto& of, const auto&...) { of.weights.value = -of.weights.value; }),
              wrong_input("∂(R − V)²/∂w without ½",
                          [](auto& of, const auto&...) { of.weights.value *= 2; }),
              wrong_input("c lost", [](auto& of, const auto&...) { of.weights.value = 1; }),
              wrong_input(
                  "the entropy descended",
                  [](auto& of, const auto&...) { of.weights.entropy = -of.weights.entropy; },
                  {"google-deepmind/open_spiel#962"}),
              wrong_input("no entropy", [](auto& of, const auto&...) { of.weights.entropy = 0; }),
              wrong_input(
                  "the entropy of the next step",
                  [](auto& of, const auto&...) { set_one_step_off(of.rollout.entropy_gradients); }),
              wrong_input("the score of the next step",
                          [](auto& of, const auto&...) { set_one_step_off(of.rollout.scores); }),
              wrong_input(
                  "the features of the next step",
                  [](auto& of, const auto&...) { set_one_step_off(of.rollout.features.matrix()); }),
              wrong_input("the score without −π(b)", without_probabilities),
              wrong_input("the score of action 0, whatever was done", scores_of_the_first),
              wrong("the advantage of the next step", is_the_loop(advantages_one_step_off)),
              wrong("the mean over the steps for their sum", is_the_loop(mean_over_steps)),
              wrong("γᵗ in the scores' weights", is_the_loop(discounted_by_time)),
              wrong_result("the column of V in the place of a policy's", values_beside_the_policy),
              wrong("the target not held fixed", is_the_gradient({.holds_targets = false}),
                    {"Farama-Foundation/Gymnasium#1494"}),
              wrong("the advantage not held fixed", is_the_gradient({.holds_advantages = false}),
                    {"keras-team/keras-io#194"}),
              wrong("the loss without ½", is_the_gradient({.halves_squares = false})),
              wrong("the steps of two environments taken for those of one",
                    is_the_sum_over_environments([](auto& steps) { steps.environments = 1; })),
              wrong("the rewards of one environment for both",
                    is_the_sum_over_environments([](auto& steps) {
                      for (std::size_t t = 0; t < steps.size(); t += 2) {
                        steps.rewards[t + 1] = steps.rewards[t];
                      }
                    })),
              wrong("values of the other environment's next states",
                    is_the_sum_over_environments([](auto& steps) {
                      for (std::size_t t = 0; t < steps.size(); t += 2) {
                        std::swap(steps.next_values[t], steps.next_values[t + 1]);
                      }
                    })),
              wrong("the places of the step before", places_agree(one_step_late)),
          },
      .sources = {{"mnih2016asynchronous", "Algorithm S3"}},
  };
}

}  // namespace lemmata
