// AE-7. GAE has the advantage as its mean if, and only if, the values are true.
//
//   E[Â^GAE_t | s_t = s, a_t = a] = A^π(s,a)          for every λ, if V = V^π;
//   (I − γλP_π) E_π[Â^GAE_t] = T^πV − V               for any V and λ, which is 0 for V = V^π only;
//   E[Â^GAE_t | s_t = s, a_t = a] = A^π(s,a) − e(s)   for λ = 1 and any V, e = V − V^π.
//
// Averaging many samples cannot remove what is left. At λ = 1 that is a function of the state, so
// that E[Σ_t γᵗ Â_t ∇log π(a_t|s_t)] = ∇J for any V, and without γᵗ the mean is what A^π in place
// of Â would give (Â is γ-just), which is the gradient of no function (PG-6).
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy; for the
// gradient V = V^π or λ = 1; for other V than V^π, estimates that run to the end of the episode: at
// λ = 1 a cut after N steps adds γᴺE[e(s_{t+N})] to the bias (AE-3).
//
// Oracle: A^π from the linear solve; T^πV, the Bellman operator; ∇J by dual numbers.
//
// Shows: the mean of the production `generalized_advantages`, and of the gradient estimate made of
// it, over every complete episode of MDPs in which all end within S ≤ 3 steps, and for V = V^π on
// episodes of any MDP that are cut after H ≤ 3 steps. On any MDP, up to those from files, that the
// claimed means solve the recursion of the means, and up to 64 states the gradient. That T^πV = V
// for V^π only is MDP-1. The study text's "GAE converges to the true advantage" (claim 43) is one
// of the wrong versions.
//
// Sources: schulman2016high, Definition 1 and Proposition 1, equation 19.

#include "verification/advantage/generalized_advantage_means.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// A^π(s,a) + factor · e(s).
constexpr auto advantage_and_errors = [](int factor) {
  return [factor]<class F>(const MdpPoint<F>& x, const Vector<F>& values, const F&) {
    const Vector<F> error = error_of(x, values);
    return Matrix<F>(advantages(x.mdp, x.pi()) + F(factor) * for_every_action(x, error));
  };
};

constexpr auto gradient = [](const auto& x) {
  return performance_derivatives(x.mdp, x.policy(), x.directions());
};

/// The predicate: over complete episodes (I − γλP_π) E_π[Â] is a claimed function of the states.
template <class Claimed>
Check undecayed_mean_is(Claimed claimed) {
  return over_complete_episodes(enumerated_identity([claimed]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> of_actions = enumerated_mean(production_advantage, x, x.values(), x.lambda());
    const Vector<F> mean = policy_mean(x.pi(), of_actions);
    const F decay = x.mdp.discount * x.lambda();
    return equal(Vector<F>(mean - decay * (policy_transitions(x.mdp, x.pi()) * mean)), claimed(x));
  }));
}

/// T^πV − V.
constexpr auto bellman_residual = []<class F>(const MdpPoint<F>& x) {
  return Vector<F>(bellman(x.mdp, x.pi(), x.values()) - x.values());
};

/// The predicate: without γᵗ the mean for λ = 1 is what a lambda gives, in every coordinate.
template <class Claimed>
Check has_mean_without_powers(Claimed claimed) {
  return over_complete_episodes(enumerated_identity([claimed]<class F>(const MdpPoint<F>& x) {
    return equal(
        Vector<F>(x.directions().transpose() * enumerated_gradient(x, x.values(), F{1}, F{1})),
        claimed(x));
  }));
}

/// Σ_s N(s) Σ_a ∇π(a|s) A^π(s,a), with N the visits that are not discounted.
constexpr auto undiscounted_visits_to_advantages = []<class F>(const MdpPoint<F>& x) {
  FiniteMdp<F> undiscounted = x.mdp;
  undiscounted.discount = F{1};
  const Vector<F> visits = visitation(undiscounted, x.pi());
  return Vector<F>(x.directions().transpose() *
                   weighted_score_sum(x.policy(), visits, advantages(x.mdp, x.pi())));
};

