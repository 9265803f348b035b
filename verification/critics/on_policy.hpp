#pragma once
/// \file
/// States weighted by how often the policy visits them, where an end restarts from μ.

#include <vector>

#include "theory/critics/projected_bellman.hpp"
#include "theory/mdp/visitation.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {

inline const Hypothesis on_policy{
    "D is the stationary distribution of the policy that is evaluated", {}};

/// The states reached from one, itself included, whatever the policy of full support.
inline std::vector<bool> reached_from(const TransitionTable& table, int state) {
  std::vector<bool> reached(static_cast<std::size_t>(table.states()), false);
  std::vector<std::size_t> open;
  const auto reach = [&](std::size_t next) {
    if (!reached[next]) open.push_back(next);
    reached[next] = true;
  };
  reach(static_cast<std::size_t>(state));
  while (!open.empty()) {
    const auto& actions = table.outcomes[open.back()];
    open.pop_back();
    for (const auto& outcomes : actions) {
      for (const WeightedOutcome& outcome : outcomes) {
        if (outcome.weight.mantissa == 0) continue;
        if (!outcome.terminal) reach(static_cast<std::size_t>(outcome.next_state));
        for (std::size_t s = 0; outcome.terminal && s < table.start.size(); ++s) {
          if (table.start[s].mantissa != 0) reach(s);
        }
      }
    }
  }
  return reached;
}

/// Whether the features of the recurrent states, those reached from every state, are independent.
inline bool has_independent_recurrent_features(const MdpInstance& instance) {
  std::vector<bool> recurrent(static_cast<std::size_t>(instance.table.states()), true);
  for (int s = 0; s < instance.table.states(); ++s) {
    const std::vector<bool> reached = reached_from(instance.table, s);
    for (std::size_t t = 0; t < reached.size(); ++t) recurrent[t] = recurrent[t] && reached[t];
  }
  const Matrix<Modular> phi = instance.in<Modular>().state_features();
  Matrix<Modular> gram = Matrix<Modular>::Constant(2, 2, Modular{0});
  for (int s = 0; s < instance.table.states(); ++s) {
    if (!recurrent[static_cast<std::size_t>(s)]) continue;
    gram += phi.row(s).transpose() * phi.row(s);
  }
  return gram(0, 0) * gram(1, 1) != gram(0, 1) * gram(1, 0);
}

inline const Hypothesis independent_recurrent_features = hypothesis(
    "Φ has full column rank where the policy keeps returning to: no weights but 0 give all "
    "recurrent states the value 0",
    has_independent_recurrent_features);

/// d, S entries that sum to 1.
inline constexpr auto on_policy_distribution = []<class F>(const MdpPoint<F>& x) {
  return stationary_distribution(x.mdp, x.pi());
};

/// Any positive weights, S entries.
inline constexpr auto any_weights = []<class F>(const MdpPoint<F>& x) { return x.state_weights(); };

/// The same where some weigh up to 256 times as much as others.
inline constexpr auto weights_far_apart = []<class F>(const MdpPoint<F>& x) {
  return Vector<F>(x.state_weights().unaryExpr([](const F& weight) { return power(weight, 4); }));
};

/// The weights at which TD(λ) rests, d entries. \throws SingularSystem if it has no such point
template <class F>
Vector<F> resting_weights(const MdpPoint<F>& x, const Vector<F>& distribution, const F& lambda) {
  return temporal_difference_system(x.mdp, x.pi(), x.state_features(), distribution, lambda)
      .solution();
}

}  // namespace lemmata
