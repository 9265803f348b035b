// AS-14. Throughput scales with workers until the lock is always held, and no further.
//
//   N workers compute for c and hold one lock for l, a share f = l/(c + l) of their round. By time
//   t
//     rounds ≤ min(N⌊t/(c+l)⌋, ⌊(t − c)/l⌋),
//   so that where one alone would end a round the speedup is at most min(N, 1/f), in whatever order
//   those who wait get the lock. First come, first served attains it:
//     rounds = Σ_{i<N} ⌊(t − il)/(c+l)⌋   where Nl ≤ c + l,      ⌊(t − c)/l⌋ where Nl ≥ c + l.
//
// "Near-linear" holds while N is well below 1/f. The figure shows what this machine does.
//
// Hypotheses: c ≥ 1, l ≥ 1, equal for all rounds; who waits takes the lock as soon as it is free.
// Oracle: every order in which the lock can be given, replayed; the formulas count nothing.
// Shows: all orders of up to three workers, c ≤ 4, l ≤ 3, until seven rounds could be done; first
// come, first served of up to eight workers to t = 60, in integers. It speaks of equal rounds in a
// model of the lock, not of caches, memory or the system's scheduler, which the figure's speeds
// include: they are measured, drawn with their spread, and never judged.
// Sources: amdahl1967validity, the bound by what is serial; mnih2016asynchronous, Table 2, speedups
// by the number of threads.

#include "verification/asynchronous/lock_queue.hpp"
#include "verification/asynchronous/schedule_instance.hpp"
#include "verification/asynchronous/throughput_figure.hpp"
#include "verification/engine/as_vector.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata {
namespace {

using namespace lock_queue;

const Hypothesis equal_rounds{"rounds take c ≥ 1 without and l ≥ 1 with the lock, all of them", {}};
const Hypothesis taken_when_free{"who waits takes the lock as soon as it is free", {}};

/// Calls visit(N, times, t) for the systems of which every order is replayed.
template <class Visit>
void for_small_systems(const Visit& visit) {
  constexpr int most_rounds = 7;
  for (int workers = 1; workers <= 3; ++workers) {
    for (int compute = 1; compute <= 4; ++compute) {
      for (int hold = 1; hold <= 3; ++hold) {
        const Times times{compute, hold};
        for (int t = compute; t < compute + most_rounds * hold; ++t) visit(workers, times, t);
      }
    }
  }
}

/// The same for first come, first served.
template <class Visit>
void for_queues(const Visit& visit) {
  for (int workers = 1; workers <= 8; ++workers) {
    for (const Times times : {Times{1, 1}, Times{3, 1}, Times{7, 1}, Times{4, 3}, Times{5, 2}}) {
      for (int t = times.compute + times.hold * workers; t <= 60; ++t) visit(workers, times, t);
    }
  }
}

using Formula = int (*)(int workers, const Times& times, int t);
int by_lock(int, const Times& times, int t) { return (t - times.compute) / times.hold; }
int by_workers(int workers, const Times& times, int t) { return workers * rounds_of_one(times, t); }
int by_both(int workers, const Times& times, int t) {
  return std::min(by_workers(workers, times, t), by_lock(workers, times, t));
}
/// 1/f − 1 for 1/f.
int by_computing(int workers, const Times& times, int t) {
  return std::min(workers, times.compute / times.hold) * rounds_of_one(times, t);
}
int by_half(int workers, const Times& times, int t) { return (by_both(workers, times, t) + 1) / 2; }
int without_first(int, const Times& times, int t) { return t / times.hold; }
int never_waiting(int workers, const Times& times, int t) {
  int rounds = 0;
  for (int i = 0; i < workers; ++i) rounds += rounds_of_one(times, t - i * times.hold);
  return rounds;
}
bool is_saturated(int workers, const Times& times) {
  return workers * times.hold >= times.compute + times.hold;
}
int exactly(int workers, const Times& times, int t) {
  return is_saturated(workers, times) ? by_lock(workers, times, t)
                                      : never_waiting(workers, times, t);
}

/// The predicate: in every order no more rounds than a claimed bound.
Check at_most_in_every_order(Formula bound) {
  return inequality<ScheduleInstance>([=]<class F>(const SchedulePoint<F>&) {
           std::vector<F> left, right;
           for_small_systems([&](int workers, const Times& times, int t) {
             int most = 0;
             for_every_order(at_work(workers, times), times, t,
                             [&](const Workers& end) { most = std::max(most, end.rounds); });
             left.push_back(F(most));
             right.push_back(F(bound(workers, times, t)));
           });
           return at_most(as_vector(left), as_vector(right));
         })
      .once();
}

/// The predicate: first come, first served does as many rounds as a formula says.
Check queue_does(Formula rounds) {
  return identity<ScheduleInstance>([=]<class F>(const SchedulePoint<F>&) {
           std::vector<F> left, right;
           for_queues([&](int workers, const Times& times, int t) {
             left.push_back(F(first_come(workers, times, t).rounds));
             right.push_back(F(rounds(workers, times, t)));
           });
           return equal(as_vector(left), as_vector(right));
         })
      .once();
}

/// The predicate: N workers do no more than min(N, most) times the rounds of one, where one ends a
/// round; `most` is a fraction p/q of the times.
template <class P, class Q>
Check speedup_is_at_most(P p, Q q) {
  return inequality<ScheduleInstance>([=]<class F>(const SchedulePoint<F>&) {
           std::vector<F> left, right;
           for_queues([&](int workers, const Times& times, int t) {
             if (t % (times.compute + times.hold) != 0) return;
             const F ratio = F(p(times)) / F(q(times)), n = F(workers);
             left.push_back(F(first_come(workers, times, t).rounds));
             right.push_back(F((n < ratio ? n : ratio) * F(rounds_of_one(times, t))));
           });
           return at_most(as_vector(left), as_vector(right));
         })
      .once();
}
int round_of(const Times& times) { return times.compute + times.hold; }
int hold_of(const Times& times) { return times.hold; }
int compute_of(const Times& times) { return times.compute; }

/// The predicate: at the end of every order the lock was held or idle, `idle` says for how long.
template <class Idle>
Check time_adds_up(Idle idle) {
  return certified<ScheduleInstance>([=](const SchedulePoint<Ball>&) {
           bool always = true;
           for_small_systems([&](int workers, const Times& times, int t) {
             for_every_order(at_work(workers, times), times, t, [&](const Workers& end) {
               always = always && end.free == idle(end) + end.rounds * times.hold;
             });
           });
           return always ? Truth::certainly_true : Truth::certainly_false;
         })
      .once();
}

/// Where Nl ≥ c + l a queue leaves the lock idle until the first round alone.
Check idles_once() {
  return identity<ScheduleInstance>([]<class F>(const SchedulePoint<F>&) {
           std::vector<F> left, right;
           for_queues([&](int workers, const Times& times, int t) {
             if (!is_saturated(workers, times)) return;
             left.push_back(F(first_come(workers, times, t).idle));
             right.push_back(F(times.compute));
           });
           return equal(as_vector(left), as_vector(right));
         })
      .once();
}

}  // namespace

