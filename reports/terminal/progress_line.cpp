#include "reports/terminal/progress_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>

#include "reports/terminal/text.hpp"

namespace lemmata {
namespace {

constexpr int line_width = 100;

}  // namespace

ProgressLine::ProgressLine() : visible_{isatty(STDERR_FILENO) != 0} {}

ProgressLine::~ProgressLine() {
  if (visible_) std::cerr << fmt::format("\r{:{}}\r", "", line_width) << std::flush;
}

void ProgressLine::show(int done, int all) const {
  if (!visible_) return;
  const std::string line = fmt::format("verifying: {} of {} tasks{}", done, all, established_);
  std::cerr << "\r" << padded(cut(line, line_width), line_width) << std::flush;
}

void ProgressLine::say(std::string established) { established_ = std::move(established); }

}  // namespace lemmata
