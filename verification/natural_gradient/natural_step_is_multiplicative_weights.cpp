// NG-7. The natural gradient step of a tabular softmax is multiplicative weights.
//
//   F_d⁺∇J = A^π/(1−γ) + c(s),   F_d = Σ_s d(s) E_a[∇log π ∇log πᵀ],   d = (1−γ)ν,
//   θ⁺ = θ + ηF_d⁺∇J   ⇔   π⁺(a|s) = π(a|s) exp(ηA^π(s,a)/(1−γ)) / Z(s)
//
// for some constant c(s) of each state, which moves no policy: Q^π does as well as A^π. Neither
// side of the second line knows d any more.
//
// Hypotheses: a finite MDP, γ < 1, a tabular softmax policy, every state visited.
// Oracle: the Fisher matrix from the scores, its least-norm solution by elimination, and ∇J by dual
// numbers, which know neither ν, nor Q, nor a score.
//
// Shows: the direction exactly, and the policies of the production `natural_ascent_step`, of
// θ + ηF_d⁺∇J and of multiplicative weights to 10⁻³⁰ in ball arithmetic, for any η > 0; up to 64
// parameters, as F has the square of that. Where a state is not visited F_d⁺∇J leaves it alone, and
// the closed form does not: the production code has the closed form, which needs no visits.
//
// Sources: agarwal2021theory, Lemma 5.1 (arXiv v5).

#include "algorithms/natural_gradient/natural_ascent.hpp"
#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/engine/visited_states.hpp"
#include "verification/natural_gradient/natural_by_fisher.hpp"

namespace lemmata {
namespace {

using namespace natural_by_fisher;
using visited_states::every_state_visited;

constexpr auto production = []<class F>(const MdpPoint<F>& x) -> Matrix<F> {
  return natural_direction(x.mdp, x.pi());
};

/// π⁺(a|s) = π(a|s) exp(x(s,a)) / Z(s) for exponents x, S × A.
Policy<Ball> multiplicative_weights(const Policy<Ball>& pi, const Matrix<Ball>& exponents) {
  const Matrix<Ball> factors = exponents.unaryExpr([](const Ball& e) { return exp(e); });
  return normalise_rows<Ball>(pi.cwiseProduct(factors));
}

/// The predicate: a claimed step (point, θ) leads from θ = log π to one policy, to 10⁻³⁰, whether
/// `leads_to` gives that of θ + ηF_d⁺∇J or multiplicative weights.
template <class Step, class Policies>
Check leads(Step claimed, Policies leads_to) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           const Matrix<Ball> theta = x.pi().unaryExpr([](const Ball& p) { return log(p); });
           const Matrix<Ball> moved = claimed(x, theta);
           const Matrix<Ball> difference =
               tabular_softmax(moved).probabilities() - leads_to(x, theta);
           return at_most(sup_norm<Ball>(difference.reshaped()), Ball{1} / power(Ball{10}, 30));
         })
      .only("at most 64 parameters", has_a_small_fisher_matrix);
}

/// The policy of θ + ηF_d⁺∇J.
constexpr auto where_fisher_leads = [](const MdpPoint<Ball>& x, const Matrix<Ball>& theta) {
  const Matrix<Ball> moved = theta + x.step_size() * natural_gradient(x);
  return tabular_softmax(moved).probabilities();
};
/// π exp(ηA^π/(1 − γ))/Z.
constexpr auto where_weights_lead = [](const MdpPoint<Ball>& x, const Matrix<Ball>&) {
  const Ball scale = x.step_size() / (Ball{1} - x.mdp.discount);
  return multiplicative_weights(x.pi(), scale * advantages(x.mdp, x.pi()));
};
/// The production's step.
constexpr auto production_step = [](const MdpPoint<Ball>& x, const Matrix<Ball>& theta) {
  return natural_ascent_step(x.mdp, theta, x.step_size());
};

template <class Step>
Check is_the_natural_step(Step claimed) {
  return leads(claimed, where_fisher_leads);
}

}  // namespace

