#include "verification/engine/hypotheses.hpp"

#include <algorithm>
#include <cmath>

namespace lemmata {
namespace {

bool all_terminal(const std::vector<WeightedOutcome>& outcomes) {
  return std::all_of(outcomes.begin(), outcomes.end(),
                     [](const WeightedOutcome& outcome) { return outcome.terminal; });
}

}  // namespace

bool never_ends(const MdpInstance& instance) {
  const auto states = states_that_never_end(instance.table);
  return static_cast<int>(states.size()) == instance.table.states();
}

bool may_go_on_everywhere(const MdpInstance& instance) {
  const auto& states = instance.table.outcomes;
  return std::none_of(states.begin(), states.end(), [](const auto& actions) {
    return std::all_of(actions.begin(), actions.end(), all_terminal);
  });
}

bool shrinks_everywhere(const FiniteMdp<double>& mdp, const Vector<double>& difference) {
  constexpr double margin = 1e-9;
  const double norm = sup_norm(difference);
  for (int s = 0; s < mdp.states(); ++s) {
    bool shrinks = false;
    for (int a = 0; a < mdp.actions(); ++a) {
      const double moved = successor_distribution(mdp, s, a).dot(difference);
      shrinks = shrinks || std::abs(moved) < (1 - margin) * norm;
    }
    if (!shrinks) return false;
  }
  return norm > 0;
}

}  // namespace lemmata
