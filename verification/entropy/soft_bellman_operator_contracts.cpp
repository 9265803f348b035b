// EN-3. The soft Bellman operator T_βV = β log Σ_a exp((r(·,a) + γP_aV)/β).
//
//   V < W implies T_βV ≤ T_βW;   ‖T_βV − T_βW‖∞ ≤ γ‖V − W‖∞;   so T_β has one fixed point, and
//   soft value iteration satisfies ‖V_{k+1} − V_k‖∞ ≤ γᵏ‖V_1 − V_0‖∞.
//
// Hypotheses: a finite MDP, 0 ≤ γ < 1, temperature β > 0.
// Oracle: order and maximum norm, certified in ball arithmetic; for the operator itself, that the
// weights exp((Q − T_βV)/β) sum to one, which takes no logarithm.
// Shows: the definition, monotonicity and contraction of the production `soft_bellman` for any two
// functions, and the rate along five iterations. No ball decides an equality: equations, such as
// T_β(V + c) = T_βV + γc, which shows that γ is the best factor, hold to 10⁻³⁰, and inequalities
// are checked where doubles find them strict by a margin. That margin decides what is checked,
// never the verdict; an instance just above it could still come out undecided.
// Sources: geist2019theory, Proposition 2; puterman1994markov, Theorem 6.2.3.

#include <fmt/format.h>

#include "algorithms/environments/mdp_file.hpp"
#include "theory/mdp/values.hpp"
#include "theory/soft/soft_bellman.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

constexpr int iterations = 5;
constexpr double margin = 1e-9;  ///< by which doubles decide that an inequality is strict

Ball nearly_zero() { return Ball{1} / power(Ball{10}, 30); }

/// The predicate: ‖TV − TW‖∞ ≤ γᵏ‖V − W‖∞ for a claimed operator T and power k.
template <class Operator>
Check contracts(Operator claimed, int powers = 1) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
    const Vector<Ball> change = claimed(x, x.values()) - claimed(x, x.other_values());
    return at_most(sup_norm<Ball>(change),
                   power(x.mdp.discount, powers) * sup_norm<Ball>(x.values() - x.other_values()));
  });
}

constexpr auto production = [](const auto& x, const auto& values) {
  return soft_bellman(x.mdp, values, x.temperature());
};

/// The predicate: Σ_a exp((Q(s,a) − TV(s))/β) = 1 to 10⁻³⁰ for a claimed operator T.
template <class Operator>
Check normalises_the_softmax(Operator claimed) {
  return ball_inequality([claimed](const MdpPoint<Ball>& x) {
    const Vector<Ball> backup = claimed(x, x.values());
    const Matrix<Ball> q = action_values(x.mdp, x.values());
    Vector<Ball> error = Vector<Ball>::Constant(x.mdp.states(), Ball{-1});
    for (int s = 0; s < x.mdp.states(); ++s) {
      for (int a = 0; a < x.mdp.actions(); ++a) {
        error(s) += exp((q(s, a) - backup(s)) / x.temperature());
      }
    }
    return at_most(sup_norm<Ball>(error), nearly_zero());
  });
}

/// Q_V − Q_W, S × A.
template <class F>
Matrix<F> change_of_action_values(const MdpPoint<F>& x) {
  return action_values(x.mdp, x.values()) - action_values(x.mdp, x.other_values());
}

bool strictly_contracts(const MdpInstance& instance) {
  const auto x = instance.in<double>();
  return x.mdp.discount > 0 && shrinks_everywhere(x.mdp, x.values() - x.other_values());
}

bool iterates_strictly_contract(const MdpInstance& instance) {
  const auto x = instance.in<double>();
  Vector<double> values = x.values();
  for (int k = 0; k < iterations; ++k) {
    const Vector<double> next = soft_bellman(x.mdp, values, x.temperature());
    if (!shrinks_everywhere(x.mdp, next - values)) return false;
    values = next;
  }
  return x.mdp.discount > 0;
}

/// Whether in every state some action's value changes by less than the largest change of all.
bool actions_change_differently(const MdpInstance& instance) {
  const Matrix<double> change = change_of_action_values(instance.in<double>()).cwiseAbs();
  return (change.rowwise().minCoeff().array() < (1 - margin) * change.maxCoeff()).all();
}

/// Errors of soft value iteration on a frozen lake for several temperatures, against γᵏ.
std::vector<Curve> soft_value_iteration_errors() {
  constexpr int shown = 600, to_convergence = 4000;
  const FiniteMdp<double> mdp = in_field<double>(shipped_mdp("frozen-lake-4x4"));
  std::vector<Curve> curves;
  for (const double temperature : {0.01, 0.1, 1.0}) {
    std::vector<Vector<double>> iterates{Vector<double>::Zero(mdp.states())};
    while (iterates.size() < to_convergence) {
      iterates.push_back(soft_bellman(mdp, iterates.back(), temperature));
    }
    Curve& error = curves.emplace_back(Curve{.label = fmt::format("β = {}", temperature)});
    for (int k = 0; k <= shown; ++k) {
      const Vector<double> gap = iterates[static_cast<std::size_t>(k)] - iterates.back();
      error.points.emplace_back(k, sup_norm(gap) / sup_norm(iterates.back()));
    }
  }
  Curve& bound = curves.emplace_back(Curve{.label = "γᵏ", .bound = true});
  for (int k = 0; k <= shown; ++k) bound.points.emplace_back(k, std::pow(mdp.discount, k));
  return curves;
}

}  // namespace

