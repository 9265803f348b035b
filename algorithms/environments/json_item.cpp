#include "algorithms/environments/json_item.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <system_error>

namespace lemmata {
namespace {

using nlohmann::json;

/// "a number", "an object", "null".
std::string kind_of(const json& value) {
  const std::string kind = value.type_name();
  if (value.is_null()) return kind;
  return (value.is_object() || value.is_array() ? "an " : "a ") + kind;
}

[[noreturn]] void refuse_unreadable(const std::string& path, const std::error_code& reason) {
  Place{path}.refuse(fmt::format("cannot be read: {}", reason.message()));
}

}  // namespace

void JsonItem::refuse_kind(std::string_view wanted) const {
  place.refuse(fmt::format("must be {}, not {}", wanted, kind_of(value)));
}

const JsonItem& JsonItem::expect_object() const {
  if (!value.is_object()) refuse_kind("an object");
  return *this;
}

const JsonItem& JsonItem::expect_array() const {
  if (!value.is_array()) refuse_kind("an array");
  return *this;
}

double JsonItem::number() const {
  if (!value.is_number()) refuse_kind("a number");
  return value.get<double>();
}

std::string JsonItem::text() const {
  if (!value.is_string()) refuse_kind("a string");
  return value.get<std::string>();
}

std::int64_t JsonItem::count() const {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  if (!value.is_number()) refuse_kind("a whole number from 0");
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most) {
    place.refuse(fmt::format("must be a whole number from 0 to {}, not {}", most, value.dump()));
  }
  return value.get<std::int64_t>();
}

std::string file_content(const std::string& path) {
  if (std::error_code none; std::filesystem::is_directory(path, none)) {
    refuse_unreadable(path, std::make_error_code(std::errc::is_a_directory));
  }
  std::ifstream stream{path, std::ios::binary};
  if (!stream) refuse_unreadable(path, {errno, std::generic_category()});
  try {
    return {std::istreambuf_iterator<char>{stream}, {}};
  } catch (const std::ios_base::failure& failure) {
    refuse_unreadable(path, failure.code());
  }
}

}  // namespace lemmata
