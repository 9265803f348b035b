#include "algorithms/environments/named_environments.hpp"

#include <stdexcept>

#include "algorithms/environments/mdp_file.hpp"

namespace lemmata {
namespace {

/// The certain outcome of an action.
std::vector<WeightedOutcome> leads_to(int next_state, double reward, bool terminal = false) {
  return {{.next_state = next_state, .reward = dyadic(reward), .terminal = terminal}};
}

TransitionTable starting_in_state_0(std::string name, double discount, int states) {
  TransitionTable table{.name = std::move(name),
                        .discount = dyadic(discount),
                        .start = std::vector<Dyadic>(static_cast<std::size_t>(states)),
                        .outcomes = {}};
  table.start[0] = Dyadic{1, 0};
  return table;
}

}  // namespace

TransitionTable short_corridor() {
  TransitionTable table = starting_in_state_0("short-corridor", 1, 3);
  table.outcomes = {{leads_to(0, -1), leads_to(1, -1)},
                    {leads_to(2, -1), leads_to(0, -1)},
                    {leads_to(1, -1), leads_to(2, -1, true)}};
  return table;
}

Matrix<double> same_features(int states, int actions) {
  return Matrix<double>::Identity(actions, actions).replicate(states, 1);
}

TransitionTable chain(int length) {
  if (length < 1) throw std::invalid_argument{"a chain has at least one state between its ends"};
  const int last = length + 1;
  TransitionTable table =
      starting_in_state_0("chain", static_cast<double>(length) / last, length + 2);
  table.outcomes.push_back({4, leads_to(1, 0)});
  for (int s = 1; s < last; ++s) {
    const auto left = leads_to(s - 1, 0);
    table.outcomes.push_back({leads_to(s + 1, 0), left, left, left});
  }
  const auto stay = leads_to(last, 0);
  table.outcomes.push_back({leads_to(last, 1), stay, stay, stay});
  return table;
}

TransitionTable bandit(const std::vector<double>& rewards) {
  TransitionTable table = starting_in_state_0("bandit", 0, 1);
  table.outcomes.emplace_back();
  for (const double reward : rewards) table.outcomes[0].push_back(leads_to(0, reward, true));
  return table;
}

std::vector<std::string> environment_names() {
  std::vector<std::string> names{"short-corridor", "chain", "two-armed-bandit"};
  for (const TransitionTable& table : shipped_mdps()) names.push_back(table.name);
  return names;
}

Environment environment(const std::string& name) {
  if (name == "short-corridor") return {short_corridor(), same_features(3, 2)};
  if (name == "chain") return {chain(10)};
  if (name == "two-armed-bandit") {
    TransitionTable table = bandit({1, 0});
    table.name = name;
    return {table};
  }
  return {shipped_mdp(name)};
}

}  // namespace lemmata
