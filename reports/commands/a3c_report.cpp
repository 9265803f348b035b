#include "reports/commands/a3c_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "reports/commands/a3c_figures.hpp"
#include "theory/fields/errors.hpp"
#include "theory/mdp/values.hpp"

namespace lemmata {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// J(π); no number where π may never end.
double exact_performance(const FiniteMdp<double>& mdp, const Policy<double>& policy) {
  try {
    return performance(mdp, policy);
  } catch (const SingularSystem&) {
    return none;
  }
}

std::string feature_words(const A3cSetup& setup) {
  const FeatureChoice& choice = setup.features;
  switch (choice.kind) {
    case FeatureKind::polynomial:
      return fmt::format("{} polynomials of degree {}", setup.problem.features, choice.degree);
    case FeatureKind::fourier:
      return fmt::format("{} cosines, a Fourier basis of order {}", setup.problem.features,
                         choice.degree);
    case FeatureKind::tiles:
      return fmt::format("{} tiles, {} tilings of {} a dimension", setup.problem.features,
                         choice.tilings, choice.tiles);
    case FeatureKind::tabular:
      break;
  }
  return fmt::format("a table of {} states", setup.problem.features);
}

std::string worker_words(const A3cSetup& setup) {
  const std::string& discipline = value_of(setup, "--discipline");
  const bool one = setup.workers.back() == 1 && setup.workers.size() == 1;
  const std::string within =
      discipline == "stale-synchronous" ? fmt::format(" within {}", setup.bound) : "";
  return fmt::format("{} {}{} worker{}, {} accumulation", fmt::join(setup.workers, ", then "),
                     discipline, within, one ? "" : "s", value_of(setup, "--accumulation"));
}

std::string step_words(const A3cSetup& setup) {
  const UpdateRule& rule = setup.options.rule;
  std::string text = fmt::format("{}, η = {:.6g}", value_of(setup, "--optimiser"), rule.step_size);
  if (rule.decay_over > 0) text += fmt::format(", linearly to 0 over {} steps", rule.decay_over);
  if (rule.largest_norm > 0) text += fmt::format(", ‖G‖ clipped to {:.6g}", rule.largest_norm);
  if (rule.staleness_threshold > 0) {
    text += fmt::format(", times min(1, {}/τ)", rule.staleness_threshold);
  }
  return text;
}

std::string rollout_words(const A3cSetup& setup) {
  const RolloutOptions& rollout = setup.rollout;
  const std::string environments =
      rollout.environments == 1 ? ""
                                : fmt::format(" in {} environments each", rollout.environments);
  return fmt::format(
      "of {} step{}{}; GAE(λ), λ = {:.6g}; entropy β = {:.6g}, value weight c = {:.6g}",
      rollout.steps, rollout.steps == 1 ? "" : "s", environments, rollout.lambda,
      rollout.weights.entropy, rollout.weights.value);
}

bool is_reproducible(const A3cSetup& setup, int workers) {
  return workers == 1 || setup.options.discipline.averaged;
}

void add_settings(RunReport& report, const A3cSetup& setup) {
  const UpdateRule& rule = setup.options.rule;
  const std::uint64_t seed = setup.options.seed;
  report.summary = {
      fmt::format("{}; a linear model of {}", worker_words(setup), feature_words(setup)),
      fmt::format("rollouts {}", rollout_words(setup)),
      fmt::format("{}; seed {}", step_words(setup), seed)};
  report.settings = {
      {"Workers", worker_words(setup), "workers", static_cast<std::int64_t>(setup.workers.back())},
      {.key = "discipline", .value = value_of(setup, "--discipline")},
      {.key = "accumulation", .value = value_of(setup, "--accumulation")},
      {"Model", "linear in " + feature_words(setup), "features", value_of(setup, "--features")},
      {.key = "parameters", .value = setup.problem.training.start.size()},
      {"Rollouts", rollout_words(setup), "rollout", std::int64_t{setup.rollout.steps}},
      {.key = "environments_per_worker", .value = std::int64_t{setup.rollout.environments}},
      {.key = "discount", .value = setup.rollout.discount},
      {.key = "lambda", .value = setup.rollout.lambda},
      {.key = "entropy", .value = setup.rollout.weights.entropy},
      {.key = "value_weight", .value = setup.rollout.weights.value},
      {"Steps", step_words(setup), "step_size", rule.step_size},
      {.key = "optimiser", .value = value_of(setup, "--optimiser")},
      {.key = "decay", .value = value_of(setup, "--decay")},
      {.key = "clip", .value = rule.largest_norm},
      {.key = "staleness_threshold", .value = std::int64_t{rule.staleness_threshold}},
      {.key = "steps", .value = setup.steps},
      {"Seed", std::to_string(seed), "seed", seed}};
}

void remark_on_failures(RunReport& report, const A3cRun& run) {
  const auto& workers = run.state.workers;
  const bool others =
      std::any_of(workers.begin(), workers.end(), std::mem_fn(&WorkerState::is_well));
  for (std::size_t i = 0; i < workers.size(); ++i) {
    if (workers[i].is_well()) continue;
    report.remarks.push_back(fmt::format("Worker {} failed after {} rollouts: {}{}.", i,
                                         workers[i].rollouts, workers[i].failure,
                                         others ? "; the others went on" : ""));
  }
}

void remark_on_reproducibility(RunReport& report, const A3cSetup& setup) {
  const bool all = std::all_of(setup.workers.begin(), setup.workers.end(),
                               [&](int workers) { return is_reproducible(setup, workers); });
  report.settings.push_back({.key = "reproducible", .value = all});
  report.remarks.emplace_back(
      all ? "Every run with this seed on this kind of processor is the same to the last bit, but "
            "for its times."
          : "Whose gradient comes first is decided by the machine: another run with this seed "
            "differs. One worker's and synchronous ones' are the same to the last bit on one kind "
            "of processor.");
}

std::string episodes_words(const A3cSetup& setup) {
  return fmt::format("{} greedy episode{}", setup.greedy_episodes,
                     setup.greedy_episodes == 1 ? "" : "s");
}

void add_result(RunReport& report, const A3cSetup& setup, const A3cRun& run) {
  const TrainingPoint& last = run.recording.points.back();
  if (setup.solved) {
    const double best = setup.solved->optimum.value;
    report.result =
        fmt::format("after {} steps: J = {:.6g}, that of the likeliest actions {:.6g}; J* = {:.6g}",
                    last.steps, last.measured[0], last.measured[1], best);
    report.exact.push_back({.key = "greedy_performance", .value = last.measured[1]});
    return;
  }
  report.exact.push_back({.key = "greedy_return", .value = last.measured[0]});
  if (std::isnan(last.measured[0])) {
    report.result = fmt::format("after {} steps: no mean return, as its {} came to no end",
                                last.steps, episodes_words(setup));
    return;
  }
  report.result = fmt::format("after {} steps: a mean return of {:.6g} over {}", last.steps,
                              last.measured[0], episodes_words(setup));
  if (!setup.solved_at) return;
  const bool solved = last.measured[0] >= *setup.solved_at;
  const std::string words = fmt::format("{}: {} {} {:.6g}", solved ? "yes" : "no", report.result,
                                        solved ? "≥" : "<", *setup.solved_at);
  report.exact.push_back({"Solved", words, "solved", solved});
  report.remarks.insert(
      report.remarks.begin(),
      fmt::format("{}: {}, {} {:.6g}.", solved ? "Solved" : "Not solved", report.result,
                  solved ? "at least" : "less than", *setup.solved_at));
}

}  // namespace

