#pragma once
/// \file
/// Instances of theorems about random variables on finitely many outcomes, each of positive weight:
/// the actions of one state, or the points of a joint distribution.

#include <string>
#include <vector>

#include "theory/fields/field.hpp"
#include "verification/engine/instance.hpp"

namespace lemmata {

/// A WeightedOutcomesInstance viewed in a field.
template <class F>
struct WeightedOutcomesPoint {
  Vector<F> weights;
  Vector<F> probabilities;           ///< weights over their sum
  std::vector<Vector<F>> variables;  ///< one entry an outcome
  std::vector<F> constants;
};

/// What a space of such instances consists of.
struct WeightedOutcomesShape {
  int fewest = 1;
  int most = 1;
  std::string outcome = "outcome";  ///< in words
  std::string weights = "weights";
  std::vector<std::string> variables{};
  std::vector<std::string> constants{};
};

class WeightedOutcomesInstance : public Instance {
 public:
  WeightedOutcomesShape names;
  std::vector<Dyadic> weights;  ///< > 0
  std::vector<std::vector<Dyadic>> variables;
  std::vector<Dyadic> constants;

  std::string describe() const override;
  std::string shape() const override;

  template <class F>
  WeightedOutcomesPoint<F> in() const {
    WeightedOutcomesPoint<F> result;
    result.weights = vector_of<F>(weights);
    F total{0};
    for (const F& weight : result.weights) total += weight;
    result.probabilities = result.weights / total;
    for (const auto& variable : variables) result.variables.push_back(vector_of<F>(variable));
    for (const Dyadic& constant : constants) result.constants.push_back(view<F>(constant));
    return result;
  }

 private:
  template <class F>
  static Vector<F> vector_of(const std::vector<Dyadic>& numbers) {
    Vector<F> result(static_cast<Eigen::Index>(numbers.size()));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      result(static_cast<Eigen::Index>(i)) = view<F>(numbers[i]);
    }
    return result;
  }
};

/// Instances of this shape: weights from 1, numbers of either sign.
InstanceSpace weighted_outcomes(std::string name, WeightedOutcomesShape shape);

}  // namespace lemmata
