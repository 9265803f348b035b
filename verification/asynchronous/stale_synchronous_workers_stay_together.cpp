// AS-6. Under a stale-synchronous bound s no worker works more than s gradients ahead of another.
//
//   A worker begins its gradient number c when every other has delivered c − s of them. Then
//   • those at work are at most s apart, and somebody always works;
//   • gradient c was computed from parameters that had seen all up to c − s − 1 of every worker;
//   • its staleness is at most (2s + 1)(N − 1), and no less will do;
//   • s = 0 with averages is SGD with batches: x ← x − α (1/N) Σ_i ∇f_i(x).
//
// Proof of the third: when gradient c is begun the others have delivered at least c − s; until it
// arrives they may deliver their numbers up to c + s, c + s + 1 of them. The difference is 2s + 1.
//
// Hypotheses: a worker fetches when it may begin, and every gradient is an update of its own, but
// for the last statement.
//
// Oracle: parameters that count what each worker has delivered, so that copies say what they have
// read; who may go on, from counts of the deliveries that were made; SGD with batches, written
// down.
//
// Shows: in the simulator every schedule of two workers (s ≤ 2, 12 deliveries), three (s ≤ 1, 8)
// and four (s = 0, 6), and drawn ones of up to five workers, s ≤ 3, 24 deliveries. The clock of the
// threads, through every schedule of two (s ≤ 2), three (s ≤ 1) and four workers (s = 0) of three
// to six events, of which one may be that a worker leaves. A clock that is too strict fails; one
// that is too lax fails unless a thread is slow in each of hundreds of schedules. Training on
// threads: what its rollouts have read, where one worker is always waited for; not its staleness,
// which nobody but the store could count.
//
// Sources: ho2013more, the discipline and what it guarantees to readers.

#include "verification/asynchronous/clock_schedules.hpp"
#include "verification/asynchronous/every_schedule.hpp"
#include "verification/asynchronous/training_reads.hpp"

