#include "bare_steps.hpp"

#include "algorithms/environments/acrobot.hpp"
#include "algorithms/environments/cart_pole.hpp"
#include "algorithms/environments/mountain_car.hpp"
#include "algorithms/environments/random_steps.hpp"
#include "algorithms/environments/tabular_environment.hpp"

namespace lemmata {

template <SimulatedEnvironment E>
double bare_steps(const E& environment, std::int64_t steps, RandomStream& random) {
  return random_steps(environment, steps, random).reward;
}

template double bare_steps(const CartPole&, std::int64_t, RandomStream&);
template double bare_steps(const MountainCar&, std::int64_t, RandomStream&);
template double bare_steps(const Acrobot&, std::int64_t, RandomStream&);
template double bare_steps(const TabularEnvironment&, std::int64_t, RandomStream&);

}  // namespace lemmata
