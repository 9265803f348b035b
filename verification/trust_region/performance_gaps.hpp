#pragma once
/// \file
/// How far J is from the surrogate L_π for a pair of policies, what bounds of that distance are
/// made of, and the pairs at which such bounds are sharp.

#include "algorithms/trust_region/surrogate.hpp"
#include "theory/natural_gradient/divergences.hpp"
#include "verification/engine/mdp_instance.hpp"
#include "verification/engine/sizes.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata::performance_gaps {

/// An MDP and two policies on it, the old and the new one.
template <class F>
struct Pair {
  FiniteMdp<F> mdp;
  Policy<F> policy;
  Policy<F> other;

  F remaining() const { return F{1} - mdp.discount; }
  Vector<F> distances() const { return total_variations(policy, other); }
  F largest_distance() const { return sup_norm<F>(distances()); }
  /// ε = max |A^π|.
  F largest_advantage() const { return sup_norm<F>(advantages(mdp, policy).reshaped()); }
  /// E_{a~π'} A^π(s,a), S entries.
  Vector<F> mean_advantages() const {
    return other.cwiseProduct(advantages(mdp, policy)).rowwise().sum();
  }
};

constexpr auto generated = []<class F>(const MdpPoint<F>& x) {
  return Pair<F>{x.mdp, x.pi(), x.other_pi()};
};

/// A small α, at most 1/64, that varies with the point.
template <class F>
F small_number(const MdpPoint<F>& x) {
  return x.pi()(0, 0) / F{64};
}

/// Two states, which the start does not tell apart. Action 0 stays, actions 1 and 2 lead to state 1
/// and state 0, and pay ±1 such that the one that leads to the same state as now pays −1 in state 1
/// and the other way round: (0, −1, 1) in state 1, (0, 1, −1) in state 0. The old policy,
/// (1 − 2α, α, α), has no values but 0; the new one, (1 − 2α, 2α, 0), gathers in state 1, where it
/// loses 2α a step. The bounds are sharp here as α → 0, for every γ: the rare actions have the
/// largest advantages, and what they move stays.
constexpr auto gathering = []<class F>(const MdpPoint<F>& x) {
  const F rare = small_number(x), half = F{1} / F{2};
  Pair<F> pair{FiniteMdp<F>{2, 3}, Policy<F>(2, 3), Policy<F>(2, 3)};
  pair.mdp.discount = x.mdp.discount;
  for (int s = 0; s < 2; ++s) {
    const F paid = F(s == 0 ? 1 : -1);
    pair.mdp.start(s) = half;
    pair.mdp.outcomes(s, 0) = {{F{1}, s, F{0}, false}};
    pair.mdp.outcomes(s, 1) = {{F{1}, 1, paid, false}};
    pair.mdp.outcomes(s, 2) = {{F{1}, 0, -paid, false}};
    pair.policy.row(s) << F{1} - F{2} * rare, rare, rare;
    pair.other.row(s) << F{1} - F{2} * rare, F{2} * rare, F{0};
  }
  return pair;
};

/// Of the bound at `gathering`, J is away from L_π by this share: (1 − γ)/(1 − γ + 2αγ).
template <class F>
F share_at_gathering(const MdpPoint<F>& x) {
  const F remaining = F{1} - x.mdp.discount;
  return remaining / (remaining + F{2} * small_number(x) * x.mdp.discount);
}

/// The same without action 0 and without memory: action a leads to state 1 − a. From (½, ½) to
/// (½ + α, ½ − α).
template <class F>
Pair<F> without_memory(const MdpPoint<F>& x, const F& moved) {
  const F half = F{1} / F{2};
  Pair<F> pair{FiniteMdp<F>{2, 2}, Policy<F>::Constant(2, 2, half), Policy<F>(2, 2)};
  pair.mdp.discount = x.mdp.discount;
  for (int s = 0; s < 2; ++s) {
    const F paid = F(s == 0 ? 1 : -1);
    pair.mdp.start(s) = half;
    pair.mdp.outcomes(s, 0) = {{F{1}, 1, paid, false}};
    pair.mdp.outcomes(s, 1) = {{F{1}, 0, -paid, false}};
    pair.other.row(s) << half + moved, half - moved;
  }
  return pair;
}

