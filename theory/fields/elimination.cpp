#include "theory/fields/elimination.hpp"

namespace lemmata {

#define LEMMATA_INSTANTIATE(F) template Matrix<F> solve(const Matrix<F>&, const Matrix<F>&);
LEMMATA_INSTANTIATE(double)
LEMMATA_INSTANTIATE(Dual<Residue>)
LEMMATA_INSTANTIATE(Dual<Rational>)
LEMMATA_INSTANTIATE(Dual<Ball>)
LEMMATA_INSTANTIATE(Dual<double>)

}  // namespace lemmata
