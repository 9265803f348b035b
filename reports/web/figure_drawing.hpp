#pragma once
/// \file
/// Draws figures through gnuplot.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "verification/engine/figure.hpp"

namespace lemmata {

/// The gnuplot that stands first in PATH.
std::optional<std::filesystem::path> find_gnuplot();

/// The figure as an SVG element to stand inside a web page. It has the figure's title as its
/// accessible name and scales to the width that it is given; every id in it begins with `prefix`,
/// so that several drawings stand on one page. Nothing if there is no gnuplot, gnuplot fails, or no
/// point can be drawn. Points that are not finite, or not positive on a logarithmic axis, are left
/// out.
std::optional<std::string> draw_figure(const Figure& figure, const std::vector<Curve>& curves,
                                       const std::string& prefix,
                                       const std::optional<std::filesystem::path>& gnuplot);

}  // namespace lemmata
