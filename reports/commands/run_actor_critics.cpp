#include "reports/commands/actor_critic_report.hpp"
#include "reports/commands/run_setup.hpp"
#include "theory/fields/errors.hpp"

namespace lemmata {
namespace {

constexpr std::int64_t default_steps = 100'000;
constexpr std::uint64_t default_seed = 1;
constexpr std::int64_t default_episodes = 1000;
constexpr int default_batch = 10;
constexpr int default_horizon = 1000;
constexpr double default_lambda = 0.95;
/// These come near the best policy on random-walk and short-corridor, and in 10⁶ steps on
/// frozen-lake-4x4. The offset keeps first steps short that would decide the policy for good.
constexpr double default_scale_of_steps = 50;
constexpr double default_actor_exponent = 0.65;
constexpr double default_critic_exponent = 0.55;
constexpr double default_offset = 10'000;
/// An episode moves a state's value once a visit.
constexpr double default_scale_of_episodes = 20;

const std::vector<Named<Criterion>> criteria{{"discounted", Criterion::discounted},
                                             {"average", Criterion::average}};

const std::vector<Named<UpdateOrder>> orders{{"simultaneous", UpdateOrder::simultaneous},
                                             {"critic-first", UpdateOrder::critic_first}};

/// As given, of these scales where none is given.
/// \throws UsageError that names the condition they break, unless they go unchecked
TimeScales time_scales(const RunArguments& arguments, double default_scale) {
  const double offset = arguments.step_offset.value_or(default_offset);
  const StepSizes actor{arguments.actor_step.value_or(default_scale),
                        arguments.actor_exponent.value_or(default_actor_exponent), offset};
  const StepSizes critic{arguments.critic_step.value_or(default_scale),
                         arguments.critic_exponent.value_or(default_critic_exponent), offset};
  if (arguments.time_scales == "unchecked") return TimeScales::unchecked(actor, critic);
  try {
    return TimeScales::two(actor, critic);
  } catch (const std::invalid_argument& error) {
    throw UsageError{fmt::format("{}; --time-scales unchecked runs it all the same", error.what())};
  }
}

/// What is known before a run, its optimum included.
/// \throws UsageError where the uniform policy has no value
RunReport described_report(const Task& task, const RunArguments& arguments, ActorCriticSetup& setup,
                           const char* noun, std::int64_t asked) {
  RunReport report = empty_report(task, arguments);
  report.index = {.noun = noun, .letter = "k", .asked = asked, .recorded = {}};
  try {
    if (setup.options.criterion == Criterion::discounted) {
      setup.task.optimum = find_optimum(task.mdp);
    }
    describe(report, setup);
  } catch (const SingularSystem& error) {
    throw UsageError{
        fmt::format("{}, --criterion {}: {}", task.name, setup.criterion, error.what())};
  }
  return report;
}

PreparedRun actor_critic_run(ActorWeight weight, const std::string& update, const Task& task,
                             const RunArguments& arguments) {
  ActorCriticSetup setup{.update = update,
                         .criterion = arguments.criterion,
                         .order = arguments.order,
                         .time_scales = arguments.time_scales,
                         .task = {task.mdp, task.policy_features, task.state_features},
                         .options = {.scales = time_scales(arguments, default_scale_of_steps),
                                     .criterion = chosen(criteria, arguments.criterion).value,
                                     .weight = weight,
                                     .order = chosen(orders, arguments.order).value},
                         .seed = arguments.seed.value_or(default_seed)};
  RunReport report =
      described_report(task, arguments, setup, "step", arguments.steps.value_or(default_steps));
  return {std::move(report), [setup](RunReport& run, const GoesOn& goes_on) {
            add_recording(run, setup,
                          track(setup.task, setup.options, setup.seed, run.index.asked, goes_on));
          }};
}

std::string advantage_words(const RunArguments& arguments, double lambda) {
  return arguments.n_steps
             ? fmt::format("Â_t of {} step{}: Σ_{{i<n}} γⁱr_{{t+i}} + γⁿV_w(s_{{t+n}}) − V_w(s_t)",
                           *arguments.n_steps, *arguments.n_steps == 1 ? "" : "s")
             : fmt::format("Â_t = Σ_l (γλ)ˡδ_{{t+l}}, GAE with λ = {:.6g}", lambda);
}

PreparedRun episodic_run(const Task& task, const RunArguments& arguments) {
  const int batch = arguments.batch.value_or(default_batch);
  const std::int64_t episodes = arguments.episodes.value_or(default_episodes);
  require_whole_batches(episodes, batch);
  if (arguments.n_steps && arguments.lambda) {
    throw UsageError{"--n-steps and --lambda are two estimates of the advantage: give one"};
  }
  const double lambda = arguments.lambda.value_or(default_lambda);
  EpisodicOptions options{
      .scales = time_scales(arguments, default_scale_of_episodes),
      .episodes = {.count = batch, .horizon = arguments.horizon.value_or(default_horizon)},
      .advantage = GeneralizedAdvantage<double>{lambda}};
  if (arguments.n_steps) options.advantage = NStepAdvantage{*arguments.n_steps};
  ActorCriticSetup setup{
      .update =
          "w ← w + β_k m⁻¹Σ_tÂ_tφ(s_t), θ ← θ + α_k m⁻¹Σ_tγᵗÂ_t∇log π_θ(a_t|s_t), over m "
          "episodes",
      .criterion = "discounted",
      .order = "simultaneous",
      .time_scales = arguments.time_scales,
      .task = {task.mdp, task.policy_features, task.state_features},
      .options = {.scales = options.scales},
      .seed = arguments.seed.value_or(default_seed),
      .episodic = options,
      .advantage = advantage_words(arguments, lambda)};
  RunReport report = described_report(task, arguments, setup, "iteration", episodes / batch);
  return {std::move(report), [setup](RunReport& run, const GoesOn& goes_on) {
            add_recording(
                run, setup,
                track_episodes(setup.task, *setup.episodic, setup.seed, run.index.asked, goes_on));
          }};
}

Algorithm algorithm(const std::string& name, ActorWeight weight, const std::string& update,
                    const std::string& description) {
  return {name,
          description,
          {"--steps", "--actor-step", "--actor-exponent", "--critic-step", "--critic-exponent",
           "--step-offset", "--time-scales", "--criterion", "--order", "--seed"},
          [weight, update](const Task& task, const RunArguments& arguments) {
            return actor_critic_run(weight, update, task, arguments);
          }};
}

}  // namespace

std::vector<std::string> criterion_names() { return names_of(criteria); }

std::vector<std::string> order_names() { return names_of(orders); }

std::vector<Algorithm> actor_critic_algorithms() {
  return {algorithm("actor-critic", ActorWeight::td_error,
                    "w ← w + β_kδφ(s), θ ← θ + α_kδ∇log π_θ(a|s)",
                    "w ← w + βδφ(s), θ ← θ + αδg, with the TD error δ and g = ∇log π_θ(a|s)"),
          algorithm("compatible-actor-critic", ActorWeight::compatible_critic,
                    "w ← w + β_kδφ(s), u ← u + β_k(δ − uᵀg)g, θ ← θ + α_k(uᵀg)g, "
                    "g = ∇log π_θ(a|s)",
                    "u ← u + β(δ − uᵀg)g besides, and θ ← θ + α(uᵀg)g"),
          {"episodic-actor-critic",
           "w ← w + βΣ_tÂ_tφ(s_t), θ ← θ + αΣ_tγᵗÂ_tg_t, Â of n steps or GAE(λ)",
           {"--episodes", "--batch", "--horizon", "--lambda", "--n-steps", "--actor-step",
            "--actor-exponent", "--critic-step", "--critic-exponent", "--step-offset",
            "--time-scales", "--seed"},
           episodic_run}};
}

}  // namespace lemmata
