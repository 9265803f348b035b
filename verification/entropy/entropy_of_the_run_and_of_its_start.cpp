// EN-7. Entropy along the run and entropy of its start are two objectives.
//
//   J_β − (J + βH(s_0)) = β Σ_s (ν − μ)(s) H(s),
//   ∇J_β − ∇(J + βH(s_0)) = Σ_s ν(s) Σ_a ∇π(a|s) βγ(P_aV_H)(s) + β Σ_s (ν − μ)(s) ∇H(s),
//
// with H(s_0) = Σ_s μ(s)H(s) and V_H = (I − γP_π)⁻¹H, the entropy that the run from s adds up to.
// The first term is the way to where entropy is large: it is lost wherever the states are taken as
// given. Both differences vanish for γ = 0.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a policy of full support.
//
// Oracle: both objectives as dual numbers, J_β and J each through its elimination, H by its sum.
//
// Shows: both formulas for free logarithms ℓ + επ′/π, in GF(p), in every coordinate of the tabular
// softmax (along one random direction for more than 64 parameters), up to 64 states. Which of the
// two a text means by J + βH(π) it must say: this theorem does not say that either is wrong.
//
// Sources: mei2020global, the discounted entropy; sutton2000policy, Theorem 1.

#include "verification/engine/hypotheses.hpp"
#include "verification/engine/sizes.hpp"
#include "verification/entropy/soft_gradients.hpp"

