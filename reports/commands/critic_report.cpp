#include "reports/commands/critic_report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "algorithms/critics/evaluation_bounds.hpp"
#include "reports/web/html.hpp"
#include "theory/critics/linear_values.hpp"

namespace lemmata {
namespace {

/// `steps` is the horizon as it is to be written.
std::string source_words(StepSource source, const std::string& steps) {
  return source == StepSource::independent ? "independent steps from states drawn from D"
                                           : "episodes of at most " + steps;
}

void add_settings(RunReport& report, const CriticSetup& setup) {
  const EvaluationOptions& options = setup.options;
  const auto features = static_cast<std::int64_t>(setup.task.features.cols());
  const std::string values =
      features == 0 ? "one weight a state" : fmt::format("linear in {} features", features);
  const bool steps_are_sized = options.critic != Critic::lstd;
  const bool traced = options.critic == Critic::td_lambda || options.critic == Critic::lstd;
  const bool episodic = options.source == StepSource::episodes;
  const std::string plain =
      fmt::format("{} step{}", options.horizon, options.horizon == 1 ? "" : "s");
  const std::string readable = counted(static_cast<std::uint64_t>(options.horizon), "step");
  report.summary = {
      fmt::format("{}{}; {}", setup.update,
                  steps_are_sized ? ", " + step_size_words("α", options.step_sizes) : "", values),
      fmt::format("{}{}; {}; seed {}", policy_words(setup),
                  traced ? fmt::format("; λ = {:.6g}", options.lambda) : "",
                  source_words(options.source, plain), options.seed)};
  report.settings = {{.name = "Step", .words = setup.update},
                     {"Policy", policy_words(setup), "policy", setup.policy},
                     {"Values", values + ", from w = 0", "features", features}};
  const auto add = [&](Fact fact) { report.settings.push_back(std::move(fact)); };
  if (setup.epsilon) add({.key = "epsilon", .value = *setup.epsilon});
  if (traced) add({"λ", fmt::format("{:.6g}", options.lambda), "lambda", options.lambda});
  if (steps_are_sized) {
    add({"Step size", step_size_words("α", options.step_sizes), "step_size",
         options.step_sizes.scale});
    add({.key = "step_exponent", .value = options.step_sizes.exponent});
    add({.key = "step_offset", .value = options.step_sizes.offset});
    add({options.average ? "Average" : "", "V̄, with the mean of the weights before each step",
         "average", options.average});
  }
  add({.key = "steps", .value = report.index.asked});
  add({"Learns from", source_words(options.source, readable), "sampling/source",
       std::string{episodic ? "episodes" : "iid"}});
  if (episodic) add({.key = "sampling/horizon", .value = std::int64_t{options.horizon}});
  add({"Seed", std::to_string(options.seed), "sampling/seed", options.seed});
}

double norm(const ExactEvaluation& exact, const Vector<double>& values) {
  return std::sqrt(weighted_square<double>(exact.distribution, values));
}

void add_exact(RunReport& report, const CriticSetup& setup) {
  const EvaluationTask& task = setup.task;
  const ExactEvaluation& exact = setup.exact;
  constexpr double rounding = 1e-14;
  const double size = norm(exact, exact.values);
  const double sum = task.mdp.start.dot(exact.values);
  const double performance = std::abs(sum) > rounding * size ? sum : 0;
  const double limit_error = norm(exact, exact.limit - exact.values);
  report.target = fmt::format("J = {:.10g}", performance);
  report.exact = {
      {"Return", fmt::format("J = μᵀV^π = {:.10g}", performance), "performance", performance},
      {"True values", fmt::format("‖V^π‖_D = {:.6g}, by a linear solve", size), "value_norm", size},
      {"Rests at",
       exact.rests_at_values
           ? "V^π"
           : fmt::format("V_{{w*}}, with ‖V_{{w*}} − V^π‖_D = {:.6g}", limit_error),
       "limit_error", limit_error}};
  if (task.features.size() == 0) return;
  const Vector<double> nearest =
      task.features * projection_system(task.features, exact.distribution, exact.values).solution();
  const double least = norm(exact, nearest - exact.values);
  report.exact.push_back(
      {"Least error", fmt::format("‖ΠV^π − V^π‖_D = {:.6g}", least), "projection_error", least});
}

std::string settling_remark(const StepSizes& steps, bool average) {
  if (!steps.sum_is_infinite()) {
    return "Σα_k is finite: the critic may stop before it has forgotten its start "
           "(--step-exponent up to 1 avoids that).";
  }
  if (steps.sum_of_squares_is_finite() || average) return {};
  return "Σα_k² is infinite: the weights keep the noise of the last steps, and need not settle. "
         "With --step-exponent above 0.5 they do; --average shows their mean, which is quieter.";
}

void add_remarks(RunReport& report, const CriticSetup& setup) {
  const EvaluationOptions& options = setup.options;
  const ExactEvaluation& exact = setup.exact;
  constexpr double noticeable = 1e-6;
  const auto add = [&](const std::string& remark) {
    if (!remark.empty()) report.remarks.push_back(remark);
  };
  if (options.critic != Critic::lstd) add(settling_remark(options.step_sizes, options.average));
  const auto unseen = (exact.distribution.array() <= 0).count();
  if (unseen > 0) {
    add(
        fmt::format("In the long run the policy takes no step from {} of the {} states: D is 0 "
                    "there, and their errors do not count.",
                    unseen, report.states));
  }
  const double cut =
      options.source == StepSource::episodes ? cut_probability(setup.task, options.horizon) : 0;
  if (cut < noticeable) return;
  const std::string often =
      fmt::format("An episode is cut at {} steps with probability {:.2g}", options.horizon, cut);
  if (options.critic == Critic::monte_carlo) {
    add(often +
        ", and its returns lack what would have followed: Monte Carlo then rests "
        "elsewhere. A larger --horizon helps.");
  } else if (!exact.rests_at_values) {
    add(often +
        ", and another begins: states are not visited quite as D has it, and the critic "
        "rests near V_{w*}.");
  }
}

/// The columns of what is measured from V^π and from V_{w*}, which are one where the critic rests
/// at V^π.
struct Measured {
  std::string key;
  std::string from;  ///< what it is the distance from
  double EvaluationPoint::*last;
  double EvaluationPoint::*average;
};

std::vector<Measured> measured(const ExactEvaluation& exact) {
  std::vector<Measured> result{
      {"value_error", "V^π", &EvaluationPoint::error, &EvaluationPoint::error_of_average}};
  if (!exact.rests_at_values) {
    result.push_back({"limit_distance", "V_{w*}", &EvaluationPoint::distance,
                      &EvaluationPoint::distance_of_average});
  }
  return result;
}

constexpr int column_width = 17;
constexpr const char* of_average = "averaged_";

std::vector<Column> columns(const std::vector<EvaluationPoint>& points, const CriticSetup& setup) {
  const auto values = [&](double EvaluationPoint::*member) {
    return values_of(points, [member](const EvaluationPoint& point) { return point.*member; });
  };
  std::vector<Column> result;
  for (const Measured& one : measured(setup.exact)) {
    const std::string last = fmt::format("‖V_w − {}‖_D", one.from);
    const std::string mean = fmt::format("‖V̄ − {}‖_D", one.from);
    result.push_back({.key = one.key,
                      .symbol = last,
                      .meaning = last,
                      .values = values(one.last),
                      .width = column_width});
    if (!setup.options.average) continue;
    result.push_back({.key = of_average + one.key,
                      .symbol = mean,
                      .meaning = mean + ", with the mean of the weights",
                      .values = values(one.average),
                      .width = column_width});
  }
  if (setup.error_constant) {
    result.push_back(
        {.key = "expected_error",
         .symbol = "c/√n",
         .meaning = "c/√n, what the central limit theorem expects",
         .values = values_of(points,
                             [c = *setup.error_constant](const EvaluationPoint& point) {
                               return c / std::sqrt(static_cast<double>(point.step));
                             }),
         .computed = true});
  }
  return result;
}

std::vector<RunFigure> figures(const CriticSetup& setup) {
  std::vector<RunFigure> result{
      {.id = "error",
       .title = "The error of the values",
       .caption = "‖·‖_D weighs the square of each state’s error with D, the share of time that it "
                  "is visited. ",
       .y_label = "‖V − V^π‖_D"}};
  if (!setup.exact.rests_at_values) {
    result.push_back({.id = "distance",
                      .title = "The distance to where the critic rests",
                      .caption = "V_{w*} is what the critic’s steps leave as it is on average. ",
                      .y_label = "‖V − V_{w*}‖_D"});
  }
  for (std::size_t i = 0; i < result.size(); ++i) {
    const std::string key = measured(setup.exact)[i].key;
    result[i].columns = {key};
    if (setup.options.average) result[i].columns.push_back(of_average + key);
  }
  if (setup.error_constant) {
    result.back().columns.push_back("expected_error");
    result.back().caption +=
        "c/√n is the root mean square over many runs that the central limit theorem leads to. ";
  }
  return result;
}

std::string result(const RunReport& run) {
  if (run.index.recorded.empty()) return "no iterate has finite values";
  std::string text = fmt::format(
      "after {}", counted(static_cast<std::uint64_t>(run.index.recorded.back()), "step"));
  for (const Column& one : run.columns) {
    if (one.computed) continue;
    const auto last = value_at(one.values, one.values.size() - 1);
    text += fmt::format("{} {} = {}", &one == &run.columns.front() ? ":" : ";", one.symbol,
                        last ? fmt::format("{:.4g}", *last) : "–");
  }
  return text;
}

}  // namespace

std::string step_size_words(const std::string& letter, const StepSizes& steps) {
  return steps.exponent == 0 ? fmt::format("{} = {:.6g}", letter, steps.scale)
                             : fmt::format("{}_k = {:.6g}/({:.6g} + k)^{:.6g}", letter, steps.scale,
                                           steps.offset, steps.exponent);
}

std::string policy_words(const CriticSetup& setup) {
  return setup.epsilon ? fmt::format("the {} policy, ε = {:.6g}", setup.policy, *setup.epsilon)
                       : fmt::format("the {} policy", setup.policy);
}

void describe(RunReport& report, const CriticSetup& setup) {
  report.question = "How fast the critic approaches the values V^π of a policy";
  add_settings(report, setup);
  add_exact(report, setup);
  add_remarks(report, setup);
  report.figures = figures(setup);
}

void add_recording(RunReport& report, const CriticSetup& setup,
                   const Recording<EvaluationPoint>& done) {
  for (const auto& point : done.points) report.index.recorded.push_back(point.step);
  report.columns = columns(done.points, setup);
  if (setup.options.critic == Critic::td) {
    const EvaluationBound bound = averaged_td_bound(setup.task, setup.options, setup.exact);
    report.bound = RunBound{bound, of_average + measured(setup.exact).back().key, {}, true};
    if (applies(bound)) {
      report.bound->values =
          values_of(done.points, [&](const auto& point) { return bound.at(point.step); });
    }
  }
  report.interrupted = done.interrupted;
  report.diverged = done.diverged;
  report.result = result(report);
}

}  // namespace lemmata
