#pragma once
/// \file
/// Training saved between two rollouts, as a JSON text from which it goes on as if it had never
/// stopped: parameters and RMSProp's squares to the last bit, what was counted, and where each
/// worker stands. Random numbers need no saving: the number of a rollout names them.
///
/// \code{.json}
/// {"schema": "lemmata.checkpoint/2", "settings": {"--seed": "1", …},
///  "steps": 1000, "updates": 50, "parameters": […], "squares": […],
///  "workers": [{"episodes": [{"environment": […], "steps": 12, "return": 12.0}, …],
///               "rollouts": 50, "failure": ""}, …]}
/// \endcode
///
/// A run may go on only from a checkpoint that was made with the same settings.

#include <functional>
#include <string>
#include <vector>

#include "algorithms/a3c/training.hpp"
#include "algorithms/environments/input_error.hpp"

namespace lemmata {

/// An option, as its user knows it, and what it was.
struct RunSetting {
  std::string option;  ///< "--seed"
  std::string value;
};

/// What a checkpoint must fit.
struct ResumedRun {
  const TrainingProblem& problem;
  const std::vector<RunSetting>& settings;
  int workers;
  /// Whether an episode can stand there. All can where there is no such function, but
  /// for a state with another number of entries.
  std::function<bool(const EpisodeState&)> is_possible{};
};

/// \throws std::domain_error where a number of the state is not finite
std::string checkpoint_text(const TrainingState& state, const std::vector<RunSetting>& settings);

/// The state in a text; `origin` is the file name that errors name. \throws InputError for a text
/// that is no checkpoint, for one of other settings ("a.json was made with --workers 4, not 2"), of
/// other sizes or of states that cannot be, and where every worker has failed
TrainingState parse_checkpoint(const std::string& text, const std::string& origin,
                               const ResumedRun& run);

/// The state in a file. \throws InputError also where it cannot be read
TrainingState read_checkpoint(const std::string& path, const ResumedRun& run);

}  // namespace lemmata
