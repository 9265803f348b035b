#include "algorithms/environments/named_environments.hpp"

#include <numeric>
#include <stdexcept>

#include "algorithms/environments/mdp_file.hpp"

namespace lemmata {
namespace {

/// The certain outcome of an action.
std::vector<WeightedOutcome> leads_to(int next_state, double reward, bool terminal = false) {
  return {{.next_state = next_state, .reward = dyadic(reward), .terminal = terminal}};
}

TransitionTable starting_in(int state, std::string name, double discount, int states) {
  TransitionTable table{.name = std::move(name),
                        .discount = dyadic(discount),
                        .start = std::vector<Dyadic>(static_cast<std::size_t>(states)),
                        .outcomes = {}};
  table.start.at(static_cast<std::size_t>(state)) = Dyadic{1, 0};
  return table;
}

TransitionTable named(TransitionTable table, const std::string& name) {
  table.name = name;
  return table;
}

}  // namespace

TransitionTable short_corridor() {
  TransitionTable table = starting_in(0, "short-corridor", 1, 3);
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
  TransitionTable table = starting_in(0, "chain", static_cast<double>(length) / last, length + 2);
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
  TransitionTable table = starting_in(0, "bandit", 0, 1);
  table.outcomes.emplace_back();
  for (const double reward : rewards) table.outcomes[0].push_back(leads_to(0, reward, true));
  return table;
}

TransitionTable random_walk(int states, double left, double right) {
  if (states < 1 || states % 2 == 0) {
    throw std::invalid_argument{"a walk starts in the middle of an odd number of states"};
  }
  const int last = states - 1;
  TransitionTable table = starting_in(states / 2, "random-walk", 1, states);
  for (int s = 0; s < states; ++s) {
    table.outcomes.push_back({s == 0 ? leads_to(s, left, true) : leads_to(s - 1, 0),
                              s == last ? leads_to(s, right, true) : leads_to(s + 1, 0)});
  }
  return table;
}

TransitionTable two_loops() {
  TransitionTable table = starting_in(0, "two-loops", 0.75, 2);
  table.outcomes = {{leads_to(0, 1), leads_to(1, 0)}, {leads_to(1, 2), leads_to(0, 0)}};
  return table;
}

Matrix<double> aggregated_features(const std::vector<int>& sizes) {
  const int states = std::accumulate(sizes.begin(), sizes.end(), 0);
  Matrix<double> result = Matrix<double>::Zero(states, static_cast<Eigen::Index>(sizes.size()));
  Eigen::Index first = 0;
  for (std::size_t group = 0; group < sizes.size(); ++group) {
    result.col(static_cast<Eigen::Index>(group)).segment(first, sizes[group]).setOnes();
    first += sizes[group];
  }
  return result;
}

std::vector<std::string> environment_names() {
  std::vector<std::string> names{"short-corridor", "chain",       "two-armed-bandit",
                                 "two-loops",      "random-walk", "random-walk-19",
                                 "aggregated-walk"};
  for (const TransitionTable& table : shipped_mdps()) names.push_back(table.name);
  return names;
}

Environment environment(const std::string& name) {
  if (name == "short-corridor") return {short_corridor(), same_features(3, 2)};
  if (name == "chain") return {chain(10)};
  if (name == "two-armed-bandit") return {named(bandit({1, 0}), name)};
  if (name == "two-loops") return {two_loops()};
  if (name == "random-walk") return {random_walk(5, 0, 1)};
  if (name == "random-walk-19") return {named(random_walk(19, -1, 1), name)};
  if (name == "aggregated-walk") {
    return {named(random_walk(19, -1, 1), name), {}, aggregated_features({4, 4, 3, 4, 4})};
  }
  return {shipped_mdp(name)};
}

}  // namespace lemmata
