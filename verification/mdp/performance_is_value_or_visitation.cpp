// MDP-3. The performance, two ways.
//
//   J(π) = μᵀV^π = Σ_s ν(s) Σ_a π(a|s) r(s,a)
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a policy of full support.
// Oracle: two linear systems, one with P_π and the rewards, one with P_πᵀ and the start
// distribution.
// Shows: the identity for the production `performance` and `performance_by_visitation`.
// Sources: puterman1994markov, Section 6.9; agarwal2021theory, Section 2.

#include "theory/mdp/values.hpp"
#include "theory/mdp/visitation.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// The predicate: a claimed performance is the value of the start distribution.
template <class Performance>
Check is_the_start_value(Performance claimed) {
  return identity([claimed](const auto& x) {
    return equal(claimed(x.mdp, x.pi()), performance(x.mdp, x.pi()));
  });
}

}  // namespace

Theorem performance_is_value_or_visitation() {
  return {
      .id = "MDP-3",
      .claim = "The performance is the value of the start, and the visitation-weighted reward",
      .statement =
          R"(J(\pi) = \mu^{\mathsf T} V^\pi = \sum_s \nu(s) \sum_a \pi(a \mid s)\, r(s,a))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy},
      .oracle = "the linear solve with P against the one with Pᵀ",
      .shows = "Both production routes to J agree.",
      .instances = mdps("finite MDPs with a policy", {Part::policy}),
      .checks = {is_the_start_value(
          [](const auto& mdp, const auto& pi) { return performance_by_visitation(mdp, pi); })},
      .proof =
          {
              step("the rewards are what the values lose in a step: r_π = V − γP_πV",
                   [](const auto& x) {
                     const auto v = policy_values(x.mdp, x.pi());
                     return equal(policy_rewards(x.mdp, x.pi()),
                                  v - policy_transitions(x.mdp, x.pi()) * v * x.mdp.discount);
                   }),
              step("the start is what the visitation gains: μ = ν − γP_πᵀν",
                   [](const auto& x) {
                     const auto nu = visitation(x.mdp, x.pi());
                     return equal(x.mdp.start, nu - policy_transitions(x.mdp, x.pi()).transpose() *
                                                        nu * x.mdp.discount);
                   }),
              step("so νᵀr_π = νᵀV − γνᵀP_πV = μᵀV",
                   [](const auto& x) {
                     const auto v = policy_values(x.mdp, x.pi());
                     const auto nu = visitation(x.mdp, x.pi());
                     const auto p = policy_transitions(x.mdp, x.pi());
                     return equal(nu.dot(v) - x.mdp.discount * nu.dot(p * v), x.mdp.start.dot(v));
                   }),
          },
      .falsifiers =
          {
              wrong("d = (1 − γ)ν for ν",
                    is_the_start_value([]<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                      return (F{1} - mdp.discount) * performance_by_visitation(mdp, pi);
                    })),
              wrong("the mean value under the stationary distribution: Σ_s ρ(s) V^π(s)",
                    is_the_start_value([](const auto& mdp, const auto& pi) {
                      return stationary_distribution(mdp, pi).dot(policy_values(mdp, pi));
                    })),
              wrong("the first step is not counted: γP_πᵀν for ν",
                    is_the_start_value([](const auto& mdp, const auto& pi) {
                      const auto later = (visitation(mdp, pi) - mdp.start).eval();
                      return later.dot(policy_rewards(mdp, pi));
                    })),
              wrong("rewards of the uniform policy, values of π",
                    is_the_start_value([]<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                      const Policy<F> uniform =
                          Policy<F>::Constant(mdp.states(), mdp.actions(), F{1} / F{mdp.actions()});
                      return visitation(mdp, pi).dot(policy_rewards(mdp, uniform));
                    })),
          },
      .sources = {{"puterman1994markov", "Section 6.9"}, {"agarwal2021theory", "Section 2"}},
  };
}

}  // namespace lemmata