/// With a small α KL = 2 TV² to second order: sharp as α → 0 and γ → 0.
constexpr auto balanced = []<class F>(const MdpPoint<F>& x) {
  return without_memory<F>(x, small_number(x));
};
/// With α = ½ the new policy is sure.
constexpr auto decided = []<class F>(const MdpPoint<F>& x) {
  return without_memory<F>(x, F{1} / F{2});
};

/// `gathering` after a first step that no policy decides: in the start state they do not differ.
constexpr auto gathering_later = []<class F>(const MdpPoint<F>& x) {
  const Pair<F> then = gathering(x);
  const F half = F{1} / F{2};
  Pair<F> pair{FiniteMdp<F>{3, 3}, Policy<F>(3, 3), Policy<F>(3, 3)};
  pair.mdp.discount = x.mdp.discount;
  pair.mdp.start(2) = F{1};
  for (int a = 0; a < 3; ++a) {
    for (int s = 0; s < 2; ++s) pair.mdp.outcomes(s, a) = then.mdp.outcomes(s, a);
    pair.mdp.outcomes(2, a) = {{half, 0, F{0}, false}, {half, 1, F{0}, false}};
  }
  pair.policy << then.policy, then.policy.row(0);
  pair.other << then.other, then.policy.row(0);
  return pair;
};

/// State 0 pays nothing and leads, by a rare action that the new policy takes twice as often, to
/// state 1, which is absorbing. There the old policy, (1 − q, q) for q = 1/n, has no values but 0:
/// the actions pay q and q − 1; the new one is (1/8, 7/8). What the policies differ by hardly shows
/// in a mean over states.
constexpr auto rarely(int n) {
  return [n]<class F>(const MdpPoint<F>& x) {
    const F rare = small_number(x), q = F{1} / F(n), eighth = F{1} / F{8};
    Pair<F> pair{FiniteMdp<F>{2, 2}, Policy<F>(2, 2), Policy<F>(2, 2)};
    pair.mdp.discount = x.mdp.discount;
    pair.mdp.start(0) = F{1};
    for (int a = 0; a < 2; ++a) {
      pair.mdp.outcomes(0, a) = {{F{1}, a, F{0}, false}};
      pair.mdp.outcomes(1, a) = {{F{1}, 1, F(a == 0 ? q : q - F{1}), false}};
    }
    pair.policy << F{1} - rare, rare, F{1} - q, q;
    pair.other << F{1} - F{2} * rare, F{2} * rare, eighth, F{7} * eighth;
    return pair;
  };
}

constexpr auto production = []<class F>(const Pair<F>& pair) {
  return surrogate_at(pair.mdp, pair.policy)(pair.other);
};

/// J(π') − L_π(π') for a claimed surrogate.
template <class F, class Claimed = decltype(production)>
F gap(const Pair<F>& pair, Claimed claimed = {}) {
  return performance(pair.mdp, pair.other) - claimed(pair);
}

/// The factor c γⁱ/(1 − γ)ʲ of a bound.
struct Factor {
  int times = 1;
  int over = 1;
  int discounts = 1;
  int remaining = 2;

  template <class F>
  F of(const Pair<F>& pair) const {
    return F(times) / F(over) * power(pair.mdp.discount, discounts) /
           power(pair.remaining(), remaining);
  }
};

/// The largest entry, or 0.
template <class F>
F positive_maximum(const Matrix<F>& entries) {
  F result{0};
  for (Eigen::Index i = 0; i < entries.size(); ++i) result = larger(result, entries(i));
  return result;
}

inline bool is_small(const MdpInstance& x) { return x.table.states() <= 16; }
constexpr const char* small_reason = "at most 16 states, for speed in rationals and balls";

/// ±x, to be compared with twice the same bound.
template <class F>
Vector<F> both_signs(const F& x) {
  return Vector<F>{{x, F(-x)}};
}

/// The predicate: −c ≤ J(π') − L_π(π') ≤ c for the c claimed of a pair.
template <class PairOf, class Penalty, class Claimed = decltype(production)>
Check is_bounded(PairOf pair_of, Penalty penalty, Claimed surrogate = {}) {
  return inequality([=]<class F>(const MdpPoint<F>& x) {
           const Pair<F> pair = pair_of(x);
           return at_most(both_signs(gap(pair, surrogate)),
                          Vector<F>(Vector<F>::Constant(2, F(penalty(pair)))));
         })
      .only(small_reason, is_small);
}

