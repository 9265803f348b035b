// How a gradient of A3C changes the parameters: the update rule and the stores.

#include "algorithms/a3c/parameter_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <stdexcept>

#include "a3c_fixture.hpp"

namespace lemmata {
namespace {

using testing::Each;
using testing::ElementsAre;

TEST(UpdateRuleTest, ClipsToTheLargestNorm) {
  const UpdateRule rule{.largest_norm = 1};
  EXPECT_DOUBLE_EQ(rule.clipping(Vector<double>{{3.0, 4.0}}), 0.2);
  EXPECT_EQ(rule.clipping(Vector<double>{{0.3, 0.4}}), 1);
  EXPECT_EQ(UpdateRule{}.clipping(Vector<double>{{3.0, 4.0}}), 1);
}

TEST(UpdateRuleTest, StepsDecayAndFallWithStaleness) {
  const UpdateRule rule{.step_size = 0.5, .decay_over = 100, .staleness_threshold = 4};
  EXPECT_DOUBLE_EQ(rule.step(0, 0), 0.5);
  EXPECT_DOUBLE_EQ(rule.step(25, 4), 0.375);
  EXPECT_DOUBLE_EQ(rule.step(25, 6), 0.25);
  EXPECT_EQ(rule.step(100, 0), 0);
  EXPECT_EQ(rule.step(200, 0), 0);
  EXPECT_DOUBLE_EQ((UpdateRule{.step_size = 0.5}.step(1'000'000, 1'000)), 0.5);
}

class StoreTest : public testing::TestWithParam<Accumulation> {
 protected:
  /// A store that starts from these parameters, and a snapshot of it.
  void open(const UpdateRule& rule, Vector<double> start) {
    store = parameter_store(LearnedModel{std::move(start)}, rule, GetParam());
    store->fetch(snapshot);
  }
  bool keeps_squares() const { return GetParam() != Accumulation::atomic; }

  std::unique_ptr<ParameterStore> store;
  Snapshot snapshot;
};

INSTANTIATE_TEST_SUITE_P(Accumulations, StoreTest,
                         testing::Values(Accumulation::locked, Accumulation::sharded,
                                         Accumulation::atomic));

TEST_P(StoreTest, AscendsByHand) {
  open({.optimiser = Optimiser::sgd, .step_size = 0.5, .largest_norm = 1},
       Vector<double>{{1.0, 2.0}});
  store->deliver_and_fetch(Vector<double>{{3.0, 4.0}}, 7, snapshot);  // clipped to (0.6, 0.8)
  EXPECT_DOUBLE_EQ(snapshot.parameters(0), 1.3);
  EXPECT_DOUBLE_EQ(snapshot.parameters(1), 2.4);
  EXPECT_EQ(snapshot.updates, 1);
  EXPECT_EQ(store->steps(), 7);
  EXPECT_EQ(entries(store->model().parameters), entries(snapshot.parameters));
}

TEST_P(StoreTest, ScalesByRunningSquaresByHand) {
  const UpdateRule rule{.optimiser = Optimiser::rmsprop,
                        .step_size = 0.5,
                        .squares_decay = 0.75,
                        .squares_offset = 1};
  if (!keeps_squares()) {
    EXPECT_THROW(open(rule, Vector<double>{{1.0}}), std::invalid_argument);
    return;
  }
  open(rule, Vector<double>{{1.0}});
  store->deliver_and_fetch(Vector<double>{{std::sqrt(12.0)}}, 1, snapshot);  // q = 3
  EXPECT_DOUBLE_EQ(snapshot.parameters(0), 1 + std::sqrt(3.0) / 2);
  store->deliver_and_fetch(Vector<double>{{-std::sqrt(3.0)}}, 1, snapshot);  // q = 3
  EXPECT_NEAR(snapshot.parameters(0), 1 + std::sqrt(3.0) / 4, 1e-15);
  EXPECT_DOUBLE_EQ(store->model().squares(0), 3);
}

TEST_P(StoreTest, CountsStalenessInUpdatesAndSlowsTheLate) {
  open({.optimiser = Optimiser::sgd, .step_size = 1, .staleness_threshold = 2},
       Vector<double>{{0.0}});
  Snapshot late = snapshot;
  for (int k = 0; k < 4; ++k) {
    EXPECT_EQ(store->deliver_and_fetch(Vector<double>{{1.0}}, 1, snapshot).staleness, 0);
  }
  const Delivered delivered = store->deliver_and_fetch(Vector<double>{{1.0}}, 1, late);
  EXPECT_EQ(delivered.staleness, 4);
  EXPECT_EQ(delivered.steps, 5);
  EXPECT_DOUBLE_EQ(late.parameters(0), 4.5);  // by 2/4
  EXPECT_EQ(late.updates, 5);
}

TEST_P(StoreTest, DecaysWithTheStepsBeforeTheDelivery) {
  open({.optimiser = Optimiser::sgd, .step_size = 1, .decay_over = 100}, Vector<double>{{0.0}});
  store->deliver_and_fetch(Vector<double>{{1.0}}, 25, snapshot);
  store->deliver_and_fetch(Vector<double>{{1.0}}, 75, snapshot);
  EXPECT_DOUBLE_EQ(snapshot.parameters(0), 1.75);
  store->deliver_and_fetch(Vector<double>{{1.0}}, 1, snapshot);
  EXPECT_DOUBLE_EQ(snapshot.parameters(0), 1.75);
}

TEST_P(StoreTest, TreatsEveryOneOfManyCoordinatesAlike) {
  open({.optimiser = Optimiser::sgd, .step_size = 0.5, .largest_norm = 3},
       Vector<double>::LinSpaced(37, 0, 36));
  store->deliver_and_fetch(Vector<double>::Ones(37), 1, snapshot);
  for (int i = 0; i < 37; ++i) {
    EXPECT_DOUBLE_EQ(snapshot.parameters(i), i + 1.5 / std::sqrt(37.0)) << i;
  }
}

}  // namespace
}  // namespace lemmata
