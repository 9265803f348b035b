#pragma once
/// \file
/// TD(λ) as theorems speak of it: an update is a function of a critic and a rollout that returns
/// the sum over the steps, one entry a weight. By definition, by traces, and by production code.

#include "algorithms/critics/temporal_difference.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata {

/// A critic with γ and λ; φ(s) is also in the rows of a matrix, for what knows no `features`.
template <class F, class Features>
struct TdCritic {
  Features features;
  Matrix<F> matrix;
  Vector<F> weights;
  F discount;
  F lambda;

  Vector<F> values() const { return matrix * weights; }
  Vector<F> none() const { return Vector<F>::Constant(weights.size(), F{0}); }
};

/// The critics of an instance: of two linear features, and of one weight a state, V.
inline constexpr auto linear_critic = []<class F>(const MdpPoint<F>& x) {
  return TdCritic<F, LinearFeatures<F>>{
      {x.state_features()}, x.state_features(), x.critic_weights(), x.mdp.discount, x.lambda()};
};
inline constexpr auto tabular_critic = []<class F>(const MdpPoint<F>& x) {
  return TdCritic<F, TabularFeatures>{
      {x.mdp.states()}, identity_matrix<F>(x.mdp.states()), x.values(), x.mdp.discount, x.lambda()};
};

/// δ of one step, spelled out.
template <class F>
F spelled_td_error(const Step<F>& step, const Vector<F>& values, const F& discount) {
  return step.reward + (step.terminal ? F{0} : F(discount * values(step.next_state))) -
         values(step.state);
}

/// Σ_t (G_t^λ − V(s_t))φ(s_t) by the definition of G_t^λ: with N steps left of t's episode,
/// Σ_{n<N} (1 − λ)λⁿ⁻¹G_t^(n) + λᴺ⁻¹G_t^(N),   G_t^(n) = Σ_{k<n} γᵏr_{t+k} + γⁿV(s_{t+n}),
/// without V(s_{t+n}) after a terminal step.
inline constexpr auto mixture_of_returns = []<class F>(const auto& critic,
                                                       const Rollout<F>& rollout) {
  const Vector<F> values = critic.values();
  Vector<F> result = critic.none();
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    F mixed{0}, rewards{0};
    int n = 1;
    for (std::size_t k = t; n == 1 || !rollout.ends[k - 1]; ++k, ++n) {
      const Step<F>& step = rollout.steps[k];
      const F later = step.terminal ? F{0} : values(step.next_state);
      const F weight = power(critic.lambda, n - 1);
      rewards += power(critic.discount, n - 1) * step.reward;
      mixed += (rollout.ends[k] ? weight : F(weight * (F{1} - critic.lambda))) *
               (rewards + power(critic.discount, n) * later);
    }
    const int state = rollout.steps[t].state;
    result += (mixed - values(state)) * critic.matrix.row(state).transpose();
  }
  return result;
};

/// Σ_t φ(s_t) Σ_l (γλ)ˡδ_{t+l}, to the end of t's episode.
inline constexpr auto sum_over_later_errors = []<class F>(const auto& critic,
                                                          const Rollout<F>& rollout) {
  const Vector<F> values = critic.values();
  Vector<F> result = critic.none();
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    F factor{1};
    for (std::size_t k = t; k == t || !rollout.ends[k - 1]; ++k) {
      const F error = spelled_td_error(rollout.steps[k], values, critic.discount);
      result += factor * error * critic.matrix.row(rollout.steps[t].state).transpose();
      factor *= critic.discount * critic.lambda;
    }
  }
  return result;
};

/// Σ_t δ_t e_t, where a rule (critic, trace, step) moves the trace on and returns e_t.
template <class Rule>
constexpr auto traced_by(Rule rule) {
  return [rule]<class F>(const auto& critic, const Rollout<F>& rollout) {
    const Vector<F> values = critic.values();
    Vector<F> result = critic.none();
    Vector<F> trace = critic.none();
    for (std::size_t t = 0; t < rollout.size(); ++t) {
      if (t > 0 && rollout.ends[t - 1]) trace = critic.none();
      const F error = spelled_td_error(rollout.steps[t], values, critic.discount);
      result += error * rule(critic, trace, rollout.steps[t]);
    }
    return result;
  };
}
/// e ← decay(critic, step) e + φ(s).
template <class Decay>
constexpr auto accumulated(Decay decay) {
  return traced_by([decay]<class F>(const auto& critic, Vector<F>& trace, const Step<F>& step) {
    trace = F(decay(critic, step)) * trace + critic.matrix.row(step.state).transpose();
    return trace;
  });
}

inline constexpr auto backward_view = []<class F>(const auto& critic, const Rollout<F>& rollout) {
  return backward_td_lambda_update(critic.features, critic.weights, rollout, critic.discount,
                                   critic.lambda);
};
inline constexpr auto forward_view = []<class F>(const auto& critic, const Rollout<F>& rollout) {
  return forward_td_lambda_update(critic.features, critic.weights, rollout, critic.discount,
                                  critic.lambda);
};

/// The changes of the production's online steps, over their step size, where the weights are put
/// back after each step or where they move.
inline auto online_steps(bool put_back) {
  return [put_back]<class F>(const auto& critic, const Rollout<F>& rollout) {
    const F step_size = F{1} / F{4};
    Vector<F> changes = critic.none();
    TraceCritic<F> learner{critic.weights, critic.none()};
    for (std::size_t t = 0; t < rollout.size(); ++t) {
      const Vector<F> before = learner.weights;
      learner = td_lambda_step(critic.features, learner, rollout.steps[t], rollout.ends[t],
                               critic.discount, critic.lambda, step_size);
      changes += learner.weights - before;
      if (put_back) learner.weights = critic.weights;
    }
    return Vector<F>(changes / step_size);
  };
}

/// Every rollout of one or of two episodes of at most the instance's horizon.
template <class F>
std::vector<Rollout<F>> rollouts_of(const MdpPoint<F>& x, int episodes) {
  const Policy<F> any = Policy<F>::Constant(x.mdp.states(), x.mdp.actions(), F{1});
  std::vector<Rollout<F>> single, pairs;
  for_each_trajectory(x.mdp, any, x.horizon, [&](const Trajectory<F>& trajectory) {
    single.push_back(rollout_of(trajectory.steps));
  });
  if (episodes == 1) return single;
  for (const Rollout<F>& first : single) {
    for (const Rollout<F>& second : single) {
      pairs.push_back(first);
      pairs.back().append_episode(second.steps);
    }
  }
  return pairs;
}

/// The predicate: two updates agree on every rollout of one or of two episodes.
template <class CriticOf, class Update, class Other>
Check updates_agree(CriticOf critic_of, int episodes, Update update, Other other) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const auto critic = critic_of(x);
           const std::vector<Rollout<F>> rollouts = rollouts_of(x, episodes);
           const auto count = static_cast<Eigen::Index>(rollouts.size());
           Matrix<F> left(critic.weights.size(), count), right(critic.weights.size(), count);
           for (Eigen::Index k = 0; k < count; ++k) {
             left.col(k) = update(critic, rollouts[static_cast<std::size_t>(k)]);
             right.col(k) = other(critic, rollouts[static_cast<std::size_t>(k)]);
           }
           return equal(left, right);
         })
      .only(episodes == 1 ? "at most 10000 episodes of at most 64 states"
                          : "pairs of at most 40 episodes",
            [episodes](const MdpInstance& x) {
              const auto count = trajectory_count(x.table, x.horizon);
              return episodes == 1 ? count <= 10000 && x.table.states() <= 64 : count <= 40;
            });
}

}  // namespace lemmata