/// The new policy's visitation less the old one's.
template <class F>
Vector<F> change_of_visits(const Pair<F>& pair) {
  return visitation(pair.mdp, pair.other) - visitation(pair.mdp, pair.policy);
}

/// ‖v‖₁.
template <class F>
F absolute_sum(const Vector<F>& v) {
  F result{0};
  for (const F& entry : v) result += absolute(entry);
  return result;
}

// What the proofs of the bounds share.

inline Check visits_times_advantages() {
  return step("J(π′) − L_π(π′) = Σ_s (ν^π′(s) − ν^π(s)) E_{a~π′}A^π(s,a)",
              []<class F>(const MdpPoint<F>& x) {
                const Pair<F> pair = generated(x);
                return equal(gap(pair), change_of_visits(pair).dot(pair.mean_advantages()));
              });
}

inline Check visits_by_recursion() {
  return step(
      "ν^π′ − ν^π = γP_π′ᵀ(ν^π′ − ν^π) + γ(P_π′ − P_π)ᵀν^π", []<class F>(const MdpPoint<F>& x) {
        const Pair<F> pair = generated(x);
        const Vector<F> change = change_of_visits(pair);
        const Matrix<F> now = policy_transitions(pair.mdp, pair.other);
        const Matrix<F> moved = now - policy_transitions(pair.mdp, pair.policy);
        const Vector<F> sum =
            now.transpose() * change + moved.transpose() * visitation(pair.mdp, pair.policy);
        return equal(change, Vector<F>(pair.mdp.discount * sum));
      });
}

inline Check values_by_distance() {
  return step(
      "J(π′) − L_π(π′) = γ Σ_s ν^π(s) ((P_π′ − P_π)(V^π′ − V^π))(s), where "
      "V^π′ − V^π = −E_{a~π}A^π′(·,a) + γP_π(V^π′ − V^π): so the advantages of π′ do as well",
      identity([]<class F>(const MdpPoint<F>& x) {
        const Pair<F> pair = generated(x);
        const Matrix<F> before = policy_transitions(pair.mdp, pair.policy);
        const Matrix<F> moved = policy_transitions(pair.mdp, pair.other) - before;
        const Vector<F> change =
            policy_values(pair.mdp, pair.other) - policy_values(pair.mdp, pair.policy);
        const Vector<F> means =
            pair.policy.cwiseProduct(advantages(pair.mdp, pair.other)).rowwise().sum();
        Vector<F> left(change.size() + 1), right(change.size() + 1);
        left << gap(pair), change;
        right << pair.mdp.discount * visitation(pair.mdp, pair.policy).dot(moved * change),
            pair.mdp.discount * before * change - means;
        return equal(left, right);
      }).only("at most 64 states", has_at_most<64>));
}

inline Check visits_by_distance() {
  return step("so ‖ν^π′ − ν^π‖₁ ≤ 2γ/(1 − γ) Σ_s ν^π(s) TV(s)",
              inequality([]<class F>(const MdpPoint<F>& x) {
                const Pair<F> pair = generated(x);
                const F mean = visitation(pair.mdp, pair.policy).dot(pair.distances());
                return at_most(absolute_sum(change_of_visits(pair)),
                               F(F{2} * pair.mdp.discount * mean / pair.remaining()));
              }).only(small_reason, is_small));
}

inline Check advantages_by_distance() {
  return step("|E_{a~π′}A^π(s,a)| ≤ 2ε TV(s), since E_{a~π}A^π(s,a) = 0",
              inequality([]<class F>(const MdpPoint<F>& x) {
                const Pair<F> pair = generated(x);
                const Vector<F> means = pair.mean_advantages();
                Vector<F> sizes(means.size());
                for (Eigen::Index s = 0; s < means.size(); ++s) sizes(s) = absolute(means(s));
                return at_most(sizes,
                               Vector<F>(F{2} * pair.largest_advantage() * pair.distances()));
              }).only(small_reason, is_small));
}

}  // namespace lemmata::performance_gaps
