// NG-15. Fisher information from rollouts is unbiased; the natural gradient made of it is not.
//
//   F̂ = (1/n) Σ_i Σ_t γᵗ g_t g_tᵀ,   g_t = ∇log π(a_t|s_t):   E[F̂] = F_ν,   and yet
//   E[(F̂ + λI)⁻¹ĝ] ≠ (F_ν + λI)⁻¹∇J = x,   ‖E[(F̂ + λI)⁻¹ĝ] − x‖ ≤ στ/(λn),
//
// with σ² = E‖F̂₁ − F_ν‖² and τ² = E‖A⁻¹(ĝ₁ − (F̂₁ + λI)x)‖² of one episode, A = F_ν + λI. So the
// bias falls like 1/n, and on a bandit no faster. The product F̂v needs the visits of the batch
// alone and no matrix.
//
// Hypotheses: a finite MDP; a softmax policy; n independent episodes, each seen to its end; λ > 0.
//
// Oracle: F_ν from how the scores move with θ (dual numbers) under the visitation of the linear
// solve; F̂v from the sum of scores; x by elimination; the bandit's rate −9/32 by hand.
//
// Shows: the production product, tabular and linear, over every batch of one and of two episodes
// that end within S ≤ 3 steps; the bound over batches of one and two, at most 40 of them, where
// production's conjugate gradients run in rationals; the bias on a bandit for n = 1, 2, 4 … 32. The
// bound needs λ > 0. Nothing is said of what doubles make of a badly conditioned F̂.
//
// Sources: kakade2001natural, Section 2; schulman2015trust, Appendix C.

#include "verification/engine/hypotheses.hpp"
#include "verification/natural_gradient/natural_gradient_from_rollouts.hpp"

namespace lemmata {
namespace {

using namespace natural_gradient_from_rollouts;

const Hypothesis whole_episodes{"n independent episodes, each seen to its end", {}};

bool few_rational_batches(const MdpInstance& x) {
  const auto trajectories = static_cast<double>(trajectory_count(x.table, x.horizon));
  return trajectories * trajectories <= 40;
}

/// The predicate: a claimed F̂v is the sum over scores, on every batch of two.
template <class Product>
Check is_the_sum(Product product) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const auto difference = [&](const F& discount, const auto& policy, const auto& batch,
                                       const Vector<F>& v) {
             const Vector<F> off = product(discount, policy, batch, v) -
                                   by_definition(its_power)(discount, policy, batch, v);
             return Vector<F>(off.cwiseProduct(off));
           };
           const Vector<F> squares = mean_product(x, 2, difference);
           return equal(squares, Vector<F>::Constant(squares.size(), F{0}));
         })
      .only("batches are enumerated up to 1000", few_batches(2));
}

/// The predicate: (λn)²‖E[x̂] − x‖² ≤ a factor times σ²τ².
Check is_biased_at_most(int episodes, int factor) {
  return inequality([=]<class F>(const MdpPoint<F>& x) {
           const Moments<F> m = moments(x, episodes);
           const F scale = m.damping * F(episodes);
           return at_most(F(scale * scale * m.squared_bias()),
                          F(F(factor) * m.matrix_variance * m.vector_variance));
         })
      .only("at most 40 batches of two", few_rational_batches);
}

