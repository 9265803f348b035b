#pragma once
/// \file
/// How wrong input is refused.

#include <stdexcept>

namespace lemmata {

/// What is wrong with an input, and where: `taxi.json: P["12"]["3"]: probabilities sum to 0.9, not
/// 1`.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace lemmata
