#pragma once
/// \file
/// A JSON value together with its place in a file, so that whoever reads it can say what is wrong
/// where.

#include <cstdint>

#include "algorithms/environments/strict_json.hpp"

namespace lemmata {

struct JsonItem {
  const nlohmann::json& value;
  Place place;

  JsonItem member(const std::string& key) const { return {value.at(key), place.member(key)}; }
  JsonItem element(std::size_t index) const { return {value.at(index), place.element(index)}; }

  /// \throws InputError always: "must be …, not a string".
  [[noreturn]] void refuse_kind(std::string_view wanted) const;

  /// \throws InputError, as the next ones, for a value of another kind
  const JsonItem& expect_object() const;
  const JsonItem& expect_array() const;
  double number() const;
  std::string text() const;
  /// \throws InputError also for what no std::int64_t holds and for a negative one
  std::int64_t count() const;
};

/// \throws InputError naming the file and why it cannot be read
std::string file_content(const std::string& path);

}  // namespace lemmata
