#include "algorithms/a3c/training.hpp"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
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
  EpisodeStatistics episodes{};  ///< of this run, as the next two
  std::vector<std::int64_t> staleness{};
  std::int64_t deliveries = 0;
  std::string failure{};
};

}  // namespace

class TrainingTeam::Threads {
 public:
  Threads(const TrainingProblem& problem, const TrainingOptions& options, TrainingState& state,
          TrainingControl control)
      : control_{std::move(control)},
        state_{state},
        store_{parameter_store(state.model, options.rule, options.accumulation)},
        members_{members_of(problem, options.seed, state)},
        gate_{team_size()},
        mean_{Vector<double>::Zero(state.model.parameters.size())} {
    if (options.discipline.averaged) {
      round_.emplace(team_size(), MeanOfRound{this});
    } else if (options.discipline.bound) {
      clock_.emplace(team_size(), *options.discipline.bound);
    }
    try {
      for (std::size_t i = 0; i < members_.size(); ++i) {
        threads_.emplace_back([this, i] { work(i); });
      }
    } catch (...) {
      gate_.end();
      throw;
    }
    wait_until_all_stand();
  }

  ~Threads() {
    stop();
    gate_.end();
  }

  TrainingReport run(std::int64_t until) {
    stop();  // they go on where an onlooker has thrown
    const auto begin = std::chrono::steady_clock::now();
    until_ = until;
    stops_ = false;
    if (store_->steps() < until_) {
      if (clock_) clock_->resume();
      gate_.open();
      while (!gate_.all_stand(between_looks)) {
        if (control_.goes_on && !control_.goes_on(store_->steps())) stops_ = true;
      }
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    TrainingReport report = update_state();
    report.seconds = seconds.count();
    report.stopped = stops_ && store_->steps() < until_;
    require_somebody();
    return report;
  }

 private:
  static std::vector<Member> members_of(const TrainingProblem& problem, std::uint64_t seed,
                                        const TrainingState& state) {
    std::vector<Member> members;
    for (int i = 0; i < static_cast<int>(state.workers.size()); ++i) {
      const WorkerState& worker = state.workers[static_cast<std::size_t>(i)];
      if (!worker.is_well()) continue;
      members.push_back(
          {.index = i, .worker = problem.worker(seed, i, worker), .rollouts = worker.rollouts});
    }
    return members;
  }

  int team_size() const { return static_cast<int>(members_.size()); }

  void wait_until_all_stand() {
    while (!gate_.all_stand(between_looks)) {
    }
  }

  void stop() {
    stops_ = true;
    wait_until_all_stand();
  }

  void require_somebody() const {
    const auto& workers = state_.workers;
    if (std::any_of(workers.begin(), workers.end(), std::mem_fn(&WorkerState::is_well))) return;
    throw EveryWorkerFailed{"every worker has failed; the last of them said: " +
                            workers.back().failure};
  }

  /// While all stand. Returns what they did since the last time.
  TrainingReport update_state() {
    state_.model = store_->model();
    TrainingReport report;
    report.deliveries.assign(state_.workers.size(), 0);
    for (Member& member : members_) {
      const auto i = static_cast<std::size_t>(member.index);
      if (member.failure.empty()) {
        state_.workers[i] = member.worker->state();
      } else {
        state_.workers[i].failure = member.failure;
      }
      state_.workers[i].rollouts = member.rollouts;
      report.episodes.add(std::exchange(member.episodes, {}));
      report.deliveries[i] = std::exchange(member.deliveries, 0);
      add_counts(report.staleness, std::exchange(member.staleness, {}));
    }
    return report;
  }

  void work(std::size_t team_index) {
    Member& member = members_[team_index];
    try {
      Snapshot snapshot;
      store_->fetch(snapshot);
      while (gate_.pass()) {
        if (clock_ && !takes_its_turn(team_index, snapshot)) continue;
        const RolloutSummary rollout =
            member.worker->roll_out(snapshot.parameters, member.direction);
        if (control_.before_delivery) control_.before_delivery(member.index, member.rollouts);
        deliver(member, rollout.steps, snapshot);
        ++member.rollouts;
        ++member.deliveries;
        member.episodes.add(rollout.ended);
        if (clock_) clock_->delivered(static_cast<int>(team_index));
      }
    } catch (const std::exception& error) {
      member.failure = error.what();
    } catch (...) {
      member.failure = "an exception that has no description";
    }
    leave(team_index);
  }

  /// Waits for those who are too far behind, and fetches what they have delivered meanwhile. False
  /// where the gate was closed before they had.
  bool takes_its_turn(std::size_t team_index, Snapshot& snapshot) {
    if (!clock_->wait(static_cast<int>(team_index))) return false;
    store_->fetch(snapshot);
    return true;
  }

  void leave(std::size_t team_index) {
    if (clock_) clock_->leave(static_cast<int>(team_index));
    if (round_) round_->arrive_and_drop();
    gate_.leave();
  }

  void deliver(Member& member, std::int64_t steps, Snapshot& snapshot) {
    if (!round_) {
      const Delivered delivered = store_->deliver_and_fetch(member.direction, steps, snapshot);
      count_occurrence(member.staleness, delivered.staleness);
      close_after(delivered.steps);
      return;
    }
    member.contributes = true;
    member.contributed_steps = steps;
    round_->arrive_and_wait();
    count_occurrence(member.staleness, 0);
    store_->fetch(snapshot);
  }

  /// Lets nobody begin another rollout if so many steps are enough, or no more are wanted. Rounds
  /// are whole: only their ends come here, or some would begin the next alone.
  void close_after(std::int64_t steps) {
    if (steps < until_ && !stops_) return;
    gate_.close();
    if (clock_) clock_->suspend();  // those who stand at the gate let nobody wait for them
  }

  /// What ends a round, in the thread that came last.
  struct MeanOfRound {
    Threads* threads;
    void operator()() const noexcept { threads->apply_mean(); }
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
    close_after(store_->deliver_and_fetch(mean_, steps, before_round_).steps);
  }

  const TrainingControl control_;
  TrainingState& state_;
  std::unique_ptr<ParameterStore> store_;
  std::vector<Member> members_;
  Gate gate_;
  std::optional<StaleSynchronousClock> clock_{};
  std::optional<std::barrier<MeanOfRound>> round_{};
  Vector<double> mean_;
  Snapshot before_round_{};
  std::int64_t until_ = 0;  ///< written while all stand
  std::atomic<bool> stops_{false};
  std::vector<std::jthread> threads_{};  ///< last, so that they end before what they use
};

TrainingTeam::TrainingTeam(const TrainingProblem& problem, const TrainingOptions& options,
                           TrainingState& state, TrainingControl control)
    : threads_{std::make_unique<Threads>(problem, options, state, std::move(control))} {}

TrainingTeam::~TrainingTeam() = default;

TrainingReport TrainingTeam::run(std::int64_t until) { return threads_->run(until); }

TrainingState start_of(const TrainingProblem& problem, int workers) {
  if (workers < 1) throw std::invalid_argument{"there must be a worker"};
  return {LearnedModel{problem.start}, std::vector<WorkerState>(static_cast<std::size_t>(workers))};
}

TrainingReport train(const TrainingProblem& problem, const TrainingOptions& options,
                     TrainingState& state, std::int64_t until, const TrainingControl& control) {
  return TrainingTeam{problem, options, state, control}.run(until);
}

}  // namespace lemmata
