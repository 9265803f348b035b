#pragma once
/// \file
/// Threads that deliver to one parameter store, and stores that lose what they are given.
///
/// Directions are small integers and the step is a power of two, so that sums are exact in doubles
/// in whatever order they are made.

#include <atomic>
#include <barrier>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "algorithms/a3c/parameter_store.hpp"
#include "verification/asynchronous/schedule_instance.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata::shared_stores {

using Pointer = std::unique_ptr<ParameterStore>;
/// Makes a store for so many threads that deliver in step.
using Make = std::function<Pointer(const LearnedModel&, const UpdateRule&, int threads)>;

inline Make production(Accumulation accumulation) {
  return [=](const LearnedModel& model, const UpdateRule& rule, int) {
    return parameter_store(model, rule, accumulation);
  };
}

inline UpdateRule plain_rule() { return {.optimiser = Optimiser::sgd, .step_size = 0.5}; }

/// Entry j of delivery number k of a thread: −2 … 4, and 0 now and then.
inline int entry(int thread, int k, int j) { return (thread + 3 * k + 5 * j) % 7 - 2; }

struct Size {
  int threads, deliveries, coordinates;
};
inline std::int64_t steps_of(int thread) { return thread + 1; }

/// What a thread's deliveries came to.
struct Account {
  std::int64_t updates_seen = 0;  ///< Σ (staleness + 1), and the age of the last copy
  std::int64_t negative = 0;      ///< how often a staleness was below 0
  std::int64_t torn = 0;  ///< how many copies, of deliveries and of fetches, `is_whole` refused
};

/// Runs work(thread, begin) on so many threads until all are done; a call of begin() waits until
/// every thread has made it.
template <class Work>
void run_together(int count, const Work& work) {
  std::barrier meeting{count};
  const auto begin = [&] { meeting.arrive_and_wait(); };
  std::vector<std::jthread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([&, i] { work(i, begin); });
}

/// Runs one thread for each, which begin together; `direction(thread, k, vector)` fills it.
template <class Direction, class IsWhole>
std::vector<Account> deliver_all(ParameterStore& store, const Size& size, Direction direction,
                                 IsWhole is_whole) {
  std::vector<Account> accounts(static_cast<std::size_t>(size.threads));
  std::vector<Snapshot> last(accounts.size());
  run_together(size.threads, [&](int thread, const auto& begin) {
    Account account;
    Snapshot snapshot, another;
    store.fetch(snapshot);
    Vector<double> given(size.coordinates);
    begin();
    for (int k = 0; k < size.deliveries; ++k) {
      direction(thread, k, given);
      const Delivered delivered = store.deliver_and_fetch(given, steps_of(thread), snapshot);
      account.updates_seen += delivered.staleness + 1;
      account.negative += delivered.staleness < 0 ? 1 : 0;
      store.fetch(another);  // while others deliver
      account.torn += (is_whole(snapshot) ? 0 : 1) + (is_whole(another) ? 0 : 1);
    }
    accounts[static_cast<std::size_t>(thread)] = account;
    last[static_cast<std::size_t>(thread)] = std::move(snapshot);
  });
  const std::int64_t updates = store.model().updates;
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    accounts[i].updates_seen += updates - last[i].updates;
  }
  return accounts;
}

inline bool any(const Snapshot&) { return true; }

/// The predicate: parameters, updates and steps are those of all deliveries.
inline Check adds_up(const Make& make, const Size& size) {
  return on_threads<ScheduleInstance>([=](const SchedulePoint<double>&) {
           const LearnedModel start{Vector<double>::Constant(size.coordinates, 3)};
           const Pointer store = make(start, plain_rule(), size.threads);
           deliver_all(
               *store, size,
               [](int thread, int k, Vector<double>& given) {
                 for (int j = 0; j < given.size(); ++j) given(j) = entry(thread, k, j);
               },
               any);
           const LearnedModel model = store->model();
           Vector<double> left(size.coordinates + 2), right(size.coordinates + 2);
           left << model.parameters, static_cast<double>(model.updates),
               static_cast<double>(model.steps);
           right.setZero();
           std::int64_t steps = 0;
           for (int thread = 0; thread < size.threads; ++thread) {
             for (int k = 0; k < size.deliveries; ++k) {
               for (int j = 0; j < size.coordinates; ++j) right(j) += entry(thread, k, j);
             }
             steps += size.deliveries * steps_of(thread);
           }
           for (int j = 0; j < size.coordinates; ++j) right(j) = 3 + right(j) / 2;
           right(size.coordinates) = size.threads * size.deliveries;
           right(size.coordinates + 1) = static_cast<double>(steps);
           return equal(left, right);
         })
      .once();
}

