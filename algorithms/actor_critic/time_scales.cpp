#include "algorithms/actor_critic/time_scales.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace lemmata {
namespace {

/// Of the steps of "actor" or "critic", α_k or β_k.
void add_conditions(std::vector<TimeScaleCondition>& all, const std::string& whose,
                    const std::string& symbol, const StepSizes& steps) {
  const std::string detail = fmt::format("the {}’s exponent is {:.6g}", whose, steps.exponent);
  all.push_back({whose + "_sum_is_infinite", fmt::format("Σ{}_k = ∞", symbol),
                 steps.sum_is_infinite(), detail,
                 fmt::format("the {}'s step sizes sum to a finite number: exponent {} is above 1",
                             whose, steps.exponent)});
  all.push_back({whose + "_squares_are_summable", fmt::format("Σ{}_k² < ∞", symbol),
                 steps.sum_of_squares_is_finite(), detail,
                 fmt::format("the squares of the {}'s step sizes sum to infinity: exponent {} is "
                             "not above 1/2",
                             whose, steps.exponent)});
}

std::string not_positive(const char* whose, const StepSizes& steps) {
  if (steps.scale > 0) return {};
  return fmt::format("the {}'s step sizes must be positive: their scale is {}", whose, steps.scale);
}

}  // namespace

std::vector<TimeScaleCondition> time_scale_conditions(const StepSizes& actor,
                                                      const StepSizes& critic) {
  std::vector<TimeScaleCondition> result;
  add_conditions(result, "actor", "α", actor);
  add_conditions(result, "critic", "β", critic);
  const double p = actor.exponent, q = critic.exponent;
  result.push_back({"actor_is_slower", "α_k/β_k → 0", p > q,
                    fmt::format("exponents {:.6g} and {:.6g}", p, q),
                    fmt::format("the actor is no slower than the critic: its exponent {} is not "
                                "above the critic's {}",
                                p, q)});
  return result;
}

std::string broken_condition(const StepSizes& actor, const StepSizes& critic) {
  for (const auto& broken : {not_positive("actor", actor), not_positive("critic", critic)}) {
    if (!broken.empty()) return broken;
  }
  for (const TimeScaleCondition& one : time_scale_conditions(actor, critic)) {
    if (!one.holds) return one.broken;
  }
  return {};
}

TimeScales TimeScales::two(const StepSizes& actor, const StepSizes& critic) {
  const std::string broken = broken_condition(actor, critic);
  if (!broken.empty()) throw std::invalid_argument{broken};
  return {actor, critic};
}

}  // namespace lemmata
