// AS-12. Sparse updates seldom conflict, and updates that do not conflict are serial.
//
//   Of updates that touch k of d coordinates, drawn evenly and apart, with q = C(d−k, k)/C(d, k),
//   • two conflict with probability 1 − q, which is ρ of Hogwild for the problem of all k-sets;
//   • one conflicts with some of τ others with probability 1 − q^τ ≤ τk²/d;
//   • of m none conflicts with another with probability Π_{i<m} C(d−ik, k)/C(d, k), which is no
//     power of q: whether pairs conflict is not independent;
//   • k²/d coordinates are shared by two, on average.
//   Asynchronous workers whose gradients read and write coordinates of their own end, whatever the
//   schedule, where serial SGD ends.
//
// Where updates do conflict nothing is lost (AS-7), but gradients are late (AS-2 … AS-8).
//
// Hypotheses: updates are drawn apart, evenly; for the last statement, updates in flight touch
// different coordinates, and a gradient reads those alone that it writes.
// Oracle: enumeration of all tuples; serial SGD written down, and on threads t_j(1 − 2⁻ⁿ).
// Shows: all d ≤ 5, k ≤ d, three others; drawn schedules of up to four workers in the simulator, as
// polynomials; four threads of this machine by production's stores, in the order in which they ran.
// With conflicts: four simulated workers on a separable quadratic with 2 of 16 coordinates an
// update come within 1/8 of its minimum, on average over runs. Hogwild's theorem itself is not
// checked, nor are its constants used. Speed is measured: drawn, not judged.
// Sources: recht2011hogwild, the problem and its conflict rate ρ.

#include "verification/asynchronous/sparse_updates.hpp"

