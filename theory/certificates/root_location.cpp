#include "theory/certificates/root_location.hpp"

#include <stdexcept>

namespace lemmata {
namespace {

const Ball& leading(const Vector<Ball>& p) { return p(p.size() - 1); }

/// (p(z) − κ zⁿp(1/z))/z for the κ that makes the numerator vanish at 0.
Vector<Ball> reduced(const Vector<Ball>& p) {
  const Eigen::Index degree = p.size() - 1;
  const Ball reflection = p(0) / leading(p);
  return p.tail(degree) - reflection * p.head(degree).reverse();
}

}  // namespace

Truth has_all_roots_in_unit_disc(const Vector<Ball>& coefficients) {
  if (coefficients.size() == 0 || arb_is_zero(leading(coefficients).raw()) != 0) {
    throw std::invalid_argument{"the leading coefficient of a polynomial is zero"};
  }
  if (contains_zero(leading(coefficients))) return Truth::undecided;
  for (Vector<Ball> p = coefficients; p.size() > 1; p = reduced(p)) {
    const Truth reflects_all = is_at_most(absolute(leading(p)), absolute(p(0)));
    if (reflects_all == Truth::certainly_true) return Truth::certainly_false;
    if (reflects_all == Truth::undecided) return Truth::undecided;
  }
  return Truth::certainly_true;
}

}  // namespace lemmata
