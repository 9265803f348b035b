// AE-10. The mean squared error of GAE is squared bias plus variance; the best λ can lie inside.
//
//   E[(Â − A^π(s,a))² | s,a] = B(s,a)² + Var(Â | s,a),   e = V − V^π,
//   GAE(γ,λ):  B = γ(1 − λ)P_a(I − γλP_π)⁻¹e − e(s);   n steps:  B = γⁿP_aP_πⁿ⁻¹e − e(s),
//
// with the variance of X = δ + cX′, c = γλ or γ, from E[X²] = E[δ²] + 2cE[δX′] + c²E[X′²].
//
// Let a state lead to one whose value the critic has wrong by e and whose reward is noise of
// variance p. If the episode ends there, the best λ is e²/(e² + p). If the noise goes on for ever,
// e = 1 and p = 1 − γ², then every λ inside is better than 0, 1 and every n, which are all equal:
//
//   MSE(λ)/MSE(n) = 1 − 2λ(1 − λ)(1 − γ)/((1 − γλ)²(1 + γλ)) ≤ 1 − 2λ(1 − λ)(1 − γ).
//
// Hypotheses: a finite MDP all of whose episodes end within S steps, so that no estimate is cut; a
// softmax policy.
//
// Oracle: the production estimates on every complete episode; for the loop, closed forms.
//
// Shows: the split for `generalized_advantages` and, n ≤ 3, `n_step_advantages`, from every state
// and action of MDPs that end, with any V. The loop has no complete episode: what is checked there,
// for n ≤ 6, is the moments and the bias, not the production. That the squared bias falls with λ is
// no law, nor that the variance grows (AE-11).
//
// Sources: schulman2016high, Section 3 (both parameters trade bias against variance).

#include "verification/advantage/doubtful_successor.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

const Hypothesis episodes_that_end{"every episode ends within S steps", {}};

constexpr auto production = []<class F>(const MdpPoint<F>& x, const ValuedRollout<F>& rollout) {
  return generalized_advantages(rollout, x.mdp.discount, x.lambda())[0];
};
auto of_steps(int n) {
  return [n]<class F>(const MdpPoint<F>& x, const ValuedRollout<F>& rollout) {
    return n_step_advantages(rollout, x.mdp.discount, n)[0];
  };
}

constexpr auto of_lambda = []<class F>(const MdpPoint<F>& x) {
  return error_parts(x.mdp, x.pi(), x.values(), x.lambda());
};
template <class F>
Matrix<F> square(const Matrix<F>& m) {
  return m.cwiseProduct(m);
}

/// The predicate: an estimate has a claimed mean squared error.
template <class Estimate, class Claimed>
Check has_error(Estimate estimate, Claimed claimed) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    return equal(enumerated_squared_error(
                     x.mdp, x.pi(), x.values(), x.horizon,
                     [&](const ValuedRollout<F>& rollout) { return F(estimate(x, rollout)); }),
                 Matrix<F>(claimed(x, of_lambda(x))));
  });
}
constexpr auto squared_bias_and_variance = [](const auto&, const auto& parts) {
  return parts.mean_squared_error();
};
/// The same for n steps with the parts for m steps.
Check n_steps_have_error_of(int n, int m) {
  return has_error(of_steps(n), [m](const auto& x, const auto&) {
    return n_step_error_parts(x.mdp, x.pi(), x.values(), m).mean_squared_error();
  });
}

/// The predicate: something of the error's parts is nowhere larger at the instance's λ than what is
/// claimed of it at λ = 0 and λ = 1.
template <class Of, class Claimed>
Check is_at_most(Of of, Claimed claimed) {
  return inequality([=]<class F>(const MdpPoint<F>& x) {
    const auto at = [&](const F& lambda) {
      return Matrix<F>(of(error_parts(x.mdp, x.pi(), x.values(), lambda)));
    };
    return at_most(at(x.lambda()), claimed(at(F{0}), at(F{1})));
  });
}

}  // namespace

