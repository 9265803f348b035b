#pragma once
/// \file
/// A3C and its kin: N threads that learn one parameter vector from N environments (Mnih et al.
/// 2016, `mnih2016asynchronous`). A worker fetches a snapshot, acts on it for a whole rollout,
/// delivers the gradient, and fetches again:
///
///  - asynchronous: nobody waits (A3C);
///  - stale-synchronous: nobody is more than s deliveries ahead of the slowest;
///  - synchronous: all gradients of a round are computed on the same parameters, and their mean is
///    applied (A2C).
///
/// Training is a function of its state, run for as many environment steps as wanted, so that it can
/// be measured, saved and resumed in between:
///
/// \code
///   const PolynomialBasis<4> basis{CartPole::observation_box(), 2};
///   const TrainingProblem problem = linear_problem(CartPole{}, basis, {});
///   TrainingState state = start_of(problem, 2);
///   const TrainingReport report = train(problem, {.seed = 1}, state, 100'000);
/// \endcode
///
/// Where a run is looked at in between, a `TrainingTeam` keeps its threads:
///
/// \code
///   TrainingTeam team{problem, {.seed = 1}, state};
///   for (const int until : {10'000, 20'000, 100'000}) show(team.run(until), state);
/// \endcode
///
/// With one worker, or synchronous ones, a run is a function of its seed, bit for bit, however it
/// is divided. A worker that throws leaves the others running: its delivered gradients are in the
/// parameters, whole, and its unfinished rollout is not.

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "algorithms/a3c/parameter_store.hpp"
#include "algorithms/asynchronous/discipline.hpp"

namespace lemmata {

/// An episode that is not over.
struct EpisodeState {
  std::vector<double> environment;  ///< its state
  std::int64_t steps = 0;           ///< so far, as the next
  double total_return = 0;          ///< undiscounted
};

/// Where a worker stands between two rollouts.
struct WorkerState {
  std::vector<EpisodeState> episodes{};  ///< one in each of its environments; none before the first
  std::int64_t rollouts = 0;  ///< delivered; their number names the next one's random numbers
  std::string failure{};      ///< what it threw; empty while it is well

  bool is_well() const { return failure.empty(); }
};

/// Episodes that ended.
struct EpisodeStatistics {
  std::int64_t episodes = 0;
  double total_return = 0;      ///< undiscounted, summed
  std::int64_t terminated = 0;  ///< by the environment; the others were cut by the step limit

  void add(const EpisodeStatistics& other) {
    episodes += other.episodes;
    total_return += other.total_return;
    terminated += other.terminated;
  }
  double mean_return() const { return total_return / static_cast<double>(episodes); }
};

/// What a rollout was.
struct RolloutSummary {
  std::int64_t steps;
  EpisodeStatistics ended;
};

/// Acts on parameters, and turns what it sees into a direction. One a thread.
class RolloutWorker {
 public:
  virtual ~RolloutWorker() = default;
  /// Acts on the parameters for one rollout, and writes its ascent direction, as many entries. What
  /// it throws ends the worker, and nothing of the rollout counts.
  virtual RolloutSummary roll_out(const Vector<double>& parameters, Vector<double>& direction) = 0;
  /// Between rollouts, but for `failure`.
  virtual WorkerState state() const = 0;
};

/// Greedy episodes that were to go on no longer.
class EpisodesStopped : public std::runtime_error {
 public:
  EpisodesStopped() : runtime_error{"greedy episodes were stopped"} {}
};

/// Greedy episodes to be played.
struct GreedyEpisodes {
  int number;
  std::uint64_t seed = 1;
  std::function<bool()> goes_on{};  ///< asked every `steps_between_looks` of them all

  static constexpr std::int64_t steps_between_looks = 65'536;
  /// Longer episodes are cut here, as an environment may never end one.
  static constexpr std::int64_t longest = 1'000'000;

  /// \throws EpisodesStopped where they do not go on
  void look() const {
    if (goes_on && !goes_on()) throw EpisodesStopped{};
  }
};

/// What is learned.
struct TrainingProblem {
  Vector<double> start;  ///< the first parameters
  /// Worker `index` of a seed, as it goes on from a state.
  std::function<std::unique_ptr<RolloutWorker>(std::uint64_t seed, int index, const WorkerState&)>
      worker;
  /// Undiscounted returns of episodes in which the likeliest action is always taken. \throws
  /// EpisodesStopped
  std::function<std::vector<double>(const Vector<double>& parameters, const GreedyEpisodes&)>
      greedy_returns;
};

struct TrainingOptions {
  UpdateRule rule{};
  Discipline discipline = Discipline::asynchronous();
  Accumulation accumulation = Accumulation::locked;
  std::uint64_t seed = 1;
};

struct TrainingState {
  LearnedModel model;
  std::vector<WorkerState> workers;
};

/// \throws std::invalid_argument for fewer than one worker
TrainingState start_of(const TrainingProblem& problem, int workers);

/// How training went.
struct TrainingReport {
  double seconds = 0;  ///< from when its threads were let go to when all stood
  EpisodeStatistics episodes{};
  std::vector<std::int64_t> staleness{};   ///< how many gradients had each, from 0 on
  std::vector<std::int64_t> deliveries{};  ///< of each worker
  bool stopped = false;                    ///< before all steps were done
};

/// What may intervene.
struct TrainingControl {
  /// Asked in the calling thread now and then, with the environment steps done so far; where it
  /// says no, workers stop after their rollout.
  std::function<bool(std::int64_t steps)> goes_on{};
  /// Called by a worker that has a gradient and has not delivered it, with the number of its
  /// rollout from 0. What it throws ends the worker: so one can see how the others go on.
  std::function<void(int worker, std::int64_t rollout)> before_delivery{};
};

/// Nobody is left to train; what the last in their order threw is in the text.
class EveryWorkerFailed : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A thread for each worker that has not failed. Between runs they stand still, each after a whole
/// rollout and with the snapshot that it fetched then: looking on changes nothing of what they do.
class TrainingTeam {
 public:
  /// Goes on from a state, in which each run leaves where it has come to. The state must outlive
  /// the team.
  TrainingTeam(const TrainingProblem& problem, const TrainingOptions& options, TrainingState& state,
               TrainingControl control = {});
  ~TrainingTeam();

  /// Trains until so many environment steps have been delivered in all. A rollout is never cut, so
  /// that a few steps more may be done. The report is of this run. \throws EveryWorkerFailed, with
  /// the state as they left it; and what `TrainingControl::goes_on` throws, with the state as it
  /// was: what was done belongs to the next run
  TrainingReport run(std::int64_t until);

 private:
  class Threads;
  std::unique_ptr<Threads> threads_;
};

/// One run of a team. \throws EveryWorkerFailed as it does
TrainingReport train(const TrainingProblem& problem, const TrainingOptions& options,
                     TrainingState& state, std::int64_t until, const TrainingControl& control = {});

}  // namespace lemmata