/// All ones: coordinates differ only in a copy that is not of one moment.
inline void ones(int, int, Vector<double>& given) { given.setOnes(); }

/// The predicate: in every copy the coordinates of each share of so many are equal.
inline Check copies_are_whole(const Make& make, const Size& size, int share) {
  return on_threads<ScheduleInstance>([=](const SchedulePoint<double>&) {
           const Pointer store = make(LearnedModel{Vector<double>::Zero(size.coordinates)},
                                      plain_rule(), size.threads);
           const auto accounts = deliver_all(*store, size, ones, [&](const Snapshot& copy) {
             for (int j = 0; j < size.coordinates; ++j) {
               if (copy.parameters(j) != copy.parameters(j - j % share)) return false;
             }
             return true;
           });
           std::int64_t torn = 0;
           for (const Account& account : accounts) torn += account.torn;
           return equal(static_cast<double>(torn), 0.0);
         })
      .once();
}

/// The predicate: every copy is that of the updates it says it has seen, and for every thread
/// staleness + 1 of its deliveries and the age of its last copy add up to all updates.
inline Check versions_are_true(const Make& make, const Size& size) {
  return on_threads<ScheduleInstance>([=](const SchedulePoint<double>&) {
           const Pointer store = make(LearnedModel{Vector<double>::Zero(size.coordinates)},
                                      plain_rule(), size.threads);
           const auto accounts = deliver_all(*store, size, ones, [](const Snapshot& copy) {
             return copy.parameters(0) == static_cast<double>(copy.updates) / 2;
           });
           Matrix<double> left(size.threads, 2), right(size.threads, 2);
           for (int i = 0; i < size.threads; ++i) {
             const Account& account = accounts[static_cast<std::size_t>(i)];
             left.row(i) << static_cast<double>(account.updates_seen),
                 static_cast<double>(account.torn);
             right.row(i) << size.threads * size.deliveries, 0;
           }
           return equal(left, right);
         })
      .once();
}

/// The predicate: no staleness is negative, and for every thread staleness + 1 of its deliveries
/// and the age of its last copy add up to all updates.
inline Check every_update_ages_every_other(const Make& make, const Size& size) {
  return on_threads<ScheduleInstance>([=](const SchedulePoint<double>&) {
           const Pointer store = make(LearnedModel{Vector<double>::Zero(size.coordinates)},
                                      plain_rule(), size.threads);
           std::int64_t wrong = 0;
           for (const Account& account : deliver_all(*store, size, ones, any)) {
             wrong += account.negative;
             wrong += account.updates_seen == size.threads * size.deliveries ? 0 : 1;
           }
           return equal(static_cast<double>(wrong), 0.0);
         })
      .once();
}

/// Reads all coordinates, then writes each with its addition: what is written in between is lost.
/// With `in_step` all threads read before any writes, and write before any reads again.
class PlainStore : public ParameterStore {
 public:
  PlainStore(const LearnedModel& model, const UpdateRule& rule, int threads, bool in_step)
      : model_{model}, step_{rule.step_size}, meeting_{threads}, in_step_{in_step} {}

  void fetch(Snapshot& snapshot) override {
    snapshot.parameters.resize(model_.parameters.size());
    for (Eigen::Index i = 0; i < snapshot.parameters.size(); ++i) {
      snapshot.parameters(i) = shared(i).load(std::memory_order_relaxed);
    }
    snapshot.updates = updates_;
  }
  Delivered deliver_and_fetch(const Vector<double>& direction, std::int64_t steps,
                              Snapshot& snapshot) override {
    const std::int64_t staleness = updates_ - snapshot.updates;
    fetch(snapshot);
    meet();
    for (Eigen::Index i = 0; i < direction.size(); ++i) {
      shared(i).store(snapshot.parameters(i) + step_ * direction(i), std::memory_order_relaxed);
    }
    meet();
    ++updates_;
    fetch(snapshot);
    return {staleness, steps_ += steps};
  }
  std::int64_t steps() const override { return steps_; }
  LearnedModel model() const override {
    LearnedModel result = model_;
    result.updates = updates_;
    result.steps = steps_;
    return result;
  }

 private:
  std::atomic_ref<double> shared(Eigen::Index i) {
    return std::atomic_ref<double>{model_.parameters(i)};
  }
  void meet() {
    if (in_step_) meeting_.arrive_and_wait();
  }

  LearnedModel model_;
  const double step_;
  std::atomic<std::int64_t> updates_{0}, steps_{0};
  std::barrier<> meeting_;
  const bool in_step_;
};

inline Make plain(bool in_step) {
  return [=](const LearnedModel& model, const UpdateRule& rule, int threads) -> Pointer {
    return std::make_unique<PlainStore>(model, rule, threads, in_step);
  };
}

}  // namespace lemmata::shared_stores
