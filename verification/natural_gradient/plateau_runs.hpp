#pragma once
/// \file
/// Runs of plain and natural gradient ascent on two states that can be kept (`two_loops`), from a
/// policy that seldom leaves the first and mostly leaves the second.

#include <vector>

#include "algorithms/environments/named_environments.hpp"
#include "algorithms/natural_gradient/natural_ascent.hpp"
#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata::plateau_runs {

/// A start with u < 1/10 and v ≥ 1/2, of the point's numbers.
inline Policy<Ball> start(const MdpPoint<Ball>& x) {
  const Ball u = x.pi()(0, 1) / Ball{10};
  const Ball v = (Ball{1} + x.pi()(1, 1)) / Ball{2};
  return Policy<Ball>{{Ball{1} - u, u}, {Ball{1} - v, v}};
}

/// θ_{t+1} from θ_t.
using ParameterStep = Matrix<Ball> (*)(const FiniteMdp<Ball>&, const Matrix<Ball>& theta,
                                       const Ball& step_size);
inline constexpr ParameterStep plain_step = softmax_ascent_step<Ball>;
inline constexpr ParameterStep natural_step = natural_ascent_step<Ball>;

/// π_0 … π_T for steps of 1/4.
inline std::vector<Policy<Ball>> run(const FiniteMdp<Ball>& mdp, const Policy<Ball>& first,
                                     int steps, ParameterStep step) {
  Matrix<Ball> theta = first.unaryExpr([](const Ball& p) { return log(p); });
  std::vector<Policy<Ball>> policies{first};
  for (int k = 0; k < steps; ++k) {
    theta = step(mdp, theta, Ball{1} / Ball{4});
    policies.push_back(tabular_softmax(theta).probabilities());
  }
  return policies;
}

/// 1/u steps.
inline int many_steps(const Policy<Ball>& start) {
  return static_cast<int>(1 / midpoint(start(0, 1)));
}
inline int twelve_steps(const Policy<Ball>&) { return 12; }

/// The predicate: at every one of so many steps J_0 ≤ J_t ≤ 4 and u_t ≤ u_0, a row each.
inline Check is_held(ParameterStep step, int (*steps)(const Policy<Ball>&)) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
    const Policy<Ball> first = start(x);
    const auto policies = run(x.mdp, first, steps(first), step);
    const auto count = static_cast<Eigen::Index>(policies.size()) - 1;
    Matrix<Ball> left(3, count), right(3, count);
    for (Eigen::Index t = 0; t < count; ++t) {
      const Policy<Ball>& pi = policies[static_cast<std::size_t>(t) + 1];
      const Ball reached = performance(x.mdp, pi);
      left.col(t) << performance(x.mdp, first), reached, pi(0, 1);
      right.col(t) << reached, Ball{4}, first(0, 1);
    }
    return at_most(left, right);
  });
}

/// The predicate: after so many steps J is above 11/2.
inline Check escapes(ParameterStep step, int (*steps)(const Policy<Ball>&)) {
  return certified([=](const MdpPoint<Ball>& x) {
    const Policy<Ball> first = start(x);
    const Policy<Ball> last = run(x.mdp, first, steps(first), step).back();
    return is_at_most(Ball{11} / Ball{2}, performance(x.mdp, last));
  });
}

/// The policy with chances u and v to leave the two states.
template <class F>
Policy<F> leaving(const F& u, const F& v) {
  return Policy<F>{{F(F{1} - u), u}, {F(F{1} - v), v}};
}
template <class F>
F small() {
  return F{1} / F{1024};
}

/// J after every step, from u = 1/100 and v = 3/4.
inline Curve returns(const std::string& label, const Ascent& ascent, int steps) {
  const auto mdp = in_field<double>(two_loops());
  Matrix<double> theta{{std::log(99.0), 0}, {0, std::log(3.0)}};
  Curve result{label, {}};
  for (int k = 0; k <= steps; ++k) {
    result.points.emplace_back(k + 1, performance(mdp, ascent.policy(theta)));
    theta = ascent.step(mdp, theta, k);
  }
  return result;
}

inline std::vector<Curve> runs() {
  const auto mdp = in_field<double>(two_loops());
  constexpr int steps = 20'000;
  return {returns("plain gradient", softmax_ascent(mdp, 0.25), steps),
          returns("natural gradient", natural_ascent(mdp, 0.25), steps)};
}

}  // namespace lemmata::plateau_runs
