#pragma once
/// \file
/// JSON as RFC 8259 has it, without what readers commonly forgive: a key that appears twice, a
/// number that no double can hold, a NUL byte that ends the text early.

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "algorithms/environments/input_error.hpp"

namespace lemmata {

/// A place in a JSON file, as messages name it: `taxi.json: P["12"]["3"][0]`.
class Place {
 public:
  /// The whole file, under the name that its user gave it.
  explicit Place(std::string file) : text_{std::move(file)} {}

  Place member(std::string_view key) const;
  Place element(std::size_t index) const;

  /// \throws InputError always.
  [[noreturn]] void refuse(std::string_view reason) const;

 private:
  std::string text_;
  bool whole_file_ = true;
};

/// The value of a JSON text. `origin` is the file name that errors name.
/// \throws InputError with line and column where the text is not JSON, and with the place where a
/// key appears twice or values are nested beyond all use.
nlohmann::json parse_strict_json(std::string_view text, const std::string& origin);

}  // namespace lemmata
