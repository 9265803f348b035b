// How A3C's gradients change the parameters: the update rule, the stores, and the training loop.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <thread>

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

/// No multiple of a rollout's: the last is not cut.
constexpr std::int64_t some_steps = 90;

/// Θ ← Θ + η clip(G), and RMSProp's, coordinate by coordinate.
void apply_by_hand(const UpdateRule& rule, std::int64_t steps, const Vector<double>& direction,
                   LearnedModel& model) {
  const double norm = direction.norm();
  const double clip =
      rule.largest_norm > 0 && norm > rule.largest_norm ? rule.largest_norm / norm : 1;
  const double eta = rule.step_size *
                     (1 - static_cast<double>(model.steps) / static_cast<double>(rule.decay_over));
  for (Eigen::Index i = 0; i < direction.size(); ++i) {
    const double g = clip * direction(i);
    double& q = model.squares(i);
    if (rule.optimiser == Optimiser::rmsprop) {
      q = rule.squares_decay * q + (1 - rule.squares_decay) * (g * g);
      model.parameters(i) += eta * g / std::sqrt(q + rule.squares_offset);
    } else {
      model.parameters(i) += eta * g;
    }
  }
  model.steps += steps;
  ++model.updates;
}

TEST(TrainTest, OneWorkerIsTheLoopByHand) {
  const TrainingProblem problem = cart_pole();
  for (const auto optimiser : {Optimiser::sgd, Optimiser::rmsprop}) {
    const TrainingOptions options{
        .rule = {.optimiser = optimiser, .step_size = 0.01, .decay_over = 1000, .largest_norm = 5},
        .seed = 4};
    TrainingState state = start_of(problem, 1);
    const TrainingReport report = train(problem, options, state, some_steps);
    LearnedModel model{problem.start};
    const auto worker = problem.worker(4, 0, {});
    std::int64_t rollouts = 0;
    for (; model.steps < some_steps; ++rollouts) {
      const RolledOut rolled = roll_out(*worker, model.parameters);
      apply_by_hand(options.rule, rolled.summary.steps, rolled.direction, model);
    }
    EXPECT_EQ(entries(state.model.parameters), entries(model.parameters));
    EXPECT_EQ(entries(state.model.squares), entries(model.squares));
    EXPECT_EQ(state.model.steps, 100);
    EXPECT_EQ(state.model.updates, rollouts);
    EXPECT_THAT(report.deliveries, ElementsAre(rollouts));
    EXPECT_THAT(report.staleness, ElementsAre(rollouts));
    EXPECT_FALSE(report.stopped);
    EXPECT_NE(entries(model.parameters), entries(problem.start));
  }
}

TEST(TrainTest, ARunDividedIsTheRun) {
  const TrainingProblem problem = cart_pole();
  for (const auto& [discipline, workers] :
       {std::pair{Discipline::asynchronous(), 1}, std::pair{Discipline::synchronous(), 3}}) {
    const TrainingOptions options{.discipline = discipline};
    TrainingState whole = start_of(problem, workers), divided = whole;
    train(problem, options, whole, 600);
    for (const int until : {120, 300, 600}) train(problem, options, divided, until);
    EXPECT_EQ(entries(whole.model.parameters), entries(divided.model.parameters));
    EXPECT_EQ(whole.workers[0].environment, divided.workers[0].environment);
    EXPECT_EQ(whole.workers[0].episode_return, divided.workers[0].episode_return);
  }
}

TEST(TrainTest, SynchronousWorkersApplyTheMeanOfTheirDirections) {
  constexpr int workers = 3;
  const TrainingProblem problem = cart_pole();
  const TrainingOptions options{
      .rule = {.optimiser = Optimiser::sgd, .step_size = 0.01, .decay_over = 10'000},
      .discipline = Discipline::synchronous(),
      .seed = 9};
  TrainingState state = start_of(problem, workers), again = state;
  const TrainingReport report = train(problem, options, state, 600);
  train(problem, options, again, 600);
  EXPECT_EQ(entries(state.model.parameters), entries(again.model.parameters));

  std::vector<std::unique_ptr<RolloutWorker>> team;
  for (int i = 0; i < workers; ++i) team.push_back(problem.worker(9, i, {}));
  LearnedModel model{problem.start};
  while (model.steps < 600) {
    Vector<double> sum = Vector<double>::Zero(model.parameters.size());
    for (const auto& worker : team) sum += roll_out(*worker, model.parameters).direction;
    apply_by_hand(options.rule, 20 * workers, sum / workers, model);
  }
  EXPECT_EQ(entries(state.model.parameters), entries(model.parameters));
  EXPECT_EQ(state.model.updates, 10);
  EXPECT_THAT(report.deliveries, ElementsAre(10, 10, 10));
  EXPECT_THAT(report.staleness, ElementsAre(30));
}

/// Asked to stop before they began, all end with the round that they are in.
TEST(TrainTest, SynchronousWorkersStopAfterTheSameRound) {
  const TrainingProblem problem = cart_pole();
  TrainingState state = start_of(problem, 3);
  const TrainingReport report = train(problem, {.discipline = Discipline::synchronous()}, state,
                                      1'000'000'000, {.goes_on = [](auto) { return false; }});
  EXPECT_TRUE(report.stopped);
  EXPECT_THAT(report.deliveries, Each(state.model.updates));
  EXPECT_EQ(state.model.steps, 60 * state.model.updates);
}

/// Where two workers meet.
struct Meeting {
  std::atomic<bool> first_is_there = false;
  std::atomic<int> begun_by_second = 0;
  std::atomic<bool> snapshot_stayed = true;
};

/// Worker 0 waits within each rollout until worker 1 has begun its third, and notes whether its
/// parameters stayed; worker 1 waits until worker 0 is there. Directions are ones.
class Waiting : public RolloutWorker {
 public:
  Waiting(int index, Meeting& meeting) : index_{index}, meeting_{meeting} {}
  RolloutSummary roll_out(const Vector<double>& parameters, Vector<double>& direction) override {
    const Vector<double> before = parameters;
    if (index_ == 0) {
      meeting_.first_is_there = true;
      while (meeting_.begun_by_second < 3) std::this_thread::yield();
      if (parameters != before) meeting_.snapshot_stayed = false;
    } else {
      while (!meeting_.first_is_there) std::this_thread::yield();
      ++meeting_.begun_by_second;
    }
    direction = Vector<double>::Ones(parameters.size());
    return {1, {}};
  }
  WorkerState state() const override { return {}; }

 private:
  const int index_;
  Meeting& meeting_;
};

TEST(TrainTest, ASnapshotStaysWhileOthersDeliver) {
  for (const auto accumulation :
       {Accumulation::locked, Accumulation::sharded, Accumulation::atomic}) {
    Meeting meeting;
    const TrainingProblem problem{
        .start = Vector<double>::Zero(20),
        .worker = [&](std::uint64_t, int index,
                      const WorkerState&) { return std::make_unique<Waiting>(index, meeting); },
        .greedy_returns = {}};
    TrainingState state = start_of(problem, 2);
    const TrainingReport report =
        train(problem, {.rule = {.optimiser = Optimiser::sgd}, .accumulation = accumulation}, state,
              1000);
    EXPECT_TRUE(meeting.snapshot_stayed);
    EXPECT_GE(report.staleness.size(), 3U);  // worker 0's first came two updates late
    EXPECT_NEAR(state.model.parameters(7), 1e-3 * static_cast<double>(state.model.updates), 1e-9);
  }
}

}  // namespace
}  // namespace lemmata
