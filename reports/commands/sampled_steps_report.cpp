#include "reports/commands/sampled_steps_report.hpp"

#include <fmt/format.h>

#include "reports/commands/sampled_steps.hpp"
#include "reports/web/html.hpp"

namespace lemmata {
namespace {

std::string update_words(const SampledStepsSetup& setup) {
  const std::string damped = setup.damping > 0 ? fmt::format(" + {:.6g}·I", setup.damping) : "";
  if (setup.searched) {
    return fmt::format(
        "θ ← θ + 2⁻ʲ√(2δ/xᵀF̂x) x, F̂x = ĝ by conjugate gradients, F̂ = F_d̂{}, from samples", damped);
  }
  return fmt::format("θ ← θ + {}, F̂x = ĝ by conjugate gradients, F̂ = (1−γ) mean Σ γᵗggᵀ{}",
                     setup.radius ? "√(2δ/xᵀF̂x) x" : "ηx", damped);
}

std::string policy_words(const SampledStepsSetup& setup) {
  const auto& features = setup.task.policy_features;
  return features.size() > 0
             ? fmt::format("softmax policy, linear in {} features, from the uniform one",
                           features.cols())
             : "tabular softmax policy, from the uniform one";
}

std::string length_words(const SampledStepsSetup& setup) {
  return setup.radius ? fmt::format("δ = {:.6g}", *setup.radius)
                      : fmt::format("η = {:.6g}", setup.step_size.value_or(0));
}

std::string count(std::int64_t number, const std::string& noun) {
  return counted(static_cast<std::uint64_t>(number), noun);
}

std::string episode_words(const SampledStepsSetup& setup) {
  return fmt::format("{} an iteration, of at most {}", count(setup.batch, "episode"),
                     count(setup.horizon, "step"));
}

JudgedTheorem constraint() {
  return {
      .source = "schulman2015trust",
      .theorem = "Section 6 and Appendix C",
      .statement = "Σ_s d̂(s) KL(π_k(·|s)‖π_{k+1}(·|s)) ≤ δ",
      .latex =
          R"(\sum_s \hat d(s)\, \mathrm{KL}(\pi_k(\cdot|s) \,\|\, \pi_{k+1}(\cdot|s)) \le \delta)",
      .notation =
          "d̂ are the shares of the discounted visits of the episodes drawn at π_k; the "
          "divergence is in nats.",
      .hypotheses = {{.text = "the line search",
                      .holds = true,
                      .detail = fmt::format("at most {} halvings, then the step is refused",
                                            TrustRegionOptions{}.most_backtracks)}},
      .remarks = {"The line search makes sure of it on the samples that it sees. Under the "
                  "true visits, shown beside it, a step may go farther."}};
}

std::string result(const std::vector<SampledStepPoint>& points) {
  if (points.empty()) return "no iterate has a finite value";
  const SampledStepPoint& last = points.back();
  return fmt::format("J = {:.10g} after {}; J* − J = {:.4g}; {} refused", last.performance,
                     count(last.iteration, "iteration"), last.gap, count(last.refused, "step"));
}

/// What the samples promise of their own choice, and what came of it.
std::string remark_on_promises(const SampledStepPoint& last) {
  return fmt::format(
      "By the episodes that chose them the steps gain {:.4g} in the surrogate, all told; by the "
      "MDP they gain {:.4g}. Samples judge their own choice too well (TR-10). J fell at {}.",
      last.sum_of_sampled_gains, last.sum_of_gains, count(last.falls, "step"));
}

std::string remark_on_overshoots(const SampledStepPoint& last, double radius) {
  const std::int64_t taken = last.iteration - last.refused;
  return fmt::format("Under the true visits {} of {} went farther than δ = {:.6g} in the mean.",
                     last.overshoots, count(taken, "step"), radius);
}

std::vector<Column> columns(const std::vector<SampledStepPoint>& points) {
  const auto column = [&](const char* key, const char* symbol, const char* meaning, auto member,
                          int width = 11, int digits = 4) {
    return Column{.key = key,
                  .symbol = symbol,
                  .meaning = meaning,
                  .values = values_of(
                      points, [member](const SampledStepPoint& point) { return point.*member; }),
                  .digits = digits,
                  .width = width};
  };
  return {column("performance", "J", "J, exact", &SampledStepPoint::performance, 11, 6),
          column("gap", "J* − J", "J* − J, measured", &SampledStepPoint::gap, 9),
          column("sampled_return", "mean return", "mean return of the episodes drawn at k",
                 &SampledStepPoint::sampled_return),
          column("sampled_kl", "sampled KL", "mean KL(π‖π′) over the sampled visits",
                 &SampledStepPoint::sampled_kl, 10),
          column("mean_kl", "mean KL", "Σ_s d(s) KL(π‖π′), exact", &SampledStepPoint::mean_kl, 9),
          column("sampled_gain", "L̂ − Ĵ", "the surrogate's gain by the samples",
                 &SampledStepPoint::sampled_gain, 9),
          column("gain", "L − J", "the surrogate's gain, exact", &SampledStepPoint::gain, 9)};
}

const std::vector<RunFigure> figures{
    {.id = "gap", .title = "The gap to the optimum", .y_label = "J* − J", .columns = {"gap"}},
    {.id = "return",
     .title = "The return, exact and sampled",
     .caption = "J is computed from the MDP; the mean return is what training sees.",
     .y_label = "return",
     .columns = {"performance", "sampled_return"},
     .linear = true},
    {.id = "divergence",
     .title = "How far steps go, sampled and exact",
     .caption =
         "The divergence of the old policy from the new, in the mean over the visits of the "
         "episodes that chose the step, and over d, which no episode knows; of the steps since the "
         "record before, of the one that went farthest by its samples. ",
     .y_label = "nats",
     .columns = {"sampled_kl", "mean_kl"}},
    {.id = "gain",
     .title = "What a step promises, and what it gains",
     .caption = "The gain in the surrogate of the same steps, by the samples that chose them and "
                "by the MDP.",
     .y_label = "gain",
     .columns = {"sampled_gain", "gain"},
     .linear = true}};

}  // namespace

void describe(RunReport& report, const SampledStepsSetup& setup) {
  const double optimum = setup.task.optimum.value;
  const std::string episodes = episode_words(setup);
  report.target = fmt::format("J* = {:.10g}", optimum);
  report.question =
      "How fast the policy approaches the optimum J*, and how far samples are right about steps";
  report.summary = {
      update_words(setup) + "; " + policy_words(setup), length_words(setup),
      fmt::format("{}; baseline {}; seed {}", episodes, setup.baseline.name, setup.seed)};
  report.settings = {
      {.name = "Iteration", .words = update_words(setup)},
      {.name = "Policy", .words = policy_words(setup)},
      {.name = "Length", .words = length_words(setup)},
      {.key = "damping", .value = setup.damping},
      {.key = "iterations", .value = report.index.asked},
      {"Episodes", episodes, "sampling/batch", std::int64_t{setup.batch}},
      {.key = "sampling/horizon", .value = std::int64_t{setup.horizon}},
      {"Baseline", setup.baseline.name, "sampling/baseline", std::string{setup.baseline.name}},
      {"Seed", std::to_string(setup.seed), "sampling/seed", setup.seed}};
  if (setup.radius) report.settings.push_back({.key = "radius", .value = *setup.radius});
  if (setup.step_size) report.settings.push_back({.key = "step_size", .value = *setup.step_size});
  report.exact = {{"Optimum", report.target + ", by policy iteration", "optimum", optimum}};
  report.figures = figures;
  const std::string bias = bias_remark(setup.baseline.value);
  if (!bias.empty()) report.remarks.push_back(bias);
  if (setup.task.policy_features.size() > 0) report.remarks.push_back(best_of_its_kind);
}

void add_recording(RunReport& report, const SampledStepsSetup& setup,
                   const Recording<SampledStepPoint>& done) {
  for (const auto& point : done.points) report.index.recorded.push_back(point.iteration);
  report.columns = columns(done.points);
  if (setup.searched) {
    report.bound = RunBound{constraint(), "sampled_kl", {}, false};
    report.bound->values.assign(done.points.size(), *setup.radius);
  }
  report.result = result(done.points);
  report.interrupted = done.interrupted;
  report.diverged = done.diverged;
  if (done.points.empty() || done.points.back().iteration == 0) return;
  if (done.points.back().refused == done.points.back().iteration) {
    report.remarks.push_back(
        "No batch led to a step: where all returns are alike there is nothing to learn from. A "
        "larger --batch or --start uniform may see more.");
    return;
  }
  report.remarks.push_back(remark_on_promises(done.points.back()));
  if (setup.radius) {
    report.remarks.push_back(remark_on_overshoots(done.points.back(), *setup.radius));
  }
}

}  // namespace lemmata
