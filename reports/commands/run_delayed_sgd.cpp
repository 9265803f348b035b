#include <cmath>

#include "algorithms/asynchronous/problems.hpp"
#include "reports/commands/delayed_sgd_report.hpp"
#include "reports/commands/run_setup.hpp"
#include "theory/staleness/delayed_bounds.hpp"

namespace lemmata {
namespace {

constexpr std::int64_t default_updates = 10'000;
constexpr std::uint64_t default_seed = 1;

const std::vector<Named<DelayChoice>> delay_choices{{"fixed", DelayChoice::fixed},
                                                    {"random", DelayChoice::random},
                                                    {"adversarial", DelayChoice::adversarial}};

enum class Waiting { for_nobody, within_a_bound, for_all };

const std::vector<Named<Waiting>> disciplines{{"asynchronous", Waiting::for_nobody},
                                              {"stale-synchronous", Waiting::within_a_bound},
                                              {"synchronous", Waiting::for_all}};

/// What is minimised, and the words for it.
struct DescribedObjective {
  Objective objective;
  std::string words;
  std::string begins;
  Vector<double> curvatures{};
};

DescribedObjective quadratic(const RunArguments& arguments) {
  const std::vector<double> given =
      arguments.curvatures.empty() ? std::vector<double>{1, 0.1} : arguments.curvatures;
  const Vector<double> curvatures =
      Eigen::Map<const Eigen::VectorXd>(given.data(), static_cast<Eigen::Index>(given.size()));
  return {objective(Quadratic<double>{curvatures}, Vector<double>::Ones(curvatures.size())),
          fmt::format("f(x) = Σλ_i x_i²/2, λ = {:.6g}", fmt::join(given, ", ")),
          "from x_0 = (1, …, 1)", curvatures};
}

DescribedObjective logistic(const RunArguments&) {
  const LogisticRegression f = overlapping_clouds();
  return {objective(f, Vector<double>::Zero(f.rows.cols())),
          fmt::format("f(x) = mean log(1 + exp(−y aᵀx)) + {:.6g}‖x‖²/2, {} points (a, y)",
                      f.penalty, f.rows.rows()),
          "from x_0 = 0"};
}

DescribedObjective saturating(const RunArguments&) {
  return {objective(SaturatingSquares<double>{}, Vector<double>{{2, 1}}),
          "f(x) = Σx_i²/(1 + x_i²), not convex", "from x_0 = (2, 1)"};
}

const std::vector<Named<DescribedObjective (*)(const RunArguments&)>> problems{
    {"quadratic", quadratic}, {"logistic", logistic}, {"saturating", saturating}};

DescribedObjective objective_of(const Task& task, const RunArguments& arguments) {
  if (!arguments.curvatures.empty() && arguments.problem != "quadratic") {
    throw UsageError{"--curvatures goes with --problem quadratic"};
  }
  if (!arguments.problem.empty()) return chosen(problems, arguments.problem).value(arguments);
  const FiniteMdp<double>& mdp = task.mdp;
  return {objective(NegatedReturn{mdp, find_optimum(mdp)},
                    Vector<double>::Zero(Eigen::Index{mdp.states()} * mdp.actions())),
          {},
          "f(x) = −J(softmax(x)), from the uniform policy"};
}

TimedWorkers workers_of(const RunArguments& arguments) {
  const auto count = static_cast<std::size_t>(arguments.workers.front());
  if (!arguments.speeds.empty() && arguments.speeds.size() != count) {
    throw UsageError{fmt::format("--speeds has {} of them for --workers {}: give one each",
                                 arguments.speeds.size(), count)};
  }
  return {arguments.speeds.empty() ? std::vector<double>(count, 1.0) : arguments.speeds,
          discipline_of(arguments)};
}

std::variant<Delays, TimedWorkers> source_of(const RunArguments& arguments) {
  if (arguments.delay && !arguments.workers.empty()) {
    throw UsageError{"--delay and --workers are two sources of delay: give one"};
  }
  require_together(is_given(arguments, "--delays"), "--delays", arguments.delay.has_value(),
                   "--delay N");
  for (const char* option : {"--speeds", "--discipline", "--bound"}) {
    require_together(is_given(arguments, option), option, !arguments.workers.empty(),
                     "--workers N");
  }
  if (arguments.workers.size() > 1) {
    throw UsageError{"delayed-sgd runs with one number of --workers"};
  }
  if (!arguments.workers.empty()) return workers_of(arguments);
  if (arguments.delay) {
    return Delays{*arguments.delay, chosen(delay_choices, arguments.delays).value};
  }
  throw UsageError{"delayed-sgd needs --delay N, 0 for none, or --workers N"};
}

/// \throws UsageError where no step size is given, and none is known to be safe
void require_step_size(const Task& task, const Objective& f, const RunArguments& arguments) {
  if (arguments.step_size || std::isfinite(f.smoothness)) return;
  throw UsageError{fmt::format(
      "{} has γ = 1, for which no step size is known to be safe: give --step-size", task.name)};
}

double safe_step(const Objective& f, int delay) {
  return DelayedDescentBound<double>{
      .smoothness = f.smoothness, .gap = 0, .noise = 0, .delay = delay}
      .safe_step();
}

/// With the step size as given, or else the safe one for these delays.
DelayedSgdSetup setup_of(const DescribedObjective& minimised, const RunArguments& arguments,
                         const std::variant<Delays, TimedWorkers>& source,
                         const DelayForecast& delays) {
  return {
      .objective = minimised.objective,
      .begins = minimised.begins,
      .options = {.source = source,
                  .step_size = arguments.step_size ? *arguments.step_size
                                                   : safe_step(minimised.objective, delays.longest),
                  .noise = arguments.noise.value_or(0),
                  .seed = arguments.seed.value_or(default_seed)},
      .delays = delays,
      .discipline = arguments.discipline,
      .safe_step = !arguments.step_size,
      .curvatures = minimised.curvatures};
}

PreparedRun delayed_sgd_run(const Task& task, const RunArguments& arguments) {
  const std::variant<Delays, TimedWorkers> source = source_of(arguments);
  const DescribedObjective minimised = objective_of(task, arguments);
  require_step_size(task, minimised.objective, arguments);
  RunReport report = empty_report(task, arguments);
  report.problem = minimised.words;
  report.index = {.noun = "update",
                  .letter = "t",
                  .asked = arguments.steps.value_or(default_updates),
                  .recorded = {}};
  const bool has_features = task.policy_features.size() > 0;
  // A forecast of many updates takes as long as they do: it belongs to the run, as Ctrl-C does.
  return {std::move(report), [=](RunReport& run, const GoesOn& goes_on) {
            const DelayForecast delays =
                forecast(source, run.index.asked, [&](std::int64_t) { return goes_on(0); });
            const DelayedSgdSetup setup = setup_of(minimised, arguments, source, delays);
            describe(run, setup);
            if (has_features) run.remarks.emplace_back(features_unused);
            add_recording(
                run, setup,
                run_delayed_sgd(setup.objective, setup.options, run.index.asked, goes_on));
          }};
}

}  // namespace

Discipline discipline_of(const RunArguments& arguments) {
  const Waiting waiting = chosen(disciplines, arguments.discipline).value;
  const bool bounded = waiting == Waiting::within_a_bound;
  require_together(arguments.bound.has_value(), "--bound", bounded,
                   "--discipline stale-synchronous");
  if (bounded && !arguments.bound) {
    throw UsageError{
        "--discipline stale-synchronous needs --bound N, how far a worker may be ahead"};
  }
  if (bounded) return Discipline::stale_synchronous(*arguments.bound);
  return waiting == Waiting::for_all ? Discipline::synchronous() : Discipline::asynchronous();
}

std::vector<std::string> problem_names() { return names_of(problems); }

std::vector<std::string> delay_names() { return names_of(delay_choices); }

std::vector<std::string> discipline_names() { return names_of(disciplines); }

std::vector<Algorithm> delayed_sgd_algorithms() {
  return {{"delayed-sgd",
           "x_{t+1} = x_t − η∇f(x_{t−τ(t)}), f a --problem or −J of an MDP",
           {"--problem", "--curvatures", "--delay", "--delays", "--workers", "--speeds",
            "--discipline", "--bound", "--step-size", "--noise", "--steps", "--seed"},
           delayed_sgd_run}};
}

}  // namespace lemmata
