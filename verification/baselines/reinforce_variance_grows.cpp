// BL-11. The variance of REINFORCE grows with the horizon, and less with a baseline.
//
// On any MDP with rewards |r| ≤ r_max, A actions and γ ≤ 1, over H steps,
//
//   E‖ĝ‖² ≤ (1 − 1/A) r_max² H²(H + 1)/2   for rewards to go without a baseline.
//
// On a repeated bandit (one state, γ = 1; r of mean m, ρ = r − m, score g) with n = H … 1 steps to
// go
//
//   tr Cov(ĝ) = Σ_n (n²m² E‖g‖² + 2nm E[‖g‖²ρ]) + tr Cov(ĝ_V)    without a baseline: cubic in H,
//   tr Cov(ĝ_V) = H(E[‖g‖²ρ²] − ‖E[gρ]‖²) + ½H(H − 1) E‖g‖² E[ρ²]  with V: quadratic,
//
// with the optimal baseline H E[‖g‖²ρ]²/E‖g‖² less than that, and with whole returns for rewards to
// go again cubic, with three times the leading term. ‖∇J_H‖² is H²‖E[gρ]‖²: relative to it the
// variance stays bounded with V, and grows like H without a baseline.
//
// Hypotheses: a finite MDP, a finite horizon H, a softmax policy.
// Oracle: the variance summed over every trajectory, from the production estimator.
// Shows: the moments of theory/policies/estimate_moments.hpp on every episode of horizon H ≤ 3, of
// any MDP; the closed forms on every episode of H ≤ 3, and by those moments for H up to 9. The
// bound in ℚ for H up to 9.
// Sources: greensmith2004variance, Theorem 8 (the optimal baseline).

#include "algorithms/environments/named_environments.hpp"
#include "verification/baselines/estimate_variances.hpp"
#include "verification/baselines/repeated_bandit.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// The predicate: on the repeated bandit of the instance the production estimator has the variances
/// of the closed form, changed by a function of them, of one step's moments and of H.
template <class Change>
Check bandit_variances_are(Change change) {
  return enumerated_identity([change]<class F>(const MdpPoint<F>& x) {
    const RepeatedBandit<F> bandit = repeated_bandit(x.mdp, x.pi());
    const StepMoments<F> step{bandit};
    EstimateVariances<F> claimed = closed_form(step, x.horizon);
    change(claimed, step, F(x.horizon));
    return equal(enumerated_variances(bandit.mdp, bandit.policy, x.horizon).entries(),
                 claimed.entries());
  });
}

constexpr auto unchanged = [](auto&, const auto&, const auto&) {};

constexpr int steps_per_step = 3;  ///< horizons up to 9 from instances up to 3

Check of_few_parameters(Check check) {
  return std::move(check).only("needs at most 64 parameters", [](const MdpInstance& x) {
    return x.table.states() * x.table.actions() <= 64;
  });
}

/// The predicate: E‖ĝ‖² ≤ (1 − 1/A) r_max² growth(H), with the γ of the instance and with γ = 1.
template <class Growth>
Check second_moment_is_at_most(Growth growth) {
  return of_few_parameters(inequality([growth]<class F>(const MdpPoint<F>& x) {
    FiniteMdp<F> undiscounted = x.mdp;
    undiscounted.discount = F{1};
    const int horizon = steps_per_step * x.horizon;
    const Matrix<F> none = Matrix<F>::Constant(horizon, x.mdp.states(), F{0});
    const Vector<F> moments{{reward_to_go_moments(x.mdp, x.policy(), none).second_moment,
                             reward_to_go_moments(undiscounted, x.policy(), none).second_moment}};
    const F bound = unit_of_bound(x.mdp) * F(growth(F(horizon)));
    return at_most(moments, Vector<F>::Constant(2, bound));
  }));
}

std::vector<Curve> variances_by_horizon() {
  const auto [mdp, policy] =
      repeated_bandit<double>(in_field<double>(bandit({1, 0})), Policy<double>{{0.75, 0.25}});
  Curve whole{.label = "whole returns"}, none{.label = "rewards to go"};
  Curve value{.label = "with V"}, optimal{.label = "with the optimal baseline"};
  Curve bound{.label = "bound on rewards to go", .bound = true};
  for (int h = 1; h <= 256; h += 1 + h / 8) {
    const EstimateVariances<double> v = variances_by_recursion(mdp, policy, h);
    whole.points.emplace_back(h, v.whole_returns);
    none.points.emplace_back(h, v.nothing);
    value.points.emplace_back(h, v.value);
    if (h > 1) optimal.points.emplace_back(h, v.optimal);
    bound.points.emplace_back(h, unit_of_bound(mdp) * cubic(static_cast<double>(h)));
  }
  return {whole, none, value, optimal, bound};
}

}  // namespace

