// PG-12. Exact gradient ascent of the tabular softmax reaches the optimum, at O(1/t).
//
//   θ_{t+1} = θ_t + η∇J(θ_t), J = V(μ), η = (1−γ)³/(8R):   J(θ_{t+1}) ≥ J(θ_t) + (η/2)‖∇J(θ_t)‖²,
//   V*(ρ) − V_t(ρ) ≤ 16 S R ‖d*_μ/μ‖∞² ‖1/μ‖∞/(c_t² (1−γ)⁶ t),   c_t = min_{k≤t} min_s π_k(a*(s)|s)
//
// from t = 1, the initial policy, on; R is the range of the rewards.
//
// Hypotheses: a finite MDP, γ < 1, μ(s) > 0 in every state; a* is one optimal action in each. That
// the policy settles on it needs that there is no other.
// Oracle: certified values of an optimal policy, and J by a linear solve, in ball arithmetic.
//
// Shows: the gain of the production step `softmax_ascent_step`, in balls from θ to θ'; that J rises
// with a step of any size (checked at 500 times η), as each action gains or loses with the sign of
// its advantage. The rate at t = 1, 2, 4 … 512 of a run in doubles, each θ_t as the exact number
// that it is; the rounding of the steps is not covered. The proof's bound at t uses the iterates
// before t alone, so that the running minimum c_t suffices, and is stronger than the infimum over
// all times; in its place stands the probability at the iterate where doubles find it least, which
// is at least c_t. A run does not end at a worse policy: exact ascent of a tabular softmax does not
// get stuck, however slow small c make it. That inf c_t > 0 is not shown; with ties it may fail.
// With two arms gap · 2ηt → 1.
//
// Sources: mei2020global, Lemmas 7 and 8, Theorem 4.

#include "verification/policy_gradient/softmax_rate.hpp"

namespace lemmata {
namespace {

Ball nearly_zero() { return Ball{1} / power(Ball{10}, 30); }

bool has_one_optimal_action_everywhere(const MdpInstance& x) {
  if (x.table.actions() == 1) return false;
  const Matrix<double> regret = regrets(in_field<double>(x.table));
  const double scale = std::max(1.0, regret.maxCoeff());
  return ((regret.array() < 1e-9 * scale).rowwise().count() == 1).all();
}

bool has_a_choice(const MdpInstance& x) { return x.table.actions() > 1; }

bool can_ascend(const MdpInstance& instance) {
  const auto x = instance.in<double>();
  return square_norm(softmax_gradient(x.mdp, x.pi())) > 1e-9;
}

/// The policy after one step of a multiple of the guaranteed size.
Policy<Ball> after_a_step(const MdpPoint<Ball>& x, int multiple) {
  const Ball step = Ball{multiple} * guaranteed_softmax_step(x.mdp);
  return tabular_softmax(softmax_ascent_step(x.mdp, parameters(x), step)).probabilities();
}

/// The predicate: a step of `multiple`·η gains the multiple of (η/2)‖∇J‖².
Check gains(int multiple) {
  return ball_inequality([multiple](const MdpPoint<Ball>& x) {
           const Ball half_step = Ball{multiple} * guaranteed_softmax_step(x.mdp) / Ball{2};
           const Ball gain = half_step * square_norm(softmax_gradient(x.mdp, x.pi()));
           return at_most(
               gain, performance(x.mdp, after_a_step(x, multiple)) - performance(x.mdp, x.pi()));
         })
      .only("the gradient is not zero", can_ascend);
}

/// The predicate: ρᵀ(V* − V_t) ≤ bound at every checkpoint of a run, a row for each ρ of `starts`.
template <class Bound>
Check stays_below(Bound bound, double multiple = 1,
                  Matrix<Ball> (*starts)(const FiniteMdp<Ball>&) = every_start<Ball>) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           const CertifiedOptimum<Ball> optimum = certified_optimum(x.mdp);
           RateConstants<Ball> constants = rate_constants(x.mdp, optimum.policy);
           const Matrix<Ball> rho = starts(x.mdp);
           return along_a_run(
               x, rho.rows(), multiple, [&](const auto& now, const Policy<Ball>& pi) {
                 constants.c = least(chosen(policy_at(now.least_likely), optimum.policy));
                 constants.t = now.t;
                 const Vector<Ball> gap = rho * (optimum.values - policy_values(x.mdp, pi));
                 return at_most(gap, Vector<Ball>::Constant(gap.size(), bound(constants)));
               });
         })
      .only("there is a choice", has_a_choice);
}

