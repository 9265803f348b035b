// CR-5. The squared TD error is not least at the true values, not even in a table.
//
//   E[δ² | s] = ((TV − V)(s))² + Var(r + γV(s′) | s),   δ = r + γV(s′) − V(s),
//
// so that its minimiser accepts Bellman errors where they make targets vary less: at V^π its
// gradient is that of the variance, which nothing balances. One state is enough. Each step earns 1
// and with probability p another follows: V^π = 1/(1 − γp), and the minimiser is less by the share
// γ²p(1 − p)/(1 − 2γp + γ²p) of it. For γ = 1 and p = 1/2 it is 1 where V^π = 2.
//
// Where targets are certain the minimiser is V^π. With ψ = φ(s) − γφ(s′) of a second, independent
// step the mean of −δψ is the gradient of Σ_s d(s)((TV − V)(s))²/2, which in a table vanishes at
// V^π alone. TD(0) descends neither function, unless γ = 0.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy; steps from
// states of a distribution d > 0.
//
// Oracle: TV from the expected rewards and transitions; the variance as half the mean squared
// difference of two independent targets; gradients as dual numbers through both; V^π from the
// linear solve.
//
// Shows: `td_error`, `residual_gradient_step` and `residual_system` over every step, or pair of
// steps, from every state, for any linear features in the gradients and a table in the rest. One
// step of an update is averaged, not a run.
//
// Sources: baird1995residual, the residual-gradient algorithm and its two independent successors;
// sutton2018reinforcement, Section 11.5, where Example 11.2 has such a minimiser.

#include "verification/critics/squared_td_errors.hpp"

