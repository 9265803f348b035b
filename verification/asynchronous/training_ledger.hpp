#pragma once
/// \file
/// Training by workers whose directions are known, some of which die, and what it must come to.
///
/// Entries are multiples of 12 and the step is 1/2, so that sums and means of up to four directions
/// are exact in doubles in whatever order they are made.

#include <algorithm>
#include <latch>
#include <memory>
#include <numeric>
#include <stdexcept>

#include "algorithms/a3c/training.hpp"
#include "verification/asynchronous/patience.hpp"
#include "verification/asynchronous/schedule_instance.hpp"
#include "verification/engine/as_vector.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata::training_ledger {

inline constexpr int coordinates = 40;  ///< of more than two shares
inline constexpr int steps_each = 3;

inline double entry(int worker, std::int64_t rollout, int j) {
  return 12 * static_cast<double>((worker + 2 * rollout + 3 * j) % 5 - 1);
}

/// Its environment counts rollouts, from the number it is given.
class KnownWorker : public RolloutWorker {
 public:
  KnownWorker(int index, const WorkerState& state) : index_{index}, state_{state} {}

  RolloutSummary roll_out(const Vector<double>&, Vector<double>& direction) override {
    direction.resize(coordinates);
    for (int j = 0; j < coordinates; ++j) direction(j) = entry(index_, state_.rollouts, j);
    ++state_.rollouts;
    ++state_.episodes.front().environment.front();
    return {steps_each, {.episodes = 1, .total_return = 1, .terminated = 1}};
  }
  WorkerState state() const override { return state_; }

 private:
  int index_;
  WorkerState state_;
};

inline TrainingProblem known_problem() {
  return {.start = Vector<double>::Constant(coordinates, 5),
          .worker = [](std::uint64_t, int index,
                       const WorkerState& state) -> std::unique_ptr<RolloutWorker> {
            return std::make_unique<KnownWorker>(index, state);
          },
          .greedy_returns = {}};
}

/// The first `deaths` workers die when they have their second gradient and have not delivered it;
/// the others wait with their third until that has happened.
struct Setting {
  int workers, deaths;
  Discipline discipline;
  Accumulation accumulation;
  int runs = 1;          ///< until so many times `steps_a_run`, one run after another
  bool all_die = false;  ///< wrong: who has seen a death dies too
  bool hangs = false;    ///< wrong: who dies does not leave, and the others wait for it
  Patience patience{};
};
inline constexpr std::int64_t steps_a_run = 16 * steps_each;
inline double first_environment(int worker) { return 7 + worker; }

struct Outcome {
  TrainingState state;
  std::int64_t deliveries = 0, staleness = 0, episodes = 0;  ///< of all runs
  std::string error{};
};

inline std::int64_t sum(const std::vector<std::int64_t>& counts) {
  std::int64_t total = 0;
  for (const std::int64_t count : counts) total += count;
  return total;
}

inline TrainingState start(const Setting& setting) {
  TrainingState state = start_of(known_problem(), setting.workers);
  for (int i = 0; i < setting.workers; ++i) {
    state.workers[static_cast<std::size_t>(i)].episodes = {{{first_environment(i)}}};
  }
  return state;
}

/// The subject: how a setting comes out.
using Train = Outcome (*)(const Setting&);

/// Training in a setting, which owns what its threads use.
class Run {
 public:
  explicit Run(const Setting& setting)
      : setting_{setting}, outcome_{.state = start(setting)}, deaths_{setting.deaths} {}

  void train() {
    const TrainingControl control{.before_delivery = [this](int worker, std::int64_t rollout) {
      ++progress_;
      act(worker, rollout);
    }};
    const TrainingOptions options{.rule = {.optimiser = Optimiser::sgd, .step_size = 0.5},
                                  .discipline = setting_.discipline,
                                  .accumulation = setting_.accumulation};
    try {
      for (int run = 1; run <= setting_.runs; ++run) {
        const TrainingReport report =
            lemmata::train(known_problem(), options, outcome_.state, run * steps_a_run, control);
        outcome_.deliveries += sum(report.deliveries);
        outcome_.staleness += sum(report.staleness);
        outcome_.episodes += report.episodes.episodes;
      }
    } catch (const std::runtime_error& error) {
      outcome_.error = error.what();
    }
  }

