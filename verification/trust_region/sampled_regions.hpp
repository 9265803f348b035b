#pragma once
/// \file
/// The gradient and the Fisher information of a region around π that rollouts of π give, and what
/// they are on average over every batch of episodes.

#include "theory/natural_gradient/fisher_information.hpp"
#include "verification/natural_gradient/divergence_curvature.hpp"
#include "verification/trust_region/sampled_surrogates.hpp"
#include "verification/trust_region/trust_region_runs.hpp"

namespace lemmata::sampled_regions {

using sampled_surrogates::with_action_baseline;

/// The surrogate of production; without advantages where only its visits are looked at.
template <class F>
Surrogate<F> surrogate_of(const MdpPoint<F>& x, const Rollout<F>& rollout,
                          const std::vector<F>& advantages) {
  return sampled_surrogate(x.pi(), rollout, x.mdp.discount, advantages);
}
template <class F>
Surrogate<F> surrogate_of(const MdpPoint<F>& x, const Rollout<F>& rollout) {
  return surrogate_of(x, rollout, std::vector<F>(rollout.size(), F{0}));
}

/// ĝ of production, from a point, a rollout and its advantages.
constexpr auto gradient = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout,
                                      const std::vector<F>& advantages) {
  return sampled_gradient(surrogate_of(x, rollout, advantages), x.pi());
};

/// (1/m) Σ_t w_t Â_t g_t from the weight of each γᵗ and the score of each step.
template <class Weight, class Score>
auto by_scores(Weight weight, Score score_at) {
  return [=]<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout,
                      const std::vector<F>& advantages) {
    const TabularSoftmax<F> policy = x.policy();
    const std::vector<F> powers = discount_powers(rollout, x.mdp.discount);
    Vector<F> sum = Vector<F>::Constant(policy.parameters(), F{0});
    for (std::size_t t = 0; t < rollout.size(); ++t) {
      const F factor = weight(powers[t]) * advantages[t] / F(rollout.episodes());
      sum += factor * Vector<F>(score_at(policy, rollout.steps[t]));
    }
    return sum;
  };
}
constexpr auto its_power = [](const auto& power_t) { return power_t; };
constexpr auto one = [](const auto& power_t) { return std::decay_t<decltype(power_t)>{1}; };
constexpr auto its_score = [](const auto& policy, const auto& step) {
  return policy.score(step.state, step.action);
};
inline const auto by_definition = by_scores(its_power, its_score);

// Wrong ones.
inline const auto without_discount = by_scores(one, its_score);
inline const auto of_another_action =
    by_scores(its_power, [](const auto& policy, const auto& step) {
      return policy.score(step.state,
                          (step.action + 1) % static_cast<int>(policy.probabilities().cols()));
    });
inline const auto of_the_next_state =
    by_scores(its_power, [](const auto& policy, const auto& step) {
      return policy.score(step.next_state, step.action);
    });
constexpr auto opposite = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout,
                                      const std::vector<F>& advantages) {
  return Vector<F>(-gradient(x, rollout, advantages));
};
constexpr auto without_division = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout,
                                              const std::vector<F>& advantages) {
  return Vector<F>(F(rollout.episodes()) * gradient(x, rollout, advantages));
};
constexpr auto by_steps = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout,
                                      const std::vector<F>& advantages) {
  const F factor = F(rollout.episodes()) / F(static_cast<int>(rollout.size()));
  return Vector<F>(factor * gradient(x, rollout, advantages));
};
/// ν̂πÂ, as it would be right for advantages that have mean 0 under π.
constexpr auto uncentred = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout,
                                       const std::vector<F>& advantages) {
  const Surrogate<F> surrogate = surrogate_of(x, rollout, advantages);
  const Matrix<F> products = surrogate.visitation.asDiagonal() * x.pi();
  const Matrix<F> weighted = products.cwiseProduct(surrogate.advantages);
  return Vector<F>(weighted.transpose().reshaped());
};
/// The derivatives in π itself.
constexpr auto in_probabilities = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout,
                                              const std::vector<F>& advantages) {
  const Surrogate<F> surrogate = surrogate_of(x, rollout, advantages);
  const Matrix<F> weighted = surrogate.visitation.asDiagonal() * surrogate.advantages;
  return Vector<F>(weighted.transpose().reshaped());
};

/// F_w v for weights w of the states that a point and a rollout give, with the policy at the point.
template <class Weights>
auto weighing_states(Weights weights_of) {
  return
      [weights_of]<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout, const Vector<F>& v) {
        return fisher_vector_product(x.pi(), Vector<F>(weights_of(x, rollout)), v, F{0});
      };
}

/// n̂F̂v of production, n̂ = Σν̂: that of the shares ν̂/n̂ times n̂.
constexpr auto curvature = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout,
                                       const Vector<F>& v) {
  const Vector<F> visits = surrogate_of(x, rollout).visitation;
  const Vector<F> shares = visits / visits.sum();
  return Vector<F>(visits.sum() * fisher_vector_product(x.pi(), shares, v, F{0}));
};

// Wrong ones.
inline const auto with_undiscounted_visits =
    weighing_states([]<class F>(MdpPoint<F> x, const Rollout<F>& rollout) {
      x.mdp.discount = F{1};
      return surrogate_of(x, rollout).visitation;
    });
