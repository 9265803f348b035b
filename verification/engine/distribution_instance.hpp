#pragma once
/// \file
/// Instances of theorems about one distribution on finitely many outcomes, zeros included.

#include <string>
#include <vector>

#include "theory/fields/field.hpp"
#include "verification/engine/instance.hpp"

namespace lemmata {

/// A DistributionInstance viewed in a field.
template <class F>
struct DistributionPoint {
  Vector<F> probabilities;
};

class DistributionInstance : public Instance {
 public:
  std::vector<int> weights;  ///< ≥ 0, not all zero; probabilities are weights over their sum

  std::string describe() const override;
  std::string shape() const override;

  bool is_uniform() const;

  template <class F>
  DistributionPoint<F> in() const {
    Vector<F> p(static_cast<Eigen::Index>(weights.size()));
    F total{0};
    for (std::size_t i = 0; i < weights.size(); ++i) {
      p(static_cast<Eigen::Index>(i)) = F(weights[i]);
      total += F(weights[i]);
    }
    return {p / total};
  }
};

/// Distributions on 1 to `largest` outcomes.
InstanceSpace distributions(int largest);

}  // namespace lemmata
