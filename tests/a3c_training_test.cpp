// How A3C's gradients change the parameters: the training loop.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>

#include "a3c_fixture.hpp"
#include "algorithms/a3c/recorded_training.hpp"

namespace lemmata {
namespace {

using testing::Each;
using testing::ElementsAre;

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
    const EpisodeState& of_whole = whole.workers[0].episodes.at(0);
    const EpisodeState& of_divided = divided.workers[0].episodes.at(0);
    EXPECT_EQ(of_whole.environment, of_divided.environment);
    EXPECT_EQ(of_whole.total_return, of_divided.total_return);
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

/// A problem of workers whose rollouts are one step, and whose directions are a number twice, 1 or
/// that of each worker.
TrainingProblem steps_of_one(const std::vector<double>& directions = {}) {
  struct Worker : RolloutWorker {
    double number;
    explicit Worker(double direction) : number{direction} {}
    RolloutSummary roll_out(const Vector<double>& parameters, Vector<double>& direction) override {
      direction = Vector<double>::Constant(parameters.size(), number);
      return {1, {}};
    }
    WorkerState state() const override { return {}; }
  };
  return {.start = Vector<double>::Zero(2),
          .worker =
              [=](std::uint64_t, int index, const WorkerState&) {
                return std::make_unique<Worker>(
                    directions.empty() ? 1 : directions.at(static_cast<std::size_t>(index)));
              },
          .greedy_returns = {}};
}

/// Two rounds of both, with mean 2, and two of worker 0 alone.
TEST(TrainTest, OneThatFailedIsInNoMean) {
  TrainingState state = start_of(steps_of_one({1, 3}), 2);
  const TrainingOptions options{.rule = {.optimiser = Optimiser::sgd, .step_size = 1},
                                .discipline = Discipline::synchronous()};
  const auto fails = [](int worker, std::int64_t rollout) {
    if (worker == 1 && rollout == 2) throw std::runtime_error{"gone"};
  };
  const TrainingReport report =
      train(steps_of_one({1, 3}), options, state, 6, {.before_delivery = fails});
  EXPECT_THAT(state.model.parameters, Each(2 + 2 + 1 + 1));
  EXPECT_THAT(report.deliveries, ElementsAre(4, 2));
}

TEST(TrainTest, AReportIsOfItsRun) {
  const TrainingOptions options{.seed = 2};
  TrainingState state = start_of(cart_pole(), 1), other = state;
  const EpisodeStatistics whole = train(cart_pole(), options, other, 1000).episodes;
  TrainingTeam team{cart_pole(), options, state};
  const TrainingReport first = team.run(400), second = team.run(1000);
  EXPECT_THAT(first.deliveries, ElementsAre(20));
  EXPECT_THAT(second.deliveries, ElementsAre(30));
  EXPECT_THAT(second.staleness, ElementsAre(30));
  EXPECT_GT(first.episodes.episodes, 0);
  EXPECT_EQ(second.episodes.episodes, whole.episodes - first.episodes.episodes);
  EXPECT_EQ(second.episodes.total_return, whole.total_return - first.episodes.total_return);
  EXPECT_EQ(second.episodes.terminated, whole.terminated - first.episodes.terminated);
}

/// Lets workers deliver in one order only, that of each run in turn: a delivery waits until the one
/// before it is over, and until all who deliver later in its run have begun to.
class Order {
 public:
  explicit Order(std::vector<std::vector<int>> runs) {
    for (std::size_t run = 0; run < runs.size(); ++run) {
      for (const int worker : runs[run]) places_.push_back({worker, run});
    }
  }
  TrainingControl control() {
    return {.goes_on =
                [this](std::int64_t steps) {
                  delivered_ = steps;
                  return true;
                },
            .before_delivery =
                [this](int worker, std::int64_t rollout) {
                  ++begun_.at(static_cast<std::size_t>(worker));
                  while (!is_turn(place_of(worker, rollout))) std::this_thread::yield();
                }};
  }

