// NG-9. With entropy regularisation natural gradient ascent converges linearly.
//
//   π_{t+1} ∝ π_t^{1 − ηβ/(1−γ)} exp(ηQ_t/(1−γ)),   Q_t = Q_β^{π_t},   0 < η ≤ (1−γ)/β:
//   ‖Q*_β − Q_{t+1}‖ ≤ C₁γ(1−ηβ)ᵗ,   ‖log π*_β − log π_{t+1}‖ ≤ (2C₁/β)(1−ηβ)ᵗ,
//   ‖V*_β − V_{t+1}‖ ≤ 3C₁(1−ηβ)ᵗ,
//   C₁ = ‖Q*_β − Q_0‖ + 2β(1 − ηβ/(1−γ))‖log π*_β − log π_0‖,   in sup norms, for every t ≥ 0.
//
// The longest step, η = (1−γ)/β, is soft policy iteration, π_{t+1} ∝ exp(Q_t/β), at the rate γ.
//
// Hypotheses: a finite MDP, γ < 1, β > 0, a tabular softmax policy, 0 < η ≤ (1−γ)/β.
// Oracle: balls that hold the soft optimum, by the contraction of the soft Bellman operator and
// Newton's steps towards its fixed point. With the ascent they share Q = r + γPV and log-sum-exp.
//
// Shows: the three bounds at t + 1 = 1 … 8 of runs of the production `regularised_natural_step` in
// balls, which cover the rounding, from any policy and with η from 1/8 of the longest step to all
// of it. All to 10⁻³⁰, since γ = 0 makes both sides 0. The constant 3 of V is not tight. Not shown:
// that convergence becomes quadratic near the optimum. Tight: for γ = 0 the log-odds approach their
// optimum by the factor 1 − ηβ exactly.
//
// Sources: cen2022fast, Theorem 1.

#include "verification/natural_gradient/regularised_runs.hpp"

