#include "verification/engine/mdp_instance.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "verification/engine/draw.hpp"
#include "verification/engine/mdp_parts.hpp"

namespace lemmata {
namespace {

NumberTable draw_part(Part part, int states, int actions, Numbers numbers, Draw& draw) {
  const Layout shape = layout(part);
  const int rows = shape.rows == Layout::single     ? 1
                   : shape.rows == Layout::by_state ? states
                                                    : states * actions;
  NumberTable result{rows, shape.columns == 0 ? actions : shape.columns, {}};
  for (int i = 0; i < result.rows * result.columns; ++i) {
    result.entries.push_back(draw.number(numbers, shape.low, shape.high, shape.exponent));
  }
  return result;
}

std::vector<WeightedOutcome> draw_outcomes(int state, bool absorbing, const LargestShape& shape,
                                           int states, Draw& draw) {
  constexpr int heaviest = 4;
  constexpr int reward_range = 4;
  std::vector<WeightedOutcome> result;
  const int count = absorbing ? 1 : draw.between(1, shape.outcomes);
  for (int k = 0; k < count; ++k) {
    result.push_back({{draw.between(1, heaviest), 0},
                      absorbing ? state : draw.between(0, states - 1),
                      {draw.between(-reward_range, reward_range), 0},
                      !absorbing && draw.one_in(6)});
  }
  return result;
}

/// γ ∈ {0, 1/8, …, 7/8}, and now and then 1.
Dyadic draw_discount(Draw& draw) {
  return draw.one_in(12) ? Dyadic{1, 0} : Dyadic{draw.between(0, 7), -3};
}

std::string numbers_text(const NumberTable& numbers) {
  std::string text;
  for (int i = 0; i < numbers.rows; ++i) {
    for (int j = 0; j < numbers.columns; ++j) {
      text += (j > 0 ? ", " : i > 0 ? "; " : "") + to_string(numbers.at(i, j));
    }
  }
  return text;
}

rc::Shrinkable<MdpInstance> shrinkable(MdpInstance instance) {
  return rc::shrinkable::shrinkRecur(
      std::move(instance), [](const MdpInstance& x) { return rc::seq::fromContainer(simpler(x)); });
}

rc::Shrinkable<InstancePointer> as_pointers(const rc::Shrinkable<MdpInstance>& instances) {
  return rc::shrinkable::map(instances, [](MdpInstance x) -> InstancePointer {
    return std::make_shared<MdpInstance>(std::move(x));
  });
}

/// The MDP with these parts drawn.
MdpInstance with_parts(const TransitionTable& table, const std::vector<Part>& parts,
                       Numbers numbers, const rc::Random& random) {
  MdpInstance result;
  result.table = table;
  Draw draw{random};
  for (const Part part : parts) {
    result.parts[part] = draw_part(part, table.states(), table.actions(), numbers, draw);
  }
  return result;
}

/// The space with every instance, small or uniform, changed.
InstanceSpace changed(InstanceSpace space, std::function<void(MdpInstance&)> change) {
  const auto apply = [change = std::move(change)](const InstancePointer& instance) {
    MdpInstance result = dynamic_cast<const MdpInstance&>(*instance);
    change(result);
    return InstancePointer{std::make_shared<MdpInstance>(std::move(result))};
  };
  space.small = rc::gen::map(space.small, apply);
  space.uniform = [apply, uniform = space.uniform](const rc::Random& shape,
                                                   const rc::Random& numbers) {
    return apply(uniform(shape, numbers));
  };
  return space;
}

void remove_ends(MdpInstance& instance) {
  for (auto& actions : instance.table.outcomes) {
    for (auto& outcomes : actions) {
      for (WeightedOutcome& outcome : outcomes) outcome.terminal = false;
    }
  }
}

void end_what_returns(MdpInstance& instance) {
  for (std::size_t s = 0; s < instance.table.outcomes.size(); ++s) {
    for (auto& outcomes : instance.table.outcomes[s]) {
      for (WeightedOutcome& outcome : outcomes) {
        if (outcome.next_state <= static_cast<int>(s)) outcome.terminal = true;
      }
    }
  }
  instance.horizon = instance.table.states();
}

/// The smallest k ≥ 0 with |reward| ≤ 2ᵏ throughout: temperatures are in units of the reward.
int reward_exponent(const TransitionTable& table) {
  double largest = 1;
  for (const auto& actions : table.outcomes) {
    for (const auto& outcomes : actions) {
      for (const auto& outcome : outcomes) {
        largest = std::max(largest, std::abs(view<double>(outcome.reward)));
      }
    }
  }
  return static_cast<int>(std::ceil(std::log2(largest)));
}

/// Trajectories of a file's MDP grow fast: the longest horizon, up to `most`, that stays countable.
int countable_horizon(const TransitionTable& table, int most) {
  constexpr std::uint64_t countable = 20'000;
  int horizon = 1;
  while (horizon < most && trajectory_count(table, horizon + 1) <= countable) ++horizon;
  return horizon;
}

}  // namespace

Layout layout(Part part) {
  switch (part) {
    case Part::policy:
      return {"policy preferences z", Layout::by_state, 0, 1, 9};
    case Part::other_policy:
      return {"second policy's preferences z'", Layout::by_state, 0, 1, 9};
    case Part::features:
      return {"features φ", Layout::by_state_and_action, 2, 0, 3};
    case Part::direction:
      return {"direction u", Layout::by_state_and_action, 1, -3, 3};
    case Part::values:
      return {"values V", Layout::by_state, 1, -9, 9};
    case Part::other_values:
      return {"values W", Layout::by_state, 1, -9, 9};
    case Part::state_baseline:
      return {"baseline b(s)", Layout::by_state, 1, -9, 9};
    case Part::action_baseline:
      return {"baseline b(s,a)", Layout::by_state, 0, -9, 9};
    case Part::temperature:
      return {"temperature β", Layout::single, 1, 1, 32, -3};
    case Part::step_size:
      return {"step size α", Layout::single, 1, 1, 32, -3};
    case Part::lambda:
      return {"λ", Layout::single, 1, 0, 8, -3};
    case Part::state_features:
      return {"features φ(s)", Layout::by_state, 2, 0, 3};
    case Part::critic_weights:
      return {"weights w of the features", Layout::single, 2, -3, 3};
    case Part::state_weights:
      return {"weights of the states", Layout::by_state, 1, 1, 4};
  }
  throw std::logic_error("unknown part");
}

const NumberTable& MdpInstance::part(Part which) const {
  const auto found = parts.find(which);
  if (found == parts.end()) {
    throw std::logic_error(
        fmt::format("the theorem's space of instances lacks the part \"{}\"", layout(which).label));
  }
  return found->second;
}

std::string MdpInstance::describe() const {
  std::string text = to_string(table);
  for (const auto& [which, numbers] : parts) {
    const bool all_zero = std::all_of(numbers.entries.begin(), numbers.entries.end(),
                                      [](const Dyadic& n) { return n.mantissa == 0; });
    if (!all_zero) text += fmt::format("  {}: {}\n", layout(which).label, numbers_text(numbers));
  }
  if (horizon > 0) text += fmt::format("  horizon: {}\n", horizon);
  return text;
}

std::string MdpInstance::shape() const {
  std::string text =
      fmt::format("{} state{}, {} action{}", table.states(), table.states() == 1 ? "" : "s",
                  table.actions(), table.actions() == 1 ? "" : "s");
  if (horizon > 0) text += fmt::format(", horizon {}", horizon);
  return text;
}

MdpInstance draw_mdp(const LargestShape& largest, const std::vector<Part>& parts,
                     rc::Random random) {
  Draw draw{random};
  MdpInstance result;
  const int states = draw.between(1, largest.states);
  // One action alone leaves a policy nothing to decide: seldom.
  const int actions =
      draw.one_in(8) ? 1 : draw.between(std::min(2, largest.actions), largest.actions);
  result.table.discount = draw_discount(draw);
  result.table.outcomes.resize(static_cast<std::size_t>(states));
  for (int s = 0; s < states; ++s) {
    result.table.start.push_back({draw.between(s == 0 ? 1 : 0, 3), 0});
    const bool absorbing = draw.one_in(8);
    for (int a = 0; a < actions; ++a) {
      result.table.outcomes[static_cast<std::size_t>(s)].push_back(
          draw_outcomes(s, absorbing, largest, states, draw));
    }
  }
  for (const Part part : parts) {
    result.parts[part] = draw_part(part, states, actions, Numbers::small, draw);
  }
  if (largest.horizon > 0) result.horizon = draw.between(1, largest.horizon);
  return result;
}

MdpInstance with_uniform_numbers(MdpInstance instance, rc::Random random) {
  Draw draw{random};
  TransitionTable& table = instance.table;
  table.discount = draw.residue();
  for (Dyadic& weight : table.start) weight = draw.residue();
  for (auto& actions : table.outcomes) {
    for (auto& outcomes : actions) {
      for (WeightedOutcome& outcome : outcomes) {
        outcome.weight = draw.residue();
        outcome.reward = draw.residue();
      }
    }
  }
  for (auto& [which, numbers] : instance.parts) {
    for (Dyadic& entry : numbers.entries) entry = draw.residue();
  }
  return instance;
}

MdpInstance draw_dense_mdp(int states, int actions, const std::vector<Part>& parts,
                           rc::Random random) {
  Draw draw{random};
  MdpInstance result;
  result.table.start.resize(static_cast<std::size_t>(states));
  for (int s = 0; s < states; ++s) {
    auto& row = result.table.outcomes.emplace_back(static_cast<std::size_t>(actions));
    for (auto& outcomes : row) {
      for (int next = 0; next < states; ++next) outcomes.push_back({{}, next, {}, false});
    }
  }
  for (const Part part : parts) {
    result.parts[part] = draw_part(part, states, actions, Numbers::uniform, draw);
  }
  return with_uniform_numbers(std::move(result), random);
}

InstanceSpace mdps(std::string name, std::vector<Part> parts, LargestShape largest) {
  InstanceSpace space{std::move(name), rc::Gen<InstancePointer>{[=](const rc::Random& random, int) {
                        return as_pointers(shrinkable(draw_mdp(largest, parts, random)));
                      }},
                      [=](const rc::Random& shape, const rc::Random& numbers) -> InstancePointer {
                        return std::make_shared<MdpInstance>(
                            with_uniform_numbers(draw_mdp(largest, parts, shape), numbers));
                      },
                      [=](const TransitionTable& table, Numbers numbers,
                          const rc::Random& random) -> InstancePointer {
                        MdpInstance result = with_parts(table, parts, numbers, random);
                        if (result.parts.contains(Part::temperature)) {
                          result.parts[Part::temperature].entries[0].exponent +=
                              reward_exponent(table);
                        }
                        if (largest.horizon > 0) {
                          result.horizon = countable_horizon(table, largest.horizon);
                        }
                        return std::make_shared<MdpInstance>(std::move(result));
                      }};
  return space;
}

InstanceSpace parts_on(std::string name, TransitionTable table, std::vector<Part> parts) {
  const auto simpler_parts = [table](const MdpInstance& x) {
    std::vector<MdpInstance> result = simpler(x);
    std::erase_if(result, [&](const MdpInstance& y) { return y.table != table; });
    return rc::seq::fromContainer(std::move(result));
  };
  const auto small = [=](const rc::Random& random, int) {
    return as_pointers(rc::shrinkable::shrinkRecur(with_parts(table, parts, Numbers::small, random),
                                                   simpler_parts));
  };
  const auto uniform = [=](const rc::Random&, const rc::Random& numbers) -> InstancePointer {
    return std::make_shared<MdpInstance>(with_parts(table, parts, Numbers::uniform, numbers));
  };
  return {std::move(name), rc::Gen<InstancePointer>{small}, uniform, {}};
}

InstanceSpace mdps_without_ends(std::string name, std::vector<Part> parts, LargestShape largest) {
  return changed(mdps(std::move(name), std::move(parts), largest), remove_ends);
}

InstanceSpace mdps_that_end(std::string name, std::vector<Part> parts, LargestShape largest) {
  InstanceSpace space = changed(mdps(std::move(name), std::move(parts), largest), end_what_returns);
  space.on = nullptr;
  return space;
}

}  // namespace lemmata
