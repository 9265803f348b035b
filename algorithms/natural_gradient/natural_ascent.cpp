#include "algorithms/natural_gradient/natural_ascent.hpp"

#include <algorithm>
#include <cmath>

namespace lemmata {

double sufficient_natural_step(const FiniteMdp<double>& mdp) {
  const double range = reward_range(mdp);
  const double choices = std::log(static_cast<double>(std::max(mdp.actions(), 2)));
  return (1 - mdp.discount) * choices / (range > 0 ? range : 1);
}

Ascent natural_ascent(const FiniteMdp<double>& mdp, double step_size) {
  Ascent ascent = softmax_ascent(mdp, step_size);
  ascent.step = [step_size](const FiniteMdp<double>& m, const Matrix<double>& theta,
                            std::int64_t) -> Matrix<double> {
    return natural_ascent_step(m, theta, step_size);
  };
  return ascent;
}

}  // namespace lemmata
