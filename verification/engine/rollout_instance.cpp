#include "verification/engine/rollout_instance.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include "verification/engine/draw.hpp"

namespace lemmata {
namespace {

Ending draw_ending(Draw& draw) {
  if (!draw.one_in(3)) return Ending::goes_on;
  return draw.one_in(2) ? Ending::terminated : Ending::truncated;
}

RolloutInstance draw_rollout(int longest, Draw shape, Numbers numbers, Draw draw) {
  constexpr int largest = 5;
  RolloutInstance result;
  result.discount = draw.number(numbers, 0, 8, -3);
  result.lambda = draw.number(numbers, 0, 8, -3);
  const int length = shape.between(1, longest);
  for (int t = 0; t < length; ++t) {
    result.steps.push_back({draw.number(numbers, -largest, largest),
                            draw.number(numbers, -largest, largest),
                            draw.number(numbers, -largest, largest), draw_ending(shape)});
  }
  return result;
}

/// One step less, and then one number nearer to zero or one ending less.
std::vector<RolloutInstance> simpler(const RolloutInstance& instance) {
  std::vector<RolloutInstance> result;
  for (std::size_t t = 0; t < instance.steps.size() && instance.steps.size() > 1; ++t) {
    RolloutInstance& shorter = result.emplace_back(instance);
    shorter.steps.erase(shorter.steps.begin() + static_cast<std::ptrdiff_t>(t));
  }
  const auto smaller = [&](auto number_of) {
    RolloutInstance copy = instance;
    std::int64_t& mantissa = number_of(copy).mantissa;
    if (mantissa == 0) return;
    mantissa -= mantissa > 0 ? 1 : -1;
    result.push_back(std::move(copy));
  };
  for (std::size_t t = 0; t < instance.steps.size(); ++t) {
    smaller([t](RolloutInstance& x) -> Dyadic& { return x.steps[t].reward; });
    smaller([t](RolloutInstance& x) -> Dyadic& { return x.steps[t].value; });
    smaller([t](RolloutInstance& x) -> Dyadic& { return x.steps[t].final_value; });
    if (instance.steps[t].ending != Ending::goes_on) {
      result.emplace_back(instance).steps[t].ending = Ending::goes_on;
    }
  }
  smaller([](RolloutInstance& x) -> Dyadic& { return x.discount; });
  smaller([](RolloutInstance& x) -> Dyadic& { return x.lambda; });
  return result;
}

const char* text(Ending ending) {
  switch (ending) {
    case Ending::goes_on:
      return "goes on";
    case Ending::terminated:
      return "terminated";
    case Ending::truncated:
      return "truncated";
  }
  throw std::logic_error("unknown ending");
}

InstancePointer pointer(RolloutInstance instance) {
  return std::make_shared<RolloutInstance>(std::move(instance));
}

}  // namespace

std::string RolloutInstance::describe() const {
  std::string result = fmt::format("{}, γ = {}, λ = {}\n  step  reward  V(s)  V(s')\n", shape(),
                                   to_string(discount), to_string(lambda));
  for (std::size_t t = 0; t < steps.size(); ++t) {
    const Step& step = steps[t];
    const bool followed = step.ending == Ending::goes_on && t + 1 < steps.size();
    result += fmt::format(
        "  {:4}  {:>6}  {:>4}  {:>5}  {}\n", t, to_string(step.reward), to_string(step.value),
        to_string(followed ? steps[t + 1].value : step.final_value), text(step.ending));
  }
  return result;
}

std::string RolloutInstance::shape() const {
  return fmt::format("{} step{}", steps.size(), steps.size() == 1 ? "" : "s");
}

InstanceSpace rollouts(int longest) {
  return {
      .name = fmt::format("rollouts of at most {} steps, with ends and cuts", longest),
      .small = rc::Gen<InstancePointer>{[longest](const rc::Random& random, int) {
        rc::Random shape = random;
        const rc::Random numbers = shape.split();
        return rc::shrinkable::map(
            rc::shrinkable::shrinkRecur(
                draw_rollout(longest, Draw{shape}, Numbers::small, Draw{numbers}),
                [](const RolloutInstance& x) { return rc::seq::fromContainer(simpler(x)); }),
            pointer);
      }},
      .uniform = [longest](const rc::Random& shape, const rc::Random& numbers) -> InstancePointer {
        return pointer(draw_rollout(longest, Draw{shape}, Numbers::uniform, Draw{numbers}));
      },
      .on = {}};
}

}  // namespace lemmata
