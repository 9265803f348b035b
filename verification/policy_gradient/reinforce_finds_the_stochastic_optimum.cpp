// PG-17. Where states look alike the best policy is stochastic, and REINFORCE finds it.
//
//   short corridor, probability p of "right" in every state:
//   J(p) = −2(2 − p)/(p(1 − p)) ≤ −6 − 4√2 ≈ −11.66, attained at p = 2 − √2 alone;
//   J(p) ≤ −2/min(p, 1 − p), so that p = 0 and p = 1, the deterministic policies, have no value;
//   E[min(J* − J(θ_K), 10)] ≤ 1 after K = 30 steps of REINFORCE with the state value as
//   baseline.
//
// Hypotheses: the short corridor with switched actions; a softmax policy whose features are the
// same in all states.
// Oracle: the closed form of J and its completed square, against V from Gaussian elimination; for
// the run, J at the parameters where it ends.
// Shows: the optimum, at every policy of the class; that neither deterministic policy ever ends;
// and that the production training comes close from starts with 1/4 ≤ p ≤ 1/2, on average over
// runs of 150 episodes. Not that it converges, nor how fast.
// Sources: sutton2018reinforcement, Example 13.1.

#include "algorithms/environments/named_environments.hpp"
#include "algorithms/reinforce/training.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

constexpr double largest_gap = 10;  ///< larger ones are counted as this

template <class F>
F square_root_of_two();
template <>
Ball square_root_of_two() {
  Ball root;
  arb_sqrt_ui(root.raw(), 2, Precision::bits());
  return root;
}
template <>
Modular square_root_of_two() {
  return {Residue::power_of_two(31), Degree{1}};  // 2⁶² = 2 modulo 2⁶¹ − 1
}

/// The instance's policy of its first state, in every state.
template <class F>
Policy<F> same_everywhere(const MdpPoint<F>& x) {
  return x.pi().row(0).replicate(x.mdp.states(), 1);
}

/// J, and p.
template <class F>
std::pair<F, F> performance_and_right(const MdpPoint<F>& x) {
  const Policy<F> pi = same_everywhere(x);
  return {performance(x.mdp, pi), pi(0, 1)};
}

/// The predicate: J is this function of p.
template <class Formula>
Check is_performance(Formula formula) {
  return identity([formula]<class F>(const MdpPoint<F>& x) {
    const auto [j, p] = performance_and_right(x);
    return equal(j, F(formula(p)));
  });
}

constexpr auto closed_form = []<class F>(const F& p) {
  return F{-2} * (F{2} - p) / (p * (F{1} - p));
};

/// The predicate: no policy of the class does better than this one.
template <class Best>
Check is_at_most(Best best) {
  return ball_inequality(
      [best](const MdpPoint<Ball>& x) { return at_most(performance_and_right(x).first, best()); });
}

Ball best_performance() { return Ball{-6} - Ball{4} * square_root_of_two<Ball>(); }

/// The predicate: under the policy that takes this action everywhere no episode ever ends.
Check never_ends_with(int action) {
  return certified([action](const MdpPoint<Ball>& x) {
    Policy<double> pi = Policy<double>::Zero(x.mdp.states(), x.mdp.actions());
    pi.col(action).setOnes();
    return may_never_end(in_field<double>(short_corridor()), pi) ? Truth::certainly_true
                                                                 : Truth::certainly_false;
  });
}

/// J* − J(θ_K), at most `largest_gap`, after K steps from the instance's policy.
template <class NextStep>
auto gap_after_training(const MdpPoint<double>& x, NextStep next) {
  const Vector<double> start = x.pi().row(0).array().log().transpose();
  const EpisodeSampler sampler{x.mdp};
  return [=](RandomStream& random) -> Vector<double> {
    const LinearParametrisation policies{same_features(3, 2), 2};
    Vector<double> theta = start;
    for (int k = 0; k < 30; ++k) theta = next(sampler, policies, theta, random);
    const double j = closed_form(policies.policy(theta).probabilities()(0, 1));
    return Vector<double>::Constant(1, std::min(midpoint(best_performance()) - j, largest_gap));
  };
}

bool starts_on_the_left(const MdpInstance& x) {
  const double right = x.in<double>().pi()(0, 1);
  return right >= 0.25 && right <= 0.5;
}

