// Generated instances are well formed, and stay so while they shrink to the smallest.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <tuple>

#include "generators.hpp"
#include "verification/engine/distribution_instance.hpp"

namespace lemmata {
namespace {

/// Everything that an instance consists of.
auto contents(const MdpInstance& x) {
  std::vector<std::tuple<Part, int, int, std::vector<std::pair<std::int64_t, int>>>> parts;
  for (const auto& [which, numbers] : x.parts) {
    std::vector<std::pair<std::int64_t, int>> entries;
    for (const Dyadic& n : numbers.entries) entries.emplace_back(n.mantissa, n.exponent);
    parts.emplace_back(which, numbers.rows, numbers.columns, entries);
  }
  return std::make_tuple(x.table, parts, x.horizon);
}

bool has_weight(const std::vector<Dyadic>& weights) {
  return std::all_of(weights.begin(), weights.end(), [](auto w) { return w.mantissa >= 0; }) &&
         std::any_of(weights.begin(), weights.end(), [](auto w) { return w.mantissa > 0; });
}

void is_well_formed(const MdpInstance& x) {
  const int states = x.table.states(), actions = x.table.actions();
  RC_ASSERT(states >= 1 && actions >= 1 && x.horizon >= 1);
  RC_ASSERT(static_cast<int>(x.table.start.size()) == states && has_weight(x.table.start));
  for (const auto& row : x.table.outcomes) {
    RC_ASSERT(static_cast<int>(row.size()) == actions);
    for (const auto& outcomes : row) {
      RC_ASSERT(!outcomes.empty());
      for (const auto& outcome : outcomes) {
        RC_ASSERT(outcome.weight.mantissa > 0);
        RC_ASSERT(outcome.next_state >= 0 && outcome.next_state < states);
      }
    }
  }
  const std::map<Part, std::pair<int, int>> shapes{{Part::policy, {states, actions}},
                                                   {Part::other_policy, {states, actions}},
                                                   {Part::features, {states * actions, 2}},
                                                   {Part::direction, {states * actions, 1}},
                                                   {Part::values, {states, 1}},
                                                   {Part::other_values, {states, 1}},
                                                   {Part::state_baseline, {states, 1}},
                                                   {Part::action_baseline, {states, actions}},
                                                   {Part::temperature, {1, 1}},
                                                   {Part::step_size, {1, 1}},
                                                   {Part::lambda, {1, 1}},
                                                   {Part::state_features, {states, 2}},
                                                   {Part::critic_weights, {1, 2}},
                                                   {Part::state_weights, {states, 1}}};
  for (const auto& [which, shape] : shapes) {
    const NumberTable& numbers = x.part(which);
    RC_ASSERT(std::make_pair(numbers.rows, numbers.columns) == shape);
    RC_ASSERT(static_cast<int>(numbers.entries.size()) == shape.first * shape.second);
  }
  for (const Part positive : {Part::policy, Part::other_policy, Part::temperature, Part::step_size,
                              Part::state_weights}) {
    for (const Dyadic& n : x.part(positive).entries) RC_ASSERT(n.mantissa > 0);
  }
}

RC_GTEST_PROP(DrawTest, IsWellFormed, ()) { is_well_formed(*any_mdp(every_part, with_a_horizon)); }

RC_GTEST_PROP(SimplerTest, CandidatesAreDifferentAndWellFormed, ()) {
  const auto instance = *rc::gen::noShrink(any_mdp(every_part, with_a_horizon));
  for (const MdpInstance& candidate : simpler(instance)) {
    is_well_formed(candidate);
    RC_ASSERT(!(contents(candidate) == contents(instance)));
  }
}

RC_GTEST_PROP(SimplerTest, RemovesTheRowsOfTheStateThatGoes, ()) {
  // Numbers that say where they stand are removed with their state or action.
  MdpInstance instance = *rc::gen::noShrink(any_mdp({Part::action_baseline, Part::direction}));
  const int actions = instance.table.actions();
  auto& b = instance.parts[Part::action_baseline];
  auto& u = instance.parts[Part::direction];
  for (int i = 0; i < static_cast<int>(b.entries.size()); ++i) {
    const auto k = static_cast<std::size_t>(i);
    b.entries[k] = u.entries[k] = instance.table
                                      .outcomes[k / static_cast<std::size_t>(actions)]
                                               [k % static_cast<std::size_t>(actions)][0]
                                      .weight = {100 + i, 0};
  }
  for (const MdpInstance& candidate : simpler(instance)) {
    if (candidate.table.states() == instance.table.states() && candidate.table.actions() == actions)
      continue;
    for (int s = 0; s < candidate.table.states(); ++s) {
      for (int a = 0; a < candidate.table.actions(); ++a) {
        const auto row = static_cast<std::size_t>(s), column = static_cast<std::size_t>(a);
        const Dyadic here = candidate.table.outcomes[row][column][0].weight;
        RC_ASSERT(candidate.part(Part::action_baseline).at(s, a) == here);
        RC_ASSERT(candidate.part(Part::direction).at(s * candidate.table.actions() + a, 0) == here);
      }
    }
  }
}

RC_GTEST_PROP(SimplerTest, RepeatedShrinkingEndsAtTheSmallestInstance, ()) {
  auto instance = *rc::gen::noShrink(any_mdp(every_part, with_a_horizon));
  int steps = 0;
  for (auto next = simpler(instance); !next.empty(); next = simpler(instance)) {
    const auto pick = *rc::gen::noShrink(rc::gen::inRange<std::size_t>(0, next.size()));
    instance = next[pick];
    RC_ASSERT(++steps < 2000);
  }
  RC_ASSERT(instance.shape() == "1 state, 1 action, horizon 1");
  RC_ASSERT(instance.table.discount.mantissa == 0);
  RC_ASSERT(instance.table.outcomes[0][0] ==
            std::vector<WeightedOutcome>({{{1, 0}, 0, {0, 0}, true}}));
}

RC_GTEST_PROP(EndingMdpsTest, NoStepReturns, ()) {
  const InstanceSpace space = mdps_that_end("", {Part::policy});
  const auto ends = [](const InstancePointer& drawn) {
    const auto& x = dynamic_cast<const MdpInstance&>(*drawn);
    for (int s = 0; s < x.table.states(); ++s) {
      for (const auto& outcomes : x.table.outcomes[static_cast<std::size_t>(s)]) {
        for (const auto& outcome : outcomes) {
          if (!outcome.terminal && outcome.next_state <= s) return false;
        }
      }
    }
    return x.horizon == x.table.states();
  };
  const rc::Random random{*rc::gen::arbitrary<std::uint64_t>()};
  const auto small = space.small(random);
  RC_ASSERT(ends(small.value()));
  RC_ASSERT(ends(space.uniform(random, random)));
  auto simpler = small.shrinks();
  while (const auto candidate = simpler.next()) RC_ASSERT(ends(candidate->value()));
}

RC_GTEST_PROP(DistributionTest, SumsToOneAndShrinksToACertainty, ()) {
  const auto drawn = distributions(6).small(rc::Random{*rc::gen::arbitrary<std::uint64_t>()});
  const auto sums_to_one = [](const InstancePointer& x) {
    const auto p = dynamic_cast<const DistributionInstance&>(*x).in<Rational>().probabilities;
    return p.size() >= 1 && p.sum() == Rational{1};
  };
  RC_ASSERT(sums_to_one(drawn.value()));
  const auto smallest = rc::shrinkable::findLocalMin(drawn, sums_to_one).first;
  RC_ASSERT(smallest->describe() == "a distribution on 1 outcome, weights 1\n");
}

TEST(DistributionTest, KnowsTheUniformOne) {
  DistributionInstance x;
  x.weights = {2, 2, 2};
  EXPECT_TRUE(x.is_uniform());
  EXPECT_EQ(x.in<double>().probabilities(0), 1.0 / 3.0);
  x.weights = {2, 2, 0};
  EXPECT_FALSE(x.is_uniform());
}

}  // namespace
}  // namespace lemmata
