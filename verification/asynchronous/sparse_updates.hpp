#pragma once
/// \file
/// Updates that touch k of d coordinates: how often they conflict, by enumeration, and what they
/// come to in the simulator and on threads.

#include <bit>
#include <chrono>
#include <cmath>

#include "algorithms/sampling/uniform_index.hpp"
#include "verification/asynchronous/shared_stores.hpp"
#include "verification/asynchronous/worker_runs.hpp"
#include "verification/engine/as_vector.hpp"
#include "verification/engine/enumeration.hpp"
#include "verification/engine/spread.hpp"

namespace lemmata::sparse_updates {

/// All sets of k of d coordinates, as bits.
inline std::vector<unsigned> sets(int d, int k) {
  std::vector<unsigned> result;
  for (unsigned set = 0; set < 1U << d; ++set) {
    if (std::popcount(set) == k) result.push_back(set);
  }
  return result;
}

/// C(n, k), 0 for k > n.
inline int choose(int n, int k) {
  if (k > n) return 0;
  int result = 1;
  for (int i = 0; i < k; ++i) result = result * (n - i) / (i + 1);
  return result;
}

/// Of all (τ + 1)-tuples of updates, the sum of a count of each.
template <class Count>
int total(int d, int k, int others, Count count) {
  const std::vector<unsigned> updates = sets(d, k);
  int result = 0;
  std::vector<unsigned> tuple(static_cast<std::size_t>(others) + 1);
  enumeration::for_each_sequence(others + 1, static_cast<int>(updates.size()),
                                 [&](const std::vector<int>& places) {
                                   for (std::size_t i = 0; i < tuple.size(); ++i) {
                                     tuple[i] = updates[static_cast<std::size_t>(places[i])];
                                   }
                                   result += count(tuple);
                                 });
  return result;
}

/// Whether the first conflicts with any of the others.
inline int first_conflicts(const std::vector<unsigned>& tuple) {
  unsigned others = 0;
  for (std::size_t i = 1; i < tuple.size(); ++i) others |= tuple[i];
  return (tuple.front() & others) != 0 ? 1 : 0;
}
/// Whether no two conflict.
inline int none_conflict(const std::vector<unsigned>& tuple) {
  unsigned seen = 0;
  for (const unsigned set : tuple) {
    if ((seen & set) != 0) return 0;
    seen |= set;
  }
  return 1;
}
/// How many coordinates two share.
inline int shared(const std::vector<unsigned>& tuple) {
  return std::popcount(tuple.front() & tuple.back());
}

/// The means of a count over all tuples, and a formula (d, k, τ) for them.
template <class F, class Count, class Formula>
Sides<F> means(Count count, Formula formula, int fewest_others, int most_others) {
  std::vector<F> left, right;
  for (int d = 1; d <= 5; ++d) {
    for (int k = 1; k <= d; ++k) {
      for (int others = fewest_others; others <= most_others; ++others) {
        left.push_back(F(total(d, k, others, count)) / power(F(choose(d, k)), others + 1));
        right.push_back(formula(F(d), F(k), d, k, others));
      }
    }
  }
  return {as_vector(left), as_vector(right)};
}

/// Where a worker's gradient of Σ λ(x_j − t_j)²/2, t_j = j + 1, has entries, and which coordinates
/// it reads besides.
struct Blocks {
  bool disjoint = true;   ///< its own two; else its own and the first of the next
  bool reads_own = true;  ///< else the sum of all, too
};
template <class F>
Vector<F> block_gradient(const SchedulePoint<F>& x, const Blocks& blocks, const Vector<F>& at,
                         int worker) {
  const auto n = static_cast<int>(at.size());
  Vector<F> result = Vector<F>::Constant(n, F{0});
  const F others = blocks.reads_own ? F{0} : F(at.sum());
  for (int j = 2 * worker; j < 2 * worker + (blocks.disjoint ? 2 : 3); ++j) {
    result(j % n) = x.curvature * F(at(j % n) - F(j % n + 1)) + others;
  }
  return result;
}

/// The predicate: whatever the schedule, workers end where SGD that delivers in the same order, one
/// after another on the newest parameters, ends.
inline Check is_serial(const Blocks& blocks) {
  return identity<ScheduleInstance>([=]<class F>(const SchedulePoint<F>& x) {
    SharedParameters<F> shared{Vector<F>::Constant(2 * x.workers, x.start), x.workers, {}};
    Vector<F> serial = shared.parameters();
    for (const int pick : x.picks) {
      const int worker = pick % x.workers;
      shared.deliver(
          worker,
          [&](const Vector<F>& at, int by, int) { return block_gradient(x, blocks, at, by); },
          [&](int) { return x.step_size; });
      serial -= Vector<F>(x.step_size * block_gradient(x, blocks, serial, worker));
    }
    return equal(shared.parameters(), serial);
  });
}

/// The predicate: threads that halve the distance of their own coordinates, every fourth, to t_j =
/// j + 1 end at t_j(1 − 2⁻ⁿ), n their deliveries, whatever the order; twenty times.
inline Check threads_are_serial(const shared_stores::Make& make) {
  return on_threads<ScheduleInstance>([=](const SchedulePoint<double>&) {
           constexpr int threads = 4, deliveries = 40, size = 48, repetitions = 20;
           const Vector<double> targets = Vector<double>::LinSpaced(size, 1, size);
           const Vector<double> right = targets * (1 - std::ldexp(1.0, -deliveries));
           Vector<double> left;
           for (int repetition = 0; repetition < repetitions; ++repetition) {
             const auto store = make(LearnedModel{Vector<double>::Zero(size)},
                                     shared_stores::plain_rule(), threads);
             shared_stores::run_together(threads, [&](int thread, const auto& begin) {
               Snapshot copy;
               store->fetch(copy);
               begin();
               for (int k = 0; k < deliveries; ++k) {
                 Vector<double> direction = Vector<double>::Zero(size);
                 for (int j = thread; j < size; j += threads) {
                   direction(j) = targets(j) - copy.parameters(j);
                 }
                 store->deliver_and_fetch(direction, 1, copy);
               }
             });
             left = store->model().parameters;
             if (left != right) break;
           }
           return equal(left, right);
         })
      .once();
}

/// A run of four simulated workers on ‖x‖²/2 from 1 in d coordinates, whose updates each shrink k
/// drawn ones: the largest |x_j| at the end, at most 1.
struct Run {
  int coordinates = 16, active = 2, updates = 400;
  double step_size = 0.1;
};
inline double largest_error(const Run& run, RandomStream& random) {
  constexpr int workers = 4;
  SharedParameters<double> parameters{Vector<double>::Ones(run.coordinates), workers, {}};
  for (int t = 0; t < run.updates; ++t) {
    parameters.deliver(
        uniform_index(workers, random),
        [&](const Vector<double>& at, int, int) {
          Vector<double> gradient = Vector<double>::Zero(run.coordinates);
          for (int drawn = 0; drawn < run.active;) {
            const int j = uniform_index(run.coordinates, random);
            if (gradient(j) != 0) continue;
            gradient(j) = at(j);
            ++drawn;
          }
          return gradient;
        },
        [&](int) { return run.step_size; });
  }
  return std::min(1.0, parameters.parameters().cwiseAbs().maxCoeff());
}

/// The predicate: over runs that error is on average at most so much.
inline Check ends_near(const Run& run, double bound) {
  constexpr int samples = 800;
  return sampled<ScheduleInstance>(
      [=](const SchedulePoint<double>&) {
        return Experiment{
            .claims = {{bound, Relation::at_most, Bounded{0, 1}}},
            .sample = [=](RandomStream& random) {
              return Vector<double>(Vector<double>::Constant(1, largest_error(run, random)));
            }};
      },
      samples);
}

/// Microseconds a delivery of k ones in 1024 coordinates, on so many threads.
inline double microseconds(Accumulation accumulation, int threads, int active) {
  const shared_stores::Size size{threads, 500, 1024};
  const auto store = parameter_store(LearnedModel{Vector<double>::Zero(size.coordinates)},
                                     shared_stores::plain_rule(), accumulation);
  const auto begin = std::chrono::steady_clock::now();
  shared_stores::deliver_all(
      *store, size,
      [=](int thread, int k, Vector<double>& given) {
        if (k > 0) return;
        given.setZero();
        for (int j = 0; j < active; ++j) given((thread * 331 + j * 7) % given.size()) = 1;
      },
      shared_stores::any);
  const std::chrono::duration<double, std::micro> elapsed =
      std::chrono::steady_clock::now() - begin;
  return elapsed.count() / (threads * size.deliveries);
}

inline Figure time_by_active_coordinates() {
  return {.title = "Sparse deliveries on this machine",
          .caption =
              "Measured on the machine that wrote this page, which may do other work: microseconds "
              "a delivery of k ones in 1024 coordinates, with a copy of all of them, by as many "
              "threads as there are cores (at most four); the median of nine interleaved "
              "repetitions, and for compare-and-swap the least and the largest.",
          .x_label = "coordinates that an update touches",
          .y_label = "microseconds a delivery, over all threads",
          .log_x = true,
          .log_y = true,
          .curves = [] {
            constexpr int repetitions = 9;
            const int cores = static_cast<int>(std::thread::hardware_concurrency());
            const int threads = std::min(std::max(cores, 1), 4);
            const std::vector<std::pair<Accumulation, const char*>> kinds{
                {Accumulation::locked, "one lock"},
                {Accumulation::sharded, "a lock a share"},
                {Accumulation::atomic, "compare-and-swap"}};
            std::vector<Curve> curves;
            for (const auto& [kind, label] : kinds) curves.push_back({.label = label});
            curves.push_back({.label = "compare-and-swap: least"});
            curves.push_back({.label = "compare-and-swap: largest"});
            for (int active = 1; active <= 1024; active *= 4) {
              std::vector<std::vector<double>> times(kinds.size());
              for (int r = 0; r < repetitions; ++r) {
                for (std::size_t i = 0; i < kinds.size(); ++i) {
                  times[i].push_back(microseconds(kinds[i].first, threads, active));
                }
              }
              for (std::size_t i = 0; i < kinds.size(); ++i) {
                curves[i].points.emplace_back(active, spread_of(times[i]).median);
              }
              const Spread by_swaps = spread_of(times.back());
              curves[3].points.emplace_back(active, by_swaps.least);
              curves[4].points.emplace_back(active, by_swaps.largest);
            }
            return curves;
          }};
}

}  // namespace lemmata::sparse_updates
