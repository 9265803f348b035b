#pragma once
/// \file
/// Dual numbers F[ε]/(ε²): `value + ε·derivative`. Every operation carries the derivation along, so
/// an expression evaluated at x + ε·u yields its value at x and its derivative in direction u,
/// exactly, over any field. `Dual<Dual<F>>` gives second derivatives.

#include <concepts>
#include <string>
#include <utility>

namespace lemmata {

template <class F>
struct Dual {
  F value{0};
  F derivative{0};

  Dual() = default;
  template <std::signed_integral I>
  Dual(I constant) : value(F(constant)) {}
  explicit Dual(F constant) : value{std::move(constant)} {}
  Dual(F point, F direction) : value{std::move(point)}, derivative{std::move(direction)} {}

  Dual operator-() const { return {-value, -derivative}; }
  Dual& operator+=(const Dual& other) {
    value += other.value;
    derivative += other.derivative;
    return *this;
  }
  Dual& operator-=(const Dual& other) {
    value -= other.value;
    derivative -= other.derivative;
    return *this;
  }
  Dual& operator*=(const Dual& other) {
    derivative = derivative * other.value + value * other.derivative;
    value *= other.value;
    return *this;
  }
  Dual& operator/=(const Dual& other) {
    const F inverse = F{1} / other.value;
    value *= inverse;
    derivative = (derivative - value * other.derivative) * inverse;
    return *this;
  }

  friend Dual operator+(Dual a, const Dual& b) { return a += b; }
  friend Dual operator-(Dual a, const Dual& b) { return a -= b; }
  friend Dual operator*(Dual a, const Dual& b) { return a *= b; }
  friend Dual operator/(Dual a, const Dual& b) { return a /= b; }
  friend bool operator==(const Dual& a, const Dual& b) requires std::equality_comparable<F>
  = default;
};

}  // namespace lemmata
