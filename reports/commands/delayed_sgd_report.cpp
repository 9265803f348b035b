#include "reports/commands/delayed_sgd_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "theory/staleness/delayed_recursion.hpp"

namespace lemmata {
namespace {

constexpr const char* update = "x_{t+1} = x_t − η∇f(x_{t−τ(t)})";

std::string words(const Delays& delays) {
  switch (delays.choice) {
    case DelayChoice::fixed:
      return fmt::format("τ(t) = min(t, {})", delays.longest);
    case DelayChoice::random:
      return fmt::format("τ(t) uniform from 0 to min(t, {})", delays.longest);
    case DelayChoice::adversarial:
      return fmt::format(
          "τ(t) ≤ min(t, {}) such that ∇f(x_{{t−τ(t)}}) has the least product with ∇f(x_t)",
          delays.longest);
  }
  std::abort();
}

std::string words(const TimedWorkers& workers, const DelayedSgdSetup& setup) {
  const std::size_t count = workers.speeds.size();
  const Discipline& waits = workers.discipline;
  const std::string within =
      waits.bound && !waits.averaged ? fmt::format(" within {}", *waits.bound) : "";
  return fmt::format("{} {}{} worker{} of speed{} {:.6g}; τ(t) is {} at most{}", count,
                     setup.discipline, within, count == 1 ? "" : "s", count == 1 ? "" : "s",
                     fmt::join(workers.speeds, ", "), setup.delays.longest,
                     setup.delays.complete ? "" : " as far as it was forecast before Ctrl-C");
}

std::string delay_words(const DelayedSgdSetup& setup) {
  const auto* delays = std::get_if<Delays>(&setup.options.source);
  return delays != nullptr ? words(*delays)
                           : words(std::get<TimedWorkers>(setup.options.source), setup);
}

std::string noise_words(const DelayedSgdSetup& setup) {
  const double noise = setup.options.noise;
  return noise == 0 ? "none: gradients are exact"
                    : fmt::format("±σ/√d in each of d = {} coordinates, σ = {:.6g}",
                                  setup.objective.start.size(), noise);
}

void add_settings(RunReport& report, const DelayedSgdSetup& setup) {
  const DelayedRunOptions& options = setup.options;
  const std::string step = fmt::format("η = {:.6g}", options.step_size);
  report.summary = {fmt::format("{}, {}, {}", update, step, setup.begins), delay_words(setup),
                    fmt::format("noise: {}; seed {}", noise_words(setup), options.seed)};
  report.settings = {{.name = "Update", .words = fmt::format("{}, {}", update, setup.begins)},
                     {"Step size", step, "step_size", options.step_size},
                     {.key = "updates", .value = report.index.asked},
                     {.name = "Delays", .words = delay_words(setup)},
                     {.key = "longest_delay", .value = std::int64_t{setup.delays.longest}}};
  if (const auto* workers = std::get_if<TimedWorkers>(&options.source)) {
    report.settings.push_back(
        {.key = "workers", .value = static_cast<std::int64_t>(workers->speeds.size())});
    report.settings.push_back({.key = "discipline", .value = setup.discipline});
  }
  report.settings.push_back({"Noise", noise_words(setup), "noise", options.noise});
  report.settings.push_back({"Seed", std::to_string(options.seed), "seed", options.seed});
}

/// ηλ against 2 sin(π/(2(2τ+1))), in words. Where doubles cannot tell, it says so.
std::string stability(double a, const DelayForecast& delays) {
  constexpr double rounding = 1e-12;
  const double threshold = stable_step<double>(delays.longest);
  const auto compared = [&](const char* how, const char* verdict) {
    return fmt::format("ηλ = {:.6g} is {} 2 sin(π/(2(2τ+1))) = {:.6g}: {}.", a, how, threshold,
                       verdict);
  };
  if (std::abs(a - threshold) <= rounding * threshold) return compared("at", "on the edge (AS-2)");
  if (a > threshold) return compared("beyond", "unstable (AS-2)");
  return compared("below", a <= monotone_step<double>(delays.longest)
                               ? "stable, without oscillation (AS-2)"
                               : "stable, with oscillation (AS-2)");
}

/// AS-2 for every curvature.
void add_stability(RunReport& report, const DelayedSgdSetup& setup) {
  if (setup.curvatures.size() == 0) return;
  if (!setup.delays.constant) {
    report.remarks.emplace_back(
        "The threshold of stability 2 sin(π/(2(2τ+1))) (AS-2) is one for a constant delay: it "
        "decides nothing here.");
    return;
  }
  const double threshold = stable_step<double>(setup.delays.longest);
  const double largest = setup.options.step_size * setup.curvatures.maxCoeff();
  report.exact.push_back(
      {"Stable", fmt::format("where ηλ < {:.6g} (AS-2)", threshold), "stable_below", threshold});
  report.exact.push_back({.key = "stable", .value = largest < threshold});
  for (const double curvature : setup.curvatures) {
    report.remarks.push_back(fmt::format(
        "λ = {:.6g}: {}", curvature, stability(setup.options.step_size * curvature, setup.delays)));
  }
}

/// A newcomer who sees nothing happen should know why.
void remark_on_small_steps(RunReport& report, const std::vector<DelayedPoint>& points) {
  constexpr double noticeable = 0.01;
  if (points.size() < 2 || points.front().gap <= 0) return;
  const double closed = 1 - points.back().gap / points.front().gap;
  if (closed > noticeable) return;
  report.remarks.push_back(fmt::format(
      "The safe step is small: {} updates closed {:.2g} of the gap. A larger --step-size goes "
      "faster, but where Lη(1 + 2Lητ²) > 1 the bound does not cover it.",
      points.back().update, std::max(closed, 0.0)));
}

std::vector<Column> columns(const std::vector<DelayedPoint>& points) {
  const auto column = [&](const char* key, const char* symbol, const char* meaning,
                          double DelayedPoint::*member) {
    return Column{
        .key = key,
        .symbol = symbol,
        .meaning = meaning,
        .values = values_of(points, [member](const DelayedPoint& point) { return point.*member; })};
  };
  return {column("gap", "f − f*", "f(x_t) − f*", &DelayedPoint::gap),
          column("squared_gradient", "‖∇f‖²", "‖∇f(x_t)‖²", &DelayedPoint::squared_gradient),
          column("mean_squared_gradient", "mean ‖∇f‖²", "mean of ‖∇f(x_j)‖² over j < t",
                 &DelayedPoint::mean_squared_gradient)};
}

}  // namespace

void describe(RunReport& report, const DelayedSgdSetup& setup) {
  const Objective& f = setup.objective;
  report.target = fmt::format("f* = {:.10g}", f.least_value);
  report.question = "How fast descent with delayed gradients approaches a stationary point";
  add_settings(report, setup);
  report.exact = {{"Least value", report.target, "least_value", f.least_value}};
  if (std::isfinite(f.smoothness)) {
    report.exact.push_back(
        {"Smoothness", fmt::format("L = {:.6g}", f.smoothness), "smoothness", f.smoothness});
  }
  add_stability(report, setup);
  report.figures = {{.id = "gap",
                     .title = "The gap to the minimum",
                     .y_label = "f(x_t) − f*",
                     .columns = {"gap"}},
                    {.id = "gradient",
                     .title = "How far f is from stationary",
                     .y_label = "‖∇f‖²",
                     .columns = {"squared_gradient", "mean_squared_gradient"}}};
}

void add_recording(RunReport& report, const DelayedSgdSetup& setup, const DelayedRecording& done) {
  for (const DelayedPoint& point : done.points) report.index.recorded.push_back(point.update);
  report.columns = columns(done.points);
  const DelayedRunBound bound = delayed_run_bound(setup.objective, setup.options, setup.delays);
  report.bound = RunBound{bound, "mean_squared_gradient", {}, setup.options.noise > 0, "mean"};
  if (applies(bound)) {
    report.bound->values =
        values_of(done.points, [&](const DelayedPoint& point) { return bound.at(point.update); });
  }
  if (!done.staleness.empty()) {
    report.histogram = {.key = "staleness",
                        .title = "Staleness",
                        .caption = "How many updates a gradient was late.",
                        .of = "gradients",
                        .counts = done.staleness};
  }
  if (setup.safe_step) remark_on_small_steps(report, done.points);
  report.interrupted = done.interrupted;
  report.diverged = done.diverged;
  report.result = done.points.empty()
                      ? "no iterate has a finite value"
                      : fmt::format("after {} updates: f − f* = {:.4g}; ‖∇f‖² = {:.4g}",
                                    done.points.back().update, done.points.back().gap,
                                    done.points.back().squared_gradient);
}

}  // namespace lemmata
