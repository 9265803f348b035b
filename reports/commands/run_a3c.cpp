#include <algorithm>
#include <boost/crc.hpp>
#include <charconv>
#include <limits>

#include "reports/commands/a3c_report.hpp"
#include "reports/commands/a3c_watch.hpp"
#include "reports/commands/run_setup.hpp"
#include "reports/output_paths.hpp"

namespace lemmata {
namespace {

constexpr std::uint64_t default_seed = 1;
constexpr int default_greedy_episodes = 100;
constexpr int default_horizon = 1000;
constexpr double default_rmsprop_step = 1e-3;

const std::vector<Named<FeatureKind>> feature_choices{{"polynomial", FeatureKind::polynomial},
                                                      {"fourier", FeatureKind::fourier},
                                                      {"tiles", FeatureKind::tiles},
                                                      {"tabular", FeatureKind::tabular}};
const std::vector<Named<bool>> decays{{"linear", true}, {"none", false}};
const std::vector<Named<Optimiser>> optimisers{{"sgd", Optimiser::sgd},
                                               {"rmsprop", Optimiser::rmsprop}};
const std::vector<Named<Accumulation>> accumulations{{"locked", Accumulation::locked},
                                                     {"sharded", Accumulation::sharded},
                                                     {"atomic", Accumulation::atomic}};

template <class Value>
const char* name_of(const std::vector<Named<Value>>& choices, Value value) {
  return std::find_if(choices.begin(), choices.end(),
                      [&](const auto& choice) { return choice.value == value; })
      ->name;
}

const ControlEnvironment* control_environment(const std::string& name) {
  for (const ControlEnvironment& one : control_environments()) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

FeatureChoice features_of(const RunArguments& arguments, const FeatureChoice& usual) {
  FeatureChoice choice = usual;
  if (!arguments.features.empty()) choice.kind = chosen(feature_choices, arguments.features).value;
  const bool by_degree =
      choice.kind == FeatureKind::polynomial || choice.kind == FeatureKind::fourier;
  require_together(arguments.degree.has_value(), "--degree", by_degree,
                   "--features polynomial or fourier");
  const bool tiled = choice.kind == FeatureKind::tiles;
  require_together(arguments.tilings.has_value(), "--tilings", tiled, "--features tiles");
  require_together(arguments.tiles.has_value(), "--tiles", tiled, "--features tiles");
  if (by_degree) {
    choice.degree = arguments.degree.value_or(usual.kind == choice.kind ? usual.degree : 3);
  }
  choice.tilings = arguments.tilings.value_or(usual.tilings);
  choice.tiles = arguments.tiles.value_or(usual.tiles);
  return choice;
}

RolloutOptions rollout_of(const RunArguments& arguments, RolloutOptions usual) {
  usual.steps = arguments.rollout.value_or(usual.steps);
  usual.environments = arguments.environments_per_worker.value_or(usual.environments);
  usual.discount = arguments.discount.value_or(usual.discount);
  usual.lambda = arguments.lambda.value_or(usual.lambda);
  usual.weights.entropy = arguments.entropy.value_or(usual.weights.entropy);
  usual.weights.value = arguments.value_weight.value_or(usual.weights.value);
  usual.step_limit = arguments.horizon.value_or(usual.step_limit);
  return usual;
}

UpdateRule rule_of(const RunArguments& arguments, std::int64_t steps, double sgd_step) {
  const Optimiser optimiser = chosen(optimisers, arguments.optimiser).value;
  return {.optimiser = optimiser,
          .step_size = arguments.step_size.value_or(
              optimiser == Optimiser::sgd ? sgd_step : default_rmsprop_step),
          .decay_over = chosen(decays, arguments.decay).value ? steps : 0,
          .staleness_threshold = arguments.staleness_threshold.value_or(0),
          .largest_norm = arguments.clip.value_or(0)};
}

/// "1@500". \throws UsageError for what is no such thing, or no worker
std::pair<int, std::int64_t> failure_of(const std::string& text, int workers) {
  int worker = 0;
  std::int64_t rollout = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, worker);
  const bool has_worker = error == std::errc{} && at != end && *at == '@';
  const auto [rest, wrong] =
      has_worker ? std::from_chars(at + 1, end, rollout) : std::from_chars(end, end, rollout);
  if (wrong != std::errc{} || rest != end || worker < 0 || rollout < 0) {
    throw UsageError{
        fmt::format("--fail \"{}\" is not WORKER@ROLLOUT, both from 0, such as 1@500", text)};
  }
  if (worker >= workers) {
    throw UsageError{fmt::format("--fail {}: workers are numbered 0 to {}", text, workers - 1)};
  }
  return {worker, rollout};
}

/// CRC-64/XZ of all that an MDP is, which is the same everywhere.
std::string fingerprint(const FiniteMdp<double>& mdp) {
  std::vector<double> numbers{mdp.discount};
  numbers.insert(numbers.end(), mdp.start.begin(), mdp.start.end());
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      const auto& outcomes = mdp.outcomes(s, a);
      numbers.push_back(static_cast<double>(outcomes.size()));
      for (const Outcome<double>& outcome : outcomes) {
        numbers.insert(numbers.end(),
                       {outcome.probability, outcome.reward,
                        static_cast<double>(outcome.next_state), outcome.terminal ? 1.0 : 0.0});
      }
    }
  }
  constexpr std::uint64_t all = ~std::uint64_t{0};
  boost::crc_optimal<64, 0x42F0'E1EB'A9EA'3693, all, all, true, true> crc;
  crc.process_bytes(numbers.data(), numbers.size() * sizeof(double));
  return fmt::format("{:016x}", std::uint64_t{crc.checksum()});
}

