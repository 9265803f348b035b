#include "algorithms/environments/tabular_environment.hpp"

#include <algorithm>
#include <stdexcept>

#include "algorithms/sampling/alias_table.hpp"

namespace lemmata {
namespace {

/// How many cells a row may get for each of its outcomes on average, so that all rows are equally
/// wide and a step need not read where its row begins.
constexpr std::size_t most_padding = 2;

/// The start as a step into it.
std::vector<Outcome<double>> step_to_start(const Vector<double>& start) {
  std::vector<Outcome<double>> result;
  for (int s = 0; s < start.size(); ++s) result.push_back({start(s), s, 0.0, false});
  return result;
}

/// The number of outcomes of the longest row, or 0 if most rows are much shorter.
std::size_t common_width(const FiniteMdp<double>& mdp) {
  std::size_t longest = 0, all = 0, rows = 0;
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      longest = std::max(longest, mdp.outcomes(s, a).size());
      all += mdp.outcomes(s, a).size();
      ++rows;
    }
  }
  return longest * rows <= most_padding * all ? longest : 0;
}

std::uint32_t destination(const Outcome<double>& outcome, int states) {
  if (outcome.next_state < 0 || outcome.next_state >= states) {
    throw std::invalid_argument{"a next state is not one of the states"};
  }
  return 2 * static_cast<std::uint32_t>(outcome.next_state) + (outcome.terminal ? 1 : 0);
}

}  // namespace

TabularEnvironment::TabularEnvironment(const FiniteMdp<double>& mdp, int step_limit)
    : states_{mdp.states()}, actions_{mdp.actions()}, step_limit_{step_limit} {
  const std::size_t width = common_width(mdp);
  for (int s = 0; s < states_; ++s) {
    for (int a = 0; a < actions_; ++a) {
      std::vector<Outcome<double>> outcomes = mdp.outcomes(s, a);
      if (width != 0) outcomes.resize(width, {0.0, s, 0.0, false});  // of probability 0
      add_row(outcomes);
    }
  }
  add_row(step_to_start(mdp.start));
  width_ = static_cast<std::uint32_t>(width);
}

void TabularEnvironment::add_row(const std::vector<Outcome<double>>& outcomes) {
  std::vector<double> probabilities;
  for (const auto& outcome : outcomes) probabilities.push_back(outcome.probability);
  const std::vector<AliasColumn> columns = alias_table(probabilities);
  rows_.push_back(
      {static_cast<std::uint32_t>(cells_.size()), static_cast<std::uint32_t>(columns.size())});
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Outcome<double>& own = outcomes[i];
    const Outcome<double>& other = outcomes[columns[i].alias];
    cells_.push_back({columns[i].threshold,
                      {own.reward, other.reward},
                      {destination(own, states_), destination(other, states_)}});
  }
}

}  // namespace lemmata