Theorem best_lambda_can_lie_inside() {
  return {
      .id = "AE-10",
      .claim =
          "The mean squared error of an advantage estimate is squared bias plus variance, exactly "
          "in λ and in n, and the best λ can lie strictly between 0 and 1",
      .statement = R"(\mathbb{E}[(\hat A - A^\pi(s,a))^2 \mid s,a] = B_\lambda(s,a)^2 +
                      \mathrm{Var}(\hat A \mid s,a), \qquad B_\lambda(s,a) = \gamma(1-\lambda)
                      \big(P_a (I - \gamma\lambda P_\pi)^{-1} e\big)(s) - e(s))",
      .hypotheses = {finite_mdp, episodes_that_end, softmax_policy},
      .oracle = "the production estimates on every complete episode; closed forms on a loop",
      .shows =
          "The split for the production functions, n ≤ 3, from every state and action of MDPs that "
          "end, with any V; one MDP that ends and, by its linear systems, one that does not whose "
          "best λ lies inside.",
      .instances = mdps_that_end("finite MDPs that end, a softmax policy, any values, and λ",
                                 {Part::policy, Part::values, Part::lambda},
                                 {.states = 3, .actions = 2, .outcomes = 2}),
      .checks =
          {
              part("GAE(γ, λ)", has_error(production, squared_bias_and_variance)),
              part("one step", n_steps_have_error_of(1, 1)),
              part("two steps", n_steps_have_error_of(2, 2)),
              part("three steps", n_steps_have_error_of(3, 3)),
              part("noise once: the best λ is e²/(e² + p)",
                   best_lambda_is([]<class F>(const F& e2, const F& p) { return e2 / (e2 + p); })),
              part("the loop: MSE(λ) = γ²(1 − 2λ(1 − λ)(1 − γ)/((1 − γλ)²(1 + γλ)))",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const F gamma = x.mdp.discount, lambda = x.lambda(), decay = gamma * lambda;
                     const F gain = F{2} * lambda * (F{1} - lambda) * (F{1} - gamma) /
                                    (power(F(F{1} - decay), 2) * (F{1} + decay));
                     return equal(loop_error(gamma, lambda), F(gamma * gamma * (F{1} - gain)));
                   }).only("γ < 1", is_discounted)),
              part("the loop: MSE(λ) ≤ (1 − 2λ(1 − λ)(1 − γ)) MSE(n)", beats_every_n_by(2)),
          },
      .proof =
          {
              step("the mean of GAE by the recursion is A^π and the bias by the resolvent",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> mean =
                         generalized_advantage_moments(x.mdp, x.pi(), x.values(), x.lambda()).mean;
                     return equal(mean, Matrix<F>(advantages(x.mdp, x.pi()) + of_lambda(x).bias));
                   })),
              step("E[X²] = E[δ²] + 2cE[δX′] + c²E[X′²] is the second moment of GAE",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> second_moment = mean_given_first_action(
                         x, x.values(), x.horizon, [&](const ValuedRollout<F>& rollout) {
                           const F estimate = production(x, rollout);
                           return F(estimate * estimate);
                         });
                     const auto moments =
                         generalized_advantage_moments(x.mdp, x.pi(), x.values(), x.lambda());
                     return equal(second_moment, moments.second_moment);
                   })),
          },
      .falsifiers =
          {
              wrong("the variance alone",
                    has_error(production, [](const auto&, const auto& p) { return p.variance; })),
              wrong(
                  "the squared bias alone",
                  has_error(production, [](const auto&, const auto& p) { return square(p.bias); })),
              wrong("the bias, not squared",
                    has_error(production,
                              []<class F>(const auto&, const ErrorParts<F>& p) -> Matrix<F> {
                                return p.bias + p.variance;
                              })),
              wrong("the variance less the squared bias",
                    has_error(production,
                              []<class F>(const auto&, const ErrorParts<F>& p) -> Matrix<F> {
                                return p.variance - square(p.bias);
                              })),
              wrong(
                  "the variance that GAE has for λ = 1",
                  has_error(production,
                            []<class F>(const MdpPoint<F>& x, const ErrorParts<F>& p) -> Matrix<F> {
                              const auto at_one = error_parts(x.mdp, x.pi(), x.values(), F{1});
                              return square(p.bias) + at_one.variance;
                            })),
              wrong(
                  "no error of the state in the bias",
                  has_error(production,
                            []<class F>(const MdpPoint<F>& x, const ErrorParts<F>& p) -> Matrix<F> {
                              const Vector<F> e = x.values() - policy_values(x.mdp, x.pi());
                              const Matrix<F> bias = p.bias + e.replicate(1, x.mdp.actions());
                              return square(bias) + p.variance;
                            })),
              wrong("λ for γλ", has_error(
                                    []<class F>(const MdpPoint<F>& x, const ValuedRollout<F>& r) {
                                      F result{0};
                                      const std::vector<F> errors = td_errors(r, x.mdp.discount);
                                      for (std::size_t t = errors.size(); t-- > 0;) {
                                        result = errors[t] + x.lambda() * result;
                                      }
                                      return result;
                                    },
                                    squared_bias_and_variance)),
              wrong("one step more", n_steps_have_error_of(2, 3)),
              wrong("the best λ is p/(e² + p)",
                    best_lambda_is([]<class F>(const F& e2, const F& p) { return p / (e2 + p); })),
              wrong("the best λ is 0 or 1 everywhere",
                    is_at_most(
                        []<class F>(const ErrorParts<F>& p) -> Matrix<F> {
                          return -p.mean_squared_error();
                        },
                        []<class F>(const Matrix<F>& zero, const Matrix<F>& one) -> Matrix<F> {
                          return zero.cwiseMax(one);
                        })),
              wrong("the squared bias is largest at λ = 0",
                    is_at_most([](const auto& p) { return square(p.bias); },
                               [](const auto& zero, const auto&) { return zero; })),
              wrong("twice the gain on the loop", beats_every_n_by(4)),
          },
      .needs = {needed(
          episodes_that_end,
          has_error(production, squared_bias_and_variance).only("γ < 1", is_discounted),
          mdps("finite MDPs and a horizon that cuts their episodes",
               {Part::policy, Part::values, Part::lambda},
               {.states = 3, .actions = 2, .outcomes = 2, .horizon = 2}))},
      .sources = {{"schulman2016high", "Section 3"}},
      .figure =
          Figure{.title = "Bias and variance of GAE against λ",
                 .caption = "The loop of the statement for γ = 9/10: a state leads to one whose "
                            "value the critic has wrong by 1 and whose rewards are noise. What "
                            "bias costs at λ = 0, variance costs at λ = 1, and near λ = 0.9 their "
                            "sum is least. The n-step advantage, drawn at λ = 1 − 1/n, is no "
                            "better for any n. Computed from the moments, in double precision.",
                 .x_label = "λ",
                 .y_label = "squared error",
                 .curves = errors_on_the_loop},
  };
}

}  // namespace lemmata
