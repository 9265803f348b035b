// EN-11. With entropy, exact gradient ascent of the tabular softmax converges linearly.
//
//   θ_{t+1} = θ_t + η∇J_β(θ_t), J_β = V_β(μ), η = (1−γ)³/(8R + β(4 + 8 log A)):
//   J_β(θ_{t+1}) ≥ J_β(θ_t) + (η/2)‖∇J_β(θ_t)‖²,
//   V_β*(ρ) − V_β^{π_t}(ρ) ≤ ‖1/μ‖∞ (R + β log A)/(1−γ)² exp(−C_t(t − 1)),
//   C_t = (1−γ)⁴ β c_t² min μ/((8R + β(4 + 8 log A)) S ‖d*_μ/μ‖∞),  c_t = min_{k≤t} min π_k(a|s)
//
// from t = 1, the initial policy, on; R is the range of the rewards with 0, d* that of π_β*. With
// one state and βη ≤ 1, ζ = βθ − r less its mean has ‖ζ_{t+1}‖₂ ≤ (1 − βη min π_t)‖ζ_t‖₂.
//
// Hypotheses: a finite MDP, γ < 1, β > 0, μ(s) > 0 in every state.
// Oracle: ∇J_β as dual numbers; a soft optimum of certified width; J_β by a linear solve in balls.
//
// Shows: the gain of the production step, in balls from θ to θ'; the rate at t = 1, 2, 4 … 512 of a
// run in doubles, each θ_t as the exact number that it is; the rounding of the steps is not
// covered. The proof's bound at t uses the iterates before t alone, so that the running minimum
// suffices, and is stronger than the infimum over all times; that this is positive is not shown.
// The bound is loose; the contraction is attained. What converges is the exact gradient: a critic
// that is not compatible may hold the actor, for every β, where ∇J_β is not zero, and entropy draws
// it there.
//
// Sources: mei2020global, Lemmas 7, 11, 14 and 15, Theorem 6 (its C and constants derived here).

#include "verification/entropy/entropy_in_two_contexts.hpp"
#include "verification/entropy/entropy_of_arms.hpp"