  const Progress& progress() const { return progress_; }
  const Outcome& outcome() const { return outcome_; }
  /// Lets those who hang go.
  void abandon() { abandoned_.count_down(); }

 private:
  void act(int worker, std::int64_t rollout) {
    if (worker < setting_.deaths && rollout == 1) {
      deaths_.count_down();
      if (setting_.hangs) abandoned_.wait();
      throw std::runtime_error{"killed"};
    }
    if (worker < setting_.deaths || rollout < 2) return;
    deaths_.wait();
    if (setting_.all_die) throw std::runtime_error{"killed too"};
  }

  const Setting setting_;
  Outcome outcome_;
  std::latch deaths_;
  std::latch abandoned_{1};
  Progress progress_{0};  ///< gradients that were computed
};

inline Outcome production(const Setting& setting) {
  const auto run = std::make_shared<Run>(setting);
  if (setting.patience.sees_end([=] { run->train(); }, run->progress())) return run->outcome();
  run->abandon();
  Outcome nothing{.state = start(setting)};
  nothing.error = "its threads stand still";
  return nothing;
}

/// Of how many gradients the mean is taken in a round that so many workers of N contributed to.
using Divisor = int (*)(int contributions, int workers);
inline int contributions(int count, int) { return count; }
inline int all_workers(int, int workers) { return workers; }

/// Θ and the updates after so many delivered rollouts of each worker.
inline Vector<double> parameters_after(const Setting& setting, const std::vector<int>& rollouts,
                                       Divisor divisor) {
  Vector<double> result = Vector<double>::Constant(coordinates, 5);
  const int most = *std::max_element(rollouts.begin(), rollouts.end());
  for (int round = 0; round < most; ++round) {
    Vector<double> total = Vector<double>::Zero(coordinates);
    int count = 0;
    for (int i = 0; i < setting.workers; ++i) {
      if (rollouts[static_cast<std::size_t>(i)] <= round) continue;
      ++count;
      for (int j = 0; j < coordinates; ++j) total(j) += entry(i, round, j);
    }
    result += total / (setting.discipline.averaged ? 2 * divisor(count, setting.workers) : 2);
  }
  return result;
}

/// What an outcome says, and what it must say of the rollouts that it says were delivered.
inline void append_ledger(const Setting& setting, const Outcome& outcome, Divisor divisor,
                          std::vector<double>& left, std::vector<double>& right) {
  const auto add = [&](auto said, auto due) {
    left.push_back(static_cast<double>(said));
    right.push_back(static_cast<double>(due));
  };
  std::vector<int> rollouts;
  for (const WorkerState& worker : outcome.state.workers) {
    rollouts.push_back(static_cast<int>(worker.rollouts));
  }
  const int total = std::accumulate(rollouts.begin(), rollouts.end(), 0);
  const LearnedModel& model = outcome.state.model;
  const Vector<double> due = parameters_after(setting, rollouts, divisor);
  for (int j = 0; j < coordinates; ++j) add(model.parameters(j), due(j));
  add(model.updates,
      setting.discipline.averaged ? *std::max_element(rollouts.begin(), rollouts.end()) : total);
  add(model.steps, steps_each * total);
  add(outcome.deliveries, total);
  add(outcome.staleness, total);
  add(outcome.episodes, total);
  const std::int64_t until = setting.runs * steps_a_run;
  const bool in_budget = until <= model.steps && model.steps < until + setting.workers * steps_each;
  add(in_budget, true);
  add(outcome.error.empty(), true);
  for (int i = 0; i < setting.workers; ++i) {
    const auto place = static_cast<std::size_t>(i);
    const WorkerState& worker = outcome.state.workers[place];
    const bool died = i < setting.deaths;
    add(worker.failure == "killed", died);
    add(worker.rollouts, died ? 1 : rollouts[place]);
    add(worker.episodes.empty() ? -1 : worker.episodes.front().environment.front(),
        first_environment(i) + (died ? 0 : rollouts[place]));
  }
}

