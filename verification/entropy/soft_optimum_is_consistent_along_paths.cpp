// EN-10. Path consistency of the soft optimum.
//
//   V*_β(s_0) − γⁿV*_β(s_n) = Σ_{k<n} γᵏ(r_k − β log π*_β(a_k|s_k))
//
// along every path of a deterministic MDP, whatever chooses its actions; where a path has ended,
// its V*_β(s_n) is 0. Where transitions are random it holds in the mean over them, again under
// every policy that acts: off-policy data needs no correction. Path by path it then fails.
//
// Hypotheses: a finite MDP; γ < 1; β > 0; V*_β and π*_β the soft optimum, β log π* = Q*_β − V*_β.
//
// Oracle: all paths, enumerated, and their rewards; V*_β is the production's linear solve.
//
// Shows: both statements for a free logarithm of π*, in GF(p), where rewards are moved so that the
// drawn π* is the optimum, on every path of at most 3 steps; the mean under another policy. With
// the rewards as they are, each path of a deterministic MDP is checked in balls to 10⁻³⁰, beside an
// optimum held by the soft Bellman operator. The converse, that consistency on all paths determines
// the optimum, is not shown.
//
// Sources: nachum2017bridging, Theorem 1 (one step), and path consistency.

#include "verification/engine/hypotheses.hpp"
#include "verification/entropy/path_sides.hpp"
#include "verification/entropy/soft_optimum.hpp"
#include "verification/trust_region/two_policies.hpp"

