#include "algorithms/soft/compressed_mdp.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace lemmata {
namespace {

constexpr int window = 512;
constexpr std::size_t width = CompressedMdp::slice_width;

bool continues(const Outcome<double>& outcome) {
  return !outcome.terminal && outcome.probability != 0;
}

std::size_t row_length(const FiniteMdp<double>& mdp, int state, int action) {
  const auto& outcomes = mdp.outcomes(state, action);
  return static_cast<std::size_t>(std::count_if(outcomes.begin(), outcomes.end(), continues));
}

/// The states in the order of their places, before the last slice is filled.
std::vector<int> sorted_within_windows(const FiniteMdp<double>& mdp) {
  std::vector<std::size_t> lengths(static_cast<std::size_t>(mdp.states()), 0);
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      lengths[static_cast<std::size_t>(s)] += row_length(mdp, s, a);
    }
  }
  std::vector<int> order(lengths.size());
  std::iota(order.begin(), order.end(), 0);
  const auto longer = [&](int s, int t) {
    return lengths[static_cast<std::size_t>(s)] > lengths[static_cast<std::size_t>(t)];
  };
  for (auto from = order.begin(); from != order.end();) {
    const auto to = from + std::min<std::ptrdiff_t>(window, order.end() - from);
    std::stable_sort(from, to, longer);
    from = to;
  }
  return order;
}

class Builder {
 public:
  explicit Builder(const FiniteMdp<double>& mdp)
      : mdp_{mdp}, place_of_(static_cast<std::size_t>(mdp.states())) {
    result_.states = mdp.states();
    result_.actions = mdp.actions();
    result_.state_at = sorted_within_windows(mdp);
    for (std::size_t i = 0; i < result_.state_at.size(); ++i) {
      place_of_[static_cast<std::size_t>(result_.state_at[i])] = static_cast<std::int32_t>(i);
    }
    result_.state_at.resize((result_.state_at.size() + width - 1) / width * width,
                            result_.state_at.back());
  }

  CompressedMdp build() && {
    place_rows();
    result_.least_mass = std::numeric_limits<double>::infinity();
    for (std::size_t slice = 0; slice < result_.slices(); ++slice) {
      for (int a = 0; a < mdp_.actions(); ++a) {
        for (std::size_t lane = 0; lane < width; ++lane) fill_row(slice, a, lane);
      }
    }
    return std::move(result_);
  }

 private:
  std::size_t row(std::size_t slice, int action) const {
    return slice * static_cast<std::size_t>(mdp_.actions()) + static_cast<std::size_t>(action);
  }

  /// Each row is as long as the longest of its slice.
  void place_rows() {
    result_.row_begin = {0};
    for (std::size_t slice = 0; slice < result_.slices(); ++slice) {
      for (int a = 0; a < mdp_.actions(); ++a) {
        std::size_t longest = 0;
        for (std::size_t lane = 0; lane < width; ++lane) {
          longest = std::max(longest, row_length(mdp_, result_.state_at[slice * width + lane], a));
        }
        result_.row_begin.push_back(result_.row_begin.back() + longest);
      }
    }
    result_.rewards.resize((result_.row_begin.size() - 1) * width);
    result_.probabilities.resize(result_.row_begin.back() * width);
    result_.successors.resize(result_.row_begin.back() * width);
  }

  void fill_row(std::size_t slice, int action, std::size_t lane) {
    const int state = result_.state_at[slice * width + lane];
    std::size_t at = result_.row_begin[row(slice, action)] * width + lane;
    const std::size_t end = result_.row_begin[row(slice, action) + 1] * width;
    double reward = 0;
    double mass = 0;
    std::int32_t place = place_of_[static_cast<std::size_t>(state)];
    for (const Outcome<double>& outcome : mdp_.outcomes(state, action)) {
      reward += outcome.probability * outcome.reward;
      if (!continues(outcome)) continue;
      place = place_of_[static_cast<std::size_t>(outcome.next_state)];
      result_.probabilities[at] = mdp_.discount * outcome.probability;
      result_.successors[at] = place;
      mass += result_.probabilities[at];
      at += width;
    }
    // Padding reads a value that was just read.
    for (; at < end; at += width) result_.successors[at] = place;
    result_.rewards[row(slice, action) * width + lane] = reward;
    result_.least_mass = std::min(result_.least_mass, mass);
    result_.greatest_mass = std::max(result_.greatest_mass, mass);
  }

  const FiniteMdp<double>& mdp_;
  std::vector<std::int32_t> place_of_;
  CompressedMdp result_;
};

}  // namespace

CompressedMdp compressed(const FiniteMdp<double>& mdp) {
  if (mdp.states() < 1 || mdp.actions() < 1) {
    throw std::invalid_argument{"an MDP has at least one state and one action"};
  }
  return Builder{mdp}.build();
}

CompressedMdp compressed(const TransitionTable& table) {
  return compressed(in_field<double>(table));
}

}  // namespace lemmata
