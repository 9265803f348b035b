// PG-15. The return is concave neither in θ nor in π.
//
//   In θ, a bandit:       D_u²J = Σ_a π(a)(r(a) − r̄)(u(a) − ū)²; for two arms and u = (1, −1) it is
//                         4(r_1 − r_2) p(1 − p)(1 − 2p): convex where the better arm has p < ½.
//   In π, two decisions:  J = γpq, so J((π + π')/2) − (J(π) + J(π'))/2 = −γ(p − p')(q − q')/4.
//
// What is linear is J in the discounted visitation ν(s)π(a|s) of states and actions.
//
// Hypotheses: a finite MDP, γ < 1, π the tabular softmax.
// Oracle: D²J by dual numbers of dual numbers through Gaussian elimination, against moments under
// the policy; J at mixtures by elimination, against polynomials by hand.
// Shows: both formulas as identities, the sign of the curvature of every generated two-armed bandit
// in balls, and linearity in the visitation. The falsifiers "concave" and "convex" print MDPs where
// J is not. In π one state suffices if its actions differ in whether the episode goes on; if all go
// on, J is linear.
// Sources: agarwal2021theory, Lemma 3.1; puterman1994markov, Section 6.9.

#include "theory/certificates/positive_definite.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/policy_gradient/mixtures.hpp"
#include "verification/policy_gradient/second_derivatives.hpp"

