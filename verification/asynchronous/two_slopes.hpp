#pragma once
/// \file
/// The two convex functions −δx and δx on [−1, 1], seen through gradients of ±1 alone: how well
/// they can be told apart, and what methods pay for not knowing.

#include "algorithms/asynchronous/delayed_sgd.hpp"
#include "verification/asynchronous/delayed_quadratics.hpp"
#include "verification/engine/enumeration.hpp"

namespace lemmata::two_slopes {

using delayed_quadratics::DelayedQuadratic;

/// The total variation between the numbers of +1 among T signs of mean δ and of mean −δ.
template <class F>
F total_variation(const F& delta, int samples) {
  const F likely = (F{1} + delta) / F{2}, unlikely = (F{1} - delta) / F{2};
  F sum{0}, ways{1};
  for (int k = 0; 2 * k < samples; ++k) {
    const F common = ways * power(F(likely * unlikely), k);
    sum += common * (power(likely, samples - 2 * k) - power(unlikely, samples - 2 * k));
    ways *= F(samples - k) / F(k + 1);
  }
  return sum;
}

/// δ(1 − TV): what some output costs at least on one of the two, whatever the algorithm.
template <class F>
F least_excess(const F& delta, int samples) {
  return F(delta * (F{1} - total_variation(delta, samples)));
}

/// x̂ ∈ [−1, 1] from the signs of T gradients, sign +1 where the gradient is −1.
inline constexpr auto majority = []<class F>(const std::vector<int>& signs, const F&) {
  int sum = 0;
  for (const int sign : signs) sum += sign;
  return F(sum > 0 ? 1 : sum < 0 ? -1 : 0);
};

/// Production SGD from 0 with a constant step, projected. Gradients are the same wherever they are
/// taken, so that a delay would change nothing.
inline constexpr auto by_production = []<class F>(const std::vector<int>& signs, const F& step) {
  const auto gradient = [&](const Vector<F>&, int t) {
    return Vector<F>(Vector<F>::Constant(1, F(-signs[static_cast<std::size_t>(t)])));
  };
  return delayed_sgd(
             Vector<F>(Vector<F>::Constant(1, F{0})), 0, static_cast<int>(signs.size()), gradient,
             constant_delay(0), [&](int) { return step; }, onto_cube(F{1}))
      .back()(0);
};

/// The signs of some gradients, and how likely they are for the one function and for the other.
template <class F>
struct Evidence {
  F rising{1}, falling{1};  ///< of −δx, whose gradients are −1 more often, and of δx

  Evidence(const F& delta, const std::vector<int>& signs) {
    const F likely = (F{1} + delta) / F{2}, unlikely = (F{1} - delta) / F{2};
    for (const int sign : signs) {
      rising *= sign > 0 ? likely : unlikely;
      falling *= sign > 0 ? unlikely : likely;
    }
  }

