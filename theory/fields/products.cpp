#include "theory/fields/field.hpp"

namespace Eigen::internal {

#define LEMMATA_INSTANTIATE(F)                                                  \
  template struct general_matrix_vector_product<                                \
      Index, F, const_blas_data_mapper<F, Index, ColMajor>, ColMajor, false, F, \
      const_blas_data_mapper<F, Index, RowMajor>, false>;                       \
  template struct general_matrix_vector_product<                                \
      Index, F, const_blas_data_mapper<F, Index, RowMajor>, RowMajor, false, F, \
      const_blas_data_mapper<F, Index, ColMajor>, false>;
LEMMATA_FIELDS(LEMMATA_INSTANTIATE)

}  // namespace Eigen::internal
