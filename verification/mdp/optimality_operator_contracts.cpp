// MDP-5. The Bellman optimality operator T V = max_a (r(·,a) + γP_aV).
//
//   V ≤ W implies TV ≤ TW;   ‖TV − TW‖∞ ≤ γ‖V − W‖∞;   V^{greedy(V^π)} ≥ V^π;
//   policy iteration stops, at a solution of V = TV.
//
// Hypotheses: a finite MDP, γ < 1.
// Oracle: the definitions of order and norm, decided in exact rational arithmetic, ties included.
// Shows: both properties of the production `bellman_optimality` for any two functions, improvement
// for the production `greedy_policy`, and that the iteration ends at a fixed point of T. That an
// MDP of this size has few policies makes stopping unsurprising; the point is that it stops right.
// Tight: adding a constant c to V adds exactly γc to TV where nothing terminates.
// Sources: puterman1994markov, Propositions 6.2.4 and 6.4.1, Theorem 6.4.2.

#include "algorithms/environments/mdp_file.hpp"
#include "theory/mdp/values.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// The predicate: ‖TV − TW‖ ≤ factor(γ)·‖V − W‖ in a norm.
template <class Norm, class Factor>
Check contracts(Norm norm, Factor factor) {
  return inequality([norm, factor]<class F>(const MdpPoint<F>& x) {
    const Vector<F> change =
        bellman_optimality(x.mdp, x.values()) - bellman_optimality(x.mdp, x.other_values());
    const Vector<F> distance = x.values() - x.other_values();
    return at_most(norm(change), F(factor(x.mdp.discount) * norm(distance)));
  });
}

constexpr auto largest_entry = [](const auto& v) { return sup_norm(v); };
constexpr auto once = [](const auto& discount) { return discount; };
constexpr auto squared = [](const auto& discount) { return discount * discount; };

/// Improving on π by some rule never loses.
template <class Improve>
Check never_loses(Improve improve) {
  return inequality([improve]<class F>(const MdpPoint<F>& x) {
    const Vector<F> values = policy_values(x.mdp, x.pi());
    return at_most(values, policy_values(x.mdp, improve(x.mdp, values)));
  });
}

/// The entrywise larger of two functions of the state.
template <class F>
Vector<F> upper_envelope(Vector<F> v, const Vector<F>& w) {
  for (Eigen::Index s = 0; s < v.size(); ++s) v(s) = larger(v(s), w(s));
  return v;
}

/// The values at which policy iteration from π stops, at most 1000 improvements later.
template <class F>
Vector<F> policy_iteration_limit(const FiniteMdp<F>& mdp, Policy<F> policy) {
  Vector<F> values = policy_values(mdp, policy);
  for (int k = 0; k < 1000; ++k) {
    const Policy<F> improved = greedy_policy(action_values(mdp, values));
    if (improved == policy) break;
    policy = improved;
    values = policy_values(mdp, policy);
  }
  return values;
}

/// The error of value iteration from V = 0 on the shipped MDPs, against γᵏ‖V*‖.
std::vector<Curve> value_iteration_errors() {
  constexpr int iterations = 800;
  std::vector<Curve> curves;
  for (const TransitionTable& table : shipped_mdps()) {
    const FiniteMdp<double> mdp = in_field<double>(table);
    const Policy<double> uniform =
        Policy<double>::Constant(mdp.states(), mdp.actions(), 1.0 / mdp.actions());
    const Vector<double> optimum = policy_iteration_limit(mdp, uniform);
    Curve error{.label = table.name};
    Vector<double> values = Vector<double>::Zero(mdp.states());
    for (int k = 0; k <= iterations; ++k) {
      const double relative = sup_norm<double>(values - optimum) / sup_norm(optimum);
      if (relative < 1e-12) break;
      if (k > 0) error.points.emplace_back(k, relative);
      values = bellman_optimality(mdp, values);
    }
    curves.push_back(std::move(error));
  }
  Curve bound{.label = "γᵏ", .bound = true};
  for (int k = 1; k <= iterations; ++k) bound.points.emplace_back(k, std::pow(0.99, k));
  curves.push_back(std::move(bound));
  return curves;
}

}  // namespace

