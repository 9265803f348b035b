#pragma once
/// \file
/// Balls collected one by one as a side of an inequality.

#include <vector>

#include "theory/fields/field.hpp"

namespace lemmata {

inline Vector<Ball> as_vector(const std::vector<Ball>& entries) {
  return Eigen::Map<const Vector<Ball>>(entries.data(), static_cast<Eigen::Index>(entries.size()));
}

}  // namespace lemmata
