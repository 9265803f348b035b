// PG-13. Gradient domination in the direct parametrisation, and projected gradient ascent.
//
//   V*(ρ) − V^π(ρ) ≤ ‖ν*_ρ/ν^π_μ‖∞ max_π̄ (π̄ − π)·∇_πJ ≤ (1/(1−γ)) ‖d*_ρ/μ‖∞ max_π̄ (π̄ − π)·∇_πJ;
//   min_{t≤T} [V*(ρ) − V_t(ρ)]² ≤ 64 γ S A R² ‖d*_ρ/μ‖∞²/((1−γ)⁶ T)
//
// for J = V^π(μ) with ∂J/∂π(a|s) = ν(s)Q(s,a), and for π_{t+1} = Proj(π_t + η∇_πJ) with
// η = (1−γ)³/(2γAR), R the range of the rewards.
//
// Hypotheses: a finite MDP, γ < 1, μ(s) > 0 in every state, and for the ascent γ > 0.
// Oracle: an optimal policy by policy iteration, evaluated exactly, with the certificate that no
// action improves on it; dual numbers for the gradient. The largest linear form over policies is
// Σ_s max_a.
// Shows: domination, and that a step gains ‖π' − π‖²/(2η) at least, in exact rationals for the
// production `direct_gradient` and `projected_ascent_step`, at policies on the faces of the
// simplex too. The rate after T = 1, 2, 4 … 64 steps of a run in doubles: each iterate is taken as
// the exact number that it is, its rows divided by their sums, which are 1 up to rounding; the
// rounding of the steps is not covered. The source takes the least gap over t < T, which fails at
// T = 1; it is t ≤ T.
// Tight: equality where actions do not choose the next state.
// Sources: agarwal2021theory, Lemma 4.1, Theorem 4.1, Lemma D.3 (arXiv v5).

#include "verification/policy_gradient/direct_parametrisation.hpp"

namespace lemmata {
namespace {

bool discounts(const MdpInstance& x) { return x.table.discount.mantissa != 0; }

/// The predicate: from every state, gap ≤ factor · max_π̄ (π̄ − π)·∇_πJ.
template <class Factor>
Check dominates(Factor factor) {
  return inequality([factor]<class F>(const MdpPoint<F>& x) {
    const Policy<F> pi = policy_with_zeros(x);
    return at_most(gaps(x.mdp, pi), factor(x.mdp, pi) * steepest_improvement(x.mdp, pi));
  });
}

constexpr auto mismatch_of_visits = []<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
  return mismatches(mdp, visitation(mdp, pi));
};

/// ‖d*_ρ/μ‖∞/(1−γ), and d = (1−γ)ν.
constexpr auto mismatch_of_starts = []<class F>(const FiniteMdp<F>& mdp, const Policy<F>&) {
  return mismatches(mdp, mdp.start);
};

/// The predicate: a step of a multiple of the guaranteed size η gains ‖π' − π‖²/(2η).
Check gains(int multiple) {
  return inequality([multiple]<class F>(const MdpPoint<F>& x) {
           const Policy<F> pi = policy_with_zeros(x);
           const F step = guaranteed_projected_step(x.mdp);
           const Policy<F> next = projected_ascent_step(x.mdp, pi, F(multiple) * step);
           return at_most(square_norm(Matrix<F>(next - pi)) / (F{2} * step),
                          performance(x.mdp, next) - performance(x.mdp, pi));
         })
      .only("γ > 0, since for γ = 0 any step does", discounts);
}

/// Which of the iterates count for a run of T steps.
enum class Counted { all, all_but_the_last };

/// The predicate: T·min_{t≤T} gap² ≤ a constant, from every state and for T = 1, 2, 4 …; with the
/// discount divided by 2^halvings and steps of a multiple of the guaranteed size.
template <class Constant>
Check converges(Constant constant, double multiple = 1, Counted counted = Counted::all,
                int halvings = 0) {
  return inequality([=]<class F>(const MdpPoint<F>& x) {
           FiniteMdp<F> mdp = x.mdp;
           mdp.discount /= power(F{2}, halvings);
           const std::vector<Policy<F>> run =
               projected_ascent_run(mdp, policy_with_zeros(x), multiple);
           Vector<F> least_gaps = gaps(mdp, run[0]);
           Matrix<F> left(mdp.states(), static_cast<Eigen::Index>(run.size()) - 1);
           F steps{1};
           for (Eigen::Index k = 0; k < left.cols(); ++k, steps *= F{2}) {
             const Vector<F> gap = gaps(mdp, run[static_cast<std::size_t>(k) + 1]);
             const Vector<F> next =
                 least_gaps.binaryExpr(gap, [](const F& a, const F& b) { return b < a ? b : a; });
             const Vector<F> reached = counted == Counted::all ? next : least_gaps;
             left.col(k) = steps * reached.cwiseProduct(reached);
             least_gaps = next;
           }
           return at_most(left, constant(mdp).replicate(1, left.cols()));
         })
      .only("γ > 0, since for γ = 0 any step does", discounts);
}

/// 64 γSA R² ‖d*_ρ/μ‖²/(1−γ)⁶ for ρ every single state.
constexpr auto agarwal = []<class F>(const FiniteMdp<F>& mdp) {
  const Vector<F> ratios = (F{1} - mdp.discount) * mismatches(mdp, mdp.start);
  const F scale = F{64} * mdp.discount * F(mdp.states() * mdp.actions()) *
                  square(reward_range(mdp)) / power(F{1} - mdp.discount, 6);
  return Vector<F>(scale * ratios.cwiseProduct(ratios));
};

}  // namespace

