#pragma once
/// \file
/// Random linear systems with a known solution.

#include "generators.hpp"

namespace lemmata {

/// A regular system A X = B of integers with a known solution. A is a permuted product of a lower
/// and an upper triangle, so that zeros stand where elimination would pivot.
struct System {
  Matrix<int> a;
  Matrix<int> x;
};

inline System any_system() {
  const int n = *rc::gen::inRange(1, 9), columns = *rc::gen::inRange(1, 4);
  Matrix<int> lower = *any_integers(n, n, -2, 2), upper = *any_integers(n, n, -2, 2);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < i; ++j) upper(i, j) = lower(j, i) = 0;
    lower(i, i) = 1;
    upper(i, i) = *rc::gen::element(-3, -1, 1, 2);
  }
  const int shift = *rc::gen::inRange(0, n);
  const Matrix<int> product = lower * upper;
  Matrix<int> a(n, n);
  for (int i = 0; i < n; ++i) a.row(i) = product.row((i + shift) % n);
  return {a, *any_integers(n, columns, -9, 9)};
}

}  // namespace lemmata
