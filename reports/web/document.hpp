#pragma once
/// \file
/// What all pages of the report have in common.

#include <string>
#include <string_view>

namespace lemmata {

/// A whole page around what stands in it: style and script, and KaTeX if it lies beside the page.
std::string web_document(std::string_view title, std::string_view content, bool with_katex);

}  // namespace lemmata
