#pragma once
/// \file
/// Temperatures β_t that fall as iterations t = 0, 1, 2, … pass. Where they fall to 0, policies
/// that are soft-optimal for them become optimal; where they stay above it, they do not.
///
/// | schedule    | β_t                | falls to 0 |
/// | ----------- | ------------------ | ---------- |
/// | constant    | β_0                | no         |
/// | harmonic    | β_0/(1 + t)        | yes        |
/// | logarithmic | β_0/log(e + t)     | yes        |
/// | geometric   | β_0 qᵗ, 0 < q < 1  | yes        |

#include <cmath>
#include <cstdint>
#include <numbers>
#include <stdexcept>

#include "theory/soft/soft_bellman.hpp"

namespace lemmata {

class Annealing {
 public:
  /// \throws std::domain_error for a β_0 that is not positive and finite
  static Annealing constant(double first) { return {Law::constant, first, 1}; }
  static Annealing harmonic(double first) { return {Law::harmonic, first, 1}; }
  static Annealing logarithmic(double first) { return {Law::logarithmic, first, 1}; }
  /// \throws std::domain_error besides for a factor outside (0, 1)
  static Annealing geometric(double first, double factor) {
    if (!(factor > 0 && factor < 1)) {
      throw std::domain_error{"a geometric schedule falls by a factor between 0 and 1"};
    }
    return {Law::geometric, first, factor};
  }

  /// β_t for t ≥ 0. A geometric one may underflow to 0.
  double operator()(std::int64_t t) const {
    const auto time = static_cast<double>(t);
    switch (law_) {
      case Law::constant:
        return first_;
      case Law::harmonic:
        return first_ / (1 + time);
      case Law::logarithmic:
        return first_ / std::log(std::numbers::e + time);
      case Law::geometric:
        return first_ * std::pow(factor_, time);
    }
    return first_;
  }

  bool falls_to_zero() const { return law_ != Law::constant; }

 private:
  enum class Law { constant, harmonic, logarithmic, geometric };

  Annealing(Law law, double first, double factor) : law_{law}, first_{first}, factor_{factor} {
    if (!(std::isfinite(first) && first > 0)) {
      throw std::domain_error{"a temperature to begin with is positive and finite"};
    }
  }

  Law law_;
  double first_;
  double factor_;
};

/// Soft value iteration under a schedule: V ← T_{β_t}V for t = 0, 1, …. With γ < 1,
///
///   ‖V_t − V*‖∞ ≤ γᵗ‖V_0 − V*‖∞ + log A Σ_{k<t} γ^{t−1−k} β_k,
///
/// since max_a Q ≤ T_βV ≤ max_a Q + β log A for every V; this vanishes if β_t does.
template <class F>
Vector<F> annealed_soft_values(const FiniteMdp<F>& mdp, const Annealing& schedule, Vector<F> values,
                               int iterations) {
  for (int t = 0; t < iterations; ++t) values = soft_bellman(mdp, values, F{schedule(t)});
  return values;
}

}  // namespace lemmata
