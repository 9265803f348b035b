// MDP-7. The stationary distribution, the gain and the bias.
//
//   ρ = ρP, Σ_s ρ(s) = 1;    η + h = r_π + Ph, ρ·h = 0;    η = ρ·r_π,  h = (I − P + 1ρ)⁻¹(r_π − η1)
//
// determine the average reward (gain) η and the differential values (bias) h; P is the chain of the
// policy, restarted from μ at every end. From each state n steps earn nη + h − Pⁿh on average.
//
// Hypotheses: a finite MDP; one recurrent class; a policy of full support. The discount plays no
// part, and transient states and periods are allowed.
// Oracle: for the equations, outcomes added one by one; for the solution, the stationary
// distribution and the fundamental matrix, where the production function solves one system for gain
// and bias together; for what they mean, the dynamic programme of n steps.
// Shows: the production `stationary_distribution`, `average_reward`, `gain_and_bias` and
// `differential_action_values` as identities, n up to 3; no other gain solves the equation, and
// other biases differ by a constant. With several recurrent classes its system is singular.
// Sources: puterman1994markov, Section 8.2 and Appendix A.

#include "theory/fields/linear_solve.hpp"
#include "theory/mdp/average_reward.hpp"
#include "theory/mdp/values.hpp"
#include "theory/mdp/visitation.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// r_π + Pv, outcome by outcome; at an end the process restarts from μ.
template <class F>
Vector<F> one_step(const FiniteMdp<F>& mdp, const Policy<F>& pi, const Vector<F>& v) {
  Vector<F> result = Vector<F>::Constant(mdp.states(), F{0});
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const auto& outcome : mdp.outcomes(s, a)) {
        const F next = outcome.terminal ? mdp.start.dot(v) : v(outcome.next_state);
        result(s) += pi(s, a) * outcome.probability * (outcome.reward + next);
      }
    }
  }
  return result;
}

template <class F>
Vector<F> constant(const FiniteMdp<F>& mdp, const F& value) {
  return Vector<F>::Constant(mdp.states(), value);
}

template <class F>
Vector<F> followed_by(Vector<F> entries, const F& last) {
  entries.conservativeResize(entries.size() + 1);
  entries(entries.size() - 1) = last;
  return entries;
}

/// The predicate: as much mass flows into each state as is in it, and the mass is 1 in all.
template <class Distribution>
Check is_stationary(Distribution claimed) {
  return identity([claimed]<class F>(const MdpPoint<F>& x) {
    const Vector<F> rho = claimed(x.mdp, x.pi());
    Vector<F> inflow = Vector<F>::Constant(x.mdp.states(), F{0});
    for (int s = 0; s < x.mdp.states(); ++s) {
      for (int a = 0; a < x.mdp.actions(); ++a) {
        for (const auto& outcome : x.mdp.outcomes(s, a)) {
          const F mass = rho(s) * x.pi()(s, a) * outcome.probability;
          if (outcome.terminal) inflow += mass * x.mdp.start;
          if (!outcome.terminal) inflow(outcome.next_state) += mass;
        }
      }
    }
    return equal(followed_by(rho, rho.sum()), followed_by(inflow, F{1}));
  });
}

/// The predicate: η + h = r_π + Ph and ρ·h = 0 for a claimed gain and bias.
template <class Evaluation>
Check solves_the_poisson_equation(Evaluation claimed) {
  return identity([claimed]<class F>(const MdpPoint<F>& x) {
    const GainAndBias<F> of = claimed(x.mdp, x.pi());
    const Vector<F> sum = of.bias + constant(x.mdp, of.gain);
    return equal(followed_by(sum, stationary_distribution(x.mdp, x.pi()).dot(of.bias)),
                 followed_by(one_step(x.mdp, x.pi(), of.bias), F{0}));
  });
}

/// (I − P + 1ρ)⁻¹v: the fundamental matrix of the policy's chain, or of another P, applied to v.
template <class F>
Vector<F> fundamental(const Matrix<F>& chain, const Vector<F>& rho, const Vector<F>& v) {
  const Matrix<F> limit = rho.transpose().replicate(chain.rows(), 1);
  return solve<F>(identity_matrix<F>(chain.rows()) - chain + limit, v);
}

/// η = ρ·r_π, and h = (I − P + 1ρ)⁻¹(r_π − c1) for a claimed P and c = η or 0.
template <class F>
GainAndBias<F> by_fundamental_matrix(const FiniteMdp<F>& mdp, const Policy<F>& pi,
                                     const Matrix<F>& chain, bool subtract_gain = true) {
  const F gain = average_reward(mdp, pi);
  const Vector<F> rewards = policy_rewards(mdp, pi) - constant(mdp, subtract_gain ? gain : F{0});
  return {gain, fundamental(chain, stationary_distribution(mdp, pi), rewards)};
}

/// The Poisson equation as one linear system, its gain being μ·x: regular if and only if there is
/// one recurrent class.
constexpr auto as_a_linear_system = []<class F>(const MdpPoint<F>& x) {
  const Matrix<F> chain = restarting_transitions(x.mdp, x.pi());
  const Vector<F> v = fundamental(chain, x.mdp.start, policy_rewards(x.mdp, x.pi()));
  return equal(v + constant(x.mdp, x.mdp.start.dot(v)), one_step(x.mdp, x.pi(), v));
};