namespace lemmata {
namespace {

using namespace sparse_updates;

const Hypothesis drawn_apart{"updates are drawn evenly, apart from each other", {}};
const Hypothesis different_coordinates{"updates in flight touch different coordinates", {}};
const Hypothesis reads_what_it_writes{"a gradient reads those coordinates alone that it writes",
                                      {}};

constexpr int most_others = 3;

/// q for sets that avoid i sets of k coordinates.
template <class F>
F avoids(int d, int k, int i) {
  return F(choose(std::max(0, d - i * k), k)) / F(choose(d, k));
}

constexpr auto conflict = []<class F>(const F&, const F&, int d, int k, int others) {
  return F(F{1} - power(avoids<F>(d, k, 1), others));
};
constexpr auto product = []<class F>(const F&, const F&, int d, int k, int others) {
  F result{1};
  for (int i = 1; i <= others; ++i) result *= avoids<F>(d, k, i);
  return result;
};
constexpr auto pairs_apart = []<class F>(const F&, const F&, int d, int k, int others) {
  return power(avoids<F>(d, k, 1), others * (others + 1) / 2);
};
constexpr auto first_order = []<class F>(const F& d, const F& k, int, int, int others) {
  return F(F(others) * k * k / d);
};
constexpr auto with_replacement = []<class F>(const F& d, const F& k, int, int active, int) {
  return F(F{1} - power(F(F{1} - k / d), active));
};
constexpr auto each_apart = []<class F>(const F&, const F&, int d, int k, int others) {
  return F(F(others) * (F{1} - avoids<F>(d, k, 1)));
};
constexpr auto no_conflict = []<class F>(const F&, const F&, int d, int k, int others) {
  return power(avoids<F>(d, k, 1), others);
};
constexpr auto half_of_first_order = []<class F>(const F& d, const F& k, int, int, int others) {
  return F(F(others) * k * k / (F{2} * d));
};

/// The predicate: the mean of a count over all tuples with `fewest` to `most` others is a formula.
template <class Count, class Formula>
Check mean_is(Count count, Formula formula, int fewest, int most) {
  return identity<ScheduleInstance>([=]<class F>(const SchedulePoint<F>&) {
           return means<F>(count, formula, fewest, most);
         })
      .once();
}
template <class Count, class Formula>
Check mean_is_at_most(Count count, Formula formula) {
  return inequality<ScheduleInstance>([=]<class F>(const SchedulePoint<F>&) {
           return means<F>(count, formula, 1, most_others);
         })
      .once();
}

}  // namespace

Theorem sparse_updates_seldom_conflict() {
  return {
      .id = "AS-12",
      .claim = "Sparse updates seldom conflict, and updates that do not conflict are serial",
      .statement = R"(P(\text{conflict with some of } \tau) = 1 - q^\tau \le \frac{\tau k^2}{d},
                      \; q = \binom{d - k}{k} \Big/ \binom{d}{k}; \quad
                      \text{disjoint updates: } x = x_{\text{serial}})",
      .hypotheses = {drawn_apart, different_coordinates, reads_what_it_writes},
      .oracle = "enumeration of all tuples of sets; serial SGD, written down",
      .shows =
          "All tuples of up to four updates of k ≤ d ≤ 5 coordinates; drawn schedules of up to "
          "four "
          "workers in the simulator; four threads of this machine, in the order in which they ran; "
          "with conflicts, runs of four simulated workers on a separable quadratic. Hogwild's "
          "theorem is not checked, and speed is drawn, not judged.",
      .instances = worker_schedules("workers and schedules", 4),
      .checks =
          {
              part("two conflict with probability 1 − q", mean_is(first_conflicts, conflict, 1, 1)),
              part("one conflicts with some of τ with probability 1 − q^τ",
                   mean_is(first_conflicts, conflict, 2, most_others)),
              part("which is at most τk²/d", mean_is_at_most(first_conflicts, first_order)),
              part("of m none conflicts with probability Π C(d−ik, k)/C(d, k)",
                   mean_is(none_conflict, product, 1, most_others)),
              part("without conflicts every schedule is serial SGD", is_serial({})),
              part("on threads by one lock",
                   threads_are_serial(shared_stores::production(Accumulation::locked))),
              part("on threads by a lock a share",
                   threads_are_serial(shared_stores::production(Accumulation::sharded))),
              part("on threads by compare-and-swap",
                   threads_are_serial(shared_stores::production(Accumulation::atomic))),
              part("with conflicts: within 1/8 of the minimum after 400 updates",
                   ends_near({}, 0.125)),
          },
      .proof = {step("two share k²/d coordinates on average", mean_is(shared, first_order, 1, 1))},
      .falsifiers =
          {
              wrong("two conflict with probability k²/d",
                    mean_is(first_conflicts, first_order, 1, 1)),
              wrong("two conflict with probability 1 − (1 − k/d)ᵏ",
                    mean_is(first_conflicts, with_replacement, 1, 1)),
              wrong("two conflict with probability q", mean_is(first_conflicts, no_conflict, 1, 1)),
              wrong("one conflicts with some of τ with probability τ(1 − q)",
                    mean_is(first_conflicts, each_apart, 2, most_others)),
              wrong("at most τk²/(2d)", mean_is_at_most(first_conflicts, half_of_first_order)),
              wrong("pairs conflict apart from each other",
                    mean_is(none_conflict, pairs_apart, 1, most_others)),
              wrong("two share as many coordinates as they conflict often",
                    mean_is(shared, conflict, 1, 1)),
              wrong("with conflicts every schedule is serial SGD", is_serial({.disjoint = false})),
              wrong("on threads whose copies are written back whole",
                    threads_are_serial(shared_stores::plain(true))),
              wrong("within 1/8 after 40 updates", ends_near({.updates = 40}, 0.125)),
              wrong("within 1/8 whatever the step: 2.5", ends_near({.step_size = 2.5}, 0.125)),
          },
      .needs = {needed(different_coordinates, is_serial({.disjoint = false})),
                needed(reads_what_it_writes, is_serial({.reads_own = false}))},
      .sources = {{"recht2011hogwild", "the problem and its conflict rate ρ"}},
      .figure = time_by_active_coordinates(),
  };
}

}  // namespace lemmata
