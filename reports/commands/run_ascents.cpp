#include <algorithm>

#include "algorithms/policy_gradient/convergence_bounds.hpp"
#include "algorithms/policy_gradient/projected_ascent.hpp"
#include "algorithms/reinforce/reinforce_ascent.hpp"
#include "reports/commands/run_setup.hpp"
#include "reports/web/html.hpp"

namespace lemmata {
namespace {

constexpr std::int64_t default_iterations = 1000;
constexpr std::int64_t default_episodes = 1000;
constexpr int default_batch = 10;
constexpr int default_horizon = 1000;
constexpr std::uint64_t default_seed = 1;

const std::vector<Named<BaselineChoice>> baselines{{"none", BaselineChoice::none},
                                                   {"value", BaselineChoice::value},
                                                   {"optimal", BaselineChoice::optimal},
                                                   {"batch-mean", BaselineChoice::batch_mean},
                                                   {"leave-one-out", BaselineChoice::leave_one_out},
                                                   {"normalised", BaselineChoice::normalised}};

const std::vector<Named<Credit>> credits{{"discounted", Credit::discounted_reward_to_go},
                                         {"undiscounted", Credit::reward_to_go},
                                         {"whole", Credit::whole_return}};

/// What sets one ascent apart from the others, in words.
struct Wording {
  std::string update;        ///< what an iteration does, in plain mathematics
  std::string policy;        ///< how the policy is parametrised
  std::string norm;          ///< of what the recorded norm is
  std::string norm_meaning;  ///< the same in words
};

bool has_features(const Task& task) { return task.policy_features.size() > 0; }

UsageError no_guaranteed_step(const std::string& why) {
  return UsageError{why + ": give --step-size"};
}

/// As given, or else the one that is guaranteed to ascend. \throws UsageError where there is none
double softmax_step_size(const Task& task, const RunArguments& arguments) {
  if (arguments.step_size) return *arguments.step_size;
  if (task.mdp.discount >= 1) {
    throw no_guaranteed_step(task.name + " has γ = 1, for which no step size is guaranteed");
  }
  if (has_features(task)) {
    throw no_guaranteed_step(task.name + " shows features, for which no step size is guaranteed");
  }
  return guaranteed_softmax_step(task.mdp);
}

double projected_step_size(const Task& task, const RunArguments& arguments) {
  if (arguments.step_size) return *arguments.step_size;
  if (task.mdp.discount >= 1) {
    throw no_guaranteed_step(task.name + " has γ = 1, for which no step size is guaranteed");
  }
  if (task.mdp.discount > 0) return guaranteed_projected_step(task.mdp);
  throw no_guaranteed_step(task.name +
                           " has γ = 0, where J is linear in the policy and any step ascends");
}

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

std::vector<Column> columns(const std::vector<ConvergencePoint>& points, const Wording& words,
                            bool sampled) {
  const std::string norm = "‖" + words.norm + "‖";
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
  if (!sampled) return result;
  result.push_back(
      {.key = "sampled_return",
       .symbol = "mean return",
       .meaning = "mean return of the episodes drawn at k",
       .values =
           values_of(points, [](const ConvergencePoint& point) { return *point.sampled_return; }),
       .digits = 6});
  return result;
}

std::vector<RunFigure> figures(const Wording& words, bool sampled) {
  std::vector<RunFigure> result{
      {.id = "gap", .title = "The gap to the optimum", .y_label = "J* − J", .columns = {"gap"}}};
  if (sampled) {
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
                    .caption = "The Euclidean norm of " + words.norm_meaning + ".",
                    .y_label = "‖" + words.norm + "‖",
                    .columns = {"gradient_norm"}});
  return result;
}

/// What all ascents have in common; the settings of sampling are still to be added.
RunReport described(const Task& task, const RunArguments& arguments, const Wording& words,
                    double step_size, const Optimum& optimum, std::int64_t iterations) {
  RunReport report = empty_report(task, arguments);
  report.target = fmt::format("J* = {:.10g}", optimum.value);
  report.question = "How fast the policy approaches the optimum J*";
  report.summary = {fmt::format("{}, η = {:.6g}; {}", words.update, step_size, words.policy)};
  report.settings = {{.name = "Iteration", .words = words.update},
                     {.name = "Policy", .words = words.policy},
                     {"Step size", fmt::format("η = {:.6g}", step_size), "step_size", step_size},
                     {.key = "iterations", .value = iterations}};
  report.exact = {{"Optimum", fmt::format("J* = {:.10g}, by policy iteration", optimum.value),
                   "optimum", optimum.value}};
  report.index.asked = iterations;
  return report;
}

/// The run of an ascent whose report is described.
PreparedRun prepared(RunReport report, const Task& task, const Ascent& ascent,
                     const Optimum& optimum, const Wording& words,
                     const std::optional<ConvergenceBound>& bound, bool guaranteed_step) {
  const bool sampled = static_cast<bool>(ascent.sampled_return);
  report.figures = figures(words, sampled);
  return {std::move(report), [=](RunReport& run, const GoesOn& goes_on) {
            Convergence done = converge(task.mdp, ascent, optimum, run.index.asked, goes_on);
            for (const auto& point : done.points) run.index.recorded.push_back(point.iteration);
            run.columns = columns(done.points, words, sampled);
            if (bound) {
              run.bound = RunBound{*bound, "gap", {}, false};
              if (applies(*bound)) run.bound->values = values_of(done.points, bound->at);
            }
            run.result = result(done.points);
            run.interrupted = done.interrupted;
            run.diverged = done.diverged;
            if (guaranteed_step) remark_on_small_steps(run, done.points);
          }};
}

std::string softmax_description(const Task& task) {
  return has_features(task)
             ? fmt::format("softmax policy, linear in {} features, from the uniform one",
                           task.policy_features.cols())
             : "tabular softmax policy, from the uniform one";
}

constexpr const char* best_of_its_kind =
    "J* is the optimum of all policies. This policy sees states through features only, and the "
    "best of its kind may be worse: the gap then ends above 0.";

PreparedRun softmax_run(const Task& task, const RunArguments& arguments) {
  const double step_size = softmax_step_size(task, arguments);
  const Optimum optimum = find_optimum(task.mdp);
  const LinearParametrisation linear{task.policy_features, task.mdp.actions()};
  const Wording words{.update = "θ ← θ + η∇J(θ), with the exact gradient",
                      .policy = softmax_description(task),
                      .norm = "∇J(θ)",
                      .norm_meaning = "the exact gradient ∇J(θ)"};
  RunReport report = described(task, arguments, words, step_size, optimum,
                               arguments.iterations.value_or(default_iterations));
  report.settings.push_back({.key = "sampling", .value = nullptr});
  if (has_features(task)) report.remarks.push_back(best_of_its_kind);
  return prepared(std::move(report), task,
                  has_features(task) ? linear_softmax_ascent(linear, step_size)
                                     : softmax_ascent(task.mdp, step_size),
                  optimum, words, softmax_bound(task.mdp, optimum, step_size, !has_features(task)),
                  !arguments.step_size);
}

PreparedRun projected_run(const Task& task, const RunArguments& arguments) {
  const double step_size = projected_step_size(task, arguments);
  const Optimum optimum = find_optimum(task.mdp);
  const Wording words{.update = "π ← Proj(π + η ∂J/∂π), with the exact gradient",
                      .policy = "direct parametrisation: π itself, from the uniform one",
                      .norm = "Δπ/η",
                      .norm_meaning =
                          "the gradient mapping Δπ/η, with Δπ = π_{k+1} − π_k; it vanishes "
                          "where J is stationary on the simplices"};
  RunReport report = described(task, arguments, words, step_size, optimum,
                               arguments.iterations.value_or(default_iterations));
  report.settings.push_back({.key = "sampling", .value = nullptr});
  if (has_features(task)) {
    report.remarks.push_back(
        "projected-gradient moves the policy of each state on its own; the features of the "
        "environment have no part in it.");
  }
  return prepared(std::move(report), task, projected_ascent(task.mdp, step_size), optimum, words,
                  projected_bound(task.mdp, optimum, step_size), !arguments.step_size);
}

/// What the estimate ascends; without a discount the credits agree.
std::string ascended(const ReinforceOptions& options, const FiniteMdp<double>& mdp) {
  if (options.credit == Credit::reward_to_go && mdp.discount < 1) return objective(options.credit);
  return fmt::format("{}, up to step {}", objective(Credit::discounted_reward_to_go),
                     options.horizon);
}

/// What a baseline does to the estimate's mean; empty for nothing.
std::string bias_remark(BaselineChoice baseline) {
  switch (baseline) {
    case BaselineChoice::batch_mean:
      return "The baseline batch-mean shortens the expected gradient by the factor 1 − 1/m for m "
             "episodes an iteration (BL-7).";
    case BaselineChoice::normalised:
      return "Normalised advantages turn the expected gradient into another direction (BL-8).";
    case BaselineChoice::none:
    case BaselineChoice::value:
    case BaselineChoice::optimal:
    case BaselineChoice::leave_one_out:
      return {};
  }
  return {};
}

void require_whole_batches(std::int64_t episodes, int batch, const std::string& baseline) {
  if (episodes % batch != 0) {
    throw UsageError{fmt::format("--episodes {} is no multiple of --batch {}", episodes, batch)};
  }
  if (baseline == "leave-one-out" && batch < 2) {
    throw UsageError{"--baseline leave-one-out needs a --batch of two episodes at least"};
  }
}

void describe_sampling(RunReport& report, const ReinforceOptions& options,
                       const std::string& baseline, const std::string& credit, std::uint64_t seed,
                       const std::string& ascends) {
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

PreparedRun reinforce_run(const Task& task, const RunArguments& arguments) {
  const std::int64_t episodes = arguments.episodes.value_or(default_episodes);
  const int batch = arguments.batch.value_or(default_batch);
  require_whole_batches(episodes, batch, arguments.baseline);
  if (!arguments.step_size) throw no_guaranteed_step("reinforce has no guaranteed step size");
  const auto& baseline = chosen(baselines, arguments.baseline);
  const auto& credit = chosen(credits, arguments.credit);
  const ReinforceOptions options{.step_size = *arguments.step_size,
                                 .batch = batch,
                                 .horizon = arguments.horizon.value_or(default_horizon),
                                 .credit = credit.value,
                                 .baseline = baseline.value};
  const std::uint64_t seed = arguments.seed.value_or(default_seed);
  const Wording words{.update = "θ ← θ + η ĝ, with ĝ from sampled episodes",
                      .policy = softmax_description(task),
                      .norm = "∇J(θ)",
                      .norm_meaning = "the exact gradient ∇J(θ)"};
  const Optimum optimum = find_optimum(task.mdp);
  RunReport report =
      described(task, arguments, words, options.step_size, optimum, episodes / batch);
  describe_sampling(report, options, baseline.name, credit.name, seed, ascended(options, task.mdp));
  const std::string bias = bias_remark(baseline.value);
  if (!bias.empty()) report.remarks.push_back(bias);
  if (has_features(task)) report.remarks.push_back(best_of_its_kind);
  const LinearParametrisation linear{task.policy_features, task.mdp.actions()};
  const TabularParametrisation tabular{task.mdp.states(), task.mdp.actions()};
  return prepared(std::move(report), task,
                  has_features(task) ? reinforce_ascent(task.mdp, linear, options, seed)
                                     : reinforce_ascent(task.mdp, tabular, options, seed),
                  optimum, words, std::nullopt, false);
}

}  // namespace

std::vector<std::string> baseline_names() { return names_of(baselines); }

std::vector<std::string> credit_names() { return names_of(credits); }

std::vector<Algorithm> ascent_algorithms() {
  return {
      {"softmax-gradient",
       "θ ← θ + η∇J(θ) for a softmax policy, with the exact gradient",
       {"--iterations", "--step-size"},
       softmax_run},
      {"projected-gradient",
       "π ← Proj(π + η ∂J/∂π) on the policy itself, with the exact gradient",
       {"--iterations", "--step-size"},
       projected_run},
      {"reinforce",
       "θ ← θ + η ĝ for a softmax policy, ĝ from sampled episodes",
       {"--episodes", "--batch", "--step-size", "--horizon", "--baseline", "--credit", "--seed"},
       reinforce_run}};
}

}  // namespace lemmata
