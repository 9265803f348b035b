#include "algorithms/natural_gradient/natural_ascent.hpp"

#include "algorithms/policy_gradient/softmax_ascent.hpp"

namespace lemmata {

Ascent natural_ascent(const FiniteMdp<double>& mdp, double step_size) {
  Ascent ascent = softmax_ascent(mdp, step_size);
  ascent.step = [step_size](const FiniteMdp<double>& m, const Matrix<double>& theta,
                            std::int64_t) -> Matrix<double> {
    return theta + step_size * natural_direction(m, tabular_softmax(theta).probabilities());
  };
  return ascent;
}

}  // namespace lemmata
