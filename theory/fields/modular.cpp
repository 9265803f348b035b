#include "theory/fields/modular.hpp"

#include <flint/flint.h>
#include <flint/ulong_extras.h>

#include "theory/fields/errors.hpp"

namespace lemmata {

Modular Modular::inverse() const {
  if (residue_ == 0) throw DivisionByZero{};
  return from_residue(n_invmod(residue_, prime));
}

std::string to_string(Modular value) { return std::to_string(value.residue()) + " mod 2^61-1"; }

}  // namespace lemmata
