// EN-2. Log-sum-exp is the Legendre dual of the entropy, and the softmax alone attains it.
//
//   E_π Q + βH(π) + β KL(π‖σ) = β log Σ_a exp(Q(a)/β),    σ(a) ∝ exp(Q(a)/β),
//
// for every policy π, so that max_π E_πQ + βH(π) = β log Σ exp(Q/β). By Pinsker's inequality
// another policy falls short by at least (β/2)‖π − σ‖₁²: no other one attains the maximum. In turn
// −βH(π) = max_Q E_πQ − β log Σ exp(Q/β), attained at Q = β log π plus any constant.
//
// Hypotheses: finitely many actions; β > 0; π of full support (where π(a) = 0 its terms are 0).
//
// Oracle: mean, entropy, divergence and distance from the softmax, each a sum of its own; none
// calls the other. With free logarithms the identity is decided in GF(p) as well: for σ any numbers
// m with Q = β(m + L), as log σ has for L = log Σ exp(Q/β).
//
// Shows: the production `soft_maximum`, `entropy`, `kl_divergences` and `tabular_softmax` agree in
// balls to 10⁻³⁰; the quadratic gap is certified where π differs from σ.
//
// Sources: geist2019theory, Proposition 1 (the maximum and where it is attained);
// cover2006elements, Lemma 11.6.1 (Pinsker).

#include "theory/soft/soft_values.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/entropy/soft_choices.hpp"
#include "verification/trust_region/formal_logarithms.hpp"
#include "verification/trust_region/two_policies.hpp"

namespace lemmata {
namespace {

using formal_logarithms::logged;
using formal_logarithms::plain;
using two_policies::agree;
using namespace soft_choices;

/// A quantity of each state.
using Subject = Vector<Ball> (*)(const MdpPoint<Ball>&);
/// A policy that is claimed to attain the maximum.
using PolicySubject = Policy<Ball> (*)(const MdpPoint<Ball>&);

/// The predicate: what π attains and a gap make up the maximum, to 10⁻³⁰.
Check adds_up(Subject attained, Subject claimed_maximum = maximum, Subject claimed_gap = gap) {
  return certified([=](const MdpPoint<Ball>& x) {
    return agree(attained(x) + claimed_gap(x), claimed_maximum(x));
  });
}

/// The predicate: this policy attains the maximum, to 10⁻³⁰.
Check attains(PolicySubject policy) {
  return certified([=](const MdpPoint<Ball>& x) {
    return agree(paid(policy(x), x.action_baseline(), x.temperature()), maximum(x));
  });
}

/// The predicate: E_πQ + βH + c(β)‖π − σ‖₁² ≤ the maximum.
template <class Coefficient>
Check falls_short_by(Coefficient coefficient) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           return at_most(objective(x) + coefficient(x.temperature()) * squared_distance(x),
                          maximum(x));
         })
      .only(unlike_softmax, differs_from_softmax);
}

// Wrong ones.
Vector<Ball> entropy_as_a_cost(const MdpPoint<Ball>& x) {
  return paid(x.pi(), x.action_baseline(), -x.temperature());
}
Vector<Ball> in_bits(const MdpPoint<Ball>& x) {
  return paid(x.pi(), x.action_baseline(), x.temperature() / log(Ball{2}));
}
Vector<Ball> unpaid(const MdpPoint<Ball>& x) { return paid(x.pi(), x.action_baseline(), Ball{0}); }
Vector<Ball> hard_maximum(const MdpPoint<Ball>& x) {
  const Matrix<Ball> q = x.action_baseline();
  Vector<Ball> result = q.col(0);
  for (Eigen::Index i = 0; i < q.size(); ++i) {
    result(i % q.rows()) = larger(result(i % q.rows()), q(i));
  }
  return result;
}
Vector<Ball> of_the_mean(const MdpPoint<Ball>& x) {
  return maximum(x).array() - x.temperature() * log(Ball{x.mdp.actions()});
}
Vector<Ball> lost_outside(const MdpPoint<Ball>& x) { return maximum(x) / x.temperature(); }
Vector<Ball> lost_inside(const MdpPoint<Ball>& x) {
  return x.temperature() * soft_maxima(x.action_baseline(), Ball{1});
}
Vector<Ball> reversed(const MdpPoint<Ball>& x) {
  return x.temperature() * kl_divergences<Ball>(softmax(x), x.pi());
}
Policy<Ball> without_temperature(const MdpPoint<Ball>& x) {
  return tabular_softmax(x.action_baseline()).probabilities();
}

}  // namespace

