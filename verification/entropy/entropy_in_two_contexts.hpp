#pragma once
/// \file
/// Two contexts that a critic of actions cannot tell apart (AC-9), where the actor is paid for its
/// entropy: entropy draws it to the uniform policy, where the gradient is not zero.

#include "theory/soft/soft_policy_gradient.hpp"
#include "verification/actor_critic/two_contexts.hpp"

namespace lemmata::entropy_in_two_contexts {

/// The uniform policy in two contexts, where a critic that sees the action alone is paid for
/// entropy; for its equal logarithms stands any number.
template <class F>
struct UniformInTwoContexts {
  FiniteMdp<F> mdp = two_contexts<F>();
  TabularSoftmax<F> policy{Matrix<F>::Constant(2, 2, F{1})};
  Matrix<F> logs;
  F temperature;

  explicit UniformInTwoContexts(const MdpPoint<F>& x)
      : logs{Matrix<F>::Constant(2, 2, x.action_baseline()(0, 0))}, temperature{x.temperature()} {}

  /// Σν Σ∇π(Q̂(a) − β log π(a|s)): where the actor goes.
  Vector<F> goes() const { return blind_direction(policy, logs, temperature); }
  /// How that moves along a direction.
  Vector<F> moves(const Vector<F>& along) const {
    const TabularSoftmax<Dual<F>> moving = policy.along(along);
    return derivative_part(blind_direction(moving, moving_logarithms(logs, moving.probabilities()),
                                           Dual<F>{temperature}));
  }
  Vector<F> gradient() const {
    return soft_performance_derivatives(mdp, policy, logs, temperature, identity_matrix<F>(4));
  }

 private:
  template <class G>
  static Vector<G> blind_direction(const TabularSoftmax<G>& pi, const Matrix<G>& log_pi,
                                   const G& beta) {
    const Vector<G> visits = Vector<G>::Constant(2, G{1} / G{2});
    const Matrix<G> critic = critic_without_context(pi.probabilities());
    return weighted_score_sum(pi, visits, Matrix<G>(critic - log_pi * beta));
  }
};

/// The actor rests at the uniform policy.
inline Check rests_at_the_uniform_policy() {
  return identity([]<class F>(const MdpPoint<F>& x) {
    return equal(UniformInTwoContexts<F>{x}.goes(), Vector<F>::Constant(4, F{0}));
  });
}

/// Along u its direction there moves by −(β/8)(u(s,0) − u(s,1)) in θ(s,0), and the opposite in
/// θ(s,1).
inline Check attracts_the_actor() {
  return identity([]<class F>(const MdpPoint<F>& x) {
    const UniformInTwoContexts<F> rest{x};
    Vector<F> along(4);
    along << x.pi()(0, 0), F{1}, x.temperature(), x.action_baseline()(0, 0);
    const F pull = -rest.temperature / F{8};
    const F first = pull * (along(0) - along(1));
    const F second = pull * (along(2) - along(3));
    return equal(rest.moves(along), Vector<F>{{first, -first, second, -second}});
  });
}

/// The predicate: at the uniform policy in two contexts ∇J_β is so many eighths of (1, −1, −1, 1).
inline Check has_gradient_where_it_rests(int eighths) {
  return identity([eighths]<class F>(const MdpPoint<F>& x) {
    const F slope = F{eighths} / F{8};
    return equal(UniformInTwoContexts<F>{x}.gradient(), Vector<F>{{slope, -slope, -slope, slope}});
  });
}

}  // namespace lemmata::entropy_in_two_contexts
