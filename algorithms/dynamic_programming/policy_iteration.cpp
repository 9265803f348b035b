#include "algorithms/dynamic_programming/policy_iteration.hpp"

#include <stdexcept>

namespace lemmata {
OptimalSolution solve_by_policy_iteration(const FiniteMdp<double>&) {
  throw std::logic_error("policy iteration is not implemented");
}
}  // namespace lemmata