/// V_n = nη + h − Pⁿh for n = 0, …, 3, one column each.
Check earns_the_gain_a_step() {
  constexpr int longest = 3;
  return identity([]<class F>(const MdpPoint<F>& x) {
    const auto [gain, bias] = gain_and_bias(x.mdp, x.pi());
    const Matrix<F> chain = restarting_transitions(x.mdp, x.pi());
    Matrix<F> earned(x.mdp.states(), longest + 1), expected = earned;
    Vector<F> total = constant(x.mdp, F{0}), still_to_come = bias;
    for (int n = 0; n <= longest; ++n) {
      earned.col(n) = total;
      expected.col(n) = constant(x.mdp, F{F{n} * gain}) + bias - still_to_come;
      total = one_step(x.mdp, x.pi(), total);
      still_to_come = chain * still_to_come;
    }
    return equal(earned, expected);
  });
}

}  // namespace

Theorem poisson_equation_determines_gain_and_bias() {
  return {
      .id = "MDP-7",
      .claim =
          "Average reward and differential values are the solution of the Poisson equation, which "
          "is unique where the chain has one recurrent class",
      .statement = R"(\rho = \rho P, \quad \textstyle\sum_s \rho(s) = 1, \qquad
                      \eta + h = r_\pi + P h, \quad \rho h = 0, \qquad
                      \eta = \rho\, r_\pi, \quad h = (I - P + \mathbf 1 \rho)^{-1} (r_\pi - \eta \mathbf 1))",
      .hypotheses = {finite_mdp, unichain, softmax_policy},
      .oracle =
          "outcomes one by one; the stationary distribution and the fundamental matrix against "
          "one system for both; the dynamic programme of n steps",
      .shows =
          "The production functions solve the equations, whose solution is unique, and n ≤ 3 steps "
          "earn nη + h − Pⁿh. An end restarts from μ. Outside the hypothesis they throw "
          "SingularSystem.",
      .instances = mdps("finite MDPs with a policy and any function W of the state",
                        {Part::policy, Part::values}),
      .checks =
          {
              part("ρ is stationary", is_stationary([](const auto& mdp, const auto& pi) {
                     return stationary_distribution(mdp, pi);
                   })),
              part("gain and bias solve the Poisson equation, with ρ·h = 0",
                   solves_the_poisson_equation(
                       [](const auto& mdp, const auto& pi) { return gain_and_bias(mdp, pi); })),
              part("η = ρ·r_π and h = (I − P + 1ρ)⁻¹(r_π − η1)",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const auto [gain, bias] = gain_and_bias(x.mdp, x.pi());
                     const auto other = by_fundamental_matrix(
                         x.mdp, x.pi(), restarting_transitions(x.mdp, x.pi()));
                     return equal(followed_by(bias, gain), followed_by(other.bias, other.gain));
                   })),
              part("the mean of Q(s,·) under π(·|s) is h(s)",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const GainAndBias<F> of = gain_and_bias(x.mdp, x.pi());
                     const Matrix<F> q = differential_action_values(x.mdp, of);
                     return equal(x.pi().cwiseProduct(q).rowwise().sum(), of.bias);
                   })),
              part("n steps earn nη + h − Pⁿh", earns_the_gain_a_step()),
          },
      .proof =
          {
              step("the gain is forced: ρ·(r_π + PW − W) = η for every W",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> rho = stationary_distribution(x.mdp, x.pi());
                     const Vector<F> residual = one_step(x.mdp, x.pi(), x.values()) - x.values();
                     return equal(rho.dot(residual), average_reward(x.mdp, x.pi()));
                   }),
              step("so is the bias, up to a constant: "
                   "W = h + (ρ·W)1 − (I − P + 1ρ)⁻¹(r_π + PW − W − η1) for every W",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> w = x.values();
                     const Vector<F> rho = stationary_distribution(x.mdp, x.pi());
                     const auto [gain, bias] = gain_and_bias(x.mdp, x.pi());
                     const Vector<F> residual =
                         one_step(x.mdp, x.pi(), w) - w - constant(x.mdp, gain);
                     const Matrix<F> chain = restarting_transitions(x.mdp, x.pi());
                     return equal(w + fundamental(chain, rho, residual),
                                  bias + constant(x.mdp, rho.dot(w)));
                   }),
          },
      .falsifiers =
          {
              wrong("the discounted visitation (1 − γ)ν for ρ",
                    is_stationary([]<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                      return Vector<F>(visitation(mdp, pi) * (F{1} - mdp.discount));
                    })),
              wrong("the discounted average (1 − γ)J for the gain",
                    solves_the_poisson_equation(
                        []<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                          const F gain = performance(mdp, pi) * (F{1} - mdp.discount);
                          return GainAndBias<F>{gain, gain_and_bias(mdp, pi).bias};
                        })),
              wrong("a bias from which the gain is not subtracted: (I − P + 1ρ)⁻¹r_π",
                    solves_the_poisson_equation([](const auto& mdp, const auto& pi) {
                      return by_fundamental_matrix(mdp, pi, restarting_transitions(mdp, pi), false);
                    })),
              wrong("nothing follows an end: P without the restarts",
                    solves_the_poisson_equation([](const auto& mdp, const auto& pi) {
                      return by_fundamental_matrix(mdp, pi, policy_transitions(mdp, pi));
                    })),
          },
      .needs = {needed(unichain, as_a_linear_system)},
      .sources = {{"puterman1994markov", "Section 8.2 and Appendix A"}},
  };
}

}  // namespace lemmata