/// The predicate: training comes within 1 of the optimum, on average.
template <class NextStep>
Check comes_close(NextStep next) {
  constexpr int runs = 700;
  return sampled(
             [next](const MdpPoint<double>& x) {
               return Experiment{{{1, Relation::at_most, Bounded{-1e-9, largest_gap}}},
                                 gap_after_training(x, next)};
             },
             runs)
      .only("starts with 1/4 ≤ p ≤ 1/2", starts_on_the_left);
}

constexpr ReinforceOptions options{
    .step_size = 4e-3, .batch = 5, .horizon = 1000, .baseline = BaselineChoice::value};

constexpr auto production = [](const auto& sampler, const auto& policies, const auto& theta,
                               RandomStream& random) {
  return reinforce_step(sampler, policies, theta, options, random).theta;
};

/// Training on another estimate than the production one.
template <class Estimate>
auto ascending(Estimate estimate) {
  return [estimate](const auto& sampler, const auto& policies, const Vector<double>& theta,
                    RandomStream& random) -> Vector<double> {
    const auto policy = policies.policy(theta);
    const auto rollout = draw_rollout(sampler, policy.probabilities(), options, random);
    return theta + options.step_size * estimate(policy, rollout);
  };
}

}  // namespace

Theorem reinforce_finds_the_stochastic_optimum() {
  return {
      .id = "PG-17",
      .claim = "Where states look alike the best policy is stochastic, and REINFORCE finds it",
      .statement =
          R"(J(p) = -\frac{2(2-p)}{p(1-p)} \le -6 - 4\sqrt2, \quad p^* = 2 - \sqrt2, \qquad
             \mathbb{E} \min\{J^* - J(\theta_{30}),\, 10\} \le 1)",
      .hypotheses = {{"the short corridor with switched actions", {}},
                     {"a softmax policy whose features are the same in all states", {}}},
      .oracle = "the closed form of J and its completed square",
      .shows =
          "The optimum, at every policy of the class; that neither deterministic policy ends; that "
          "runs of 150 episodes come within 1 of the optimum on average, from 1/4 ≤ p ≤ 1/2.",
      .instances = parts_on("policies on the short corridor", short_corridor(), {Part::policy}),
      .checks =
          {
              part("J(p) in closed form", is_performance(closed_form)),
              part("no policy of the class has more than −6 − 4√2", is_at_most(best_performance)),
              part("always left never ends", never_ends_with(0)),
              part("always right never ends", never_ends_with(1)),
              part("nearly deterministic policies are as bad as one likes: J ≤ −2/min(p, 1 − p)",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const auto [j, p] = performance_and_right(x);
                     return at_most(j, F{-2} * larger(F{1} / p, F{1} / (F{1} - p)));
                   })),
              part("trained for 30 steps of five episodes", comes_close(production)),
          },
      .proof =
          {
              step("complete the square: J + 6 + 4√2 = −(6 + 4√2)(p − 2 + √2)²/(p(1 − p))",
                   []<class F>(const MdpPoint<F>& x) {
                     const auto [j, p] = performance_and_right(x);
                     const F root = square_root_of_two<F>();
                     const F best = F{-6} - F{4} * root;
                     const F off = p - F{2} + root;
                     return equal(F(j - best), F(best * off * off / (p * (F{1} - p))));
                   }),
          },
      .falsifiers =
          {
              wrong("right and left mistaken", is_performance([](const auto& p) {
                      return closed_form(decltype(p - p){1} - p);
                    })),
              wrong("left taken for standing still: J = −3/p",
                    is_performance([]<class F>(const F& p) { return F{-3} / p; })),
              wrong("the best performance is that of p = 3/5",
                    is_at_most([] { return closed_form(Ball{3} / Ball{5}); })),
              wrong("the best performance is that of the uniform policy",
                    is_at_most([] { return Ball{-12}; })),
              wrong("trained downhill",
                    comes_close(ascending([](const auto& policy, const auto& rollout) {
                      return (-reinforce(policy, rollout, 1.0)).eval();
                    }))),
              wrong("trained on each step's reward alone",
                    comes_close(ascending([](const auto& policy, const auto& rollout) {
                      return reinforce(policy, rollout, 0.0);
                    }))),
          },
      .sources = {{"sutton2018reinforcement", "Example 13.1"}},
  };
}

}  // namespace lemmata
