#include "theory/certificates/maximum.hpp"

#include <algorithm>
#include <queue>
#include <stdexcept>

#include "theory/fields/errors.hpp"

namespace lemmata {
namespace {

using Function = std::function<Ball(const Vector<Ball>&)>;
using Box = std::vector<Interval>;

Ball real_line() {
  Ball result;
  arb_zero_pm_inf(result.raw());
  return result;
}

Ball hull(const Ball& a, const Ball& b) {
  Ball result;
  arb_union(result.raw(), a.raw(), b.raw(), Precision::bits());
  return result;
}

Ball lower_end(const Ball& x) {
  Ball result;
  arb_get_lbound_arf(arb_midref(result.raw()), x.raw(), Precision::bits());
  return result;
}

Ball upper_end(const Ball& x) {
  Ball result;
  arb_get_ubound_arf(arb_midref(result.raw()), x.raw(), Precision::bits());
  return result;
}

Ball center(const Interval& x) { return (x.lower + x.upper) * Ball::scaled(1, -1); }
Ball cover(const Interval& x) { return hull(x.lower, x.upper); }
double width(const Interval& x) { return midpoint(x.upper - x.lower); }

template <class Part>
Vector<Ball> each(const Box& box, Part part) {
  Vector<Ball> result(static_cast<Eigen::Index>(box.size()));
  std::transform(box.begin(), box.end(), result.begin(), part);
  return result;
}

/// The function's values at all points of the balls, or the real line where that has no bounds.
Ball values_at(const Function& function, const Vector<Ball>& points) {
  try {
    const Ball values = function(points);
    if (arb_is_finite(values.raw()) != 0) return values;
  } catch (const DivisionByZero&) {
  } catch (const SingularSystem&) {
  }
  return real_line();
}

struct Cell {
  Box box;
  Ball upper;  ///< bound of the function on the box, exact

  friend bool operator<(const Cell& a, const Cell& b) {
    return arb_lt(a.upper.raw(), b.upper.raw()) != 0;
  }
};

std::vector<Box> halves(const Box& box) {
  const auto narrower = [](const Interval& a, const Interval& b) { return width(a) < width(b); };
  const auto widest = std::max_element(box.begin(), box.end(), narrower) - box.begin();
  std::vector<Box> result{box, box};
  const auto edge = static_cast<std::size_t>(widest);
  result[0][edge].upper = result[1][edge].lower = center(box[edge]);
  return result;
}

void require_interval(const Interval& x) {
  if (arb_is_finite(x.lower.raw()) == 0 || arb_is_finite(x.upper.raw()) == 0) {
    throw std::invalid_argument{"an end of an interval is not finite"};
  }
  if (is_at_most(x.lower, x.upper) == Truth::certainly_false) {
    throw std::invalid_argument{"the ends of an interval are in the wrong order"};
  }
}

/// The two bounds of the maximum, which close in as cells are halved.
class Search {
 public:
  Search(const Function& function, const Box& box) : function_{function} { add(box); }

  void halve_best_cell() {
    const Cell best = cells_.top();
    cells_.pop();
    for (const Box& half : halves(best.box)) add(half);
  }

  Ball gap() const { return cells_.top().upper - lower_; }
  Ball enclosure() const { return hull(lower_, cells_.top().upper); }

 private:
  void add(const Box& box) {
    const Ball attained = lower_end(values_at(function_, each(box, center)));
    if (arb_gt(attained.raw(), lower_.raw()) != 0) lower_ = attained;
    cells_.push({box, upper_end(values_at(function_, each(box, cover)))});
  }

  const Function& function_;
  std::priority_queue<Cell> cells_;
  Ball lower_ = lower_end(real_line());
};

constexpr int evaluations_a_cell = 2;

}  // namespace

Ball maximum_over(const Function& function, const Box& box, double tolerance,
                  long most_evaluations) {
  if (box.empty()) throw std::invalid_argument{"a box has at least one coordinate"};
  if (!(tolerance >= 0)) throw std::invalid_argument{"a tolerance is negative"};
  std::for_each(box.begin(), box.end(), require_interval);
  Search search{function, box};
  const long halvings = (most_evaluations / evaluations_a_cell - 1) / 2;
  const Ball goal{tolerance};
  for (long i = 0; i < halvings; ++i) {
    if (is_at_most(search.gap(), goal) == Truth::certainly_true) break;
    search.halve_best_cell();
  }
  return search.enclosure();
}

Ball maximum_over(const std::function<Ball(const Ball&)>& function, const Interval& interval,
                  double tolerance, long most_evaluations) {
  return maximum_over([&](const Vector<Ball>& x) { return function(x(0)); }, Box{interval},
                      tolerance, most_evaluations);
}

}  // namespace lemmata
