#pragma once
/// \file
/// What `lemmata run --help` says below its options.

#include <string>

namespace lemmata {

std::string run_help();

}  // namespace lemmata