Theorem optimality_operator_contracts() {
  return {
      .id = "MDP-5",
      .claim =
          "The Bellman optimality operator is monotone and a γ-contraction in the maximum "
          "norm; greedy improvement never loses, and policy iteration stops at its fixed point",
      .statement = R"(V \le W \Rightarrow TV \le TW, \quad
                      \lVert TV - TW \rVert_\infty \le \gamma \lVert V - W \rVert_\infty, \quad
                      V^{\mathrm{greedy}(V^\pi)} \ge V^\pi)",
      .hypotheses = {finite_mdp, discount_below_one},
      .oracle = "order and maximum norm, decided in exact rationals",
      .shows =
          "Monotonicity, contraction, improvement, and the limit of policy iteration, on "
          "instances with ties included.",
      .instances = mdps("finite MDPs with a policy and two functions V, W of the state",
                        {Part::policy, Part::values, Part::other_values}),
      .checks =
          {
              part("monotone: V ≤ W implies TV ≤ TW", inequality([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> above = upper_envelope(x.values(), x.other_values());
                     return at_most(bellman_optimality(x.mdp, x.values()),
                                    bellman_optimality(x.mdp, above));
                   })),
              part("‖TV − TW‖∞ ≤ γ‖V − W‖∞", contracts(largest_entry, once)),
              part("tight: T(V + c) = TV + γc where nothing terminates",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const F c = x.other_values()(0);
                     const Vector<F> shifted = x.values() + Vector<F>::Constant(x.mdp.states(), c);
                     const Vector<F> change =
                         bellman_optimality(x.mdp, shifted) - bellman_optimality(x.mdp, x.values());
                     return at_most(
                         Vector<F>::Constant(x.mdp.states(), x.mdp.discount * absolute(c)),
                         change.unaryExpr([](const F& y) { return absolute(y); }));
                   }).only("needs an MDP without termination", never_ends)),
              part("greedy improvement never loses: V^π ≤ V^greedy",
                   never_loses([](const auto& mdp, const auto& values) {
                     return greedy_policy(action_values(mdp, values));
                   })),
              part("policy iteration stops at V = TV",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> limit = policy_iteration_limit(x.mdp, x.pi());
                     return at_most(sup_norm<F>(bellman_optimality(x.mdp, limit) - limit), F{0});
                   })),
          },
      .proof =
          {
              step("|max_a x_a − max_a y_a| ≤ max_a |x_a − y_a|, here for Q(s,·) of V and of W",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> change =
                         action_values(x.mdp, x.values()) - action_values(x.mdp, x.other_values());
                     return at_most(sup_norm<F>(bellman_optimality(x.mdp, x.values()) -
                                                bellman_optimality(x.mdp, x.other_values())),
                                    sup_norm<F>(change.reshaped()));
                   })),
              step("|γP_a(V − W)| ≤ γ‖V − W‖∞", inequality([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> change =
                         action_values(x.mdp, x.values()) - action_values(x.mdp, x.other_values());
                     return at_most(sup_norm<F>(change.reshaped()),
                                    x.mdp.discount * sup_norm<F>(x.values() - x.other_values()));
                   })),
              step("the greedy policy's operator takes V^π up: T V^π ≥ V^π",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> values = policy_values(x.mdp, x.pi());
                     return at_most(values, bellman_optimality(x.mdp, values));
                   })),
          },
      .falsifiers =
          {
              wrong("contraction in ‖·‖₂",
                    contracts([](const auto& v) { return v.dot(v); }, squared)),
              wrong("the factor γ²", contracts(largest_entry, squared)),
              wrong("greedy for the reward of the next step alone",
                    never_loses([](const auto& mdp, const auto&) {
                      return greedy_policy(expected_rewards(mdp));
                    })),
          },
      .sources = {{"puterman1994markov", "Propositions 6.2.4 and 6.4.1, Theorem 6.4.2"}},
      .figure = Figure{.title = "Value iteration under its bound",
                       .caption = "Relative error ‖V_k − V*‖∞/‖V*‖∞ of value iteration from V = 0 "
                                  "on the three Gymnasium tables (γ = 0.99), in double precision. "
                                  "Every curve stays below γᵏ. Cliff walking and taxi are "
                                  "deterministic: their curves stop where the iteration becomes "
                                  "exact, as soon as every state has seen its shortest way out.",
                       .x_label = "iteration k",
                       .y_label = "relative error",
                       .log_x = true,
                       .log_y = true,
                       .curves = value_iteration_errors},
  };
}

}  // namespace lemmata
