#include "theory/fields/trigonometry.hpp"

#include <arb.h>

#include <boost/math/special_functions/sin_pi.hpp>

namespace lemmata {

Ball sine_of_pi(const Ball& x) {
  Ball result;
  arb_sin_pi(result.raw(), x.raw(), Precision::bits());
  return result;
}

double sine_of_pi(double x) { return boost::math::sin_pi(x); }

}  // namespace lemmata
