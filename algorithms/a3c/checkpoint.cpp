#include "algorithms/a3c/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <initializer_list>
#include <stdexcept>
#include <utility>

#include "algorithms/environments/json_item.hpp"

namespace lemmata {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* schema = "lemmata.checkpoint/2";

template <class Numbers>
Json numbers_json(const Numbers& numbers) {
  Json json = Json::array();
  for (const double number : numbers) {
    // JSON has no word for them, and null would be read by nobody.
    if (!std::isfinite(number)) throw std::domain_error{"a number of the state is not finite"};
    json.push_back(number);
  }
  return json;
}

Json episode_json(const EpisodeState& episode) {
  return {{"environment", numbers_json(episode.environment)},
          {"steps", episode.steps},
          {"return", numbers_json(std::vector{episode.total_return}).front()}};
}

Json worker_json(const WorkerState& worker) {
  Json episodes = Json::array();
  for (const EpisodeState& episode : worker.episodes) episodes.push_back(episode_json(episode));
  return {{"episodes", std::move(episodes)},
          {"rollouts", worker.rollouts},
          {"failure", worker.failure}};
}

/// Requires these members, and no others.
void expect_members(const JsonItem& object, std::initializer_list<const char*> keys) {
  object.expect_object();
  for (const char* key : keys) {
    if (!object.value.contains(key)) object.place.refuse(fmt::format("\"{}\" is missing", key));
  }
  for (const auto& [key, value] : object.value.items()) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    object.place.refuse(fmt::format("unknown key {}", nlohmann::json(key).dump()));
  }
}

/// Before all else, so that a file of something else is called that.
void expect_checkpoint(const JsonItem& file) {
  const auto found =
      file.value.is_object() ? file.value.value("schema", nlohmann::json{}) : nullptr;
  if (found == schema) return;
  if (found.is_string() && found.get<std::string>().starts_with("lemmata.checkpoint/")) {
    file.place.refuse(
        fmt::format("is a checkpoint of another version of Lemmata: its schema is {}, not {}",
                    found.get<std::string>(), schema));
  }
  file.place.refuse(fmt::format("is no checkpoint: its schema is not {}", schema));
}

void expect_settings(const JsonItem& settings, const std::vector<RunSetting>& wanted,
                     const std::string& origin) {
  settings.expect_object();
  for (const auto& [option, value] : wanted) {
    if (!settings.value.contains(option)) {
      throw InputError{fmt::format("{} was made without {} {}", origin, option, value)};
    }
    const std::string found = settings.member(option).text();
    if (found == value) continue;
    throw InputError{fmt::format("{} was made with {} {}, not {}", origin, option, found, value)};
  }
  for (const auto& [option, value] : settings.value.items()) {
    const bool is_wanted = std::any_of(wanted.begin(), wanted.end(),
                                       [&key = option](const auto& x) { return x.option == key; });
    if (is_wanted) continue;
    throw InputError{
        fmt::format("{} was made with {} {}", origin, option, settings.member(option).text())};
  }
}

std::vector<double> numbers(const JsonItem& array) {
  std::vector<double> result;
  for (std::size_t i = 0; i < array.expect_array().value.size(); ++i) {
    result.push_back(array.element(i).number());
  }
  return result;
}

Vector<double> vector_of(const JsonItem& array, Eigen::Index size) {
  const std::vector<double> entries = numbers(array);
  if (static_cast<Eigen::Index>(entries.size()) != size) {
    array.place.refuse(fmt::format("has {} entries, not {}", entries.size(), size));
  }
  return Eigen::Map<const Eigen::VectorXd>(entries.data(), size);
}

EpisodeState episode_state(const JsonItem& item, const ResumedRun& run) {
  expect_members(item, {"environment", "steps", "return"});
  EpisodeState state{.environment = numbers(item.member("environment")),
                     .steps = item.member("steps").count(),
                     .total_return = item.member("return").number()};
  if (run.is_possible && !run.is_possible(state)) {
    item.place.refuse("the environment cannot be in this state");
  }
  return state;
}

/// What `is_possible` lets pass is shown to the worker that would go on from it as well.
WorkerState worker_state(const JsonItem& item, int index, std::int64_t steps,
                         const ResumedRun& run) {
  expect_members(item, {"episodes", "rollouts", "failure"});
  WorkerState state{.rollouts = item.member("rollouts").count(),
                    .failure = item.member("failure").text()};
  if (state.rollouts > steps) {
    item.member("rollouts").place.refuse("is more than the steps of all workers");
  }
  const JsonItem episodes = item.member("episodes");
  for (std::size_t i = 0; i < episodes.expect_array().value.size(); ++i) {
    state.episodes.push_back(episode_state(episodes.element(i), run));
  }
  if (state.episodes.empty() && state.rollouts > 0 && state.is_well()) {
    episodes.place.refuse("is empty, although the worker has delivered rollouts");
  }
  try {
    run.problem.worker(0, index, state);
  } catch (const std::invalid_argument& error) {
    episodes.place.refuse(error.what());
  }
  return state;
}

std::vector<WorkerState> worker_states(const JsonItem& array, std::int64_t steps,
                                       const ResumedRun& run) {
  const std::size_t entries = array.expect_array().value.size();
  if (entries != static_cast<std::size_t>(run.workers)) {
    array.place.refuse(
        fmt::format("has {} entries, not one for each of {} workers", entries, run.workers));
  }
  std::vector<WorkerState> result;
  for (std::size_t i = 0; i < entries; ++i) {
    result.push_back(worker_state(array.element(i), static_cast<int>(i), steps, run));
  }
  if (std::none_of(result.begin(), result.end(), std::mem_fn(&WorkerState::is_well))) {
    array.place.refuse("no worker is left that has not failed");
  }
  return result;
}

LearnedModel model(const JsonItem& file, Eigen::Index size) {
  LearnedModel result{vector_of(file.member("parameters"), size)};
  const JsonItem squares = file.member("squares");
  result.squares = vector_of(squares, size);
  if (size > 0 && result.squares.minCoeff() < 0) squares.place.refuse("a square is negative");
  result.steps = file.member("steps").count();
  result.updates = file.member("updates").count();
  return result;
}

}  // namespace

std::string checkpoint_text(const TrainingState& state, const std::vector<RunSetting>& settings) {
  Json json{{"schema", schema}, {"settings", Json::object()}};
  for (const auto& [option, value] : settings) json["settings"][option] = value;
  json["steps"] = state.model.steps;
  json["updates"] = state.model.updates;
  json["parameters"] = numbers_json(state.model.parameters);
  json["squares"] = numbers_json(state.model.squares);
  json["workers"] = Json::array();
  for (const WorkerState& worker : state.workers) json["workers"].push_back(worker_json(worker));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

TrainingState parse_checkpoint(const std::string& text, const std::string& origin,
                               const ResumedRun& run) {
  const nlohmann::json root = parse_strict_json(text, origin);
  const JsonItem file{root, Place{origin}};
  expect_checkpoint(file);
  expect_members(file,
                 {"schema", "settings", "steps", "updates", "parameters", "squares", "workers"});
  expect_settings(file.member("settings"), run.settings, origin);
  LearnedModel learned = model(file, run.problem.start.size());
  std::vector<WorkerState> workers = worker_states(file.member("workers"), learned.steps, run);
  return {std::move(learned), std::move(workers)};
}

TrainingState read_checkpoint(const std::string& path, const ResumedRun& run) {
  return parse_checkpoint(file_content(path), path, run);
}

}  // namespace lemmata
