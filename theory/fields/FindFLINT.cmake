# Finds FLINT and Arb, which are two libraries before FLINT 3 and one from then on.
# Defines the target FLINT::arb, which brings both.
find_path(FLINT_INCLUDE_DIR flint/flint.h)
find_path(ARB_INCLUDE_DIR arb.h PATH_SUFFIXES flint)
find_library(FLINT_LIBRARY flint)
find_library(ARB_LIBRARY NAMES flint-arb arb)
find_library(GMP_LIBRARY gmp)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(FLINT REQUIRED_VARS FLINT_LIBRARY GMP_LIBRARY FLINT_INCLUDE_DIR ARB_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "Debian and Ubuntu: apt-get install libflint-dev libflint-arb-dev")

if(FLINT_FOUND AND NOT TARGET FLINT::arb)
  add_library(FLINT::arb INTERFACE IMPORTED)
  target_include_directories(FLINT::arb INTERFACE "${FLINT_INCLUDE_DIR}" "${ARB_INCLUDE_DIR}")
  target_link_libraries(FLINT::arb INTERFACE
    "$<$<BOOL:${ARB_LIBRARY}>:${ARB_LIBRARY}>" "${FLINT_LIBRARY}" "${GMP_LIBRARY}")
endif()
mark_as_advanced(FLINT_INCLUDE_DIR ARB_INCLUDE_DIR FLINT_LIBRARY ARB_LIBRARY GMP_LIBRARY)
