#include "reports/commands/actor_critic_report.hpp"

#include <fmt/format.h>

#include "reports/commands/critic_report.hpp"
#include "reports/commands/run_setup.hpp"
#include "reports/web/html.hpp"

namespace lemmata {
namespace {

bool is_average(const ActorCriticSetup& setup) {
  return setup.options.criterion == Criterion::average;
}

bool is_compatible(const ActorCriticSetup& setup) {
  return setup.options.weight == ActorWeight::compatible_critic;
}

bool has_policy_features(const ActorCriticSetup& setup) {
  return setup.task.policy_features.size() > 0;
}

bool has_state_features(const ActorCriticSetup& setup) {
  return setup.task.state_features.size() > 0;
}

std::vector<TimeScaleCondition> conditions(const TimeScales& scales) {
  return time_scale_conditions(scales.actor(), scales.critic());
}

std::string conditions_in_a_line(const TimeScales& scales) {
  std::string holding, failing;
  for (const TimeScaleCondition& one : conditions(scales)) {
    std::string& list = one.holds ? holding : failing;
    list += (list.empty() ? "" : ", ") + one.formula;
  }
  return fmt::format("{}{}{}{}{}", holding.empty() ? "" : "holds: ", holding,
                     holding.empty() || failing.empty() ? "" : "; ",
                     failing.empty() ? "" : "fails: ", failing);
}

std::string policy_words(const ActorCriticSetup& setup) {
  return has_policy_features(setup) ? fmt::format("softmax policy, linear in {} features",
                                                  setup.task.policy_features.cols())
                                    : "tabular softmax policy";
}

std::string values_words(const ActorCriticSetup& setup) {
  return has_state_features(setup)
             ? fmt::format("V_w linear in {} features", setup.task.state_features.cols())
             : "V_w with one weight a state";
}

std::string error_words(const ActorCriticSetup& setup) {
  if (setup.episodic) return setup.advantage;
  return is_average(setup) ? "δ = r − η + V_w(s′) − V_w(s), η ← η + β_k(r − η)"
                           : "δ = r + γV_w(s′) − V_w(s)";
}

std::string ascended(const ActorCriticSetup& setup) {
  if (setup.episodic) return "J, with γᵗ counted from the start of each episode";
  return is_average(setup)
             ? "the average reward, in a chain that restarts after every end; γ has no part in it"
             : "J, in mean along ∇J/Σ_s ν(s): the chain of states restarts with "
               "probability 1 − γ, and after every end";
}

std::string episodes_words(const EpisodeBatch& episodes) {
  const auto plural = [](int count) { return count == 1 ? "" : "s"; };
  return fmt::format("{} episode{} an iteration, of at most {} step{}", episodes.count,
                     plural(episodes.count), episodes.horizon, plural(episodes.horizon));
}

void add_step_sizes(RunReport& report, const std::string& name, const std::string& key,
                    const std::string& words, const StepSizes& steps) {
  report.settings.push_back({name, words, key + "/scale", steps.scale});
  report.settings.push_back({.key = key + "/exponent", .value = steps.exponent});
  report.settings.push_back({.key = key + "/offset", .value = steps.offset});
}

void add_settings(RunReport& report, const ActorCriticSetup& setup) {
  const TimeScales& scales = setup.options.scales;
  const std::string actor = step_size_words("α", scales.actor());
  const std::string critic = step_size_words("β", scales.critic());
  report.summary = {
      fmt::format("{}, {}", error_words(setup), setup.update),
      fmt::format("{}; {}; updates {}; seed {}", policy_words(setup), values_words(setup),
                  setup.order, setup.seed),
      fmt::format("actor {}, critic {}; {}", actor, critic, conditions_in_a_line(scales)),
      "ascends " + ascended(setup)};
  if (setup.episodic) report.summary.push_back(episodes_words(setup.episodic->episodes));
  report.settings = {
      {.name = setup.episodic ? "Advantage" : "Error", .words = error_words(setup)},
      {.name = setup.episodic ? "Iteration" : "Step", .words = setup.update},
      {"Updates", setup.order, "order", setup.order},
      {"Ascends", ascended(setup), "criterion", setup.criterion},
      {.name = "Policy", .words = policy_words(setup) + ", from the uniform one"},
      {"Values", values_words(setup) + ", from w = 0", "features",
       static_cast<std::int64_t>(setup.task.state_features.cols())},
  };
  add_step_sizes(report, "Actor’s step size", "actor_step", actor, scales.actor());
  add_step_sizes(report, "Critic’s step size", "critic_step", critic, scales.critic());
  report.settings.push_back({.key = "time_scales", .value = setup.time_scales});
  for (const TimeScaleCondition& one : conditions(scales)) {
    report.settings.push_back(
        {"Condition",
         fmt::format("{} {}: {}", one.formula, one.holds ? "holds" : "fails", one.detail),
         "conditions/" + one.key, one.holds});
  }
  report.settings.push_back({.key = report.index.noun + "s", .value = report.index.asked});
  if (setup.episodic) {
    const EpisodeBatch& episodes = setup.episodic->episodes;
    report.settings.push_back({"Episodes", episodes_words(episodes), "sampling/batch",
                               static_cast<std::int64_t>(episodes.count)});
    report.settings.push_back(
        {.key = "sampling/horizon", .value = static_cast<std::int64_t>(episodes.horizon)});
  }
  report.settings.push_back({"Seed", std::to_string(setup.seed), "sampling/seed", setup.seed});
}

void add_exact(RunReport& report, const ActorCriticSetup& setup) {
  const FiniteMdp<double>& mdp = setup.task.mdp;
  const Policy<double> uniform =
      Policy<double>::Constant(mdp.states(), mdp.actions(), 1.0 / mdp.actions());
  const double start = criterion_evaluation(mdp, uniform, setup.options.criterion).performance;
  const std::string words =
      fmt::format("{} = {:.10g} for the uniform policy", is_average(setup) ? "η" : "J", start);
  report.target = words;
  report.exact = {{"At the start", words, "performance_at_start", start}};
  if (!setup.task.optimum) return;
  const double optimum = setup.task.optimum->value;
  report.target = fmt::format("J* = {:.10g}", optimum);
  report.exact.push_back({"Optimum", report.target + ", by policy iteration", "optimum", optimum});
}

void add_remarks(RunReport& report, const ActorCriticSetup& setup) {
  const auto add = [&](bool due, const std::string& remark) {
    if (due) report.remarks.push_back(remark);
  };
  const TimeScales& scales = setup.options.scales;
  const std::string broken = broken_condition(scales.actor(), scales.critic());
  add(true,
      "No bound is drawn: of two time scales the theory knows conditions for convergence (AC-7) "
      "and the slope of a rate (AC-8), but states no constants.");
  add(!broken.empty(),
      fmt::format("The theorem on convergence does not cover this run: {}.", broken));
  add(setup.options.order == UpdateOrder::critic_first,
      "The actor sees the critic after it has learned from the same step, which biases the actor’s "
      "direction by a term of the order of β_k (AC-10).");
  add(has_policy_features(setup) && setup.task.optimum.has_value(), best_of_its_kind);
  add(has_state_features(setup),
      fmt::format(
          "V_w is linear in features: the error of the values need not vanish, δ is then a biased "
          "estimate of the advantage{}, and the actor may stop elsewhere.",
          is_compatible(setup) ? ", u need not approach w*" : ""));
}

/// What a newcomer may change where the policy did not improve.
std::string remark_on_steps(const std::vector<TrackingPoint>& points) {
  constexpr double noticeable = 0.01;
  if (points.size() < 2) return {};
  const TrackingPoint& first = points.front();
  const TrackingPoint& last = points.back();
  if (last.performance < first.performance) {
    return "The policy ended worse than it began. First steps that are too long may decide it for "
           "good: a smaller --actor-step or a larger --step-offset may help.";
  }
  if (first.gap > 0 && last.gap > (1 - noticeable) * first.gap) {
    return "Hardly any of the gap was closed. A larger --actor-step or a longer run may help; "
           "where J is nearly flat at the start, as on chain, neither does.";
  }
  return {};
}

constexpr int wide = 14;

std::vector<Column> columns(const std::vector<TrackingPoint>& points,
                            const ActorCriticSetup& setup) {
  const auto column = [&](const char* key, const char* symbol, const std::string& meaning,
                          double TrackingPoint::*member, int digits = 4) {
    return Column{
        .key = key,
        .symbol = symbol,
        .meaning = meaning,
        .values = values_of(points, [member](const TrackingPoint& point) { return point.*member; }),
        .digits = digits,
        .width = wide};
  };
  const bool average = is_average(setup);
  std::vector<Column> result{column("performance", average ? "η(θ)" : "J",
                                    average ? "η(θ), exact" : "J, exact",
                                    &TrackingPoint::performance, 8)};
  if (!average) result.push_back(column("gap", "J* − J", "J* − J", &TrackingPoint::gap));
  const char* norm = average ? "‖∇η(θ)‖" : "‖∇J(θ)‖";
  const char* error = average ? "‖V_w − h‖_D" : "‖V_w − V^π‖_D";
  result.push_back(column("gradient_norm", norm, norm, &TrackingPoint::gradient_norm));
  result.push_back(column("value_error", error, error, &TrackingPoint::value_error));
  if (average) {
    result.push_back(column("gain_error", "|η_k − η(θ)|", "|η_k − η(θ)|, of the average reward",
                            &TrackingPoint::gain_error));
  }
  if (is_compatible(setup)) {
    result.push_back(column("compatible_error", "‖u − w*(θ)‖",
                            "‖u − w*(θ)‖, of the compatible critic",
                            &TrackingPoint::compatible_error));
  }
  return result;
}

std::vector<RunFigure> figures(const ActorCriticSetup& setup) {
  const bool average = is_average(setup);
  RunFigure critic{.id = "critic",
                   .title = "How well the critic tracks the policy",
                   .caption =
                       "‖·‖_D weighs the square of each state’s error with D, the share of "
                       "time that it is visited under the policy of the moment. ",
                   .y_label = "error",
                   .columns = {"value_error"}};
  if (average) {
    critic.columns.push_back("gain_error");
    critic.caption += "h is the bias; a constant added to V_w does not count. ";
  }
  if (is_compatible(setup)) {
    critic.columns.push_back("compatible_error");
    critic.caption += "w*(θ) is the best fit of Q in compatible features, the one of least norm. ";
  }
  return {average ? RunFigure{.id = "performance",
                              .title = "The average reward",
                              .y_label = "η(θ)",
                              .columns = {"performance"},
                              .linear = true}
                  : RunFigure{.id = "gap",
                              .title = "The gap to the optimum",
                              .y_label = "J* − J",
                              .columns = {"gap"}},
          {.id = "norm",
           .title = fmt::format("How far {} is from stationary", average ? "η" : "J"),
           .caption = "The Euclidean norm of the exact gradient.",
           .y_label = average ? "‖∇η(θ)‖" : "‖∇J(θ)‖",
           .columns = {"gradient_norm"}},
          critic};
}

std::string result(const std::vector<TrackingPoint>& points, const RunReport& run) {
  if (points.empty()) return "no iterate has finite values";
  std::string text = fmt::format(
      "after {}", counted(static_cast<std::uint64_t>(points.back().step), run.index.noun));
  for (const Column& one : run.columns) {
    text += fmt::format("{} {} = {:.{}g}", &one == &run.columns.front() ? ":" : ";", one.symbol,
                        one.values.back(), one.digits);
  }
  return text;
}

}  // namespace

void describe(RunReport& report, const ActorCriticSetup& setup) {
  report.question =
      "How the critic tracks the policy, and the policy approaches a stationary point";
  add_settings(report, setup);
  add_exact(report, setup);
  add_remarks(report, setup);
  report.figures = figures(setup);
}

void add_recording(RunReport& report, const ActorCriticSetup& setup,
                   const Recording<TrackingPoint>& done) {
  for (const auto& point : done.points) report.index.recorded.push_back(point.step);
  report.columns = columns(done.points, setup);
  report.interrupted = done.interrupted;
  report.diverged = done.diverged;
  report.result = result(done.points, report);
  const std::string remark = remark_on_steps(done.points);
  if (!remark.empty()) report.remarks.push_back(remark);
}

}  // namespace lemmata
