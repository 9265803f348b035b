#include "reports/terminal/text.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace lemmata {
namespace {

unsigned char byte(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

/// Whether the byte begins a code point that takes a column. Combining marks, U+0300 to U+036F, are
/// CC 80 to CD AF in UTF-8.
bool takes_column(std::string_view text, std::size_t i) {
  const unsigned char first = byte(text, i);
  if ((first & 0xC0) == 0x80) return false;
  const bool combining =
      first == 0xCC || (first == 0xCD && i + 1 < text.size() && byte(text, i + 1) < 0xB0);
  return !combining;
}

/// Bytes of the longest beginning that takes at most this many columns.
std::size_t bytes_within(std::string_view text, int width) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (takes_column(text, i) && width-- <= 0) return i;
  }
  return text.size();
}

std::string escaped(std::string_view text, int code, const TextStyle& style) {
  return style.colour ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string{text};
}

}  // namespace

TextStyle standard_output_style() {
  TextStyle style;
  if (isatty(STDOUT_FILENO) == 0) return style;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) style.width = size.ws_col;
  const char* no_colour = std::getenv("NO_COLOR");
  style.colour = no_colour == nullptr || *no_colour == '\0';
  return style;
}

int display_width(std::string_view text) {
  int width = 0;
  for (std::size_t i = 0; i < text.size(); ++i) width += takes_column(text, i) ? 1 : 0;
  return width;
}

std::string cut(std::string_view text, int width) {
  if (display_width(text) <= width) return std::string{text};
  if (width <= 0) return {};
  return std::string{text.substr(0, bytes_within(text, width - 1))} + "…";
}

std::string padded(std::string_view text, int width) {
  const int missing = std::max(0, width - display_width(text));
  return std::string{text} + std::string(static_cast<std::size_t>(missing), ' ');
}

std::string wrapped(std::string_view text, int width, int indent) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  std::istringstream words{std::string{text}};
  std::string result;
  std::string line;
  for (std::string word; words >> word;) {
    if (!line.empty() && indent + display_width(line) + 1 + display_width(word) > width) {
      result += margin + line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return result + (line.empty() ? "" : margin + line);
}

std::string indented(std::string_view text, int indent) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  std::istringstream lines{std::string{text}};
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    if (!result.empty()) result += '\n';
    if (!line.empty()) result += margin + line;
  }
  return result;
}

std::string coloured(std::string_view text, Colour colour, const TextStyle& style) {
  return escaped(text, static_cast<int>(colour), style);
}

std::string bold(std::string_view text, const TextStyle& style) { return escaped(text, 1, style); }

}  // namespace lemmata