inline const auto with_uniform_states =
    weighing_states([]<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout) {
      const F all = surrogate_of(x, rollout).visitation.sum();
      return Vector<F>::Constant(x.mdp.states(), F(all / F(x.mdp.states()))).eval();
    });
inline const auto with_next_states =
    weighing_states([]<class F>(const MdpPoint<F>& x, Rollout<F> rollout) {
      for (Step<F>& step : rollout.steps) step.state = step.next_state;
      return surrogate_of(x, rollout).visitation;
    });
inline const auto with_summed_visits =
    weighing_states([]<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout) {
      return Vector<F>(F(rollout.episodes()) * surrogate_of(x, rollout).visitation);
    });
/// E[n̂]F̂v, unbiased were F̂ so for F_d.
inline const auto by_shares =
    weighing_states([]<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout) {
      const Vector<F> visits = surrogate_of(x, rollout).visitation;
      return Vector<F>(F(visitation(x.mdp, x.pi()).sum() / visits.sum()) * visits);
    });
constexpr auto at_another_policy = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout,
                                               const Vector<F>& v) {
  return fisher_vector_product(x.other_pi(), surrogate_of(x, rollout).visitation, v, F{0});
};

/// Batches of two episodes, at most 100 of them.
inline bool few_pairs(const MdpInstance& x) {
  const auto trajectories = static_cast<double>(trajectory_count(x.table, x.horizon));
  return trajectories * trajectories <= 100;
}

/// A batch with rewards as doubles.
inline Rollout<double> in_doubles(const Rollout<Ball>& rollout) {
  Rollout<double> result;
  result.ends = rollout.ends;
  for (const auto& [state, action, reward, next_state, terminal] : rollout.steps) {
    result.steps.push_back({state, action, midpoint(reward), next_state, terminal});
  }
  return result;
}

/// ĝ and n̂F̂v of a region, one below the other.
inline Vector<Ball> estimates(const TrustRegion& region, const Vector<double>& v) {
  const double visits = region.surrogate.visitation.sum();
  Vector<double> both(2 * v.size());
  both << region.gradient, visits * region.fisher_product(v);
  return trust_region_runs::exactly(both);
}

/// How far the mean of both over every batch of two is from ∇J and F_ν v, the largest entry; less
/// 10⁻⁹ of what they are made of.
template <class Parametrisation, class Region>
Ball bias_beyond_rounding(const MdpPoint<Ball>& x, const trust_region_runs::Family& family,
                          const Parametrisation& policies, const Vector<double>& v,
                          const Region& region_of) {
  const FiniteMdp<double> mdp = approximation(x.mdp);
  const Policy<Ball> pi = family.policy(family.start);
  const Eigen::Index size = 2 * v.size();
  const Vector<Ball> mean = expectation(x.mdp, pi, x.horizon, size, [&](const auto& first) {
    return expectation(x.mdp, pi, x.horizon, size, [&](const auto& second) {
      Rollout<Ball> batch = rollout_of(first.steps);
      batch.append_episode(second.steps);
      return estimates(region_of(mdp, policies, family.start, in_doubles(batch)), v);
    });
  });
  Vector<Ball> wanted(size);
  wanted << family.gradient(family.start),
      family.fisher(family.start, visitation(x.mdp, pi)) * trust_region_runs::exactly(v);
  const Ball scale = Ball{1} + sup_norm(wanted) + sup_norm(policy_values(x.mdp, pi));
  return sup_norm<Ball>(mean - wanted) - Ball{1e-9} * scale;
}

/// The production region, with a baseline.
template <BaselineChoice baseline>
TrustRegion region_with(const FiniteMdp<double>& mdp, const auto& policies,
                        const Vector<double>& theta, const Rollout<double>& batch) {
  return sampled_trust_region(mdp, policies, theta, batch, {.baseline = baseline});
}
constexpr auto production_region = [](const auto&... given) {
  return region_with<BaselineChoice::leave_one_out>(given...);
};
constexpr auto with_batch_mean = [](const auto&... given) {
  return region_with<BaselineChoice::batch_mean>(given...);
};
constexpr auto undiscounted = [](FiniteMdp<double> mdp, const auto&... given) {
  mdp.discount = 1;
  return production_region(mdp, given...);
};

/// The predicate: production's ĝ and n̂F̂v in doubles have the means ∇J and F_ν v, to 10⁻⁹.
template <class Region>
Check is_unbiased_in_doubles(Region region_of) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           const TabularParametrisation policies{x.mdp.states(), x.mdp.actions()};
           const Vector<double> v =
               x.direction().unaryExpr([](const Ball& entry) { return midpoint(entry); });
           return at_most(
               bias_beyond_rounding(x, trust_region_runs::tabular(x), policies, v, region_of),
               Ball{0});
         })
      .only("at most 100 batches of two", few_pairs);
}
template <class Region>
Check is_unbiased_with_features(Region region_of) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           const trust_region_runs::Family family = trust_region_runs::linear(x);
           return at_most(bias_beyond_rounding(x, family, trust_region_runs::linear_policies(x),
                                               Vector<double>{{1, -2}}, region_of),
                          Ball{0});
         })
      .only("at most 100 batches of two", few_pairs);
}

}  // namespace lemmata::sampled_regions
