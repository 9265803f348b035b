// CR-2. The fixed point of temporal differences solves the projected Bellman equation.
//
//   A_λw = b_λ   ⟺   Φw = ΠT^λ(Φw),      since   b_λ − A_λw = ΦᵀD(T^λ(Φw) − Φw) for every w,
//
// with Π the projection in ‖·‖_D and T^λV the mean λ-return under V. What is on the right is the
// mean of what TD(λ) adds up with w held, in both its views, and of what LSTD(λ) collects: over
// complete episodes, with D the expected visits of each state; over single steps from D, for λ = 0.
// A rollout cut after H steps counts T^λ over the steps that were left to it.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy with one
// recurrent class, an end restarting from μ; D its stationary distribution (what is said of every w
// needs no such D); Φ of full column rank on the recurrent states.
//
// Oracle: Π by normal equations and T^λ by the resolvent or by repeated Bellman operators, where
// the algorithms see steps, and know no transition probabilities.
//
// Shows: the fixed point of `temporal_difference_system`, and that the mean equations of
// `lstd_system` have it as solution (λ = 0, single steps); the means of `lstd_system`,
// `backward_td_lambda_update` and `forward_td_lambda_update`, weights held, and of
// `td_lambda_step` to first order in α, over every episode, twice over in one rollout, complete or
// cut after at most 3 steps; of `td_step` over every step. That iterates converge is not shown.
//
// Sources: tsitsiklis1997analysis, Theorem 1; bradtke1996linear, the equations of LSTD.

#include "verification/critics/mean_pulls.hpp"
#include "verification/critics/mistaken_lstd.hpp"

namespace lemmata {
namespace {

/// The predicate: Φw = ΠT^λ(Φw) on-policy, for the w claimed, and λ as given.
template <class Weights, class Lambda>
Check is_fixed_point(Weights weights, Lambda lambda) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
           const Vector<F> d = on_policy_distribution(x),
                           values = x.state_features() * weights(x, d);
           return equal(projection(x.state_features(), d,
                                   lambda_bellman<F>(x.mdp, x.pi(), values, lambda(x))),
                        values);
         })
      .only("at most 16 states, where one random point says enough", has_at_most<16>);
}

constexpr auto its_lambda = [](const auto& x) { return x.lambda(); };
constexpr auto zero = []<class F>(const MdpPoint<F>&) { return F{0}; };

/// Where equations of single steps have their solution on average.
template <class Equations>
auto solution_of(Equations equations) {
  return [equations]<class F>(const MdpPoint<F>& x, const Vector<F>& d) {
    return mean_system(x, d, equations).solution();
  };
}

constexpr auto visits = []<class F>(FiniteMdp<F> mdp, const Policy<F>& pi) {
  mdp.discount = F{1};
  return visitation(mdp, pi);
};

auto lstd_with(Mistake mistake) {
  return residual_of(
      [mistake](const auto&... rollout) { return mistaken_lstd(mistake, rollout...); });
}
Falsifier mistaken(std::string name, Mistake mistake) {
  return wrong("LSTD: " + name, pulls_over_episodes(lstd_with(mistake), visits));
}
constexpr auto starts = [](const auto& mdp, const auto&) { return mdp.start; };
constexpr auto discounted = [](const auto& mdp, const auto& pi) { return visitation(mdp, pi); };

constexpr auto resting = []<class F>(const MdpPoint<F>& x, const Vector<F>& d) {
  return resting_weights<F>(x, d, x.lambda());
};

}  // namespace

