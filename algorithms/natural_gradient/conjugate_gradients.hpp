#pragma once
/// \file
/// Conjugate gradients (Hestenes & Stiefel 1952, `hestenes1952methods`, Section 3) for F x = b with
/// a symmetric positive semidefinite F that is given by its products alone, and b in its range:
///
///   α = rᵀr / pᵀFp,   x⁺ = x + αp,   r⁺ = r − αFp,   p⁺ = r⁺ + (r⁺ᵀr⁺ / rᵀr) p
///
/// from x = 0, r = p = b. Every iterate lies in the range of F, so that where F is singular the
/// limit is F⁺b.
///
/// \code
///   const auto product = [&](const Vector<double>& v) { return fisher * v; };
///   const auto [direction, residual, steps] = conjugate_gradients(product, gradient, 20, 1e-10);
/// \endcode

#include <type_traits>

#include "theory/fields/field.hpp"

namespace lemmata {

/// One iterate, over any field.
template <class F>
struct ConjugateIterate {
  Vector<F> solution;   ///< x
  Vector<F> residual;   ///< r = b − Fx
  Vector<F> direction;  ///< p, conjugate to those before it: pᵀFp' = 0
};

template <class F>
ConjugateIterate<F> conjugate_start(const Vector<F>& vector) {
  return {Vector<F>::Constant(vector.size(), F{0}), vector, vector};
}

/// The next iterate; `product` maps v to F v. \throws DivisionByZero over an exact field if r = 0
template <class F, class Product>
ConjugateIterate<F> conjugate_step(const ConjugateIterate<F>& x, Product product) {
  const Vector<F> image = product(x.direction);
  const F square = x.residual.dot(x.residual);
  const F length = square / x.direction.dot(image);
  ConjugateIterate<F> next{x.solution + length * x.direction, x.residual - length * image, {}};
  next.direction = next.residual + (next.residual.dot(next.residual) / square) * x.direction;
  return next;
}

template <class F>
struct ConjugateSolution {
  Vector<F> solution;
  Vector<F> residual;  ///< b − Fx, as the recursion has it
  int steps = 0;
};

/// Over an ordered field: steps until ‖r‖ ≤ tolerance·‖b‖, at most `most`.
template <class F, class Product>
ConjugateSolution<F> conjugate_gradients(Product product, const Vector<F>& vector, int most,
                                         const std::type_identity_t<F>& tolerance) {
  const F small = tolerance * tolerance * vector.dot(vector);
  ConjugateIterate<F> iterate = conjugate_start(vector);
  int steps = 0;
  while (steps < most && small < iterate.residual.dot(iterate.residual)) {
    iterate = conjugate_step(iterate, product);
    ++steps;
  }
  return {iterate.solution, iterate.residual, steps};
}

}  // namespace lemmata