namespace lemmata {
namespace {

using namespace soft_gradients;
using soft_returns::added_up;

/// J + β Σ_s μ(s)H(s).
template <class F>
F with_entropy_of_start(const Paid<F>& x) {
  return performance(x.mdp, x.pi) + x.temperature * x.mdp.start.dot(x.entropies());
}

/// The predicate: J_β exceeds a claimed objective by a claimed amount.
template <class Amount>
Check exceeds_by(Amount amount) {
  return identity([amount]<class F>(const MdpPoint<F>& point) {
    const Paid<F> x{point};
    return equal(F(x.mdp.start.dot(x.values()) - with_entropy_of_start(x)), F(amount(x)));
  });
}

/// ∂(J + βH(s_0))/∂u for every direction, by dual numbers.
template <class F>
Vector<F> derivatives_with_entropy_of_start(const MdpPoint<F>& point, const Matrix<F>& directions) {
  Vector<F> result = performance_derivatives(point.mdp, point.policy(), directions);
  for (Eigen::Index k = 0; k < directions.cols(); ++k) {
    const Policy<Dual<F>> moving = point.policy().along(directions.col(k)).probabilities();
    const Vector<Dual<F>> entropies =
        state_entropies(moving, moving_logarithms(point.action_baseline(), moving));
    result(k) += point.temperature() * point.mdp.start.dot(derivative_part(entropies));
  }
  return result;
}

/// The predicate: the gradient of J_β exceeds that of J + βH(s_0) by a claimed vector.
template <class Difference>
Check gradient_exceeds_by(Difference claimed) {
  return identity([claimed]<class F>(const MdpPoint<F>& point) {
           const Matrix<F> directions = point.directions();
           const Vector<F> whole = soft_performance_derivatives(
               point.mdp, point.policy(), point.action_baseline(), point.temperature(), directions);
           return equal(directions.transpose() * Vector<F>(claimed(point, Paid<F>{point})),
                        whole - derivatives_with_entropy_of_start(point, directions));
         })
      .only("at most 64 states", has_at_most<64>);
}

/// γ(P_av)(s), S × A.
template <class F>
Matrix<F> later(const Paid<F>& x, const Vector<F>& v) {
  return action_values(x.mdp, v) - expected_rewards(x.mdp);
}

/// Σ_s ν(s) Σ_a ∇π βγ(P_av)(s): by where the policy leads.
template <class F>
Vector<F> by_leading(const MdpPoint<F>& point, const Paid<F>& x, const Vector<F>& v) {
  return weighted_score_sum(point.policy(), visitation(x.mdp, x.pi),
                            Matrix<F>(later(x, v) * x.temperature));
}

/// β Σ_s w(s)∇H(s), with ∇H = −Σ_a ∇π ℓ: by choosing at states taken as given.
template <class F>
Vector<F> by_choosing(const MdpPoint<F>& point, const Paid<F>& x, const Vector<F>& weights) {
  return weighted_score_sum(point.policy(), weights, Matrix<F>(x.logs * F(-x.temperature)));
}

/// ν − μ: discounted visits after the first step.
template <class F>
Vector<F> later_visits(const Paid<F>& x) {
  return visitation(x.mdp, x.pi) - x.mdp.start;
}

/// V_H.
template <class F>
Vector<F> entropy_of_the_run(const Paid<F>& x) {
  return added_up(x, x.entropies(), x.mdp.discount);
}

constexpr auto right = []<class F>(const MdpPoint<F>& point, const Paid<F>& x) {
  return Vector<F>(by_leading(point, x, entropy_of_the_run(x)) +
                   by_choosing(point, x, later_visits(x)));
};

}  // namespace

Theorem entropy_of_the_run_and_of_its_start() {
  return {
      .id = "EN-7",
      .claim =
          "The return with the discounted entropy of the run is another objective than the "
          "return with the entropy of its start, and has another gradient",
      .statement = R"(\nabla J_\beta - \nabla (J + \beta H(s_0)) = \sum_s \nu(s) \sum_a
                      \nabla \pi(a \mid s)\, \beta \gamma (P_a V_H)(s)
                      + \beta \sum_s (\nu - \mu)(s) \nabla H(s), \quad
                      V_H = (I - \gamma P_\pi)^{-1} H)",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy},
      .oracle = "both objectives as dual numbers through Gaussian elimination",
      .shows =
          "Both differences in every coordinate of the tabular softmax, or along one random "
          "direction for more than 64 parameters, for free logarithms.",
      .instances = mdps("finite MDPs with a softmax policy, numbers for its logarithms and a "
                        "temperature",
                        {Part::policy, Part::action_baseline, Part::temperature, Part::direction}),
      .checks =
          {
              part("J_β − (J + βH(s_0)) = β Σ(ν − μ)H", exceeds_by([](const auto& x) {
                     return x.temperature * later_visits(x).dot(x.entropies());
                   })),
              part("the gradients", gradient_exceeds_by(right)),
          },
      .proof =
          {
              step("later visits: ν − μ = γP_πᵀν",
                   []<class F>(const MdpPoint<F>& point) {
                     const Paid<F> x{point};
                     const Matrix<F> p = policy_transitions(x.mdp, x.pi);
                     return equal(later_visits(x),
                                  p.transpose() * visitation(x.mdp, x.pi) * x.mdp.discount);
                   }),
              step("V_β = V^π + βV_H: J_β is J and β times the return of the entropies",
                   []<class F>(const MdpPoint<F>& point) {
                     const Paid<F> x{point};
                     return equal(x.values(), policy_values(x.mdp, x.pi) +
                                                  x.temperature * entropy_of_the_run(x));
                   }),
          },
      .falsifiers =
          {
              wrong("one objective", exceeds_by([]<class F>(const Paid<F>&) { return F{0}; })),
              wrong("the start counted twice: β Σ νH", exceeds_by([](const auto& x) {
                      return x.temperature * visitation(x.mdp, x.pi).dot(x.entropies());
                    })),
              wrong("β lost",
                    exceeds_by([](const auto& x) { return later_visits(x).dot(x.entropies()); })),
              wrong("the sign", exceeds_by([](const auto& x) {
                      return -x.temperature * later_visits(x).dot(x.entropies());
                    })),
              wrong("one gradient",
                    gradient_exceeds_by([]<class F>(const MdpPoint<F>& point, const Paid<F>&) {
                      return Vector<F>::Constant(point.policy().parameters(), F{0}).eval();
                    })),
              wrong("states taken as given: β Σ(ν − μ)∇H alone",
                    gradient_exceeds_by([](const auto& point, const auto& x) {
                      return by_choosing(point, x, later_visits(x));
                    })),
              wrong("the way to later entropy alone",
                    gradient_exceeds_by([](const auto& point, const auto& x) {
                      return by_leading(point, x, entropy_of_the_run(x));
                    })),
              wrong("ν for ν − μ",
                    gradient_exceeds_by([]<class F>(const MdpPoint<F>& point, const Paid<F>& x) {
                      return Vector<F>(by_leading(point, x, entropy_of_the_run(x)) +
                                       by_choosing(point, x, visitation(x.mdp, x.pi)));
                    })),
              wrong("the next state's entropy for V_H",
                    gradient_exceeds_by([]<class F>(const MdpPoint<F>& point, const Paid<F>& x) {
                      return Vector<F>(by_leading(point, x, x.entropies()) +
                                       by_choosing(point, x, later_visits(x)));
                    })),
              wrong("the sign of the gradients' difference",
                    gradient_exceeds_by([]<class F>(const MdpPoint<F>& point, const Paid<F>& x) {
                      return Vector<F>(-right(point, x));
                    })),
          },
      .needs = {needed(discount_below_one_or_ending, gradient_exceeds_by(right))},
      .sources = {{"mei2020global", "the discounted entropy"}, {"sutton2000policy", "Theorem 1"}},
  };
}

}  // namespace lemmata