namespace lemmata {
namespace {

using namespace squared_td_errors;

const Hypothesis every_state_drawn{"steps begin in states of a distribution d > 0", {}};

/// One state whose steps earn 1: the instance's, but that only its last action ends.
template <class F>
FiniteMdp<F> one_state_that_earns_one(const MdpPoint<F>& x) {
  FiniteMdp<F> mdp = one_state(x.mdp, true);
  for (int a = 0; a < mdp.actions(); ++a) mdp.outcomes(0, a)[0].reward = F{1};
  return mdp;
}

/// The predicate: with one state that earns 1 the minimiser lacks this share of V^π, given γ and p.
template <class Share>
Check minimiser_lacks(Share share) {
  return enumerated_identity([share]<class F>(const MdpPoint<F>& x) {
    const FiniteMdp<F> mdp = one_state_that_earns_one(x);
    const Policy<F> pi = x.pi().row(0);
    const F going_on = F{1} - pi(0, pi.cols() - 1);
    const F value = F{1} / (F{1} - mdp.discount * going_on);
    const Vector<F> minimiser = mean_residual_system(mdp, pi, Vector<F>{{F{1}}}).solution();
    return equal(minimiser(0), F(value - value * F(share(mdp.discount, going_on))));
  });
}

constexpr auto share = []<class F>(const F& discount, const F& p) {
  return F(discount * discount * p * (F{1} - p) / (F{1} - (F{2} - discount) * discount * p));
};

/// No function to descend: 0 in every state.
constexpr auto nothing = []<class F>(const FiniteMdp<F>&, const Policy<F>&,
                                     const Vector<F>& values) {
  return Vector<F>(Vector<F>::Constant(values.size(), F{0}));
};

}  // namespace

Theorem squared_td_error_is_not_least_at_the_values() {
  return {
      .id = "CR-5",
      .claim =
          "The squared TD error is not least at the true values, not even in a table: its "
          "minimiser draws the values of possible successors together",
      .statement = R"(\mathbb{E}[\delta^2 \mid s] = \big((TV - V)(s)\big)^2
                      + \mathrm{Var}(r + \gamma V(s') \mid s), \qquad
                      \delta = r + \gamma V(s') - V(s))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, every_state_drawn},
      .oracle =
          "expected rewards and transitions, the variance from independent pairs, dual "
          "numbers, and V^π from the linear solve",
      .shows =
          "The production TD error, residual gradient and least squares of TD errors over "
          "every step from every state, and every pair of steps; not a run of them.",
      .instances = mdps("finite MDPs with a softmax policy, values, features and weights of states",
                        {Part::policy, Part::values, Part::state_features, Part::critic_weights,
                         Part::state_weights},
                        {.horizon = 1}),
      .checks =
          {
              part("E[δ²|s] is the squared Bellman error plus the variance of the target",
                   mean_square_is(expected_square)),
              part("least squares rest where the gradient of Σ_s d(s)E[δ²|s] vanishes",
                   gradient_is(least_squares, nothing)),
              part("at V^π that gradient is the variance's", gradient_is(true_values, variance)),
              part("one state that earns 1: the share of V^π that the minimiser lacks",
                   minimiser_lacks(share)),
              part("where targets are certain the minimiser is V^π",
                   minimiser_is_the_values(certain, all_states)),
              part("the residual gradient of one step descends Σ_s d(s)E[δ²|s]",
                   descends(one_step, expected_square)),
              part("that of two independent steps descends Σ_s d(s)((TV − V)(s))²",
                   descends(two_steps, square_of_mean)),
              part("in a table two independent steps move V by α(I − γP)ᵀD(I − γP)(V^π − V): they "
                   "rest at V^π alone",
                   moves_to_the_values(two_steps)),
          },
      .proof =
          {
              step("E[δ|s] = (TV − V)(s), the Bellman error",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> values = x.values();
                     return equal(mean_of_errors(x, values, [](const F& error) { return error; }),
                                  Vector<F>(bellman(x.mdp, x.pi(), values) - values));
                   })),
              step("Var(δ|s) = Var(r + γV(s′)|s), as V(s) is certain",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> v = x.values();
                     const Vector<F> mean = mean_of_errors(x, v, [](const F& e) { return e; });
                     const Vector<F> square =
                         mean_of_errors(x, v, [](const F& e) { return F(e * e); });
                     return equal(Vector<F>(square - mean.cwiseProduct(mean)),
                                  variances_of_target(x.mdp, x.pi(), v));
                   })),
          },
      .falsifiers =
          {
              wrong("minimising the squared TD error gives V^π",
                    minimiser_is_the_values(as_it_is, all_states))
                  .refuting(19),
              wrong("its gradient vanishes at V^π", gradient_is(true_values, nothing)),
              wrong("the squared TD error is the squared Bellman error",
                    mean_square_is(square_of_mean)),
              wrong("the variance counted twice", mean_square_is([](const auto&... x) {
                      return (expected_square(x...) + variance(x...)).eval();
                    })),
              wrong("a critic whose target is not held fixed moves to V^π",
                    moves_to_the_values(one_step), {"Farama-Foundation/Gymnasium#1494"}),
              wrong("TD(0) descends the squared TD error", descends(td_update, expected_square)),
              wrong("TD(0) descends the squared Bellman error",
                    descends(td_update, square_of_mean)),
              wrong("the second sample forgotten", descends(one_step, square_of_mean)),
              wrong("two samples where one is meant", descends(two_steps, expected_square)),
              wrong("ψ without γ", descends(without_discount, expected_square)),
              wrong("uphill", descends(uphill, expected_square)),
              wrong("ψ reaches past an end", descends(past_the_end, expected_square)),
              wrong("the share without γ²",
                    minimiser_lacks([]<class F>(const F& discount, const F& p) {
                      return F(p * (F{1} - p) / (F{1} - (F{2} - discount) * discount * p));
                    })),
          },
      .needs = {needed(every_state_drawn, minimiser_is_the_values(certain, all_but_the_first))},
      .sources = {{"baird1995residual", "the residual-gradient algorithm"},
                  {"sutton2018reinforcement", "Section 11.5"}},
  };
}

}  // namespace lemmata
