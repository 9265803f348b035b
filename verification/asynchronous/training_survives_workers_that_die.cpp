// AS-13. Synchronous workers and a lone A3C worker reach the optimum of known MDPs; multithreaded
// A3C goes on losing nothing when k < N of its workers die.
//
//   A worker that dies with a gradient that it has not delivered leaves every gradient delivered
//   before in the parameters, whole, and nothing of that one; the others go on to the step budget,
//   whatever they wait for; where all die training says so. Then
//     Θ = Θ_0 + η Σ of what was delivered     (a mean over those who contributed to a round),
//     until ≤ steps < until + N·T,   steps = T · deliveries.
//
// The greedy policy that is learned on the two loops, a random walk and a bandit is optimal.
//
// Hypotheses: a worker fails by an exception, between two deliveries; directions whose sums doubles
// hold exactly, for the ledger.
// Oracle: a ledger of the deliveries that the report counts, in integers; for the optimum Bellman's
// optimality equation of the learned policy, in rationals.
// Shows: every discipline and store with two to four workers of which k = 0 … N − 1 die, after each
// has delivered, on the threads of this machine, in the order in which they ran; and a second run
// that the dead do not take part in. The optimum: one run of two synchronous workers for each MDP,
// a function of its seed; over seeds one worker misses the walk's optimum after 500 steps with a
// probability of at most 1/4. What several asynchronous workers reach depends on their order: it is
// drawn, not judged. Training that stands still, as where the dead are waited for, fails once no
// worker has computed a gradient during 300 looks. A thread that the system kills, and no
// exception, ends the program.
//
// Sources: mnih2016asynchronous, Algorithm S3.

#include "verification/asynchronous/known_optima.hpp"
#include "verification/asynchronous/training_ledger.hpp"

namespace lemmata {
namespace {

using namespace known_optima;
using namespace training_ledger;

const Hypothesis fails_between_deliveries{"a worker fails by an exception, between deliveries", {}};
const Hypothesis exact_sums{"for the ledger, directions whose sums doubles hold exactly", {}};

const auto asynchronous = [] { return Discipline::asynchronous(); };
const auto within_one = [] { return Discipline::stale_synchronous(1); };
const auto synchronous = [] { return Discipline::synchronous(); };

/// The predicate for one of three workers that dies, in one store.
Check adds_up_for_one(Train train_by, Discipline discipline = Discipline::asynchronous(),
                      Divisor divisor = contributions) {
  return adds_up(train_by, {one_of_three(discipline)}, divisor);
}

}  // namespace

Theorem training_survives_workers_that_die() {
  return {
      .id = "AS-13",
      .claim =
          "Synchronous workers and a lone A3C worker reach the optimum of known MDPs; "
          "multithreaded "
          "A3C goes on losing nothing when k < N of its workers die",
      .statement = R"(\theta = \theta_0 + \eta \sum_{\text{delivered}} G, \quad
                      \text{until} \le \text{steps} < \text{until} + N T, \quad
                      V^{\pi} = \max_a (r + \gamma P V^{\pi}))",
      .hypotheses = {fails_between_deliveries, exact_sums},
      .oracle =
          "a ledger of the deliveries that the report counts; Bellman's optimality equation of the "
          "learned policy, in rationals",
      .shows =
          "Every discipline and store with two to four workers of which up to all but one die, on "
          "the threads of this machine, in the order in which they ran. The optimum by two "
          "synchronous workers, a function of the seed, and over seeds by a lone one. What several "
          "asynchronous workers reach is drawn, not judged.",
      .instances = worker_schedules("fixed sizes", 1),
      .checks =
          {
              part("asynchronous: the ledger is right",
                   adds_up(training_ledger::production, settings(asynchronous()))),
              part("stale-synchronous: the ledger is right",
                   adds_up(training_ledger::production, settings(within_one()))),
              part("synchronous: the ledger is right",
                   adds_up(training_ledger::production, settings(synchronous()))),
              part("asynchronous: a second run goes on without the dead",
                   adds_up(training_ledger::production, settings(asynchronous(), 2))),
              part("synchronous: a second run goes on without the dead",
                   adds_up(training_ledger::production, settings(synchronous(), 2))),
              part("where all die training says so",
                   says_that_all_died("every worker has failed; the last of them said: killed")),
              part("synchronous workers: the same bits however a run is divided",
                   division_changes_nothing(1)),
              part("two loops: the greedy policy of synchronous workers is optimal",
                   greedy_policy_is_optimal(scaled(1), two_loops_task(), 2)),
              part("random walk: the greedy policy of synchronous workers is optimal",
                   greedy_policy_is_optimal(scaled(1), walk_task(), 2)),
              part("bandit: the greedy policy of synchronous workers is optimal",
                   greedy_policy_is_optimal(scaled(1), bandit_task(), 2)),
              part("over seeds 500 steps of one A3C worker miss the walk's optimum with "
                   "probability at most "
                   "1/4",
                   seldom_misses(scaled(1), 0.25)),
          },
      .proof = {step(
          "without deaths the ledger is right",
          adds_up(training_ledger::production, {{3, 0, asynchronous(), Accumulation::locked},
                                                {3, 0, within_one(), Accumulation::sharded},
                                                {3, 0, synchronous(), Accumulation::atomic}}))},
      .falsifiers =
          {
              wrong("half of a gradient that was not delivered counts",
                    adds_up_for_one(half_a_gradient_counts)),
              wrong("what the dead delivered is taken back", adds_up_for_one(takes_back)),
              wrong("steps that were not delivered count",
                    adds_up_for_one(counts_undelivered_steps)),
              wrong("a rollout that was not delivered counts",
                    adds_up_for_one(counts_undelivered_rollout)),
              wrong("the state of the dead is made anew", adds_up_for_one(resets_the_dead)),
              wrong("nobody is told who died", adds_up_for_one(revives_the_dead)),
              wrong("one death ends all", adds_up_for_one(one_death_ends_all)),
              wrong("one death ends all who wait for the dead",
                    adds_up_for_one(one_death_ends_all, within_one())),
              wrong("who dies does not leave, and the others wait for it",
                    adds_up(dies_without_leaving, {one_of_three(within_one())}, contributions,
                            impatience())),
              wrong("a mean over all N, the dead too",
                    adds_up_for_one(training_ledger::production, synchronous(), all_workers)),
              wrong("all die and training returns as if it were done",
                    says_that_all_died("nothing")),
              wrong("another seed after a division", division_changes_nothing(2)),
              wrong("the policy's gradient turned round",
                    greedy_policy_is_optimal(scaled(-1), two_loops_task(2'000), 2)),
              wrong("the critic alone learns",
                    greedy_policy_is_optimal(scaled(0), two_loops_task(2'000), 2)),
              wrong("no reward but the next",
                    greedy_policy_is_optimal(without_a_future, two_loops_task(2'000), 2)),
              wrong("over seeds, the gradient turned round", seldom_misses(scaled(-1), 0.25)),
          },
      .sources = {{"mnih2016asynchronous", "Algorithm S3"}},
      .figure = gap_by_workers(),
  };
}

}  // namespace lemmata
