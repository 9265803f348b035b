// PG-10. The return of a tabular softmax policy is smooth in θ.
//
//   |uᵀ∇²J(θ)u| ≤ L‖u‖²,   L = 8R/(1 − γ)³,
//
// R the length of an interval that holds 0 and every reward. The proof below, with the softmax's
// own constants ½ and 1 for (Σ_a|Dπ|)² and Σ_a|D²π| where the literature takes 4 and 6, gives
// L = R/(2(1 − γ)³), a sixteenth of that.
//
// Hypotheses: a finite MDP, γ < 1, R > 0, π the tabular softmax.
// Oracle: the Hessian by dual numbers of dual numbers through Gaussian elimination, in balls;
// L·I ± ∇²J positive definite by a Cholesky factor in balls.
// Shows: the bound by the reciprocal of the production `guaranteed_softmax_step`, and the sharper
// one, for every direction at once (one random direction for more than 12 parameters); each step of
// the proof. Neither is near: no generated MDP was seen above R/(3√3(1 − γ)), so that the power
// of 1 − γ is an upper bound and no more. Tight is the bandit's R/(3√3), which two arms attain at
// the probabilities (3 ± √3)/6; for three arms it is checked, not proved.
//
// Sources: mei2020global, Lemma 7; agarwal2021theory, Lemma D.4.

#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "theory/certificates/positive_definite.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/policy_gradient/second_derivatives.hpp"

