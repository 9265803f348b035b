#include "algorithms/actor_critic/time_scales.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace lemmata {
namespace {

std::string broken_alone(const char* whose, const StepSizes& steps) {
  if (!(steps.scale > 0)) {
    return fmt::format("{} step sizes must be positive: their scale is {}", whose, steps.scale);
  }
  if (!steps.sum_is_infinite()) {
    return fmt::format("{} step sizes sum to a finite number: exponent {} is above 1", whose,
                       steps.exponent);
  }
  if (!steps.sum_of_squares_is_finite()) {
    return fmt::format("the squares of {} step sizes sum to infinity: exponent {} is not above 1/2",
                       whose, steps.exponent);
  }
  return {};
}

}  // namespace

std::string broken_condition(const StepSizes& actor, const StepSizes& critic) {
  const std::string of_actor = broken_alone("the actor's", actor);
  if (!of_actor.empty()) return of_actor;
  const std::string of_critic = broken_alone("the critic's", critic);
  if (!of_critic.empty()) return of_critic;
  if (actor.exponent > critic.exponent) return {};
  return fmt::format(
      "the actor is no slower than the critic: its exponent {} is not above the critic's {}",
      actor.exponent, critic.exponent);
}

TimeScales TimeScales::two(const StepSizes& actor, const StepSizes& critic) {
  const std::string broken = broken_condition(actor, critic);
  if (!broken.empty()) throw std::invalid_argument{broken};
  return {actor, critic};
}

}  // namespace lemmata
