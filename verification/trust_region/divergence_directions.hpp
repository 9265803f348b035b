#pragma once
/// \file
/// The two directions of the KL divergence between an old and a new policy, and what compares them.

#include <utility>

#include "verification/trust_region/two_policies.hpp"

namespace lemmata::divergence_directions {

using namespace two_policies;

constexpr auto generated = [](const auto& x) { return std::pair{x.pi(), x.other_pi()}; };

/// The new policy moved to 1/1024 of its way from the old one.
constexpr auto close = []<class F>(const MdpPoint<F>& x) {
  const Policy<F> old = x.pi();
  return std::pair{old, Policy<F>(old + (x.other_pi() - old) / F{1024})};
};

/// The new policy with its probabilities to the fourth power: actions may become very rare.
constexpr auto sharpened = []<class F>(const MdpPoint<F>& x) {
  const Matrix<F> powers = x.other_pi().unaryExpr([](const F& p) { return power(p, 4); });
  return std::pair{x.pi(), normalise_rows(powers)};
};

/// c(p) = Σ_a p(a)², S entries.
template <class F>
Vector<F> chance_of_agreement(const Policy<F>& policy) {
  return policy.cwiseProduct(policy).rowwise().sum();
}

/// (c(q) − c(p))(KL(p‖q) − KL(q‖p)), S entries.
inline Vector<Ball> asymmetry(const Policy<Ball>& p, const Policy<Ball>& q) {
  const Vector<Ball> agreement = chance_of_agreement(q) - chance_of_agreement(p);
  return agreement.cwiseProduct(kl_divergences(p, q) - kl_divergences(q, p));
}

/// c (p − q)⁴(1 − p − q)²/((p + q)²(2 − p − q)²), S entries.
inline Vector<Ball> margin(const Policy<Ball>& policy, const Policy<Ball>& other, const Ball& c) {
  Vector<Ball> result(policy.rows());
  for (Eigen::Index s = 0; s < policy.rows(); ++s) {
    const Ball difference = policy(s, 0) - other(s, 0), sum = policy(s, 0) + other(s, 0);
    const Ball root = difference * difference * (Ball{1} - sum) / (sum * (Ball{2} - sum));
    result(s) = c * root * root;
  }
  return result;
}

template <int actions>
bool differ_in_randomness(const MdpInstance& instance) {
  constexpr double least = 1e-9;
  const auto x = instance.in<double>();
  const Vector<double> difference = chance_of_agreement(x.pi()) - chance_of_agreement(x.other_pi());
  return x.mdp.actions() == actions && difference.cwiseAbs().minCoeff() > least;
}
constexpr const char* strict = "two actions, and policies not equally random in any state";

/// The predicate: the divergence from the more random policy is larger by the margin of c, at
/// least.
template <class PairOf>
Check is_larger_from_the_more_random(PairOf pair_of, Ball c, Ball sign = Ball{1}) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           const auto pair = pair_of(x);
           return at_most(margin(pair.first, pair.second, c),
                          Vector<Ball>(sign * asymmetry(pair.first, pair.second)));
         })
      .only(strict, differ_in_randomness<2>);
}

using Direction = Vector<Ball> (*)(const Policy<Ball>&, const Policy<Ball>&);
inline Vector<Ball> from_old(const Policy<Ball>& old, const Policy<Ball>& changed) {
  return kl_divergences(old, changed);
}
inline Vector<Ball> from_new(const Policy<Ball>& old, const Policy<Ball>& changed) {
  return kl_divergences(changed, old);
}

/// The predicate: the divergence of that direction is at most log(1/min_a old(a)).
inline Check is_bounded_by_the_old_policy(Direction direction) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           const auto pair = sharpened(x);
           Vector<Ball> bounds = Vector<Ball>::Constant(pair.first.rows(), Ball{0});
           for (Eigen::Index i = 0; i < pair.first.size(); ++i) {
             const Eigen::Index s = i % pair.first.rows();
             bounds(s) = larger(bounds(s), -log(pair.first(i)));
           }
           return at_most(direction(pair.first, pair.second), bounds);
         })
      .only("two actions at least", [](const MdpInstance& x) { return x.table.actions() > 1; });
}

/// The predicate: that divergence is at least old(a) log(1/new(a)) − c for every action.
template <class PairOf>
Check keeps_actions(PairOf pair_of, Direction direction, Ball c) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
    const auto pair = pair_of(x);
    const Matrix<Ball> logs = pair.second.unaryExpr([](const Ball& p) { return log(p); });
    const Matrix<Ball> least = -pair.first.cwiseProduct(logs).array() - c;
    return at_most(least, direction(pair.first, pair.second).replicate(1, pair.first.cols()));
  });
}

/// The predicate: one divergence is at most c times the other.
inline Check is_at_most_times(Direction left, int c, Direction right) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           const auto pair = sharpened(x);
           return at_most(left(pair.first, pair.second),
                          Vector<Ball>(Ball{c} * right(pair.first, pair.second)));
         })
      .only(differing, differ_everywhere);
}

}  // namespace lemmata::divergence_directions
