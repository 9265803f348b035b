#include "reports/commands/ascent_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/web/html.hpp"

namespace lemmata {
namespace {

std::string result(const std::vector<ConvergencePoint>& points) {
  if (points.empty()) return "no iterate has a finite value";
  const ConvergencePoint& last = points.back();
  return fmt::format("J = {:.10g} after {}; J* − J = {:.4g}", last.performance,
                     counted(static_cast<std::uint64_t>(last.iteration), "iteration"), last.gap);
}

/// A newcomer who sees nothing happen should know why.
void remark_on_small_steps(RunReport& report, const std::vector<ConvergencePoint>& points) {
  constexpr double noticeable = 0.01;
  if (points.size() < 2 || points.front().gap <= 0) return;
  const double closed = 1 - points.back().gap / points.front().gap;
  if (closed > noticeable) return;
  report.remarks.push_back(fmt::format(
      "The step size for which convergence is proved is small: {} iterations closed {:.2g} of the "
      "gap. A larger --step-size goes faster, but the theorem does not cover it.",
      points.back().iteration, std::max(closed, 0.0)));
}

std::vector<Column> columns(const std::vector<ConvergencePoint>& points, const AscentSetup& setup) {
  const std::string norm = "‖" + setup.norm + "‖";
  const auto values = [&](auto member) {
    return values_of(points, [member](const ConvergencePoint& point) { return point.*member; });
  };
  std::vector<Column> result{{.key = "performance",
                              .symbol = "J",
                              .meaning = "J, exact",
                              .values = values(&ConvergencePoint::performance),
                              .digits = 8,
                              .width = 13},
                             {.key = "gap",
                              .symbol = "J* − J",
                              .meaning = "J* − J, measured",
                              .values = values(&ConvergencePoint::gap)},
                             {.key = "gradient_norm",
                              .symbol = norm,
                              .meaning = norm,
                              .values = values(&ConvergencePoint::gradient_norm),
                              .width = 13}};
  if (!setup.ascent.sampled_return) return result;
  result.push_back(
      {.key = "sampled_return",
       .symbol = "mean return",
       .meaning = "mean return of the episodes drawn at k",
       .values =
           values_of(points, [](const ConvergencePoint& point) { return *point.sampled_return; }),
       .digits = 6});
  return result;
}

std::vector<RunFigure> figures(const AscentSetup& setup) {
  std::vector<RunFigure> result{
      {.id = "gap", .title = "The gap to the optimum", .y_label = "J* − J", .columns = {"gap"}}};
  if (setup.ascent.sampled_return) {
    result.push_back(
        {.id = "return",
         .title = "The return, exact and sampled",
         .caption = "J is computed from the MDP; the mean return is what training sees.",
         .y_label = "return",
         .columns = {"performance", "sampled_return"},
         .linear = true});
  }
  result.push_back({.id = "norm",
                    .title = "How far J is from stationary",
                    .caption = "The Euclidean norm of " + setup.norm_meaning + ".",
                    .y_label = "‖" + setup.norm + "‖",
                    .columns = {"gradient_norm"}});
  return result;
}

void add_episodes(RunReport& report, const EpisodeSettings& episodes) {
  const auto& [options, baseline, credit, ascends, seed] = episodes;
  const auto batch = static_cast<std::uint64_t>(options.batch);
  const auto horizon = static_cast<std::uint64_t>(options.horizon);
  const auto plural = [](int count) { return count == 1 ? "" : "s"; };
  report.summary.push_back(fmt::format(
      "{} episode{} an iteration, of at most {} step{}; baseline {}, credit {}; seed {}", batch,
      plural(options.batch), horizon, plural(options.horizon), baseline, credit, seed));
  report.summary.push_back("ascends: " + ascends);
  const std::vector<Fact> facts{
      {.name = "Ascends", .words = ascends},
      {"Episodes",
       fmt::format("{} an iteration, of at most {}", grouped(batch), counted(horizon, "step")),
       "sampling/batch", batch},
      {.key = "sampling/horizon", .value = horizon},
      {"Baseline", baseline, "sampling/baseline", baseline},
      {"Credit", credit, "sampling/credit", credit},
      {.key = "sampling/objective", .value = ascends},
      {"Seed", std::to_string(seed), "sampling/seed", seed}};
  report.settings.insert(report.settings.end(), facts.begin(), facts.end());
}

}  // namespace

void describe(RunReport& report, const AscentSetup& setup,
              const std::optional<EpisodeSettings>& episodes) {
  const std::string step_size = fmt::format("η = {:.6g}", setup.step_size);
  report.target = fmt::format("J* = {:.10g}", setup.optimum.value);
  report.question = "How fast the policy approaches the optimum J*";
  report.summary = {fmt::format("{}, {}; {}", setup.update, step_size, setup.policy)};
  report.settings = {{.name = "Iteration", .words = setup.update},
                     {.name = "Policy", .words = setup.policy},
                     {"Step size", step_size, "step_size", setup.step_size},
                     {.key = "iterations", .value = report.index.asked}};
  report.exact = {
      {"Optimum", report.target + ", by policy iteration", "optimum", setup.optimum.value}};
  report.figures = figures(setup);
  if (episodes) {
    add_episodes(report, *episodes);
  } else {
    report.settings.push_back({.key = "sampling", .value = nullptr});
  }
}

void add_recording(RunReport& report, const AscentSetup& setup, const Convergence& done) {
  for (const auto& point : done.points) report.index.recorded.push_back(point.iteration);
  report.columns = columns(done.points, setup);
  if (setup.bound) {
    report.bound = RunBound{*setup.bound, "gap", {}, false};
    if (applies(*setup.bound)) report.bound->values = values_of(done.points, setup.bound->at);
  }
  report.result = result(done.points);
  report.interrupted = done.interrupted;
  report.diverged = done.diverged;
  if (setup.guaranteed_step) remark_on_small_steps(report, done.points);
}

}  // namespace lemmata
