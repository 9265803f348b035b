#include "algorithms/a3c/training.hpp"

#include <barrier>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <thread>
#include <utility>

#include "algorithms/a3c/coordination.hpp"
#include "algorithms/convergence/counts.hpp"

namespace lemmata {
namespace {

constexpr std::chrono::milliseconds between_looks{20};

/// A worker as its thread sees it. Threads write to their own only.
struct alignas(128) Member {
  int index;
  std::unique_ptr<RolloutWorker> worker;
  std::int64_t rollouts;  ///< delivered
  Vector<double> direction{};
  bool contributes = false;  ///< to the round that is not over
  std::int64_t contributed_steps = 0;
  EpisodeStatistics episodes{};
  std::vector<std::int64_t> staleness{};
  std::int64_t deliveries = 0;
  std::string failure{};
};

class Training {
 public:
  Training(const TrainingProblem& problem, const TrainingOptions& options,
           const TrainingState& state, std::int64_t until, const TrainingControl& control)
      : control_{control},
        until_{until},
        store_{parameter_store(state.model, options.rule, options.accumulation)},
        mean_{Vector<double>::Zero(state.model.parameters.size())} {
    for (int i = 0; i < static_cast<int>(state.workers.size()); ++i) {
      const WorkerState& worker = state.workers[static_cast<std::size_t>(i)];
      if (!worker.failure.empty()) continue;
      members_.push_back({.index = i,
                          .worker = problem.worker(options.seed, i, worker),
                          .rollouts = worker.rollouts});
    }
    at_work_ = members_.size();
    const auto team = static_cast<int>(members_.size());
    if (options.discipline.averaged) {
      round_.emplace(team, MeanOfRound{this});
    } else if (options.discipline.bound) {
      clock_.emplace(team, *options.discipline.bound);
    }
  }

  /// Runs until all are done; returns whether it was stopped before.
  bool run() {
    {
      std::vector<std::jthread> threads;
      try {
        for (std::size_t i = 0; i < members_.size(); ++i) {
          threads.emplace_back([this, i] { work(i); });
        }
        watch();
      } catch (...) {
        stop_.request_stop();
        // Where a thread could not begin, the others do not wait for it.
        for (std::size_t i = threads.size(); i < members_.size(); ++i) leave(i);
        throw;
      }
    }
    return stop_.stop_requested() && store_->steps() < until_;
  }

  void write_to(TrainingState& state, TrainingReport& report) const {
    state.model = store_->model();
    report.deliveries.assign(state.workers.size(), 0);
    for (const Member& member : members_) {
      const auto i = static_cast<std::size_t>(member.index);
      if (member.failure.empty()) {
        state.workers[i] = member.worker->state();
      } else {
        state.workers[i].failure = member.failure;
      }
      state.workers[i].rollouts = member.rollouts;
      report.episodes.add(member.episodes);
      report.deliveries[i] = member.deliveries;
      add_counts(report.staleness, member.staleness);
    }
  }

 private:
  void watch() {
    std::unique_lock lock{mutex_};
    while (!done_.wait_for(lock, between_looks, [this] { return at_work_ == 0; })) {
      if (control_.goes_on && !control_.goes_on(store_->steps())) stop_.request_stop();
    }
  }

  void work(std::size_t team_index) {
    Member& member = members_[team_index];
    try {
      Snapshot snapshot;
      store_->fetch(snapshot);
      bool goes_on = store_->steps() < until_;
      while (goes_on && !is_stopped()) {
        const RolloutSummary rollout =
            member.worker->roll_out(snapshot.parameters, member.direction);
        if (control_.before_delivery) control_.before_delivery(member.index, member.rollouts);
        goes_on = deliver(member, rollout.steps, snapshot) < until_;
        ++member.rollouts;
        ++member.deliveries;
        member.episodes.add(rollout.ended);
        if (clock_) {
          clock_->delivered(static_cast<int>(team_index));
          store_->fetch(snapshot);
        }
      }
    } catch (const std::exception& error) {
      member.failure = error.what();
    } catch (...) {
      member.failure = "an exception that has no description";
    }
    leave(team_index);
  }

  void leave(std::size_t team_index) {
    if (clock_) clock_->leave(static_cast<int>(team_index));
    if (round_) round_->arrive_and_drop();
    const std::lock_guard lock{mutex_};
    --at_work_;
    done_.notify_one();
  }

  /// Returns the environment steps delivered in all.
  std::int64_t deliver(Member& member, std::int64_t steps, Snapshot& snapshot) {
    if (!round_) {
      const Delivered delivered = store_->deliver_and_fetch(member.direction, steps, snapshot);
      count_occurrence(member.staleness, delivered.staleness);
      return delivered.steps;
    }
    member.contributes = true;
    member.contributed_steps = steps;
    round_->arrive_and_wait();
    count_occurrence(member.staleness, 0);
    store_->fetch(snapshot);
    return store_->steps();
  }

  /// Rounds are whole: all see a stop at the same end of one, or some would begin the next alone.
  bool is_stopped() const { return round_ ? stops_after_round_ : stop_.stop_requested(); }

  /// What ends a round, in the thread that came last.
  struct MeanOfRound {
    Training* training;
    void operator()() const noexcept { training->apply_mean(); }
  };

  /// In the order of the workers, so that it does not depend on who came last. Those who left
  /// contribute nothing, and a round that all have left is none.
  void apply_mean() {
    mean_.setZero(mean_.size());
    std::int64_t steps = 0;
    int contributions = 0;
    for (Member& member : members_) {
      if (!std::exchange(member.contributes, false)) continue;
      mean_ += member.direction;
      steps += member.contributed_steps;
      ++contributions;
    }
    if (contributions == 0) return;
    mean_ /= contributions;
    store_->fetch(before_round_);
    store_->deliver_and_fetch(mean_, steps, before_round_);
    stops_after_round_ = stop_.stop_requested();
  }

  const TrainingControl& control_;
  const std::int64_t until_;
  std::unique_ptr<ParameterStore> store_;
  std::vector<Member> members_{};
  std::optional<StaleSynchronousClock> clock_{};
  std::optional<std::barrier<MeanOfRound>> round_{};
  Vector<double> mean_;
  Snapshot before_round_{};
  std::stop_source stop_{};
  bool stops_after_round_ = false;  ///< written while all wait
  std::mutex mutex_{};
  std::condition_variable done_{};
  std::size_t at_work_ = 0;
};

}  // namespace

TrainingState start_of(const TrainingProblem& problem, int workers) {
  if (workers < 1) throw std::invalid_argument{"there must be a worker"};
  return {LearnedModel{problem.start}, std::vector<WorkerState>(static_cast<std::size_t>(workers))};
}

TrainingReport train(const TrainingProblem& problem, const TrainingOptions& options,
                     TrainingState& state, std::int64_t until, const TrainingControl& control) {
  const auto begin = std::chrono::steady_clock::now();
  Training training{problem, options, state, until, control};
  TrainingReport report;
  report.stopped = training.run();
  training.write_to(state, report);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (const WorkerState& worker : state.workers) {
    if (worker.failure.empty()) return report;
  }
  throw std::runtime_error{"every worker has failed; the last of them said: " +
                           state.workers.back().failure};
}

}  // namespace lemmata