namespace lemmata {
namespace {

const Hypothesis some_reward =
    hypothesis("rewards in an interval of length R > 0 that holds 0",
               [](const MdpInstance& x) { return range_of_rewards(x.in<double>().mdp) > 0; });

bool is_of_moderate_size(const MdpInstance& x) { return x.table.states() <= 16; }
constexpr const char* moderate_size = "second dual numbers are eliminated up to 16 states";

template <class F>
Matrix<F> few_directions(const MdpPoint<F>& x) {
  constexpr Eigen::Index most = 12;
  const Eigen::Index parameters = x.policy().parameters();
  return parameters > most ? Matrix<F>(x.direction()) : identity_matrix<F>(parameters);
}

/// Whether |uᵀHu| < L‖u‖² for every u ≠ 0 in the span of the directions.
Truth is_bounded(const Matrix<Ball>& hessian, const Matrix<Ball>& directions, const Ball& bound) {
  const Matrix<Ball> largest = bound * (directions.transpose() * directions);
  return std::min(is_positive_definite(largest - hessian), is_positive_definite(largest + hessian));
}

/// The predicate: J is L-smooth for the L claimed of an MDP.
template <class Constant>
Check is_smooth(Constant claimed) {
  return certified([claimed](const MdpPoint<Ball>& x) {
           const Matrix<Ball> directions = few_directions(x);
           return is_bounded(performance_hessian(x.mdp, x.policy(), directions), directions,
                             claimed(x.mdp));
         })
      .only(moderate_size, is_of_moderate_size);
}

/// cR/(1 − γ)ᵏ.
auto constant(Ball c, int powers) {
  return [=](const FiniteMdp<Ball>& mdp) {
    return c * range_of_rewards(mdp) / power(Ball{1} - mdp.discount, powers);
  };
}

Ball three_root_three() { return exp(log(Ball{27}) / Ball{2}); }

bool first_rewards_differ(const MdpInstance& instance) {
  const Vector<double> rewards = first_rewards(instance.in<double>().mdp);
  return std::abs(rewards(0) - rewards(rewards.size() - 1)) > 1e-9;
}

/// The predicate: the bandit of the first state's rewards and policy is R/c-smooth.
Check bandit_is_smooth(Ball (*divisor)()) {
  return certified([divisor](const MdpPoint<Ball>& x) {
           const Vector<Ball> rewards = first_rewards(x.mdp);
           const Matrix<Ball> axes = identity_matrix<Ball>(rewards.size());
           return is_bounded(performance_hessian(one_decision(rewards), first_row_of(x.pi()), axes),
                             axes, spread(rewards) / divisor());
         })
      .only("the first state's first and last action differ in reward", first_rewards_differ);
}

/// The predicate: D²J along the point's direction is what is claimed.
template <class Claimed>
Check is_the_second_derivative(Claimed claimed) {
  return identity([claimed]<class F>(const MdpPoint<F>& x) {
           const Matrix<F> u = x.direction();
           return equal(performance_hessian(x.mdp, x.policy(), u), claimed(x));
         })
      .only(moderate_size, is_of_moderate_size);
}

}  // namespace

Theorem performance_is_smooth() {
  return {
      .id = "PG-10",
      .claim =
          "The discounted return of a tabular softmax policy is 8/(1−γ)³-smooth for rewards "
          "in [0, 1], and even 1/(2(1−γ)³)-smooth",
      .statement = R"(\lvert u^\top \nabla^2 J(\theta)\, u \rvert
                      \le \frac{R}{2 (1-\gamma)^3} \lVert u \rVert_2^2
                      \le \frac{8 R}{(1-\gamma)^3} \lVert u \rVert_2^2)",
      .hypotheses = {finite_mdp, discount_below_one, some_reward, softmax_policy},
      .oracle = "second dual numbers through Gaussian elimination, and Cholesky factors in balls",
      .shows =
          "The constant behind the production step, and a sharper one, for every direction of up "
          "to 12 parameters; the proof's steps; the bandit's constant, which is attained.",
      .instances = mdps("finite MDPs with a softmax policy", {Part::policy, Part::direction},
                        {.states = 3, .actions = 3, .outcomes = 2}),
      .checks =
          {
              part("L = 8R/(1 − γ)³", is_smooth(constant(Ball{8}, 3))),
              part("the production step is its reciprocal",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const F product =
                         guaranteed_softmax_step(x.mdp) * F{8} * range_of_rewards(x.mdp);
                     return at_most(absolute(F(product - power(F{1} - x.mdp.discount, 3))), F{0});
                   })),
              part("L = R/(2(1 − γ)³)", is_smooth(constant(Ball{1} / Ball{2}, 3))),
          },
      .proof =
          {
              step("the policy gradient theorem, differentiated once, gives the Hessian",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const auto moving = x.policy().along(x.direction());
                     const Matrix<F> u = x.direction();
                     const Vector<F> moved =
                         derivative_part(policy_gradient(as_constant(x.mdp), moving));
                     return equal(u.transpose() * moved, performance_hessian(x.mdp, x.policy(), u));
                   }).only(moderate_size, is_of_moderate_size)),
              step("D²J = Σ_s ν(s) Σ_a (D²π(a|s) Q(s,a) + 2γ Dπ(a|s) P_aDV(s))",
                   is_the_second_derivative(
                       [](const auto& x) { return differentiated_theorem(x, 2); })),
              step("(Σ_a |Dπ(a|s)|)² ≤ ½ Σ_a u(s,a)² and Σ_a |D²π(a|s)| ≤ Σ_a u(s,a)²",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const MovingTwice<F> m{x};
                     const Vector<F> first = absolute_sums(m.dpi);
                     const Vector<F> squares = m.u.cwiseProduct(m.u).rowwise().sum();
                     Matrix<F> left(squares.size(), 2), right(squares.size(), 2);
                     left << first.cwiseProduct(first), absolute_sums(m.ddpi);
                     right << squares / F{2}, squares;
                     return at_most(left, right);
                   })),
              step("max_a Q(s,a) − min_a Q(s,a) ≤ R/(1 − γ)",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> q = action_values(x.mdp, policy_values(x.mdp, x.pi()));
                     return at_most(spread<F>(q.reshaped()),
                                    F(range_of_rewards(x.mdp) / (F{1} - x.mdp.discount)));
                   })),
              step("so |Σ_a Dπ·Q| ≤ ½ Σ_a|Dπ| R/(1 − γ), and ‖DV‖∞² ≤ R²‖u‖²/(8(1 − γ)⁴)",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const F largest = sup_norm<F>(moved_values(x));
                     const F range = range_of_rewards(x.mdp) / power(F{1} - x.mdp.discount, 2);
                     return at_most(F(largest * largest),
                                    F(range * range * x.direction().dot(x.direction()) / F{8}));
                   })),
              step("add up: 1/(2(1 − γ)²) + 2γ/(4(1 − γ)³) = 1/(2(1 − γ)³)",
                   []<class F>(const MdpPoint<F>& x) {
                     const F rest = F{1} - x.mdp.discount;
                     return equal(F(F{1} / (F{2} * power(rest, 2)) +
                                    F{2} * x.mdp.discount / (F{4} * power(rest, 3))),
                                  F(F{1} / (F{2} * power(rest, 3))));
                   }),
              step("with 2 and 6 for the sums of |Dπ| and |D²π|: 6/(1 − γ)² + 8γ/(1 − γ)³ ≤ "
                   "8/(1 − γ)³",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const F rest = F{1} - x.mdp.discount;
                     return at_most(
                         F(F{6} / power(rest, 2) + F{8} * x.mdp.discount / power(rest, 3)),
                         F(F{8} / power(rest, 3)));
                   })),
          },
      .falsifiers =
          {
              wrong("a constant 60 times smaller", is_smooth(constant(Ball{8} / Ball{60}, 3))),
              wrong("no power of 1 − γ: R/2", is_smooth(constant(Ball{1} / Ball{2}, 0))),
              wrong("the constant of rewards in [0, 1] for any rewards",
                    is_smooth([](const auto& mdp) {
                      return constant(Ball{1} / Ball{2}, 3)(mdp) / range_of_rewards(mdp);
                    })),
              wrong("the direct parametrisation's 2γAR/(1 − γ)³", is_smooth([](const auto& mdp) {
                      return constant(Ball{2 * mdp.actions()}, 3)(mdp) * mdp.discount;
                    })),
              wrong("the moving value counted once in D²J",
                    is_the_second_derivative(
                        [](const auto& x) { return differentiated_theorem(x, 1); })),
              wrong("a bandit: R/6, below R/(3√3)", bandit_is_smooth([] { return Ball{6}; })),
          },
      .tight =
          {
              part("a bandit is R/(3√3)-smooth", bandit_is_smooth(three_root_three)),
              part("two arms attain it to 10⁻³⁰ at the probabilities (3 ± √3)/6",
                   ball_inequality([](const MdpPoint<Ball>& x) {
                     const Vector<Ball> all = first_rewards(x.mdp);
                     const Vector<Ball> rewards{{all(0), all(all.size() - 1)}};
                     const Ball root = three_root_three() / Ball{3};
                     Matrix<Ball> preferences(1, 2), u(2, 1);
                     preferences << Ball{3} - root, Ball{3} + root;
                     u << Ball{1}, Ball{-1};
                     const Matrix<Ball> curvature = performance_hessian(
                         one_decision(rewards), TabularSoftmax<Ball>{preferences}, u);
                     const Ball reached = absolute(curvature(0, 0)) / Ball{2};
                     return at_most(spread(rewards) / three_root_three(),
                                    reached + Ball{1} / power(Ball{10}, 30));
                   })
                       .only("the first state's first and last action differ in reward",
                             first_rewards_differ)),
          },
      .sources = {{"mei2020global", "Lemma 7"}, {"agarwal2021theory", "Lemma D.4"}},
  };
}

}  // namespace lemmata
