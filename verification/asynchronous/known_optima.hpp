#pragma once
/// \file
/// Production's A3C on tables whose optimum is known exactly, one feature a state.

#include <cmath>

#include "algorithms/a3c/control_problems.hpp"
#include "algorithms/dynamic_programming/optimum.hpp"
#include "algorithms/environments/named_environments.hpp"
#include "theory/mdp/values.hpp"
#include "verification/asynchronous/schedule_instance.hpp"
#include "verification/engine/spread.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata::known_optima {

inline constexpr int step_limit = 100;

struct Task {
  TransitionTable table;
  double discount;
  std::int64_t until;
};
/// In none of them is the first action of every state optimal, which parameters of 0 would take.
inline Task two_loops_task(std::int64_t until = 20'000) { return {two_loops(), 0.75, until}; }
inline Task walk_task() { return {random_walk(5, 0, 1), 1, 2'000}; }
inline Task bandit_task() { return {bandit({0, 0.5, 1, 0.25}), 0, 2'000}; }

inline TrainingProblem problem_of(const Task& task) {
  return tabular_problem(in_field<double>(task.table),
                         {.steps = 10, .discount = task.discount, .step_limit = step_limit})
      .training;
}

/// A worker whose direction is multiplied by a factor in the columns of the policy's head.
class ScaledWorker : public RolloutWorker {
 public:
  ScaledWorker(std::unique_ptr<RolloutWorker> worker, Eigen::Index actor, double factor)
      : worker_{std::move(worker)}, actor_{actor}, factor_{factor} {}

  RolloutSummary roll_out(const Vector<double>& parameters, Vector<double>& direction) override {
    const RolloutSummary summary = worker_->roll_out(parameters, direction);
    direction.head(actor_) *= factor_;
    return summary;
  }
  WorkerState state() const override { return worker_->state(); }

 private:
  const std::unique_ptr<RolloutWorker> worker_;
  const Eigen::Index actor_;
  const double factor_;
};

/// The subject: what is learned from a task. `scaled(1)` is production.
using Problem = std::function<TrainingProblem(const Task&)>;
inline Problem scaled(double factor) {
  return [=](const Task& task) {
    TrainingProblem problem = problem_of(task);
    const int actions = in_field<double>(task.table).actions();
    const Eigen::Index actor = problem.start.size() / (actions + 1) * actions;
    problem.worker = [=, make = problem.worker](std::uint64_t seed, int index,
                                                const WorkerState& state) {
      return std::make_unique<ScaledWorker>(make(seed, index, state), actor, factor);
    };
    return problem;
  };
}
inline TrainingProblem without_a_future(const Task& task) {
  Task myopic = task;
  myopic.discount = 0;
  return problem_of(myopic);
}

inline TrainingOptions options(Discipline discipline, std::uint64_t seed) {
  return {.rule = {.optimiser = Optimiser::sgd, .step_size = 0.3},
          .discipline = discipline,
          .seed = seed};
}

inline LearnedModel trained(const TrainingProblem& problem, int workers, std::int64_t until,
                            const TrainingOptions& options) {
  TrainingState state = start_of(problem, workers);
  train(problem, options, state, until);
  return state.model;
}

/// The predicate: the greedy policy that N synchronous workers have learned solves Bellman's
/// optimality equation, in rationals: V^π is no less than max_a (r + γPV^π) anywhere.
inline Check greedy_policy_is_optimal(const Problem& problem, const Task& task, int workers) {
  return inequality<ScheduleInstance>([=]<class F>(const SchedulePoint<F>&) {
           const LearnedModel model =
               trained(problem(task), workers, task.until, options(Discipline::synchronous(), 1));
           const FiniteMdp<F> mdp = in_field<F>(task.table);
           const Matrix<double> greedy =
               greedy_policy(tabular_logits(in_field<double>(task.table), model.parameters));
           const Policy<F> policy =
               greedy.unaryExpr([](double p) { return F(static_cast<int>(p)); });
           const Vector<F> values = policy_values(mdp, policy);
           return at_most(bellman_optimality(mdp, values), values);
         })
      .once();
}

/// The predicate: over seeds, one worker's greedy policy is not the optimal one of the random walk
/// with a probability of at most `largest`.
inline Check seldom_misses(const Problem& problem, double largest) {
  constexpr int samples = 550;
  return sampled<ScheduleInstance>(
      [=](const SchedulePoint<double>&) {
        const Task task = walk_task();
        const auto mdp = in_field<double>(task.table);
        const Policy<double> optimal = find_optimum(mdp).policy;
        return Experiment{
            .claims = {{largest, Relation::at_most, Bounded{0, 1}}},
            .sample = [=, learned = problem(task)](RandomStream& random) {
              const auto model = trained(learned, 1, task.until / 4,
                                         options(Discipline::asynchronous(), random()));
              const bool misses = greedy_policy(tabular_logits(mdp, model.parameters)) != optimal;
              return Vector<double>(Vector<double>::Constant(1, misses ? 1 : 0));
            }};
      },
      samples);
}

/// The predicate: two synchronous workers end at the same bits however a run is divided; with
/// another seed for the second part they would not.
inline Check division_changes_nothing(std::uint64_t seed_of_the_rest) {
  return on_threads<ScheduleInstance>([=](const SchedulePoint<double>&) {
           const TrainingProblem problem = problem_of(walk_task());
           const auto by = [](std::uint64_t seed) {
             return options(Discipline::synchronous(), seed);
           };
           TrainingState state = start_of(problem, 2);
           train(problem, by(1), state, 300);
           train(problem, by(seed_of_the_rest), state, 900);
           return equal(state.model.parameters, trained(problem, 2, 900, by(1)).parameters);
         })
      .once();
}

/// J* − J of the softmax policy of asynchronous workers on the two loops, as measured.
inline Figure gap_by_workers() {
  return {
      .title = "Asynchronous workers on the two loops",
      .caption =
          "Measured on the machine that wrote this page: J* − J of the learned softmax policy "
          "after so many environment steps of all asynchronous workers together, the median of "
          "nine seeds and, for four workers, the least and the largest. With several workers the "
          "runs differ from machine to machine, and from one to the next.",
      .x_label = "environment steps",
      .y_label = "J* − J",
      .log_x = true,
      .log_y = true,
      .curves = [] {
        constexpr int seeds = 9;
        const Task task = two_loops_task();
        const auto mdp = in_field<double>(task.table);
        const Optimum optimum = find_optimum(mdp);
        const TrainingProblem problem = problem_of(task);
        std::vector<Curve> curves;
        Curve least{.label = "4 workers: least"}, largest{.label = "4 workers: largest"};
        for (const int workers : {1, 2, 4}) {
          Curve median{.label =
                           fmt::format("{} worker{}: median", workers, workers > 1 ? "s" : "")};
          std::vector<TrainingState> states(seeds, start_of(problem, workers));
          for (std::int64_t until = 500; until <= 64'000; until *= 2) {
            std::vector<double> gaps;
            for (std::size_t k = 0; k < seeds; ++k) {
              train(problem, options(Discipline::asynchronous(), k + 1), states[k], until);
              const Matrix<double> z =
                  tabular_logits(mdp, states[k].model.parameters).array().exp().matrix();
              gaps.push_back(
                  optimality_gap(mdp, optimum, z.array().colwise() / z.rowwise().sum().array()));
            }
            const Spread over_seeds = spread_of(gaps);
            const auto x = static_cast<double>(until);
            median.points.emplace_back(x, over_seeds.median);
            if (workers < 4) continue;
            least.points.emplace_back(x, over_seeds.least);
            largest.points.emplace_back(x, over_seeds.largest);
          }
          curves.push_back(std::move(median));
        }
        curves.push_back(std::move(least));
        curves.push_back(std::move(largest));
        return curves;
      }};
}

}  // namespace lemmata::known_optima
