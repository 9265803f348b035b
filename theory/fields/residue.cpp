#include "theory/fields/residue.hpp"

#include <flint/fmpq.h>
#include <flint/ulong_extras.h>

#include "theory/fields/errors.hpp"
#include "theory/fields/rational.hpp"

namespace lemmata {

Residue Residue::inverse() const {
  if (residue_ == 0) throw DivisionByZero{};
  return from_residue(n_invmod(residue_, prime));
}

std::string to_string(Residue value) {
  fmpz_t residue, modulus, limit;
  fmpz_init_set_ui(residue, value.residue());
  fmpz_init_set_ui(modulus, Residue::prime);
  fmpz_init_set_ui(limit, std::uint64_t{1} << 20);
  Rational fraction;
  const bool found = fmpq_reconstruct_fmpz_2(fraction.raw(), residue, modulus, limit, limit) != 0;
  fmpz_clear(residue);
  fmpz_clear(modulus);
  fmpz_clear(limit);
  return found ? to_string(fraction) : "a residue without a short fraction";
}

}  // namespace lemmata
