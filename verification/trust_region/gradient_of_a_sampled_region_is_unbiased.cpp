// TR-11. The gradient of a sampled trust region is unbiased, and so is its Fisher information times
// the visits that it was divided by; the quotient is not.
//
//   ĝ = (1/n) Σ_i Σ_t γᵗ Â_t ∇log π(a_t|s_t) = F_ν̂ Â,   E[ĝ] = ∇J,
//   F̂ = Σ_s (ν̂(s)/n̂) Σ_a π(a|s) g gᵀ,   n̂ = Σ_s ν̂(s),   E[n̂F̂] = F_ν,   E[n̂] = Σ_s ν(s)
//
// for returns less any baseline of the state, those of the other episodes, or GAE(λ) under V^π.
// Where n̂ is no constant E[F̂] is not F_d, d = ν/Σν. Unlike the F̂ of NG-15 this one takes the mean
// over the actions of a state that was visited and not the action that was taken.
//
// Hypotheses: a finite MDP; a softmax policy; n independent episodes, each seen to its end.
//
// Oracle: ∇J by dual numbers through the elimination that gives V; F_ν from how scores move with θ,
// under the visitation of the linear solve. Neither knows an episode. For the region in doubles, in
// balls: the policy gradient theorem, and F from scores.
//
// Shows: production's ĝ and n̂F̂v over every batch of one and of two episodes that end within S ≤ 3
// steps, exactly; and what `sampled_trust_region` itself has, tabular and linear, with the baseline
// of a run, to 10⁻⁹ of rounding. Not shown: how far one batch is off, nor the steps that follow, of
// which the surrogate promises too much (TR-10).
//
// Sources: schulman2015trust, Section 5 and Appendix C.

#include "verification/engine/hypotheses.hpp"
#include "verification/trust_region/sampled_regions.hpp"

namespace lemmata {
namespace {

using namespace sampled_regions;
using sampled_surrogates::leaving_one_out;
using sampled_surrogates::with_state_baseline;
using sampled_surrogates::with_true_values;
using sampled_surrogates::with_wrong_values;

const Hypothesis seen_to_the_end{"n independent episodes, each seen to its end", {}};

/// ∇J, by no visitation, action value or score.
template <class F>
Vector<F> gradient_by_elimination(const MdpPoint<F>& x) {
  const TabularSoftmax<F> policy = x.policy();
  return performance_derivatives(x.mdp, policy, identity_matrix<F>(policy.parameters()));
}

/// E of a claimed gradient over batches of n, with advantages a function of the point and a
/// rollout.
template <class F, class Gradient, class Advantages>
Vector<F> mean_gradient(const MdpPoint<F>& x, int episodes, const Gradient& estimate,
                        const Advantages& advantages) {
  return mean_over_batches(x, episodes, x.pi().size(), [&](const Rollout<F>& batch) {
    return Vector<F>(estimate(x, batch, advantages(x, batch)));
  });
}

/// The predicate: that mean is ∇J.
template <class Gradient, class Advantages>
Check has_gradient(int episodes, Gradient estimate, Advantages advantages) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           return equal(mean_gradient(x, episodes, estimate, advantages),
                        gradient_by_elimination(x));
         })
      .only("batches are enumerated up to 1000", few_batches(episodes));
}

/// The predicate: the mean of a claimed n̂F̂v is F_ν v.
template <class Product>
Check has_curvature(int episodes, Product product) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const Vector<F> v = x.direction();
           const Vector<F> mean =
               mean_over_batches(x, episodes, v.size(),
                                 [&](const Rollout<F>& batch) { return product(x, batch, v); });
           const Matrix<F> fisher =
               negative_mean_score_derivative(x.policy(), visitation(x.mdp, x.pi()));
           return equal(mean, Vector<F>(fisher * v));
         })
      .only("batches are enumerated up to 1000", few_batches(episodes));
}

/// The predicate, a proof step: two functions of a point and a rollout agree on every episode.
template <class One, class Other>
Check agree(One one_side, Other other_side) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const Vector<F> squares =
        mean_over_batches(x, 1, x.pi().size(), [&](const Rollout<F>& episode) {
          const Vector<F> off = one_side(x, episode) - other_side(x, episode);
          return Vector<F>(off.cwiseProduct(off));
        });
    return equal(squares, Vector<F>::Constant(squares.size(), F{0}));
  });
}

constexpr auto with_any_advantages = [](const auto& estimate) {
  return [estimate]<class F>(const MdpPoint<F>& x, const Rollout<F>& episode) {
    return Vector<F>(estimate(x, episode, with_action_baseline(x, episode)));
  };
};
constexpr auto along_its_direction = [](const auto& product) {
  return [product]<class F>(const MdpPoint<F>& x, const Rollout<F>& episode) {
    return Vector<F>(product(x, episode, x.direction()));
  };
};

/// The predicate of one episode where the last step is not seen.
Check has_gradient_if_cut() {
  return enumerated_identity([]<class F>(const MdpPoint<F>& x) {
           MdpPoint<F> shorter = x;
           --shorter.horizon;
           return equal(mean_gradient(shorter, 1, gradient, with_state_baseline),
                        gradient_by_elimination(x));
         })
      .only("two states at least", [](const MdpInstance& x) { return x.horizon > 1; });
}

}  // namespace

