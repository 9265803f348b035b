#pragma once
/// \file
/// A residue that knows the degree of the rational function whose value it is: identities are
/// evaluated over this field, and one evaluation gives both whether the sides agree (`Residue`) and
/// the chance that sides which are not the same agree by accident (`Degree`).
///
/// All arithmetic is component by component. Comparisons and pivots look at the residue alone, and
/// what they choose is what is counted. A number that is zero by its structure has residue 0; one
/// whose residue is 0 by accident keeps its degree.

#include <concepts>
#include <string>

#include "theory/fields/degree.hpp"
#include "theory/fields/residue.hpp"

namespace lemmata {

class Modular {
 public:
  Modular() = default;
  /// A constant.
  template <std::signed_integral I>
  Modular(I constant) : residue_{constant}, degree_{constant} {}
  Modular(Residue residue, const Degree& degree) : residue_{residue}, degree_{degree} {}

  Residue residue() const { return residue_; }
  const Degree& degree() const { return degree_; }

  Modular operator-() const { return {-residue_, degree_}; }
  Modular& operator+=(const Modular& other);
  Modular& operator-=(const Modular& other);
  Modular& operator*=(const Modular& other);
  /// \throws DivisionByZero if the divisor's residue is 0.
  Modular& operator/=(const Modular& other);

  friend bool operator==(const Modular& a, const Modular& b) { return a.residue_ == b.residue_; }

 private:
  Residue residue_{};
  Degree degree_{};
};

// Out of line: theorem files are full of them, and compile faster so.
Modular operator+(const Modular& a, const Modular& b);
Modular operator-(const Modular& a, const Modular& b);
Modular operator*(const Modular& a, const Modular& b);
Modular operator/(const Modular& a, const Modular& b);

inline std::string to_string(const Modular& value) { return to_string(value.residue()); }

}  // namespace lemmata
