#include "algorithms/environments/strict_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

namespace lemmata {
namespace {

using nlohmann::json;

/// Far beyond any format read here; it bounds the memory that a hostile text can claim.
constexpr std::size_t deepest_nesting = 32;

/// `line 3, column 14` of a byte; a column is a Unicode character.
std::string line_and_column(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::string_view same_line = before.substr(before.rfind('\n') + 1);
  const auto column = 1 + std::count_if(same_line.begin(), same_line.end(),
                                        [](char c) { return (c & 0xC0) != 0x80; });
  return fmt::format("line {}, column {}", line, column);
}

/// The number or literal that a byte belongs to; empty on punctuation and white space.
std::string_view word_around(std::string_view text, std::size_t byte) {
  const auto belongs = [&](std::size_t i) {
    const char c = text[i];
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '-' || c == '.';
  };
  if (byte >= text.size() || !belongs(byte)) return {};
  std::size_t begin = byte;
  while (begin > 0 && belongs(begin - 1)) --begin;
  std::size_t end = begin;
  while (end < text.size() && belongs(end)) ++end;
  return text.substr(begin, end - begin);
}

bool is_not_a_number(std::string_view word) {
  std::string name{word.substr(std::min(word.find_first_not_of("+-"), word.size()))};
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name == "nan" || name == "inf" || name == "infinity";
}

/// The parser's own reason, without its codes and the text it has read.
std::string_view reason(std::string_view message) {
  const std::size_t start = message.find(" - ");
  if (start != std::string_view::npos) message.remove_prefix(start + 3);
  return message.substr(0, message.find("; last read"));
}

/// Builds the value while the parser reads, and knows its place in it.
class StrictReader final : public nlohmann::json_sax<json> {
 public:
  StrictReader(std::string_view text, const Place& file) : text_{text}, file_{file} {}

  json result() && { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return open(json::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_array() override { return close(); }

  bool key(string_t& key) override {
    const Container& object = open_.back();
    if (object.value->contains(key)) {
      place().refuse(fmt::format("key {} appears twice", json(key).dump()));
    }
    open_.back().key = std::move(key);
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    const std::size_t byte = std::min(position > 0 ? position - 1 : 0, text_.size());
    const std::string_view word = word_around(text_, byte);
    const std::size_t start =
        word.empty() ? byte : static_cast<std::size_t>(word.data() - text_.data());
    const bool overflow = dynamic_cast<const json::out_of_range*>(&error) != nullptr;
    file_.refuse(fmt::format("{}: {}", line_and_column(text_, start),
                             is_not_a_number(word) ? fmt::format("{} is not a JSON number", word)
                             : overflow ? fmt::format("{:.40} is too large for a double", word)
                                        : fmt::format("invalid JSON: {}", reason(error.what()))));
  }

 private:
  struct Container {
    json* value;
    std::string key;  ///< of the member being read, in an object
  };

  json& insert(json value) {
    if (open_.empty()) return root_ = std::move(value);
    const Container& container = open_.back();
    if (container.value->is_object()) return (*container.value)[container.key] = std::move(value);
    container.value->push_back(std::move(value));
    return container.value->back();
  }

  bool add(json value) {
    insert(std::move(value));
    return true;
  }

  bool open(json container) {
    json& inserted = insert(std::move(container));
    if (open_.size() == deepest_nesting) {
      place().refuse(fmt::format("values are nested more than {} deep", deepest_nesting));
    }
    open_.push_back({&inserted, {}});
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  /// Of the innermost open container.
  Place place() const {
    Place result = file_;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
      const auto& [value, key] = open_[i];
      result = value->is_object() ? result.member(key) : result.element(value->size() - 1);
    }
    return result;
  }

  std::string_view text_;
  const Place& file_;
  json root_;
  std::vector<Container> open_;
};

}  // namespace

Place Place::member(std::string_view key) const {
  const std::string quoted = json(key).dump();
  const bool plain = std::all_of(key.begin(), key.end(),
                                 [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
  Place result{!whole_file_ ? fmt::format("{}[{}]", text_, quoted)
                            : fmt::format("{}: {}", text_, plain ? std::string{key} : quoted)};
  result.whole_file_ = false;
  return result;
}

Place Place::element(std::size_t index) const {
  Place result{fmt::format("{}{}[{}]", text_, whole_file_ ? ": " : "", index)};
  result.whole_file_ = false;
  return result;
}

void Place::refuse(std::string_view reason) const {
  throw InputError{fmt::format("{}: {}", text_, reason)};
}

json parse_strict_json(std::string_view text, const std::string& origin) {
  const Place file{origin};
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    file.refuse("the file is empty");
  }
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    file.refuse(fmt::format("{}: a NUL byte is not JSON text", line_and_column(text, nul)));
  }
  StrictReader reader{text, file};
  json::sax_parse(text, &reader);
  return std::move(reader).result();
}

}  // namespace lemmata