Theorem soft_bellman_operator_contracts() {
  return {
      .id = "EN-3",
      .claim =
          "The soft Bellman operator is monotone and a γ-contraction in the maximum norm, so "
          "soft value iteration converges geometrically to one fixed point",
      .statement = R"(T_\beta V(s) = \beta \log \sum_a e^{(r(s,a) + \gamma P_a V(s))/\beta}, \qquad
                      \lVert T_\beta V - T_\beta W \rVert_\infty \le \gamma \lVert V - W \rVert_\infty)",
      .hypotheses = {finite_mdp, discount_below_one, {"β > 0", {}}},
      .oracle = "order and maximum norm in ball arithmetic",
      .shows =
          "The operator's definition; monotonicity, contraction and the rate of five iterations "
          "where they are strict; the attained factor γ.",
      .instances = mdps("finite MDPs with a temperature and two functions V, W of the state",
                        {Part::values, Part::other_values, Part::temperature}),
      .checks =
          {
              part("Σ_a exp((Q(s,a) − T_βV(s))/β) = 1 to 10⁻³⁰",
                   normalises_the_softmax(production)),
              part("monotone: V < W implies T_βV ≤ T_βW",
                   ball_inequality([](const MdpPoint<Ball>& x) {
                     const Vector<Ball> above = x.values().binaryExpr(
                         x.other_values(),
                         [](const Ball& v, const Ball& w) { return larger(v, w) + Ball{1}; });
                     return at_most(production(x, x.values()), production(x, above));
                   })
                       .only("strict where some action of every state may go on and γ > 0",
                             [](const MdpInstance& instance) {
                               return instance.table.discount.mantissa != 0 &&
                                      may_go_on_everywhere(instance);
                             })),
              part("‖T_βV − T_βW‖∞ ≤ γ‖V − W‖∞",
                   contracts(production)
                       .only("strict where V − W is not extreme in all successors",
                             strictly_contracts)),
              part("‖V_{k+1} − V_k‖∞ ≤ γᵏ‖V_1 − V_0‖∞",
                   ball_inequality([](const MdpPoint<Ball>& x) {
                     Vector<Ball> values = x.values(), changes(iterations), bounds(iterations);
                     for (int k = 0; k < iterations; ++k) {
                       const Vector<Ball> next = production(x, values);
                       changes(k) = sup_norm<Ball>(next - values);
                       bounds(k) = power(x.mdp.discount, k) * changes(0);
                       values = next;
                     }
                     return at_most(changes.tail(iterations - 1), bounds.tail(iterations - 1));
                   })
                       .only("strict where no change is extreme in all successors",
                             iterates_strictly_contract)),
              part("tight: T_β(V + c) = T_βV + γc to 10⁻³⁰ where nothing terminates",
                   ball_inequality([](const MdpPoint<Ball>& x) {
                     const Ball c = x.other_values()(0);
                     const Vector<Ball> shift = Vector<Ball>::Constant(x.mdp.states(), c);
                     const Vector<Ball> change = production(x, Vector<Ball>(x.values() + shift)) -
                                                 production(x, x.values()) - shift * x.mdp.discount;
                     return at_most(sup_norm<Ball>(change), nearly_zero());
                   }).only("needs an MDP without termination", never_ends)),
          },
      .proof =
          {
              step("log-sum-exp expands nothing: |T_βV − T_βW| ≤ max_a |Q_V(·,a) − Q_W(·,a)|",
                   ball_inequality([](const MdpPoint<Ball>& x) {
                     return at_most(sup_norm<Ball>(production(x, x.values()) -
                                                   production(x, x.other_values())),
                                    sup_norm<Ball>(change_of_action_values(x).reshaped()));
                   })
                       .only("strict where actions of a state change by different amounts",
                             actions_change_differently)),
              step("|γP_a(V − W)| ≤ γ‖V − W‖∞", inequality([]<class F>(const MdpPoint<F>& x) {
                     return at_most(sup_norm<F>(change_of_action_values(x).reshaped()),
                                    x.mdp.discount * sup_norm<F>(x.values() - x.other_values()));
                   })),
          },
      .falsifiers =
          {
              wrong("the mean of the exponentials for their sum",
                    normalises_the_softmax([](const auto& x, const auto& values) {
                      const Ball excess = x.temperature() * log(Ball{x.mdp.actions()});
                      return Vector<Ball>(production(x, values).array() - excess);
                    })),
              wrong("the hard maximum",
                    normalises_the_softmax([](const auto& x, const auto& values) {
                      return bellman_optimality(x.mdp, values);
                    })),
              wrong("the factor γ²", contracts(production, 2)),
              wrong("β lost outside the logarithm: log Σ exp(q/β)",
                    contracts([](const auto& x, const auto& values) {
                      Vector<Ball> result = production(x, values);
                      for (Ball& v : result) v /= x.temperature();
                      return result;
                    })),
              wrong("β lost inside the logarithm: β log Σ exp q",
                    contracts([](const auto& x, const auto& values) {
                      return Vector<Ball>(soft_bellman(x.mdp, values, Ball{1}) * x.temperature());
                    })),
          },
      .sources = {{"geist2019theory", "Proposition 2"}, {"puterman1994markov", "Theorem 6.2.3"}},
      .figure = Figure{.title = "Soft value iteration under its bound",
                       .caption = "Relative error of soft value iteration from V = 0 on the "
                                  "slippery 4 × 4 frozen lake (γ = 0.99), in double precision, for "
                                  "three temperatures β. Holes and the goal end episodes, so that "
                                  "all three fall faster than γᵏ, the hotter ones more slowly.",
                       .x_label = "iteration k",
                       .y_label = "relative error",
                       .log_y = true,
                       .curves = soft_value_iteration_errors},
  };
}

}  // namespace lemmata
