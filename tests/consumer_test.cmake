# Installs the build into a fresh prefix, and builds and runs a program that finds it there.
function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(work "${BUILD_DIR}/consumer")
file(REMOVE_RECURSE "${work}")
run("${CMAKE_COMMAND}" --install "${BUILD_DIR}" --prefix "${work}/prefix")
run("${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/consumer" -B "${work}/build" -G "${GENERATOR}"
    "-DCMAKE_PREFIX_PATH=${work}/prefix" "-DCMAKE_CXX_COMPILER=${CXX_COMPILER}"
    "-DCMAKE_CXX_FLAGS=${CXX_FLAGS}")
run("${CMAKE_COMMAND}" --build "${work}/build")
run("${work}/prefix/bin/lemmata" --help)
run("${work}/build/command_line" --help)

execute_process(COMMAND "${work}/build/consumer" OUTPUT_VARIABLE gradient COMMAND_ERROR_IS_FATAL ANY)
# π = ½ and Q = (1, ½·3) in the first state, so ∂J = ½·½·(1 − 3/2) and its opposite; the second
# state's actions do not differ.
if(NOT gradient STREQUAL "-1/8\n1/8\n0\n0\n")
  message(FATAL_ERROR "the consumer's policy gradient is\n${gradient}")
endif()