const std::string& value_of(const A3cSetup& setup, const std::string& option) {
  for (const RunSetting& setting : setup.chosen) {
    if (setting.option == option) return setting.value;
  }
  throw std::out_of_range{"no such setting: " + option};
}

std::vector<double> measured(const A3cSetup& setup, const Vector<double>& parameters,
                             const std::function<bool()>& goes_on) {
  if (!setup.solved) {
    try {
      return {mean(setup.problem.training.greedy_returns(
          parameters, {setup.greedy_episodes, setup.options.seed, goes_on}))};
    } catch (const std::out_of_range&) {  // an action that overflowed is none
      return {none};
    }
  }
  const FiniteMdp<double>& mdp = setup.solved->mdp;
  const Matrix<double> logits = tabular_logits(mdp, parameters);
  return {exact_performance(mdp, tabular_softmax(logits).probabilities()),
          exact_performance(mdp, greedy_policy(logits))};
}

void describe(RunReport& report, const A3cSetup& setup) {
  report.question = "How fast workers that share one parameter vector learn";
  add_settings(report, setup);
  if (setup.solved) {
    report.target = fmt::format("J* = {:.10g}", setup.solved->optimum.value);
    report.exact = {{"Optimum", report.target, "optimum", setup.solved->optimum.value}};
  } else if (setup.solved_at) {
    report.exact.push_back({.key = "solved_at", .value = *setup.solved_at});
  }
  if (!setup.resumed_from.empty()) {
    report.remarks.push_back(
        fmt::format("It went on from {}, at step {}; seconds count from there.", setup.resumed_from,
                    setup.resumed_at));
  }
  remark_on_reproducibility(report, setup);
}

void add_runs(RunReport& report, const A3cSetup& setup, const std::vector<A3cRun>& runs) {
  const A3cRun& run = runs.back();
  for (const A3cRun& one : runs) {
    report.interrupted |= one.recording.interrupted;
    if (!one.recording.diverged.empty()) report.diverged = one.recording.diverged;
    remark_on_failures(report, one);
  }
  const std::vector<TrainingPoint>& points = run.recording.points;
  report.columns = training_columns(setup, points);
  if (points.empty()) {
    report.result = "no parameters have finite values";
    return;
  }
  for (const TrainingPoint& point : points) report.index.recorded.push_back(point.steps);
  report.figures = training_figures(setup, runs);
  report.tables = {throughput_by_workers(setup, runs)};
  if (!run.recording.staleness.empty()) {
    report.histogram = {.key = "staleness",
                        .title = "Staleness",
                        .caption = "How many updates a gradient was late.",
                        .of = "gradients",
                        .counts = run.recording.staleness};
  }
  add_result(report, setup, run);
}

std::string progress_words(const TrainingPoint& point) {
  return fmt::format("; return {:.4g}; staleness {:.3g}, at most {:.0f}", point.mean_return,
                     point.mean_staleness, point.largest_staleness);
}

}  // namespace lemmata