std::vector<RunSetting> feature_settings(const FeatureChoice& choice) {
  const RunSetting features{"--features", name_of(feature_choices, choice.kind)};
  switch (choice.kind) {
    case FeatureKind::polynomial:
    case FeatureKind::fourier:
      return {features, {"--degree", fmt::format("{}", choice.degree)}};
    case FeatureKind::tiles:
      return {features,
              {"--tilings", fmt::format("{}", choice.tilings)},
              {"--tiles", fmt::format("{}", choice.tiles)}};
    case FeatureKind::tabular:
      break;
  }
  return {features};
}

/// As they stand on a command line.
std::string words_of(const std::vector<RunSetting>& settings) {
  std::string words;
  for (const auto& [option, value] : settings) {
    words += fmt::format("{}{} {}", words.empty() ? "" : " ", option, value);
  }
  return words;
}

/// What a checkpoint must agree in, but for --workers: all that decides how training goes on.
std::vector<RunSetting> settings_of(const A3cSetup& setup, const Task& task,
                                    const RunArguments& arguments) {
  const UpdateRule& rule = setup.options.rule;
  const RolloutOptions& rollout = setup.rollout;
  const std::string table = setup.solved ? " with table " + fingerprint(setup.solved->mdp) : "";
  std::vector<RunSetting> result{
      {arguments.mdp.empty() ? "--environment" : "--mdp", task.name + table},
      {"--rollout", fmt::format("{}", rollout.steps)},
      {"--environments-per-worker", fmt::format("{}", rollout.environments)},
      {"--lambda", fmt::format("{}", rollout.lambda)},
      {"--discount", fmt::format("{}", rollout.discount)},
      {"--entropy", fmt::format("{}", rollout.weights.entropy)},
      {"--value-weight", fmt::format("{}", rollout.weights.value)},
      {"--optimiser", name_of(optimisers, rule.optimiser)},
      {"--step-size", fmt::format("{}", rule.step_size)},
      {"--decay", rule.decay_over > 0 ? fmt::format("linear over --steps {}", rule.decay_over)
                                      : std::string{"none"}},
      {"--clip", fmt::format("{}", rule.largest_norm)},
      {"--staleness-threshold", fmt::format("{}", rule.staleness_threshold)},
      {"--discipline", arguments.discipline},
      {"--bound", fmt::format("{}", setup.bound)},
      {"--accumulation", arguments.accumulation},
      {"--seed", fmt::format("{}", setup.options.seed)}};
  if (rollout.step_limit >= 0) {  // else the environment's own
    result.push_back({"--horizon", fmt::format("{}", rollout.step_limit)});
  }
  // Before the step size, which follows from them where none is given.
  const std::vector<RunSetting> features = feature_settings(setup.features);
  result.insert(result.begin() + 1, features.begin(), features.end());
  return result;
}

