#include "reports/terminal/progress_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>

namespace lemmata {
namespace {

constexpr int line_width = 40;

}  // namespace

ProgressLine::ProgressLine() : visible_{isatty(STDERR_FILENO) != 0} {}

ProgressLine::~ProgressLine() {
  if (visible_) std::cerr << fmt::format("\r{:{}}\r", "", line_width) << std::flush;
}

void ProgressLine::show(int done, int all) const {
  if (!visible_) return;
  const auto line = fmt::format("verifying: {} of {} tasks", done, all);
  std::cerr << fmt::format("\r{:<{}}", line, line_width) << std::flush;
}

}  // namespace lemmata
