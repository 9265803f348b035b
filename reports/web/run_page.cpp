#include "reports/web/run_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "reports/atomic_file.hpp"
#include "reports/citation.hpp"
#include "reports/web/document.hpp"
#include "reports/web/evidence.hpp"
#include "reports/web/figure.hpp"
#include "reports/web/html.hpp"

namespace lemmata {
namespace {

std::string notice(const std::string& strong, const std::string& text) {
  return fmt::format("<p class=\"notice\"><strong>{}</strong> {}</p>\n", escaped(strong),
                     escaped(text));
}

std::string notices(const RunReport& run) {
  std::string text;
  if (run.convergence.interrupted) {
    text += notice("This run was interrupted.",
                   fmt::format("It had come to iteration {} of {}.",
                               run.convergence.points.back().iteration, run.iterations));
  }
  if (!run.convergence.diverged.empty()) {
    text += notice("This run ended early:", run.convergence.diverged + ".");
  }
  if (first_above_bound(run) != nullptr) text += notice("Bound exceeded.", bound_verdict(run));
  return text;
}

std::string sizes(const RunReport& run) {
  return fmt::format("{}: {}, {}, γ = {:.10g}", escaped(run.environment),
                     counted(static_cast<std::uint64_t>(run.states), "state"),
                     counted(static_cast<std::uint64_t>(run.actions), "action"), run.discount);
}

std::string result(const RunReport& run) {
  if (run.convergence.points.empty()) return "no iterate has a finite value";
  const ConvergencePoint& last = run.convergence.points.back();
  return fmt::format("J = {:.10g} after {}; J* − J = {:.4g}", last.performance,
                     counted(static_cast<std::uint64_t>(last.iteration), "iteration"), last.gap);
}

std::string sampling_facts(const RunReport& run) {
  if (!run.sampling) return {};
  const SamplingSettings& x = *run.sampling;
  return fact("Ascends", with_scripts(x.objective)) +
         fact("Episodes", fmt::format("{} an iteration, of at most {}",
                                      grouped(static_cast<std::uint64_t>(x.batch)),
                                      counted(static_cast<std::uint64_t>(x.horizon), "step"))) +
         fact("Baseline", escaped(x.baseline)) + fact("Credit", escaped(x.credit)) +
         fact("Seed", std::to_string(x.seed));
}

std::string introduction(const RunReport& run) {
  std::string text = fmt::format(
      "<header>\n<h1>{} on {}</h1>\n<p class=\"lead\">How fast the policy approaches the optimum "
      "J*{}.</p>\n",
      escaped(run.algorithm), escaped(run.environment),
      run.bound ? ", and what theory promises of it" : "");
  text += notices(run) + "<dl class=\"facts\">\n" + fact("MDP", sizes(run)) +
          fact("Start", run.start == "uniform" ? "uniform over the states" : "as the MDP has it") +
          fact("Iteration", with_scripts(run.update)) + fact("Policy", escaped(run.policy)) +
          fact("Step size", fmt::format("η = {:.6g}", run.step_size)) + sampling_facts(run) +
          fact("Optimum", fmt::format("J* = {:.10g}, by policy iteration", run.optimum)) +
          fact("Result", result(run)) + fact("Version", "Lemmata " + version()) + "</dl>\n";
  for (const std::string& remark : run.remarks) text += "<p>" + with_scripts(remark) + "</p>\n";
  return text + "</header>\n";
}

Curve curve(const RunReport& run, std::string label, double ConvergencePoint::*value) {
  Curve result{.label = std::move(label)};
  for (const ConvergencePoint& point : run.convergence.points) {
    result.points.emplace_back(point.iteration, point.*value);
  }
  return result;
}

Curve bound_curve(const RunReport& run) {
  Curve result{.label = "bound: " + run.bound->theorem, .bound = true};
  for (const ConvergencePoint& point : run.convergence.points) {
    if (const auto bound = bound_at(run, point)) {
      result.points.emplace_back(point.iteration, *bound);
    }
  }
  return result;
}

/// Whether positive values spread so far that only a logarithmic axis shows them.
bool spreads(const std::vector<Curve>& curves) {
  constexpr double decade = 10;
  double least = std::numeric_limits<double>::infinity();
  double largest = 0;
  for (const Curve& one : curves) {
    for (const auto& [k, value] : one.points) {
      if (value > 0) least = std::min(least, value);
      largest = std::max(largest, value);
    }
  }
  return largest > decade * least;
}

std::string gap_caption(const RunReport& run, bool logarithmic) {
  std::string text = "Iteration 0 is in the table below. ";
  if (logarithmic) text += "A rate k⁻ᵖ is a line of slope −p here. ";
  const auto& points = run.convergence.points;
  if (logarithmic && std::any_of(points.begin(), points.end(),
                                 [](const ConvergencePoint& point) { return point.gap <= 0; })) {
    text += "A gap of 0 has no place on a logarithmic axis. ";
  }
  return is_bounded(run) ? text + bound_verdict(run) + " " + rounding_caveat() : text;
}

Figure gap_figure(const RunReport& run) {
  std::vector<Curve> curves{curve(run, "J* − J, measured", &ConvergencePoint::gap)};
  if (is_bounded(run)) curves.push_back(bound_curve(run));
  const bool logarithmic = spreads(curves);
  return {.title = "The gap to the optimum",
          .caption = gap_caption(run, logarithmic),
          .x_label = "iteration k",
          .y_label = "J* − J",
          .log_x = true,
          .log_y = logarithmic,
          .curves = [curves] { return curves; }};
}

Figure norm_figure(const RunReport& run) {
  const std::string norm = "‖" + run.norm + "‖";
  const std::vector<Curve> curves{curve(run, norm, &ConvergencePoint::gradient_norm)};
  return {.title = "How far J is from stationary",
          .caption = "The Euclidean norm of " + run.norm_meaning + ".",
          .x_label = "iteration k",
          .y_label = norm,
          .log_x = true,
          .log_y = spreads(curves),
          .curves = [curves] { return curves; }};
}

Curve sampled_curve(const RunReport& run) {
  Curve result{.label = "mean return of the episodes drawn at k"};
  for (const ConvergencePoint& point : run.convergence.points) {
    if (point.sampled_return) result.points.emplace_back(point.iteration, *point.sampled_return);
  }
  return result;
}

Figure return_figure(const RunReport& run) {
  return {.title = "The return, exact and sampled",
          .caption = "J is computed from the MDP; the mean return is what training sees.",
          .x_label = "iteration k",
          .y_label = "return",
          .log_x = true,
          .curves = [&run] {
            return std::vector<Curve>{curve(run, "J, exact", &ConvergencePoint::performance),
                                      sampled_curve(run)};
          }};
}

std::string figures(const RunReport& run, const PageTools& tools) {
  return "<section aria-labelledby=\"convergence\">\n<h2 id=\"convergence\">Convergence</h2>\n" +
         web_figure(gap_figure(run), "gap", tools.gnuplot) +
         (run.sampling ? web_figure(return_figure(run), "return", tools.gnuplot) : "") +
         web_figure(norm_figure(run), "norm", tools.gnuplot) + "</section>\n";
}

std::string statement(const ConvergenceBound& bound, bool with_katex) {
  return with_katex ? fmt::format(
                          "<div class=\"statement\" tabindex=\"0\"><div class=\"tex\">{}"
                          "</div></div>\n",
                          escaped(bound.latex))
                    : fmt::format("<p>{}</p>\n", with_scripts(bound.statement));
}

std::string hypotheses(const ConvergenceBound& bound) {
  std::string rows;
  for (const JudgedHypothesis& hypothesis : bound.hypotheses) {
    rows += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n",
                        with_scripts(hypothesis.text),
                        verdict_mark(hypothesis.holds ? Verdict::holds : Verdict::fails),
                        with_scripts(hypothesis.detail));
  }
  return scrolling("Hypotheses",
                   "<thead><tr><th scope=\"col\">Hypothesis</th><th scope=\"col\">Here</th>"
                   "<th scope=\"col\">Found</th></tr></thead>\n<tbody>\n" +
                       rows + "</tbody>\n");
}

std::string theory(const RunReport& run, bool with_katex) {
  if (!run.bound) return {};
  const ConvergenceBound& bound = *run.bound;
  std::string text = fmt::format(
      "<section aria-labelledby=\"bound\">\n<h2 id=\"bound\">What theory "
      "promises</h2>\n<p>{}.</p>\n"
      "{}<p>S states, A actions, R the range of the rewards, μ the start distribution, "
      "d* = (1−γ)ν* the discounted visitation of the optimal policy; k counts iterations from 0."
      "</p>\n{}",
      escaped(formatted(Source{bound.source, bound.theorem})), statement(bound, with_katex),
      hypotheses(bound));
  for (const std::string& remark : bound.remarks) text += "<p>" + with_scripts(remark) + "</p>\n";
  if (!is_bounded(run)) text += fmt::format("<p>{}</p>\n", with_scripts(bound_verdict(run)));
  return text + "</section>\n";
}

std::string number_cell(double number) {
  return fmt::format("<td class=\"number\">{:.8g}</td>", number);
}

std::string point_row(const RunReport& run, const ConvergencePoint& point) {
  std::string cells =
      number_cell(point.performance) + number_cell(point.gap) + number_cell(point.gradient_norm);
  const auto bound = bound_at(run, point);
  if (is_bounded(run)) cells += bound ? number_cell(*bound) : "<td class=\"number\">–</td>";
  if (point.sampled_return) cells += number_cell(*point.sampled_return);
  return fmt::format("<tr><th scope=\"row\">{}</th>{}</tr>\n", point.iteration, cells);
}

std::string points(const RunReport& run) {
  const auto heading = [](const std::string& name) {
    return fmt::format("<th scope=\"col\" class=\"number\">{}</th>", escaped(name));
  };
  std::string head = "<thead><tr><th scope=\"col\">Iteration</th>" + heading("J") +
                     heading("J* − J") + heading("‖" + run.norm + "‖");
  if (is_bounded(run)) head += heading("Bound");
  if (run.sampling) head += heading("Mean return");
  std::string rows;
  for (const ConvergencePoint& point : run.convergence.points) rows += point_row(run, point);
  return "<section aria-labelledby=\"numbers\">\n<h2 id=\"numbers\">The numbers</h2>\n"
         "<details><summary>All recorded iterations</summary>\n" +
         scrolling("Recorded iterations", head + "</tr></thead>\n<tbody>\n" + rows + "</tbody>\n") +
         "</details>\n</section>\n";
}

}  // namespace

std::filesystem::path write_run_page(const RunReport& run, const std::filesystem::path& directory,
                                     const PageTools& tools) {
  const bool with_katex = run.bound && tools.katex;
  std::filesystem::create_directories(directory);
  if (with_katex) copy_katex(*tools.katex, directory / "katex");
  const std::filesystem::path page = directory / "index.html";
  write_file_atomically(
      page,
      web_document(fmt::format("Lemmata: {} on {}", run.algorithm, run.environment),
                   introduction(run) + figures(run, tools) + theory(run, with_katex) + points(run),
                   with_katex));
  return page;
}

}  // namespace lemmata