Theorem gradient_of_a_sampled_region_is_unbiased() {
  const auto gradient_of = [](const auto& subject) {
    return has_gradient(1, subject, with_state_baseline);
  };
  return {
      .id = "TR-11",
      .claim =
          "The gradient of a sampled trust region is unbiased, and so is its Fisher information "
          "times the visits that it was divided by; the quotient is not",
      .statement = R"(\mathbb{E}\Big[\frac1n \sum_i \sum_t \gamma^t \hat A_t
                      \nabla \log \pi(a_t|s_t)\Big] = \nabla J, \quad
                      \mathbb{E}[\hat n \hat F] = F_\nu, \quad \hat F = \sum_s
                      \frac{\hat\nu(s)}{\hat n} \sum_a \pi(a|s)\, g g^\top, \quad
                      \hat n = \sum_s \hat\nu(s))",
      .hypotheses = {finite_mdp, softmax_policy, seen_to_the_end},
      .oracle =
          "∇J by dual numbers through the elimination that gives V; F_ν from how scores move with "
          "θ, under the visitation of the linear solve",
      .shows =
          "Production's gradient and product over every batch of one and of two episodes that end "
          "within three steps, exactly, and those of the region in doubles, tabular and linear, to "
          "10⁻⁹. How far one batch is off is not shown.",
      .instances = mdps_that_end(
          "finite MDPs that end, with two softmax policies and baselines",
          {Part::policy, Part::other_policy, Part::state_baseline, Part::action_baseline,
           Part::lambda, Part::direction, Part::features, Part::critic_weights},
          {.states = 3, .actions = 2, .outcomes = 2}),
      .checks = {part("E[ĝ] = ∇J, with a baseline of the state", gradient_of(gradient)),
                 part("E[ĝ] = ∇J, with GAE(λ) under V^π",
                      has_gradient(1, gradient, with_true_values)),
                 part("E[ĝ] = ∇J of two episodes, each the other's baseline",
                      has_gradient(2, gradient, leaving_one_out)),
                 part("E[n̂F̂v] = F_ν v", has_curvature(1, curvature)),
                 part("E[n̂F̂v] = F_ν v of two episodes", has_curvature(2, curvature)),
                 part("the region in doubles has both, tabular",
                      is_unbiased_in_doubles(production_region)),
                 part("the region in doubles has both, linear",
                      is_unbiased_with_features(production_region))},
      .proof = {step("ĝ is the mean of γᵗÂ_t times the score in every episode, whatever Â is",
                     agree(with_any_advantages(gradient), with_any_advantages(by_definition))),
                step("and the derivative of L̂ at π",
                     enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                       const Vector<F> v = x.direction();
                       const Policy<F> moved = derivative_part(x.policy().along(v).probabilities());
                       const F squares = mean_over_batches(x, 1, 1, [&](const Rollout<F>& episode) {
                         const Surrogate<F> surrogate =
                             surrogate_of(x, episode, with_action_baseline(x, episode));
                         const F off =
                             surrogate.gain(moved) - sampled_gradient(surrogate, x.pi()).dot(v);
                         return Vector<F>::Constant(1, F(off * off)).eval();
                       })(0);
                       return equal(squares, F{0});
                     })),
                step("n̂F̂v is the curvature of D̂ at π in every episode",
                     agree(along_its_direction(curvature),
                           []<class F>(const MdpPoint<F>& x, const Rollout<F>& episode) {
                             return divergence_curvature::divergence_hessian_times(
                                 x.policy(), surrogate_of(x, episode).visitation, x.direction());
                           })),
                step("E[n̂] = Σν", enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                       const F mean = mean_over_batches(x, 1, 1, [&](const Rollout<F>& episode) {
                         return Vector<F>::Constant(1, surrogate_of(x, episode).visitation.sum())
                             .eval();
                       })(0);
                       return equal(mean, F(visitation(x.mdp, x.pi()).sum()));
                     }))},
      .falsifiers =
          {wrong("the opposite sign", gradient_of(opposite)),
           wrong("no γᵗ", gradient_of(without_discount), {"ufal/npfl122#117"}),
           wrong("the score of another action", gradient_of(of_another_action)),
           wrong("the score in the state that follows", gradient_of(of_the_next_state)),
           wrong("no policy's mean in the score", gradient_of(uncentred)),
           wrong("the derivative in π for that in θ", gradient_of(in_probabilities)),
           wrong("a mean over steps for one over episodes", gradient_of(by_steps)),
           wrong("a sum over episodes for their mean",
                 has_gradient(2, without_division, leaving_one_out)),
           wrong("a baseline of the action", has_gradient(1, gradient, with_action_baseline)),
           wrong("GAE(λ) under other values", has_gradient(1, gradient, with_wrong_values)),
           wrong("visits without γᵗ", has_curvature(1, with_undiscounted_visits)),
           wrong("uniform states", has_curvature(1, with_uniform_states)),
           wrong("the states that follow", has_curvature(1, with_next_states)),
           wrong("the Fisher information of another policy", has_curvature(1, at_another_policy)),
           wrong("a sum of visits for their mean", has_curvature(2, with_summed_visits)),
           wrong("F̂ unbiased for F_d", has_curvature(1, by_shares)),
           wrong("the batch's own mean as baseline", is_unbiased_in_doubles(with_batch_mean)),
           wrong("a region that does not discount", is_unbiased_in_doubles(undiscounted)),
           wrong("a region with features that does not discount",
                 is_unbiased_with_features(undiscounted))},
      .needs = {needed(seen_to_the_end, has_gradient_if_cut())},
      .sources = {{"schulman2015trust", "Section 5 and Appendix C"}},
  };
}

}  // namespace lemmata
