// MDP-2. Discounted visitation.
//
//   ν = μ + γP_πᵀν,    (1 − γ) Σ_s ν(s) + γ Σ_s ν(s) e_π(s) = 1,
//
// where e_π(s) is the probability that the step taken in s is the last. Without termination Σν is
// therefore 1/(1 − γ); ends that are reached make it less.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a policy of full support.
// Oracle: the flow of probability mass, step by step: what is in s after t steps came from μ or
// from a transition. The linear solve that defines ν is not used on that side.
// Shows: both equations, and the finite expansion of ν, as identities.
// Sources: puterman1994markov, Section 6.9 (the dual linear programme's flow equations).

#include "theory/fields/linear_solve.hpp"
#include "theory/mdp/visitation.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// The predicate: a claimed visitation balances the flow of mass.
template <class Visitation>
Check balances_the_flow(Visitation claimed) {
  return identity([claimed]<class F>(const MdpPoint<F>& x) {
    const Vector<F> nu = claimed(x.mdp, x.pi());
    Vector<F> inflow = x.mdp.start;
    for (int s = 0; s < x.mdp.states(); ++s) {
      for (int a = 0; a < x.mdp.actions(); ++a) {
        inflow += (nu(s) * x.mdp.discount * x.pi()(s, a)) * successor_distribution(x.mdp, s, a);
      }
    }
    return equal(nu, inflow);
  });
}

/// e_π(s): the probability of ending at the step from s.
template <class F>
Vector<F> ending(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
  Vector<F> result = Vector<F>::Constant(mdp.states(), F{0});
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const auto& outcome : mdp.outcomes(s, a)) {
        if (outcome.terminal) result(s) += pi(s, a) * outcome.probability;
      }
    }
  }
  return result;
}

}  // namespace

Theorem visitation_is_a_fixed_point() {
  return {
      .id = "MDP-2",
      .claim =
          "Discounted visitation is the fixed point of the flow of mass, and sums to "
          "1/(1 − γ) when nothing terminates",
      .statement = R"(\nu = \mu + \gamma P_\pi^{\mathsf T} \nu, \qquad
                      (1-\gamma) \sum_s \nu(s) + \gamma \sum_s \nu(s)\, e_\pi(s) = 1)",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy},
      .oracle = "the flow of mass, outcome by outcome, against the transposed linear solve",
      .shows =
          "The production visitation balances the flow; its total is exact with and without "
          "termination.",
      .instances = mdps("finite MDPs with a policy", {Part::policy}),
      .checks =
          {
              part("ν balances the flow", balances_the_flow([](const auto& mdp, const auto& pi) {
                     return visitation(mdp, pi);
                   })),
              part("(1 − γ)Σν + γΣν·e_π = 1", identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> nu = visitation(x.mdp, x.pi());
                     const F ended = nu.dot(ending(x.mdp, x.pi()));
                     return equal((F{1} - x.mdp.discount) * nu.sum() + x.mdp.discount * ended,
                                  F{1});
                   })),
              part("without termination (1 − γ)Σν = 1",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> nu = visitation(x.mdp, x.pi());
                     return equal((F{1} - x.mdp.discount) * nu.sum(), F{1});
                   }).only("needs an MDP without termination", never_ends)),
          },
      .proof =
          {
              step("unroll: ν = Σ_{t<3} γᵗ(P_πᵗ)ᵀμ + γ³(P_π³)ᵀν",
                   []<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> p = policy_transitions(x.mdp, x.pi()).transpose();
                     Vector<F> unrolled = visitation(x.mdp, x.pi());
                     for (int t = 0; t < 3; ++t) {
                       unrolled = x.mdp.start + (p * unrolled) * x.mdp.discount;
                     }
                     return equal(visitation(x.mdp, x.pi()), unrolled);
                   }),
              step("a row of P_π and its ending sum to one: P_π1 + e_π = 1",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> ones = Vector<F>::Constant(x.mdp.states(), F{1});
                     return equal(policy_transitions(x.mdp, x.pi()) * ones + ending(x.mdp, x.pi()),
                                  ones);
                   }),
          },
      .falsifiers =
          {
              wrong("d = (1 − γ)ν for ν",
                    balances_the_flow([]<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                      return (visitation(mdp, pi) * (F{1} - mdp.discount)).eval();
                    })),
              wrong("P for Pᵀ",
                    balances_the_flow([]<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                      Matrix<F> system = policy_transitions(mdp, pi) * (-mdp.discount);
                      system.diagonal() += Vector<F>::Constant(mdp.states(), F{1});
                      return solve(system, mdp.start);
                    })),
              wrong("Σν = 1/(1 − γ) whatever terminates",
                    []<class F>(const MdpPoint<F>& x) {
                      return equal((F{1} - x.mdp.discount) * visitation(x.mdp, x.pi()).sum(), F{1});
                    }),
          },
      .sources = {{"puterman1994markov", "Section 6.9"}},
  };
}

}  // namespace lemmata
