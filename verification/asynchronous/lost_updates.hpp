#pragma once
/// \file
/// Production stores with each delivery done wrongly, and how much plain additions lose when they
/// run freely.

#include <algorithm>

#include "verification/asynchronous/shared_stores.hpp"
#include "verification/engine/spread.hpp"

namespace lemmata::shared_stores {

/// What a delivery goes through: the production store, and a point where all threads meet.
struct Context {
  ParameterStore& store;
  std::barrier<>& meeting;
};
using Deliver = Delivered (*)(const Context&, const Vector<double>& direction, std::int64_t steps,
                              Snapshot&);
using Fetch = void (*)(ParameterStore& store, Snapshot&);
inline void fetches(ParameterStore& store, Snapshot& snapshot) { store.fetch(snapshot); }

/// A production store under one lock whose deliveries are done in another way.
class AlteredStore : public ParameterStore {
 public:
  AlteredStore(const LearnedModel& model, const UpdateRule& rule, int threads, Deliver deliver,
               Fetch fetched_by)
      : store_{parameter_store(model, rule, Accumulation::locked)},
        meeting_{threads},
        deliver_{deliver},
        fetch_{fetched_by} {}

  void fetch(Snapshot& snapshot) override { fetch_(*store_, snapshot); }
  Delivered deliver_and_fetch(const Vector<double>& direction, std::int64_t steps,
                              Snapshot& snapshot) override {
    return deliver_({*store_, meeting_}, direction, steps, snapshot);
  }
  std::int64_t steps() const override { return store_->steps(); }
  LearnedModel model() const override { return store_->model(); }

 private:
  const Pointer store_;
  std::barrier<> meeting_;
  const Deliver deliver_;
  const Fetch fetch_;
};

inline Make altered(Deliver deliver, Fetch fetch = fetches) {
  return [=](const LearnedModel& model, const UpdateRule& rule, int threads) -> Pointer {
    return std::make_unique<AlteredStore>(model, rule, threads, deliver, fetch);
  };
}

inline Delivered delivers(const Context& to, const Vector<double>& direction, std::int64_t steps,
                          Snapshot& snapshot) {
  return to.store.deliver_and_fetch(direction, steps, snapshot);
}

/// As if a delivery were made between the copy and its version.
inline void fetches_a_later_version(ParameterStore& store, Snapshot& snapshot) {
  store.fetch(snapshot);
  ++snapshot.updates;
}

/// As if a delivery had reached the first half of the coordinates only.
inline void fetches_in_the_middle(ParameterStore& store, Snapshot& snapshot) {
  store.fetch(snapshot);
  snapshot.parameters.head(snapshot.parameters.size() / 2).array() += 0.5;
}

inline Delivered is_never_stale(const Context& to, const Vector<double>& direction,
                                std::int64_t steps, Snapshot& snapshot) {
  return {0, to.store.deliver_and_fetch(direction, steps, snapshot).steps};
}

inline Delivered counts_twice(const Context& to, const Vector<double>& direction,
                              std::int64_t steps, Snapshot& snapshot) {
  Snapshot scratch = snapshot;
  to.store.deliver_and_fetch(Vector<double>::Zero(direction.size()), 0, scratch);
  return to.store.deliver_and_fetch(direction, steps, snapshot);
}

inline Delivered counts_one_step(const Context& to, const Vector<double>& direction, std::int64_t,
                                 Snapshot& snapshot) {
  return to.store.deliver_and_fetch(direction, 1, snapshot);
}

inline Delivered delivers_twice(const Context& to, const Vector<double>& direction,
                                std::int64_t steps, Snapshot& snapshot) {
  return to.store.deliver_and_fetch(2 * direction, steps, snapshot);
}

/// The first half of all threads' coordinates, then everybody's copy, then the other half.
inline Delivered copies_in_the_middle(const Context& to, const Vector<double>& direction,
                                      std::int64_t steps, Snapshot& snapshot) {
  const Eigen::Index half = direction.size() / 2;
  Vector<double> first = direction, second = direction;
  first.tail(direction.size() - half).setZero();
  second.head(half).setZero();
  Snapshot scratch = snapshot;
  const Delivered result = to.store.deliver_and_fetch(first, steps, scratch);
  to.meeting.arrive_and_wait();
  to.store.fetch(snapshot);
  to.meeting.arrive_and_wait();
  to.store.deliver_and_fetch(second, 0, scratch);
  to.meeting.arrive_and_wait();
  return result;
}

inline Delivered keeps_its_copy(const Context& to, const Vector<double>& direction,
                                std::int64_t steps, Snapshot& snapshot) {
  const Vector<double> before = snapshot.parameters;
  const Delivered result = to.store.deliver_and_fetch(direction, steps, snapshot);
  snapshot.parameters = before;
  return result;
}

inline Delivered counts_itself(const Context& to, const Vector<double>& direction,
                               std::int64_t steps, Snapshot& snapshot) {
  Delivered result = to.store.deliver_and_fetch(direction, steps, snapshot);
  ++result.staleness;
  return result;
}

inline Delivered counts_backwards(const Context& to, const Vector<double>& direction,
                                  std::int64_t steps, Snapshot& snapshot) {
  Delivered result = to.store.deliver_and_fetch(direction, steps, snapshot);
  result.staleness = -1 - result.staleness;
  return result;
}

/// Of one run, in which plain additions do not wait for each other.
inline double lost_share(const Make& make, const Size& size) {
  const Pointer store =
      make(LearnedModel{Vector<double>::Zero(size.coordinates)}, plain_rule(), size.threads);
  deliver_all(*store, size, ones, any);
  const double all = size.threads * size.deliveries;
  return 1 - 2 * store->model().parameters.mean() / all;
}

inline Figure lost_share_by_threads() {
  return {
      .title = "Updates lost on this machine",
      .caption =
          "Measured on the machine that wrote this page: 2000 deliveries of 64 coordinates by each "
          "thread, all ones, seven runs. The share of what was added that is missing at the end. "
          "Production's stores lose nothing, so that their lines lie on 0; what a plain addition "
          "loses depends on the machine and on what else runs there.",
      .x_label = "threads",
      .y_label = "share of additions lost",
      .curves = [] {
        constexpr int runs = 7;
        Curve least{.label = "read, add, write back: least of 7 runs"}, middle{.label = "median"},
            most{.label = "largest"}, atomic{.label = "compare-and-swap, and under locks: largest"};
        for (int threads = 1; threads <= 8; ++threads) {
          const Size size{threads, 2000, 64};
          std::vector<double> shares;
          for (int run = 0; run < runs; ++run) shares.push_back(lost_share(plain(false), size));
          const Spread lost = spread_of(shares);
          double production_share = 0;
          for (const auto kind :
               {Accumulation::locked, Accumulation::sharded, Accumulation::atomic}) {
            production_share = std::max(production_share, lost_share(production(kind), size));
          }
          least.points.emplace_back(threads, lost.least);
          middle.points.emplace_back(threads, lost.median);
          most.points.emplace_back(threads, lost.largest);
          atomic.points.emplace_back(threads, production_share);
        }
        return std::vector{least, middle, most, atomic};
      }};
}

}  // namespace lemmata::shared_stores