Theorem projected_ascent_reaches_the_optimum() {
  return {
      .id = "PG-13",
      .claim =
          "In the direct parametrisation the gradient dominates the distance from the "
          "optimum, and projected gradient ascent reaches the optimum at O(1/√T)",
      .statement = R"(V^*(\rho) - V^\pi(\rho) \le
                      \left\lVert \frac{d^{\pi^*}_\rho}{d^\pi_\mu} \right\rVert_\infty
                      \max_{\bar\pi} (\bar\pi - \pi)^\top \nabla_\pi V^\pi(\mu), \qquad
                      \min_{t \le T} V^*(\rho) - V_t(\rho) \le \frac{8 R \sqrt{\gamma S A}}
                      {(1-\gamma)^3 \sqrt{T}}
                      \left\lVert \frac{d^{\pi^*}_\rho}{\mu} \right\rVert_\infty)",
      .hypotheses = {finite_mdp, discount_below_one, starts_everywhere},
      .oracle = "policy iteration, certified in exact rationals",
      .shows =
          "Domination and the gain of a step in exact rationals, at policies with zeros; the "
          "rate at T = 1, 2, 4 … 64 of a run in doubles, at its iterates as the exact numbers "
          "that they are. The rounding inside the run is not covered. The rate is far from "
          "tight: a run that ascends at all meets it, and no lost constant shows.",
      .instances = mdps("finite MDPs with a policy on the faces of the simplices and one inside",
                        {Part::action_baseline, Part::policy}),
      .checks =
          {
              part("gap ≤ ‖ν*_ρ/ν^π_μ‖∞ max_π̄ (π̄ − π)·∇J", dominates(mismatch_of_visits)),
              part("gap ≤ ‖d*_ρ/μ‖∞ max_π̄ (π̄ − π)·∇J/(1 − γ)", dominates(mismatch_of_starts)),
              part("a step gains ‖π' − π‖²/(2η)", gains(1)),
              part("T min_{t≤T} gap² ≤ 64γSAR²‖d*_ρ/μ‖²/(1 − γ)⁶", converges(agarwal)),
              part("the same where γ is 1024 times smaller",
                   converges(agarwal, 1, Counted::all, 10)),
          },
      .proof =
          {
              step("∂J/∂π(a|s) = ν(s) Q(s,a), by dual numbers in any direction",
                   []<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> direction = x.action_baseline();
                     return equal(direct_gradient(x.mdp, x.pi()).cwiseProduct(direction).sum(),
                                  performance(as_constant(x.mdp), moving_along(x.pi(), direction))
                                      .derivative);
                   }),
              step("max_π̄ (π̄ − π)·∇J = Σ_s ν(s) max_a A(s,a)",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const Policy<F> pi = policy_with_zeros(x);
                     const Matrix<F> advantage = advantages(x.mdp, pi);
                     const Vector<F> best = chosen(advantage, greedy_policy(advantage));
                     const F error =
                         visitation(x.mdp, pi).dot(best) - steepest_improvement(x.mdp, pi);
                     return at_most(absolute(error), F{0});
                   })),
              step("the gap is at most Σ_s ν*_ρ(s) max_a A(s,a)",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const Policy<F> pi = policy_with_zeros(x);
                     const Matrix<F> advantage = advantages(x.mdp, pi);
                     const Vector<F> best = chosen(advantage, greedy_policy(advantage));
                     return at_most(gaps(x.mdp, pi),
                                    visitations(x.mdp, certified_optimum(x.mdp).policy) * best);
                   })),
              step("|J(π') − J(π) − (π' − π)·∇J| ≤ ‖π' − π‖²/(2η): J is 1/η-smooth",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const Policy<F> pi = policy_with_zeros(x);
                     return at_most(absolute(curvature(x.mdp, pi, x.pi())),
                                    square_norm(Matrix<F>(x.pi() - pi)) /
                                        (F{2} * guaranteed_projected_step(x.mdp)));
                   }).only("γ > 0, since for γ = 0 any step does", discounts)),
              step("the projection turns by less than a right angle: (π' − π)·∇J ≥ ‖π' − π‖²/η, "
                   "here for η = 1",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const Policy<F> pi = policy_with_zeros(x);
                     const Matrix<F> move = projected_ascent_step(x.mdp, pi, F{1}) - pi;
                     return at_most(square_norm(move),
                                    direct_gradient(x.mdp, pi).cwiseProduct(move).sum());
                   })),
          },
      .falsifiers =
          {
              wrong("the mismatch of visits lost",
                    dominates([]<class F>(const FiniteMdp<F>& mdp, const Policy<F>&) {
                      return Vector<F>(Vector<F>::Constant(mdp.states(), F{1}));
                    })),
              wrong("the factor 1/(1 − γ) lost",
                    dominates([]<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                      return Vector<F>((F{1} - mdp.discount) * mismatch_of_starts(mdp, pi));
                    })),
              wrong("descent: the sign of the step", gains(-1)),
              wrong("a step 200 times as long gains as much for its length", gains(200)),
              wrong("a run that descends", converges(agarwal, -1)),
              wrong("a run with steps 1000 times too short", converges(agarwal, 0.001)),
              wrong("the least gap over t < T, as printed",
                    converges(agarwal, 1, Counted::all_but_the_last, 10)),
          },
      .needs = {needed(starts_everywhere, dominates(mismatch_of_starts))},
      .tight = {part("where no action chooses the next state, gap = max_π̄ (π̄ − π)·∇J for ρ = μ",
                     inequality([]<class F>(const MdpPoint<F>& x) {
                       const FiniteMdp<F> mdp = without_control(x.mdp);
                       const Policy<F> pi = policy_with_zeros(x);
                       return at_most(steepest_improvement(mdp, pi), mdp.start.dot(gaps(mdp, pi)));
                     }))},
      .sources = {{"agarwal2021theory", "Lemma 4.1, Theorem 4.1, Lemma D.3 (arXiv v5)"}},
  };
}

}  // namespace lemmata
