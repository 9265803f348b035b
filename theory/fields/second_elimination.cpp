#include "theory/fields/elimination.hpp"

namespace lemmata {

#define LEMMATA_INSTANTIATE(F) template Matrix<F> solve(const Matrix<F>&, const Matrix<F>&);
LEMMATA_INSTANTIATE(Dual<Dual<Residue>>)
LEMMATA_INSTANTIATE(Dual<Dual<Ball>>)
LEMMATA_INSTANTIATE(Dual<Dual<double>>)

}  // namespace lemmata
