#pragma once
/// \file
/// Enumerations that theorems sum over or search: sequences, signs, independent draws, and the runs
/// of a small system.

#include <utility>
#include <vector>

#include "theory/fields/field.hpp"

namespace lemmata::enumeration {

/// Calls visit(sequence) for every sequence of so many of the numbers 0 … choices − 1, the last of
/// which changes most often; for the empty one where the length is 0.
template <class Visit>
void for_each_sequence(int length, int choices, const Visit& visit) {
  std::vector<int> sequence(static_cast<std::size_t>(length), 0);
  while (true) {
    visit(std::as_const(sequence));
    std::size_t place = sequence.size();
    while (place > 0 && sequence[place - 1] == choices - 1) sequence[--place] = 0;
    if (place == 0) return;
    ++sequence[place - 1];
  }
}

/// Calls visit(signs) for every sequence of so many of −1 and 1.
template <class Visit>
void for_each_signs(int length, const Visit& visit) {
  std::vector<int> signs(static_cast<std::size_t>(length));
  for_each_sequence(length, 2, [&](const std::vector<int>& bits) {
    for (std::size_t k = 0; k < bits.size(); ++k) signs[k] = 2 * bits[k] - 1;
    visit(std::as_const(signs));
  });
}

/// Calls visit(probability, values) for every sequence of so many independent draws.
template <class F, class Visit>
void for_each_draws(const Vector<F>& probabilities, const Vector<F>& values, int count,
                    const Visit& visit, const F& probability = F{1},
                    const std::vector<F>& before = {}) {
  if (count == 0) {
    visit(probability, before);
    return;
  }
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    std::vector<F> drawn = before;
    drawn.push_back(values(i));
    for_each_draws(probabilities, values, count - 1, visit, F(probability * probabilities(i)),
                   drawn);
  }
}

/// Calls visit(state) for a state and, move by move, every state that its runs come to, as often as
/// they do: moves(state) lists what may happen next, after(state, move) is what comes of it.
template <class State, class Moves, class After, class Visit>
void for_each_state(const State& state, const Moves& moves, const After& after,
                    const Visit& visit) {
  visit(state);
  for (const auto& move : moves(state)) for_each_state(after(state, move), moves, after, visit);
}

/// The same for the ends of the runs alone, states without a move.
template <class State, class Moves, class After, class Visit>
void for_each_end(const State& state, const Moves& moves, const After& after, const Visit& visit) {
  for_each_state(state, moves, after, [&](const State& at) {
    if (moves(at).empty()) visit(at);
  });
}

}  // namespace lemmata::enumeration
