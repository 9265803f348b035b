// EN-14. The soft sub-optimality of a policy is its discounted divergence from the soft optimum.
//
//   V*_β(μ) − V^π_β(μ) = β Σ_s ν^π(s) KL(π‖π*_β)(s)
//
// for every policy π, near π* or far. So the soft optimum is unique where it visits, and any bound
// on one side is one on the other.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; β > 0; π* soft-optimal,
// β log π* = Q*_β − V*_β; π of full support.
//
// Oracle: two soft values, each by its own linear solve, subtracted.
//
// Shows: the identity for free logarithms of π and of π*, in GF(p), where rewards are moved so that
// the drawn π* and V* are the optimum: every MDP with a soft optimum is of this kind. With the
// rewards as they are it is checked in balls to 10⁻³⁰, beside an optimum held by the soft Bellman
// operator.
//
// Sources: mei2020global, Lemma 26.

#include "theory/mdp/visitation.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/entropy/soft_optimum.hpp"
#include "verification/trust_region/formal_logarithms.hpp"
#include "verification/trust_region/two_policies.hpp"

namespace lemmata {
namespace {

using namespace soft_optimum;
using formal_logarithms::logged;
using formal_logarithms::plain;

/// KL(π‖π′) of every state, by the production, with free logarithms.
template <class F>
Vector<F> divergence(const Paid<F>& from, const Paid<F>& to) {
  return plain<F>(kl_divergences(logged(from.pi, from.logs), logged(to.pi, to.logs)));
}

/// The predicate: μᵀ(V*_β − V^π_β) is the claimed number, in the point's MDP with rewards moved.
template <class Claimed>
Check is_suboptimality(Claimed claimed) {
  return identity([claimed]<class F>(const MdpPoint<F>& point) {
    const Paid<F> best = optimal(point, point.mdp);
    const Paid<F> x = other_than(best, point);
    return equal(F(claimed(best, x)), F(x.mdp.start.dot(best.values() - x.values())));
  });
}

constexpr auto right = []<class F>(const Paid<F>& best, const Paid<F>& x) {
  return F(x.temperature * visitation(x.mdp, x.pi).dot(divergence(x, best)));
};

/// The statement where π* is any policy: the rewards stay as they are.
constexpr auto without_optimum = []<class F>(const MdpPoint<F>& point) {
  const Paid<F> best{point};
  const Paid<F> x = other_than(best, point);
  return equal(right(best, x), F(x.mdp.start.dot(best.values() - x.values())));
};

}  // namespace

Theorem soft_suboptimality_is_a_divergence() {
  return {
      .id = "EN-14",
      .claim =
          "A policy falls short of the soft optimum by β times its divergence from the "
          "soft-optimal policy, summed over its own visits",
      .statement = R"(V^*_\beta(\mu) - V^\pi_\beta(\mu)
                      = \beta \sum_s \nu^\pi(s)\, \mathrm{KL}(\pi \,\Vert\, \pi^*_\beta)(s))",
      .hypotheses =
          {finite_mdp, discount_below_one_or_ending, {"β > 0", {}}, optimal_policy, softmax_policy},
      .oracle = "two soft values, each by its own linear solve",
      .shows =
          "The identity for free logarithms where the drawn policy is the optimum; in balls to "
          "10⁻³⁰ for rewards as they are.",
      .instances = mdps("finite MDPs with two policies, numbers for their logarithms, a value "
                        "function and a temperature",
                        {Part::policy, Part::other_policy, Part::action_baseline, Part::features,
                         Part::values, Part::temperature}),
      .checks =
          {
              part("for free logarithms", is_suboptimality(right)),
              part("for real logarithms and any rewards, to 10⁻³⁰",
                   certified([](const MdpPoint<Ball>& x) {
                     const auto best = regularised_runs::soft_optimum(x.mdp, x.temperature());
                     const Policy<Ball> pi = x.pi();
                     const Policy<Ball> best_pi =
                         best.log_policy.unaryExpr([](const Ball& l) { return exp(l); });
                     const Vector<Ball> short_by =
                         best.values - soft_policy_values(x.mdp, pi, x.temperature());
                     const Ball divergence =
                         visitation(x.mdp, pi).dot(kl_divergences<Ball>(pi, best_pi));
                     return two_policies::agree(
                         Vector<Ball>::Constant(1, x.temperature() * divergence),
                         Vector<Ball>::Constant(1, x.mdp.start.dot(short_by)));
                   }).only(certified_reach, can_be_certified)),
          },
      .proof =
          {
              step("π* has the value V*: the soft value of π* is V, as V = Σ_a π*(Q − βℓ*)",
                   []<class F>(const MdpPoint<F>& point) {
                     return equal(optimal(point, point.mdp).values(), point.values());
                   }),
              step("one step under π loses the divergence: Σ_a π(Q* − βℓ) = V* − β KL(π‖π*)",
                   []<class F>(const MdpPoint<F>& point) {
                     const Paid<F> best = optimal(point, point.mdp);
                     const Paid<F> x = other_than(best, point);
                     const Vector<F> v = best.values();
                     const Matrix<F> paid = action_values(x.mdp, v) - x.temperature * x.logs;
                     return equal(x.pi.cwiseProduct(paid).rowwise().sum(),
                                  v - x.temperature * divergence(x, best));
                   }),
              step("losses add up: V* − V^π = β KL + γP_π(V* − V^π)",
                   []<class F>(const MdpPoint<F>& point) {
                     const Paid<F> best = optimal(point, point.mdp);
                     const Paid<F> x = other_than(best, point);
                     const Vector<F> gap = best.values() - x.values();
                     const Matrix<F> p = policy_transitions(x.mdp, x.pi);
                     return equal(gap,
                                  x.temperature * divergence(x, best) + p * gap * x.mdp.discount);
                   }),
          },
      .falsifiers =
          {
              wrong("the other direction: KL(π*‖π)",
                    is_suboptimality([](const auto& best, const auto& x) {
                      return x.temperature * visitation(x.mdp, x.pi).dot(divergence(best, x));
                    })),
              wrong("the visits of π*", is_suboptimality([](const auto& best, const auto& x) {
                      return x.temperature * visitation(x.mdp, best.pi).dot(divergence(x, best));
                    })),
              wrong("the start alone for ν", is_suboptimality([](const auto& best, const auto& x) {
                      return x.temperature * x.mdp.start.dot(divergence(x, best));
                    })),
              wrong("d = (1 − γ)ν for ν",
                    is_suboptimality([]<class F>(const Paid<F>& best, const Paid<F>& x) {
                      return (F{1} - x.mdp.discount) * right(best, x);
                    })),
              wrong("β lost", is_suboptimality([](const auto& best, const auto& x) {
                      return visitation(x.mdp, x.pi).dot(divergence(x, best));
                    })),
              wrong("1/β for β", is_suboptimality([](const auto& best, const auto& x) {
                      return visitation(x.mdp, x.pi).dot(divergence(x, best)) / x.temperature;
                    })),
              wrong("the sign", is_suboptimality([](const auto& best, const auto& x) {
                      return -right(best, x);
                    })),
              wrong("values without entropy: of the return alone",
                    identity([]<class F>(const MdpPoint<F>& point) {
                      const Paid<F> best = optimal(point, point.mdp);
                      const Paid<F> x = other_than(best, point);
                      return equal(right(best, x),
                                   F(performance(x.mdp, best.pi) - performance(x.mdp, x.pi)));
                    })),
          },
      .needs = {needed(optimal_policy, without_optimum)},
      .sources = {{"mei2020global", "Lemma 26"}},
  };
}

}  // namespace lemmata