Theorem td_solves_the_projected_bellman_equation() {
  return {
      .id = "CR-2",
      .claim =
          "The fixed point of temporal differences solves the projected Bellman equation, and LSTD "
          "returns it",
      .statement = R"(A_\lambda w = b_\lambda \iff \Phi w = \Pi T^\lambda(\Phi w), \qquad
                      b_\lambda - A_\lambda w = \Phi^\top D (T^\lambda(\Phi w) - \Phi w))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, unichain, on_policy,
                     independent_recurrent_features},
      .oracle =
          "the projection by normal equations, T^λ by the resolvent or by repeated Bellman "
          "operators",
      .shows =
          "The fixed point; the mean of LSTD(λ)'s equations and of TD(λ) in both views, weights "
          "held, and online to first order in α, over every episode, complete or cut; the mean "
          "step of TD(0). That iterates converge is not shown.",
      .instances =
          mdps("finite MDPs with a softmax policy, features, weights, λ, a step size α, and H",
               {Part::policy, Part::state_features, Part::critic_weights, Part::state_weights,
                Part::lambda, Part::step_size},
               {.states = 3, .actions = 2, .outcomes = 2, .horizon = 3}),
      .checks =
          {
              part("Φw = ΠT^λ(Φw) where A_λw = b_λ", is_fixed_point(resting, its_lambda)),
              part("LSTD(0) returns it: the solution of its mean equations over single steps",
                   is_fixed_point(solution_of([](const auto& features, const auto& rollout,
                                                 const auto& discount) {
                                    using F = std::decay_t<decltype(discount)>;
                                    return lstd_system(features, rollout, discount, F{0});
                                  }),
                                  zero)),
              part("LSTD(λ) over complete episodes: b − Aw is ΦᵀD(T^λ(Φw) − Φw) on average",
                   pulls_over_episodes(lstd_residual, visits)),
              part("so is what TD(λ) adds up, weights held, backward",
                   pulls_over_episodes(backward_td, visits)),
              part("and forward", pulls_over_episodes(forward_td, visits)),
              part("and online, for small α", pulls_over_episodes(online_td, visits)),
              part("LSTD(λ) over cut episodes: Σ_k ΦᵀD_k(T^λ_{H−k}(Φw) − Φw)",
                   pulls_over_cut_episodes(lstd_residual)),
              part("so is TD(λ) over cut episodes, backward", pulls_over_cut_episodes(backward_td)),
              part("and forward, over cut ones", pulls_over_cut_episodes(forward_td)),
              part("and online, for small α, over cut ones", pulls_over_cut_episodes(online_td)),
              part("TD(0) over single steps, from any D: αΦᵀD(T(Φw) − Φw)",
                   pulls_over_steps(td_zero)),
          },
      .proof =
          {
              step("T^λV − V = (I − γλP)⁻¹(TV − V): TD errors, decayed by γλ",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> v = x.state_features() * x.critic_weights();
                     const Matrix<F> decayed =
                         (x.mdp.discount * x.lambda()) * policy_transitions(x.mdp, x.pi());
                     const Vector<F> errors = bellman(x.mdp, x.pi(), v) - v;
                     return equal(lambda_bellman(x.mdp, x.pi(), v, x.lambda()) - v,
                                  solve<F>(identity_matrix<F>(x.mdp.states()) - decayed, errors));
                   }),
              step("so b_λ − A_λw = ΦᵀD(T^λ(Φw) − Φw), for any D and w",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> d = x.state_weights(), w = x.critic_weights();
                     const auto system = temporal_difference_system(
                         x.mdp, x.pi(), x.state_features(), d, x.lambda());
                     const Vector<F> v = x.state_features() * w;
                     return equal(system.vector - system.matrix * w,
                                  pull<F>(x, d, lambda_bellman(x.mdp, x.pi(), v, x.lambda())));
                   }),
              step("and ΦᵀD(u − Πu) = 0: Φw = Πu exactly where ΦᵀD(u − Φw) = 0",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> d = on_policy_distribution(x), u = x.state_weights();
                     return equal(pull<F>(x, d, projection(x.state_features(), d, u)),
                                  pull<F>(x, d, u));
                   }),
              step("where episodes have at most S steps, T^λ is T^λ_S",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const FiniteMdp<F> mdp = made_to_end(x.mdp);
                     const Vector<F> v = x.state_features() * x.critic_weights();
                     return equal(lambda_bellman(mdp, x.pi(), v, x.lambda()),
                                  cut_lambda_bellman(mdp, x.pi(), v, x.lambda(), mdp.states()));
                   }).only("at most 16 states", has_at_most<16>)),
          },
      .falsifiers =
          {
              wrong("the best approximation ΠV",
                    is_fixed_point(
                        []<class F>(const MdpPoint<F>& x, const Vector<F>& d) {
                          return projection_system(x.state_features(), d,
                                                   policy_values(x.mdp, x.pi()))
                              .solution();
                        },
                        its_lambda)),
              wrong("one and the same for every λ",
                    is_fixed_point(
                        []<class F>(const MdpPoint<F>& x, const Vector<F>& d) {
                          return resting_weights<F>(x, d, F{0});
                        },
                        its_lambda)),
              wrong("weighted by the discounted visitation",
                    is_fixed_point(
                        []<class F>(const MdpPoint<F>& x, const Vector<F>&) {
                          return resting_weights<F>(x, visitation(x.mdp, x.pi()), x.lambda());
                        },
                        its_lambda)),
              wrong("the least squared TD error",
                    is_fixed_point(solution_of([](const auto& features, const auto& rollout,
                                                  const auto& discount) {
                                     return residual_system(features, rollout, discount);
                                   }),
                                   zero)),
              mistaken("the trace decays by λ", Mistake::decay_without_discount),
              mistaken("γ lost before the successor's features",
                       Mistake::successor_without_discount),
              mistaken("A transposed", Mistake::transposed),
              mistaken("bootstraps through an end", Mistake::bootstrap_through_end),
              mistaken("the trace runs on into the next episode", Mistake::trace_runs_on),
              mistaken("the trace lacks the state of its step", Mistake::trace_too_late),
              wrong("episodes weighted by the discounted visitation",
                    pulls_over_episodes(lstd_residual, discounted)),
              wrong("episodes weighted by the start", pulls_over_episodes(lstd_residual, starts)),
              wrong("LSTD: a cut taken for an end",
                    pulls_over_cut_episodes(lstd_with(Mistake::cut_taken_for_end)),
                    {"vwxyzjn/cleanrl#198", "Toni-SM/skrl#449"}),
              wrong("TD(λ) backward: the trace runs on after a cut",
                    pulls_over_cut_episodes(without_ends(backward_td))),
              wrong("TD(λ) forward: so does the λ-return",
                    pulls_over_cut_episodes(without_ends(forward_td))),
              wrong("TD(λ) online: the trace runs on into the next episode",
                    pulls_over_episodes(without_ends(online_td), visits)),
              wrong("TD(0): the residual gradient", pulls_over_steps(residual_gradient)),
          },
      .needs = {needed(independent_recurrent_features, is_fixed_point(resting, its_lambda)),
                needed(discount_below_one_or_ending, is_fixed_point(resting, its_lambda))},
      .sources = {{"tsitsiklis1997analysis", "Theorem 1"},
                  {"bradtke1996linear", "the equations of LSTD"}},
  };
}

}  // namespace lemmata
