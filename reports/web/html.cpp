#include "reports/web/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <regex>

#include "reports/evidence.hpp"

namespace lemmata {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// The bytes of the UTF-8 character that begins here.
std::size_t character_length(std::string_view text) {
  std::size_t length = std::min<std::size_t>(1, text.size());
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) {
    ++length;
  }
  return length;
}

/// The index or exponent at the beginning of the text, with its braces if it has them; empty if
/// none is there.
std::string_view script(std::string_view text) {
  if (text.substr(0, 1) == "{") return text.substr(0, text.find('}') + 1);
  const std::size_t length = character_length(text);
  const bool part_of_word =
      length < text.size() && is_word(text[0]) && is_word(text[length]) && text[length] != '_';
  if (length == 0 || part_of_word || std::isspace(static_cast<unsigned char>(text[0])) != 0) {
    return {};
  }
  return text.substr(0, length);
}

/// Whether the text ends in a letter that stands alone.
bool ends_in_symbol(std::string_view text) {
  std::size_t begin = text.size();
  while (begin > 0 && (static_cast<unsigned char>(text[--begin]) & 0xC0) == 0x80) {
  }
  if (begin == text.size() || text[begin] == '_') return false;
  const bool ascii = static_cast<unsigned char>(text[begin]) < 0x80;
  if (ascii && std::isalpha(static_cast<unsigned char>(text[begin])) == 0) return false;
  return begin == 0 || !is_word(text[begin - 1]);
}

std::string without_braces(std::string_view text) {
  return escaped(text.substr(0, 1) == "{" ? text.substr(1, text.size() - 2) : text);
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string with_scripts(std::string_view text) {
  std::string result;
  std::size_t after_script = std::string_view::npos;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_' && text[i] != '^') continue;
    const std::string_view found = script(text.substr(i + 1));
    if (found.empty() || !(after_script == i || ends_in_symbol(text.substr(0, i)))) continue;
    const char* element = text[i] == '_' ? "sub" : "sup";
    result += escaped(text.substr(begin, i - begin)) +
              fmt::format("<{0}>{1}</{0}>", element, without_braces(found));
    begin = after_script = i + 1 + found.size();
    i = begin - 1;
  }
  return result + escaped(text.substr(begin));
}

std::string bound_markup(double number) {
  const std::string text = rounded_up(number);
  const auto e = text.find('e');
  if (e == std::string::npos) return text;
  const int exponent = std::stoi(text.substr(e + 1));
  return fmt::format("{}×10<sup>{}{}</sup>", text.substr(0, e), exponent < 0 ? "−" : "",
                     std::abs(exponent));
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3;) {
    i -= 3;
    digits.insert(i, "\u202f");
  }
  return digits;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(number), noun, number == 1 ? "" : "s");
}

std::string issue_link(const std::string& reported) {
  static const std::regex issue{R"(([\w.-]+/[\w.-]+)#(\d+))"};
  std::smatch parts;
  if (!std::regex_match(reported, parts, issue)) return escaped(reported);
  return fmt::format(R"(<a href="https://github.com/{}/issues/{}">{}</a>)", parts[1].str(),
                     parts[2].str(), escaped(reported));
}

std::string fact(std::string_view name, std::string_view value) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
}

std::string term(std::string_view name, std::string_view meaning) {
  return meaning.empty() ? "" : fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, meaning);
}

std::string issue_links(const std::vector<std::string>& reported) {
  std::string text;
  for (const std::string& issue : reported) text += (text.empty() ? "" : ", ") + issue_link(issue);
  return text;
}

std::string collapsed(std::string_view summary, std::string_view text) {
  return fmt::format("<details><summary>{}</summary><pre tabindex=\"0\">{}</pre></details>\n",
                     escaped(summary), escaped(text));
}

std::string scrolling(std::string_view label, std::string_view table) {
  return fmt::format(
      "<div class=\"scrolling\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">\n"
      "<table>\n{}</table>\n</div>\n",
      escaped(label), table);
}

}  // namespace lemmata