  /// What an output after these signs adds to the mean over the two functions of E[f(x̂) − f*].
  F cost(const F& delta, const F& output) const {
    return F(delta * (rising * (F{1} - output) + falling * (F{1} + output)) / F{2});
  }
};

/// The mean over the two functions of E[f(x̂) − f*], over all sequences of T signs.
template <class F, class Algorithm>
F mean_excess(Algorithm algorithm, const F& delta, const F& step, int samples) {
  F sum{0};
  enumeration::for_each_signs(samples, [&](const std::vector<int>& signs) {
    sum += Evidence<F>{delta, signs}.cost(delta, algorithm(signs, step));
  });
  return sum;
}

/// The least of that over every function of the signs with so many values, evenly from −1 to 1.
template <class F>
F least_excess_of_tables(const F& delta, int samples, int values) {
  std::vector<std::vector<F>> costs;  // of each value after each sequence of signs
  enumeration::for_each_signs(samples, [&](const std::vector<int>& signs) {
    const Evidence<F> evidence{delta, signs};
    auto& of_sequence = costs.emplace_back();
    for (int k = 0; k < values; ++k) {
      of_sequence.push_back(evidence.cost(delta, F(F(2 * k) / F(values - 1) - F{1})));
    }
  });
  F least = F{2} * delta;  // which x̂ = ∓1 costs at most
  enumeration::for_each_sequence(static_cast<int>(costs.size()), values,
                                 [&](const std::vector<int>& table) {
                                   F sum{0};
                                   for (std::size_t k = 0; k < costs.size(); ++k) {
                                     sum += costs[k][static_cast<std::size_t>(table[k])];
                                   }
                                   least = -larger(F(-least), F(-sum));
                                 });
  return least;
}

/// The same where every sequence of signs has its own best output: a cost is affine in the output,
/// and least at an end.
template <class F>
F excess_of_best_outputs(const F& delta, int samples) {
  F sum{0};
  enumeration::for_each_signs(samples, [&](const std::vector<int>& signs) {
    const Evidence<F> evidence{delta, signs};
    sum -= larger(F(-evidence.cost(delta, F{-1})), F(-evidence.cost(delta, F{1})));
  });
  return sum;
}

/// Σ w_t s_t, cut to [−1, 1].
template <class F>
auto cut_combination(const Vector<F>& weights) {
  return [weights](const std::vector<int>& signs, const F&) {
    Vector<F> sum = Vector<F>::Constant(1, F{0});
    for (std::size_t t = 0; t < signs.size(); ++t) {
      sum(0) += weights(static_cast<Eigen::Index>(t)) * F(signs[t]);
    }
    return F(onto_cube(F{1})(sum)(0));
  };
}

inline constexpr int most_samples = 6;

/// The predicate: for T = 1 … 6 an algorithm's mean excess is at least a claim, of δ and T.
template <class Algorithm, class Claimed>
Check pays_at_least(Algorithm algorithm, Claimed claimed) {
  return inequality<WeightedOutcomesInstance>([=]<class F>(const WeightedOutcomesPoint<F>& point) {
    const DelayedQuadratic<F> x{point};
    const F step = F{1} / x.curvature;
    Vector<F> left(most_samples), right(most_samples);
    for (int samples = 1; samples <= most_samples; ++samples) {
      left(samples - 1) = claimed(x.share, samples);
      right(samples - 1) = mean_excess(algorithm, x.share, step, samples);
    }
    return at_most(left, right);
  });
}
inline constexpr auto le_cam = []<class F>(const F& delta, int samples) {
  return least_excess(delta, samples);
};

/// The predicate: every clipped combination of the gradients pays at least a claim, its weights
/// drawn: among them SGD with steps of its own, momentum and averages of iterates.
template <class Claimed>
Check combinations_pay_at_least(Claimed claimed) {
  return inequality<WeightedOutcomesInstance>([=]<class F>(const WeightedOutcomesPoint<F>& point) {
    const F delta = DelayedQuadratic<F>{point}.share;
    Vector<F> weights(most_samples), left(most_samples), right(most_samples);
    for (int t = 0; t < most_samples; ++t) {
      weights(t) = point.constants[static_cast<std::size_t>(t) % 4] / F(2 + t / 4);
    }
    for (int samples = 1; samples <= most_samples; ++samples) {
      left(samples - 1) = claimed(delta, samples);
      right(samples - 1) = mean_excess(cut_combination(weights), delta, F{1}, samples);
    }
    return at_most(left, right);
  });
}

/// The predicate: every function of one or two gradients with values −1, 0 and 1, and of three with
/// values −1 and 1, pays at least a claim.
template <class Claimed>
Check tables_pay_at_least(Claimed claimed) {
  return inequality<WeightedOutcomesInstance>([=]<class F>(const WeightedOutcomesPoint<F>& point) {
    const F delta = DelayedQuadratic<F>{point}.share;
    Vector<F> left(3), right(3);
    for (int samples = 1; samples <= 3; ++samples) {
      left(samples - 1) = claimed(delta, samples);
      right(samples - 1) = least_excess_of_tables(delta, samples, samples < 3 ? 3 : 2);
    }
    return at_most(left, right);
  });
}

/// The best output after each sequence of up to six gradients comes to δ(1 − TV), no less and no
/// more.
inline Check best_outputs_pay_it() {
  return inequality<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& point) {
    const F delta = DelayedQuadratic<F>{point}.share;
    Vector<F> best(2 * most_samples), claim(2 * most_samples);
    for (int samples = 1; samples <= most_samples; ++samples) {
      const F least = excess_of_best_outputs(delta, samples),
              claimed = least_excess(delta, samples);
      best.segment(2 * samples - 2, 2) << least, claimed;
      claim.segment(2 * samples - 2, 2) << claimed, least;
    }
    return at_most(best, claim);
  });
}

/// The majority's mean excess is δ(1 − TV), T = 1 … 6.
inline Check majority_attains_it() {
  return enumerated_identity<WeightedOutcomesInstance>(
      []<class F>(const WeightedOutcomesPoint<F>& point) {
        const DelayedQuadratic<F> x{point};
        Vector<F> left(most_samples), right(most_samples);
        for (int samples = 1; samples <= most_samples; ++samples) {
          left(samples - 1) = mean_excess(majority, x.share, F{1}, samples);
          right(samples - 1) = least_excess(x.share, samples);
        }
        return equal(left, right);
      });
}

}  // namespace lemmata::two_slopes
