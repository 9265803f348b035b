#include <cmath>

#include "algorithms/critics/evaluation_bounds.hpp"
#include "algorithms/dynamic_programming/policy_iteration.hpp"
#include "reports/commands/run_setup.hpp"
#include "reports/web/html.hpp"
#include "theory/critics/linear_values.hpp"
#include "theory/fields/errors.hpp"

namespace lemmata {
namespace {

constexpr std::int64_t default_steps = 100'000;
constexpr int default_horizon = 1000;
constexpr double default_epsilon = 0.1;
constexpr double default_trace_decay = 0.9;
constexpr std::uint64_t default_seed = 1;

enum class EvaluatedPolicy { uniform, optimal, epsilon_greedy };

const std::vector<Named<EvaluatedPolicy>> policies{
    {"uniform", EvaluatedPolicy::uniform},
    {"optimal", EvaluatedPolicy::optimal},
    {"epsilon-greedy", EvaluatedPolicy::epsilon_greedy}};

const std::vector<Named<StepSource>> sources{{"episodes", StepSource::episodes},
                                             {"iid", StepSource::independent}};

bool is_independent(const RunArguments& arguments) { return arguments.sampling == "iid"; }

void refuse_options(const RunArguments& arguments, double lambda) {
  const auto refuse = [](bool wrong, const char* option, const char* other) {
    if (wrong) throw UsageError{fmt::format("{} goes with {}", option, other)};
  };
  refuse(arguments.epsilon && arguments.policy != "epsilon-greedy", "--epsilon",
         "--policy epsilon-greedy");
  refuse(arguments.step_offset && !arguments.step_exponent, "--step-offset", "--step-exponent");
  refuse(is_independent(arguments) && arguments.horizon, "--horizon", "--sampling episodes");
  refuse(is_independent(arguments) && lambda > 0, "--lambda above 0",
         "--sampling episodes: independent steps leave no trace");
}

Policy<double> evaluated_policy(const Task& task, const RunArguments& arguments) {
  const int actions = task.mdp.actions();
  const Policy<double> uniform =
      Policy<double>::Constant(task.mdp.states(), actions, 1.0 / actions);
  switch (chosen(policies, arguments.policy).value) {
    case EvaluatedPolicy::uniform:
      return uniform;
    case EvaluatedPolicy::optimal:
      return solve_by_policy_iteration(task.mdp).policy;
    case EvaluatedPolicy::epsilon_greedy: {
      const double epsilon = arguments.epsilon.value_or(default_epsilon);
      return (1 - epsilon) * solve_by_policy_iteration(task.mdp).policy + epsilon * uniform;
    }
  }
  return uniform;
}

std::string policy_words(const RunArguments& arguments) {
  if (arguments.policy != "epsilon-greedy") return "the " + arguments.policy + " policy";
  return fmt::format("the epsilon-greedy policy, ε = {:.6g}",
                     arguments.epsilon.value_or(default_epsilon));
}

/// As given, or else the one for which a bound is known. \throws UsageError where there is none
StepSizes step_sizes(const Task& task, const RunArguments& arguments, Critic critic) {
  StepSizes steps{.scale = 0,
                  .exponent = arguments.step_exponent.value_or(0),
                  .offset = arguments.step_offset.value_or(1)};
  if (critic == Critic::lstd) return steps;
  if (arguments.step_size) {
    steps.scale = *arguments.step_size;
    return steps;
  }
  const bool guaranteed = critic == Critic::td && is_independent(arguments) && arguments.average &&
                          steps.exponent == 0 && task.mdp.discount < 1;
  if (!guaranteed) {
    throw UsageError{fmt::format(
        "{} has {}: give --step-size, such as 0.1", arguments.algorithm,
        critic == Critic::td
            ? "a guaranteed step size only where γ < 1, with --sampling iid and --average"
            : "no guaranteed step size")};
  }
  steps.scale = guaranteed_td_step(task.mdp.discount);
  return steps;
}

std::string step_size_words(const StepSizes& steps) {
  return steps.exponent == 0 ? fmt::format("α = {:.6g}", steps.scale)
                             : fmt::format("α_k = {:.6g}/({:.6g} + k)^{{{:.6g}}}", steps.scale,
                                           steps.offset, steps.exponent);
}

/// `steps` is the horizon as it is to be written.
std::string source_words(StepSource source, const std::string& steps) {
  return source == StepSource::independent ? "independent steps from states drawn from D"
                                           : "episodes of at most " + steps;
}

void add_settings(RunReport& report, const RunArguments& arguments, const std::string& update,
                  const EvaluationTask& task, const EvaluationOptions& options) {
  const auto features = static_cast<std::int64_t>(task.features.cols());
  const std::string values =
      features == 0 ? "one weight a state" : fmt::format("linear in {} features", features);
  const bool steps_are_sized = options.critic != Critic::lstd;
  const bool traced = options.critic == Critic::td_lambda || options.critic == Critic::lstd;
  const bool episodic = options.source == StepSource::episodes;
  const std::string plain =
      fmt::format("{} step{}", options.horizon, options.horizon == 1 ? "" : "s");
  const std::string readable = counted(static_cast<std::uint64_t>(options.horizon), "step");
  report.summary = {
      fmt::format("{}{}; {}", update,
                  steps_are_sized ? ", " + step_size_words(options.step_sizes) : "", values),
      fmt::format("{}{}; {}; seed {}", policy_words(arguments),
                  traced ? fmt::format("; λ = {:.6g}", options.lambda) : "",
                  source_words(options.source, plain), options.seed)};
  report.settings = {{.name = "Step", .words = update},
                     {"Policy", policy_words(arguments), "policy", arguments.policy},
                     {"Values", values + ", from w = 0", "features", features}};
  const auto add = [&](Fact fact) { report.settings.push_back(std::move(fact)); };
  if (arguments.policy == "epsilon-greedy") {
    add({.key = "epsilon", .value = arguments.epsilon.value_or(default_epsilon)});
  }
  if (traced) add({"λ", fmt::format("{:.6g}", options.lambda), "lambda", options.lambda});
  if (steps_are_sized) {
    add({"Step size", step_size_words(options.step_sizes), "step_size", options.step_sizes.scale});
    add({.key = "step_exponent", .value = options.step_sizes.exponent});
    add({.key = "step_offset", .value = options.step_sizes.offset});
    add({.key = "average", .value = options.average});
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

void add_exact(RunReport& report, const EvaluationTask& task, const ExactEvaluation& exact) {
  constexpr double rounding = 1e-14;
  const double size = norm(exact, exact.values);
  const double sum = task.mdp.start.dot(exact.values);
  const double performance = std::abs(sum) > rounding * size ? sum : 0;
  const double limit_error = norm(exact, exact.limit - exact.values);
  report.target = fmt::format("J = {:.10g}", performance);
  report.exact = {
      {"Return", fmt::format("J = μᵀV^π = {:.10g}", performance), "performance", performance},
      {"Values", fmt::format("‖V^π‖_D = {:.6g}, by a linear solve", size), "value_norm", size},
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

void add_remarks(RunReport& report, const EvaluationTask& task, const EvaluationOptions& options,
                 const ExactEvaluation& exact) {
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
                    unseen, task.mdp.states()));
  }
  const double cut =
      options.source == StepSource::episodes ? cut_probability(task, options.horizon) : 0;
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
const std::string of_average = "averaged_";

std::vector<Column> columns(const std::vector<EvaluationPoint>& points,
                            const ExactEvaluation& exact, bool average,
                            const std::optional<double>& constant) {
  const auto values = [&](double EvaluationPoint::*member) {
    return values_of(points, [member](const EvaluationPoint& point) { return point.*member; });
  };
  std::vector<Column> result;
  for (const Measured& one : measured(exact)) {
    const std::string last = fmt::format("‖V_w − {}‖_D", one.from);
    const std::string mean = fmt::format("‖V̄ − {}‖_D", one.from);
    result.push_back({.key = one.key,
                      .symbol = last,
                      .meaning = last,
                      .values = values(one.last),
                      .width = column_width});
    if (!average) continue;
    result.push_back({.key = of_average + one.key,
                      .symbol = mean,
                      .meaning = mean + ", with the mean of the weights before",
                      .values = values(one.average),
                      .width = column_width});
  }
  if (constant) {
    result.push_back({.key = "expected_error",
                      .symbol = "c/√n",
                      .meaning = "c/√n, what the central limit theorem expects",
                      .values = values_of(points,
                                          [c = *constant](const EvaluationPoint& point) {
                                            return c / std::sqrt(static_cast<double>(point.step));
                                          }),
                      .computed = true});
  }
  return result;
}

std::vector<RunFigure> figures(const ExactEvaluation& exact, bool average, bool expected) {
  std::vector<RunFigure> result{
      {.id = "error",
       .title = "The error of the values",
       .caption = "‖x‖_D² = Σ_s D(s)x(s)², with D the share of time that each state is visited. ",
       .y_label = "‖V − V^π‖_D"}};
  if (!exact.rests_at_values) {
    result.push_back({.id = "distance",
                      .title = "The distance to where the critic rests",
                      .caption = "V_{w*} is what the critic’s steps leave as it is on average. ",
                      .y_label = "‖V − V_{w*}‖_D"});
  }
  for (std::size_t i = 0; i < result.size(); ++i) {
    const std::string key = measured(exact)[i].key;
    result[i].columns = {key};
    if (average) result[i].columns.push_back(of_average + key);
  }
  if (expected) result.back().columns.push_back("expected_error");
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

ExactEvaluation exact_evaluation_of(const EvaluationTask& task, const EvaluationOptions& options,
                                    const RunArguments& arguments, const std::string& environment) {
  try {
    return exact_evaluation(task, options);
  } catch (const SingularSystem& error) {
    throw UsageError{
        fmt::format("{} under {}: {}", environment, policy_words(arguments), error.what())};
  }
}

PreparedRun critic_run(Critic critic, const std::string& update, const Task& task,
                       const RunArguments& arguments) {
  const double lambda =
      arguments.lambda.value_or(critic == Critic::td_lambda ? default_trace_decay : 0);
  refuse_options(arguments, lambda);
  const EvaluationOptions options{.critic = critic,
                                  .step_sizes = step_sizes(task, arguments, critic),
                                  .lambda = lambda,
                                  .average = arguments.average,
                                  .source = chosen(sources, arguments.sampling).value,
                                  .horizon = arguments.horizon.value_or(default_horizon),
                                  .seed = arguments.seed.value_or(default_seed)};
  const EvaluationTask evaluated{task.mdp, evaluated_policy(task, arguments), task.state_features};
  const ExactEvaluation exact = exact_evaluation_of(evaluated, options, arguments, task.name);
  const std::optional<double> constant = lstd_error_constant(evaluated, options, exact);

  RunReport report = empty_report(task, arguments);
  report.question = "How fast the critic approaches the values V^π of a policy";
  report.index = {.noun = "step",
                  .letter = "n",
                  .asked = arguments.steps.value_or(default_steps),
                  .recorded = {}};
  add_settings(report, arguments, update, evaluated, options);
  add_exact(report, evaluated, exact);
  add_remarks(report, evaluated, options, exact);
  report.figures = figures(exact, options.average, constant.has_value());

  return {std::move(report), [=](RunReport& run, const GoesOn& goes_on) {
            const auto done = evaluate(evaluated, options, exact, run.index.asked, goes_on);
            for (const auto& point : done.points) run.index.recorded.push_back(point.step);
            run.columns = columns(done.points, exact, options.average, constant);
            if (critic == Critic::td) {
              const EvaluationBound bound = averaged_td_bound(evaluated, options, exact);
              run.bound = RunBound{bound, of_average + measured(exact).back().key, {}, true};
              if (applies(bound)) {
                run.bound->values =
                    values_of(done.points, [&](const auto& point) { return bound.at(point.step); });
              }
            }
            run.interrupted = done.interrupted;
            run.diverged = done.diverged;
            run.result = result(run);
          }};
}

Algorithm algorithm(const std::string& name, Critic critic, const std::string& update,
                    const std::string& description, std::vector<std::string> options) {
  const std::vector<std::string> common{"--steps", "--policy", "--epsilon", "--horizon", "--seed"};
  options.insert(options.begin(), common.begin(), common.end());
  if (critic != Critic::lstd) {
    for (const char* sized : {"--step-size", "--step-exponent", "--step-offset", "--average"}) {
      options.push_back(sized);
    }
  }
  return {name, description, std::move(options),
          [critic, update](const Task& task, const RunArguments& arguments) {
            return critic_run(critic, update, task, arguments);
          }};
}

}  // namespace

std::vector<std::string> policy_names() { return names_of(policies); }

std::vector<std::string> sampling_names() { return names_of(sources); }

std::vector<Algorithm> critic_algorithms() {
  return {algorithm("td", Critic::td, "w ← w + αδφ(s), δ = r + γV_w(s′) − V_w(s)",
                    "w ← w + αδφ(s), δ = r + γV_w(s′) − V_w(s)", {"--sampling"}),
          algorithm("td-lambda", Critic::td_lambda, "e ← γλe + φ(s), w ← w + αδe",
                    "the same along a trace of the states before, e ← γλe + φ(s)", {"--lambda"}),
          algorithm("monte-carlo", Critic::monte_carlo, "w ← w + α(G_t − V_w(s))φ(s)",
                    "w ← w + α(G_t − V_w(s))φ(s), G_t the return of an episode", {}),
          algorithm("lstd", Critic::lstd, "Σ e(φ(s) − γφ(s′))ᵀ w = Σ e r, solved at each record",
                    "solves the equations at which TD(λ) rests on the steps so far",
                    {"--lambda", "--sampling"}),
          algorithm("residual-gradient", Critic::residual_gradient,
                    "w ← w + αδ(φ(s) − γφ(s′)), both factors of one step",
                    "w ← w + αδ(φ(s) − γφ(s′)), which descends δ² itself", {"--sampling"})};
}

}  // namespace lemmata