/// The predicate: (1 − π_t(a*(s)|s))Δ ≤ V*(s) − V_t(s) to 10⁻³⁰ at every checkpoint.
Check settles_on_the_optimal_action() {
  return ball_inequality([](const MdpPoint<Ball>& x) {
           const CertifiedOptimum<Ball> optimum = certified_optimum(x.mdp);
           const Ball cost = cost_of_a_worse_action(x.mdp);
           return along_a_run(x, x.mdp.states(), 1, [&](const auto&, const Policy<Ball>& pi) {
             const Vector<Ball> cost_of_doubt =
                 chosen(pi, optimum.policy).unaryExpr([&](const Ball& likely) {
                   return (Ball{1} - likely) * cost - nearly_zero();
                 });
             return at_most(cost_of_doubt, optimum.values - policy_values(x.mdp, pi));
           });
         })
      .only("there is a choice", has_a_choice);
}

/// The predicate: c² gap(s)² ≤ S‖ν*_s/μ‖²‖∇J‖² from every state s.
Check gradient_bounds_the_gaps() {
  return inequality([]<class F>(const MdpPoint<F>& x) {
    const F c = least(chosen(x.pi(), certified_optimum(x.mdp).policy));
    const Vector<F> scaled = c * gaps(x.mdp, x.pi());
    const Vector<F> ratios = mismatches(x.mdp, x.mdp.start);
    const F gradient = F(x.mdp.states()) * square_norm(softmax_gradient(x.mdp, x.pi()));
    return at_most(scaled.cwiseProduct(scaled), ratios.cwiseProduct(ratios) * gradient);
  });
}

}  // namespace

