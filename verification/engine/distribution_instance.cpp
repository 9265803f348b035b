#include "verification/engine/distribution_instance.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <rapidcheck.h>

#include <algorithm>

namespace lemmata {
namespace {

bool has_mass(const DistributionInstance& x) {
  return std::any_of(x.weights.begin(), x.weights.end(), [](int w) { return w > 0; });
}

std::vector<DistributionInstance> simpler(const DistributionInstance& instance) {
  std::vector<DistributionInstance> result;
  const auto propose = [&](DistributionInstance candidate) {
    if (has_mass(candidate)) result.push_back(std::move(candidate));
  };
  for (std::size_t i = 0; i < instance.weights.size(); ++i) {
    DistributionInstance without = instance;
    without.weights.erase(without.weights.begin() + static_cast<std::ptrdiff_t>(i));
    propose(std::move(without));
    for (const int smaller : {0, 1, instance.weights[i] - 1}) {
      if (smaller < 0 || smaller >= instance.weights[i]) continue;
      DistributionInstance lighter = instance;
      lighter.weights[i] = smaller;
      propose(std::move(lighter));
    }
  }
  return result;
}

DistributionInstance draw(int largest, rc::Random random) {
  constexpr std::uint64_t heaviest = 9;
  DistributionInstance result;
  const auto outcomes = 1 + random.next() % static_cast<std::uint64_t>(largest);
  for (std::uint64_t i = 0; i < outcomes; ++i) {
    result.weights.push_back(static_cast<int>(random.next() % (heaviest + 1)));
  }
  if (!has_mass(result)) result.weights[0] = 1;
  return result;
}

}  // namespace

std::string DistributionInstance::describe() const {
  return fmt::format("{}, weights {}\n", shape(), fmt::join(weights, ", "));
}

std::string DistributionInstance::shape() const {
  return fmt::format("a distribution on {} outcome{}", weights.size(),
                     weights.size() == 1 ? "" : "s");
}

bool DistributionInstance::is_uniform() const {
  return std::all_of(weights.begin(), weights.end(), [&](int w) { return w == weights[0]; });
}

InstanceSpace distributions(int largest) {
  return {.name = fmt::format("distributions on at most {} outcomes", largest),
          .small = rc::Gen<InstancePointer>{[largest](const rc::Random& random, int) {
            return rc::shrinkable::map(
                rc::shrinkable::shrinkRecur(draw(largest, random),
                                            [](const DistributionInstance& x) {
                                              return rc::seq::fromContainer(simpler(x));
                                            }),
                [](DistributionInstance x) -> InstancePointer {
                  return std::make_shared<DistributionInstance>(std::move(x));
                });
          }},
          .uniform = {},
          .on = {}};
}

}  // namespace lemmata