/// The predicate: in every setting the ledger is right.
inline Check adds_up(Train train_by, const std::vector<Setting>& settings,
                     Divisor divisor = contributions, const Patience& patience = Patience{}) {
  return on_threads<ScheduleInstance>([=](const SchedulePoint<double>&) {
           std::vector<double> left, right;
           for (Setting setting : settings) {
             setting.patience = patience;
             append_ledger(setting, train_by(setting), divisor, left, right);
           }
           return equal(as_vector(left), as_vector(right));
         })
      .once();
}

/// Settings of a discipline under every accumulation: k = 1 … N − 1 of up to four workers.
inline std::vector<Setting> settings(Discipline discipline, int runs = 1) {
  std::vector<Setting> result;
  for (const auto kind : {Accumulation::locked, Accumulation::sharded, Accumulation::atomic}) {
    for (int workers = 2; workers <= 4; ++workers) {
      for (int deaths = 0; deaths < workers; ++deaths) {
        result.push_back({workers, deaths, discipline, kind, runs});
      }
    }
  }
  return result;
}

inline Setting one_of_three(Discipline discipline) {
  return {3, 1, discipline, Accumulation::locked};
}

/// Wrong subjects: production's outcome, and what a mistake would have made of it.
inline Outcome half_a_gradient_counts(const Setting& setting) {
  Outcome outcome = production(setting);
  for (int j = 0; j < coordinates; ++j) outcome.state.model.parameters(j) += entry(0, 1, j) / 4;
  return outcome;
}
inline Outcome takes_back(const Setting& setting) {
  Outcome outcome = production(setting);
  for (int j = 0; j < coordinates; ++j) outcome.state.model.parameters(j) -= entry(0, 0, j) / 2;
  return outcome;
}
inline Outcome counts_undelivered_steps(const Setting& setting) {
  Outcome outcome = production(setting);
  outcome.state.model.steps += steps_each;
  return outcome;
}
inline Outcome counts_undelivered_rollout(const Setting& setting) {
  Outcome outcome = production(setting);
  ++outcome.state.workers.front().rollouts;
  ++outcome.deliveries;
  return outcome;
}
inline Outcome resets_the_dead(const Setting& setting) {
  Outcome outcome = production(setting);
  outcome.state.workers.front() = {};
  return outcome;
}
inline Outcome revives_the_dead(const Setting& setting) {
  Outcome outcome = production(setting);
  outcome.state.workers.front().failure.clear();
  return outcome;
}
inline Outcome dies_without_leaving(const Setting& setting) {
  Setting wrong = setting;
  wrong.hangs = true;
  return production(wrong);
}
inline Outcome one_death_ends_all(const Setting& setting) {
  Setting wrong = setting;
  wrong.all_die = true;
  return production(wrong);
}

/// The predicate: where all workers die training says so, in every discipline and store.
inline Check says_that_all_died(const std::string& beginning) {
  return on_threads<ScheduleInstance>([=, patience = Patience{}](const SchedulePoint<double>&) {
           int silent = 0;
           for (const Discipline discipline :
                {Discipline::asynchronous(), Discipline::stale_synchronous(1),
                 Discipline::synchronous()}) {
             for (Setting setting : settings(discipline)) {
               if (setting.deaths > 0) continue;
               setting.deaths = setting.workers;
               setting.patience = patience;
               silent += production(setting).error.starts_with(beginning) ? 0 : 1;
             }
           }
           return equal(static_cast<double>(silent), 0.0);
         })
      .once();
}

}  // namespace lemmata::training_ledger
