// NG-14. A plateau that the natural gradient leaves.
//
// Two states can be kept, for rewards of 1 and 2 a step; going over earns nothing. With u the
// chance to leave the first state, where episodes start, and γ = 3/4, for every policy
//
//   |∂J/∂θ(s,a)| ≤ 8u,   but   A^π(1, stay) − A^π(1, go) ≥ 5/4.
//
// Who seldom leaves the first state hardly visits the second, and so the plain gradient there is
// nearly 0: it sits near J = 4, and meanwhile makes u smaller still. The natural gradient A/(1 − γ)
// has forgotten how often states are visited: every step multiplies the odds of staying in the
// second state by e^{5η} at least.
//
// Hypotheses: the MDP `two_loops`, after the one of the source; a tabular softmax policy.
//
// Oracle: bounds by hand: γuν(0)/(1 − γ(1 − v)) for the visits of the second state, v the chance to
// leave it.
//
// Shows: both bounds for the production's gradients in ℚ, where 8 and 5/4 come within 3 % at two
// policies; and by production steps in balls, of η = 1/4 from chances u < 1/10 and v ≥ 1/2: at each
// of 1/u plain steps J_0 ≤ J_t ≤ 4 and u_t ≤ u_0, so that the run climbs but leaves less and less;
// after 12 natural steps J is above 11/2 (at best it is 6). The source has average rewards and
// other numbers.
//
// Sources: kakade2001natural, Section 4.

#include "verification/engine/hypotheses.hpp"
#include "verification/natural_gradient/plateau_runs.hpp"

namespace lemmata {
namespace {

using namespace plateau_runs;

const Hypothesis two_kept_states{"the MDP two_loops: two states that can be kept, γ = 3/4", {}};

/// A policy as it is drawn, but further from even chances: π⁴, normalised.
template <class F>
Policy<F> decided(const MdpPoint<F>& x) {
  return normalise_rows<F>(x.pi().unaryExpr([](const F& p) { return power(p, 4); }));
}

/// The predicate: a claimed bound, a function of u, holds for every entry of a claimed gradient.
template <class Gradient, class Bound>
Check is_flat(Gradient claimed, Bound bound) {
  return inequality([=]<class F>(const MdpPoint<F>& x) {
    const Policy<F> pi = decided(x);
    const Matrix<F> gradient = claimed(x.mdp, pi);
    return at_most(gradient.unaryExpr([](const F& entry) { return absolute(entry); }),
                   Matrix<F>::Constant(2, 2, F(bound(pi(0, 1)))));
  });
}

/// The predicate: a claimed direction prefers staying in the second state by a multiple of 1/4.
template <class Direction>
Check pulls_to_stay(Direction claimed, int quarters) {
  return inequality([=]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> direction = claimed(x.mdp, decided(x));
    return at_most(F(F(quarters) / F{4}), F(direction(1, 0) - direction(1, 1)));
  });
}

constexpr auto plain = [](const auto& mdp, const auto& pi) { return softmax_gradient(mdp, pi); };
constexpr auto advantage = [](const auto& mdp, const auto& pi) { return advantages(mdp, pi); };
constexpr auto eight_times = []<class F>(const F& u) { return F{8} * u; };

}  // namespace

Theorem natural_gradient_leaves_a_plateau() {
  return {
      .id = "NG-14",
      .claim =
          "Where a good state is seldom visited the plain gradient is nearly 0 and stays so; "
          "the natural gradient leaves at once",
      .statement = R"(|\partial J / \partial \theta(s,a)| \le 8\, \pi(\mathrm{go} \mid 0),
                      \qquad A^\pi(1, \mathrm{stay}) - A^\pi(1, \mathrm{go}) \ge \tfrac54)",
      .hypotheses = {two_kept_states, softmax_policy},
      .oracle = "bounds by hand on the visits and the values of two states",
      .shows =
          "Both bounds for the production's gradients, and by production steps in balls that "
          "one is still held after 1/u steps and the other gone after 12. The source has "
          "average rewards and other numbers.",
      .instances = parts_on("policies on two states that can be kept", two_loops(), {Part::policy}),
      .checks =
          {
              part("the plain gradient is at most 8u", is_flat(plain, eight_times)),
              part("the advantages prefer to stay in the second state by 5/4",
                   pulls_to_stay(advantage, 5)),
              part("for 1/u plain steps J_0 ≤ J_t ≤ 4 and u_t ≤ u_0",
                   is_held(plain_step, many_steps)),
              part("after 12 natural steps J is above 11/2", escapes(natural_step, twelve_steps)),
          },
      .proof =
          {
              step("the visits of the second state are ν(1) = γuν(0)/(1 − γ(1 − v))",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> visits = visitation(x.mdp, x.pi());
                     const F gamma = x.mdp.discount, u = x.pi()(0, 1), stays = x.pi()(1, 0);
                     return equal(F(visits(1) * (F{1} - gamma * stays)), F(gamma * u * visits(0)));
                   }),
              step("the advantages differ by 2 + γ(V(1) − V(0)) in the second state",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> values = policy_values(x.mdp, x.pi());
                     const Matrix<F> a = advantages(x.mdp, x.pi());
                     return equal(F(a(1, 0) - a(1, 1)),
                                  F(F{2} + x.mdp.discount * (values(1) - values(0))));
                   }),
          },
      .falsifiers =
          {
              wrong("7u for 8u", is_flat(plain, []<class F>(const F& u) { return F{7} * u; })),
              wrong("8u² for 8u", is_flat(plain, []<class F>(const F& u) { return F{8} * u * u; })),
              wrong("the natural gradient is flat too", is_flat(advantage, eight_times)),
              wrong("6/4 for 5/4", pulls_to_stay(advantage, 6)),
              wrong("the plain gradient pulls as much", pulls_to_stay(plain, 5)),
              wrong("twelve plain steps escape", escapes(plain_step, twelve_steps)),
              wrong("the natural gradient is held", is_held(natural_step, twelve_steps)),
              wrong("plain steps downhill are held alike",
                    is_held([](const FiniteMdp<Ball>& mdp, const Matrix<Ball>& theta,
                               const Ball& eta) { return softmax_ascent_step(mdp, theta, -eta); },
                            many_steps)),
          },
      .tight =
          {
              part("u = v = 2⁻¹⁰: an entry is 7.8u at least",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const F u = small<F>();
                     const Matrix<F> gradient = plain(x.mdp, leaving<F>(u, u));
                     return at_most(F(F{39} * u / F{5}), absolute(F(gradient(0, 1))));
                   }).once()),
              part("u = 1 − v = 2⁻¹⁰: staying is better by 1.26 at most",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const F u = small<F>(), v = F{1} - u;
                     const Matrix<F> gains = advantage(x.mdp, leaving<F>(u, v));
                     return at_most(F(gains(1, 0) - gains(1, 1)), F(F{63} / F{50}));
                   }).once()),
          },
      .sources = {{"kakade2001natural", "Section 4"}},
      .figure = Figure{.title = "A plateau, and who leaves it",
                       .caption = "J along the plain and the natural gradient with steps of 1/4, "
                                  "from chances of 1/100 to leave the first state and 3/4 to leave "
                                  "the second, in double precision. Staying for ever in the first "
                                  "state earns 4, in the second 6.",
                       .x_label = "iterate, counted from 1",
                       .y_label = "J",
                       .log_x = true,
                       .curves = runs},
  };
}

}  // namespace lemmata
