#pragma once
/// \file
/// Conjugate gradients on the Fisher information of a tabular softmax policy: systems F_ν x = b
/// with their solutions, the spectrum of F_ν, the production step and ways to get it wrong.

#include <algorithm>
#include <vector>

#include "algorithms/natural_gradient/conjugate_gradients.hpp"
#include "algorithms/natural_gradient/fisher_vector_product.hpp"
#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "theory/natural_gradient/fisher_information.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata::conjugate_iterations {

/// F_ν x = b and its solution in the range of F_ν.
template <class F>
struct FisherSystem {
  Policy<F> policy;
  Vector<F> weights;   ///< ν
  Vector<F> solution;  ///< F_ν⁺b
  Vector<F> vector;    ///< b

  Vector<F> product(const Vector<F>& v) const {
    return fisher_vector_product(policy, weights, v, F{0});
  }
  /// vᵀF_νv.
  F square(const Vector<F>& v) const { return v.dot(product(v)); }
};

/// A table S × A as the vector of its rows.
template <class F>
Vector<F> by_rows(const Matrix<F>& table) {
  return Matrix<F>(table.transpose()).reshaped();
}

/// v less its plain mean over the actions of each state: what the range of F_ν has of it if every
/// state has weight.
template <class F>
Vector<F> centred(Vector<F> v, Eigen::Index actions) {
  for (Eigen::Index i = 0; i < v.size(); i += actions) {
    F sum{0};
    for (Eigen::Index a = 0; a < actions; ++a) sum += v(i + a);
    for (Eigen::Index a = 0; a < actions; ++a) v(i + a) -= sum / F(actions);
  }
  return v;
}

/// Any ν > 0, and b = F_ν v for any v in the range, or, if λ = 1, any b.
template <class F>
FisherSystem<F> any_system(const MdpPoint<F>& x) {
  FisherSystem<F> result{x.pi(), x.state_weights(), centred(x.direction(), x.mdp.actions()), {}};
  const bool in_range = pivot_score(F(x.lambda() - F{1})) > 0;
  result.vector = in_range ? result.product(result.solution) : x.direction();
  return result;
}
inline bool is_in_range(const MdpInstance& x) {
  return view<double>(x.part(Part::lambda).at(0, 0)) != 1;
}

/// F_ν x = ∇J for the visitation ν, with ∇J by dual numbers, and its solution from the values: the
/// advantages less their mean, where ν > 0.
template <class F>
FisherSystem<F> gradient_system(const MdpPoint<F>& x) {
  const TabularSoftmax<F> policy = x.policy();
  const Policy<F> pi = policy.probabilities();
  const Vector<F> weights = visitation(x.mdp, pi);
  Matrix<F> visited = advantages(x.mdp, pi);
  for (int s = 0; s < x.mdp.states(); ++s) {
    if (pivot_score(weights(s)) == 0) visited.row(s).setConstant(F{0});
  }
  return {pi, weights, centred(by_rows(visited), x.mdp.actions()),
          performance_derivatives(x.mdp, policy, identity_matrix<F>(policy.parameters()))};
}

/// What may be wrong with the iteration.
enum class Mistake {
  none,
  no_conjugation,
  old_residual,
  upside_down,
  stale_residual,
  wrong_sign,
  plain_length,
  shared_memory,  ///< p_0 and r are one array, which r⁺ overwrites
  warm_start,
  other_direction,
  damped,
};

template <class F>
bool vanishes(const Vector<F>& v) {
  return std::all_of(v.begin(), v.end(), [](const F& entry) { return pivot_score(entry) == 0; });
}

/// The production step, or one with a mistake.
template <class F>
ConjugateIterate<F> step(const ConjugateIterate<F>& x, const FisherSystem<F>& system,
                         Mistake mistake) {
  const auto product = [&](const Vector<F>& v) -> Vector<F> {
    return mistake == Mistake::damped ? Vector<F>(system.product(v) + v) : system.product(v);
  };
  ConjugateIterate<F> next = conjugate_step(x, product);
  const F before = x.residual.dot(x.residual), after = next.residual.dot(next.residual);
  if (mistake == Mistake::no_conjugation) next.direction = next.residual;
  if (mistake == Mistake::old_residual) {
    next.direction = x.residual + (after / before) * x.direction;
  }
  if (mistake == Mistake::upside_down) {
    next.direction = next.residual + (before / after) * x.direction;
  }
  if (mistake == Mistake::shared_memory && vanishes(x.solution)) {
    next.direction = next.residual + (after / before) * next.residual;
  }
  if (mistake == Mistake::stale_residual) {
    next.residual = x.residual;
    next.direction = x.residual + x.direction;
  }
  if (mistake == Mistake::wrong_sign) next.solution = F{2} * x.solution - next.solution;
  if (mistake == Mistake::plain_length) {
    const F length = before / x.direction.dot(x.direction);
    next.solution = x.solution + length * x.direction;
    next.residual = x.residual - length * product(x.direction);
    next.direction = next.residual + (next.residual.dot(next.residual) / before) * x.direction;
  }
  return next;
}

