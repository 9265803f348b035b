#include "verification/engine/weighted_outcomes_instance.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "verification/engine/draw.hpp"

namespace lemmata {
namespace {

WeightedOutcomesInstance draw(const WeightedOutcomesShape& shape, int outcomes, Numbers numbers,
                              rc::Random random) {
  constexpr int heaviest = 9;
  constexpr int largest = 5;
  Draw draw{random};
  WeightedOutcomesInstance result;
  result.names = shape;
  for (int i = 0; i < outcomes; ++i) result.weights.push_back(draw.number(numbers, 1, heaviest));
  for (std::size_t k = 0; k < shape.variables.size(); ++k) {
    auto& variable = result.variables.emplace_back();
    for (int i = 0; i < outcomes; ++i) variable.push_back(draw.number(numbers, -largest, largest));
  }
  for (std::size_t k = 0; k < shape.constants.size(); ++k) {
    result.constants.push_back(draw.number(numbers, -largest, largest));
  }
  return result;
}

int draw_count(const WeightedOutcomesShape& shape, rc::Random random) {
  return Draw{random}.between(shape.fewest, shape.most);
}

std::vector<Dyadic*> numbers_of(WeightedOutcomesInstance& x) {
  std::vector<Dyadic*> result;
  for (auto& variable : x.variables) {
    for (Dyadic& number : variable) result.push_back(&number);
  }
  for (Dyadic& number : x.constants) result.push_back(&number);
  return result;
}

std::vector<WeightedOutcomesInstance> simpler(const WeightedOutcomesInstance& instance) {
  std::vector<WeightedOutcomesInstance> result;
  const auto propose = [&](auto change) {
    WeightedOutcomesInstance copy = instance;
    change(copy);
    result.push_back(std::move(copy));
  };
  const auto outcomes = static_cast<int>(instance.weights.size());
  for (int i = 0; outcomes > instance.names.fewest && i < outcomes; ++i) {
    propose([i](WeightedOutcomesInstance& x) {
      x.weights.erase(x.weights.begin() + i);
      for (auto& variable : x.variables) variable.erase(variable.begin() + i);
    });
  }
  const auto is_even = [](const Dyadic& weight) { return weight.mantissa % 2 == 0; };
  if (std::all_of(instance.weights.begin(), instance.weights.end(), is_even)) {
    propose([](WeightedOutcomesInstance& x) {
      for (Dyadic& weight : x.weights) weight.mantissa /= 2;
    });
  }
  for (std::size_t i = 0; i < instance.weights.size(); ++i) {
    const std::int64_t now = instance.weights[i].mantissa;
    for (const std::int64_t lighter : {std::int64_t{1}, now - 1}) {
      if (lighter < 1 || lighter >= now) continue;
      propose([=](WeightedOutcomesInstance& x) { x.weights[i] = {lighter, 0}; });
    }
  }
  WeightedOutcomesInstance copy = instance;
  for (std::size_t i = 0; i < numbers_of(copy).size(); ++i) {
    const std::int64_t now = numbers_of(copy)[i]->mantissa;
    for (const std::int64_t candidate : {std::int64_t{0}, std::int64_t{1}, now / 2, -now}) {
      const bool positive_twin = candidate == -now && now < 0;
      if (std::abs(candidate) >= std::abs(now) && !positive_twin) continue;
      propose([=](WeightedOutcomesInstance& x) { *numbers_of(x)[i] = {candidate, 0}; });
    }
  }
  return result;
}

std::string list(const std::vector<Dyadic>& numbers) {
  std::string text;
  for (const Dyadic& number : numbers) text += (text.empty() ? "" : ", ") + to_string(number);
  return text;
}

InstancePointer pointer(WeightedOutcomesInstance x) {
  return std::make_shared<WeightedOutcomesInstance>(std::move(x));
}

}  // namespace

std::string WeightedOutcomesInstance::describe() const {
  std::string text = fmt::format("{}, {} {}\n", shape(), names.weights, list(weights));
  for (std::size_t k = 0; k < variables.size(); ++k) {
    const bool all_zero = std::all_of(variables[k].begin(), variables[k].end(),
                                      [](const Dyadic& n) { return n.mantissa == 0; });
    if (!all_zero) text += fmt::format("  {}: {}\n", names.variables[k], list(variables[k]));
  }
  for (std::size_t k = 0; k < constants.size(); ++k) {
    if (constants[k].mantissa == 0) continue;
    text += fmt::format("  {}: {}\n", names.constants[k], to_string(constants[k]));
  }
  return text;
}

std::string WeightedOutcomesInstance::shape() const {
  return fmt::format("{} {}{}", weights.size(), names.outcome, weights.size() == 1 ? "" : "s");
}

InstanceSpace weighted_outcomes(std::string name, WeightedOutcomesShape shape) {
  return {.name = std::move(name),
          .small = rc::Gen<InstancePointer>{[shape](const rc::Random& random, int) {
            rc::Random numbers = random;
            numbers.next();
            return rc::shrinkable::map(
                rc::shrinkable::shrinkRecur(
                    draw(shape, draw_count(shape, random), Numbers::small, numbers),
                    [](const WeightedOutcomesInstance& x) {
                      return rc::seq::fromContainer(simpler(x));
                    }),
                pointer);
          }},
          .uniform =
              [shape](const rc::Random& count, const rc::Random& numbers) {
                return pointer(draw(shape, draw_count(shape, count), Numbers::uniform, numbers));
              },
          .on = {}};
}

}  // namespace lemmata
