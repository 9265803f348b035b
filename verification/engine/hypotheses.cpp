#include "verification/engine/hypotheses.hpp"

#include <algorithm>
#include <cmath>

#include "theory/mdp/visitation.hpp"

namespace lemmata {
namespace {

bool all_terminal(const std::vector<WeightedOutcome>& outcomes) {
  return std::all_of(outcomes.begin(), outcomes.end(),
                     [](const WeightedOutcome& outcome) { return outcome.terminal; });
}

Policy<double> uniform_policy(const FiniteMdp<double>& mdp) {
  return Policy<double>::Constant(mdp.states(), mdp.actions(), 1.0 / mdp.actions());
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

bool has_one_recurrent_class(const MdpInstance& instance) {
  const auto mdp = in_field<double>(instance.table);
  return is_unichain(mdp, uniform_policy(mdp));
}

bool is_ergodic(const MdpInstance& instance) {
  const auto mdp = in_field<double>(instance.table);
  const auto possible = [](double weight) { return weight > 0 ? 1.0 : 0.0; };
  Matrix<double> within = restarting_transitions(mdp, uniform_policy(mdp)).unaryExpr(possible);
  // If any power is positive throughout, so are those from (S − 1)² + 1 on (Wielandt).
  for (int steps = 1; steps < mdp.states() * mdp.states(); steps *= 2) {
    within = Matrix<double>(within * within).unaryExpr(possible);
  }
  return within.minCoeff() > 0;
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
