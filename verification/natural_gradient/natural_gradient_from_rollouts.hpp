#pragma once
/// \file
/// Fisher information from rollouts: its mean over every episode, and that of the natural gradient
/// made of it over every batch.

#include "algorithms/natural_gradient/sampled_natural_gradient.hpp"
#include "theory/fields/linear_solve.hpp"
#include "theory/mdp/visitation.hpp"
#include "theory/natural_gradient/fisher_information.hpp"
#include "verification/baselines/batches.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata::natural_gradient_from_rollouts {

/// (γ, policy, rollout, v) ↦ F̂v, as production has it.
constexpr auto production = []<class F>(const F& discount, const TabularSoftmax<F>& policy,
                                        const Rollout<F>& rollout, const Vector<F>& v) {
  const Policy<F>& pi = policy.probabilities();
  return sampled_fisher_product(pi, sampled_visits(rollout, discount, pi.rows(), pi.cols()), v,
                                F{0});
};

/// The same from a weight for each step, by the sum of squares itself: (1/m) Σ_t c_t g_t (g_tᵀv).
template <class WeightAt>
auto by_definition(WeightAt weight_at) {
  return [weight_at]<class F>(const F& discount, const TabularSoftmax<F>& policy,
                              const Rollout<F>& rollout, const Vector<F>& v) {
    const std::vector<F> powers = discount_powers(rollout, discount);
    Vector<F> result = Vector<F>::Constant(v.size(), F{0});
    for (std::size_t t = 0; t < rollout.size(); ++t) {
      const Vector<F> score = policy.score(rollout.steps[t].state, rollout.steps[t].action);
      result += F(weight_at(powers[t]) * score.dot(v) / F(rollout.episodes())) * score;
    }
    return result;
  };
}
constexpr auto its_power = [](const auto& power_t) { return power_t; };

// Wrong ones.
constexpr auto uncentred = []<class F>(const F& discount, const TabularSoftmax<F>& policy,
                                       const Rollout<F>& rollout, const Vector<F>& v) {
  const Policy<F>& pi = policy.probabilities();
  const Matrix<F> visits = sampled_visits(rollout, discount, pi.rows(), pi.cols());
  const Vector<F> weights = visits.transpose().reshaped();
  return Vector<F>(weights.cwiseProduct(v));
};
constexpr auto by_steps = []<class F>(const F& discount, const TabularSoftmax<F>& policy,
                                      const Rollout<F>& rollout, const Vector<F>& v) {
  const F factor = F(rollout.episodes()) / F(static_cast<int>(rollout.size()));
  return Vector<F>(factor * production(discount, policy, rollout, v));
};
constexpr auto by_visits = []<class F>(const F& discount, const TabularSoftmax<F>& policy,
                                       const Rollout<F>& rollout, const Vector<F>& v) {
  F visits{0};
  for (const F& power_t : discount_powers(rollout, discount)) visits += power_t;
  const F factor = F(rollout.episodes()) / visits;
  return Vector<F>(factor * production(discount, policy, rollout, v));
};
constexpr auto square_of_the_sum = []<class F>(const F& discount, const TabularSoftmax<F>& policy,
                                               const Rollout<F>& rollout, const Vector<F>& v) {
  const Vector<F> sum = mean_weighted_score(policy, rollout, discount_powers(rollout, discount));
  return Vector<F>(sum.dot(v) * sum);
};
constexpr auto one_step_late = []<class F>(const F& discount, const TabularSoftmax<F>& policy,
                                           const Rollout<F>& rollout, const Vector<F>& v) {
  return Vector<F>(discount * production(discount, policy, rollout, v));
};

/// E[F̂v] over every batch of n episodes.
template <class F, class Product>
Vector<F> mean_product(const MdpPoint<F>& x, int episodes, const Product& product) {
  const TabularSoftmax<F> policy = x.policy();
  const Vector<F> v = x.direction();
  return mean_over_batches(x, episodes, v.size(), [&](const Rollout<F>& batch) {
    return Vector<F>(product(x.mdp.discount, policy, batch, v));
  });
}

/// The predicate: E[F̂v] = F_ν v, F_ν from how the scores move with θ.
template <class Product>
Check is_unbiased(int episodes, Product product) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const Matrix<F> fisher =
               negative_mean_score_derivative(x.policy(), visitation(x.mdp, x.pi()));
           return equal(mean_product(x, episodes, product), Vector<F>(fisher * x.direction()));
         })
      .only("batches are enumerated up to 1000", few_batches(episodes));
}

/// An estimate x̂ of the damped natural gradient over batches of n, what it estimates, and how far
/// one episode is off: σ² = E‖F̂₁ − F_ν‖² (Frobenius) and τ² = E‖A⁻¹(ĝ₁ − Â₁x)‖², A = F_ν + λI.
template <class F>
struct Moments {
  Vector<F> mean, wanted;
  F matrix_variance, vector_variance, damping;

  F squared_bias() const {
    const Vector<F> bias = mean - wanted;
    return bias.dot(bias);
  }
};

/// F̂ of a batch, by its products.
template <class F>
Matrix<F> sampled_matrix(const F& discount, const TabularSoftmax<F>& policy,
                         const Rollout<F>& rollout) {
  const Matrix<F> axes = identity_matrix<F>(policy.parameters());
  Matrix<F> result(axes.rows(), axes.cols());
  for (Eigen::Index k = 0; k < axes.cols(); ++k) {
    result.col(k) = production(discount, policy, rollout, Vector<F>(axes.col(k)));
  }
  return result;
}

