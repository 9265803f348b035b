#pragma once
/// \file
/// Where V_β* and V* lie, certified: a solution in doubles, and by how much it misses its own
/// Bellman equation in balls. T is monotone and T(V + c) ≤ TV + γc for c ≥ 0, so that the fixed
/// point is within ‖TV − V‖∞/(1 − γ) of V.

#include "algorithms/dynamic_programming/policy_iteration.hpp"
#include "algorithms/soft/soft_policy_iteration.hpp"
#include "theory/policies/log_softmax.hpp"
#include "theory/soft/soft_bellman.hpp"
#include "theory/soft/soft_values.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata::certified_soft_optimum {

/// Margins that decide in doubles whether an inequality is strict: what is checked, never the
/// verdict.
inline constexpr double margin = 1e-9;
inline constexpr int most_states = 20;
inline constexpr const char* few_states = "at most 20 states, strict by 10⁻⁹ of the largest value";

/// The MDP of an instance in doubles.
inline FiniteMdp<double> nearest(const FiniteMdp<Ball>& mdp) {
  FiniteMdp<double> result{mdp.states(), mdp.actions()};
  result.discount = midpoint(mdp.discount);
  for (int s = 0; s < mdp.states(); ++s) {
    result.start(s) = midpoint(mdp.start(s));
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const auto& o : mdp.outcomes(s, a)) {
        result.outcomes(s, a).push_back(
            {midpoint(o.probability), o.next_state, midpoint(o.reward), o.terminal});
      }
    }
  }
  return result;
}

inline Vector<Ball> exactly(const Vector<double>& v) {
  return v.unaryExpr([](double x) { return Ball{x}; });
}
inline Matrix<Ball> exactly(const Matrix<double>& m) {
  return m.unaryExpr([](double x) { return Ball{x}; });
}

/// π from logarithms in doubles, normalised in balls.
inline Policy<Ball> policy_of(const Matrix<double>& log_policy) {
  const Matrix<Ball> normalised = log_softmax(exactly(log_policy));
  return normalised.unaryExpr([](const Ball& x) { return exp(x); });
}

/// Bounds of values, entry by entry.
struct Enclosure {
  Vector<Ball> lower;
  Vector<Ball> upper;
};

inline Enclosure around(const FiniteMdp<Ball>& mdp, const Vector<Ball>& values,
                        const Vector<Ball>& backup) {
  const Vector<Ball> residual = backup - values;
  const Ball radius = sup_norm(residual) / (Ball{1} - mdp.discount);
  const Vector<Ball> width = Vector<Ball>::Constant(values.size(), radius);
  return {values - width, values + width};
}

/// Around V*.
inline Enclosure plain_optimum(const FiniteMdp<Ball>& mdp) {
  const Vector<Ball> values = exactly(solve_by_policy_iteration(nearest(mdp)).values);
  return around(mdp, values, bellman_optimality(mdp, values));
}

/// Around V_β*, from a claimed solution.
inline Enclosure soft_optimal_values(const FiniteMdp<Ball>& mdp, const SoftSolution& solution,
                                     const Ball& temperature) {
  const Vector<Ball> values = exactly(solution.values);
  return around(mdp, values, soft_bellman(mdp, values, temperature));
}

inline SoftSolution solution(const MdpPoint<Ball>& x) {
  return solve_by_soft_policy_iteration(nearest(x.mdp), midpoint(x.temperature()));
}

/// Whether production finds a soft optimum: with γ = 1 there may be none.
inline Truth has_soft_optimum(const MdpPoint<Ball>& x) {
  try {
    solution(x);
    return Truth::certainly_true;
  } catch (const std::domain_error&) {
    return Truth::certainly_false;
  }
}

/// max_a Q ≤ T_βV ≤ max_a Q + β log A, to 10⁻³⁰, for every state.
inline Sides<Ball> soft_backup_is_near(const MdpPoint<Ball>& x, const Vector<Ball>& values) {
  const Vector<Ball> soft = soft_bellman(x.mdp, values, x.temperature());
  const Vector<Ball> hard = bellman_optimality(x.mdp, values);
  const Ball most = x.temperature() * log(Ball{x.mdp.actions()});
  const Ball tiny = Ball{1} / power(Ball{10}, 30);
  Matrix<Ball> left(soft.size(), 2), right(soft.size(), 2);
  left << hard, soft;
  right << soft + Vector<Ball>::Constant(soft.size(), tiny),
      hard + Vector<Ball>::Constant(soft.size(), most + tiny);
  return at_most(left, right);
}

/// β log A/(1 − γ).
template <class F>
F most_entropy(const MdpPoint<F>& x) {
  using std::log;
  return x.temperature() * log(F(x.mdp.actions())) / (F{1} - x.mdp.discount);
}

/// 10⁻¹² of the largest |V|, or of 1: what an iteration in doubles may lose.
inline Ball lost_by_doubles(const Vector<Ball>& values) {
  return larger(sup_norm(values), Ball{1}) / power(Ball{10}, 12);
}

/// What a step may pay, entropy included.
struct Pay {
  Ball least;
  Ball most;
};

/// The range of the expected rewards.
inline Pay rewards_of(const MdpPoint<Ball>& x) {
  const Matrix<Ball> rewards = expected_rewards(x.mdp);
  Pay range{rewards(0, 0), rewards(0, 0)};
  for (const Ball& r : rewards.reshaped()) {
    range.most = larger(range.most, r);
    range.least = -larger(-range.least, -r);
  }
  return range;
}

/// The predicate: V_β* lies between the least and the most that a step may pay, over 1 − γ; to
/// 10⁻¹² of the values.
template <class Bounds>
Check lies_between(Bounds pay_of) {
  return ball_inequality([pay_of](const MdpPoint<Ball>& x) {
    const Enclosure values = soft_optimal_values(x.mdp, solution(x), x.temperature());
    const Pay pay = pay_of(x);
    const Ball remaining = Ball{1} - x.mdp.discount, slack = lost_by_doubles(values.upper);
    const auto everywhere = [&](const Ball& bound) {
      return Vector<Ball>(Vector<Ball>::Constant(values.upper.size(), bound));
    };
    Matrix<Ball> left(values.upper.size(), 2), right(values.upper.size(), 2);
    left << everywhere(pay.least / remaining - slack), values.upper;
    right << values.lower, everywhere(pay.most / remaining + slack);
    return at_most(left, right);
  });
}

}  // namespace lemmata::certified_soft_optimum
