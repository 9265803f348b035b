// TR-10. The sampled surrogate and divergence are unbiased at a fixed new policy, and not at the
// one that they choose.
//
//   E[(1/n) Σ_i Σ_t γᵗ (ρ_t − 1) Â_t] = L_π(π′) − J(π),   ρ_t = π′(a_t|s_t)/π(a_t|s_t),
//   E[(1/n) Σ_i Σ_t γᵗ KL(π(·|s_t)‖π′(·|s_t))] = Σ_s ν(s) KL(π(·|s)‖π′(·|s))
//
// for returns less any baseline of the state, those of the other episodes, or GAE(λ) under V^π. At
// the π′ that a step picks on the same episodes the gain is too good: on two arms of one mean,
// whose L_π(π′) is J(π) for every π′, each step that is taken promises a gain.
//
// Hypotheses: a finite MDP; a softmax policy and another; n independent episodes, each seen to its
// end.
//
// Oracle: V^π, A^π and ν from linear solves, which know no episode. Logarithms are free
// indeterminates. Of the choice: the production step in doubles, over all sixteen batches of two
// pulls, where every true gain is 0.
//
// Shows: the production estimates over every batch of one and of two episodes that end within S ≤ 3
// steps. D̂ over the batch's own visits, the mean that a trust region is held to, is biased where
// episodes differ in length. Not shown: how large the optimism is elsewhere, nor its decrease with
// n.
//
// Sources: schulman2015trust, Sections 5 and 6; kakade2002approximately, Section 4.

#include "verification/engine/hypotheses.hpp"
#include "verification/trust_region/sampled_surrogates.hpp"

namespace lemmata {
namespace {

using namespace sampled_surrogates;

const Hypothesis seen_to_the_end{"n independent episodes, each seen to its end", {}};

/// E of a claimed gain over batches of n, with advantages a function of the point and a rollout.
template <class F, class Gain, class Advantages>
F mean_gain(const MdpPoint<F>& x, int episodes, const Gain& gain, const Advantages& advantages) {
  return mean_over_batches(x, episodes, 1, [&](const Rollout<F>& batch) {
    return Vector<F>::Constant(1, gain(x, batch, advantages(x, batch))).eval();
  })(0);
}

/// The predicate: that mean is L_π(π′) − J(π).
template <class Gain, class Advantages>
Check has_gain(int episodes, Gain gain, Advantages advantages) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const Surrogate<F> surrogate = surrogate_at(x.mdp, x.pi());
           return equal(mean_gain(x, episodes, gain, advantages), surrogate.gain(x.other_pi()));
         })
      .only("batches are enumerated up to 1000", few_batches(episodes));
}

/// The predicate: the mean of a claimed divergence is Σ_s ν(s) KL(π‖π′)(s).
template <class Divergence>
Check has_divergence(int episodes, Divergence divergence) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const F mean = mean_over_batches(x, episodes, 1, [&](const Rollout<F>& batch) {
             return Vector<F>::Constant(1, divergence(x, batch)).eval();
           })(0);
           return equal(mean, F(visitation(x.mdp, x.pi()).dot(FreeDivergences<F>{x}.forward)));
         })
      .only("batches are enumerated up to 1000", few_batches(episodes));
}

/// The same of one episode where the last step is not seen.
Check has_gain_if_cut() {
  return enumerated_identity([]<class F>(const MdpPoint<F>& x) {
           MdpPoint<F> shorter = x;
           --shorter.horizon;
           return equal(mean_gain(shorter, 1, production, with_state_baseline),
                        surrogate_at(x.mdp, x.pi()).gain(x.other_pi()));
         })
      .only("two states at least", [](const MdpInstance& x) { return x.horizon > 1; });
}

/// The predicate: what chosen steps promise exceeds what they gain by 1/16 at least, or is no more.
Check promises(bool too_much) {
  return inequality([=]<class F>(const MdpPoint<F>&) {
           const SelectedGains gains = selected_gains();
           const F excess = F(static_cast<int>(1e6 * (gains.promised - gains.real))) / F(1'000'000);
           return too_much ? at_most(F(F{1} / F{16}), excess) : at_most(excess, F{0});
         })
      .once();
}

}  // namespace

