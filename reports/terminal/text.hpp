#pragma once
/// \file
/// Text for terminals: width counted as it is seen, wrapping, alignment, colour.

#include <string>
#include <string_view>

namespace lemmata {

struct TextStyle {
  int width = 100;
  bool colour = false;
};

/// The terminal's width and colours if standard output is a terminal (no colours under NO_COLOR);
/// the default style otherwise.
TextStyle standard_output_style();

/// Columns that a UTF-8 text takes: its code points, combining marks not counted.
int display_width(std::string_view text);

/// The text, its end replaced by "…" if it takes more columns than these.
std::string cut(std::string_view text, int width);

/// The text with blanks after it up to this width.
std::string padded(std::string_view text, int width);

/// Words filled into lines of at most this width, each line indented; no line break at the end.
/// A word that is wider than a line has one to itself.
std::string wrapped(std::string_view text, int width, int indent = 0);

/// Every line of the text indented as it stands.
std::string indented(std::string_view text, int indent);

enum class Colour { red = 31, green = 32, yellow = 33 };
std::string coloured(std::string_view text, Colour colour, const TextStyle& style);
std::string bold(std::string_view text, const TextStyle& style);

}  // namespace lemmata