Theorem natural_step_is_multiplicative_weights() {
  return {
      .id = "NG-7",
      .claim =
          "The natural gradient step of a tabular softmax multiplies each action's probability by "
          "exp(ηA/(1−γ)), whatever the states' visits",
      .statement = R"(F_d^+ \nabla J = \frac{A^\pi}{1-\gamma} + c(s), \qquad
                      \pi^+(a|s) = \frac{\pi(a|s)\, e^{\eta A^\pi(s,a)/(1-\gamma)}}{Z(s)})",
      .hypotheses = {finite_mdp, discount_below_one, softmax_policy, every_state_visited},
      .oracle = "the Fisher matrix's least-norm solution by elimination, for ∇J by dual numbers",
      .shows =
          "The direction exactly, and the policy after a production step to 10⁻³⁰, for any η; up "
          "to 64 parameters. The closed form also moves states without visits, where F_d⁺∇J is 0.",
      .instances = mdps("finite MDPs with a tabular softmax policy and a step size",
                        {Part::policy, Part::other_policy, Part::state_weights, Part::step_size}),
      .checks =
          {
              part("F_d⁺∇J = A^π/(1−γ) up to constants of each state",
                   is_the_natural_gradient(production)),
              part("the step θ + ηA^π/(1−γ) leads to the policy of θ + ηF_d⁺∇J, to 10⁻³⁰",
                   is_the_natural_step(production_step)),
              part("and that policy is π exp(ηA^π/(1−γ))/Z, to 10⁻³⁰",
                   leads(production_step, where_weights_lead)),
          },
      .proof =
          {
              step("F_d(A/(1−γ)) = ∇J: each state's block is d(s)(diag π − ππᵀ), and Σ_a πA = 0",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> by_state = production(x).transpose();
                     const Vector<F> direction = by_state.reshaped();
                     const Matrix<F> units = identity_matrix<F>(x.mdp.states() * x.mdp.actions());
                     const Vector<F> image =
                         fisher_information(x.policy(), distribution(x)) * direction;
                     return equal(image, performance_derivatives(x.mdp, x.policy(), units));
                   }).only("at most 64 parameters", has_a_small_fisher_matrix)),
              step("F_d⁺∇J has mean 0 over the actions of each state, as the kernel is the "
                   "constants",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> sums = natural_gradient(x).rowwise().sum();
                     return equal(sums, Vector<F>::Constant(x.mdp.states(), F{0}));
                   }).only("at most 64 parameters", has_a_small_fisher_matrix)),
              step("constants of a state do not matter: Q^π/(1−γ) has the same centred table",
                   []<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> q = action_values(x.mdp, policy_values(x.mdp, x.pi()));
                     const F scale = F{1} / (F{1} - x.mdp.discount);
                     return equal(centred<F>(scale * q), centred<F>(production(x)));
                   }),
          },
      .falsifiers =
          {
              wrong("the Fisher information under ν: 1/(1−γ) lost",
                    is_the_natural_gradient([]<class F>(const MdpPoint<F>& x) {
                      return Matrix<F>(advantages(x.mdp, x.pi()));
                    })),
              wrong("γ for 1−γ", is_the_natural_gradient([]<class F>(const MdpPoint<F>& x) {
                      return Matrix<F>(F{1} / x.mdp.discount * advantages(x.mdp, x.pi()));
                    })),
              wrong("the sign", is_the_natural_gradient([]<class F>(const MdpPoint<F>& x) {
                      return Matrix<F>(-production(x));
                    })),
              wrong("the plain gradient",
                    is_the_natural_gradient([]<class F>(const MdpPoint<F>& x) {
                      return softmax_gradient(x.mdp, x.pi());
                    })),
              wrong("weighed by the policy: πA/(1−γ)",
                    is_the_natural_gradient([]<class F>(const MdpPoint<F>& x) {
                      return Matrix<F>(x.pi().cwiseProduct(production(x)));
                    })),
              wrong("weighed by the visits: dA/(1−γ)",
                    is_the_natural_gradient([]<class F>(const MdpPoint<F>& x) {
                      return Matrix<F>(distribution(x).asDiagonal() * production(x));
                    })),
              wrong("rewards without what follows",
                    is_the_natural_gradient([]<class F>(const MdpPoint<F>& x) {
                      return Matrix<F>(F{1} / (F{1} - x.mdp.discount) * expected_rewards(x.mdp));
                    })),
              wrong("the policy's mean taken from the centred table: F_d⁺∇J is not A/(1−γ) itself",
                    identity([]<class F>(const MdpPoint<F>& x) {
                      return equal(less_policy_mean<F>(x, natural_gradient(x)),
                                   natural_gradient(x));
                    })),
              wrong("a step along the plain gradient",
                    is_the_natural_step([](const MdpPoint<Ball>& x, const Matrix<Ball>& theta) {
                      return softmax_ascent_step(x.mdp, theta, x.step_size());
                    })),
              wrong("a step downhill",
                    is_the_natural_step([](const MdpPoint<Ball>& x, const Matrix<Ball>& theta) {
                      return natural_ascent_step(x.mdp, theta, -x.step_size());
                    })),
              wrong("1 + ηA/(1−γ) for the exponential",
                    leads(production_step,
                          [](const MdpPoint<Ball>& x, const Matrix<Ball>&) {
                            const Matrix<Ball> gains =
                                x.step_size() * natural_direction(x.mdp, x.pi());
                            return Policy<Ball>(x.pi().cwiseProduct(
                                Matrix<Ball>((gains.array() + Ball{1}).matrix())));
                          })),
          },
      .needs = {needed(every_state_visited, is_the_natural_gradient(production))},
      .tight = {part("what makes the policies equal: for any gains y > 0 and constants c the "
                     "preferences cπy have π⁺ Σ_b πy = πy",
                     identity([]<class F>(const MdpPoint<F>& x) {
                       const Matrix<F> y = x.other_pi();  // any numbers
                       const Matrix<F> weighted = x.pi().cwiseProduct(y);
                       const Vector<F> normalisers = weighted.rowwise().sum();
                       const Matrix<F> preferences = x.state_weights().asDiagonal() * weighted;
                       const Policy<F> next = TabularSoftmax<F>{preferences}.probabilities();
                       return equal(Matrix<F>(normalisers.asDiagonal() * next), weighted);
                     }))},
      .sources = {{"agarwal2021theory", "Lemma 5.1 (arXiv v5)"}},
  };
}

}  // namespace lemmata