Theorem throughput_is_bounded_by_the_lock() {
  return {
      .id = "AS-14",
      .claim = "Throughput scales with workers until the lock is always held, and no further",
      .statement = R"(\mathrm{rounds}(t) \le \min\Bigl(N \Bigl\lfloor \frac{t}{c + l} \Bigr\rfloor,
                      \Bigl\lfloor \frac{t - c}{l} \Bigr\rfloor\Bigr), \quad
                      \mathrm{speedup} \le \min(N, 1/f)
                      \text{ for } t \in (c + l)\mathbb{N}, \; f = \frac{l}{c + l})",
      .hypotheses = {equal_rounds, taken_when_free},
      .oracle = "every order in which the lock can be given, replayed",
      .shows =
          "All orders of up to three workers until seven rounds could be done, and first come, "
          "first served of up to eight, in a model of the lock. The figure's speeds are measured, "
          "drawn with their spread, and never judged.",
      .instances = worker_schedules("fixed sizes", 1),
      .checks =
          {
              part("every order: at most min(N⌊t/(c+l)⌋, ⌊(t − c)/l⌋) rounds",
                   at_most_in_every_order(by_both)),
              part("first come, first served: exactly as many as the formulas say",
                   queue_does(exactly)),
              part("where one alone ends a round the speedup is at most min(N, 1/f)",
                   speedup_is_at_most(round_of, hold_of)),
          },
      .proof = {step("the lock is held or idle: rounds · l + idle is its time",
                     time_adds_up([](const Workers& end) { return end.idle; })),
                step("where Nl ≥ c + l it is idle until the first round alone", idles_once())},
      .falsifiers =
          {
              wrong("linear for every N", queue_does(by_workers)),
              wrong("nobody ever waits", queue_does(never_waiting)),
              wrong("the lock is held from the start", queue_does(without_first)),
              wrong("the lock is always held", queue_does(by_lock)),
              wrong("half of the bound", at_most_in_every_order(by_half)),
              wrong("a speedup of at most c/l", at_most_in_every_order(by_computing)),
              wrong("a speedup of at most (c + l)/c", speedup_is_at_most(round_of, compute_of)),
              wrong("the lock is never idle", time_adds_up([](const Workers&) { return 0; })),
          },
      .sources = {{"amdahl1967validity", "the bound by what is serial"},
                  {"mnih2016asynchronous", "Table 2, speedups by the number of threads"}},
      .figure = throughput::against_the_bare_environment(),
  };
}

}  // namespace lemmata
