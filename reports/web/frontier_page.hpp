#pragma once
/// \file
/// The web page of `lemmata solve --frontier`.

#include <filesystem>
#include <string>

#include "algorithms/soft/entropy_frontier.hpp"
#include "reports/web/page.hpp"

namespace lemmata {

/// Writes `directory/index.html`: return against entropy, and over temperatures. Returns the
/// page's path. Creates the directory if need be.
/// \throws std::filesystem::filesystem_error where it cannot be written
std::filesystem::path write_frontier_page(const EntropyFrontier& frontier, const std::string& mdp,
                                          const std::filesystem::path& directory,
                                          const PageTools& tools = {});

}  // namespace lemmata
