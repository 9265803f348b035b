#include <algorithm>
#include <cstdlib>
#include <utility>

#include "verification/engine/mdp_instance.hpp"
#include "verification/engine/mdp_parts.hpp"

namespace lemmata {
namespace {

bool simplest(const Dyadic& number, int lowest) { return number.mantissa == (lowest > 0 ? 1 : 0); }

/// Candidates of strictly smaller magnitude, not below `lowest`.
std::vector<Dyadic> simpler_numbers(const Dyadic& number, int lowest) {
  std::vector<Dyadic> result;
  const std::int64_t least = lowest > 0 ? 1 : 0;
  for (const std::int64_t candidate : {least, std::int64_t{1}, number.mantissa / 2}) {
    if (std::abs(candidate) < std::abs(number.mantissa) && candidate >= least &&
        std::none_of(result.begin(), result.end(),
                     [&](const Dyadic& seen) { return seen.mantissa == candidate; })) {
      result.push_back({candidate, number.exponent});
    }
  }
  if (number.mantissa < 0 && lowest <= 0) result.push_back({-number.mantissa, number.exponent});
  return result;
}

class Simplifier {
 public:
  explicit Simplifier(const MdpInstance& instance) : instance_{instance} {}

  std::vector<MdpInstance> all() && {
    if (instance_.horizon > 1) {
      propose([](MdpInstance& x) { --x.horizon; });
    }
    remove_states();
    remove_actions();
    remove_outcomes();
    simplify_discount();
    simplify_parts();
    simplify_table();
    return std::move(result_);
  }

 private:
  template <class Change>
  void propose(Change change) {
    MdpInstance copy = instance_;
    change(copy);
    result_.push_back(std::move(copy));
  }

  static void erase_rows(NumberTable& numbers, int first, int count) {
    const auto begin = numbers.entries.begin() + first * numbers.columns;
    numbers.entries.erase(begin, begin + count * numbers.columns);
    numbers.rows -= count;
  }

  /// What led to the state ends, or leads to the first of those that are left.
  static void remove_state(MdpInstance& x, int state, bool ends) {
    const int actions = x.table.actions();
    for (auto& [which, numbers] : x.parts) {
      if (layout(which).rows == Layout::by_state) erase_rows(numbers, state, 1);
      if (layout(which).rows == Layout::by_state_and_action) {
        erase_rows(numbers, state * actions, actions);
      }
    }
    x.table.outcomes.erase(x.table.outcomes.begin() + state);
    x.table.start.erase(x.table.start.begin() + state);
    const auto weightless = [](const Dyadic& w) { return w.mantissa == 0; };
    if (std::all_of(x.table.start.begin(), x.table.start.end(), weightless)) {
      x.table.start[0] = {1, 0};
    }
    for (auto& row : x.table.outcomes) {
      for (auto& outcomes : row) {
        for (auto& outcome : outcomes) {
          if (outcome.next_state == state) {
            outcome.terminal = outcome.terminal || ends;
            outcome.next_state = 0;
          } else if (outcome.next_state > state) {
            --outcome.next_state;
          }
        }
      }
    }
  }

  static void remove_action(MdpInstance& x, int action) {
    const int actions = x.table.actions();
    const int states = x.table.states();
    for (auto& [which, numbers] : x.parts) {
      const Layout shape = layout(which);
      if (shape.rows == Layout::by_state_and_action) {
        for (int s = states; s-- > 0;) erase_rows(numbers, s * actions + action, 1);
      } else if (shape.columns == 0) {
        for (int s = states; s-- > 0;) {
          numbers.entries.erase(numbers.entries.begin() + s * actions + action);
        }
        --numbers.columns;
      }
    }
    for (auto& row : x.table.outcomes) row.erase(row.begin() + action);
  }

