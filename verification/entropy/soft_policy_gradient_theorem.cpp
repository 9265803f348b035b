// EN-6. The soft policy gradient theorem.
//
//   ∇J_β = Σ_s ν(s) Σ_a π(a|s) ∇log π(a|s) (Q_β(s,a) − β log π(a|s) − b(s)),    J_β = μᵀV_β^π,
//
// for any b(s): the discounted return with the discounted entropy of the whole run (EN-4). With
// b = V_β the bracket is the soft advantage A_β, whose mean under π is 0. Q_β = r + γPV_β holds the
// entropy of later choices. A bonus β∇H(π(·|s_t)) beside an advantage of rewards alone, as A3C adds
// it, leaves that out: it is the direction of Q^π − β log π, which is not ∇J_β.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; π differentiable in θ, of full
// support.
//
// Oracle: J_β as a dual number through the elimination that gives V_β: it knows neither ν, nor Q_β,
// nor a score. The logarithm is a dual number ℓ + επ′/π with any ℓ: its derivative is all that is
// used of it, so that the identity is decided in GF(p).
//
// Shows: the production `soft_policy_gradient` in every coordinate of the tabular softmax (along
// one random direction for more than 64 parameters), for a linear softmax of two features, and,
// with real logarithms, in balls to 10⁻³⁰.
//
// Sources: mei2020global, the gradient of the entropy-regularised value; sutton2000policy,
// Theorem 1.

#include "verification/engine/hypotheses.hpp"
#include "verification/engine/sizes.hpp"
#include "verification/entropy/soft_gradients.hpp"
#include "verification/trust_region/two_policies.hpp"

namespace lemmata {
namespace {

using namespace soft_gradients;

/// The predicate: a claimed gradient is that of J_β, along every direction.
template <class Gradient>
Check is_soft_gradient(Gradient claimed) {
  return identity([claimed]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> directions = x.directions();
    return equal(directions.transpose() * claimed(x),
                 soft_performance_derivatives(x.mdp, x.policy(), x.action_baseline(),
                                              x.temperature(), directions));
  });
}

/// The predicate: an advantage, a function of state and action, has mean zero under π.
template <class Advantage>
Check has_zero_mean(Advantage claimed) {
  return identity([claimed]<class F>(const MdpPoint<F>& point) {
    const Paid<F> x{point};
    const Vector<F> mean = x.pi.cwiseProduct(claimed(x)).rowwise().sum();
    return equal(mean, Vector<F>::Constant(mean.size(), F{0}));
  });
}

/// An identity that is evaluated on MDPs of at most 64 states: elimination among dual numbers is
/// slow beyond.
template <class Statement>
Check on_small(Statement statement) {
  return identity(std::move(statement)).only("at most 64 states", has_at_most<64>);
}

constexpr auto production = []<class F>(const MdpPoint<F>& x) {
  return soft_policy_gradient(x.mdp, x.policy(), x.action_baseline(), x.temperature());
};

}  // namespace

