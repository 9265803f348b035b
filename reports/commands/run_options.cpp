#include "reports/commands/options.hpp"
#include "reports/commands/run_help.hpp"
#include "reports/commands/run_setup.hpp"

namespace lemmata {
namespace {

constexpr std::int64_t longest = 1'000'000'000;

CLI::Option* add_positive_number(CLI::App& command, const std::string& name,
                                 std::optional<double>& number, const std::string& description) {
  return add_number<double>(
             command, name, number, [](double value) { return std::isfinite(value) && value > 0; },
             "positive number", description)
      ->type_name("NUMBER");
}

CLI::Option* add_share(CLI::App& command, const std::string& name, std::optional<double>& number,
                       const std::string& description) {
  return add_number<double>(
             command, name, number, [](double value) { return value >= 0 && value <= 1; },
             "number from 0 to 1", description)
      ->type_name("NUMBER");
}

void add_exponent(CLI::App& command, const std::string& name, std::optional<double>& exponent,
                  const std::string& description) {
  add_number<double>(
      command, name, exponent, [](double value) { return std::isfinite(value) && value >= 0; },
      "number from 0", description)
      ->type_name("NUMBER");
}

void add_choice(CLI::App& command, const std::string& name, std::string& choice,
                const std::vector<std::string>& choices, const std::string& description) {
  command.add_option(name, choice, description)
      ->check(one_of(choices))
      ->type_name(fmt::format("{}", fmt::join(choices, "|")));
}

void add_task(CLI::App& command, RunArguments& arguments) {
  command.add_option("algorithm", arguments.algorithm, "One of those below")
      ->required()
      ->type_name("ALGORITHM");
  command
      .add_option(
          "--environment", arguments.environment,
          fmt::format("What it runs on: {}; a3c also on {}", fmt::join(environment_names(), ", "),
                      fmt::join(simulated_names(), ", ")))
      ->type_name("NAME");
  command.add_option("--mdp", arguments.mdp, "Or an MDP of yours, as JSON")
      ->type_name("FILE")
      ->excludes("--environment");
  command
      .add_option("--start", arguments.start,
                  "Start as the MDP does, or uniformly in all its states: bounds need a start\n"
                  "distribution that reaches every state")
      ->check(one_of({"given", "uniform"}))
      ->type_name("given|uniform")
      ->capture_default_str();
}

void add_outputs(CLI::App& command, RunArguments& arguments) {
  add_json(command, arguments.json);
  command.add_option("--csv", arguments.csv, "Write the recorded iterations as CSV; - as above")
      ->type_name("FILE");
  command.add_option("--report", arguments.report, "Write a web page with figures to this folder")
      ->type_name("DIR");
}

void add_ascent_options(CLI::App& command, RunArguments& arguments) {
  add_whole_number<std::int64_t>(command, "--iterations", arguments.iterations, 1, longest,
                                 "Of what is exact; 1000 if not given, 100 of trpo, of soft-…-\n"
                                 "iteration and where natural-gradient has a --batch");
}

void add_trust_region_options(CLI::App& command, RunArguments& arguments) {
  add_positive_number(
      command, "--radius", arguments.radius,
      "δ, the most that a step may diverge in the mean, in nats; 0.01 if not given. Of\n"
      "natural-gradient with a --batch: steps as long as a parabola puts at δ");
  add_exponent(command, "--damping", arguments.damping,
               "λ in F + λI for the Fisher matrix F; 0 if not given, 0.01 of natural-gradient");
  command.add_flag("--adaptive", arguments.adaptive,
                   "Refuse a step that realises less than a quarter of what its surrogate\n"
                   "promises, and halve δ; double it after one that realises three quarters");
}

void add_soft_options(CLI::App& command, RunArguments& arguments) {
  add_number<double>(
      command, "--entropy", arguments.entropy,
      [](double value) { return std::isfinite(value) && value >= 0; }, "number from 0",
      "β, the reward for a nat of entropy a step, positive but for a3c; 0.1 if not given,\n"
      "and none of natural-gradient")
      ->type_name("NUMBER");
}

void add_sampling_options(CLI::App& command, RunArguments& arguments) {
  add_whole_number<int>(command, "--horizon", arguments.horizon, 1, 1'000'000'000,
                        "The most steps of an episode; 1000 if not given, of a3c on an\n"
                        "environment without a table that one's own");
  add_seed(command, arguments.seed);
}

void add_reinforce_options(CLI::App& command, RunArguments& arguments) {
  add_whole_number<std::int64_t>(command, "--episodes", arguments.episodes, 1, longest,
                                 "In all; 1000 if not given");
  add_whole_number<int>(command, "--batch", arguments.batch, 1, 1'000'000,
                        "Episodes an iteration; 10 if not given. Makes natural-gradient and trpo\n"
                        "learn from samples: they are exact without");
  add_choice(command, "--baseline", arguments.baseline, baseline_names(),
             "What is subtracted; none if not given, leave-one-out where natural-gradient or\n"
             "trpo have a --batch of two or more");
  add_choice(command, "--credit", arguments.credit, credit_names(),
             "What weighs a score; discounted if not given");
}

void add_step_options(CLI::App& command, RunArguments& arguments) {
  add_whole_number<std::int64_t>(
      command, "--steps", arguments.steps, 1, longest,
      "In all; 100000 if not given, 10000 of delayed-sgd, of a3c as below");
  add_positive_number(
      command, "--step-offset", arguments.step_offset,
      "k_0 in step sizes c/(k_0 + k)^p; 1 for critics, 10000 for\nactor-critics if not given");
}

void add_critic_options(CLI::App& command, RunArguments& arguments) {
  add_choice(command, "--policy", arguments.policy, policy_names(),
             "What is evaluated; uniform if not given");
  add_share(command, "--epsilon", arguments.epsilon,
            "How often epsilon-greedy takes any action, else an optimal one; 0.1 if not given");
  add_choice(
      command, "--sampling", arguments.sampling, sampling_names(),
      "Along episodes, or independent steps from states drawn from D; episodes if not given");
  add_share(command, "--lambda", arguments.lambda,
            "λ; 0.9 for td-lambda, 0 for lstd, 0.95 for episodic-actor-critic and a3c if not\n"
            "given");
  add_exponent(command, "--step-exponent", arguments.step_exponent,
               "p in the step size α_k = c/(k_0 + k)^p, c the --step-size; 0 if not given");
  command.add_flag("--average", arguments.average,
                   "Show the mean of all iterates beside the last one");
}

void add_actor_critic_options(CLI::App& command, RunArguments& arguments) {
  add_positive_number(
      command, "--actor-step", arguments.actor_step,
      "c of the actor's step size α_k = c/(k_0 + k)^p; 50 if not given, 20 by episodes");
  add_exponent(command, "--actor-exponent", arguments.actor_exponent, "Its p; 0.65 if not given");
  add_positive_number(
      command, "--critic-step", arguments.critic_step,
      "c of the critic's step size β_k, k_0 the same; 50 if not given, 20 by episodes");
  add_exponent(command, "--critic-exponent", arguments.critic_exponent, "Its p; 0.55 if not given");
  add_choice(command, "--time-scales", arguments.time_scales, {"checked", "unchecked"},
             "Refuse step sizes that break a condition of the theory, or run them all the same;\n"
             "checked if not given");
  add_choice(command, "--criterion", arguments.criterion, criterion_names(),
             "What the actor ascends: J, or the average reward; discounted if not given");
  add_whole_number<int>(command, "--n-steps", arguments.n_steps, 1, 1'000'000'000,
                        "Advantages of n steps, in place of GAE(λ)");
  add_choice(command, "--order", arguments.order, order_names(),
             "Whether the actor sees the critic before this step's update, or after it;\n"
             "simultaneous if not given");
}

/// Numbers between commas, such as 1,0.1; nothing where one is none or is not allowed.
template <class Number>
std::optional<std::vector<Number>> listed(const std::string& text, bool (*is_allowed)(Number)) {
  std::vector<Number> numbers;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    Number number{};
    const auto [rest, error] = std::from_chars(text.data() + begin, text.data() + end, number);
    if (error != std::errc{} || rest != text.data() + end || !is_allowed(number)) return {};
    numbers.push_back(number);
    begin = end + 1;
  }
  return numbers;
}

void add_positive_numbers(CLI::App& command, const std::string& name, std::vector<double>& numbers,
                          const std::string& description) {
  const auto is_allowed = [](double number) { return std::isfinite(number) && number > 0; };
  const auto read = [&numbers, name, is_allowed](const std::string& text) {
    const auto found = listed<double>(text, is_allowed);
    if (!found) {
      throw CLI::ValidationError{
          name, fmt::format("\"{}\" is no list of positive numbers, such as 1,0.5", text)};
    }
    numbers = *found;
  };
  command.add_option_function<std::string>(name, read, description)->type_name("NUMBERS");
}

/// Such as 4, or 1,2,4.
void add_worker_numbers(CLI::App& command, std::vector<int>& workers) {
  const auto read = [&workers](const std::string& text) {
    static constexpr int most = 1000;
    const auto found = listed<int>(text, [](int number) { return 1 <= number && number <= most; });
    if (!found) {
      throw CLI::ValidationError{
          "--workers", fmt::format("\"{}\" is no whole number from 1 to {}, nor a list such as "
                                   "1,2,4",
                                   text, most)};
    }
    workers = *found;
  };
  command
      .add_option_function<std::string>(
          "--workers", read,
          "Or the delays of so many simulated workers. Of a3c: threads, 1 if not given, or\n"
          "numbers of them such as 1,2,4, with each of which it runs in turn")
      ->type_name("N[,N…]");
}

void add_delayed_sgd_options(CLI::App& command, RunArguments& arguments) {
  add_choice(command, "--problem", arguments.problem, problem_names(),
             "What is minimised, in place of an MDP, where it is −J");
  for (const char* other : {"--environment", "--mdp", "--start"}) {
    command.get_option("--problem")->excludes(other);
  }
  add_positive_numbers(command, "--curvatures", arguments.curvatures,
                       "λ of the quadratic Σλ_i x_i²/2; 1,0.1 if not given");
  add_whole_number<int>(command, "--delay", arguments.delay, 0, 100'000,
                        "τ: a gradient is at most so many updates late");
  add_choice(command, "--delays", arguments.delays, delay_names(),
             "As late as can be; uniform up to that; or whichever gradient up to that points\n"
             "most away from the one of the moment; fixed if not given");
  add_worker_numbers(command, arguments.workers);
  add_positive_numbers(command, "--speeds", arguments.speeds,
                       "Gradients that each delivers in a unit of time; 1 if not given");
  add_choice(command, "--discipline", arguments.discipline, discipline_names(),
             "Whom workers wait for; asynchronous if not given");
  add_whole_number<int>(command, "--bound", arguments.bound, 0, 1'000'000,
                        "Of stale-synchronous: how many gradients a worker may be ahead");
  add_exponent(command, "--noise", arguments.noise,
               "σ, the root of the mean square of a gradient’s noise; 0 if not given");
}

void add_a3c_model_options(CLI::App& command, RunArguments& arguments) {
  add_choice(command, "--features", arguments.features, feature_names(),
             "What policy and values are linear in; those of the environment if not given");
  add_whole_number<int>(
      command, "--degree", arguments.degree, 0, 20,
      "Of the polynomials, or the order of the Fourier basis. Features and rollouts\n"
      "that take a worker more than 1 GiB are refused");
  add_whole_number<int>(command, "--tilings", arguments.tilings, 1, 1000,
                        "Of tiles; 8 if not given");
  add_whole_number<int>(command, "--tiles", arguments.tiles, 1, 1000,
                        "Of a tiling in each dimension; 8 if not given");
  add_whole_number<int>(command, "--rollout", arguments.rollout, 1, 1'000'000,
                        "Steps from one fetch of the parameters to the next; 20 if not given");
  add_whole_number<int>(
      command, "--environments-per-worker", arguments.environments_per_worker, 1, 1'000'000,
      "Which each worker steps in turn, with a rollout in each: a processor need not wait for\n"
      "one while it can step another, and takes their features together; 1 if not given,\n"
      "but 8 on cart-pole and 2 on mountain-car, acrobot and pendulum");
  add_share(command, "--discount", arguments.discount,
            "γ where the environment has no table; 0.99 if not given");
  add_exponent(command, "--value-weight", arguments.value_weight,
               "c, how much larger the critic's steps are than the actor's");
  add_exponent(command, "--clip", arguments.clip,
               "The longest that a rollout's G may be, 0 for any; 0 if not given");
  add_choice(command, "--optimiser", arguments.optimiser, optimiser_names(),
             "sgd if not given. rmsprop has steps of 0.001 if not given, whose size does not\n"
             "depend on that of rewards: --value-weight has no effect, and --entropy another");
  add_choice(command, "--decay", arguments.decay, decay_names(),
             "Of the step size, to 0 over --steps, or none; linear if not given");
}

void add_a3c_running_options(CLI::App& command, RunArguments& arguments) {
  add_whole_number<int>(
      command, "--staleness-threshold", arguments.staleness_threshold, 0, 1'000'000,
      "K: a gradient of staleness τ > K counts K/τ; 0, as if not given, for none");
  add_choice(
      command, "--accumulation", arguments.accumulation, accumulation_names(),
      "Under one lock, under a lock for 16 numbers each, or by atomic additions; locked if not\n"
      "given");
  command
      .add_option("--checkpoint", arguments.checkpoint,
                  "Write the state to this file at each record, and where the run is stopped")
      ->type_name("FILE");
  command
      .add_option(
          "--resume", arguments.resume,
          "Go on from such a file, made with the same settings; to more --steps than it was\n"
          "made for only with --decay none")
      ->type_name("FILE");
  command
      .add_option("--fail", arguments.fail,
                  "Let this worker fail before it delivers this rollout, both from 0; repeatable")
      ->type_name("WORKER@ROLLOUT")
      ->allow_extra_args(false);
  add_whole_number<int>(command, "--greedy-episodes", arguments.greedy_episodes, 1, 1'000'000,
                        "In which the likeliest action is always taken, at each record where J is\n"
                        "not known; 100 if not given");
}

void add_a3c_options(CLI::App& command, RunArguments& arguments) {
  add_a3c_model_options(command, arguments);
  add_a3c_running_options(command, arguments);
}

/// Adds options, and puts them under a heading.
void add_group(CLI::App& command, RunArguments& arguments, const std::string& heading,
               void (*add)(CLI::App&, RunArguments&)) {
  const std::size_t before = command.get_options().size();
  add(command, arguments);
  const std::vector<CLI::Option*> options = command.get_options();
  for (std::size_t i = before; i < options.size(); ++i) options[i]->group(heading);
}

}  // namespace

