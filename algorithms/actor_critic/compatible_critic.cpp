#include "algorithms/actor_critic/compatible_critic.hpp"

#include <Eigen/QR>

namespace lemmata {

Vector<double> minimum_norm_solution(const LinearSystem<double>& system) {
  Eigen::CompleteOrthogonalDecomposition<Matrix<double>> decomposition;
  decomposition.setThreshold(1e-12);
  decomposition.compute(system.matrix);
  return decomposition.solve(system.vector);
}

}  // namespace lemmata
