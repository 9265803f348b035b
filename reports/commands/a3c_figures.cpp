#include "reports/commands/a3c_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "algorithms/convergence/counts.hpp"

namespace lemmata {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

Column column(const std::vector<TrainingPoint>& points, Column described, auto value) {
  described.values = values_of(points, value);
  return described;
}

/// The quality that a report is about: the greedy return, or J of the greedy policy.
double greedy(const A3cSetup& setup, const TrainingPoint& point) {
  return point.measured.at(setup.solved ? 1 : 0);
}

template <class X, class Y>
Curve curve(std::string label, const std::vector<TrainingPoint>& points, X x, Y y) {
  Curve result{.label = std::move(label)};
  for (const TrainingPoint& point : points) {
    if (std::isfinite(y(point))) result.points.emplace_back(x(point), y(point));
  }
  return result;
}

std::string workers_label(int workers) {
  return fmt::format("{} worker{}", workers, workers == 1 ? "" : "s");
}

/// Curves of all runs over an x of their points; what an optimum or a threshold is, dashed.
template <class X>
RunFigure learning_figure(const A3cSetup& setup, const std::vector<A3cRun>& runs, RunFigure figure,
                          X x) {
  const auto of_greedy = [&](const TrainingPoint& point) { return greedy(setup, point); };
  const auto of_learning = [](const TrainingPoint& point) { return point.mean_return; };
  double last = 0;
  for (const A3cRun& run : runs) {
    const auto& points = run.recording.points;
    const std::string label = runs.size() == 1 ? std::string{} : workers_label(run.workers) + ", ";
    figure.curves.push_back(curve(label + "likeliest actions", points, x, of_greedy));
    if (!setup.solved) {
      figure.curves.push_back(curve(label + "while learning", points, x, of_learning));
    }
    last = std::max(last, x(points.back()));
  }
  if (const auto level =
          setup.solved ? std::optional{setup.solved->optimum.value} : setup.solved_at) {
    figure.curves.push_back({.label = setup.solved ? "J*" : "solved from here on",
                             .points = {{0, *level}, {last, *level}},
                             .bound = true});
  }
  return figure;
}

double steps_per_second(const A3cSetup& setup, const A3cRun& run) {
  const TrainingPoint& last = run.recording.points.back();
  return std::round(static_cast<double>(last.steps - setup.resumed_at) / last.seconds);
}

double steps_per_second_and_worker(const A3cSetup& setup, const A3cRun& run) {
  const auto& workers = run.state.workers;
  const auto left =
      std::count_if(workers.begin(), workers.end(), std::mem_fn(&WorkerState::is_well));
  return left == 0 ? none : std::round(steps_per_second(setup, run) / static_cast<double>(left));
}

std::vector<double> over(const std::vector<A3cRun>& runs, auto value) {
  std::vector<double> result;
  for (const A3cRun& run : runs) result.push_back(value(run));
  return result;
}

RunFigure scaling_figure(const A3cSetup& setup, const std::vector<A3cRun>& runs) {
  Curve measured{.label = "measured"};
  Curve ideal{.label = "as many times the first as workers", .bound = true};
  const double first = steps_per_second_and_worker(setup, runs.front());
  for (const A3cRun& run : runs) {
    measured.points.emplace_back(run.workers, steps_per_second(setup, run));
    ideal.points.emplace_back(run.workers, first * run.workers);
  }
  return {.id = "throughput",
          .title = "Throughput",
          .caption = "Environment steps a second, learning included.",
          .y_label = "steps a second",
          .linear = true,
          .x_label = "workers",
          .curves = {measured, ideal}};
}

}  // namespace

