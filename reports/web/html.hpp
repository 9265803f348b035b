#pragma once
/// \file
/// Text and numbers as they stand in a web page.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lemmata {

/// Text that may stand in an element or in a quoted attribute.
std::string escaped(std::string_view text);

/// The same with indices and exponents lowered and raised: V_k, γ^k, Σ_{s,a}. They belong to a
/// single letter, so that a name such as policy_gradient stays as it is.
std::string with_scripts(std::string_view text);

/// `rounded_up` as markup: "4×10⁻¹³".
std::string bound_markup(double number);

/// "12 345", grouped by thin spaces that do not break.
std::string grouped(std::uint64_t number);

/// "1 instance", "2 instances".
std::string counted(std::uint64_t number, std::string_view noun);

/// "owner/repository#number" as a link to that issue; any other text as it is.
std::string issue_link(const std::string& reported);

/// Such links with commas between them.
std::string issue_links(const std::vector<std::string>& reported);

/// A name and its value in a list of facts; a term and its meaning in a list of definitions, or
/// nothing if the meaning is empty. Both are markup.
std::string fact(std::string_view name, std::string_view value);
std::string term(std::string_view name, std::string_view meaning);

/// Preformatted text that opens on a click.
std::string collapsed(std::string_view summary, std::string_view text);

/// A table in a container of its own, which scrolls where the page is too narrow.
std::string scrolling(std::string_view label, std::string_view table);

}  // namespace lemmata
