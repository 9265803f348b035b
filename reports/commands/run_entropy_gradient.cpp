#include "algorithms/natural_gradient/regularised_convergence.hpp"
#include "reports/commands/run_setup.hpp"

namespace lemmata {
namespace {

constexpr std::int64_t default_iterations = 1000;

struct EntropySetup {
  FiniteMdp<double> mdp;
  double temperature = 0;
  double step_size = 0;
  SoftSolution optimum;
  std::string update;  ///< what an iteration does, in plain mathematics
  Ascent ascent;
  EntropyAscentBound bound;
};

/// As given, or else the one for which convergence is proved. \throws UsageError for γ = 1
double step_size_of(const Task& task, const RunArguments& arguments, double temperature) {
  if (arguments.step_size) return *arguments.step_size;
  if (task.mdp.discount < 1) return guaranteed_entropy_step(task.mdp, temperature);
  throw UsageError{task.name +
                   " has γ = 1, for which no step size is guaranteed: give --step-size"};
}

std::vector<Column> columns(const std::vector<EntropyAscentPoint>& points) {
  const auto column = [&](const char* key, const char* symbol, const char* meaning,
                          double EntropyAscentPoint::*member, int digits, int width) {
    return Column{.key = key,
                  .symbol = symbol,
                  .meaning = meaning,
                  .values = values_of(
                      points, [member](const EntropyAscentPoint& point) { return point.*member; }),
                  .digits = digits,
                  .width = width};
  };
  return {
      column("performance", "J_β", "J_β, with entropy", &EntropyAscentPoint::performance, 8, 13),
      column("return", "J", "J, without it", &EntropyAscentPoint::plain_return, 8, 13),
      column("gap", "J_β* − J_β", "J_β* − J_β, measured", &EntropyAscentPoint::gap, 4, 11),
      column("gradient_norm", "‖∇J_β‖", "‖∇J_β‖", &EntropyAscentPoint::gradient_norm, 4, 11),
      column("entropy", "entropy", "entropy, mean over visited states",
             &EntropyAscentPoint::entropy, 6, 10)};
}

std::vector<RunFigure> figures() {
  return {{.id = "gap",
           .title = "The gap to the soft optimum",
           .caption = "The gap falls exponentially: ever steeper on logarithmic axes. Without "
                      "entropy that to J* falls as 1/k, along a straight line.",
           .y_label = "J_β* − J_β",
           .columns = {"gap"}},
          {.id = "return",
           .title = "The return with entropy, and without",
           .y_label = "return",
           .columns = {"performance", "return"},
           .linear = true},
          {.id = "entropy",
           .title = "How random the policy is",
           .caption = "The entropy of the policy, a mean over the states that it visits.",
           .y_label = "nats a step",
           .columns = {"entropy"},
           .linear = true},
          {.id = "norm",
           .title = "How far J_β is from stationary",
           .caption = "The Euclidean norm of the exact gradient ∇J_β(θ).",
           .y_label = "‖∇J_β‖",
           .columns = {"gradient_norm"}}};
}

void describe(RunReport& report, const EntropySetup& setup) {
  const std::string policy = "tabular softmax policy, from the uniform one";
  const std::string temperature = fmt::format("β = {:.6g}", setup.temperature);
  const std::string step_size = fmt::format("η = {:.6g}", setup.step_size);
  report.target = fmt::format("J_β* = {:.10g}", setup.optimum.value);
  report.question = "How fast the policy approaches the soft optimum J_β*";
  report.summary = {
      fmt::format("{}, {}, {}; {}", setup.update, step_size, temperature, policy),
      fmt::format("the soft-optimal policy has J = {:.8g}, discounted entropy {:.8g} nats",
                  setup.optimum.plain_return, setup.optimum.entropy)};
  report.settings = {{.name = "Iteration", .words = setup.update},
                     {.name = "Policy", .words = policy},
                     {"Temperature", temperature, "temperature", setup.temperature},
                     {"Step size", step_size, "step_size", setup.step_size},
                     {.key = "iterations", .value = report.index.asked}};
  report.exact = {{"Soft optimum", report.target + ", by soft policy iteration", "optimum",
                   setup.optimum.value},
                  {.key = "return", .value = setup.optimum.plain_return},
                  {.key = "entropy", .value = setup.optimum.entropy}};
  report.figures = figures();
}

/// A newcomer who sees nothing happen should know why.
void remark_on_small_steps(RunReport& report, const std::vector<EntropyAscentPoint>& points) {
  constexpr double noticeable = 0.99;
  if (points.size() < 2 || points.back().gap < noticeable * points.front().gap ||
      points.front().gap == 0) {
    return;
  }
  report.remarks.push_back(fmt::format(
      "The step size for which convergence is proved is small: {} iterations closed less than a "
      "hundredth of the gap. A larger --step-size goes faster, but the theorem does not cover it.",
      points.back().iteration));
}

void add_recording(RunReport& report, const EntropySetup& setup, const EntropyAscentRun& done) {
  for (const EntropyAscentPoint& point : done.points) {
    report.index.recorded.push_back(point.iteration);
  }
  report.columns = columns(done.points);
  report.bound = RunBound{setup.bound, "gap", {}, false};
  if (applies(setup.bound)) report.bound->values = values_of(done.points, setup.bound.at);
  report.interrupted = done.interrupted;
  report.diverged = done.diverged;
  if (done.points.empty()) {
    report.result = "no iterate has a finite value";
    return;
  }
  const EntropyAscentPoint& last = done.points.back();
  report.result =
      fmt::format("J_β = {:.10g} and J = {:.10g} after {} iterations; J_β* − J_β = {:.4g}",
                  last.performance, last.plain_return, last.iteration, last.gap);
}

PreparedRun prepared(const Task& task, const RunArguments& arguments, const EntropySetup& setup,
                     bool slow) {
  RunReport report = empty_report(task, arguments);
  report.index.asked = arguments.iterations.value_or(default_iterations);
  describe(report, setup);
  if (task.policy_features.size() > 0) {
    report.remarks.push_back(
        arguments.algorithm +
        " tells every state apart; the features of the environment have no part in it.");
  }
  return {std::move(report), [setup, slow](RunReport& run, const GoesOn& goes_on) {
            const EntropyAscentRun done =
                converge_softly(setup.mdp, setup.ascent, setup.optimum, setup.temperature,
                                run.index.asked, goes_on);
            add_recording(run, setup, done);
            if (slow) remark_on_small_steps(run, done.points);
          }};
}

}  // namespace

PreparedRun entropy_gradient_run(const Task& task, const RunArguments& arguments) {
  const double temperature = given_temperature(arguments);
  const double step_size = step_size_of(task, arguments, temperature);
  const SoftSolution optimum = solve_by_soft_policy_iteration(task.mdp, temperature);
  const EntropySetup setup{
      .mdp = task.mdp,
      .temperature = temperature,
      .step_size = step_size,
      .optimum = optimum,
      .update = "θ ← θ + η∇J_β(θ), with the exact gradient",
      .ascent = entropy_ascent(task.mdp, temperature, step_size),
      .bound = entropy_ascent_bound(task.mdp, optimum, temperature, step_size)};
  return prepared(task, arguments, setup, !arguments.step_size);
}

PreparedRun regularised_natural_run(const Task& task, const RunArguments& arguments) {
  const double temperature = given_temperature(arguments);
  const double step_size =
      arguments.step_size.value_or(longest_regularised_step(task.mdp, temperature));
  const SoftSolution optimum = solve_by_soft_policy_iteration(task.mdp, temperature);
  const EntropySetup setup{
      .mdp = task.mdp,
      .temperature = temperature,
      .step_size = step_size,
      .optimum = optimum,
      .update = "θ ← θ + η F⁺∇J_β(θ), exact: π ← π^{1−ηβ/(1−γ)} exp(ηQ_β/(1−γ))/Z",
      .ascent = regularised_natural_ascent(task.mdp, temperature, step_size),
      .bound = regularised_natural_bound(task.mdp, optimum, temperature, step_size)};
  PreparedRun run = prepared(task, arguments, setup, false);
  if (!arguments.step_size) {
    run.report.remarks.push_back(
        "The step size is η = (1−γ)/β, the longest that the theorem covers: soft policy iteration, "
        "π ← exp(Q_β/β)/Z. Shorter ones converge at the rate 1 − ηβ.");
  }
  return run;
}

}  // namespace lemmata