/// The predicate: a claimed x̂ of (γ, policy, batch, λ) has (F̂ + λI)x̂ = ĝ on every batch of one,
/// with F̂ as the sum over scores.
template <class Direction>
Check solves(Direction direction) {
  return inequality([=]<class F>(const MdpPoint<F>& x) {
           const F discount = x.mdp.discount, damping = x.temperature();
           const TabularSoftmax<F> policy = x.policy();
           const F square = mean_over_batches(x, 1, 1, [&](const Rollout<F>& one) {
             const Vector<F> found = direction(discount, policy, one, damping);
             const Vector<F> off = by_definition(its_power)(discount, policy, one, found) +
                                   damping * found - reinforce(policy, one, discount);
             return Vector<F>::Constant(1, off.dot(off)).eval();
           })(0);
           return at_most(square, F{0});
         })
      .only("at most 40 batches of two", few_rational_batches);
}
/// Production's conjugate gradients with a product for each parameter, or with one.
constexpr auto by_all_products = []<class F>(const F& discount, const TabularSoftmax<F>& policy,
                                             const Rollout<F>& batch, const F& damping) {
  return sampled_direction(discount, policy, batch, damping);
};
constexpr auto by_one_product = []<class F>(const F& discount, const TabularSoftmax<F>& policy,
                                            const Rollout<F>& batch, const F& damping) {
  const Vector<F> gradient = reinforce(policy, batch, discount);
  return sampled_natural_direction(policy, batch, discount, gradient, damping, 1, F{0});
};

/// The predicate: scale(n)(E[x̂] − x) is within 3/(8n) of c/32, n = 1, 2, 4 … 32.
Check has_rate(int (*scale)(int), int c) {
  return inequality([=]<class F>(const MdpPoint<F>&) {
           Vector<F> left(6), right(6);
           for (int i = 0; i < 6; ++i) {
             const int n = 1 << i;
             left(i) = absolute(F(F(scale(n)) * bias_on_two_rewards<F>(n) - F(c) / F{32}));
             right(i) = F{3} / F(8 * n);
           }
           return at_most(left, right);
         })
      .once();
}
int once_n(int n) { return n; }
int squared_n(int n) { return n * n; }

/// The predicate of one episode where the last step is not seen.
Check is_unbiased_of_cut_episodes() {
  return enumerated_identity([]<class F>(const MdpPoint<F>& x) {
           MdpPoint<F> shorter = x;
           --shorter.horizon;
           const Matrix<F> fisher =
               negative_mean_score_derivative(x.policy(), visitation(x.mdp, x.pi()));
           return equal(mean_product(shorter, 1, production), Vector<F>(fisher * x.direction()));
         })
      .only("two states at least", [](const MdpInstance& x) { return x.horizon > 1; });
}

}  // namespace

