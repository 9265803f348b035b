#pragma once
/// \file
/// Entries collected one by one as a side of a check.

#include <vector>

#include "theory/fields/field.hpp"

namespace lemmata {

template <class F>
Vector<F> as_vector(const std::vector<F>& entries) {
  return Eigen::Map<const Vector<F>>(entries.data(), static_cast<Eigen::Index>(entries.size()));
}

}  // namespace lemmata
