#pragma once
/// \file
/// The optimum of an MDP as theorems about convergence need it: an optimal policy, and values that
/// are certainly not below the optimal ones.

#include <algorithm>

#include "algorithms/dynamic_programming/policy_iteration.hpp"
#include "theory/mdp/start.hpp"
#include "theory/mdp/values.hpp"
#include "theory/mdp/visitation.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {

inline double approximation(const Rational& value) { return to_double(value); }
inline double approximation(const Ball& value) { return midpoint(value); }
inline double approximation(double value) { return value; }

/// The MDP in doubles, rounded.
template <class F>
FiniteMdp<double> approximation(const FiniteMdp<F>& mdp) {
  FiniteMdp<double> result(mdp.states(), mdp.actions());
  result.discount = approximation(mdp.discount);
  for (int s = 0; s < mdp.states(); ++s) {
    result.start(s) = approximation(mdp.start(s));
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const Outcome<F>& outcome : mdp.outcomes(s, a)) {
        result.outcomes(s, a).push_back({approximation(outcome.probability), outcome.next_state,
                                         approximation(outcome.reward), outcome.terminal});
      }
    }
  }
  return result;
}

template <class F>
struct CertifiedOptimum {
  Policy<F> policy;  ///< deterministic, S × A
  Vector<F> values;  ///< at least V*, and over ℚ equal to it if `policy` is optimal
};

/// The policy that policy iteration finds in doubles, evaluated in the field. If no action improves
/// on its values V by more than e then V* ≤ V + e/(1 − γ), and that is what `values` holds: over ℚ
/// e = 0 for an optimal policy; over balls e is as small as the precision. γ < 1.
template <class F>
CertifiedOptimum<F> certified_optimum(const FiniteMdp<F>& mdp) {
  const Policy<F> policy =
      solve_by_policy_iteration(approximation(mdp)).policy.unaryExpr([](double p) {
        return F(p > 0.5 ? 1 : 0);
      });
  const Vector<F> values = policy_values(mdp, policy);
  const F improvement = sup_norm<F>(bellman_optimality(mdp, values) - values);
  return {policy, values + Vector<F>::Constant(mdp.states(), improvement / (F{1} - mdp.discount))};
}

/// V*(s) − Q*(s,a), S × A.
template <class F>
Matrix<F> regrets(const FiniteMdp<F>& mdp) {
  const Vector<F> values = certified_optimum(mdp).values;
  return values.replicate(1, mdp.actions()) - action_values(mdp, values);
}

/// max_s a(s)/b(s) over the states where b(s) is not 0; 0 if there are none.
template <class F>
F largest_ratio(const Vector<F>& numerators, const Vector<F>& denominators) {
  F result{0};
  for (Eigen::Index s = 0; s < numerators.size(); ++s) {
    if (pivot_score(denominators(s)) > 0) {
      result = larger(result, F(numerators(s) / denominators(s)));
    }
  }
  return result;
}

/// Start distributions ρ, a row each: every single state, and last μ. (S + 1) × S.
template <class F>
Matrix<F> every_start(const FiniteMdp<F>& mdp) {
  Matrix<F> starts(mdp.states() + 1, mdp.states());
  starts << identity_matrix<F>(mdp.states()), mdp.start.transpose();
  return starts;
}

/// ν^π from every state: row s holds Σ_t γᵗ Pr(s_t = · | s_0 = s), S × S.
template <class F>
Matrix<F> visitations(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  Matrix<F> result(mdp.states(), mdp.states());
  for (int s = 0; s < mdp.states(); ++s) {
    result.row(s) = visitation(started_in(mdp, s), policy).transpose();
  }
  return result;
}

/// V*(s) − V^π(s), S entries.
template <class F>
Vector<F> gaps(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
  return certified_optimum(mdp).values - policy_values(mdp, pi);
}

/// ‖ν*_ρ/weights‖∞ for ρ every single state, S entries.
template <class F>
Vector<F> mismatches(const FiniteMdp<F>& mdp, const Vector<F>& weights) {
  const Matrix<F> visits = visitations(mdp, certified_optimum(mdp).policy);
  Vector<F> result(mdp.states());
  for (int s = 0; s < mdp.states(); ++s) {
    result(s) = largest_ratio(Vector<F>(visits.row(s).transpose()), weights);
  }
  return result;
}

/// The MDP in which every action leads where the first one leads, with its own mean reward.
template <class F>
FiniteMdp<F> without_control(const FiniteMdp<F>& mdp) {
  const Matrix<F> rewards = expected_rewards(mdp);
  FiniteMdp<F> result = mdp;
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      result.outcomes(s, a) = mdp.outcomes(s, 0);
      for (Outcome<F>& outcome : result.outcomes(s, a)) outcome.reward = rewards(s, a);
    }
  }
  return result;
}

/// The entries of a table at the actions of a deterministic policy, S of them.
template <class F>
Vector<F> chosen(const Matrix<F>& table, const Policy<F>& deterministic) {
  Vector<F> result = Vector<F>::Constant(table.rows(), F{0});
  for (Eigen::Index s = 0; s < table.rows(); ++s) {
    for (Eigen::Index a = 0; a < table.cols(); ++a) {
      if (pivot_score(deterministic(s, a)) > 0) result(s) = table(s, a);
    }
  }
  return result;
}

template <class F>
F square(const F& x) {
  return x * x;
}

/// Σ_ij m_ij².
template <class F>
F square_norm(const Matrix<F>& m) {
  return m.cwiseProduct(m).sum();
}

template <class F>
F least(const Vector<F>& entries) {
  F result = entries(0);
  for (Eigen::Index i = 1; i < entries.size(); ++i) result = -larger(-result, -entries(i));
  return result;
}

inline const Hypothesis starts_everywhere =
    hypothesis("μ(s) > 0 in every state", [](const MdpInstance& x) {
      return std::none_of(x.table.start.begin(), x.table.start.end(),
                          [](const Dyadic& weight) { return weight.mantissa == 0; });
    });

}  // namespace lemmata
