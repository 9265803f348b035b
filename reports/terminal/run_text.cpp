#include "reports/terminal/run_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "reports/citation.hpp"

namespace lemmata {
namespace {

std::string counted(int number, const std::string& noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string heading(const RunReport& run, const TextStyle& style) {
  const std::string title = fmt::format("{} on {}", run.algorithm, run.environment);
  std::string text =
      fmt::format("{}: {}, {}, γ = {:.10g}{}; J* = {:.10g}\n", bold(title, style),
                  counted(run.states, "state"), counted(run.actions, "action"), run.discount,
                  run.start == "uniform" ? ", uniform start" : "", run.optimum);
  text += wrapped(fmt::format("{}, η = {:.6g}; {}", run.update, run.step_size, run.policy),
                  style.width, 2) +
          "\n";
  if (!run.sampling) return text;
  const SamplingSettings& x = *run.sampling;
  return text +
         wrapped(fmt::format("{} an iteration, of at most {}; baseline {}, credit {}; seed {}",
                             counted(x.batch, "episode"), counted(x.horizon, "step"), x.baseline,
                             x.credit, x.seed),
                 style.width, 2) +
         fmt::format("\n  ascends: {}\n", x.objective);
}

/// The iterations that a terminal shows: round(10^{j/2}), the first and the last.
bool is_shown(const RunReport& run, const ConvergencePoint& point) {
  if (point.iteration == 0 || &point == &run.convergence.points.back()) return true;
  const double half_decades = std::round(2 * std::log10(static_cast<double>(point.iteration)));
  return std::llround(std::pow(10, half_decades / 2)) == point.iteration;
}

std::string right_aligned(const std::string& text, int width) {
  return fmt::format("{:>{}}{}", "", std::max(0, width - display_width(text)), text);
}

/// Cells in columns; a row may lack the last ones.
std::string row(const std::vector<std::string>& cells) {
  constexpr std::array<int, 6> widths{11, 13, 11, 13, 11, 13};
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    text += fmt::format("{}{}", i == 0 ? "" : "  ", right_aligned(cells[i], widths[i]));
  }
  return text + "\n";
}

std::string table(const RunReport& run) {
  std::vector<std::string> head{"iteration", "J", "J* − J", fmt::format("‖{}‖", run.norm)};
  if (is_bounded(run)) head.push_back("bound");
  if (run.sampling) head.push_back("mean return");
  std::string text = row(head);
  for (const ConvergencePoint& point : run.convergence.points) {
    if (!is_shown(run, point)) continue;
    std::vector<std::string> cells{
        std::to_string(point.iteration), fmt::format("{:.8g}", point.performance),
        fmt::format("{:.4g}", point.gap), fmt::format("{:.4g}", point.gradient_norm)};
    const auto bound = bound_at(run, point);
    if (is_bounded(run)) cells.push_back(bound ? fmt::format("{:.4g}", *bound) : "–");
    if (point.sampled_return) cells.push_back(fmt::format("{:.6g}", *point.sampled_return));
    text += row(cells);
  }
  return text;
}

std::string ending(const RunReport& run, const TextStyle& style) {
  const Convergence& convergence = run.convergence;
  if (convergence.interrupted) {
    return coloured(fmt::format("Interrupted after {} of {} iterations.\n",
                                convergence.points.back().iteration, run.iterations),
                    Colour::yellow, style);
  }
  if (convergence.diverged.empty()) return {};
  return coloured(wrapped("The run ended early: " + convergence.diverged + ".", style.width),
                  Colour::red, style) +
         "\n";
}

std::string hypothesis(const JudgedHypothesis& judged, const TextStyle& style) {
  constexpr int indent = 9;
  const std::string mark = judged.holds ? coloured("holds", Colour::green, style)
                                        : coloured("fails", Colour::red, style);
  const std::string text =
      wrapped(fmt::format("{}: {}", judged.text, judged.detail), style.width, indent);
  return fmt::format("  {}  {}\n", mark, text.substr(indent));
}

std::string theory(const RunReport& run, const TextStyle& style) {
  if (!run.bound) return {};
  const ConvergenceBound& bound = *run.bound;
  const std::string source = formatted(Source{bound.source, bound.theorem});
  std::string text =
      fmt::format("\n{}\n{}\n", wrapped(fmt::format("Bound: {}.", source), style.width),
                  wrapped(bound.statement, style.width, 2));
  for (const JudgedHypothesis& judged : bound.hypotheses) text += hypothesis(judged, style);
  for (const std::string& remark : bound.remarks) text += wrapped(remark, style.width) + "\n";
  const std::string verdict = wrapped(bound_verdict(run), style.width) + "\n";
  text += first_above_bound(run) == nullptr ? verdict : coloured(verdict, Colour::red, style);
  if (is_bounded(run)) text += wrapped(rounding_caveat(), style.width) + "\n";
  return text;
}

std::string remarks(const RunReport& run, const TextStyle& style) {
  std::string text;
  for (const std::string& remark : run.remarks) {
    text += fmt::format("{}{}\n", text.empty() ? "\n" : "", wrapped(remark, style.width));
  }
  return text;
}

}  // namespace

std::string run_text(const RunReport& run, const TextStyle& style) {
  return heading(run, style) + "\n" + table(run) + ending(run, style) + remarks(run, style) +
         theory(run, style);
}

}  // namespace lemmata
