#include "theory/mdp/trajectories.hpp"

namespace lemmata {

std::uint64_t trajectory_count(const TransitionTable& table, int horizon) {
  const auto states = static_cast<std::size_t>(table.states());
  std::vector<std::uint64_t> from(states, 1);
  for (int k = 0; k < horizon; ++k) {
    std::vector<std::uint64_t> longer(states, 0);
    for (std::size_t s = 0; s < states; ++s) {
      for (const auto& action : table.outcomes[s]) {
        for (const auto& outcome : action) {
          longer[s] += outcome.terminal ? 1 : from[static_cast<std::size_t>(outcome.next_state)];
        }
      }
    }
    from = std::move(longer);
  }
  std::uint64_t total = 0;
  for (const std::uint64_t count : from) total += count;
  return total;
}

}  // namespace lemmata
