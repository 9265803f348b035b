#include "algorithms/critics/evaluation_bounds.hpp"
#include "algorithms/dynamic_programming/policy_iteration.hpp"
#include "reports/commands/critic_report.hpp"
#include "reports/commands/run_setup.hpp"
#include "theory/fields/errors.hpp"

namespace lemmata {
namespace {

constexpr std::int64_t default_steps = 100'000;
constexpr int default_horizon = 1000;
constexpr double default_trace_decay = 0.9;
constexpr std::uint64_t default_seed = 1;

/// With its ε: the probability of an action drawn from all alike, instead of an optimal one.
const std::vector<Named<double>> policies{{"uniform", 1}, {"optimal", 0}, {"epsilon-greedy", 0.1}};

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

Policy<double> mixed_policy(const FiniteMdp<double>& mdp, double epsilon) {
  const Policy<double> uniform =
      Policy<double>::Constant(mdp.states(), mdp.actions(), 1.0 / mdp.actions());
  if (epsilon == 1) return uniform;
  return (1 - epsilon) * solve_by_policy_iteration(mdp).policy + epsilon * uniform;
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

CriticSetup setup_of(Critic critic, const std::string& update, const Task& task,
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
  const double epsilon = arguments.epsilon.value_or(chosen(policies, arguments.policy).value);
  const bool named_by_epsilon = arguments.policy == "epsilon-greedy";
  CriticSetup setup{.update = update,
                    .policy = arguments.policy,
                    .epsilon = named_by_epsilon ? std::optional{epsilon} : std::nullopt,
                    .task = {task.mdp, mixed_policy(task.mdp, epsilon), task.state_features},
                    .options = options};
  try {
    setup.exact = exact_evaluation(setup.task, options);
  } catch (const SingularSystem& error) {
    throw UsageError{fmt::format("{} under {}: {}", task.name, policy_words(setup), error.what())};
  }
  setup.error_constant = lstd_error_constant(setup.task, options, setup.exact);
  return setup;
}

PreparedRun critic_run(Critic critic, const std::string& update, const Task& task,
                       const RunArguments& arguments) {
  const CriticSetup setup = setup_of(critic, update, task, arguments);
  RunReport report = empty_report(task, arguments);
  report.index = {.noun = "step",
                  .letter = "n",
                  .asked = arguments.steps.value_or(default_steps),
                  .recorded = {}};
  describe(report, setup);
  return {std::move(report), [setup](RunReport& run, const GoesOn& goes_on) {
            add_recording(
                run, setup,
                evaluate(setup.task, setup.options, setup.exact, run.index.asked, goes_on));
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