Theorem natural_gradient_from_rollouts_is_biased() {
  return {
      .id = "NG-15",
      .claim =
          "Fisher information from rollouts is unbiased; the natural gradient made of it is not, "
          "and its bias falls like 1/n in the number of episodes",
      .statement = R"(\mathbb{E}[\hat F] = F_\nu, \quad
                      \hat F = \frac1n \sum_i \sum_t \gamma^t g_t g_t^\top, \quad
                      \big\lVert \mathbb{E}[(\hat F + \lambda I)^{-1} \hat g] -
                      (F_\nu + \lambda I)^{-1} \nabla J \big\rVert \le \frac{\sigma\tau}{\lambda n})",
      .hypotheses = {finite_mdp, softmax_policy, whole_episodes},
      .oracle =
          "the Fisher information from how scores move with θ, under the visitation of the "
          "linear solve; x by elimination; the bandit's rate by hand",
      .shows =
          "The production product and conjugate gradients over every batch of one and of two "
          "episodes that end within three steps, and on a bandit for up to 32 episodes. The bound "
          "needs λ > 0. What doubles make of a badly conditioned estimate is not shown.",
      .instances = mdps_that_end(
          "finite MDPs that end, with a softmax policy, a direction and λ",
          {Part::policy, Part::direction, Part::temperature, Part::features, Part::critic_weights},
          {.states = 3, .actions = 2, .outcomes = 2}),
      .checks = {part("E[F̂v] = F_ν v, one episode", is_unbiased(1, production)),
                 part("E[F̂v] = F_ν v, two episodes", is_unbiased(2, production)),
                 part("E[(F̂ + λI)v] = (F_ν + λI)v for linear policies",
                      enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                        const LinearSoftmax<F> policy = x.linear_policy();
                        const Vector<F> v = x.critic_weights();
                        const Eigen::Index states = x.mdp.states(), actions = x.mdp.actions();
                        Matrix<F> features(states * actions, v.size());
                        for (int i = 0; i < features.rows(); ++i) {
                          const int s = i / x.mdp.actions(), a = i % x.mdp.actions();
                          features.row(i) = x.feature(s, a).transpose();
                        }
                        const Vector<F> mean =
                            mean_over_batches(x, 1, v.size(), [&](const Rollout<F>& batch) {
                              return linear_sampled_fisher_product(
                                  x.pi(), features,
                                  sampled_visits(batch, x.mdp.discount, states, actions), v,
                                  x.temperature());
                            });
                        const Matrix<F> fisher =
                            negative_mean_score_derivative(policy, visitation(x.mdp, x.pi()));
                        return equal(mean, Vector<F>(fisher * v + x.temperature() * v));
                      })),
                 part("the product without the matrix is F̂v, on every batch",
                      is_the_sum(production)),
                 part("conjugate gradients find the x̂ of (F̂ + λI)x̂ = ĝ, on every batch",
                      solves(by_all_products)),
                 part("the bias of the natural gradient, one episode", is_biased_at_most(1, 1)),
                 part("the bias of the natural gradient, two episodes", is_biased_at_most(2, 1))},
      .proof = {step("the visits of a batch are ν(s)π(a|s) on average",
                     enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                       const Eigen::Index states = x.mdp.states(), actions = x.mdp.actions();
                       const Vector<F> mean =
                           mean_over_batches(x, 1, states * actions, [&](const Rollout<F>& batch) {
                             return Vector<F>(
                                 sampled_visits(batch, x.mdp.discount, states, actions).reshaped());
                           });
                       const Vector<F> visits = visitation(x.mdp, x.pi());
                       const Matrix<F> wanted = visits.asDiagonal() * x.pi();
                       return equal(mean, Vector<F>(wanted.reshaped()));
                     })),
                step("E[ĝ − (F̂ + λI)x] = 0: were the inverse fixed, there would be no bias",
                     enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                       const Vector<F> mean = mean_of_expansion(x).missing;
                       return equal(mean, Vector<F>::Constant(mean.size(), F{0}));
                     })),
                step("what is left is of second order: x̂ − x − A⁻¹ε = −(F̂ + λI)⁻¹(F̂ − F_ν)A⁻¹ε",
                     enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                       const Expansion<F> mean = mean_of_expansion(x);
                       return equal(mean.error, mean.second_order);
                     }))},
      .falsifiers = {wrong("no γᵗ", is_unbiased(1, by_definition([](const auto& power_t) {
                                                  return std::decay_t<decltype(power_t)>{1};
                                                }))),
                     wrong("discounted twice",
                           is_unbiased(1, by_definition([](const auto& power_t) {
                                         return std::decay_t<decltype(power_t)>(power_t * power_t);
                                       }))),
                     wrong("γᵗ⁺¹ for γᵗ", is_unbiased(1, one_step_late)),
                     wrong("scores without their mean", is_unbiased(1, uncentred)),
                     wrong("a mean over steps for one over episodes", is_unbiased(1, by_steps)),
                     wrong("divided by the batch's own visits", is_unbiased(1, by_visits)),
                     wrong("the square of the summed score", is_unbiased(1, square_of_the_sum)),
                     wrong("the product with scores without their mean", is_the_sum(uncentred)),
                     wrong("conjugate gradients that stop after one product",
                           solves(by_one_product)),
                     wrong("the natural gradient unbiased", is_biased_at_most(2, 0)),
                     wrong("a bias that falls like 1/n²", has_rate(squared_n, -9)),
                     wrong("no bias of the order 1/n", has_rate(once_n, 0))},
      .needs = {needed(whole_episodes, is_unbiased_of_cut_episodes())},
      .tight = {part("on a bandit n times the bias tends to −9/32", has_rate(once_n, -9))},
      .sources = {{"kakade2001natural", "Section 2"}, {"schulman2015trust", "Appendix C"}},
  };
}

}  // namespace lemmata