std::vector<Column> training_columns(const A3cSetup& setup,
                                     const std::vector<TrainingPoint>& points) {
  const auto measurement = [](std::size_t i) {
    return [i](const TrainingPoint& point) { return point.measured.at(i); };
  };
  std::vector<Column> result{
      column(points,
             {.key = "seconds",
              .symbol = "seconds",
              .meaning = "wall seconds",
              .digits = 3,
              .width = 8},
             [](const TrainingPoint& point) { return point.seconds; }),
      column(points,
             {.key = "updates", .symbol = "updates", .meaning = "updates", .digits = 9, .width = 9},
             [](const TrainingPoint& point) { return static_cast<double>(point.updates); }),
      column(points,
             {.key = "mean_return",
              .symbol = "return",
              .meaning = "episodes while learning",
              .width = 9},
             [](const TrainingPoint& point) { return point.mean_return; })};
  if (setup.solved) {
    result.push_back(column(points, {.key = "performance", .symbol = "J", .meaning = "J(π), exact"},
                            measurement(0)));
    result.push_back(column(points,
                            {.key = "greedy_performance",
                             .symbol = "greedy J",
                             .meaning = "J of the likeliest actions, exact"},
                            measurement(1)));
  } else {
    result.push_back(column(points,
                            {.key = "greedy_return",
                             .symbol = "greedy",
                             .meaning = "the likeliest action always",
                             .width = 9},
                            measurement(0)));
  }
  result.push_back(column(points,
                          {.key = "mean_staleness",
                           .symbol = "mean τ",
                           .meaning = "mean staleness",
                           .digits = 3,
                           .width = 8},
                          [](const TrainingPoint& point) { return point.mean_staleness; }));
  result.push_back(column(
      points,
      {.key = "largest_staleness", .symbol = "max τ", .meaning = "largest staleness", .width = 6},
      [](const TrainingPoint& point) { return point.largest_staleness; }));
  return result;
}

RunTable throughput_by_workers(const A3cSetup& setup, const std::vector<A3cRun>& runs) {
  const auto speed = [&](const A3cRun& run) { return steps_per_second(setup, run); };
  const auto last = [](const A3cRun& run) { return run.recording.points.back(); };
  return {
      .key = "scaling",
      .title = "Throughput by workers",
      .caption =
          "Environment steps a second in this run on this machine, learning included and "
          "greedy episodes not, and by those workers that are left in the end. A measurement, "
          "which other programs on the machine disturb.",
      .columns = {
          {.key = "workers",
           .symbol = "workers",
           .values = over(runs, [](const A3cRun& run) { return static_cast<double>(run.workers); }),
           .width = 8},
          {.key = "steps_per_second",
           .symbol = "steps/s",
           .values = over(runs, speed),
           .digits = 9},
          {.key = "steps_per_second_and_worker",
           .symbol = "per worker",
           .values = over(
               runs, [&](const A3cRun& run) { return steps_per_second_and_worker(setup, run); }),
           .digits = 9},
          {.key = "updates",
           .symbol = "updates",
           .values = over(
               runs, [&](const A3cRun& run) { return static_cast<double>(last(run).updates); }),
           .digits = 9},
          {.key = "greedy",
           .symbol = setup.solved ? "greedy J" : "greedy",
           .values = over(runs, [&](const A3cRun& run) { return greedy(setup, last(run)); })},
          {.key = "mean_staleness",
           .symbol = "mean τ",
           .values = over(
               runs, [](const A3cRun& run) { return mean_of_counts(run.recording.staleness); }),
           .digits = 3,
           .width = 8},
          {.key = "largest_staleness",
           .symbol = "max τ",
           .values = over(runs,
                          [](const A3cRun& run) {
                            const std::size_t size = run.recording.staleness.size();
                            return size == 0 ? none : static_cast<double>(size - 1);
                          }),
           .width = 6}}};
}

std::vector<RunFigure> training_figures(const A3cSetup& setup, const std::vector<A3cRun>& runs) {
  const std::string what = setup.solved ? "J" : "return";
  std::vector<RunFigure> result{
      learning_figure(setup, runs,
                      {.id = "steps",
                       .title = "Learning by steps",
                       .caption = "How well it acts after so many environment steps.",
                       .y_label = what,
                       .linear = true,
                       .x_label = "environment steps"},
                      [](const TrainingPoint& point) { return static_cast<double>(point.steps); }),
      learning_figure(setup, runs,
                      {.id = "time",
                       .title = "Learning by time",
                       .caption = "The same over the seconds that training took.",
                       .y_label = what,
                       .linear = true,
                       .x_label = "wall seconds"},
                      [](const TrainingPoint& point) { return point.seconds; })};
  if (runs.size() > 1) result.push_back(scaling_figure(setup, runs));
  return result;
}

}  // namespace lemmata
