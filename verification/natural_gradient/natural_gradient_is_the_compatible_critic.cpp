// NG-6. The natural gradient is the weight of the compatible critic.
//
//   F_ν⁻¹∇J = argmin_w Σ_s ν(s) Σ_a π(a|s) (Q^π(s,a) − wᵀ∇log π(a|s))²,
//
// so that a critic that learns by regression on the scores learns the natural gradient, without F.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a linear softmax policy whose
// scores are linearly independent where it goes, so that F_ν is regular.
//
// Oracle: F_ν as the Hessian of the divergence and ∇J through the elimination, both by dual
// numbers: neither knows a score or an action value.
//
// Shows: the production `compatible_system`, solved, and that the production `compatible_step`
// moves towards it on average, from any weights, for policies of two features. For the tabular
// softmax, whose F_ν is singular, see NG-2. Nothing about a critic of finitely many samples.
//
// Sources: kakade2001natural, Theorem 1.

#include "algorithms/actor_critic/compatible_critic.hpp"
#include "theory/natural_gradient/fisher_information.hpp"
#include "verification/actor_critic/critic_fits.hpp"

namespace lemmata {
namespace {

template <class F>
Matrix<F> fisher_by_divergence(const MdpPoint<F>& x) {
  return divergence_hessian(x.linear_policy(), visitation(x.mdp, x.pi()));
}

template <class F>
Vector<F> true_gradient(const MdpPoint<F>& x) {
  return performance_derivatives(x.mdp, x.linear_policy(), identity_matrix<F>(2));
}

const Hypothesis independent_scores =
    hypothesis("the scores are linearly independent where the policy goes: F_ν is regular",
               [](const MdpInstance& x) {
                 if (x.table.states() > 100) return true;  // the checks leave them out
                 try {
                   const Matrix<Modular> fisher = fisher_by_divergence(x.in<Modular>());
                   return fisher(0, 0) * fisher(1, 1) != fisher(0, 1) * fisher(1, 0);
                 } catch (const SingularSystem&) {
                   return false;
                 }
               });

Check where_small(Check check) {
  return std::move(check).only("at most 100 states", has_at_most<100>);
}

/// The predicate: claimed weights of the two scores are F_ν⁻¹∇J.
template <class Weights>
Check is_the_natural_gradient(Weights claimed) {
  return where_small(identity([claimed]<class F>(const MdpPoint<F>& x) {
    return equal(Vector<F>(claimed(x)), solve<F>(fisher_by_divergence(x), true_gradient(x)));
  }));
}

template <class F>
Matrix<F> true_action_values(const MdpPoint<F>& x) {
  return action_values(x.mdp, policy_values(x.mdp, x.pi()));
}

/// The production's fit of action values under weights of states.
template <class F>
Vector<F> fitted(const MdpPoint<F>& x, const Vector<F>& state_weights, const Matrix<F>& q) {
  return compatible_system(x.linear_policy(), state_weights, q).solution();
}

/// The least-squares fit of Q^π in any features of pairs by any weights of pairs.
template <class F>
Vector<F> fitted_in(const MdpPoint<F>& x, const Matrix<F>& features, const Vector<F>& weights) {
  return projection_system(features, weights, by_pairs(true_action_values(x))).solution();
}

/// Σ ν π (w⁺ − w) over pairs, for the w⁺ of a claimed step (policy, w, s, a, q).
template <class F, class Step>
Vector<F> mean_change(const MdpPoint<F>& x, const Vector<F>& w, Step step) {
  const Vector<F> weights = pair_weights<F>(visitation(x.mdp, x.pi()), x.pi());
  const Matrix<F> q = true_action_values(x);
  Vector<F> mean = Vector<F>::Constant(2, F{0});
  for (int s = 0; s < q.rows(); ++s) {
    for (int a = 0; a < q.cols(); ++a) {
      const Vector<F> next = step(x.linear_policy(), w, s, a, q(s, a));
      mean += weights(s * q.cols() + a) * Vector<F>(next - w);
    }
  }
  return mean;
}

/// The predicate: from any w a claimed step moves on average by F_ν(F_ν⁺∇J − w) = ∇J − F_ν w, so
/// that it rests at the natural gradient, and comes nearer from elsewhere.
template <class Step>
Check moves_towards_the_natural_gradient(Step step) {
  return where_small(identity([step]<class F>(const MdpPoint<F>& x) {
    const Vector<F> w = x.critic_weights(), image = fisher_by_divergence(x) * w;
    return equal(mean_change(x, w, step), Vector<F>(true_gradient(x) - image));
  }));
}

constexpr auto production_step = []<class F>(const LinearSoftmax<F>& policy, const Vector<F>& w,
                                             int s, int a, const F& q) {
  return compatible_step<F>(policy, w, s, a, q, F{1});
};

}  // namespace

Theorem natural_gradient_is_the_compatible_critic() {
  return {
      .id = "NG-6",
      .claim = "The natural gradient is the weight of the compatible critic",
      .statement = R"(F_\nu^{-1} \nabla J = \arg\min_w \sum_s \nu(s) \sum_a \pi(a|s)
                      \big(Q^\pi(s,a) - w^\top \nabla_\theta \log \pi(a|s)\big)^2)",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, independent_scores},
      .oracle =
          "F as the Hessian of the divergence and ∇J through Gaussian elimination, both by dual "
          "numbers",
      .shows =
          "The production's compatible fit, and that its step moves towards it on average, for "
          "linear "
          "softmax policies of two features. Nothing about critics of finitely many samples.",
      .instances = mdps("finite MDPs with a linear softmax policy, other weights and values",
                        {Part::policy, Part::other_policy, Part::features, Part::state_weights,
                         Part::state_baseline, Part::critic_weights}),
      .checks =
          {
              part("the compatible fit", is_the_natural_gradient([](const auto& x) {
                     return fitted(x, visitation(x.mdp, x.pi()), true_action_values(x));
                   })),
              part("the same with any function of the state added to the action values",
                   is_the_natural_gradient([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> q =
                         true_action_values(x) + x.state_baseline().replicate(1, x.mdp.actions());
                     return fitted(x, visitation(x.mdp, x.pi()), q);
                   })),
              part("from any w the critic's step moves by F_ν(F_ν⁻¹∇J − w) on average",
                   moves_towards_the_natural_gradient(production_step)),
          },
      .proof =
          {
              step("∇J = Σ ν π Q g, the right side of the fit's equations",
                   where_small(identity([]<class F>(const MdpPoint<F>& x) {
                     const LinearSystem<F> system = compatible_system(
                         x.linear_policy(), visitation(x.mdp, x.pi()), true_action_values(x));
                     return equal(system.vector, true_gradient(x));
                   }))),
              step("F_ν is their left side (NG-1)",
                   where_small(identity([]<class F>(const MdpPoint<F>& x) {
                     const LinearSystem<F> system = compatible_system(
                         x.linear_policy(), visitation(x.mdp, x.pi()), true_action_values(x));
                     return equal(system.matrix, fisher_by_divergence(x));
                   }))),
          },
      .falsifiers =
          {
              wrong("the plain gradient",
                    is_the_natural_gradient([](const auto& x) { return true_gradient(x); })),
              wrong("F∇J for F⁻¹∇J", is_the_natural_gradient([]<class F>(const MdpPoint<F>& x) {
                      return Vector<F>(fisher_by_divergence(x) * true_gradient(x));
                    })),
              wrong("the opposite sign", is_the_natural_gradient([]<class F>(const MdpPoint<F>& x) {
                      return Vector<F>(
                          -fitted(x, visitation(x.mdp, x.pi()), true_action_values(x)));
                    })),
              wrong("F under (1 − γ)ν and ∇J under ν",
                    is_the_natural_gradient([]<class F>(const MdpPoint<F>& x) {
                      const F share = F{1} - x.mdp.discount;
                      return Vector<F>(share *
                                       fitted(x, visitation(x.mdp, x.pi()), true_action_values(x)));
                    })),
              wrong("action values of another policy",
                    is_the_natural_gradient([]<class F>(const MdpPoint<F>& x) {
                      return fitted(x, visitation(x.mdp, x.pi()),
                                    action_values(x.mdp, policy_values(x.mdp, x.other_pi())));
                    })),
              wrong("actions weighted by another policy",
                    is_the_natural_gradient([]<class F>(const MdpPoint<F>& x) {
                      return fitted_in(x, score_features<F>(x.linear_policy()),
                                       pair_weights<F>(visitation(x.mdp, x.pi()), x.other_pi()));
                    })),
              wrong("states weighted otherwise than in F_ν",
                    is_the_natural_gradient([](const auto& x) {
                      return fitted(x, x.state_weights(), true_action_values(x));
                    })),
              wrong("features not centred: φ(s,a) for the score",
                    is_the_natural_gradient([]<class F>(const MdpPoint<F>& x) {
                      return fitted_in(x, raw_features(x),
                                       pair_weights<F>(visitation(x.mdp, x.pi()), x.pi()));
                    })),
              wrong("a critic's step away from the target",
                    moves_towards_the_natural_gradient([]<class F>(const LinearSoftmax<F>& policy,
                                                                   const Vector<F>& w, int s, int a,
                                                                   const F& q) {
                      return compatible_step<F>(policy, w, s, a, q, F{-1});
                    })),
              wrong(
                  "a critic's step towards the target alone, w forgotten",
                  moves_towards_the_natural_gradient(
                      []<class F>(const LinearSoftmax<F>& policy, const Vector<F>& w, int s, int a,
                                  const F& q) { return Vector<F>(w + q * policy.score(s, a)); })),
          },
      .needs = {needed(independent_scores, is_the_natural_gradient([](const auto& x) {
                         return fitted(x, visitation(x.mdp, x.pi()), true_action_values(x));
                       }))},
      .sources = {{"kakade2001natural", "Theorem 1"}},
  };
}

}  // namespace lemmata
