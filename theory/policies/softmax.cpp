#include "theory/policies/softmax_bodies.hpp"

namespace lemmata {

#define LEMMATA_INSTANTIATE(F)                     \
  template Policy<F> normalise_rows<F>(Matrix<F>); \
  template class TabularSoftmax<F>;                \
  template class LinearSoftmax<F>;
LEMMATA_FIELDS_AND_DUALS(LEMMATA_INSTANTIATE)

}  // namespace lemmata
