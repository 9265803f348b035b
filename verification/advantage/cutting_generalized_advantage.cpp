// AE-9. What cutting GAE off costs.
//
//   |Â_t − Â_t cut after T TD errors| = (γλ)ᵀ |Â_{t+T}| ≤ (γλ)ᵀ ‖δ‖∞/(1 − γλ),
//
// for t + T in step t's episode; otherwise nothing is cut off. With N steps left of the episode and
// a constant δ the cost is the bound times 1 − (γλ)^{N−T}: no smaller constant will do for all N.
//
// Hypotheses: a rollout of T ≥ 1 steps, of one or several episodes, each of which terminates, is
// truncated, or is cut by the rollout's end; 0 ≤ γλ < 1. Nothing is asked of V, which is used at
// the cut.
//
// Oracle: the TD errors spelled out.
//
// Shows: the production `generalized_advantages`, on the rollout and on those with a truncation
// placed after each of its steps: at every t and for every T, in rollouts of up to 6 steps with any
// flags, rewards, values, γ and λ in [0, 1].
//
// Sources: schulman2016high, equation 16; the bound is worked out here.

#include "verification/advantage/advantage_estimates.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

const Hypothesis decay_below_one = hypothesis("γλ < 1", [](const RolloutInstance& x) {
  return view<Rational>(x.discount) * view<Rational>(x.lambda) != Rational{1};
});

/// Row t, column T − 1 for T ≤ N_t: what `entry(t, T)` gives; 0 beyond, where nothing is cut off.
template <class F, class Entry>
Matrix<F> by_step_and_length(const ValuedRollout<F>& rollout, Entry entry) {
  const auto size = static_cast<Eigen::Index>(rollout.size());
  Matrix<F> result = Matrix<F>::Constant(size, size, F{0});
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    for (int length = 1; length <= steps_left(rollout, t); ++length) {
      result(static_cast<Eigen::Index>(t), length - 1) = entry(t, length);
    }
  }
  return result;
}

/// The estimates of a rollout with a truncation after step k.
constexpr auto truncated_there = []<class F>(RolloutPoint<F> x, std::size_t k) {
  if (!x.rollout.terminated[k]) x.rollout.truncated[k] = true;
  return generalized_advantages(x.rollout, x.discount, x.lambda);
};

/// Â_t − Â_t cut after T errors, where a subject gives the estimates of a rollout cut after step k.
template <class Cut, class F>
Matrix<F> cut_off(Cut cut, const RolloutPoint<F>& x) {
  const std::vector<F> whole = generalized_advantages(x.rollout, x.discount, x.lambda);
  return by_step_and_length(x.rollout, [&](std::size_t t, int length) {
    const std::size_t last = t + static_cast<std::size_t>(length) - 1;
    return F(whole[t] - cut(x, last)[t]);
  });
}

/// ‖δ‖∞ over the rollout.
template <class F>
F largest_error(const RolloutPoint<F>& x) {
  F result{0};
  for (std::size_t t = 0; t < x.rollout.size(); ++t) {
    result = larger(result, absolute(error_at(x, t)));
  }
  return result;
}

/// The predicate: the cost of a cut after T errors is at most bound(γ, λ, T) ‖δ‖∞.
template <class Cut, class Bound>
Check costs_at_most(Cut cut, Bound bound) {
  return inequality<RolloutInstance>([=]<class F>(const RolloutPoint<F>& x) {
    const Matrix<F> cost =
        cut_off(cut, x).unaryExpr([](const F& entry) { return absolute(entry); });
    const F largest = largest_error(x);
    return at_most(cost, by_step_and_length(x.rollout, [&](std::size_t, int length) {
                     return F(bound(x.discount, x.lambda, length) * largest);
                   }));
  });
}

/// (γλ)ᵀ/(1 − γλ).
constexpr auto geometric = []<class F>(const F& discount, const F& lambda, int length) {
  const F decay = discount * lambda;
  return F(power(decay, length) / (F{1} - decay));
};

/// The predicate: what is cut off is factor(γ, λ, T) Σ_k (γλ)ᵏ δ_{t+T+k}, k over what is left.
template <class Cut, class Factor>
Check cuts_off(Cut cut, Factor factor) {
  return identity<RolloutInstance>([=]<class F>(const RolloutPoint<F>& x) {
    return equal(cut_off(cut, x), by_step_and_length(x.rollout, [&](std::size_t t, int length) {
                   F rest{0}, weight = factor(x.discount, x.lambda, length);
                   for (int k = length; k < steps_left(x.rollout, t); ++k) {
                     rest += weight * error_at(x, t + static_cast<std::size_t>(k));
                     weight *= x.discount * x.lambda;
                   }
                   return rest;
                 }));
  });
}

constexpr auto decayed = []<class F>(const F& discount, const F& lambda, int length) {
  return power(F(discount * lambda), length);
};

/// The rollout with every TD error 1: rewards 1 and no values.
template <class F>
RolloutPoint<F> with_constant_errors(RolloutPoint<F> x) {
  x.rollout.rewards.assign(x.rollout.size(), F{1});
  x.rollout.values.assign(x.rollout.size(), F{0});
  x.rollout.next_values.assign(x.rollout.size(), F{0});
  return x;
}