std::vector<RunSetting> with_workers(std::vector<RunSetting> settings, int workers) {
  settings.insert(settings.begin(), {"--workers", fmt::format("{}", workers)});
  return settings;
}

void require_consistent(const RunArguments& arguments) {
  const bool one_run = arguments.workers.size() <= 1;
  require_together(!arguments.checkpoint.empty(), "--checkpoint", one_run,
                   "one number of --workers");
  require_together(!arguments.resume.empty(), "--resume", one_run, "one number of --workers");
  require_together(!arguments.fail.empty(), "--fail", one_run, "one number of --workers");
  if (arguments.optimiser == "rmsprop" && arguments.accumulation == "atomic") {
    throw UsageError{
        "--optimiser rmsprop needs --accumulation locked or sharded: its squares and the step they "
        "scale belong together"};
  }
  for (const std::string& other : {arguments.json, arguments.csv, arguments.mdp}) {
    if (same_file(arguments.checkpoint, other)) {
      throw UsageError{"--checkpoint cannot go to " + other + " too"};
    }
  }
}

/// What its features and rollouts make. \throws UsageError where they cannot be
template <class Make>
void set_checked(A3cSetup& setup, const Make& make) {
  try {
    setup.problem = make();
  } catch (const std::invalid_argument& error) {
    throw UsageError{
        fmt::format("{}: {}", words_of(feature_settings(setup.features)), error.what())};
  }
}

/// The problem and its usual settings, into a setup.
LearningSettings set_problem(A3cSetup& setup, const Task& task, const RunArguments& arguments) {
  if (const ControlEnvironment* control = control_environment(task.name);
      control != nullptr && task.mdp.states() == 0) {
    require_together(is_given(arguments, "--start"), "--start", false, "MDPs");
    setup.features = features_of(arguments, control->settings.features);
    setup.rollout = rollout_of(arguments, control->settings.rollout);
    // It is of the environment's own step limit.
    if (!arguments.horizon) setup.solved_at = control->solved_at;
    set_checked(setup, [&] { return control->problem(setup.features, setup.rollout); });
    return control->settings;
  }
  if (arguments.discount) {
    throw UsageError{"--discount goes with environments without a table: an MDP has its own"};
  }
  LearningSettings usual = tabular_settings(task.mdp);
  usual.rollout.discount = task.mdp.discount;
  usual.rollout.step_limit = default_horizon;
  setup.features = features_of(arguments, usual.features);
  if (setup.features.kind != FeatureKind::tabular) {
    throw UsageError{"an MDP has numbered states: its --features are tabular"};
  }
  setup.rollout = rollout_of(arguments, usual.rollout);
  set_checked(setup, [&] { return tabular_problem(task.mdp, setup.rollout); });
  setup.solved = std::make_shared<const SolvedMdp>(SolvedMdp{task.mdp, find_optimum(task.mdp)});
  return usual;
}

A3cSetup setup_of(const Task& task, const RunArguments& arguments) {
  require_consistent(arguments);
  A3cSetup setup;
  const LearningSettings usual = set_problem(setup, task, arguments);
  setup.steps = arguments.steps.value_or(usual.steps);
  setup.workers = arguments.workers.empty() ? std::vector{1} : arguments.workers;
  setup.bound = arguments.bound.value_or(0);
  setup.options = {
      .rule = rule_of(arguments, setup.steps, usual.scaled_step / setup.problem.not_zero),
      .discipline = discipline_of(arguments),
      .accumulation = chosen(accumulations, arguments.accumulation).value,
      .seed = arguments.seed.value_or(default_seed)};
  setup.greedy_episodes = arguments.greedy_episodes.value_or(default_greedy_episodes);
  for (const std::string& failure : arguments.fail) {
    setup.failures.push_back(failure_of(failure, setup.workers.front()));
  }
  setup.checkpoint = arguments.checkpoint;
  setup.resumed_from = arguments.resume;
  setup.chosen = settings_of(setup, task, arguments);
  return setup;
}

TrainingState first_state(const A3cSetup& setup, int workers) {
  if (setup.resumed_from.empty()) return start_of(setup.problem.training, workers);
  const std::vector<RunSetting> settings = with_workers(setup.chosen, workers);
  return read_checkpoint(setup.resumed_from,
                         {setup.problem.training, settings, workers, setup.problem.is_possible});
}