  void remove_states() {
    // An MDP in which nothing ends stays one by the second way alone.
    for (const bool ends : {true, false}) {
      for (int s = 0; instance_.table.states() > 1 && s < instance_.table.states(); ++s) {
        propose([s, ends](MdpInstance& x) { remove_state(x, s, ends); });
      }
    }
  }

  void remove_actions() {
    for (int a = 0; instance_.table.actions() > 1 && a < instance_.table.actions(); ++a) {
      propose([a](MdpInstance& x) { remove_action(x, a); });
    }
  }

  template <class Visit>
  void for_each_row(Visit visit) const {
    for (std::size_t s = 0; s < instance_.table.outcomes.size(); ++s) {
      for (std::size_t a = 0; a < instance_.table.outcomes[s].size(); ++a) {
        for (std::size_t k = 0; k < instance_.table.outcomes[s][a].size(); ++k) visit(s, a, k);
      }
    }
  }

  void remove_outcomes() {
    for_each_row([&](std::size_t s, std::size_t a, std::size_t k) {
      if (instance_.table.outcomes[s][a].size() == 1) return;
      propose([=](MdpInstance& x) {
        auto& row = x.table.outcomes[s][a];
        row.erase(row.begin() + static_cast<std::ptrdiff_t>(k));
      });
    });
    for_each_row([&](std::size_t s, std::size_t a, std::size_t k) {
      if (instance_.table.outcomes[s][a][k].terminal) return;
      propose([=](MdpInstance& x) {
        x.table.outcomes[s][a][k].terminal = true;
        x.table.outcomes[s][a][k].next_state = 0;
      });
    });
  }

  void simplify_discount() {
    const Dyadic now = instance_.table.discount;
    const Dyadic half{1, -1};
    if (now.mantissa == 0) return;
    propose([](MdpInstance& x) { x.table.discount = {0, 0}; });
    if (now != half) propose([&](MdpInstance& x) { x.table.discount = half; });
  }

  void simplify_parts() {
    for (const auto& [which, numbers] : instance_.parts) {
      const Layout shape = layout(which);
      const bool done = std::all_of(numbers.entries.begin(), numbers.entries.end(),
                                    [&](const Dyadic& n) { return simplest(n, shape.low); });
      if (done) continue;
      propose([&, part = which](MdpInstance& x) {
        for (Dyadic& n : x.parts[part].entries) n.mantissa = shape.low > 0 ? 1 : 0;
      });
      for (std::size_t i = 0; i < numbers.entries.size(); ++i) {
        for (const Dyadic& n : simpler_numbers(numbers.entries[i], shape.low)) {
          propose([&, part = which](MdpInstance& x) { x.parts[part].entries[i] = n; });
        }
      }
    }
  }

  void simplify_table() {
    for (std::size_t s = 0; s < instance_.table.start.size(); ++s) {
      for (const Dyadic& n : simpler_numbers(instance_.table.start[s], 0)) {
        MdpInstance copy = instance_;
        copy.table.start[s] = n;
        const bool empty = std::all_of(copy.table.start.begin(), copy.table.start.end(),
                                       [](const Dyadic& w) { return w.mantissa == 0; });
        if (!empty) result_.push_back(std::move(copy));
      }
    }
    for_each_row([&](std::size_t s, std::size_t a, std::size_t k) {
      const WeightedOutcome& outcome = instance_.table.outcomes[s][a][k];
      for (const Dyadic& n : simpler_numbers(outcome.weight, 1)) {
        propose([=](MdpInstance& x) { x.table.outcomes[s][a][k].weight = n; });
      }
      for (const Dyadic& n : simpler_numbers(outcome.reward, 0)) {
        propose([=](MdpInstance& x) { x.table.outcomes[s][a][k].reward = n; });
      }
    });
  }

  const MdpInstance& instance_;
  std::vector<MdpInstance> result_;
};

}  // namespace

std::vector<MdpInstance> simpler(const MdpInstance& instance) { return Simplifier{instance}.all(); }

}  // namespace lemmata