/// The iterates from the first on, until the residual is zero, at most so many steps.
template <class F>
std::vector<ConjugateIterate<F>> iterates(const FisherSystem<F>& system, int most,
                                          Mistake mistake = Mistake::none) {
  std::vector<ConjugateIterate<F>> result{conjugate_start(system.vector)};
  if (mistake == Mistake::warm_start) result[0].solution = system.solution;
  if (mistake == Mistake::other_direction) result[0].direction = system.solution;
  for (int k = 0; k < most && !vanishes(result.back().residual); ++k) {
    result.push_back(step(result.back(), system, mistake));
  }
  return result;
}

/// The iterates' residuals, or directions, or solutions, as columns.
template <class F, class Part>
Matrix<F> columns(const std::vector<ConjugateIterate<F>>& all, Part part) {
  Matrix<F> result(all[0].residual.size(), static_cast<Eigen::Index>(all.size()));
  for (Eigen::Index k = 0; k < result.cols(); ++k) {
    result.col(k) = all[static_cast<std::size_t>(k)].*part;
  }
  return result;
}

/// F_ν times every column.
template <class F>
Matrix<F> products(const FisherSystem<F>& system, Matrix<F> vectors) {
  for (Eigen::Index k = 0; k < vectors.cols(); ++k) {
    vectors.col(k) = system.product(vectors.col(k));
  }
  return vectors;
}

/// The eigenvalues 2ν(s)π(0|s)π(1|s) of F_ν on its range for two actions, S entries; the
/// eigenvectors are e(s,0) − e(s,1).
template <class F>
Vector<F> eigenvalues_for_two_actions(const FisherSystem<F>& system) {
  const Vector<F> products = system.policy.col(0).cwiseProduct(system.policy.col(1));
  return F{2} * system.weights.cwiseProduct(products);
}

/// How many of the numbers differ. Degrees do not tell: all of them.
template <class F>
int distinct(const Vector<F>& numbers) {
  std::vector<F> seen;
  for (const F& number : numbers) {
    const auto same = [&](const F& other) { return pivot_score(F(number - other)) == 0; };
    if (std::none_of(seen.begin(), seen.end(), same)) seen.push_back(number);
  }
  return static_cast<int>(seen.size());
}
template <>
inline int distinct(const Vector<Degree>& numbers) {
  return static_cast<int>(numbers.size());
}

/// The least and the largest of positive numbers of an ordered field.
template <class F>
struct Range {
  F least;
  F largest;
};

template <class F>
Range<F> range(const Vector<F>& numbers) {
  Range<F> result{numbers(0), numbers(0)};
  for (const F& number : numbers) {
    result.least = -larger(F(-result.least), F(-number));
    result.largest = larger(result.largest, number);
  }
  return result;
}

/// Bounds of the spectrum on the range for any number of actions: diag π − ππᵀ is diag π less a
/// matrix of rank one, so that its eigenvalues but 0 lie between the least π(a|s) and the largest.
template <class F>
Range<F> spectral_range(const FisherSystem<F>& system) {
  return range<F>(by_rows<F>(system.weights.asDiagonal() * system.policy));
}

template <class F>
Range<F> range_for_two_actions(const FisherSystem<F>& system) {
  return range<F>(eigenvalues_for_two_actions(system));
}

/// T_k(σ − 2t/(M − m) applied to F_ν)v, σ = (M + m)/(M − m): Chebyshev's polynomials by their
/// recursion T_{k+1}(y) = 2yT_k(y) − T_{k−1}(y), for k ≥ 1.
template <class F>
Vector<F> chebyshev(const FisherSystem<F>& system, const Range<F>& bounds, const Vector<F>& v,
                    int k) {
  const F width = bounds.largest - bounds.least;
  const auto mapped = [&](const Vector<F>& u) -> Vector<F> {
    return ((bounds.largest + bounds.least) / width) * u - (F{2} / width) * system.product(u);
  };
  Vector<F> before = v, now = mapped(v);
  for (int j = 1; j < k; ++j) {
    const Vector<F> next = F{2} * mapped(now) - before;
    before = now;
    now = next;
  }
  return now;
}

/// T_k(y) for k ≥ 1.
template <class F>
F chebyshev(const F& y, int k) {
  F before{1}, now = y;
  for (int j = 1; j < k; ++j) {
    const F next = F{2} * y * now - before;
    before = now;
    now = next;
  }
  return now;
}

}  // namespace lemmata::conjugate_iterations