void fail_where_asked(const A3cSetup& setup, int worker, std::int64_t rollout) {
  for (const auto& [failing, at] : setup.failures) {
    if (failing == worker && at == rollout) {
      throw std::runtime_error{fmt::format("--fail {}@{} asked for it", worker, rollout)};
    }
  }
}

A3cRun run_with(const A3cSetup& setup, int workers, TrainingState state, const GoesOn& goes_on,
                Watch& watch) {
  const std::vector<RunSetting> settings = with_workers(setup.chosen, workers);
  watch.begin();
  bool is_cut = false;  // the last measurement
  const TrainingObserver observer{
      .measure =
          [&](const Vector<double>& parameters) {
            try {
              return measured(setup, parameters, [&] { return goes_on(watch.steps()); });
            } catch (const EpisodesStopped&) {
              is_cut = true;
              return std::vector{std::numeric_limits<double>::quiet_NaN()};
            }
          },
      .goes_on =
          [&](std::int64_t steps) {
            watch.at(steps);
            return goes_on(steps);
          },
      .recorded =
          [&](const TrainingPoint& point, const TrainingState& reached) {
            if (!setup.checkpoint.empty()) {
              write_output(setup.checkpoint, checkpoint_text(reached, settings));
            }
            watch.see(point);
          },
      .before_delivery = [&](int worker,
                             std::int64_t rollout) { fail_where_asked(setup, worker, rollout); }};
  TrainingRecording recording =
      record_training(setup.problem.training, setup.options, state, setup.steps, observer);
  recording.interrupted |= is_cut;
  return {workers, std::move(recording), std::move(state)};
}

PreparedRun a3c_run(const Task& task, const RunArguments& arguments) {
  A3cSetup setup = setup_of(task, arguments);
  const TrainingState first = first_state(setup, setup.workers.front());
  setup.resumed_at = first.model.steps;
  RunReport report = empty_report(task, arguments);
  report.discount = setup.rollout.discount;
  if (!setup.solved) report.simulated = control_environment(task.name)->words;
  report.index = {
      .noun = "step", .letter = "k", .asked = setup.steps, .recorded = {}, .even = true};
  describe(report, setup);
  if (task.policy_features.size() > 0) report.remarks.emplace_back(features_unused);
  const auto watch = std::make_shared<Watch>();
  return {std::move(report),
          [setup, first, watch](RunReport& run, const GoesOn& goes_on) {
            std::vector<A3cRun> runs;
            for (const int workers : setup.workers) {
              TrainingState state =
                  setup.workers.size() == 1 ? first : start_of(setup.problem.training, workers);
              runs.push_back(run_with(setup, workers, std::move(state), goes_on, *watch));
              const TrainingRecording& recording = runs.back().recording;
              if (recording.interrupted || !recording.diverged.empty()) break;
            }
            add_runs(run, setup, runs);
          },
          [watch] { return watch->words(); }};
}

}  // namespace

std::vector<std::string> feature_names() { return names_of(feature_choices); }

std::vector<std::string> decay_names() { return names_of(decays); }

std::vector<std::string> optimiser_names() { return names_of(optimisers); }

std::vector<std::string> accumulation_names() { return names_of(accumulations); }

std::vector<std::string> simulated_names() {
  std::vector<std::string> names;
  for (const ControlEnvironment& one : control_environments()) names.push_back(one.name);
  return names;
}

std::vector<Algorithm> a3c_algorithms() {
  return {{"a3c",
           "θ ← θ + ηG, G of rollouts that parallel workers act out on old copies of θ",
           {"--workers",      "--features",       "--degree",     "--tilings",
            "--tiles",        "--steps",          "--rollout",    "--environments-per-worker",
            "--lambda",       "--discount",       "--horizon",    "--entropy",
            "--value-weight", "--step-size",      "--decay",      "--clip",
            "--optimiser",    "--discipline",     "--bound",      "--staleness-threshold",
            "--accumulation", "--seed",           "--checkpoint", "--resume",
            "--fail",         "--greedy-episodes"},
           a3c_run,
           simulated_names()}};
}

}  // namespace lemmata