 private:
  struct Place {
    int worker;
    std::size_t run;
  };
  std::size_t place_of(int worker, std::int64_t rollout) const {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (places_[i].worker == worker && rollout-- == 0) return i;
    }
    throw std::logic_error{"the order ended"};
  }
  bool is_turn(std::size_t place) const {
    if (delivered_ < static_cast<std::int64_t>(place)) return false;
    std::array<int, 2> gone{};
    for (std::size_t i = 0; i < places_.size() && places_[i].run <= places_[place].run; ++i) {
      const auto worker = static_cast<std::size_t>(places_[i].worker);
      if (i <= place) ++gone.at(worker);
      const bool is_other = places_[i].worker != places_[place].worker;
      if (i > place && is_other && begun_.at(worker) <= gone.at(worker)) return false;
    }
    return true;
  }

  std::vector<Place> places_{};
  std::atomic<std::int64_t> delivered_ = 0;
  std::array<std::atomic<int>, 2> begun_{};
};

/// A gradient's staleness is how many others were delivered since its worker's own last. Who is
/// late keeps what it fetched while all stand.
TEST(TrainTest, StalenessIsThatOfTheOrder) {
  for (const auto accumulation :
       {Accumulation::locked, Accumulation::sharded, Accumulation::atomic}) {
    Order order{{{0, 1, 1, 0}, {1, 0, 1}}};
    TrainingState state = start_of(steps_of_one(), 2);
    const TrainingOptions options{.rule = {.optimiser = Optimiser::sgd},
                                  .accumulation = accumulation};
    TrainingTeam team{steps_of_one(), options, state, order.control()};
    const TrainingReport first = team.run(3);  // 0, 1, 1 and the one that 0 has begun
    EXPECT_THAT(first.staleness, ElementsAre(2, 1, 1));
    EXPECT_THAT(first.deliveries, ElementsAre(2, 2));
    EXPECT_THAT(team.run(6).staleness, ElementsAre(0, 3));
    EXPECT_EQ(state.model.updates, 7);
    EXPECT_THAT(state.model.parameters, Each(testing::DoubleNear(0.007, 1e-15)));
  }
}

/// Delivered in the order 0, 1, 1, 0 under bound 0, each when the next has begun: worker 0 waits
/// for worker 1's first, which its second has seen, and misses the second.
TEST(TrainTest, WhoWaitedHasSeenWhatItWaitedFor) {
  std::atomic<std::int64_t> delivered = 0;
  std::array<std::atomic<std::int64_t>, 2> begun{};
  const TrainingControl control{
      .goes_on =
          [&](std::int64_t steps) {
            delivered = steps;
            return true;
          },
      .before_delivery =
          [&](int worker, std::int64_t rollout) {
            begun.at(static_cast<std::size_t>(worker)) = rollout + 1;
            const auto waits = [&](std::int64_t steps, std::int64_t of_other) {
              const auto& other = begun.at(static_cast<std::size_t>(1 - worker));
              while (delivered < steps || other < of_other) std::this_thread::yield();
            };
            if (worker == 0) return rollout == 0 ? waits(0, 1) : waits(3, 2);
            return rollout == 0 ? waits(1, 1) : waits(2, 2);
          }};
  TrainingState state = start_of(steps_of_one(), 2);
  const TrainingReport report =
      train(steps_of_one(), {.discipline = Discipline::stale_synchronous(0)}, state, 4, control);
  EXPECT_THAT(report.deliveries, ElementsAre(2, 2));
  EXPECT_THAT(report.staleness, ElementsAre(2, 2));
}

/// How many threads have called it.
int number_of_this_thread() {
  static std::atomic<int> threads = 0;
  thread_local const int number = ++threads;
  return number;
}

TEST(TrainTest, ATeamKeepsItsThreads) {
  std::mutex mutex;
  std::set<int> threads;
  TrainingState state = start_of(cart_pole(), 2);
  TrainingTeam team{cart_pole(), {}, state, {.before_delivery = [&](int, std::int64_t) {
                      const std::lock_guard lock{mutex};
                      threads.insert(number_of_this_thread());
                    }}};
  for (int run = 1; run <= 20; ++run) team.run(run * 200);
  EXPECT_LE(threads.size(), 2U);
  EXPECT_GE(state.model.steps, 4000);
}

TEST(RecordTrainingTest, ARecordingHasOneTeam) {
  std::mutex mutex;
  std::set<int> threads;
  TrainingState state = start_of(cart_pole(), 2);
  const TrainingRecording recording =
      record_training(cart_pole(), {}, state, 5000, {.before_delivery = [&](int, std::int64_t) {
                        const std::lock_guard lock{mutex};
                        threads.insert(number_of_this_thread());
                      }});
  EXPECT_GE(recording.points.size(), 45U);
  EXPECT_EQ(recording.points.back().steps, state.model.steps);
  EXPECT_LE(threads.size(), 2U);
}

TEST(RecordTrainingTest, OnlyTheEndOfAllWorkersIsNoMoreThanAnEnd) {
  TrainingState state = start_of(cart_pole(), 2);
  const auto fails = [](int, std::int64_t) { throw std::runtime_error{"gone"}; };
  EXPECT_EQ(record_training(cart_pole(), {}, state, 5000, {.before_delivery = fails}).diverged,
            "at step 0, every worker has failed; the last of them said: gone");
  state = start_of(cart_pole(), 2);
  const auto breaks = [](std::int64_t) -> bool { throw std::runtime_error{"no terminal"}; };
  EXPECT_THROW(record_training(cart_pole(), {}, state, 1'000'000'000, {.goes_on = breaks}),
               std::runtime_error);
}

/// In many short runs, which close the gate whatever their workers are about.
TEST(TrainTest, ATeamStaysWithinItsBoundAcrossItsRuns) {
  for (const int bound : {0, 1, 2}) {
    constexpr int workers = 3;
    std::array<std::atomic<std::int64_t>, workers> begun{};
    std::atomic<bool> stays = true;
    TrainingState state = start_of(steps_of_one(), workers);
    TrainingTeam team{steps_of_one(),
                      {.discipline = Discipline::stale_synchronous(bound)},
                      state,
                      {.before_delivery = [&](int worker, std::int64_t rollout) {
                        begun.at(static_cast<std::size_t>(worker)) = rollout + 1;
                        for (const auto& other : begun) {
                          if (other < rollout - bound) stays = false;
                        }
                      }}};
    for (int run = 1; run <= 2000; ++run) team.run(state.model.steps + run % 5);
    EXPECT_TRUE(stays) << bound;
  }
}

TEST(TrainTest, ATeamOutlivesWhatItsOnlookerThrows) {
  for (const auto& discipline :
       {Discipline::asynchronous(), Discipline::stale_synchronous(1), Discipline::synchronous()}) {
    TrainingState state = start_of(cart_pole(), 3);
    TrainingTeam team{cart_pole(),
                      {.discipline = discipline},
                      state,
                      {.goes_on = [](std::int64_t) -> bool { throw std::domain_error{"enough"}; }}};
    EXPECT_THROW(team.run(1'000'000'000), std::domain_error);
  }
}

/// Threads that still run when it is asked to train again are let come to a stand first.
TEST(TrainTest, ATeamGoesOnAfterWhatItsOnlookerThrew) {
  for (const auto& discipline :
       {Discipline::asynchronous(), Discipline::stale_synchronous(1), Discipline::synchronous()}) {
    TrainingState state = start_of(cart_pole(), 3);
    bool throws = true;
    TrainingTeam team{
        cart_pole(), {.discipline = discipline}, state, {.goes_on = [&](std::int64_t) -> bool {
          if (std::exchange(throws, false)) throw std::domain_error{"enough"};
          return false;
        }}};
    EXPECT_THROW(team.run(1'000'000'000), std::domain_error);
    EXPECT_EQ(state.model.updates, 0);
    const TrainingReport report = team.run(1'000'000'000);
    EXPECT_TRUE(report.stopped);
    std::int64_t delivered = 0;
    for (const std::int64_t of_one : report.deliveries) delivered += of_one;
    EXPECT_EQ(20 * delivered, state.model.steps);
    EXPECT_GT(delivered, 0);
  }
}

TEST(TrainTest, ATeamThatHasDiedTrainsNoMore) {
  TrainingState state = start_of(cart_pole(), 2);
  TrainingTeam team{cart_pole(), {}, state, {.before_delivery = [](int, std::int64_t rollout) {
                      if (rollout == 3) throw std::runtime_error{"that was it"};
                    }}};
  EXPECT_THROW(team.run(1'000'000), EveryWorkerFailed);
  EXPECT_EQ(state.model.updates, 6);
  EXPECT_EQ(state.workers[1].failure, "that was it");
  EXPECT_THROW(team.run(1'000'000), EveryWorkerFailed);
  EXPECT_EQ(state.model.updates, 6);
}

}  // namespace
}  // namespace lemmata
