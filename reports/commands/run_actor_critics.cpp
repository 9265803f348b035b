#include "reports/commands/actor_critic_report.hpp"
#include "reports/commands/run_setup.hpp"
#include "theory/fields/errors.hpp"

namespace lemmata {
namespace {

constexpr std::int64_t default_steps = 100'000;
constexpr std::uint64_t default_seed = 1;
/// These come near the best policy on random-walk and short-corridor, and in 10⁶ steps on
/// frozen-lake-4x4. The offset keeps first steps short that would decide the policy for good.
constexpr StepSizes default_actor{.scale = 50, .exponent = 0.65, .offset = 10'000};
constexpr StepSizes default_critic{.scale = 50, .exponent = 0.55, .offset = 10'000};

const std::vector<Named<Criterion>> criteria{{"discounted", Criterion::discounted},
                                             {"average", Criterion::average}};

const std::vector<Named<UpdateOrder>> orders{{"simultaneous", UpdateOrder::simultaneous},
                                             {"critic-first", UpdateOrder::critic_first}};

/// \throws UsageError that names the condition they break, unless they go unchecked
TimeScales time_scales(const RunArguments& arguments) {
  const double offset = arguments.step_offset.value_or(default_actor.offset);
  const StepSizes actor{arguments.actor_step.value_or(default_actor.scale),
                        arguments.actor_exponent.value_or(default_actor.exponent), offset};
  const StepSizes critic{arguments.critic_step.value_or(default_critic.scale),
                         arguments.critic_exponent.value_or(default_critic.exponent), offset};
  if (arguments.time_scales == "unchecked") return TimeScales::unchecked(actor, critic);
  try {
    return TimeScales::two(actor, critic);
  } catch (const std::invalid_argument& error) {
    throw UsageError{fmt::format("{}; --time-scales unchecked runs it all the same", error.what())};
  }
}

PreparedRun actor_critic_run(ActorWeight weight, const std::string& update, const Task& task,
                             const RunArguments& arguments) {
  ActorCriticSetup setup{.update = update,
                         .criterion = arguments.criterion,
                         .order = arguments.order,
                         .time_scales = arguments.time_scales,
                         .task = {task.mdp, task.policy_features, task.state_features},
                         .options = {.scales = time_scales(arguments),
                                     .criterion = chosen(criteria, arguments.criterion).value,
                                     .weight = weight,
                                     .order = chosen(orders, arguments.order).value},
                         .seed = arguments.seed.value_or(default_seed)};
  RunReport report = empty_report(task, arguments);
  report.index = {.noun = "step",
                  .letter = "k",
                  .asked = arguments.steps.value_or(default_steps),
                  .recorded = {}};
  try {
    if (setup.options.criterion == Criterion::discounted) {
      setup.task.optimum = find_optimum(task.mdp);
    }
    describe(report, setup);
  } catch (const SingularSystem& error) {
    throw UsageError{
        fmt::format("{}, --criterion {}: {}", task.name, setup.criterion, error.what())};
  }
  return {std::move(report), [setup](RunReport& run, const GoesOn& goes_on) {
            add_recording(run, setup,
                          track(setup.task, setup.options, setup.seed, run.index.asked, goes_on));
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
                    "u ← u + β(δ − uᵀg)g besides, and θ ← θ + α(uᵀg)g")};
}

}  // namespace lemmata