Theorem soft_policy_gradient_theorem() {
  return {
      .id = "EN-6",
      .claim =
          "The gradient of the return with entropy is the visitation-weighted sum of score times "
          "soft action value less β log π, up to any function of the state",
      .statement =
          R"(\nabla_\theta J_\beta = \sum_s \nu(s) \sum_a \nabla_\theta \pi_\theta(a \mid s)
                      \big( Q_\beta(s,a) - \beta \log \pi_\theta(a \mid s) - b(s) \big))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy},
      .oracle = "J_β = μᵀV_β as a dual number through Gaussian elimination",
      .shows =
          "The production gradient in every coordinate of the tabular softmax, or along one "
          "random direction for more than 64 parameters; free logarithms, and real ones in balls.",
      .instances = mdps("finite MDPs with a softmax policy, numbers for its logarithms and a "
                        "temperature",
                        {Part::policy, Part::features, Part::action_baseline, Part::temperature,
                         Part::state_baseline, Part::direction}),
      .checks =
          {
              part("tabular softmax", is_soft_gradient(production)),
              part("less any b(s)", is_soft_gradient([]<class F>(const MdpPoint<F>& point) {
                                      const auto with_baseline = [&](const Paid<F>& x) {
                                        const Vector<F> baseline = point.state_baseline();
                                        return Matrix<F>(paid_q(x) -
                                                         baseline.replicate(1, x.mdp.actions()));
                                      };
                                      return score_times(with_baseline)(point);
                                    }).only("at most 64 states", has_at_most<64>)),
              part("linear softmax", on_small([]<class F>(const MdpPoint<F>& x) {
                     const auto policy = x.linear_policy();
                     const Matrix<F> axes = identity_matrix<F>(policy.parameters());
                     const Matrix<F> logs = x.action_baseline();
                     return equal(
                         soft_policy_gradient(x.mdp, policy, logs, x.temperature()),
                         soft_performance_derivatives(x.mdp, policy, logs, x.temperature(), axes));
                   })),
              part("the soft advantage Q_β − βℓ − V_β has mean zero",
                   has_zero_mean([]<class F>(const Paid<F>& x) {
                     return Matrix<F>(paid_q(x) - x.values().replicate(1, x.mdp.actions()));
                   })),
              part("with real logarithms, to 10⁻³⁰",
                   certified([](const MdpPoint<Ball>& x) {
                     const auto policy = x.policy();
                     const Matrix<Ball> logs = logarithms<Ball>(x.pi());
                     return two_policies::agree(
                         soft_policy_gradient(x.mdp, policy, x.temperature()),
                         soft_performance_derivatives(x.mdp, policy, logs, x.temperature(),
                                                      identity_matrix<Ball>(policy.parameters())));
                   }).only("at most 8 states", has_at_most<8>)),
          },
      .proof =
          {
              step("the entropy moves by DH = −Σ_a Dπ·ℓ: π·Dℓ = Dπ adds up to 0",
                   on_small([]<class F>(const MdpPoint<F>& point) {
                     const Moving<F> m{point};
                     return equal(m.dh, -m.dpi.cwiseProduct(m.x.logs).rowwise().sum());
                   })),
              step("differentiate the soft Bellman equation: DV = Σ_a Dπ(Q_β − βℓ) + γP_πDV",
                   on_small([]<class F>(const MdpPoint<F>& point) {
                     const Moving<F> m{point};
                     const Matrix<F> p = policy_transitions(m.x.mdp, m.x.pi);
                     return equal(m.dv, m.improvement + p * m.dv * m.x.mdp.discount);
                   })),
              step("collect the visitation: μᵀDV = Σ_s ν(s) Σ_a Dπ(Q_β − βℓ)",
                   on_small([]<class F>(const MdpPoint<F>& point) {
                     const Moving<F> m{point};
                     return equal(m.x.mdp.start.dot(m.dv),
                                  visitation(m.x.mdp, m.x.pi).dot(m.improvement));
                   })),
          },
      .falsifiers =
          {
              wrong("Q^π + β log π", is_soft_gradient(score_times([](const auto& x) {
                      return with_logs(x, plain_q(x), 1);
                    })),
                    {"google-deepmind/open_spiel#962"})
                  .refuting(73),
              wrong("Q^π + β log π as an advantage, of mean zero",
                    has_zero_mean([](const auto& x) { return with_logs(x, plain_q(x), 1); }))
                  .refuting(74),
              wrong("Q_β − β log π as an advantage, of mean zero",
                    has_zero_mean([](const auto& x) { return paid_q(x); })),
              wrong("the sign of the logarithm: Q_β + β log π",
                    is_soft_gradient(
                        score_times([](const auto& x) { return with_logs(x, soft_q(x), 1); }))),
              wrong("no entropy of later choices: Q^π − β log π, A3C's bonus",
                    is_soft_gradient(
                        score_times([](const auto& x) { return with_logs(x, plain_q(x), -1); }))),
              wrong("no entropy of the present choice: Q_β",
                    is_soft_gradient(score_times([](const auto& x) { return soft_q(x); }))),
              wrong("that of the present choice twice: a bonus β∇H beside Q_β − β log π",
                    is_soft_gradient(
                        score_times([](const auto& x) { return with_logs(x, soft_q(x), -2); }))),
              wrong("β lost: Q_β − log π",
                    is_soft_gradient(score_times(
                        []<class F>(const Paid<F>& x) { return Matrix<F>(soft_q(x) - x.logs); }))),
              wrong("the sign", is_soft_gradient([]<class F>(const MdpPoint<F>& x) {
                      return Vector<F>(-production(x));
                    })),
              wrong("d = (1 − γ)ν for ν",
                    is_soft_gradient(weighted_by([]<class F>(const Paid<F>& x) {
                      return Vector<F>(visitation(x.mdp, x.pi) * (F{1} - x.mdp.discount));
                    }))),
              wrong("the start alone for ν",
                    is_soft_gradient(weighted_by([](const auto& x) { return x.mdp.start; }))),
          },
      .needs = {needed(discount_below_one_or_ending, is_soft_gradient(production))},
      .sources = {{"mei2020global", "the gradient of the entropy-regularised value"},
                  {"sutton2000policy", "Theorem 1"}},
  };
}

}  // namespace lemmata
