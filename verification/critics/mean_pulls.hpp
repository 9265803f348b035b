#pragma once
/// \file
/// Whether a method pulls the weights, on average, from Φw to the mean λ-return under Φw:
/// predicates over updates from rollouts, and over TD methods.

#include "verification/critics/mean_updates.hpp"

namespace lemmata {

/// ΦᵀD(u − Φw).
template <class F>
Vector<F> pull(const MdpPoint<F>& x, const Vector<F>& d, const Vector<F>& target) {
  const Vector<F> difference = target - x.state_features() * x.critic_weights();
  return x.state_features().transpose() * Vector<F>(d.cwiseProduct(difference));
}

/// E[b − Aw] or E[Σ_t …] over episodes twice over, of at most `horizon` steps.
template <class F, class Update>
Vector<F> mean_update(const MdpPoint<F>& x, const FiniteMdp<F>& mdp, int horizon, Update update) {
  const LinearFeatures<F> features{x.state_features()};
  return mean_over_repeated_episodes(
      mdp, x.pi(), horizon, features.weights(), [&](const Rollout<F>& rollout) -> Vector<F> {
        return update(features, x.critic_weights(), rollout, mdp.discount, x.lambda());
      });
}

/// b − Aw.
template <class Equations>
auto residual_of(Equations equations) {
  return [equations]<class F>(const LinearFeatures<F>& features, const Vector<F>& weights,
                              const Rollout<F>& rollout, const F& discount, const F& lambda) {
    const LinearSystem<F> system = equations(features, rollout, discount, lambda);
    return Vector<F>(system.vector - system.matrix * weights);
  };
}
inline const auto lstd_residual =
    residual_of([](const auto&... rollout) { return lstd_system(rollout...); });
/// Σ_t δ_t e_t, and Σ_t (G_t^λ − V(s_t)) φ(s_t).
inline constexpr auto backward_td = [](const auto&... rollout) {
  return backward_td_lambda_update(rollout...);
};
inline constexpr auto forward_td = [](const auto&... rollout) {
  return forward_td_lambda_update(rollout...);
};

/// TD(λ) online: how the weights at the end begin to move with α, by a dual number at α = 0.
inline constexpr auto online_td = []<class F>(const LinearFeatures<F>& features,
                                              const Vector<F>& weights, const Rollout<F>& rollout,
                                              const F& discount, const F& lambda) {
  using D = Dual<F>;
  const auto constant = [](const F& number) { return D{number}; };
  const LinearFeatures<D> fixed{features.matrix.unaryExpr(constant)};
  TraceCritic<D> critic{weights.unaryExpr(constant), Vector<D>::Constant(weights.size(), D{F{0}})};
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    const Step<F>& step = rollout.steps[t];
    critic = td_lambda_step(
        fixed, std::move(critic),
        Step<D>{step.state, step.action, D{step.reward}, step.next_state, step.terminal},
        rollout.ends[t], D{discount}, D{lambda}, D{F{0}, F{1}});
  }
  return derivative_part(critic.weights);
};

/// An update that does not see where episodes end.
template <class Update>
auto without_ends(Update update) {
  return [update](const auto& features, const auto& weights, auto rollout, const auto& discount,
                  const auto& lambda) {
    rollout.ends.assign(rollout.size(), false);
    return update(features, weights, rollout, discount, lambda);
  };
}

/// The predicate: over complete episodes the mean update is ΦᵀD(T^λ(Φw) − Φw) for the D claimed.
template <class Update, class Distribution>
Check pulls_over_episodes(Update update, Distribution claimed) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const FiniteMdp<F> mdp = made_to_end(x.mdp);
           const Vector<F> values = x.state_features() * x.critic_weights();
           const Vector<F> target = lambda_bellman<F>(mdp, x.pi(), values, x.lambda());
           return equal(mean_update(x, mdp, mdp.states(), update),
                        F{2} * pull<F>(x, claimed(mdp, x.pi()), target));
         })
      .only("at most 4 states", has_at_most<4>);
}

/// The predicate: over episodes cut after H steps it is Σ_k ΦᵀD_k(T^λ_{H−k}(Φw) − Φw), D_k after k.
template <class Update>
Check pulls_over_cut_episodes(Update update) {
  return enumerated_identity([update]<class F>(const MdpPoint<F>& x) {
           const Vector<F> values = x.state_features() * x.critic_weights();
           Vector<F> d = F{2} * x.mdp.start, sum = Vector<F>::Constant(2, F{0});
           for (int left = x.horizon; left > 0; --left) {
             sum += pull<F>(x, d, cut_lambda_bellman<F>(x.mdp, x.pi(), values, x.lambda(), left));
             d = Vector<F>(policy_transitions(x.mdp, x.pi()).transpose() * d);
           }
           return equal(mean_update(x, x.mdp, x.horizon, update), sum);
         })
      .only("at most 16 states", has_at_most<16>);
}

/// The predicate: over single steps from any D a TD method moves w by αΦᵀD(T(Φw) − Φw).
template <class Method>
Check pulls_over_steps(Method method) {
  return enumerated_identity([method]<class F>(const MdpPoint<F>& x) {
    const LinearFeatures<F> features{x.state_features()};
    const Vector<F> w = x.critic_weights(), d = x.state_weights();
    const Vector<F> moved =
        mean_over_steps(x.mdp, x.pi(), d, w.size(), [&](const Step<F>& step) -> Vector<F> {
          return method(features, w, step, x.mdp.discount, x.step_size()) - w;
        });
    const Vector<F> target = bellman<F>(x.mdp, x.pi(), x.state_features() * w);
    return equal(moved, x.step_size() * pull<F>(x, d, target));
  });
}

}  // namespace lemmata