namespace lemmata {
namespace {

using namespace regularised_runs;

const Hypothesis step_is_short_enough =
    hypothesis("0 < η ≤ (1−γ)/β: α ≤ 1 for η = α(1−γ)/β", steps_are_short_enough);

/// θ⁺ = kept · θ + scale · q.
Matrix<Ball> mixed(const Ball& kept, const Matrix<Ball>& theta, const Ball& scale,
                   const Matrix<Ball>& q) {
  return kept * theta + scale * q;
}

Ball scale_of(const Setting& x) { return x.step_size / (Ball{1} - x.mdp.discount); }
Ball kept_of(const Setting& x) { return Ball{1} - scale_of(x) * x.temperature; }

/// Q_{β'} of the policy at θ for another temperature β'.
Matrix<Ball> q_at(const Setting& x, const Matrix<Ball>& theta, const Ball& temperature) {
  return soft_action_values(x.mdp, policy_of(theta), temperature);
}

Matrix<Ball> own_entropy_inside(const Setting& x, const Matrix<Ball>& theta) {
  const Matrix<Ball> q = q_at(x, theta, x.temperature) - x.temperature * log_softmax(theta);
  return mixed(kept_of(x), theta, scale_of(x), q);
}
Matrix<Ball> exponent_without_horizon(const Setting& x, const Matrix<Ball>& theta) {
  return mixed(Ball{1} - x.step_size * x.temperature, theta, scale_of(x),
               q_at(x, theta, x.temperature));
}
Matrix<Ball> gains_without_horizon(const Setting& x, const Matrix<Ball>& theta) {
  return mixed(kept_of(x), theta, x.step_size, q_at(x, theta, x.temperature));
}
Matrix<Ball> entropy_as_a_cost(const Setting& x, const Matrix<Ball>& theta) {
  return mixed(kept_of(x), theta, scale_of(x), q_at(x, theta, -x.temperature));
}
Matrix<Ball> values_without_entropy(const Setting& x, const Matrix<Ball>& theta) {
  return mixed(kept_of(x), theta, scale_of(x), q_at(x, theta, Ball{0}));
}
Matrix<Ball> entropy_in_bits(const Setting& x, const Matrix<Ball>& theta) {
  return mixed(kept_of(x), theta, scale_of(x), q_at(x, theta, x.temperature / log(Ball{2})));
}
Matrix<Ball> nothing_forgotten(const Setting& x, const Matrix<Ball>& theta) {
  return mixed(Ball{1}, theta, scale_of(x), q_at(x, theta, x.temperature));
}

}  // namespace

Theorem entropy_makes_natural_gradient_linear() {
  return {
      .id = "NG-9",
      .claim =
          "With entropy regularisation natural gradient ascent of a tabular softmax converges "
          "linearly, and its longest step is soft policy iteration",
      .statement = R"(\lVert Q^*_\beta - Q_{t+1} \rVert_\infty \le C_1 \gamma (1-\eta\beta)^t, \quad
                      \lVert \log \pi^*_\beta - \log \pi_{t+1} \rVert_\infty
                      \le \tfrac{2 C_1}{\beta} (1-\eta\beta)^t, \quad
                      C_1 = \lVert Q^*_\beta - Q_0 \rVert_\infty + 2\beta
                      \left(1 - \tfrac{\eta\beta}{1-\gamma}\right)
                      \lVert \log \pi^*_\beta - \log \pi_0 \rVert_\infty)",
      .hypotheses =
          {finite_mdp, discount_below_one, {"β > 0", {}}, softmax_policy, step_is_short_enough},
      .oracle = "balls that hold the soft optimum, by the contraction of the soft Bellman operator",
      .shows =
          "The bounds on Q, log π and V along eight steps of runs in balls, from any policy, with "
          "steps from 1/8 of the longest to all of it. Not that convergence becomes quadratic.",
      .instances = mdps("finite MDPs with a first policy, a temperature and a step size",
                        {Part::policy, Part::temperature, Part::step_size}),
      .checks =
          {
              part("‖Q*_β − Q_{t+1}‖ ≤ C₁γ(1−ηβ)ᵗ, ‖log π*_β − log π_{t+1}‖ ≤ (2C₁/β)(1−ηβ)ᵗ and "
                   "‖V*_β − V_{t+1}‖ ≤ 3C₁(1−ηβ)ᵗ",
                   stays_below(bounds_of_cen)),
              part("the longest step is soft policy iteration: π⁺ = exp((Q_β^π − V)/β) with V the "
                   "soft maximum, to 10⁻³⁰",
                   agrees_over_a_step([](Setting x, const Matrix<Ball>&) {
                     x.step_size = longest_regularised_step(x.mdp, x.temperature);
                     const Vector<Ball> values =
                         soft_policy_values(x.mdp, policy_of(x.theta), x.temperature);
                     const Vector<Ball> best = soft_bellman(x.mdp, values, x.temperature);
                     const Matrix<Ball> excess =
                         action_values(x.mdp, values) - best.replicate(1, x.mdp.actions());
                     const Ball temperature = x.temperature;
                     return equal(policy_of(production(x, x.theta)),
                                  excess.unaryExpr([temperature](const Ball& q) {
                                    return exp(q / temperature);
                                  }));
                   })),
          },
      .proof =
          {
              step("in units of the value θ⁺ is a mean: βθ⁺ = (1−w)βθ + wQ, w = ηβ/(1−γ), to 10⁻³⁰",
                   agrees_over_a_step([](const Setting& x, const Matrix<Ball>& next) {
                     const Ball w = Ball{1} - kept_of(x);
                     const Matrix<Ball> mean =
                         kept_of(x) * x.temperature * x.theta + w * q_at(x, x.theta, x.temperature);
                     return equal(Matrix<Ball>(x.temperature * next), mean);
                   })),
              step("V⁺ − V = Σ d⁺[(1/η − β/(1−γ))KL(π⁺‖π) + (1/η)KL(π‖π⁺)] ≥ 0, to 10⁻³⁰",
                   agrees_over_a_step([](const Setting& x, const Matrix<Ball>& next) {
                     const Policy<Ball> before = policy_of(x.theta), after = policy_of(next);
                     const Ball remaining = Ball{1} - x.mdp.discount;
                     const Vector<Ball> change = soft_policy_values(x.mdp, after, x.temperature) -
                                                 soft_policy_values(x.mdp, before, x.temperature);
                     const Vector<Ball> each = (Ball{1} / x.step_size - x.temperature / remaining) *
                                                   kl_divergences(after, before) +
                                               kl_divergences(before, after) / x.step_size;
                     return equal(change,
                                  Vector<Ball>(remaining * visitations(x.mdp, after) * each));
                   })),
              step("‖log π*_β − log π‖ ≤ (2/β)‖Q*_β − βθ‖ for any θ of π, to 10⁻³⁰",
                   ball_inequality([](const MdpPoint<Ball>& point) {
                     const Setting x = generated(point);
                     const SoftOptimum optimum = soft_optimum(x.mdp, x.temperature);
                     const Matrix<Ball> theta = production(x, x.theta);
                     const Ball distance = largest(optimum.q - x.temperature * theta);
                     return at_most(
                         largest(optimum.log_policy - log_softmax(theta)) - nearly_zero(),
                         Ball{2} * distance / x.temperature);
                   }).only("at most 16 states", has_at_most<16>)),
          },
      .falsifiers =
          {
              wrong("the entropy of the action itself inside Q",
                    stays_below(bounds_of_cen, own_entropy_inside)),
              wrong("the exponent 1 − ηβ: 1/(1−γ) lost",
                    stays_below(bounds_of_cen, exponent_without_horizon)),
              wrong("ηQ for ηQ/(1−γ)", stays_below(bounds_of_cen, gains_without_horizon)),
              wrong("entropy as a cost: its sign", stays_below(bounds_of_cen, entropy_as_a_cost)),
              wrong("values without the entropy of later states",
                    stays_below(bounds_of_cen, values_without_entropy)),
              wrong("entropy in bits", stays_below(bounds_of_cen, entropy_in_bits)),
              wrong("nothing of π_t forgotten: the step without regularisation",
                    stays_below(bounds_of_cen, nothing_forgotten)),
              wrong("C₁ without the distance of the policies", stays_below([](Constants x) {
                      x.log_distance = Ball{0};
                      return bounds_of_cen(x);
                    })),
              wrong("the rate (1 − ηβ)²", stays_below([](Constants x) {
                      x.rate = square(x.rate);
                      return bounds_of_cen(x);
                    })),
              wrong("the rate 1 − ηβ/(1−γ)", stays_below([](Constants x) {
                      x.rate = x.kept;
                      return bounds_of_cen(x);
                    })),
              wrong("a step too early: (1 − ηβ)^{t+1}", stays_below([](Constants x) {
                      ++x.t;
                      return bounds_of_cen(x);
                    })),
              wrong("1/β lost from the bound on log π", stays_below([](const Constants& x) {
                      Vector<Ball> bounds = bounds_of_cen(x);
                      bounds(1) *= x.temperature;
                      return bounds;
                    })),
          },
      .needs = {needed(step_is_short_enough, stays_below(bounds_of_cen))},
      .tight = {part("γ = 0: log π*_β(a)/π*_β(0) − log π_t(a)/π_t(0) shrinks by 1 − ηβ, to 10⁻³⁰",
                     agrees_over_a_step([](Setting x, const Matrix<Ball>&) {
                       const Ball share = x.step_size * x.temperature / (Ball{1} - x.mdp.discount);
                       x.mdp.discount = Ball{0};
                       x.step_size = share / x.temperature;
                       const Matrix<Ball> best = soft_optimum(x.mdp, x.temperature).log_policy;
                       const auto error = [&](const Matrix<Ball>& theta) {
                         const Matrix<Ball> difference = best - log_softmax(theta);
                         return Matrix<Ball>(difference -
                                             difference.col(0).replicate(1, theta.cols()));
                       };
                       return equal(error(production(x, x.theta)),
                                    Matrix<Ball>((Ball{1} - share) * error(x.theta)));
                     }))},
      .sources = {{"cen2022fast", "Theorem 1"}},
      .figure = Figure{.title = "Regularised natural gradient ascent under its bound",
                       .caption = "‖Q*_β − Q_t‖∞ on the frozen lake with γ = 0.9 and β = 0.1, in "
                                  "double precision, from the uniform policy. The longest step is "
                                  "soft policy iteration; shorter ones converge at 1 − ηβ.",
                       .x_label = "iterate t",
                       .y_label = "‖Q*_β − Q_t‖∞",
                       .log_y = true,
                       .curves = errors_on_the_lake},
  };
}

}  // namespace lemmata
