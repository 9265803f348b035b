#pragma once
/// \file
/// What the workers of stale-synchronous training read: rollouts that look at their parameters, of
/// which number i counts the gradients that worker i has delivered.

#include <atomic>
#include <memory>

#include "algorithms/a3c/training.hpp"
#include "verification/asynchronous/patience.hpp"
#include "verification/asynchronous/schedule_instance.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata::training_reads {

/// The subject: training under a discipline, in which worker 0 delivers its gradient number k when
/// worker 1 has its number k + lead, the last that the discipline lets it have. So worker 1 always
/// waits for it, and one that does not wait enough has read too little in whatever order they run.
struct Setting {
  int workers, bound;
  Discipline discipline;
  int lead;
};

inline constexpr int rounds = 20;

struct Record {
  std::atomic<int> taken_by_next{-1};  ///< the gradient that worker 1 has
  std::atomic<int> unread{0};          ///< rollouts that had read too little
  Progress rollouts{0};
};

class ReadingWorker : public RolloutWorker {
 public:
  ReadingWorker(int index, const Setting& setting, std::shared_ptr<Record> record)
      : index_{index}, setting_{setting}, record_{std::move(record)} {}

  RolloutSummary roll_out(const Vector<double>& parameters, Vector<double>& direction) override {
    const auto own = static_cast<int>(state_.rollouts);
    const bool has_read =
        parameters(index_) == own && parameters.minCoeff() >= own - setting_.bound;
    record_->unread += has_read ? 0 : 1;
    ++record_->rollouts;
    if (index_ == 0 && own < rounds) wait_for_next(own + setting_.lead);
    if (index_ == 1) {
      record_->taken_by_next = own;
      record_->taken_by_next.notify_all();
    }
    direction = Vector<double>::Unit(parameters.size(), index_);
    ++state_.rollouts;
    return {.steps = 1, .ended = {}};
  }
  WorkerState state() const override { return state_; }

 private:
  void wait_for_next(int gradient) const {
    for (int taken = record_->taken_by_next; taken < gradient; taken = record_->taken_by_next) {
      record_->taken_by_next.wait(taken);
    }
  }

  const int index_;
  const Setting setting_;
  const std::shared_ptr<Record> record_;
  WorkerState state_{};
};

/// Until all are beyond the rounds in which they wait for each other.
inline void train_watched(const Setting& setting, const std::shared_ptr<Record>& record) {
  const TrainingProblem problem{
      .start = Vector<double>::Zero(setting.workers),
      .worker = [=](std::uint64_t, int index,
                    const WorkerState&) -> std::unique_ptr<RolloutWorker> {
        return std::make_unique<ReadingWorker>(index, setting, record);
      },
      .greedy_returns = {}};
  TrainingState state = start_of(problem, setting.workers);
  train(problem,
        {.rule = {.optimiser = Optimiser::sgd, .step_size = 1}, .discipline = setting.discipline},
        state, setting.workers * (rounds + setting.lead + 3));
}

/// The predicate: training ends, and whoever began gradient c had read all up to c − s − 1 of every
/// worker, and all of its own.
inline Check reads_what_it_must(const std::vector<Setting>& settings) {
  return on_threads<ScheduleInstance>(
             [settings, patience = Patience{}](const SchedulePoint<double>&) {
               int unread = 0;
               bool ends = true;
               for (const Setting& setting : settings) {
                 const auto record = std::make_shared<Record>();
                 const auto train = [=] { train_watched(setting, record); };
                 ends = ends && patience.sees_end(train, record->rollouts);
                 unread += record->unread;
               }
               const Vector<double> found{{static_cast<double>(unread), ends ? 1.0 : 0.0}};
               return equal(found, Vector<double>{{0.0, 1.0}});
             })
      .once();
}

inline Setting production(int workers, int bound) {
  return {workers, bound, Discipline::stale_synchronous(bound), bound};
}
inline Setting one_late(int workers, int bound) {
  return {workers, bound, Discipline::stale_synchronous(bound + 1), bound + 1};
}
inline Setting never_waiting(int workers, int bound) {
  return {workers, bound, Discipline::asynchronous(), bound + 1};
}

}  // namespace lemmata::training_reads