Theorem softmax_ascent_reaches_the_optimum() {
  return {
      .id = "PG-12",
      .claim =
          "Exact gradient ascent of a tabular softmax ascends with every step and reaches the "
          "optimum at O(1/t)",
      .statement = R"(V^*(\rho) - V_t(\rho) \le \frac{16\, S R}{c_t^2 (1-\gamma)^6\, t}
                      \left\lVert \frac{d^{\pi^*}_\mu}{\mu} \right\rVert_\infty^2
                      \left\lVert \frac{1}{\mu} \right\rVert_\infty, \quad
                      c_t = \min_{k \le t} \min_s \pi_k(a^*(s)|s), \quad
                      \eta = \frac{(1-\gamma)^3}{8R})",
      .hypotheses = {finite_mdp, discount_below_one, starts_everywhere},
      .oracle = "certified values of an optimal policy, in ball arithmetic",
      .shows =
          "The gain of a step; the rate at t = 1, 2, 4 … 512 of a run in doubles, at its "
          "iterates as the exact numbers that they are. Exact ascent of a tabular softmax "
          "does not end at a worse policy, though small c make it slow. The rounding inside "
          "the run is not covered, and inf c_t > 0 is not shown. The bound is loose: a lost S, "
          "R or mismatch would not show.",
      .instances = mdps("finite MDPs with a tabular softmax policy", {Part::policy}),
      .checks =
          {
              part("a step gains (η/2)‖∇J‖²", gains(1)),
              part("J rises with a step of any size, here 500η",
                   ball_inequality([](const MdpPoint<Ball>& x) {
                     return at_most(performance(x.mdp, x.pi()),
                                    performance(x.mdp, after_a_step(x, 500)));
                   }).only("the gradient is not zero", can_ascend)),
              part("V* − V_t ≤ 16SR‖d*_μ/μ‖²‖1/μ‖/(c_t²(1 − γ)⁶t) at t = 1, 2, 4 … 512",
                   stays_below(mei_bound<Ball>)),
              part("the policy settles: (1 − π_t(a*(s)|s))Δ ≤ V*(s) − V_t(s)",
                   settles_on_the_optimal_action().only(
                       "one of several actions is optimal in every state",
                       has_one_optimal_action_everywhere)),
          },
      .proof =
          {
              step(
                  "with a step of any size Σ_a π'(a|s)A(s,a) ≥ 0 in every state, to 10⁻³⁰: actions "
                  "gain weight by the sign of A",
                  ball_inequality([](const MdpPoint<Ball>& x) {
                    const Matrix<Ball> gain =
                        after_a_step(x, 500).cwiseProduct(advantages(x.mdp, x.pi()));
                    return at_most(-gain.rowwise().sum(),
                                   Vector<Ball>::Constant(x.mdp.states(), nearly_zero()));
                  })),
              step(
                  "c²(1 − γ)² gap² ≤ S‖d*_ρ/μ‖²‖∇J‖² from every state, as d^π_μ ≥ (1 − γ)μ (PG-11)",
                  gradient_bounds_the_gaps()),
              step("so gap_{t+1} ≤ gap_t − κ gap_t², and gap_t ≤ 1/(κt): a bound without ‖1/μ‖ and "
                   "with (1 − γ)⁵ for ρ = μ",
                   stays_below(mei_from_the_start<Ball>, 1, its_start<Ball>)),
          },
      .falsifiers =
          {
              wrong("descent: the sign of the step", gains(-1)),
              wrong("a step 500 times as long gains 500 times as much", gains(500)),
              wrong("the probability of the best actions lost",
                    stays_below(
                        [](const RateConstants<Ball>& x) { return mei_bound(x) * square(x.c); })),
              wrong("the factor 1/(1 − γ)⁶ lost", stays_below([](const RateConstants<Ball>& x) {
                      return mei_bound(x) / power(x.horizon, 6);
                    })),
              wrong("the policy settles on one of several optimal actions",
                    settles_on_the_optimal_action()),
              wrong("the rate O(1/t²)", stays_below([](const RateConstants<Ball>& x) {
                      return mei_bound(x) / Ball{x.t};
                    })),
              wrong("a run with steps 1000 times too short", stays_below(mei_bound<Ball>, 0.001)),
          },
      .needs = {needed(starts_everywhere, gradient_bounds_the_gaps())},
      .tight = {part("two arms: 1 ≤ 2ηt · gap at t = 16384",
                     ball_inequality([](const MdpPoint<Ball>&) {
                       return at_most(Ball{1}, scaled_gap_of_two_arms());
                     }).once()),
                part("two arms: 2ηt · gap ≤ 1.01 at t = 16384",
                     ball_inequality([](const MdpPoint<Ball>&) {
                       return at_most(scaled_gap_of_two_arms() * Ball{100}, Ball{101});
                     }).once())},
      .sources = {{"mei2020global", "Lemmas 7 and 8, Theorem 4"}},
      .figure = Figure{.title = "Exact softmax gradients under their bound",
                       .caption = "Runs from the uniform policy in double precision, two arms with "
                                  "rewards 1 and 0 and the chain with one state between its ends, "
                                  "every state a start. Both gaps fall as 1/t, no faster; that of "
                                  "the two arms approaches 1/(2ηt). The bounds fall as 1/t too, "
                                  "16 and some thousand times above.",
                       .x_label = "iterate t",
                       .y_label = "V*(μ) − V_t(μ)",
                       .log_x = true,
                       .log_y = true,
                       .curves = softmax_gaps_under_bounds},
  };
}

}  // namespace lemmata