namespace lemmata {
namespace {

using namespace worker_runs;

const Hypothesis begins_when_it_may{"a worker fetches when it may begin", {}};

Discipline production(int bound) { return Discipline::stale_synchronous(bound); }
Discipline one_late(int bound) { return Discipline::stale_synchronous(bound + 1); }
Discipline one_early(int bound) { return Discipline::stale_synchronous(std::max(0, bound - 1)); }
Discipline never_waiting(int) { return Discipline::asynchronous(); }

bool no_further_than_the_bound_itself(const Log& log) {
  return !log.last || log.last->staleness() <= (log.bound + 1) * (log.workers - 1);
}

/// How rounds of gradients are applied, a claim: x after so many rounds.
template <class F>
F after_rounds(const SchedulePoint<F>& x, int rounds, const F& share_of_each) {
  F at = x.start;
  for (int k = 0; k < rounds; ++k) {
    F sum{0};
    for (int worker = 0; worker < x.workers; ++worker) sum += x.curvature * at + F(worker + 1);
    at -= x.step_size * share_of_each * sum;
  }
  return at;
}

/// The predicate: after every full round the parameters are those of the claim.
template <class Share>
Check is_batch_sgd(Discipline discipline, Share share) {
  return identity<ScheduleInstance>([=]<class F>(const SchedulePoint<F>& x) {
    std::vector<F> left{x.start}, right{x.start};
    int delivered = 0;
    follow(x, discipline, [&](const auto& shared, const Delivery&) {
      if (++delivered % x.workers != 0) return;
      left.push_back(shared.parameters()(0));
      right.push_back(after_rounds(x, delivered / x.workers, F(share(F(x.workers)))));
    });
    return equal(as_vector(left), as_vector(right));
  });
}
constexpr auto mean_share = []<class F>(const F& workers) { return F(F{1} / workers); };

}  // namespace

Theorem stale_synchronous_workers_stay_together() {
  return {
      .id = "AS-6",
      .claim =
          "Under a stale-synchronous bound s no worker works more than s gradients ahead of "
          "another",
      .statement = R"(c_i - c_j \le s \text{ at work}; \quad
                      \text{gradient } c \text{ has read all up to } c - s - 1; \quad
                      \mathrm{staleness} \le (2s + 1)(N - 1))",
      .hypotheses = {begins_when_it_may},
      .oracle =
          "parameters that count what each worker has delivered; who may go on, from counts of the "
          "deliveries that were made; SGD with batches, written down",
      .shows =
          "Every schedule of two workers (s ≤ 2, 12 deliveries), three (s ≤ 1, 8) and four (s = 0, "
          "6), and drawn ones of up to five, in the simulator; the clock of the threads through "
          "every schedule of three to six events, leaving among them; what the rollouts of "
          "training "
          "on threads have read where one worker is always waited for.",
      .instances = worker_schedules("workers and schedules", 5),
      .checks =
          {
              part("every small schedule: those at work are at most s apart",
                   under_every_schedule(production, keeps_the_bound)),
              part("drawn schedules: the same", under_drawn_schedules(production, keeps_the_bound)),
              part("nobody waits who need not",
                   under_every_schedule(production, nobody_waits_in_vain)),
              part("drawn schedules: nobody waits who need not",
                   under_drawn_schedules(production, nobody_waits_in_vain)),
              part("every small schedule: gradient c has read all up to c − s − 1",
                   under_every_schedule(production, had_read_what_it_must)),
              part("drawn schedules: it has read the same",
                   under_drawn_schedules(production, had_read_what_it_must)),
              part("production reports the gradients and the staleness that are counted",
                   under_drawn_schedules(production, is_reported_truly)),
              part("drawn schedules: staleness ≤ (2s + 1)(N − 1)",
                   under_drawn_schedules(production, is_fresh)),
              part("small schedules: its maximum is (2s + 1)(N − 1)",
                   largest_staleness_is([](int n, int s) { return (2 * s + 1) * (n - 1); })),
              part("with averages and s = 0: SGD with batches",
                   is_batch_sgd(Discipline::synchronous(), mean_share)),
              part("the threads' clock, every small schedule: who may goes on, and nobody else",
                   clock_schedules::lets_go_on_who_may(clock_schedules::production())),
              part("training on threads: gradient c has read all up to c − s − 1",
                   training_reads::reads_what_it_must({training_reads::production(2, 0),
                                                       training_reads::production(2, 2),
                                                       training_reads::production(3, 1)})),
          },
      .proof = {step("no other delivers more than 2s + 1 gradients while one is computed",
                     under_drawn_schedules(production, others_deliver_few)),
                step("the same under every small schedule",
                     under_every_schedule(production, others_deliver_few))},
      .falsifiers =
          {
              wrong("a barrier one gradient late", under_every_schedule(one_late, keeps_the_bound)),
              wrong("a barrier one gradient early",
                    under_every_schedule(one_early, nobody_waits_in_vain)),
              wrong("nobody ever waits", under_drawn_schedules(never_waiting, keeps_the_bound)),
              wrong("nobody ever waits, and reads what it must",
                    under_every_schedule(never_waiting, had_read_what_it_must)),
              wrong("one late, and reads what it must",
                    under_drawn_schedules(one_late, had_read_what_it_must)),
              wrong("staleness ≤ (s + 1)(N − 1)",
                    under_every_schedule(production, no_further_than_the_bound_itself)),
              wrong("its maximum is 2s(N − 1)",
                    largest_staleness_is([](int n, int s) { return 2 * s * (n - 1); })),
              wrong("its maximum is (2s + 1)N",
                    largest_staleness_is([](int n, int s) { return (2 * s + 1) * n; })),
              wrong(
                  "the sum of a round for its mean",
                  is_batch_sgd(Discipline::synchronous(), []<class F>(const F&) { return F{1}; })),
              wrong("applied as they arrive, SGD with batches still",
                    is_batch_sgd(Discipline::stale_synchronous(0), mean_share)),
              wrong("the threads' clock one gradient late",
                    clock_schedules::lets_go_on_who_may(clock_schedules::production(1))),
              wrong("the threads' clock one gradient early",
                    clock_schedules::lets_go_on_who_may(clock_schedules::production(-1),
                                                        impatience())),
              wrong("a clock that never makes a thread wait",
                    clock_schedules::lets_go_on_who_may(clock_schedules::never_waits)),
              wrong("a clock that waits for who has left",
                    clock_schedules::lets_go_on_who_may(clock_schedules::waits_for_who_has_left,
                                                        impatience())),
              wrong("training one gradient late",
                    training_reads::reads_what_it_must({training_reads::one_late(3, 1)})),
              wrong("training in which nobody waits",
                    training_reads::reads_what_it_must({training_reads::never_waiting(2, 0)})),
          },
      .sources = {{"ho2013more", "the discipline and its read guarantee"}},
  };
}

}  // namespace lemmata
