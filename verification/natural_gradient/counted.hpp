#pragma once
/// \file
/// A scalar that counts how often it is multiplied or divided: the cost of an algorithm as a number
/// that every machine and compiler agrees on.

#include "theory/fields/field.hpp"

namespace lemmata::natural_costs {

/// Its value does not matter, so it has none.
class Counted {
 public:
  Counted() = default;
  template <std::signed_integral I>
  Counted(I) {}

  Counted operator-() const { return {}; }
  Counted& operator+=(const Counted&) { return *this; }
  Counted& operator-=(const Counted&) { return *this; }
  Counted& operator*=(const Counted&) { return count(); }
  Counted& operator/=(const Counted&) { return count(); }

  friend Counted operator+(Counted a, const Counted& b) { return a += b; }
  friend Counted operator-(Counted a, const Counted& b) { return a -= b; }
  friend Counted operator*(Counted a, const Counted& b) { return a *= b; }
  friend Counted operator/(Counted a, const Counted& b) { return a /= b; }

  /// The multiplications and divisions of `work` on this thread.
  template <class Work>
  static int in(Work work) {
    const int before = count_;
    work();
    return count_ - before;
  }

 private:
  Counted& count() {
    ++count_;
    return *this;
  }

  static constinit inline thread_local int count_ = 0;
};

}  // namespace lemmata::natural_costs

namespace Eigen {

template <>
struct NumTraits<lemmata::natural_costs::Counted>
    : LemmataNumTraits<lemmata::natural_costs::Counted> {};

}  // namespace Eigen
