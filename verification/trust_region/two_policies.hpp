#pragma once
/// \file
/// Pairs of policies and conditions on them, for theorems on divergences.

#include <algorithm>

#include "theory/natural_gradient/divergences.hpp"
#include "verification/engine/mdp_instance.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata::two_policies {

inline Ball nearly_zero() { return Ball{1} / power(Ball{10}, 30); }

/// Whether two vectors are equal to 10⁻³⁰ in every entry, which is as far as balls decide it.
inline Truth agree(const Vector<Ball>& left, const Vector<Ball>& right) {
  Truth result = Truth::certainly_true;
  for (Eigen::Index i = 0; i < left.size(); ++i) {
    result = std::min(result, is_at_most(absolute(left(i) - right(i)), nearly_zero()));
  }
  return result;
}

/// Whether the two policies differ in every state: where they agree both sides of an inequality
/// between distances are 0, and no ball decides it.
inline bool differ_everywhere(const MdpInstance& instance) {
  constexpr double margin = 1e-9;
  const auto x = instance.in<double>();
  return (x.pi() - x.other_pi()).cwiseAbs().rowwise().maxCoeff().minCoeff() > margin;
}
constexpr const char* differing = "policies that differ in every state: otherwise 0 ≤ 0";

/// Two policies of two actions: ½(1 ± t) for t = 2⁻¹, …, 2⁻²⁰ times a number that varies with the
/// point, one t a state, and the uniform one.
struct NearUniform {
  explicit NearUniform(const MdpPoint<Ball>& x)
      : policy(states, 2), uniform{Policy<Ball>::Constant(states, 2, Ball{1} / Ball{2})} {
    Ball t = x.pi()(0, 0);
    for (int s = 0; s < states; ++s) {
      t /= Ball{2};
      policy.row(s) << (Ball{1} + t) / Ball{2}, (Ball{1} - t) / Ball{2};
    }
  }

  static constexpr int states = 20;
  Policy<Ball> policy;
  Policy<Ball> uniform;
};

}  // namespace lemmata::two_policies