namespace lemmata {
namespace {

/// D_u²J for the bandit of the first state's rewards and policy, u the first entries of the
/// point's direction.
template <class F>
F bandit_curvature(const MdpPoint<F>& x) {
  const Matrix<F> u = x.direction().head(x.mdp.actions());
  return performance_hessian(one_decision(first_rewards(x.mdp)), first_row_of(x.pi()), u)(0, 0);
}

/// Σ_a π(a) (r(a) − r̄) (u(a) − ū)², the rewards centred or not.
template <class F>
F third_moment(const MdpPoint<F>& x, bool centred) {
  const Vector<F> pi = x.pi().row(0).transpose(), r = first_rewards(x.mdp);
  const Vector<F> u = x.direction().head(x.mdp.actions());
  const F mean_u = pi.dot(u), mean_r = centred ? F(pi.dot(r)) : F{0};
  F sum{0};
  for (Eigen::Index a = 0; a < pi.size(); ++a) {
    sum += pi(a) * (r(a) - mean_r) * (u(a) - mean_u) * (u(a) - mean_u);
  }
  return sum;
}

bool is_curved(const MdpInstance& instance) {
  const TwoArms<double> arms{instance.in<double>()};
  return std::abs((arms.rewards(0) - arms.rewards(1)) * (1 - 2 * arms.p)) > 1e-9;
}

/// The predicate: the curvature of two arms, where it is not 0, has a claimed sign.
template <class Sign>
Check curves_as(Sign sign) {
  return certified([sign](const MdpPoint<Ball>& x) {
           const TwoArms<Ball> arms{x};
           return is_positive_definite(
               Matrix<Ball>::Constant(1, 1, sign(arms) * arms.curvature).eval());
         })
      .only("the two arms differ in reward, and p ≠ ½", is_curved);
}

/// The predicate: J is linear between two policies on an MDP made of the point's.
template <class Task>
Check is_linear_in_the_policy(Task task) {
  return identity([task]<class F>(const MdpPoint<F>& x) {
    const Midpoint<F> j{task(x.mdp), Policy<F>(x.pi().row(0)), Policy<F>(x.other_pi().row(0))};
    return equal(j.at_mean, j.mean);
  });
}

/// The predicate: a claimed mixture of the point's two policies has their mean return.
template <class Mixture>
Check has_the_mean_return(Mixture mixture) {
  return identity([mixture]<class F>(const MdpPoint<F>& x) {
    const F sum = performance(x.mdp, x.pi()) + performance(x.mdp, x.other_pi());
    return equal(performance(x.mdp, Policy<F>(mixture(x))), F(sum / F{2}));
  });
}

constexpr auto mixed_by_occupancy = [](const auto& x) {
  return policy_of(mean_occupancy(x), x.pi());
};

}  // namespace

Theorem performance_is_not_concave() {
  const auto curvature = [](const MdpPoint<Ball>& x) {
    return performance_hessian<Ball>(x.mdp, x.policy(), Matrix<Ball>(x.direction()));
  };
  const auto midpoint_of_point = []<class F>(const MdpPoint<F>& x) {
    return Midpoint<F>{x.mdp, x.pi(), x.other_pi()};
  };
  return {
      .id = "PG-15",
      .claim =
          "The return is concave neither in the parameters of a softmax policy nor in the "
          "policy itself",
      .statement = R"(D_u^2 J = 4 (r_1 - r_2)\, p (1-p) (1-2p), \qquad
                      J\big(\tfrac{\pi + \pi'}2\big) - \tfrac{J(\pi) + J(\pi')}2
                      = -\tfrac{\gamma}{4} (p - p')(q - q'))",
      .hypotheses = {finite_mdp, discount_below_one, softmax_policy},
      .oracle = "second dual numbers through Gaussian elimination; polynomials by hand",
      .shows =
          "The curvature of every bandit, its sign for two arms; a policy between two others "
          "and below their mean; that J is linear in the visitation.",
      .instances = mdps("finite MDPs with two softmax policies and a direction",
                        {Part::policy, Part::other_policy, Part::direction}),
      .checks =
          {
              part("a bandit: D_u²J = Σ_a π(a) (r(a) − r̄) (u(a) − ū)²", identity([](const auto& x) {
                     return equal(bandit_curvature(x), third_moment(x, true));
                   })),
              part("two arms, u = (1, −1): D_u²J = 4(r_1 − r_2) p(1 − p)(1 − 2p)",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const TwoArms<F> arms{x};
                     const F gap = arms.rewards(0) - arms.rewards(1), p = arms.p;
                     return equal(arms.curvature, F(F{4} * gap * p * (F{1} - p) * (F{1} - p - p)));
                   })),
              part("two arms: convex where the better one has p < ½, concave where p > ½",
                   curves_as([](const auto& arms) {
                     return (arms.rewards(0) - arms.rewards(1)) * (Ball{1} - arms.p - arms.p);
                   })),
              part("two decisions: J((π + π')/2) − (J(π) + J(π'))/2 = −γ(p − p')(q − q')/4",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Policy<F> pi = corners_of(x.pi()).probabilities();
                     const Policy<F> other = corners_of(x.other_pi()).probabilities();
                     const Midpoint<F> j{two_decisions(x.mdp.discount), pi, other};
                     const F product = (pi(0, 0) - other(0, 0)) * (pi(1, 0) - other(1, 0));
                     return equal(F(j.at_mean - j.mean), F(-x.mdp.discount * product / F{4}));
                   })),
              part(
                  "two decisions, p = q = 1 and p' = q' = 0: J of the mean policy is γ/4 below γ/2",
                  inequality([]<class F>(const MdpPoint<F>& x) {
                    Policy<F> best(2, 2);
                    best << F{1}, F{0}, F{1}, F{0};
                    const Policy<F> worst = best.rowwise().reverse();
                    const Midpoint<F> j{two_decisions(x.mdp.discount), best, worst};
                    return at_most(F(j.at_mean + x.mdp.discount / F{4}), j.mean);
                  })),
              part("one state whose actions all go on: J is linear in π",
                   is_linear_in_the_policy([](const auto& mdp) { return one_state(mdp, false); })),
              part("J is linear in the visitation ν(s)π(a|s): its mean has the mean return",
                   has_the_mean_return(mixed_by_occupancy)),
          },
      .proof =
          {
              step("D²π(a|s) = π(a|s) ((u − ū)² − Σ_b π(b|s) (u(b) − ū)²)",
                   []<class F>(const MdpPoint<F>& x) {
                     const MovingTwice<F> m{x};
                     const Policy<F> pi = x.pi();
                     const Vector<F> mean = pi.cwiseProduct(m.u).rowwise().sum();
                     Matrix<F> centred = m.u;
                     for (int a = 0; a < x.mdp.actions(); ++a) centred.col(a) -= mean;
                     const Matrix<F> squares = centred.cwiseProduct(centred);
                     const Vector<F> variance = pi.cwiseProduct(squares).rowwise().sum();
                     return equal(m.ddpi, pi.cwiseProduct(squares) - variance.asDiagonal() * pi);
                   }),
              step("a mean of visitations is the visitation of the policy with its proportions",
                   [](const auto& x) {
                     return equal(occupancy(x.mdp, mixed_by_occupancy(x)), mean_occupancy(x));
                   }),
              step("J = Σ_s Σ_a ν(s)π(a|s) r(s,a)",
                   []<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> earned =
                         occupancy(x.mdp, x.pi()).cwiseProduct(expected_rewards(x.mdp));
                     return equal(performance(x.mdp, x.pi()), F(earned.sum()));
                   }),
          },
      .falsifiers =
          {
              wrong("J is concave in θ", ball_inequality([=](const MdpPoint<Ball>& x) {
                      return at_most(curvature(x), Matrix<Ball>::Constant(1, 1, Ball{0}));
                    })),
              wrong("J is convex in θ", ball_inequality([=](const MdpPoint<Ball>& x) {
                      return at_most(Matrix<Ball>::Constant(1, 1, Ball{0}), curvature(x));
                    })),
              wrong("J is concave in π", inequality([=](const auto& x) {
                      const auto j = midpoint_of_point(x);
                      return at_most(j.mean, j.at_mean);
                    })),
              wrong("J is convex in π", inequality([=](const auto& x) {
                      const auto j = midpoint_of_point(x);
                      return at_most(j.at_mean, j.mean);
                    })),
              wrong("one state some of whose actions end: J is linear in π",
                    is_linear_in_the_policy([](const auto& mdp) { return one_state(mdp, true); })),
              wrong("the mean of two policies has the mean of their returns",
                    has_the_mean_return([](const auto& x) {
                      return ((x.pi() + x.other_pi()) / decltype(x.mdp.discount){2}).eval();
                    })),
              wrong("two arms: concave where the better one has p < ½",
                    curves_as([](const auto& arms) {
                      return (arms.rewards(0) - arms.rewards(1)) * (arms.p + arms.p - Ball{1});
                    })),
              wrong("a bandit: rewards not centred", identity([](const auto& x) {
                      return equal(bandit_curvature(x), third_moment(x, false));
                    })),
          },
      .sources = {{"agarwal2021theory", "Lemma 3.1"}, {"puterman1994markov", "Section 6.9"}},
  };
}

}  // namespace lemmata
