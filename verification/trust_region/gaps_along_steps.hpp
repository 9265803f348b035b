#pragma once
/// \file
/// The gap between J and its surrogate, beside bounds on it, for natural steps of several lengths.

#include <cmath>
#include <vector>

#include "algorithms/environments/mdp_file.hpp"
#include "algorithms/natural_gradient/natural_ascent.hpp"
#include "verification/engine/figure.hpp"
#include "verification/trust_region/performance_gaps.hpp"

namespace lemmata::performance_gaps {

/// From the uniform policy on a frozen lake, by the largest total variation of the step.
template <class ByMean, class ByMaximum>
std::vector<Curve> gaps_along_steps(ByMean by_mean, ByMaximum by_maximum) {
  constexpr int steps_a_decade = 8, decades = 4;
  Pair<double> pair{in_field<double>(shipped_mdp("frozen-lake-4x4")), {}, {}};
  pair.policy =
      Policy<double>::Constant(pair.mdp.states(), pair.mdp.actions(), 1.0 / pair.mdp.actions());
  std::vector<Curve> curves{{.label = "bound by the largest TV", .bound = true},
                            {.label = "bound by the mean TV", .bound = true},
                            {.label = "J(π′) − J(π)"},
                            {.label = "|J(π′) − L(π′)|"}};
  const Matrix<double> uniform = Matrix<double>::Zero(pair.mdp.states(), pair.mdp.actions());
  const double before = performance(pair.mdp, pair.policy);
  for (int k = 0; k <= steps_a_decade * decades; ++k) {
    const double step_size = std::pow(10.0, static_cast<double>(k) / steps_a_decade - 4);
    pair.other = tabular_softmax(natural_ascent_step(pair.mdp, uniform, step_size)).probabilities();
    const double heights[] = {by_maximum(pair), by_mean(pair),
                              performance(pair.mdp, pair.other) - before, std::abs(gap(pair))};
    for (std::size_t i = 0; i < curves.size(); ++i) {
      curves[i].points.emplace_back(pair.largest_distance(), heights[i]);
    }
  }
  return curves;
}

/// The figure that they make.
template <class ByMean, class ByMaximum>
Figure error_under_its_bounds(ByMean by_mean, ByMaximum by_maximum) {
  return {.title = "The surrogate's error under its bounds",
          .caption =
              "Steps of the natural gradient, of several lengths, from the uniform policy on "
              "the slippery 4 × 4 frozen lake (γ = 0.99), in double precision. Error and "
              "bounds fall with the square of the distance, the gain with the distance "
              "itself: for short enough steps alone does a bound promise that J rises.",
          .x_label = "largest total variation",
          .y_label = "change of J",
          .log_x = true,
          .log_y = true,
          .curves = [=] { return gaps_along_steps(by_mean, by_maximum); }};
}

}  // namespace lemmata::performance_gaps