Theorem reinforce_variance_grows() {
  return {
      .id = "BL-11",
      .claim =
          "The variance of REINFORCE grows with the horizon: like H³ at most, which a repeated "
          "bandit attains, and like H² there with the values as baseline",
      .statement = R"(\mathbb{E}\lVert \hat g \rVert^2 \le \Big(1 - \frac1A\Big) r_{\max}^2
                      \frac{H^2(H+1)}{2}, \qquad \text{on a repeated bandit } \mathrm{tr\,Cov}
                      (\hat g) - \mathrm{tr\,Cov}(\hat g_V) = \sum_{n=1}^H \big(n^2 m^2\,
                      \mathbb{E}\lVert g \rVert^2 + 2nm\, \mathbb{E}[\lVert g \rVert^2 \rho]\big))",
      .hypotheses = {finite_mdp, finite_horizon, softmax_policy},
      .oracle = "the variance summed over every trajectory, from the production estimator",
      .shows =
          "The recursive moments against the production estimator on every episode of horizon at "
          "most 3 of any MDP; the closed forms on a repeated bandit, on every episode, and by the "
          "recursion up to horizon 9; the bound up to horizon 9.",
      .instances =
          mdps("finite MDPs with a softmax policy and a horizon", {Part::policy, Part::direction},
               {.states = 3, .actions = 3, .outcomes = 2, .horizon = 3}),
      .checks =
          {
              part("any MDP: the variance by recursion, with and without baselines",
                   of_few_parameters(enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     return equal(enumerated_variances(x.mdp, x.policy(), x.horizon).entries(),
                                  variances_by_recursion(x.mdp, x.policy(), x.horizon).entries());
                   }))),
              part("a repeated bandit: the closed forms", bandit_variances_are(unchanged)),
              part("a repeated bandit: the closed forms up to horizon 9",
                   of_few_parameters(inequality([]<class F>(const MdpPoint<F>& x) {
                     const RepeatedBandit<F> bandit = repeated_bandit(x.mdp, x.pi());
                     const int horizon = steps_per_step * x.horizon;
                     const Vector<F> difference =
                         variances_by_recursion(bandit.mdp, bandit.policy, horizon).entries() -
                         closed_form(StepMoments<F>{bandit}, horizon).entries();
                     return at_most(sup_norm(difference), F{0});
                   }))),
              part("any MDP, with its γ and with γ = 1: E‖ĝ‖² ≤ (1 − 1/A) r_max² H²(H + 1)/2",
                   second_moment_is_at_most(cubic)),
          },
      .proof =
          {
              step("scores of different steps are uncorrelated: E‖Σ_{t<k} g_t‖² ≤ (1 − 1/A)k; then "
                   "‖Σ_k γᵏr_k Σ_{t≤k} g_t‖² ≤ H Σ_k r_max²‖Σ_{t≤k} g_t‖²",
                   of_few_parameters(inequality([]<class F>(const MdpPoint<F>& x) {
                     return at_most(squared_sum_of_scores(x),
                                    F((F{1} - F{1} / F(x.mdp.actions())) * F(x.horizon)));
                   }))),
              step("a repeated bandit: the mean rewards to go add Σ n²m² E‖g‖², and 2Σ nm E[‖g‖²ρ] "
                   "by their covariance with the own rewards; those of later steps stand apart",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const RepeatedBandit<F> bandit = repeated_bandit(x.mdp, x.pi());
                     const StepMoments<F> step{bandit};
                     return equal(products_of_sums(bandit, step.mean, x.horizon),
                                  expected_products_of_sums(step, x.horizon));
                   })),
          },
      .falsifiers =
          {
              wrong("quadratic growth: E‖ĝ‖² ≤ (1 − 1/A) r_max² H²",
                    second_moment_is_at_most([]<class F>(const F& h) { return F(h * h); })),
              wrong("half of the bound", second_moment_is_at_most([]<class F>(const F& h) {
                      return F(cubic(h) / F{2});
                    })),
              wrong("V is the best baseline",
                    bandit_variances_are(
                        [](auto& v, const auto&, const auto&) { v.optimal = v.value; })),
              wrong("H steps have H times the variance of one",
                    bandit_variances_are(
                        []<class F>(auto& v, const StepMoments<F>& step, const F& h) {
                          v.nothing = h * closed_form(step, 1).nothing;
                        })),
              wrong("whole returns vary no more than rewards to go",
                    bandit_variances_are(
                        [](auto& v, const auto&, const auto&) { v.whole_returns = v.nothing; })),
              wrong("a baseline takes off Σ n²m² E‖g‖² and no covariance",
                    bandit_variances_are(
                        []<class F>(auto& v, const StepMoments<F>& step, const F& h) {
                          v.nothing -= h * (h + F{1}) * step.mean * step.skew;
                        })),
          },
      .tight = {part(
          "a uniform policy and rewards 1, one state: at least two thirds of the bound",
          inequality([]<class F>(const MdpPoint<F>& x) {
            RepeatedBandit<F> bandit = repeated_bandit(x.mdp, x.pi());
            for (int a = 0; a < bandit.mdp.actions(); ++a) {
              for (auto& o : bandit.mdp.outcomes(0, a)) o.reward = F{1};
            }
            const TabularSoftmax<F> uniform{Matrix<F>::Constant(1, bandit.mdp.actions(), F{1})};
            const int horizon = steps_per_step * x.horizon;
            const F bound = unit_of_bound(bandit.mdp) * cubic(F(horizon));
            const Matrix<F> none = Matrix<F>::Constant(horizon, 1, F{0});
            return at_most(F(F{2} / F{3} * bound),
                           reward_to_go_moments(bandit.mdp, uniform, none).second_moment);
          }))},
      .sources = {{"greensmith2004variance", "Theorem 8"}},
      .figure = Figure{.title = "The variance of REINFORCE against the horizon",
                       .caption = "tr Cov(ĝ) of one episode on a repeated bandit of H steps with "
                                  "rewards 1 and 0, the better arm taken with probability 3/4; "
                                  "exact moments, in double precision. Without a baseline the "
                                  "variance grows like H³, and with one like H², as ‖∇J‖² does. "
                                  "For a single step V does worse than nothing here (BL-5), and "
                                  "the optimal baseline leaves no variance.",
                       .x_label = "horizon H",
                       .y_label = "tr Cov(ĝ)",
                       .log_x = true,
                       .log_y = true,
                       .curves = variances_by_horizon},
  };
}

}  // namespace lemmata
