#pragma once
/// \file
/// Numbers whose logarithms are free: a field F beside which log is any function with
/// log xy = log x + log y, given at the factors. An identity that holds with free logarithms holds
/// with real ones, and is decided exactly, in GF(p): production code that takes logarithms runs on
/// these numbers as it is.

#include <optional>
#include <stdexcept>
#include <utility>

#include "theory/fields/field.hpp"

namespace lemmata::formal_logarithms {

/// An element, and its logarithm where that is known: products and quotients keep it, sums do not.
template <class F>
class Logged {
 public:
  Logged() = default;
  template <std::signed_integral I>
  Logged(I constant) : value_(F(constant)) {}
  Logged(F value, std::optional<F> logarithm)
      : value_{std::move(value)}, logarithm_{std::move(logarithm)} {}

  const F& value() const { return value_; }

  /// \throws std::logic_error for a sum
  friend Logged log(const Logged& x) {
    if (!x.logarithm_) throw std::logic_error{"the logarithm of a sum is not given"};
    return {*x.logarithm_, std::nullopt};
  }

  Logged& operator+=(const Logged& other) {
    value_ += other.value_;
    logarithm_.reset();
    return *this;
  }
  friend Logged operator+(Logged a, const Logged& b) { return a += b; }
  friend Logged operator*(const Logged& a, const Logged& b) {
    return {F(a.value_ * b.value_),
            both_known(a, b) ? std::optional<F>(F(*a.logarithm_ + *b.logarithm_)) : std::nullopt};
  }
  friend Logged operator/(const Logged& a, const Logged& b) {
    return {F(a.value_ / b.value_),
            both_known(a, b) ? std::optional<F>(F(*a.logarithm_ - *b.logarithm_)) : std::nullopt};
  }

 private:
  static bool both_known(const Logged& a, const Logged& b) {
    return a.logarithm_.has_value() && b.logarithm_.has_value();
  }

  F value_{0};
  std::optional<F> logarithm_{};
};

/// A matrix with the logarithms of its entries.
template <class F>
Matrix<Logged<F>> logged(const Matrix<F>& values, const Matrix<F>& logarithms) {
  Matrix<Logged<F>> result(values.rows(), values.cols());
  for (Eigen::Index i = 0; i < values.rows(); ++i) {
    for (Eigen::Index j = 0; j < values.cols(); ++j) {
      result(i, j) = {values(i, j), logarithms(i, j)};
    }
  }
  return result;
}

/// What is left without the logarithms.
template <class F>
Vector<F> plain(const Vector<Logged<F>>& entries) {
  Vector<F> result(entries.size());
  for (Eigen::Index i = 0; i < entries.size(); ++i) result(i) = entries(i).value();
  return result;
}

}  // namespace lemmata::formal_logarithms