namespace lemmata {
namespace {

using namespace entropy_ascents;
using namespace entropy_in_two_contexts;
using namespace entropy_of_arms;
using Point = MdpPoint<Ball>;

const Hypothesis positive_temperature{"β > 0", {}};
const Hypothesis short_steps{"for one state: βη ≤ 1", {}};

constexpr double noticeable = 1e-9;

bool can_ascend(const MdpInstance& instance) {
  const auto x = instance.in<double>();
  if (x.mdp.states() > 8) return false;
  const Vector<double> gradient = soft_policy_gradient(x.mdp, x.policy(), x.temperature());
  return gradient.squaredNorm() > noticeable;
}
constexpr const char* where_it_ascends = "the gradient is not zero, at most 8 states";

/// The predicate: a claimed step of `multiple`·η gains the multiple of (η/2)‖∇J_β‖².
Check gains(ClaimedStep step, int multiple = 1) {
  return ball_inequality([=](const Point& x) {
           const Ball eta = Ball{multiple} * guaranteed_entropy_step(x.mdp, x.temperature());
           const Matrix<Ball> theta = parameters(x);
           const Matrix<Ball> next = step(x.mdp, theta, x.temperature(), eta);
           return at_most(eta / Ball{2} * squared_gradient(x),
                          paid_performance(x, next) - paid_performance(x, theta));
         })
      .only(where_it_ascends, can_ascend);
}

Ball from_gradient(const Constants& x) {
  return Ball{2} * x.temperature * x.c * x.c * x.rarest / (x.states * x.horizon * x.mismatch);
}

/// ‖d*_ρ/μ‖∞ = (1 − γ)‖ν*_ρ/μ‖∞ for ρ every single state.
Vector<Ball> mismatches_of(const Point& x, const SoftOptimum& optimum) {
  const Policy<Ball> best = optimum.log_policy.unaryExpr([](const Ball& l) { return exp(l); });
  const Matrix<Ball> visits = visitations(x.mdp, best);
  Vector<Ball> result(x.mdp.states());
  for (int s = 0; s < x.mdp.states(); ++s) {
    result(s) = (Ball{1} - x.mdp.discount) *
                largest_ratio(Vector<Ball>(visits.row(s).transpose()), x.mdp.start);
  }
  return result;
}

/// The predicate: 2βc²(1−γ) min μ (V_β* − V_β)(s) ≤ S‖d*_s/μ‖∞‖∇J_β‖² from every state s.
Check gradient_bounds_every_gap(const char* reason, bool (*condition)(const MdpInstance&)) {
  return ball_inequality([](const Point& x) {
           const SoftOptimum optimum = soft_optimum(x.mdp, x.temperature());
           const Ball c = least(Vector<Ball>(x.pi().reshaped()));
           const Ball factor = Ball{2} * x.temperature() * c * c * (Ball{1} - x.mdp.discount) *
                               least_positive(x.mdp.start);
           const Vector<Ball> gap =
               optimum.values - soft_policy_values(x.mdp, x.pi(), x.temperature());
           const Ball gradient = Ball{x.mdp.states()} * squared_gradient(x);
           return at_most(Vector<Ball>(factor * gap),
                          Vector<Ball>(gradient * mismatches_of(x, optimum)));
         })
      .only(reason, condition);
}
bool has_few_states(const MdpInstance& x) { return x.table.states() <= 8; }

/// The predicate: factor·(J_β* − J_β) ≤ ‖∇J_β‖².
template <class Factor>
Check gradient_bounds_the_gap(Factor factor) {
  return ball_inequality([factor](const Point& x) {
           const SoftOptimum optimum = soft_optimum(x.mdp, x.temperature());
           Constants constants = constants_of(x, optimum);
           constants.c = least(Vector<Ball>(x.pi().reshaped()));
           const Ball gap = x.mdp.start.dot(optimum.values) - paid_performance(x, parameters(x));
           return at_most(factor(constants) * gap, squared_gradient(x));
         })
      .only(where_it_ascends, can_ascend);
}

}  // namespace

Theorem entropy_gradient_converges_linearly() {
  return {
      .id = "EN-11",
      .claim =
          "With entropy, exact gradient ascent of a tabular softmax converges linearly to the "
          "soft optimum",
      .statement = R"(V_\beta^*(\rho) - V_\beta^{\pi_t}(\rho) \le
                      \left\lVert \tfrac{1}{\mu} \right\rVert_\infty
                      \frac{R + \beta \log A}{(1-\gamma)^2}\, e^{-C_t(t-1)}, \quad
                      C_t = \frac{(1-\gamma)^4 \beta\, c_t^2 \min \mu}{(8R + \beta(4 + 8\log A)) S}
                      \left\lVert \tfrac{d^{\pi_\beta^*}_\mu}{\mu} \right\rVert_\infty^{-1}, \quad
                      c_t = \min_{k \le t} \min_{s,a} \pi_k(a|s))",
      .hypotheses = {finite_mdp, discount_below_one, starts_everywhere, positive_temperature,
                     short_steps},
      .oracle =
          "∇J_β as dual numbers, a soft optimum of certified width, and linear solves in balls",
      .shows =
          "The gain of a step; the rate at t = 1, 2, 4 … 512 of a run in doubles, at its "
          "iterates as the exact numbers that they are, not the rounding inside the run; the "
          "contraction of one state, attained. That inf c_t > 0 is not shown. A critic that "
          "is not compatible may hold the actor where ∇J_β is not zero.",
      .instances = mdps("finite MDPs with a tabular softmax policy, a temperature and a step size",
                        {Part::policy, Part::temperature, Part::step_size, Part::action_baseline}),
      .checks =
          {
              part("a step gains (η/2)‖∇J_β‖²", gains(production)),
              part("V_β* − V_β ≤ ‖1/μ‖(R + β log A)/(1 − γ)² exp(−C_t(t − 1)) at t = 1, 2, 4 … 512",
                   stays_below(mei_bound)),
              part("with one state ‖ζ'‖ ≤ (1 − βη min π)‖ζ‖, to 10⁻³⁰", contracts(production)),
              part("an incompatible critic: in two contexts the actor rests at the uniform policy",
                   rests_at_the_uniform_policy()),
              part("where ∇J_β = ⅛(1, −1, −1, 1) for every β", has_gradient_where_it_rests(1)),
              part("and which attracts: along u the direction moves by −(β/8)(u(s,0) − u(s,1))",
                   attracts_the_actor()),
          },
      .proof =
          {
              step("2βc²(1 − γ) min μ (J_β* − J_β)/(S‖d*/μ‖) ≤ ‖∇J_β‖² (Lemma 15)",
                   gradient_bounds_the_gap(from_gradient)),
              step("the same from every state, with ‖d*_s/μ‖",
                   gradient_bounds_every_gap(where_it_ascends, can_ascend)),
              step("so J_β* − J_β ≤ (R + β log A)/(1 − γ) exp(−C_t(t − 1)) from μ itself",
                   stays_below(
                       [](const Constants& x) {
                         return x.largest_gap() * exp(-x.rate() * Ball{x.t - 1});
                       },
                       [](const FiniteMdp<Ball>& mdp) -> Matrix<Ball> {
                         return mdp.start.transpose();
                       })),
              step("one state: ζ' = (I − βη(diag π − ππᵀ))ζ, for any logarithms θ",
                   moves_linearly()),
          },
      .falsifiers =
          {
              wrong("the sign of the entropy", gains(entropy_penalised)),
              wrong("β lost inside the gradient", gains(temperature_lost)),
              wrong("the gradient of J, without entropy", gains(without_entropy)),
              wrong("the entropy of this step alone: Q^π in place of Q_β",
                    gains(entropy_of_this_step_alone)),
              wrong("the entropy of this step twice", gains(entropy_twice)),
              wrong("descent", gains(descent)),
              wrong("a step 500 times as long gains 500 times as much", gains(production, 500)),
              wrong("one state: the sign of the entropy", contracts(entropy_penalised)),
              wrong("one state: β lost", contracts(temperature_lost)),
              wrong("one state: entropy in bits", contracts(in_bits)),
              wrong("one state: the rate 1 − βη, without min π",
                    contracts(production, kept_by_all)),
              wrong("one state: the rate of the likeliest action",
                    contracts(production, kept_by_the_likeliest)),
              wrong("the rate without c², the least probability",
                    stays_below([](const Constants& x) {
                      Constants without = x;
                      without.c = Ball{1};
                      return mei_bound(without);
                    })),
              wrong("the rate exp(−Ct²)", stays_below([](const Constants& x) {
                      return mei_bound(x) * exp(-x.rate() * power(Ball{x.t - 1}, 2));
                    })),
              wrong("R lost from the largest gap", stays_below([](const Constants& x) {
                      return mei_bound(x) * x.temperature * x.log_actions * x.horizon /
                             x.largest_gap();
                    })),
              wrong("the gradient bounds the gap without the least probability",
                    gradient_bounds_the_gap(
                        [](const Constants& x) { return from_gradient(x) / (x.c * x.c); })),
              std::move(wrong("with entropy an actor rests only where ∇J_β is zero, whatever the "
                              "critic",
                              has_gradient_where_it_rests(0)))
                  .refuting(83),
          },
      .needs = {needed(starts_everywhere,
                       gradient_bounds_every_gap("at most 8 states", has_few_states)),
                needed(short_steps, contracts(production, kept, any_step))},
      .tight = {part("one state, from the uniform policy: ‖ζ'‖ ≥ (1 − βη/A)‖ζ‖, to 10⁻³⁰",
                     attained_from_the_uniform_policy())},
      .sources = {{"mei2020global", "Lemmas 7, 11, 14 and 15, Theorem 6"}},
      .figure =
          Figure{.title = "Softmax gradients with entropy, and without",
                 .caption = "Runs from the uniform policy in double precision on two arms with "
                            "rewards 1 and 0. Without entropy the gap to J* falls as 1/t. With "
                            "entropy the gap to J_β* falls exponentially, the later the smaller β, "
                            "and long before its bound, which needs the least probability squared "
                            "and levels off where the rounding of doubles is added.",
                 .x_label = "iterate t",
                 .y_label = "gap to the optimum",
                 .log_x = true,
                 .log_y = true,
                 .curves = gaps_with_and_without_entropy},
  };
}

}  // namespace lemmata
