#include "theory/mdp/transition_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace lemmata {
namespace {

Rational total(const std::vector<Dyadic>& weights) {
  return std::accumulate(weights.begin(), weights.end(), Rational{0},
                         [](Rational sum, const Dyadic& w) { return sum += view<Rational>(w); });
}

bool leads_to_an_end(const std::vector<std::vector<WeightedOutcome>>& actions,
                     const std::vector<bool>& ends) {
  return std::any_of(actions.begin(), actions.end(), [&](const auto& outcomes) {
    return std::any_of(outcomes.begin(), outcomes.end(), [&](const WeightedOutcome& outcome) {
      return outcome.weight.mantissa != 0 &&
             (outcome.terminal || ends[static_cast<std::size_t>(outcome.next_state)]);
    });
  });
}

}  // namespace

std::vector<int> states_that_never_end(const TransitionTable& table) {
  std::vector<bool> ends(table.outcomes.size(), false);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t s = 0; s < ends.size(); ++s) {
      if (!ends[s] && leads_to_an_end(table.outcomes[s], ends)) ends[s] = changed = true;
    }
  }
  std::vector<int> result;
  for (std::size_t s = 0; s < ends.size(); ++s) {
    if (!ends[s]) result.push_back(static_cast<int>(s));
  }
  return result;
}

std::string to_string(const TransitionTable& table) {
  const auto plural = [](int n, const char* noun) {
    return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
  };
  std::string text = fmt::format("{}, {}, γ = {}, start (", plural(table.states(), "state"),
                                 plural(table.actions(), "action"), to_string(table.discount));
  const Rational start_total = total(table.start);
  for (std::size_t s = 0; s < table.start.size(); ++s) {
    text += fmt::format("{}{}", s == 0 ? "" : ", ",
                        to_string(view<Rational>(table.start[s]) / start_total));
  }
  text += fmt::format(")\n  {:>5}  {:>6}  {:>11}  {:>4}  {:>6}\n", "state", "action", "probability",
                      "next", "reward");
  for (std::size_t s = 0; s < table.outcomes.size(); ++s) {
    for (std::size_t a = 0; a < table.outcomes[s].size(); ++a) {
      std::vector<Dyadic> weights;
      for (const auto& outcome : table.outcomes[s][a]) weights.push_back(outcome.weight);
      const Rational row_total = total(weights);
      for (const auto& outcome : table.outcomes[s][a]) {
        text +=
            fmt::format("  {:>5}  {:>6}  {:>11}  {:>4}  {:>6}\n", s, a,
                        to_string(view<Rational>(outcome.weight) / row_total),
                        outcome.terminal ? std::string{"end"} : std::to_string(outcome.next_state),
                        to_string(outcome.reward));
      }
    }
  }
  return text;
}

}  // namespace lemmata
