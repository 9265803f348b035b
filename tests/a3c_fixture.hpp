#pragma once
/// \file
/// What tests of A3C's workers look at.

#include <vector>

#include "algorithms/a3c/linear_worker.hpp"
#include "algorithms/environments/cart_pole.hpp"
#include "algorithms/features/polynomial_basis.hpp"

namespace lemmata {

inline std::vector<double> entries(const Vector<double>& vector) {
  return {vector.begin(), vector.end()};
}

struct RolledOut {
  RolloutSummary summary;
  Vector<double> direction;
};
inline RolledOut roll_out(RolloutWorker& worker, const Vector<double>& parameters) {
  Vector<double> direction;
  const RolloutSummary summary = worker.roll_out(parameters, direction);
  return {summary, direction};
}

inline TrainingProblem cart_pole(int steps = 20) {
  return linear_problem(CartPole{}, PolynomialBasis<4>{CartPole::observation_box(), 2},
                        {.steps = steps, .step_limit = 30});
}

}  // namespace lemmata
