// How long one exact verification of the policy gradient theorem takes, in every coordinate (s,a).

#include <benchmark/benchmark.h>
#include <rapidcheck/Random.h>

#include "verification/engine/catalogue.hpp"

namespace lemmata {
namespace {

/// Arguments: states, actions. One iteration is one random MDP over GF(2⁶¹ − 1).
void policy_gradient_theorem_in_every_coordinate(benchmark::State& state) {
  const Theorem& theorem = select("PG-2").front()->theorem;
  const auto states = static_cast<int>(state.range(0));
  const auto actions = static_cast<int>(state.range(1));
  std::uint64_t seed = 0;
  for (auto _ : state) {
    const MdpInstance instance =
        draw_dense_mdp(states, actions, {Part::policy, Part::direction}, rc::Random{++seed});
    const Evaluation evaluation = theorem.checks.front().evaluate(instance);
    if (evaluation.finding != Finding::holds) state.SkipWithError("the theorem does not hold");
  }
}
BENCHMARK(policy_gradient_theorem_in_every_coordinate)
    ->Args({3, 2})
    ->Args({10, 3})
    ->Args({20, 3})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace lemmata
