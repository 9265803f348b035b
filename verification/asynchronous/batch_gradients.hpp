#pragma once
/// \file
/// The gradient of one worker's rollout in ways that know nothing of how production accumulates it:
/// the loop of Algorithm S3, the derivative of a loss, and the sum over the batch.

#include "algorithms/actor_critic/actor_critic.hpp"
#include "verification/asynchronous/worker_rollouts.hpp"
#include "verification/engine/mdp_instance.hpp"

namespace lemmata::batch_gradients {

/// A model with y(s) = Θᵀφ(s) at a point: exp y(s), which π gives up to a factor for each state,
/// any numbers ℓ(s,a) for log π, and w, the column for V.
template <class F>
struct Model {
  FiniteMdp<F> mdp;
  Matrix<F> preferences;
  Policy<F> pi;
  Matrix<F> logarithms;
  Matrix<F> features;  ///< S × d
  Vector<F> w;
  ObjectiveWeights<F> weights;            ///< β and c
  std::vector<Policy<Dual<F>>> moving{};  ///< π along Θ(i,k), in place i + kd

  explicit Model(const MdpPoint<F>& x)
      : mdp{x.mdp},
        preferences{x.state_weights().asDiagonal() * x.pi()},
        pi{x.pi()},
        logarithms{x.action_baseline()},
        features{x.state_features()},
        w{x.critic_weights()},
        weights{.entropy = x.temperature(), .value = x.step_size()} {
    for (int k = 0; k < actions(); ++k) {
      for (int i = 0; i < size(); ++i) moving.push_back(along(i, k));
    }
  }

  int size() const { return static_cast<int>(features.cols()); }
  int actions() const { return static_cast<int>(pi.cols()); }
  Vector<F> feature(int state) const { return features.row(state).transpose(); }
  F value(int state) const { return features.row(state).dot(w); }

 private:
  /// ∂z(s,k)/∂Θ(i,k) = z(s,k) φ_i(s).
  Policy<Dual<F>> along(int i, int k) const {
    Matrix<Dual<F>> result = preferences.unaryExpr([](const F& z) { return Dual<F>{z}; });
    for (int s = 0; s < result.rows(); ++s) {
      result(s, k).derivative = preferences(s, k) * features(s, i);
    }
    return normalise_rows(std::move(result));
  }
};

/// log π(a|s) as a dual number: the value ℓ, the derivative Dπ/π.
template <class F>
Dual<F> log_probability(const Model<F>& model, const Policy<Dual<F>>& moving, int state,
                        int action) {
  const Dual<F>& p = moving(state, action);
  return {model.logarithms(state, action), p.derivative / p.value};
}
template <class F>
Dual<F> entropy(const Model<F>& model, const Policy<Dual<F>>& moving, int state) {
  Dual<F> result;
  for (int a = 0; a < model.actions(); ++a) {
    result -= moving(state, a) * log_probability(model, moving, state, a);
  }
  return result;
}

/// d × K: the derivatives of a function of the moving policy.
template <class F, class Moved>
Matrix<F> policy_gradient_of(const Model<F>& model, Moved moved) {
  Vector<F> result(static_cast<Eigen::Index>(model.moving.size()));
  for (Eigen::Index j = 0; j < result.size(); ++j) {
    result(j) = moved(model.moving[static_cast<std::size_t>(j)]).derivative;
  }
  return Eigen::Map<const Matrix<F>>(result.data(), model.size(), model.actions());
}

/// Algorithm S3's loop, backwards through the rollout; an end sets R to 0, a cut to V there.
template <class F>
Matrix<F> by_the_loop(const Model<F>& model, const Rollout<F>& rollout) {
  Matrix<F> d_policy = Matrix<F>::Constant(model.size(), model.actions(), F{0});
  Vector<F> d_value = Vector<F>::Constant(model.size(), F{0});
  F R{0};
  for (std::size_t t = rollout.size(); t-- > 0;) {
    const Step<F>& step = rollout.steps[t];
    if (rollout.ends[t]) R = step.terminal ? F{0} : model.value(step.next_state);
    R = step.reward + model.mdp.discount * R;
    const F off = R - model.value(step.state);
    d_policy += policy_gradient_of(model, [&](const Policy<Dual<F>>& moving) {
      return Dual<F>{off} * log_probability(model, moving, step.state, step.action) +
             Dual<F>{model.weights.entropy} * entropy(model, moving, step.state);
    });
    d_value += F(model.weights.value * off) * model.feature(step.state);
  }
  Matrix<F> result(model.size(), model.actions() + 1);
  result << d_policy, d_value;
  return result;
}

/// Σ_t Â_t ∇log π(a_t|s_t) and Σ_t Â_t φ(s_t), without entropy and with c = 1, by the actor-critic
/// of a linear softmax policy with features φ(s) ⊗ e_a; Â_t has as many steps as the rollout.
template <class F>
Matrix<F> by_the_batch(const Model<F>& model, const Rollout<F>& rollout) {
  const int d = model.size(), outputs = model.actions();
  Matrix<F> of_pairs = Matrix<F>::Constant(model.features.rows() * outputs, d * outputs, F{0});
  for (int s = 0; s < model.features.rows(); ++s) {
    for (int a = 0; a < outputs; ++a) {
      of_pairs.row(s * outputs + a).segment(a * d, d) = model.features.row(s);
    }
  }
  const LinearSoftmax<F> policy{model.preferences, of_pairs};
  const LinearFeatures<F> critic{model.features};
  const std::vector<F> estimates =
      n_step_advantages(valued(rollout, critic.values(model.w)), model.mdp.discount,
                        static_cast<int>(rollout.size()));
  Vector<F> actor = Vector<F>::Constant(d * outputs, F{0}), values = Vector<F>::Constant(d, F{0});
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    const auto directions = directions_of_error(policy, critic, rollout.steps[t], estimates[t]);
    actor += directions.actor;
    values += directions.critic;
  }
  Matrix<F> result(d, outputs + 1);
  result << Matrix<F>(Eigen::Map<const Matrix<F>>(actor.data(), d, outputs)), values;
  return result;
}