/// x̂ of production, where conjugate gradients end as soon as they are exact.
template <class F>
Vector<F> sampled_direction(const F& discount, const TabularSoftmax<F>& policy,
                            const Rollout<F>& rollout, const F& damping) {
  const Vector<F> gradient = reinforce(policy, rollout, discount);
  return sampled_natural_direction(policy, rollout, discount, gradient, damping,
                                   static_cast<int>(policy.parameters()), F{0});
}

template <class F>
Moments<F> moments(const MdpPoint<F>& x, int episodes) {
  const TabularSoftmax<F> policy = x.policy();
  const Eigen::Index d = policy.parameters();
  const F discount = x.mdp.discount;
  const F damping = x.temperature();
  const Matrix<F> fisher = fisher_information(policy, visitation(x.mdp, x.pi()));
  const Matrix<F> damped = fisher + damping * identity_matrix<F>(d);
  Moments<F> result;
  result.damping = damping;
  result.wanted = solve<F>(damped, policy_gradient(x.mdp, policy));
  result.mean = mean_over_batches(x, episodes, d, [&](const Rollout<F>& batch) {
    return sampled_direction(discount, policy, batch, damping);
  });
  const Vector<F> variances = mean_over_batches(x, 1, 2, [&](const Rollout<F>& one) {
    const Matrix<F> sampled = sampled_matrix(discount, policy, one);
    const Matrix<F> off = sampled - fisher;
    const Vector<F> missing =
        reinforce(policy, one, discount) - sampled * result.wanted - damping * result.wanted;
    const Vector<F> error = solve<F>(damped, missing);
    return Vector<F>{{F(off.cwiseProduct(off).sum()), error.dot(error)}};
  });
  result.matrix_variance = variances(0);
  result.vector_variance = variances(1);
  return result;
}

/// Means over one episode of ε = ĝ − (F̂ + λI)x, of (F̂ + λI)⁻¹ĝ − x, and of
/// −(F̂ + λI)⁻¹(F̂ − F_ν)A⁻¹ε, by elimination.
template <class F>
struct Expansion {
  Vector<F> missing, error, second_order;
};

template <class F>
Expansion<F> mean_of_expansion(const MdpPoint<F>& x) {
  const TabularSoftmax<F> policy = x.policy();
  const Eigen::Index d = policy.parameters();
  const F discount = x.mdp.discount;
  const Matrix<F> damping = x.temperature() * identity_matrix<F>(d);
  const Matrix<F> fisher = fisher_information(policy, visitation(x.mdp, x.pi()));
  const Matrix<F> damped = fisher + damping;
  const Vector<F> wanted = solve<F>(damped, policy_gradient(x.mdp, policy));
  const Vector<F> all = mean_over_batches(x, 1, 3 * d, [&](const Rollout<F>& one) {
    const Matrix<F> sampled = sampled_matrix(discount, policy, one);
    const Matrix<F> inverted = sampled + damping;
    const Vector<F> gradient = reinforce(policy, one, discount);
    const Vector<F> missing = gradient - inverted * wanted;
    const Vector<F> first_order = solve<F>(damped, missing);
    const Vector<F> off = (sampled - fisher) * first_order;
    Vector<F> result(3 * d);
    result << missing, Vector<F>(solve<F>(inverted, gradient) - wanted),
        Vector<F>(-solve<F>(inverted, off));
    return result;
  });
  return {all.head(d), all.segment(d, d), all.tail(d)};
}

/// A bandit of two arms that end at once, with rewards 1 and 0.
template <class F>
FiniteMdp<F> two_rewards() {
  FiniteMdp<F> mdp{1, 2};
  mdp.start(0) = F{1};
  mdp.discount = F{1} / F{2};
  mdp.outcomes(0, 0) = {{F{1}, 0, F{1}, true}};
  mdp.outcomes(0, 1) = {{F{1}, 0, F{0}, true}};
  return mdp;
}

/// E[x̂] − x on that bandit at π = (1/4, 3/4) and λ = 1/8, the entry of the first arm, for batches
/// of n: over how often each arm is pulled, which is all that x̂ sees.
template <class F>
F bias_on_two_rewards(int episodes) {
  const TabularSoftmax<F> policy{Matrix<F>{{F{1}, F{3}}}};
  const Policy<F>& pi = policy.probabilities();
  const F damping = F{1} / F{8}, discount = F{1} / F{2};
  F mean{0}, ways{1};
  for (int first = 0; first <= episodes; ++first) {
    Rollout<F> batch;
    for (int i = 0; i < episodes; ++i) {
      const int arm = i < first ? 0 : 1;
      const std::vector<Step<F>> pull{{0, arm, F(1 - arm), 0, true}};
      batch.append_episode(pull);
    }
    const F probability = ways * power(pi(0, 0), first) * power(pi(0, 1), episodes - first);
    mean += probability * sampled_direction(discount, policy, batch, damping)(0);
    ways = ways * F(episodes - first) / F(first + 1);
  }
  const FiniteMdp<F> mdp = two_rewards<F>();
  const Matrix<F> damped = fisher_information(policy, visitation(mdp, pi)) +
                           damping * identity_matrix<F>(policy.parameters());
  const Vector<F> wanted = solve<F>(damped, policy_gradient(mdp, policy));
  return mean - wanted(0);
}

}  // namespace lemmata::natural_gradient_from_rollouts
