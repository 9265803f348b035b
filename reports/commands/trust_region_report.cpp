#include "reports/commands/trust_region_report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "reports/commands/run_setup.hpp"
#include "reports/web/html.hpp"

namespace lemmata {
namespace {

std::string update_words(const TrustRegionSetup& setup) {
  return fmt::format(
      "θ ← θ + 2⁻ʲ√(2δ/xᵀF̂x) x, F̂x = ∇J(θ) by conjugate gradients, F̂ = F_d{}",
      setup.options.damping > 0 ? fmt::format(" + {:.6g}·I", setup.options.damping) : "");
}

std::string policy_words(const TrustRegionSetup& setup) {
  const auto& features = setup.task.policy_features;
  return features.size() > 0
             ? fmt::format("softmax policy, linear in {} features, from the uniform one",
                           features.cols())
             : "tabular softmax policy, from the uniform one";
}

std::string radius_words(const TrustRegionSetup& setup) {
  const std::string radius = fmt::format("δ = {:.6g}", setup.options.radius);
  if (!setup.rule) return radius;
  return fmt::format(
      "{} at first; ρ = ΔJ/ΔL < {:.6g} refuses a step and multiplies δ by {:.6g}, ρ ≥ {:.6g} by "
      "{:.6g}",
      radius, setup.rule->least, setup.rule->shrink, setup.rule->good, setup.rule->grow);
}

JudgedTheorem constraint(const TrustRegionSetup& setup) {
  return {.source = "schulman2015trust",
          .theorem = "Section 6 and Appendix C",
          .statement = "Σ_s d(s) KL(π_k(·|s)‖π_{k+1}(·|s)) ≤ δ_k",
          .latex =
              R"(\sum_s d(s)\, \mathrm{KL}(\pi_k(\cdot|s) \,\|\, \pi_{k+1}(\cdot|s)) \le \delta_k)",
          .notation =
              "d = ν/Σν is the share of discounted visits under π_k, ν its discounted "
              "visitation; the divergence is in nats.",
          .hypotheses = {{.text = "the line search",
                          .holds = true,
                          .detail = fmt::format("at most {} halvings, then the step is refused",
                                                setup.options.most_backtracks)}},
          .remarks = {"The line search makes sure of it: this is what the algorithm promises of "
                      "each step, and TR-6 checks. No rate is known with constants."}};
}

std::string count(std::int64_t number, const std::string& noun) {
  return counted(static_cast<std::uint64_t>(number), noun);
}

std::string result(const std::vector<TrustRegionPoint>& points) {
  if (points.empty()) return "no iterate has a finite value";
  const TrustRegionPoint& last = points.back();
  return fmt::format("J = {:.10g} after {}; J* − J = {:.4g}; {} refused", last.performance,
                     count(last.iteration, "iteration"), last.gap, count(last.refused, "step"));
}

std::string remark_on_falls(const std::vector<TrustRegionPoint>& points,
                            const TrustRegionSetup& setup) {
  if (points.empty()) return {};
  const std::int64_t falls = points.back().falls;
  if (setup.rule) {
    return "J falls at no step that is taken (TR-9). The rule needs J(π′), which is exact here.";
  }
  return fmt::format(
      "The surrogate rises with every step that is taken; J need not, and fell at {}.{}",
      count(falls, "step"), falls > 0 ? " With --adaptive such steps are refused." : "");
}

/// Where no step is accepted any more, as at an optimum.
std::string remark_on_rest(const std::vector<TrustRegionPoint>& points) {
  if (points.size() < 2) return {};
  const TrustRegionPoint& last = points.back();
  if (std::isfinite(last.mean_kl)) return {};
  return "In the end no step is proposed: along the natural direction the surrogate gains nothing "
         "that doubles can tell from rounding.";
}

std::vector<Column> columns(const std::vector<TrustRegionPoint>& points) {
  const auto column = [&](const char* key, const char* symbol, const char* meaning, auto member,
                          int digits = 4) {
    return Column{.key = key,
                  .symbol = symbol,
                  .meaning = meaning,
                  .values = values_of(points,
                                      [member](const TrustRegionPoint& point) {
                                        return static_cast<double>(point.*member);
                                      }),
                  .digits = digits,
                  .width = digits > 4 ? 13 : 11};
  };
  return {column("performance", "J", "J, exact", &TrustRegionPoint::performance, 8),
          column("gap", "J* − J", "J* − J, measured", &TrustRegionPoint::gap),
          column("mean_kl", "mean KL", "Σ_s d(s) KL(π‖π′)", &TrustRegionPoint::mean_kl),
          column("max_kl", "max KL", "max_s KL(π‖π′)", &TrustRegionPoint::max_kl),
          column("backtracks", "halvings", "halvings of a step", &TrustRegionPoint::backtracks),
          column("refused", "refused", "steps refused so far", &TrustRegionPoint::refused)};
}

const std::vector<RunFigure> figures{
    {.id = "gap", .title = "The gap to the optimum", .y_label = "J* − J", .columns = {"gap"}},
    {.id = "divergence",
     .title = "How far steps go",
     .caption =
         "The divergence of the old policy from the new, in the mean over d and in the state "
         "where it is largest; of the steps since the record before, of the one that came "
         "nearest to its δ. ",
     .y_label = "nats",
     .columns = {"mean_kl", "max_kl"}},
    {.id = "performance",
     .title = "The performance",
     .y_label = "J",
     .columns = {"performance"},
     .linear = true}};

}  // namespace

void describe(RunReport& report, const TrustRegionSetup& setup) {
  const double optimum = setup.task.optimum.value;
  report.target = fmt::format("J* = {:.10g}", optimum);
  report.question = "How fast the policy approaches the optimum J*, and how far its steps go";
  report.summary = {update_words(setup) + "; " + policy_words(setup), radius_words(setup)};
  report.settings = {{.name = "Iteration", .words = update_words(setup)},
                     {.name = "Policy", .words = policy_words(setup)},
                     {"Radius", radius_words(setup), "radius", setup.options.radius},
                     {.key = "adaptive", .value = setup.rule.has_value()},
                     {.key = "damping", .value = setup.options.damping},
                     {.key = "iterations", .value = report.index.asked}};
  report.exact = {{"Optimum", report.target + ", by policy iteration", "optimum", optimum}};
  report.figures = figures;
  if (setup.task.policy_features.size() > 0) report.remarks.push_back(best_of_its_kind);
}

void add_recording(RunReport& report, const TrustRegionSetup& setup,
                   const Recording<TrustRegionPoint>& done) {
  for (const auto& point : done.points) report.index.recorded.push_back(point.iteration);
  report.columns = columns(done.points);
  report.bound = RunBound{constraint(setup), "mean_kl", {}, false};
  report.bound->values =
      values_of(done.points, [](const TrustRegionPoint& point) { return point.radius; });
  report.result = result(done.points);
  report.interrupted = done.interrupted;
  report.diverged = done.diverged;
  for (const std::string& remark :
       {remark_on_falls(done.points, setup), remark_on_rest(done.points)}) {
    if (!remark.empty()) report.remarks.push_back(remark);
  }
}

}  // namespace lemmata
