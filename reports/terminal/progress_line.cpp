#include "reports/terminal/progress_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <utility>

#include "reports/terminal/text.hpp"

namespace lemmata {
namespace {

constexpr int line_width = 100;

}  // namespace

ProgressLine::ProgressLine(std::string activity, std::string things)
    : visible_{isatty(STDERR_FILENO) != 0},
      activity_{std::move(activity)},
      things_{std::move(things)} {}

ProgressLine::~ProgressLine() {
  if (visible_) std::cerr << fmt::format("\r{:{}}\r", "", line_width) << std::flush;
}

void ProgressLine::show(std::int64_t done, std::int64_t all) const {
  if (!visible_) return;
  const std::string line =
      fmt::format("{}: {} of {} {}{}", activity_, done, all, things_, established_);
  std::cerr << "\r" << padded(cut(line, line_width), line_width) << std::flush;
}

void ProgressLine::say(std::string established) { established_ = std::move(established); }

}  // namespace lemmata
