#pragma once
/// \file
/// Steps drawn from a finite MDP in constant time: one random word and one read of memory a step,
/// whatever the number of outcomes.

#include <cstdint>
#include <vector>

#include "algorithms/environments/refusal.hpp"
#include "algorithms/environments/simulated_environment.hpp"
#include "algorithms/sampling/uniform_index.hpp"
#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// A finite MDP to run in: (r, s') ~ P(·|s,a), each outcome with its probability to 1e-15. A step
/// to a terminal outcome has terminated; its next state is the table's.
class TabularEnvironment {
 public:
  using State = int;
  using Action = int;
  using Observation = int;  ///< the state

  /// A run is truncated after `step_limit` steps, or never for 0.
  /// \throws std::invalid_argument where probabilities are negative or do not sum to 1 within
  /// 1e-9, and where a next state is none of the MDP's
  explicit TabularEnvironment(const FiniteMdp<double>& mdp, int step_limit = 0);
  explicit TabularEnvironment(const TransitionTable& table, int step_limit = 0)
      : TabularEnvironment{in_field<double>(table), step_limit} {}

  int states() const { return states_; }
  int actions() const { return actions_; }
  int step_limit() const { return step_limit_; }

  /// s_0 ~ μ.
  int start(RandomStream& random) const { return drawn(rows_.back(), random()).next; }

  Transition<int> step(int state, int action, RandomStream& random) const {
    return outcome(state, action, random());
  }

  /// Into how many equal intervals words fall: the lower ones of each lead to one outcome, the
  /// others to another.
  int columns(int state, int action) const {
    return static_cast<int>(rows_.at(static_cast<std::size_t>(state * actions_ + action)).cells);
  }

  /// What a word, uniform on 64 bits, leads to: a step is a function of it.
  Transition<int> outcome(int state, int action, std::uint64_t word) const {
    environments::expect_action(action, actions_);
    const auto row = static_cast<std::uint32_t>(state * actions_ + action);
    return drawn(width_ != 0 ? Row{row * width_, width_} : rows_[row], word);
  }

  int observation(int state) const { return state; }

 private:
  /// An outcome: 2·(next state) + (whether it is the end).
  using Destination = std::uint32_t;

  /// A column of an alias table with both of its outcomes, in half a cache line: to find the other
  /// one elsewhere would double the time of a step, as each waits for the state before it.
  struct alignas(32) Cell {
    std::uint64_t threshold;
    double reward[2];
    Destination destination[2];
  };

  struct Row {
    std::uint32_t first;  ///< of its cells
    std::uint32_t cells;
  };

  Transition<int> drawn(const Row& row, std::uint64_t word) const {
    const auto [column, fraction] = split(word, row.cells);
    const Cell& cell = cells_[row.first + column];
    const std::size_t chosen = fraction < cell.threshold ? 0 : 1;
    const Destination destination = cell.destination[chosen];
    return {static_cast<int>(destination >> 1), cell.reward[chosen], (destination & 1) != 0};
  }

  void add_row(const std::vector<Outcome<double>>& outcomes);

  int states_;
  int actions_;
  int step_limit_;
  std::uint32_t width_ = 0;  ///< of every row but the start's, or 0 where they differ
  std::vector<Row> rows_;    ///< one a state and action, and that of the start
  std::vector<Cell> cells_;
};

static_assert(SimulatedEnvironment<TabularEnvironment>);

}  // namespace lemmata