namespace lemmata {
namespace {

using namespace soft_optimum;
using namespace path_sides;
using soft_returns::soft_return;

constexpr auto production = []<class F>(const Paid<F>& x, const Vector<F>& v,
                                        const Trajectory<F>& path) {
  return consistency(x, v, path);
};

/// The predicate: a claim holds on every path of a deterministic MDP, at its soft optimum.
template <class Claim>
Check holds_on_paths(Claim claim) {
  return enumerated_identity([claim]<class F>(const MdpPoint<F>& point) {
    const Paid<F> x = optimal(point, deterministic(point.mdp));
    const Matrix<F> sides = sides_of_paths(x, x.pi, point.horizon, claim);
    return equal(sides.row(0), sides.row(1));
  });
}

/// The predicate: it holds in the mean over all paths of the MDP, whichever policy acts.
template <class Claim>
Check holds_in_the_mean(Claim claim) {
  return enumerated_identity([claim]<class F>(const MdpPoint<F>& point) {
    const Paid<F> x = optimal(point, point.mdp);
    const Vector<F> v = x.values();
    const Vector<F> means =
        expectation(x.mdp, point.other_pi(), point.horizon, 2, [&](const Trajectory<F>& path) {
          const PathSides<F> sides = claim(x, v, path);
          return Vector<F>{{sides.first, sides.rest}};
        });
    return equal(means(0), means(1));
  });
}

/// The claim with another temperature in place of β.
template <class Change>
auto at_temperature(Change change) {
  return [change]<class F>(const Paid<F>& x, const Vector<F>& v, const Trajectory<F>& path) {
    Paid<F> changed = x;
    changed.temperature = change(x.temperature);
    return consistency(changed, v, path);
  };
}

/// γᵏ lost: rewards and logarithms of all steps weigh alike.
constexpr auto undiscounted_steps = []<class F>(const Paid<F>& x, const Vector<F>& v,
                                                const Trajectory<F>& path) {
  PathSides<F> sides = consistency(x, v, path);
  Paid<F> changed = x;
  changed.mdp.discount = F{1};
  sides.rest += soft_return(changed, path, 0) - soft_return(x, path, 0);
  return sides;
};

/// γⁱV(s_n) for another power i.
template <class Exponent>
auto with_power(Exponent exponent) {
  return [exponent]<class F>(const Paid<F>& x, const Vector<F>& v, const Trajectory<F>& path) {
    PathSides<F> sides{v(path.steps.front().state), soft_return(x, path, 0)};
    const Step<F>& last = path.steps.back();
    const int n = static_cast<int>(path.steps.size());
    if (!last.terminal) sides.rest += power(x.mdp.discount, exponent(n)) * v(last.next_state);
    return sides;
  };
}

constexpr auto through_the_end = []<class F>(const Paid<F>& x, const Vector<F>& v,
                                             const Trajectory<F>& path) {
  Trajectory<F> going_on = path;
  going_on.steps.back().terminal = false;
  return consistency(x, v, going_on);
};

constexpr auto without_first_logarithm = []<class F>(const Paid<F>& x, const Vector<F>& v,
                                                     const Trajectory<F>& path) {
  const Step<F>& first = path.steps.front();
  PathSides<F> sides = consistency(x, v, path);
  sides.rest += x.temperature * x.logs(first.state, first.action);
  return sides;
};

/// The statement where V and π are the soft value of any policy and that policy.
constexpr auto off_the_optimum = []<class F>(const MdpPoint<F>& point) {
  Paid<F> x{point};
  x.mdp = deterministic(point.mdp);
  const Matrix<F> sides = sides_of_paths(x, x.pi, point.horizon, production);
  return equal(sides.row(0), sides.row(1));
};

}  // namespace

Theorem soft_optimum_is_consistent_along_paths() {
  return {
      .id = "EN-10",
      .claim =
          "At the soft optimum, value and policy are consistent along every path of a "
          "deterministic MDP, and in the mean over random transitions",
      .statement = R"(V^*_\beta(s_0) - \gamma^n V^*_\beta(s_n)
                      = \sum_{k<n} \gamma^k \big( r_k - \beta \log \pi^*_\beta(a_k \mid s_k) \big))",
      .hypotheses = {finite_mdp, discount_below_one, {"β > 0", {}}, optimal_policy},
      .oracle = "all paths, enumerated; the value by a linear solve",
      .shows =
          "Every path of at most 3 steps of a deterministic MDP, and the mean under another "
          "policy of a random one, for free logarithms; paths in balls for rewards as they are.",
      .instances = mdps("finite MDPs with two policies, numbers for their logarithms, a value "
                        "function, a temperature and a horizon",
                        {Part::policy, Part::other_policy, Part::action_baseline, Part::features,
                         Part::values, Part::temperature},
                        {.states = 3, .actions = 2, .outcomes = 2, .horizon = 3}),
      .checks =
          {
              part("on every path of a deterministic MDP", holds_on_paths(production)),
              part("in the mean over random transitions, whichever policy acts",
                   holds_in_the_mean(production)),
              part("on every path for real logarithms and any rewards, to 10⁻³⁰",
                   certified([](const MdpPoint<Ball>& point) {
                     Paid<Ball> x{point};
                     x.mdp = deterministic(point.mdp);
                     const auto best = regularised_runs::soft_optimum(x.mdp, x.temperature);
                     x.logs = best.log_policy;
                     const Matrix<Ball> sides =
                         pathwise(x.mdp, x.pi, point.horizon, 2, [&](const auto& path) {
                           const PathSides<Ball> both = consistency(x, best.values, path);
                           return Vector<Ball>{{both.first, both.rest}};
                         });
                     return two_policies::agree(sides.row(0).transpose(), sides.row(1).transpose());
                   }).only(certified_reach, can_be_certified)),
          },
      .proof =
          {
              step("one step: r(s,a) + γ(P_aV)(s) − βℓ(s,a) = V(s) for every action",
                   []<class F>(const MdpPoint<F>& point) {
                     const Paid<F> x = optimal(point, point.mdp);
                     const Matrix<F> q = action_values(x.mdp, x.values());
                     return equal(Matrix<F>(q - x.temperature * x.logs),
                                  x.values().replicate(1, x.mdp.actions()));
                   }),
          },
      .falsifiers =
          {
              wrong("path by path where transitions are random",
                    enumerated_identity([]<class F>(const MdpPoint<F>& point) {
                      const Paid<F> x = optimal(point, point.mdp);
                      const Matrix<F> sides = sides_of_paths(x, x.pi, point.horizon, production);
                      return equal(sides.row(0), sides.row(1));
                    })),
              wrong("off the optimum: another policy and its own soft value",
                    enumerated_identity([]<class F>(const MdpPoint<F>& point) {
                      const Paid<F> best = optimal(point, deterministic(point.mdp));
                      const Paid<F> x = other_than(best, point);
                      const Matrix<F> sides = sides_of_paths(x, x.pi, point.horizon, production);
                      return equal(sides.row(0), sides.row(1));
                    })),
              wrong("the sign of the logarithm",
                    holds_on_paths(at_temperature([](const auto& b) { return -b; }))),
              wrong("β lost", holds_on_paths(at_temperature(
                                  [](const auto& b) { return std::decay_t<decltype(b)>(1); }))),
              wrong("γᵏ lost", holds_on_paths(undiscounted_steps)),
              wrong("γⁿ lost: V(s_n)", holds_on_paths(with_power([](int) { return 0; }))),
              wrong("γⁿ⁻¹ for γⁿ", holds_on_paths(with_power([](int n) { return n - 1; }))),
              wrong("γⁿ⁺¹ for γⁿ, in the mean",
                    holds_in_the_mean(with_power([](int n) { return n + 1; }))),
              wrong("a value after the end", holds_on_paths(through_the_end)),
              wrong("the first logarithm left out", holds_on_paths(without_first_logarithm)),
          },
      .needs = {needed(optimal_policy, Check{enumerated_identity(off_the_optimum)})},
      .sources = {{"nachum2017bridging", "Theorem 1, and path consistency"}},
  };
}

}  // namespace lemmata
