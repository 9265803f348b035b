// AS-7. Atomic accumulation loses no update; reading, adding and writing back does.
//
//   Θ = Θ_0 + η Σ of all directions, whoever delivered them when: under one lock, under a lock for
//   each share of the coordinates, and by compare-and-swap, coordinate by coordinate.
//
// T threads that all read before any writes keep one of T directions. Of the (2T)!/2ᵀ interleavings
// of T such additions to one number only the T! serial ones lose nothing; compare-and-swap that
// tries again loses nothing in any.
//
// For every thread staleness + 1 of its deliveries and the age of its last copy add up to all
// updates (AS-5). Under one lock a copy is of one moment and of its version; without, it is whole
// in a share, or in a number, and may hold updates that count as later than it.
//
// Hypotheses: a step that is a power of two and directions of small integers, whose sums doubles
// hold exactly in any order.
// Oracle: the sum in integers; (2T)!/2ᵀ and T! for the interleavings.
// Shows: production stores on sixteen threads of this machine, 32,000 deliveries of 70 coordinates,
// and on two, 1,600,000 of four numbers, in the order in which they ran: another run has another,
// and on one core, or beside much other work, few overlap. The plain addition is run in step, so
// that what it loses is certain on any number of cores: 3 of 4. The interleavings are those of up
// to four threads. How much a plain addition loses when it runs freely is drawn, not judged.
// Sources: mnih2016asynchronous, Section 4, updates without locks.

#include "verification/asynchronous/interleavings.hpp"
#include "verification/asynchronous/lost_updates.hpp"

