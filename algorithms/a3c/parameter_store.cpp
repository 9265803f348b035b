#include "algorithms/a3c/parameter_store.hpp"

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

#include "algorithms/a3c/spin_lock.hpp"

namespace lemmata {
namespace {

/// Two lines of cache: processors fetch them in pairs.
constexpr std::size_t apart = 128;

class LockedStore : public ParameterStore {
 public:
  LockedStore(const LearnedModel& model, const UpdateRule& rule) : rule_{rule}, model_{model} {}

  void fetch(Snapshot& snapshot) override {
    const std::lock_guard guard{lock_};
    copy_to(snapshot);
  }

  Delivered deliver_and_fetch(const Vector<double>& direction, std::int64_t steps,
                              Snapshot& snapshot) override {
    const double clipping = rule_.clipping(direction);
    const std::lock_guard guard{lock_};
    const std::int64_t staleness = model_.updates - snapshot.updates;
    update(rule_, rule_.step(model_.steps, staleness), clipping * direction, model_.parameters,
           model_.squares);
    ++model_.updates;
    model_.steps += steps;
    copy_to(snapshot);
    return {staleness, model_.steps};
  }

  std::int64_t steps() const override {
    const std::lock_guard guard{lock_};
    return model_.steps;
  }

  LearnedModel model() const override { return model_; }

 private:
  void copy_to(Snapshot& snapshot) const {
    snapshot.parameters = model_.parameters;
    snapshot.updates = model_.updates;
  }

  const UpdateRule rule_;
  alignas(apart) mutable SpinLock lock_;
  alignas(apart) LearnedModel model_;
};

/// Counts of deliveries where no lock covers them and the parameters. Who reads that an update was
/// made sees it: it is counted behind its additions.
class DeliveryCounts {
 public:
  explicit DeliveryCounts(const LearnedModel& model)
      : steps_{model.steps}, updates_{model.updates} {}

  std::int64_t updates() const { return updates_.load(std::memory_order_acquire); }
  std::int64_t steps() const { return steps_.load(std::memory_order_relaxed); }
  /// A model with these counts.
  LearnedModel of(LearnedModel model) const {
    model.steps = steps();
    model.updates = updates();
    return model;
  }
  /// Counts a delivery of a gradient from a snapshot, which begins anew behind it. What others add
  /// before the snapshot is copied may be in it, and counts as later.
  Delivered delivered(Snapshot& snapshot, std::int64_t steps) {
    const std::int64_t before = updates_.fetch_add(1, std::memory_order_acq_rel);
    const std::int64_t fetched = std::exchange(snapshot.updates, before + 1);
    return {before - fetched, steps_.fetch_add(steps, std::memory_order_relaxed) + steps};
  }

 private:
  alignas(apart) std::atomic<std::int64_t> steps_;
  std::atomic<std::int64_t> updates_;
};

/// What one lock of a sharded store covers.
constexpr Eigen::Index shard_size = apart / sizeof(double);
template <class Whole>
auto part(Whole&& whole, std::size_t shard) {
  const Eigen::Index first = static_cast<Eigen::Index>(shard) * shard_size;
  return whole.segment(first, std::min(shard_size, whole.size() - first));
}

class ShardedStore : public ParameterStore {
 public:
  ShardedStore(const LearnedModel& model, const UpdateRule& rule)
      : rule_{rule}, model_{model}, counts_{model}, locks_(shards()) {}

  void fetch(Snapshot& snapshot) override {
    snapshot.updates = counts_.updates();
    snapshot.parameters.resize(model_.parameters.size());
    for (std::size_t shard = 0; shard < locks_.size(); ++shard) {
      const std::lock_guard guard{locks_[shard].lock};
      part(snapshot.parameters, shard) = part(model_.parameters, shard);
    }
  }

  Delivered deliver_and_fetch(const Vector<double>& direction, std::int64_t steps,
                              Snapshot& snapshot) override {
    const double clipping = rule_.clipping(direction);
    const double step = rule_.step(counts_.steps(), counts_.updates() - snapshot.updates);
    for (std::size_t shard = 0; shard < locks_.size(); ++shard) {
      const std::lock_guard guard{locks_[shard].lock};
      update(rule_, step, clipping * part(direction, shard), part(model_.parameters, shard),
             part(model_.squares, shard));
      part(snapshot.parameters, shard) = part(model_.parameters, shard);
    }
    return counts_.delivered(snapshot, steps);
  }

  std::int64_t steps() const override { return counts_.steps(); }

  LearnedModel model() const override { return counts_.of(model_); }

 private:
  struct alignas(apart) PaddedLock {
    SpinLock lock;
  };

  std::size_t shards() const {
    return static_cast<std::size_t>((model_.parameters.size() + shard_size - 1) / shard_size);
  }

  const UpdateRule rule_;
  LearnedModel model_;
  DeliveryCounts counts_;
  std::vector<PaddedLock> locks_;
};

class AtomicStore : public ParameterStore {
 public:
  AtomicStore(const LearnedModel& model, const UpdateRule& rule)
      : rule_{rule}, model_{model}, counts_{model} {
    if (rule.optimiser == Optimiser::rmsprop) {
      throw std::invalid_argument{
          "RMSProp's squares and the step they scale belong together: it needs a lock, not atomic "
          "additions"};
    }
  }

  void fetch(Snapshot& snapshot) override {
    snapshot.updates = counts_.updates();
    copy_to(snapshot);
  }

  Delivered deliver_and_fetch(const Vector<double>& direction, std::int64_t steps,
                              Snapshot& snapshot) override {
    const double step = rule_.step(counts_.steps(), counts_.updates() - snapshot.updates) *
                        rule_.clipping(direction);
    for (Eigen::Index i = 0; i < direction.size(); ++i) {
      if (direction(i) != 0) shared(i).fetch_add(step * direction(i), std::memory_order_relaxed);
    }
    const Delivered result = counts_.delivered(snapshot, steps);
    copy_to(snapshot);
    return result;
  }

  std::int64_t steps() const override { return counts_.steps(); }

  LearnedModel model() const override { return counts_.of(model_); }

 private:
  void copy_to(Snapshot& snapshot) {
    snapshot.parameters.resize(model_.parameters.size());
    for (Eigen::Index i = 0; i < model_.parameters.size(); ++i) {
      snapshot.parameters(i) = shared(i).load(std::memory_order_relaxed);
    }
  }
  std::atomic_ref<double> shared(Eigen::Index i) {
    return std::atomic_ref<double>{model_.parameters(i)};
  }

  const UpdateRule rule_;
  LearnedModel model_;
  DeliveryCounts counts_;
};

}  // namespace

std::unique_ptr<ParameterStore> parameter_store(const LearnedModel& model, const UpdateRule& rule,
                                                Accumulation accumulation) {
  switch (accumulation) {
    case Accumulation::locked:
      return std::make_unique<LockedStore>(model, rule);
    case Accumulation::sharded:
      return std::make_unique<ShardedStore>(model, rule);
    case Accumulation::atomic:
      return std::make_unique<AtomicStore>(model, rule);
  }
  throw std::invalid_argument{"there is no such accumulation"};
}

}  // namespace lemmata