Theorem sampled_surrogate_is_unbiased_until_it_chooses() {
  return {
      .id = "TR-10",
      .claim =
          "The sampled surrogate and divergence are unbiased at any fixed new policy; at the one "
          "that they choose the surrogate promises too much",
      .statement =
          R"(\mathbb{E}\Big[\frac1n \sum_i \sum_t \gamma^t (\rho_t - 1) \hat A_t\Big] =
                      L_\pi(\pi') - J(\pi), \quad \mathbb{E}\Big[\frac1n \sum_i \sum_t \gamma^t
                      \mathrm{KL}(\pi \,\|\, \pi')(s_t)\Big] = \sum_s \nu(s)\,
                      \mathrm{KL}(\pi \,\|\, \pi')(s))",
      .hypotheses = {finite_mdp, softmax_policy, seen_to_the_end},
      .oracle =
          "values, advantages and visitation from linear solves; logarithms are free "
          "indeterminates; on two arms of one mean every true gain is 0",
      .shows =
          "The production estimates over every batch of one and of two episodes that end within "
          "three steps, and the production step over every batch of two pulls. How large the "
          "optimism is elsewhere is not shown.",
      .instances = mdps_that_end("finite MDPs that end, with two softmax policies and baselines",
                                 {Part::policy, Part::other_policy, Part::state_baseline,
                                  Part::action_baseline, Part::lambda},
                                 {.states = 3, .actions = 2, .outcomes = 2}),
      .checks = {part("the gain, with a baseline of the state",
                      has_gain(1, production, with_state_baseline)),
                 part("the gain, with GAE(λ) under V^π", has_gain(1, production, with_true_values)),
                 part("the gain of two episodes, each the other's baseline",
                      has_gain(2, production, leaving_one_out)),
                 part("the divergence", has_divergence(1, sampled_divergence)),
                 part("the divergence of two episodes", has_divergence(2, sampled_divergence)),
                 part("steps chosen by two pulls of equal arms promise 1/16 too much and more",
                      promises(true))},
      .proof = {step("the gain is the mean of (ρ − 1)Â in every episode, whatever Â is",
                     enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                       const auto squared = [](const auto& y, const auto& batch,
                                               const auto& advantages) {
                         const F off =
                             production(y, batch, advantages) - by_definition(y, batch, advantages);
                         return F(off * off);
                       };
                       return equal(mean_gain(x, 1, squared, with_action_baseline), F{0});
                     })),
                step("ratios move the baseline's mean by nothing",
                     enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                       const auto baseline = []<class G>(const MdpPoint<G>& y,
                                                         const Rollout<G>& rollout) {
                         std::vector<G> result;
                         for (const Step<G>& step : rollout.steps) {
                           result.push_back(y.state_baseline()(step.state));
                         }
                         return result;
                       };
                       return equal(mean_gain(x, 1, production, baseline), F{0});
                     })),
                step("−log ρ_t of the actions taken has the same mean as the divergence",
                     has_divergence(1, divergence_by_actions))},
      .falsifiers =
          {wrong("the ratio upside down", has_gain(1, inverted, with_state_baseline)),
           wrong("the opposite sign", has_gain(1, opposite, with_state_baseline)),
           wrong("the logarithm of the ratio for the ratio",
                 has_gain(1, logarithm_of_ratio, with_state_baseline)),
           wrong("no ratio", has_gain(1, without_ratio, with_state_baseline)),
           wrong("ratios alone, with a baseline that is not V^π",
                 has_gain(1, without_one, with_state_baseline)),
           wrong("the product of all ratios up to t",
                 has_gain(1, product_over_time, with_state_baseline)),
           wrong("no γᵗ", has_gain(1, without_discount, with_state_baseline)),
           wrong("a mean over steps for one over episodes",
                 has_gain(1, by_steps, with_state_baseline)),
           wrong("a baseline of the action", has_gain(1, production, with_action_baseline)),
           wrong("GAE(λ) under other values", has_gain(1, production, with_wrong_values)),
           wrong("the divergence the other way round", has_divergence(1, reversed_divergence)),
           wrong("visits without γᵗ", has_divergence(1, undiscounted_divergence)),
           wrong("the divergence over the batch's own visits", has_divergence(1, share_weighted)),
           wrong("unbiased at the policy that it chooses too", promises(false))},
      .needs = {needed(seen_to_the_end, has_gain_if_cut())},
      .sources = {{"schulman2015trust", "Sections 5 and 6"},
                  {"kakade2002approximately", "Section 4"}},
  };
}

}  // namespace lemmata
