// MDP-4. The performance difference lemma.
//
//   J(π′) − J(π) = Σ_s ν^{π′}(s) Σ_a π′(a|s) A^π(s,a)
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; two policies of full support.
// Oracle: the two performances, each by its own linear solve, subtracted.
// Shows: the identity for the production `visitation` and `advantages`. It is exact, not a first
// order statement: π′ need not be near π.
// Sources: kakade2002approximately, Lemma 6.1; agarwal2021theory, Lemma 2.

#include "theory/fields/linear_solve.hpp"
#include "theory/mdp/values.hpp"
#include "theory/mdp/visitation.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// The predicate: a claimed difference is J(π′) − J(π).
template <class Difference>
Check is_the_performance_difference(Difference claimed) {
  return identity([claimed](const auto& x) {
    return equal(claimed(x.mdp, x.pi(), x.other_pi()),
                 performance(x.mdp, x.other_pi()) - performance(x.mdp, x.pi()));
  });
}

/// Σ_s w(s) Σ_a π′(a|s) A(s,a).
template <class F>
F weighted_advantage(const Vector<F>& weights, const Policy<F>& policy,
                     const Matrix<F>& advantage) {
  return weights.dot(policy.cwiseProduct(advantage).rowwise().sum());
}

}  // namespace

Theorem performance_difference() {
  return {
      .id = "MDP-4",
      .claim =
          "Two policies differ in performance by the advantages of the one, averaged over the "
          "visitation of the other",
      .statement = R"(J(\pi') - J(\pi) = \sum_s \nu^{\pi'}(s) \sum_a \pi'(a \mid s)\, A^\pi(s,a))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy},
      .oracle = "two performances, each by its own linear solve",
      .shows = "The identity for any two policies with full support, however far apart.",
      .instances = mdps("finite MDPs with two policies", {Part::policy, Part::other_policy}),
      .checks = {is_the_performance_difference(
          [](const auto& mdp, const auto& pi, const auto& other) {
            return weighted_advantage(visitation(mdp, other), other, advantages(mdp, pi));
          })},
      .proof =
          {
              step("the mean advantage is a Bellman residual: Σ_a π′A^π = r_π′ + γP_π′V^π − V^π",
                   [](const auto& x) {
                     const auto v = policy_values(x.mdp, x.pi());
                     return equal(
                         x.other_pi().cwiseProduct(advantages(x.mdp, x.pi())).rowwise().sum(),
                         bellman(x.mdp, x.other_pi(), v) - v);
                   }),
              step("the values differ by the residual, propagated: "
                   "(I − γP_π′)(V^π′ − V^π) = r_π′ + γP_π′V^π − V^π",
                   [](const auto& x) {
                     const auto v = policy_values(x.mdp, x.pi());
                     const auto change = (policy_values(x.mdp, x.other_pi()) - v).eval();
                     const auto p = policy_transitions(x.mdp, x.other_pi());
                     return equal(change - p * change * x.mdp.discount,
                                  bellman(x.mdp, x.other_pi(), v) - v);
                   }),
              step("collect the visitation: μᵀ(V^π′ − V^π) = Σ_s ν^π′(s)·residual(s)",
                   [](const auto& x) {
                     const auto v = policy_values(x.mdp, x.pi());
                     const auto residual = (bellman(x.mdp, x.other_pi(), v) - v).eval();
                     return equal(x.mdp.start.dot(policy_values(x.mdp, x.other_pi()) - v),
                                  visitation(x.mdp, x.other_pi()).dot(residual));
                   }),
          },
      .falsifiers =
          {
              wrong("ν^π for ν^π′", is_the_performance_difference(
                                        [](const auto& mdp, const auto& pi, const auto& other) {
                                          return weighted_advantage(visitation(mdp, pi), other,
                                                                    advantages(mdp, pi));
                                        })),
              wrong("A^π′ for A^π", is_the_performance_difference(
                                        [](const auto& mdp, const auto&, const auto& other) {
                                          return weighted_advantage(visitation(mdp, other), other,
                                                                    advantages(mdp, other));
                                        })),
              wrong("the sign", is_the_performance_difference(
                                    [](const auto& mdp, const auto& pi, const auto& other) {
                                      return -weighted_advantage(visitation(mdp, other), other,
                                                                 advantages(mdp, pi));
                                    })),
              wrong("d = (1 − γ)ν for ν",
                    is_the_performance_difference([]<class F>(const FiniteMdp<F>& mdp,
                                                              const Policy<F>& pi,
                                                              const Policy<F>& other) {
                      return (F{1} - mdp.discount) *
                             weighted_advantage(visitation(mdp, other), other, advantages(mdp, pi));
                    })),
          },
      .sources = {{"kakade2002approximately", "Lemma 6.1"}, {"agarwal2021theory", "Lemma 2"}},
  };
}

}  // namespace lemmata
