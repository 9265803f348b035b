#include "reports/terminal/run_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "reports/citation.hpp"

namespace lemmata {
namespace {

std::string heading(const RunReport& run, const TextStyle& style) {
  return bold(fmt::format("{} on {}", run.algorithm, run.environment), style) +
         fmt::format(": {} state{}, {} action{}, γ = {:.10g}{}\n", run.states,
                     run.states == 1 ? "" : "s", run.actions, run.actions == 1 ? "" : "s",
                     run.discount, run.start == "uniform" ? ", uniform start" : "") +
         wrapped(fmt::format("{}, with η = {:.6g}; {}. J* = {:.10g}.", run.update, run.step_size,
                             run.policy, run.optimum),
                 style.width, 2) +
         "\n";
}

/// The iterations that a terminal shows: round(10^{j/2}), the first and the last.
bool is_shown(const RunReport& run, const ConvergencePoint& point) {
  if (point.iteration == 0 || &point == &run.convergence.points.back()) return true;
  const double half_decades = std::round(2 * std::log10(static_cast<double>(point.iteration)));
  return std::llround(std::pow(10, half_decades / 2)) == point.iteration;
}

std::string row(const std::string& iteration, const std::string& value, const std::string& gap,
                const std::string& norm, const std::string& bound) {
  const auto right = [](const std::string& text, int width) {
    const int missing = std::max(0, width - display_width(text));
    return std::string(static_cast<std::size_t>(missing), ' ') + text;
  };
  return right(iteration, 11) + "  " + right(value, 13) + "  " + right(gap, 11) + "  " +
         right(norm, 13) + (bound.empty() ? "" : "  " + right(bound, 11)) + "\n";
}

std::string table(const RunReport& run) {
  const bool bounded = is_bounded(run);
  std::string text = row("iteration", "J", "J* − J", "‖" + run.norm + "‖", bounded ? "bound" : "");
  for (const ConvergencePoint& point : run.convergence.points) {
    if (!is_shown(run, point)) continue;
    const auto bound = bound_at(run, point);
    text += row(std::to_string(point.iteration), fmt::format("{:.8g}", point.performance),
                fmt::format("{:.4g}", point.gap), fmt::format("{:.4g}", point.gradient_norm),
                bound     ? fmt::format("{:.4g}", *bound)
                : bounded ? "–"
                          : "");
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

std::string hypotheses(const ConvergenceBound& bound, const TextStyle& style) {
  std::string text;
  for (const JudgedHypothesis& hypothesis : bound.hypotheses) {
    text += "  " +
            (hypothesis.holds ? coloured("holds", Colour::green, style)
                              : coloured("fails", Colour::red, style)) +
            "  " + hypothesis.text + ": " + hypothesis.detail + "\n";
  }
  return text;
}

std::string theory(const RunReport& run, const TextStyle& style) {
  if (!run.bound) return {};
  const ConvergenceBound& bound = *run.bound;
  std::string text =
      "\n" +
      wrapped("Bound: " + formatted(Source{bound.source, bound.theorem}) + ".", style.width) +
      "\n" + wrapped(bound.statement, style.width, 2) + "\n" + hypotheses(bound, style);
  for (const std::string& remark : bound.remarks) text += wrapped(remark, style.width, 2) + "\n";
  const std::string verdict = wrapped(bound_verdict(run), style.width) + "\n";
  text += first_above_bound(run) == nullptr ? verdict : coloured(verdict, Colour::red, style);
  return text + (is_bounded(run) ? wrapped(rounding_caveat(), style.width) + "\n" : "");
}

std::string remarks(const RunReport& run, const TextStyle& style) {
  std::string text;
  for (const std::string& remark : run.remarks) text += wrapped(remark, style.width) + "\n";
  return text.empty() ? "" : "\n" + text;
}

}  // namespace

std::string run_text(const RunReport& run, const TextStyle& style) {
  return heading(run, style) + "\n" + table(run) + ending(run, style) + remarks(run, style) +
         theory(run, style);
}

}  // namespace lemmata