/// Ways to write the loss −Σ_t (log π(a_t|s_t) Â_t + βH(π(·|s_t)) − c(R_t − V(s_t))²/2) wrong.
struct LossForm {
  bool holds_targets = true;     ///< R, in the critic's loss
  bool holds_advantages = true;  ///< R − V, in the actor's
  bool halves_squares = true;
};

/// R_t = Σ_{k<n} γᵏ r_{t+k} + γⁿV(s_{t+n}), to the end of the episode, without V after a terminal
/// step, and the derivative of V along the axis i of w, or none for i = −1.
template <class F>
Dual<F> bootstrapped_return(const Model<F>& model, const Rollout<F>& rollout, std::size_t t,
                            int i) {
  Dual<F> sum, power{1};
  const Dual<F> gamma{model.mdp.discount};
  for (;; ++t) {
    const Step<F>& step = rollout.steps[t];
    sum += power * Dual<F>{step.reward};
    power *= gamma;
    if (!rollout.ends[t]) continue;
    if (step.terminal) return sum;
    const F slope = i < 0 ? F{0} : model.features(step.next_state, i);
    return sum + power * Dual<F>{model.value(step.next_state), slope};
  }
}

/// −∂loss/∂Θ, d × (K + 1).
template <class F>
Matrix<F> by_the_loss(const Model<F>& model, const Rollout<F>& rollout, const LossForm& form) {
  const auto objective = [&](const Policy<Dual<F>>* moving, int i) {
    Dual<F> sum;
    for (std::size_t t = 0; t < rollout.size(); ++t) {
      const Step<F>& step = rollout.steps[t];
      const Dual<F> target = bootstrapped_return(model, rollout, t, i);
      const Dual<F> value{model.value(step.state), i < 0 ? F{0} : model.features(step.state, i)};
      const Dual<F> advantage = target - value;
      const Dual<F> off = form.holds_targets ? Dual<F>{target.value} - value : advantage;
      Dual<F> log_pi{model.logarithms(step.state, step.action)}, h;
      if (moving) {
        log_pi = log_probability(model, *moving, step.state, step.action);
        h = entropy(model, *moving, step.state);
      }
      sum += log_pi * (form.holds_advantages ? Dual<F>{advantage.value} : advantage) +
             Dual<F>{model.weights.entropy} * h -
             Dual<F>{model.weights.value} * off * off / Dual<F>{form.halves_squares ? 2 : 1};
    }
    return sum;
  };
  Matrix<F> result(model.size(), model.actions() + 1);
  result.leftCols(model.actions()) = policy_gradient_of(
      model, [&](const Policy<Dual<F>>& moving) { return objective(&moving, -1); });
  for (int i = 0; i < model.size(); ++i) {
    result(i, model.actions()) = objective(nullptr, i).derivative;
  }
  return result;
}

}  // namespace lemmata::batch_gradients
