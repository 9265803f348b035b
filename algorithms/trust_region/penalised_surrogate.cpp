#include "algorithms/trust_region/penalised_surrogate.hpp"

namespace lemmata {

TrustRegionStep penalised_step(const TrustRegion& region, const TrustRegionOptions& options,
                               double coefficient) {
  const Vector<double> longest =
      full_step(region, trust_region_direction(region, options), options.radius);
  return best_of_halved_steps(region, longest, [&](const TrustRegionStep& step) {
    return penalised_gain(step.gain, step.max_kl, coefficient);
  });
}

}  // namespace lemmata
