#include "reports/terminal/run_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "algorithms/convergence/counts.hpp"
#include "reports/citation.hpp"

namespace lemmata {
namespace {

std::string counted(int number, const std::string& noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string task(const RunReport& run) {
  if (!run.problem.empty()) return run.problem;
  if (!run.simulated.empty()) return fmt::format("{}, γ = {:.10g}", run.simulated, run.discount);
  return fmt::format("{}, {}, γ = {:.10g}{}", counted(run.states, "state"),
                     counted(run.actions, "action"), run.discount,
                     run.start == "uniform" ? ", uniform start" : "");
}

std::string heading(const RunReport& run, const TextStyle& style) {
  const std::string title = fmt::format("{} on {}", run.algorithm, run.environment);
  std::string text = fmt::format("{}: {}{}{}\n", bold(title, style), task(run),
                                 run.target.empty() ? "" : "; ", run.target);
  for (const std::string& line : run.summary) text += wrapped(line, style.width, 2) + "\n";
  return text;
}

/// The records that a terminal shows: round(10^{j/2}), or every fifth of evenly spaced ones; the
/// first and the last.
bool is_shown(const ProgressIndex& index, std::size_t record) {
  const std::int64_t k = index.recorded[record];
  if (k == 0 || record + 1 == index.recorded.size()) return true;
  if (index.even) return record % 5 == 0;
  const double half_decades = std::round(2 * std::log10(static_cast<double>(k)));
  return std::llround(std::pow(10, half_decades / 2)) == k;
}

std::string right_aligned(const std::string& text, int width) {
  return fmt::format("{:>{}}{}", "", std::max(0, width - display_width(text)), text);
}

std::string cell(const std::optional<double>& value, const Column& column) {
  return "  " +
         right_aligned(value ? fmt::format("{:.{}g}", *value, column.digits) : "–", column.width);
}

std::string table(const RunReport& run) {
  constexpr int index_width = 11;
  const Column bound{.symbol = "bound"};
  std::string text = right_aligned(run.index.noun, index_width);
  for (const Column& column : run.columns) {
    text += "  " + right_aligned(column.symbol, column.width);
  }
  if (is_bounded(run)) text += "  " + right_aligned(bound.symbol, bound.width);
  text += "\n";
  for (std::size_t i = 0; i < run.index.recorded.size(); ++i) {
    if (!is_shown(run.index, i)) continue;
    text += right_aligned(std::to_string(run.index.recorded[i]), index_width);
    for (const Column& column : run.columns) text += cell(value_at(column.values, i), column);
    if (is_bounded(run)) text += cell(bound_at(run, i), bound);
    text += "\n";
  }
  return text;
}

std::string table(const RunTable& shown, const TextStyle& style) {
  std::string text = "\n" + wrapped(shown.title, style.width) + "\n";
  for (const Column& column : shown.columns) {
    text += "  " + right_aligned(column.symbol, column.width);
  }
  text += "\n";
  for (std::size_t i = 0; i < shown.columns.front().values.size(); ++i) {
    for (const Column& column : shown.columns) text += cell(value_at(column.values, i), column);
    text += "\n";
  }
  return text;
}

std::string tables(const RunReport& run, const TextStyle& style) {
  std::string text;
  for (const RunTable& one : run.tables) text += table(one, style);
  return text;
}

/// The mean of a histogram, its end, and the first shares.
std::string histogram(const RunReport& run, const TextStyle& style) {
  if (!run.histogram || run.histogram->counts.empty()) return {};
  constexpr int most_shown = 6;
  const std::vector<std::int64_t>& counts = run.histogram->counts;
  const double all =
      static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
  std::string text = fmt::format("{}: {:.4g} in the mean, {} at most", run.histogram->title,
                                 mean_of_counts(counts), counts.size() - 1);
  int shown = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    if (shown == most_shown) {
      text += ", …";
      break;
    }
    text += fmt::format("{} {} in {:.3g} %", shown == 0 ? ";" : ",", i,
                        100 * static_cast<double>(counts[i]) / all);
    ++shown;
  }
  return wrapped(text, style.width) + "\n";
}

std::string ending(const RunReport& run, const TextStyle& style) {
  if (run.interrupted) {
    return coloured(fmt::format("Interrupted after {} of {} {}s.\n", run.index.recorded.back(),
                                run.index.asked, run.index.noun),
                    Colour::yellow, style);
  }
  if (run.diverged.empty()) return {};
  return coloured(wrapped("The run ended early: " + run.diverged + ".", style.width), Colour::red,
                  style) +
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
  const JudgedTheorem& bound = *run.bound;
  const std::string source = formatted(Source{bound.source, bound.theorem});
  std::string text =
      fmt::format("\n{}\n{}\n", wrapped(fmt::format("Bound: {}.", source), style.width),
                  wrapped(bound.statement, style.width, 2));
  for (const JudgedHypothesis& judged : bound.hypotheses) text += hypothesis(judged, style);
  for (const std::string& remark : bound.remarks) text += wrapped(remark, style.width) + "\n";
  const std::string verdict = wrapped(bound_verdict(run), style.width) + "\n";
  text += first_above_bound(run) ? coloured(verdict, Colour::red, style) : verdict;
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
  return heading(run, style) + "\n" + table(run) + histogram(run, style) + ending(run, style) +
         tables(run, style) + remarks(run, style) + theory(run, style);
}

}  // namespace lemmata