/// The predicate: for constant errors the cost is the bound times left(γλ, N − T).
template <class Left>
Check attains_bound_but_for(Left left) {
  return identity<RolloutInstance>([left]<class F>(const RolloutPoint<F>& point) {
    const RolloutPoint<F> x = with_constant_errors(point);
    return equal(cut_off(truncated_there, x),
                 by_step_and_length(x.rollout, [&](std::size_t t, int length) {
                   return F(geometric(x.discount, x.lambda, length) *
                            left(F(x.discount * x.lambda), steps_left(x.rollout, t) - length));
                 }));
  });
}

constexpr auto one_less_power = []<class F>(const F& decay, int rest) {
  return F(F{1} - power(decay, rest));
};

}  // namespace

Theorem cutting_generalized_advantage() {
  const auto treated_as_termination = []<class F>(RolloutPoint<F> x, std::size_t k) {
    x.rollout.terminated[k] = true;
    return generalized_advantages(x.rollout, x.discount, x.lambda);
  };
  const auto error_zeroed = []<class F>(const RolloutPoint<F>& x, std::size_t k) {
    RolloutPoint<F> changed = x;
    changed.rollout.truncated[k] = true;
    changed.rollout.terminated[k] = true;
    changed.rollout.rewards[k] = changed.rollout.values[k];
    return generalized_advantages(changed.rollout, x.discount, x.lambda);
  };
  return {
      .id = "AE-9",
      .claim =
          "Cutting generalized advantages off after T TD errors costs at most (γλ)ᵀ‖δ‖∞/(1 − γλ)",
      .statement = R"(\big| \hat A_t - \hat A_t^{\text{cut after } T} \big|
                      = (\gamma\lambda)^T \, |\hat A_{t+T}|
                      \le \frac{(\gamma\lambda)^T}{1 - \gamma\lambda} \lVert \delta \rVert_\infty)",
      .hypotheses = {rollout_of_episodes, decay_below_one},
      .oracle = "the TD errors spelled out",
      .shows =
          "The production function with a truncation placed after each step, at every t and for "
          "every T, in rollouts of up to 6 steps with any flags, rewards, values, γ and λ.",
      .instances = rollouts(6),
      .checks = {part("the cost is at most (γλ)ᵀ‖δ‖∞/(1 − γλ)",
                      costs_at_most(truncated_there, geometric)),
                 part("what is cut off is (γλ)ᵀÂ_{t+T}", cuts_off(truncated_there, decayed))},
      .proof = {step("|Â_t| ≤ ‖δ‖∞ (1 − (γλ)ᴺ)/(1 − γλ) with N steps left",
                     inequality<RolloutInstance>([]<class F>(const RolloutPoint<F>& x) {
                       const F decay = x.discount * x.lambda;
                       const F largest = largest_error(x);
                       Vector<F> size =
                           as_vector(generalized_advantages(x.rollout, x.discount, x.lambda));
                       Vector<F> bound = size;
                       for (Eigen::Index t = 0; t < size.size(); ++t) {
                         size(t) = absolute(size(t));
                         const int left = steps_left(x.rollout, static_cast<std::size_t>(t));
                         bound(t) = largest * one_less_power(decay, left) / (F{1} - decay);
                       }
                       return at_most(size, bound);
                     }))},
      .falsifiers =
          {
              wrong("(γλ)ᵀ⁺¹ for (γλ)ᵀ",
                    costs_at_most(truncated_there,
                                  []<class F>(const F& discount, const F& lambda, int length) {
                                    return geometric(discount, lambda, length + 1);
                                  })),
              wrong("without 1/(1 − γλ)", costs_at_most(truncated_there, decayed)),
              wrong("half of the bound",
                    costs_at_most(truncated_there,
                                  []<class F>(const F& discount, const F& lambda, int length) {
                                    return F(geometric(discount, lambda, length) / F{2});
                                  })),
              wrong("what is cut off is λᵀÂ_{t+T}",
                    cuts_off(truncated_there,
                             []<class F>(const F&, const F& lambda, int length) {
                               return power(lambda, length);
                             })),
              wrong("what is cut off is (γλ)ᵀ⁻¹Â_{t+T}",
                    cuts_off(truncated_there,
                             []<class F>(const F& discount, const F& lambda, int length) {
                               return decayed(discount, lambda, length - 1);
                             })),
              wrong("a cut treated as termination",
                    costs_at_most(treated_as_termination, geometric),
                    {"vwxyzjn/cleanrl#198", "vwxyzjn/cleanrl#457", "Toni-SM/skrl#449",
                     "pytorch/rl#2773"}),
              wrong("the TD error zeroed at the cut", costs_at_most(error_zeroed, geometric)),
              wrong("constant errors attain the bound",
                    attains_bound_but_for([]<class F>(const F&, int) { return F{1}; })),
          },
      .needs = {needed(decay_below_one, costs_at_most(truncated_there, geometric))},
      .tight = {part("constant TD errors: the bound times 1 − (γλ)^{N−T}",
                     attains_bound_but_for(one_less_power))},
      .sources = {{"schulman2016high", "equation 16"}},
  };
}

}  // namespace lemmata
