#pragma once
/// \file
/// What is claimed of the examples of off-policy divergence, as predicates over a TD method. The
/// step size is the instance's β.

#include "verification/critics/off_policy_examples.hpp"

namespace lemmata {

/// The weight of the two states after an update in the first of them alone.
template <class F, class Method>
F after_update_in_the_first(const MdpPoint<F>& x, const F& weight, Method method) {
  Vector<F> first(2);
  first << F{1}, F{0};
  const Vector<F> weights = Vector<F>::Constant(1, weight);
  return after_mean_update(two_states(x.mdp.discount, F{0}), first, weights, x.step_size(),
                           method)(0);
}

/// The predicate: it multiplies w by 1 + α(2γ − 1).
template <class Method>
Check multiplies_the_weight(Method method) {
  return identity([method]<class F>(const MdpPoint<F>& x) {
    const F weight = x.critic_weights()(0);
    const F multiplier = F{1} + x.step_size() * (F{2} * x.mdp.discount - F{1});
    return equal(after_update_in_the_first(x, weight, method), F(multiplier * weight));
  });
}

/// The predicate: |w| grows exactly where γ and α are as claimed.
template <class Condition>
Check grows_where(Condition claimed) {
  return inequality([claimed]<class F>(const MdpPoint<F>& x) {
    const F next = after_update_in_the_first(x, F{1}, td_zero);
    const F grows = F{1} < absolute(next) ? F{1} : F{0};
    const F should = claimed(x.mdp.discount, x.step_size()) ? F{1} : F{0};
    Vector<F> left(2), right(2);
    left << grows, should;
    right << should, grows;
    return at_most(left, right);
  });
}

/// The predicate: least-squares value iteration on the two states, which end with probability ε
/// from the second, multiplies w as claimed of γ and ε.
template <class Multiplier>
Check iteration_multiplies(Multiplier claimed) {
  return identity([claimed]<class F>(const MdpPoint<F>& x) {
    const F ending = x.lambda(), weight = x.critic_weights()(0);
    const Example<F> pair = two_states(x.mdp.discount, ending);
    const Vector<F> values = pair.features.values(Vector<F>::Constant(1, weight));
    const Vector<F> alike = Vector<F>::Constant(2, F{1});
    const Vector<F> fitted =
        projection_system<F>(pair.features.matrix, alike, bellman(pair.mdp, pair.policy(), values))
            .solution();
    return equal(fitted(0), F(claimed(x.mdp.discount, ending) * weight));
  });
}

/// Values of the first spoke and the hub.
template <class F>
Vector<F> spoke_and_hub(const Example<F>& star, const Vector<F>& weights) {
  const Vector<F> values = star.features.values(weights);
  Vector<F> result(2);
  result << values(0), values(6);
  return result;
}

/// The predicate: the mean update over all states of the star takes the area spanned by two runs,
/// by the values of spokes and hub, to 1 + (α/7)(17γ − 15) + 26(α/7)²(1 − γ) times what it was.
template <class Method>
Check stretches_the_star(Method method) {
  return identity([method]<class F>(const MdpPoint<F>& x) {
    const F discount = x.mdp.discount, step = x.step_size() / F{7};
    const Example<F> example = star(discount);
    const Vector<F> all = Vector<F>::Constant(7, F{1} / F{7}), w = x.critic_weights();
    Matrix<F> before(2, 2), after(2, 2);
    for (int run = 0; run < 2; ++run) {
      const Vector<F> weights = star_weights(run == 0 ? w(0) : F{1}, w(1), F(run));
      before.col(run) = spoke_and_hub(example, weights);
      after.col(run) =
          spoke_and_hub(example, after_mean_update(example, all, weights, x.step_size(), method));
    }
    const auto area = [](const Matrix<F>& m) { return F(m(0, 0) * m(1, 1) - m(0, 1) * m(1, 0)); };
    const F factor =
        F{1} + step * (F{17} * discount - F{15}) + F{26} * step * step * (F{1} - discount);
    return equal(area(after), F(factor * area(before)));
  });
}

}  // namespace lemmata
