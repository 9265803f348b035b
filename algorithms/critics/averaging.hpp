#pragma once
/// \file
/// The mean of iterates, w̄_n = (w_1 + … + w_n)/n (Polyak & Juditsky 1992,
/// `polyak1992acceleration`): noise that the iterates carry along averages out of it.

#include <cstdint>

#include "theory/fields/field.hpp"

namespace lemmata {

template <class F>
class IterateAverage {
 public:
  /// One iterate more, of d entries as those before.
  void add(const Vector<F>& iterate) {
    ++count_;
    if (count_ == 1) {
      mean_ = iterate;
    } else {
      mean_ += (iterate - mean_) / F(count_);
    }
  }
  /// d entries; none before the first iterate.
  const Vector<F>& mean() const { return mean_; }

 private:
  std::int64_t count_ = 0;
  Vector<F> mean_;
};

}  // namespace lemmata
