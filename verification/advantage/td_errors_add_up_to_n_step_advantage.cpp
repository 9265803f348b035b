// AE-2. n discounted TD errors add up to the n-step advantage.
//
//   Σ_{k<n} γᵏ δ_{t+k} = Σ_{k<n} γᵏ r_{t+k} + γⁿ V(s_{t+n}) − V(s_t)    for every V,
//
// with δ_t = r_t + γV(s_{t+1}) − V(s_t). Where the episode has fewer than n steps left, n is their
// number; where it terminates there, V(s_{t+n}) is 0.
//
// Hypotheses: a rollout of T ≥ 1 steps, of one or several episodes, each of which terminates, is
// truncated, or is cut by the rollout's end. Nothing is asked of V.
//
// Oracle: the right side, rewards discounted one by one and two values; it takes no TD error.
//
// Shows: the production `n_step_advantages`, a sum of TD errors, at every step of rollouts of up to
// 6 steps, for n = 1 … 6 at once, with any flags, rewards, values and γ.
//
// Sources: schulman2016high, equations 11 to 15.

#include <algorithm>

#include "verification/advantage/advantage_estimates.hpp"

namespace lemmata {
namespace {

constexpr int longest = 6;

/// The estimates for n = 1 … 6 side by side, T × 6.
template <class F, class Estimates>
Matrix<F> for_every_n(const RolloutPoint<F>& x, Estimates estimates) {
  Matrix<F> result(static_cast<Eigen::Index>(x.rollout.size()), longest);
  for (int n = 1; n <= longest; ++n) result.col(n - 1) = as_vector(estimates(x, n));
  return result;
}

/// The predicate: a claimed right side is the production's n-step advantage, for every n.
template <class Claimed>
Check is_n_step_advantage(Claimed claimed) {
  return identity<RolloutInstance>([claimed]<class F>(const RolloutPoint<F>& x) {
    const auto production = [](const RolloutPoint<F>& point, int n) {
      return n_step_advantages(point.rollout, point.discount, n);
    };
    return equal(for_every_n(x, production), for_every_n(x, claimed));
  });
}

/// The last of the n steps from t on that are left of t's episode.
template <class F>
std::size_t last_step(const ValuedRollout<F>& rollout, std::size_t t, int n) {
  return t + static_cast<std::size_t>(std::min(n, steps_left(rollout, t))) - 1;
}

/// Σ γᵏ r_{t+k} + bootstrap(last step, γᵐ) − V(s_t) over the m ≤ n steps from t to the last one.
template <class Bootstrap>
auto with_bootstrap(Bootstrap bootstrap) {
  return [bootstrap]<class F>(const RolloutPoint<F>& x, int n) {
    std::vector<F> result;
    for (std::size_t t = 0; t < x.rollout.size(); ++t) {
      const std::size_t last = last_step(x.rollout, t, n);
      F sum = -x.rollout.values[t];
      F discount_k{1};
      for (std::size_t k = t; k <= last; ++k, discount_k *= x.discount) {
        sum += discount_k * x.rollout.rewards[k];
      }
      result.push_back(sum + bootstrap(x, last, discount_k));
    }
    return result;
  };
}

/// γᵐ V(s_{t+m}), 0 where the episode terminated.
constexpr auto value_at_the_end = []<class F>(const RolloutPoint<F>& x, std::size_t last,
                                              const F& discount_m) {
  return x.rollout.terminated[last] ? F{0} : F(discount_m * x.rollout.next_values[last]);
};

}  // namespace

Theorem td_errors_add_up_to_n_step_advantage() {
  return {
      .id = "AE-2",
      .claim = "n discounted TD errors add up to the n-step advantage, for every value function",
      .statement = R"(\sum_{k<n} \gamma^k \delta_{t+k}
                      = \sum_{k<n} \gamma^k r_{t+k} + \gamma^n V(s_{t+n}) - V(s_t))",
      .hypotheses = {rollout_of_episodes},
      .oracle = "discounted rewards and two values, without TD errors",
      .shows =
          "The production function at every step of rollouts of up to 6 steps, for n = 1 … 6, with "
          "any flags, rewards, values and γ.",
      .instances = rollouts(longest),
      .checks = {is_n_step_advantage(with_bootstrap(value_at_the_end))},
      .proof =
          {
              step("one step more adds γⁿδ_{t+n}, as long as the episode goes on",
                   identity<RolloutInstance>([]<class F>(const RolloutPoint<F>& x) {
                     const auto estimates = for_every_n(x, with_bootstrap(value_at_the_end));
                     const std::vector<F> errors = td_errors(x.rollout, x.discount);
                     Matrix<F> sums(estimates.rows(), longest - 1);
                     for (std::size_t t = 0; t < errors.size(); ++t) {
                       const auto row = static_cast<Eigen::Index>(t);
                       for (int n = 1; n < longest; ++n) {
                         const std::size_t next = t + static_cast<std::size_t>(n);
                         const bool goes_on = last_step(x.rollout, t, n + 1) == next;
                         sums(row, n - 1) = estimates(row, n - 1);
                         if (goes_on) sums(row, n - 1) += power(x.discount, n) * errors[next];
                       }
                     }
                     return equal(Matrix<F>(estimates.rightCols(longest - 1)), sums);
                   })),
          },
      .falsifiers =
          {
              wrong(
                  "γⁿ times the one-step advantage at step t + n besides",
                  is_n_step_advantage(with_bootstrap(
                      []<class F>(const RolloutPoint<F>& x, std::size_t last, const F& discount_m) {
                        F result = value_at_the_end(x, last, discount_m);
                        if (x.rollout.goes_on(last)) {
                          result += discount_m * td_errors(x.rollout, x.discount)[last + 1];
                        }
                        return result;
                      })))
                  .refuting(39),
              wrong("V(s_{t+n}) without γⁿ",
                    is_n_step_advantage(with_bootstrap(
                        []<class F>(const RolloutPoint<F>& x, std::size_t last, const F&) {
                          return value_at_the_end(x, last, F{1});
                        }))),
              wrong("γⁿ⁻¹ for γⁿ: the value of the last step's own state",
                    is_n_step_advantage(with_bootstrap(
                        []<class F>(const RolloutPoint<F>& x, std::size_t last, const F& discount) {
                          return F(discount * x.rollout.values[last]);
                        }))),
              wrong(
                  "bootstrap through a terminal state",
                  is_n_step_advantage(with_bootstrap(
                      []<class F>(const RolloutPoint<F>& x, std::size_t last, const F& discount_m) {
                        return F(discount_m * x.rollout.next_values[last]);
                      }))),
              wrong(
                  "no value where an episode is cut",
                  is_n_step_advantage(with_bootstrap(
                      []<class F>(const RolloutPoint<F>& x, std::size_t last, const F& discount_m) {
                        return x.rollout.truncated[last] ? F{0}
                                                         : value_at_the_end(x, last, discount_m);
                      }))),
          },
      .sources = {{"schulman2016high", "equations 11 to 15"}},
  };
}

}  // namespace lemmata