CLI::App* add_run(CLI::App& program, RunArguments& arguments) {
  CLI::App* command =
      program.add_subcommand("run", "Run an algorithm, and hold its convergence against its bound");
  add_task(*command, arguments);
  add_positive_number(
      *command, "--step-size", arguments.step_size,
      "If not given, the one for which convergence is proved, if there is one; for\n"
      "natural-gradient, which converges with any, (1−γ) log A over the range R of\n"
      "the rewards");
  add_ascent_options(*command, arguments);
  add_outputs(*command, arguments);
  add_group(*command, arguments, "trpo, and natural-gradient from samples",
            add_trust_region_options);
  add_group(*command, arguments, "Soft iterations", add_soft_options);
  add_group(*command, arguments,
            "Sampling (reinforce, critics, actor-critics, and what has a --batch)",
            add_sampling_options);
  add_group(*command, arguments, "Steps (critics and actor-critics)", add_step_options);
  add_group(*command, arguments, "reinforce, and natural-gradient and trpo from samples",
            add_reinforce_options);
  add_group(*command, arguments, "Critics (td, td-lambda, monte-carlo, lstd, residual-gradient)",
            add_critic_options);
  add_group(*command, arguments, "Actor-critics (actor-critic, compatible-actor-critic)",
            add_actor_critic_options);
  add_group(*command, arguments, "delayed-sgd, and the workers of a3c", add_delayed_sgd_options);
  add_group(*command, arguments, "a3c", add_a3c_options);
  command->footer(run_help());
  command->final_callback([command, &arguments] {
    for (const CLI::Option* option : command->get_options()) {
      if (option->count() > 0) arguments.given.push_back(option->get_name());
    }
  });
  return command;
}

}  // namespace lemmata