Theorem log_sum_exp_is_the_dual_of_entropy() {
  return {
      .id = "EN-2",
      .claim =
          "The largest mean value plus entropy is the log-sum-exp of the values, and the softmax "
          "is the only policy that attains it",
      .statement =
          R"(\max_\pi \mathbb{E}_\pi Q + \beta H(\pi) = \beta \log \sum_a e^{Q(a)/\beta}, \quad
                      \mathbb{E}_\pi Q + \beta H(\pi) + \beta\, \mathrm{KL}(\pi \Vert \sigma)
                      = \beta \log \sum_a e^{Q(a)/\beta}, \quad \sigma(a) \propto e^{Q(a)/\beta})",
      .hypotheses = {finite_mdp, {"β > 0", {}}, softmax_policy},
      .oracle = "mean, entropy, divergence and distance from the softmax, each a sum of its own",
      .shows =
          "The identity exactly for free logarithms, and in balls to 10⁻³⁰ for the production "
          "functions; the quadratic gap below the maximum away from the softmax.",
      .instances = mdps(
          "action values, a policy and a temperature on the states of an MDP",
          {Part::policy, Part::action_baseline, Part::features, Part::values, Part::temperature},
          {.states = 2, .actions = 4, .outcomes = 1}),
      .checks =
          {
              part("E_πQ + βH(π) + β KL(π‖σ) = βL for free logarithms with Q = β(log σ + L)",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Policy<F> pi = x.pi();
                     const Matrix<F> q = x.action_baseline();
                     const Vector<F> level = x.values();  // L
                     const Matrix<F> softmax_logs =
                         q / x.temperature() - level.replicate(1, q.cols());
                     Matrix<F> logs(q.rows(), q.cols());  // any
                     for (int s = 0; s < q.rows(); ++s) {
                       for (int a = 0; a < q.cols(); ++a) logs(s, a) = x.feature(s, a)(0);
                     }
                     const Vector<F> divergence =
                         plain<F>(kl_divergences(logged(pi, logs), logged(pi, softmax_logs)));
                     const Vector<F> mean = pi.cwiseProduct(q).rowwise().sum();
                     return equal(mean + (state_entropies(pi, logs) + divergence) * x.temperature(),
                                  level * x.temperature());
                   })),
              part("E_πQ + βH(π) + β KL(π‖σ) = β log Σ exp(Q/β) to 10⁻³⁰", adds_up(objective)),
              part("E_πQ + βH(π) + (β/2)‖π − σ‖₁² ≤ β log Σ exp(Q/β)",
                   falls_short_by([](const Ball& beta) { return beta / Ball{2}; })),
              part("the softmax attains it, to 10⁻³⁰", attains(softmax<Ball>)),
              part("in turn: E_πQ − β log Σ exp(Q/β) = −βH(π) for Q = β log π + b(s), to 10⁻³⁰",
                   certified([](const MdpPoint<Ball>& x) {
                     const Matrix<Ball> q = x.temperature() * logarithms<Ball>(x.pi()) +
                                            x.values().replicate(1, x.mdp.actions());
                     return agree(paid(x.pi(), q, x.temperature()),
                                  soft_maxima(q, x.temperature()));
                   })),
          },
      .proof =
          {
              step("β log σ = Q − β log Σ exp(Q/β), to 10⁻³⁰", certified([](const auto& x) {
                     const Matrix<Ball> claimed =
                         x.action_baseline() - maximum(x).replicate(1, x.mdp.actions());
                     const Matrix<Ball> logs = logarithms<Ball>(softmax(x)) * x.temperature();
                     return agree(logs.reshaped(), claimed.reshaped());
                   })),
              step("Pinsker: ½‖π − σ‖₁² ≤ KL(π‖σ)",
                   ball_inequality([](const MdpPoint<Ball>& x) {
                     return at_most(Vector<Ball>(squared_distance(x) / Ball{2}),
                                    kl_divergences<Ball>(x.pi(), softmax(x)));
                   }).only(unlike_softmax, differs_from_softmax)),
          },
      .falsifiers =
          {
              wrong("the sign of the entropy", adds_up(entropy_as_a_cost)),
              wrong("entropy in bits", adds_up(in_bits)),
              wrong("no entropy", adds_up(unpaid)),
              wrong("the hard maximum", adds_up(objective, hard_maximum)),
              wrong("the mean of the exponentials for their sum", adds_up(objective, of_the_mean)),
              wrong("β lost outside: log Σ exp(Q/β)", adds_up(objective, lost_outside)),
              wrong("β lost inside: β log Σ exp Q", adds_up(objective, lost_inside)),
              wrong("the other direction: KL(σ‖π)", adds_up(objective, maximum, reversed)),
              wrong("attained by the softmax of Q, without β", attains(without_temperature)),
              wrong("attained by any policy",
                    attains([](const MdpPoint<Ball>& x) { return x.pi(); })),
              wrong("a gap of β‖π − σ‖₁²", falls_short_by([](const Ball& beta) { return beta; })),
              wrong("a gap without β: ½‖π − σ‖₁²",
                    falls_short_by([](const Ball&) { return Ball{1} / Ball{2}; })),
          },
      .sources = {{"geist2019theory", "Proposition 1"}, {"cover2006elements", "Lemma 11.6.1"}},
  };
}

}  // namespace lemmata
