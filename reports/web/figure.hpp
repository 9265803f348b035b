#pragma once
/// \file
/// A figure of the web page.

#include <filesystem>
#include <optional>
#include <string>

#include "verification/engine/figure.hpp"

namespace lemmata {

/// The figure, drawn, with its caption; its curves as a table where it cannot be drawn. Ids begin
/// with `id`.
std::string web_figure(const Figure& figure, const std::string& id,
                       const std::optional<std::filesystem::path>& gnuplot);

}  // namespace lemmata
