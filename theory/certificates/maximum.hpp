#pragma once
/// \file
/// The maximum of a real function over a box, enclosed with certainty.

#include <functional>
#include <vector>

#include "theory/fields/field.hpp"

namespace lemmata {

/// The real interval [lower, upper]; its ends may be known as balls alone, such as 1/3.
struct Interval {
  Ball lower;
  Ball upper;
};

/// A ball that contains max f over the box, an interval a coordinate, by branch and bound.
///
/// The function is given as an interval extension: at a vector of balls it returns a ball that
/// contains its values at all points in them, as every expression in the operations of `Ball` does.
/// Its upper bound on a cell bounds the maximum there from above, its lower bound at a cell's
/// midpoint bounds it from below; the cell of the largest upper bound is halved along its widest
/// edge until the two bounds differ by `tolerance` at most. One that stays wide, as the evaluations
/// (two at least) or the working precision run out, is still an enclosure. About tolerance^(−d/2)
/// evaluations are needed for a smooth maximum inside d dimensions.
///
/// A cell on which the function has no value, for a divisor that contains zero there or a system
/// that may be singular, is halved further. Where it has none in the end, the ball is the whole
/// line.
///
/// Source: `moore2009introduction`.
/// \throws std::invalid_argument if the box has no coordinate, an end is not finite, the ends are
/// certainly in the wrong order, or the tolerance is negative or NaN.
Ball maximum_over(const std::function<Ball(const Vector<Ball>&)>& function,
                  const std::vector<Interval>& box, double tolerance,
                  long most_evaluations = 200'000);

/// The same for a function of one variable.
Ball maximum_over(const std::function<Ball(const Ball&)>& function, const Interval& interval,
                  double tolerance, long most_evaluations = 200'000);

}  // namespace lemmata