/// The production on a rollout in which a program has got the ends of episodes wrong.
template <class Change>
auto on_changed_ends(Change change) {
  return [change]<class F>(ValuedRollout<F> rollout, const F& discount, const F& lambda) {
    for (std::size_t t = 0; t < rollout.size(); ++t) change(rollout, t);
    return generalized_advantages(rollout, discount, lambda)[0];
  };
}

const Hypothesis true_values_or_lambda_one{"for the gradient: V = V^π or λ = 1", {}};
const Hypothesis not_cut{"for other V than V^π: estimates run to the end of the episode", {}};

}  // namespace

Theorem generalized_advantage_needs_true_values() {
  const auto with_true_values = [](auto subject) {
    return over_cut_episodes(has_mean(subject, true_values, own_lambda, true_advantage));
  };
  const auto with_lambda_one = [](auto claimed) {
    return over_complete_episodes(has_mean(production_advantage, own_values, lambda_one, claimed));
  };
  return {
      .id = "AE-7",
      .claim =
          "Generalized advantages have the advantage as their mean only with the true values, or, "
          "for λ = 1, up to a function of the state, which leaves the gradient unbiased",
      .statement = R"(\mathbb{E}[\hat A^{\mathrm{GAE}}_t \mid s, a] = A^\pi(s,a) \text{ for }
                      V = V^\pi; \qquad (I - \gamma\lambda P_\pi)\, \mathbb{E}_\pi[\hat A^{
                      \mathrm{GAE}}_t] = T^\pi V - V; \qquad \mathbb{E}[\hat A^{\mathrm{GAE}}_t
                      \mid s, a] = A^\pi(s,a) - e(s) \text{ for } \lambda = 1)",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy,
                     true_values_or_lambda_one, not_cut},
      .oracle = "the advantage from the linear solve, the Bellman operator, and dual numbers",
      .shows =
          "The mean of the production estimate, and of the gradient made of it, over every "
          "complete episode of MDPs that end within 3 steps, and over cut ones with V^π; on any "
          "MDP, that the claimed means solve the recursion of the means.",
      .instances = mdps_of_which_half_end(
          "finite MDPs, half of which end, with a softmax policy, any values and λ",
          {Part::policy, Part::direction, Part::values, Part::lambda},
          {.states = 3, .actions = 2, .outcomes = 2, .horizon = 3}),
      .checks =
          {
              part("V^π, any λ: the mean is A^π, also where episodes are cut",
                   with_true_values(production_advantage)),
              part("V^π, any λ, any MDP: A^π solves the recursion of the means",
                   solves_recursion(true_values, own_lambda, true_advantage)),
              part("any V and λ: the mean over actions is 0 where T^πV = V only",
                   undecayed_mean_is(bellman_residual)),
              part("λ = 1, any V: the mean is A^π(s,a) − e(s)",
                   with_lambda_one(advantage_and_errors(-1))),
              part("λ = 1, any V, any MDP: A^π(s,a) − e(s) solves the recursion of the means",
                   solves_recursion(own_values, lambda_one, advantage_and_errors(-1))),
              part("V^π, any λ: the gradient is unbiased",
                   has_enumerated_gradient(true_values, own_lambda, gradient)),
              part("λ = 1, any V: the gradient is unbiased",
                   has_enumerated_gradient(own_values, lambda_one, gradient)),
              part("λ = 1, any V, any MDP: the gradient is unbiased",
                   has_expected_gradient(own_values, lambda_one, gradient)),
              part("λ = 1, any V, without γᵗ: the mean that A^π in place of Â has",
                   has_mean_without_powers(undiscounted_visits_to_advantages)),
          },
      .proof =
          {
              step("with V^π later TD errors have mean 0, whatever weighs them: Σ_k (k + 1)δ_{t+k}",
                   with_true_values(
                       []<class F>(const ValuedRollout<F>& rollout, const F& discount, const F&) {
                         const std::vector<F> errors = td_errors(rollout, discount);
                         F sum = errors[0];
                         for (std::size_t k = 0; rollout.goes_on(k); ++k) {
                           sum += F(static_cast<int>(k + 2)) * errors[k + 1];
                         }
                         return sum;
                       })),
              step("a TD error has the mean T^πV − V over actions; H of them add up to "
                   "Σ_{k<H} (γλP_π)ᵏ (T^πV − V)",
                   over_cut_episodes(enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> mean =
                         enumerated_mean(production_advantage, x, x.values(), x.lambda());
                     const Matrix<F> decay =
                         policy_transitions(x.mdp, x.pi()) * F(x.mdp.discount * x.lambda());
                     Vector<F> sum = Vector<F>::Constant(x.mdp.states(), F{0});
                     for (int k = 0; k < x.horizon; ++k) sum = bellman_residual(x) + decay * sum;
                     return equal(policy_mean(x.pi(), mean), sum);
                   }))),
              step("for λ = 1 the values between cancel: V takes V(s) off the mean",
                   over_complete_episodes(enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> none = Vector<F>::Constant(x.mdp.states(), F{0});
                     const Matrix<F> without = enumerated_mean(production_advantage, x, none, F{1});
                     return equal(enumerated_mean(production_advantage, x, x.values(), F{1}),
                                  Matrix<F>(without - for_every_action(x, x.values())));
                   }))),
          },
      .falsifiers =
          {
              wrong("for any V and λ the mean is A^π",
                    over_complete_episodes(
                        has_mean(production_advantage, own_values, own_lambda, true_advantage)))
                  .refuting(43),
              wrong("λ = 1, any V: the mean is A^π itself",
                    with_lambda_one(advantage_and_errors(0))),
              wrong("λ = 1, any V: A^π + e", with_lambda_one(advantage_and_errors(1))),
              wrong("the mean over actions is 0 for any V", undecayed_mean_is([](const auto& x) {
                      return decltype(x.values())(x.values() - x.values());
                    })),
              wrong("any V and λ: the gradient is unbiased",
                    has_enumerated_gradient(own_values, own_lambda, gradient)),
              wrong("λ = 1, any V, without γᵗ: the gradient of J",
                    has_mean_without_powers(gradient),
                    {"facebookresearch/Pearl#46", "ufal/npfl122#117"}),
              wrong("a cut treated as termination",
                    with_true_values(on_changed_ends([](auto& rollout, std::size_t t) {
                      if (rollout.truncated[t]) rollout.terminated[t] = true;
                    })),
                    {"vwxyzjn/cleanrl#198", "vwxyzjn/cleanrl#457", "Toni-SM/skrl#449",
                     "pytorch/rl#2773"}),
              wrong("bootstrap through a terminal state",
                    with_true_values(on_changed_ends([](auto& rollout, std::size_t t) {
                      if (rollout.terminated[t]) rollout.truncated[t] = true;
                      rollout.terminated[t] = false;
                    }))),
              wrong("advantages leak into the episode before",
                    with_true_values(on_changed_ends(
                        [](auto& rollout, std::size_t t) { rollout.truncated[t] = false; })),
                    {"RoboVerseOrg/RoboVerse#814"}),
              wrong("TD errors without γ",
                    with_true_values(
                        []<class F>(const ValuedRollout<F>& rollout, const F&, const F& lambda) {
                          return generalized_advantages(rollout, F{1}, lambda)[0];
                        })),
          },
      .needs = {needed(true_values_or_lambda_one,
                       has_expected_gradient(own_values, own_lambda, gradient)),
                needed(not_cut, over_cut_episodes(has_mean(production_advantage, own_values,
                                                           lambda_one, advantage_and_errors(-1))))},
      .sources = {{"schulman2016high", "Definition 1 and Proposition 1, equation 19"}},
  };
}

}  // namespace lemmata
