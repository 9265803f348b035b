#pragma once
/// \file
/// What a report says of a run of actor-critic.

#include <optional>
#include <string>

#include "algorithms/actor_critic/tracking.hpp"
#include "reports/run_report.hpp"

namespace lemmata {

struct ActorCriticSetup {
  std::string update;     ///< what a step does to the parameters, in plain mathematics
  std::string criterion;  ///< as it is called on the command line, as the next two
  std::string order;
  std::string time_scales;
  TrackingTask task;
  ActorCriticOptions options;
  std::uint64_t seed;
  std::optional<EpisodicOptions> episodic{};  ///< where it learns by episodes
  std::string advantage{};                    ///< its estimate, in words
};

/// What is known before the run. \throws SingularSystem as `criterion_evaluation`, of the uniform
/// policy
void describe(RunReport& report, const ActorCriticSetup& setup);

/// What was recorded.
void add_recording(RunReport& report, const ActorCriticSetup& setup,
                   const Recording<TrackingPoint>& done);

}  // namespace lemmata
