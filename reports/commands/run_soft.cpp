#include <limits>

#include "algorithms/soft/soft_policy_iteration.hpp"
#include "reports/commands/run_setup.hpp"
#include "theory/soft/soft_bellman.hpp"

namespace lemmata {
namespace {

constexpr std::int64_t default_iterations = 100;

struct SoftPoint {
  std::int64_t iteration = 0;
  double performance = 0;  ///< μᵀV
  double gap = 0;          ///< ‖V_β* − V‖∞
  double residual = 0;     ///< ‖T_βV − V‖∞
};

struct SoftSetup {
  FiniteMdp<double> mdp;
  double temperature = 0;
  SoftSolution optimum;
};

SoftPoint measured(const SoftSetup& setup, std::int64_t k, const Vector<double>& values) {
  const Vector<double> next = soft_bellman(setup.mdp, values, setup.temperature);
  return {k, setup.mdp.start.dot(values), sup_norm<double>(setup.optimum.values - values),
          sup_norm<double>(next - values)};
}

Recording<SoftPoint> iterate_policies(const SoftSetup& setup, std::int64_t last,
                                      const GoesOn& goes_on) {
  SoftPolicyIteration iteration{setup.mdp, setup.temperature, uniform_log_policy(setup.mdp)};
  return record_run(
      "iteration", last, goes_on, [] {},
      [&](std::int64_t k) { return measured(setup, k, iteration.values()); },
      [&](std::int64_t) { iteration.improve(); });
}

Recording<SoftPoint> iterate_values(const SoftSetup& setup, std::int64_t last,
                                    const GoesOn& goes_on) {
  Vector<double> values = Vector<double>::Zero(setup.mdp.states());
  return record_run(
      "iteration", last, goes_on, [] {}, [&](std::int64_t k) { return measured(setup, k, values); },
      [&](std::int64_t) { values = soft_bellman(setup.mdp, values, setup.temperature); });
}

/// γᵏ‖V_β* − V_0‖∞, and what doubles may lose beside.
RunBound contraction(const SoftSetup& setup, const JudgedTheorem& theorem,
                     const std::vector<SoftPoint>& points) {
  RunBound bound{theorem, "gap", {}, false};
  if (!applies(bound)) return bound;
  bound.remarks.push_back(
      "The bound drawn has the rounding of doubles added, 16ε‖V_β*‖/(1−γ) with ε = 2⁻⁵², and the "
      "error of V_β*.");
  constexpr double rounding = 16 * std::numeric_limits<double>::epsilon();
  const double largest =
      larger(sup_norm(setup.optimum.values), expected_rewards(setup.mdp).cwiseAbs().maxCoeff());
  const double lost = setup.optimum.error_bound + rounding * largest / (1 - setup.mdp.discount);
  bound.values = values_of(points, [&](const SoftPoint& point) {
    return points.front().gap * std::pow(setup.mdp.discount, static_cast<double>(point.iteration)) +
           lost;
  });
  return bound;
}

JudgedTheorem rate(const SoftSetup& setup, bool of_policies) {
  return {.source = of_policies ? "haarnoja2018soft" : "geist2019theory",
          .theorem = of_policies ? "Lemma 2 and Theorem 1" : "Proposition 2",
          .statement = "‖V_β* − V_k‖∞ ≤ γᵏ‖V_β* − V_0‖∞",
          .latex = R"(\lVert V_\beta^* - V_k \rVert_\infty \le
                      \gamma^k \lVert V_\beta^* - V_0 \rVert_\infty)",
          .notation = of_policies
                          ? "V_k is the soft value of the k-th policy, V_0 that of the uniform one."
                          : "V_0 = 0 and V_{k+1} = T_βV_k.",
          .hypotheses = {judged_discount(setup.mdp.discount)}};
}

std::vector<Column> columns(const std::vector<SoftPoint>& points) {
  const auto column = [&](const char* key, const char* symbol, const char* meaning,
                          double SoftPoint::*member, int digits, int width) {
    return Column{
        .key = key,
        .symbol = symbol,
        .meaning = meaning,
        .values = values_of(points, [member](const SoftPoint& point) { return point.*member; }),
        .digits = digits,
        .width = width};
  };
  return {column("performance", "μᵀV", "μᵀV_k", &SoftPoint::performance, 8, 13),
          column("gap", "‖V* − V‖", "‖V_β* − V_k‖∞, measured", &SoftPoint::gap, 4, 11),
          column("residual", "‖TV − V‖", "‖T_βV_k − V_k‖∞", &SoftPoint::residual, 4, 11)};
}

void describe(RunReport& report, const SoftSetup& setup, bool of_policies) {
  const std::string update =
      of_policies ? "π ← exp(Q_β^π/β)/Z, evaluated exactly" : "V ← β log Σ_a exp((r + γP_aV)/β)";
  const std::string begins = of_policies ? "from the uniform policy" : "from V = 0";
  const std::string temperature = fmt::format("β = {:.6g}", setup.temperature);
  report.target = fmt::format("μᵀV_β* = {:.10g}", setup.optimum.value);
  report.question = "How fast values approach the soft optimum V_β*";
  report.summary = {fmt::format("{}, {}, {}", update, temperature, begins),
                    fmt::format("the soft-optimal policy has J = {:.8g}, entropy {:.8g} nats",
                                setup.optimum.plain_return, setup.optimum.entropy)};
  report.settings = {{.name = "Iteration", .words = update + ", " + begins},
                     {"Temperature", temperature, "temperature", setup.temperature},
                     {.key = "iterations", .value = report.index.asked}};
  report.exact = {{"Soft optimum", report.target + ", by soft policy iteration", "optimum",
                   setup.optimum.value},
                  {.key = "return", .value = setup.optimum.plain_return},
                  {.key = "entropy", .value = setup.optimum.entropy}};
  report.figures = {{.id = "gap",
                     .title = "The error of the values",
                     .y_label = "‖V_β* − V_k‖∞",
                     .columns = {"gap"}},
                    {.id = "residual",
                     .title = "How far values are from their own backup",
                     .y_label = "‖T_βV_k − V_k‖∞",
                     .columns = {"residual"}}};
}

PreparedRun soft_run(const Task& task, const RunArguments& arguments, bool of_policies) {
  const double temperature = given_temperature(arguments);
  const SoftSetup setup{task.mdp, temperature,
                        solve_by_soft_policy_iteration(task.mdp, temperature)};
  RunReport report = empty_report(task, arguments);
  report.index.asked = arguments.iterations.value_or(default_iterations);
  describe(report, setup, of_policies);
  if (task.policy_features.size() > 0) {
    report.remarks.push_back(features_unused);
  }
  return {std::move(report), [setup, of_policies](RunReport& run, const GoesOn& goes_on) {
            const auto iterate = of_policies ? iterate_policies : iterate_values;
            const Recording<SoftPoint> done = iterate(setup, run.index.asked, goes_on);
            for (const SoftPoint& point : done.points) {
              run.index.recorded.push_back(point.iteration);
            }
            run.columns = columns(done.points);
            run.bound = contraction(setup, rate(setup, of_policies), done.points);
            const SoftPoint& last = done.points.back();
            run.result = fmt::format("μᵀV = {:.10g} after {} iterations; ‖V_β* − V‖∞ = {:.4g}",
                                     last.performance, last.iteration, last.gap);
            run.interrupted = done.interrupted;
            run.diverged = done.diverged;
          }};
}

}  // namespace

std::vector<Algorithm> soft_algorithms() {
  return {{"soft-policy-iteration",
           "π ← exp(Q_β^π/β)/Z, with exact values: Newton's method on V = T_βV",
           {"--iterations", "--entropy"},
           [](const Task& task, const RunArguments& arguments) {
             return soft_run(task, arguments, true);
           }},
          {"soft-value-iteration",
           "V ← T_βV = β log Σ_a exp((r + γP_aV)/β), from V = 0",
           {"--iterations", "--entropy"},
           [](const Task& task, const RunArguments& arguments) {
             return soft_run(task, arguments, false);
           }},
          {"entropy-gradient",
           "θ ← θ + η∇J_β(θ) for a tabular softmax policy, with the exact gradient",
           {"--iterations", "--step-size", "--entropy"},
           entropy_gradient_run}};
}

}  // namespace lemmata