namespace lemmata {
namespace {

using namespace shared_stores;
using interleavings::Addition;

const Hypothesis exact_sums{"directions are small integers, and the step is a power of two", {}};

/// More threads than most machines have cores, so that some are stopped in the middle of a
/// delivery.
constexpr Size crowd{16, 2000, 70};
constexpr Size many{4, 2000, 70};
/// All on a few numbers, where whoever is not atomic collides, for so long that threads get cores
/// of their own.
constexpr Size crowded{2, 800'000, 4};
constexpr Size few{4, 25, 32};
constexpr int whole = many.coordinates;
constexpr int share = 16;

const Make locked = production(Accumulation::locked);
const Make sharded = production(Accumulation::sharded);
const Make atomic = production(Accumulation::atomic);

/// The predicate: all that T threads in step deliver but a claimed number a round is lost.
template <class Kept>
Check keeps_each_round(Kept kept) {
  return on_threads<ScheduleInstance>([=](const SchedulePoint<double>&) {
           const Pointer store =
               plain(true)(LearnedModel{Vector<double>::Zero(1)}, plain_rule(), few.threads);
           deliver_all(*store, {few.threads, few.deliveries, 1}, ones, any);
           return equal(2 * store->model().parameters(0),
                        static_cast<double>(few.deliveries * kept(few.threads)));
         })
      .once();
}

int factorial(int n) { return n < 2 ? 1 : n * factorial(n - 1); }
int orders(int threads) { return factorial(2 * threads) >> threads; }
int serial_orders(int threads) { return factorial(threads); }

/// The predicate: for up to four threads (three that may try again) so many of the interleavings,
/// a function of T, lose nothing, and the worst leaves so much.
template <class Lossless, class Least>
Check interleavings_lose(Addition addition, int most_threads, Lossless lossless, Least least) {
  return identity<ScheduleInstance>([=]<class F>(const SchedulePoint<F>&) {
           Matrix<F> left(most_threads, 2), right(most_threads, 2);
           for (int threads = 1; threads <= most_threads; ++threads) {
             const auto found = interleavings::counts(threads, addition);
             left.row(threads - 1) << F(found.lossless), F(found.least);
             right.row(threads - 1) << F(lossless(threads, found.all)), F(least(threads));
           }
           return equal(left, right);
         })
      .once();
}
int serial(int threads, int) { return serial_orders(threads); }
int every(int, int all) { return all; }
int all_but_one(int threads, int all) { return all - threads + 1; }
int one(int) { return 1; }
int itself(int threads) { return threads; }

}  // namespace

Theorem atomic_accumulation_loses_nothing() {
  return {
      .id = "AS-7",
      .claim = "Atomic accumulation loses no update; reading, adding and writing back does",
      .statement = R"(\theta = \theta_0 + \eta \sum_{i,k} G_{i,k} \text{ in every order}; \quad
                      \text{in step, plain additions keep one of } T)",
      .hypotheses = {exact_sums},
      .oracle = "the sum in integers; T! serial orders of (2T)!/2ᵀ interleavings",
      .shows =
          "Production stores on sixteen threads of this machine, 32,000 deliveries of 70 "
          "coordinates, in the order in which they ran; on one core few overlap. The plain "
          "addition "
          "runs in step, so that what it loses is certain on any number of cores; the "
          "interleavings are all of up to four threads.",
      .instances = worker_schedules("fixed sizes", 1),
      .checks =
          {
              part("one lock: nothing is lost", adds_up(locked, crowd)),
              part("a lock for each share: nothing is lost", adds_up(sharded, crowd)),
              part("compare-and-swap: nothing is lost", adds_up(atomic, crowd)),
              part("one lock: nothing is lost where all add to a few numbers",
                   adds_up(locked, crowded)),
              part("a lock for each share: nothing is lost where all add to a few numbers",
                   adds_up(sharded, crowded)),
              part("compare-and-swap: nothing is lost where all add to a few numbers",
                   adds_up(atomic, crowded)),
              part("one lock: copies are of one moment", copies_are_whole(locked, many, whole)),
              part("a lock for each share: copies are of one moment in a share",
                   copies_are_whole(sharded, many, share)),
              part("one lock: copies are of their version, and every update ages every other",
                   versions_are_true(locked, many)),
              part("a lock for each share: every update ages every other",
                   every_update_ages_every_other(sharded, many)),
              part("compare-and-swap: every update ages every other",
                   every_update_ages_every_other(atomic, many)),
              part("plain additions in step keep one of T", keeps_each_round(one)),
          },
      .proof =
          {
              step("there are (2T)!/2ᵀ interleavings of T plain additions",
                   identity<ScheduleInstance>([]<class F>(const SchedulePoint<F>&) {
                     Vector<F> left(4), right(4);
                     for (int threads = 1; threads <= 4; ++threads) {
                       left(threads - 1) = F(interleavings::counts(threads, Addition::store).all);
                       right(threads - 1) = F(orders(threads));
                     }
                     return equal(left, right);
                   }).once()),
              step("the T! serial ones lose nothing, and the worst keeps one",
                   interleavings_lose(Addition::store, 4, serial, one)),
              step("compare-and-swap that tries again: none loses anything",
                   interleavings_lose(Addition::compare_and_swap, 3, every, itself)),
          },
      .falsifiers =
          {
              wrong("reads, adds and writes back", adds_up(plain(true), few),
                    {"ikostrikov/pytorch-a3c#6", "awjuliani/DeepRL-Agents#67",
                     "deeplearning4j/rl4j#37"}),
              wrong("an update counted twice", adds_up(altered(counts_twice), few)),
              wrong("a gradient's steps counted as one", adds_up(altered(counts_one_step), few)),
              wrong("the direction delivered again", adds_up(altered(delivers_twice), few)),
              wrong("a copy in the middle of deliveries, of one moment",
                    copies_are_whole(altered(copies_in_the_middle), few, few.coordinates)),
              wrong("the copy before the delivery under its new version",
                    versions_are_true(altered(keeps_its_copy), few)),
              wrong("the update itself counted as one since",
                    versions_are_true(altered(counts_itself), few)),
              wrong("a staleness below 0",
                    every_update_ages_every_other(altered(counts_backwards), few)),
              wrong("nothing is ever stale",
                    every_update_ages_every_other(altered(is_never_stale), few)),
              wrong(
                  "a fetch in the middle of a delivery, of one moment",
                  copies_are_whole(altered(delivers, fetches_in_the_middle), few, few.coordinates)),
              wrong("a fetch under a later version",
                    versions_are_true(altered(delivers, fetches_a_later_version), few)),
              wrong("plain additions in step keep all", keeps_each_round(itself)),
              wrong("plain additions lose nothing in any order",
                    interleavings_lose(Addition::store, 4, every, one)),
              wrong("plain additions lose nothing in all orders but T − 1",
                    interleavings_lose(Addition::store, 4, all_but_one, one)),
          },
      .sources = {{"mnih2016asynchronous", "Section 4, updates without locks"}},
      .figure = lost_share_by_threads(),
  };
}

}  // namespace lemmata
