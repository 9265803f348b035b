#include "reports/web/run_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>

#include "reports/atomic_file.hpp"
#include "reports/citation.hpp"
#include "reports/web/document.hpp"
#include "reports/web/evidence.hpp"
#include "reports/web/figure.hpp"
#include "reports/web/html.hpp"

namespace lemmata {
namespace {

std::string with_capital(std::string text) {
  if (!text.empty()) {
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  }
  return text;
}

std::string notice(const std::string& strong, const std::string& text) {
  return fmt::format("<p class=\"notice\"><strong>{}</strong> {}</p>\n", escaped(strong),
                     escaped(text));
}

std::string notices(const RunReport& run) {
  std::string text;
  if (run.interrupted) {
    text += notice("This run was interrupted.",
                   fmt::format("It had come to {} {} of {}.", run.index.noun,
                               run.index.recorded.back(), run.index.asked));
  }
  if (!run.diverged.empty()) text += notice("This run ended early:", run.diverged + ".");
  if (first_above_bound(run)) text += notice("Bound exceeded.", bound_verdict(run));
  return text;
}

std::string sizes(const RunReport& run) {
  return fmt::format("{}: {}, {}, γ = {:.10g}", escaped(run.environment),
                     counted(static_cast<std::uint64_t>(run.states), "state"),
                     counted(static_cast<std::uint64_t>(run.actions), "action"), run.discount);
}

/// What it runs on.
std::string task(const RunReport& run) {
  if (!run.problem.empty()) return fact("Problem", with_scripts(run.problem));
  if (!run.simulated.empty()) {
    return fact("Environment", with_scripts(fmt::format("{}: {}, γ = {:.10g}", run.environment,
                                                        run.simulated, run.discount)));
  }
  return fact("MDP", sizes(run)) +
         fact("Start", run.start == "uniform" ? "uniform over the states" : "as the MDP has it");
}

std::string shown(const std::vector<Fact>& facts) {
  std::string text;
  for (const Fact& one : facts) {
    if (!one.name.empty()) text += fact(one.name, with_scripts(one.words));
  }
  return text;
}

std::string introduction(const RunReport& run) {
  std::string text =
      fmt::format("<header>\n<h1>{} on {}</h1>\n<p class=\"lead\">{}{}.</p>\n",
                  escaped(run.algorithm), escaped(run.environment), with_scripts(run.question),
                  run.bound ? ", and what theory promises of it" : "");
  text += notices(run) + "<dl class=\"facts\">\n" + task(run) + shown(run.settings) +
          shown(run.exact) + fact("Result", with_scripts(run.result)) +
          fact("Version", "Lemmata " + version()) + "</dl>\n";
  for (const std::string& remark : run.remarks) text += "<p>" + with_scripts(remark) + "</p>\n";
  return text + "</header>\n";
}

Curve curve(const RunReport& run, std::string label, const std::vector<double>& values,
            bool dashed) {
  Curve result{.label = std::move(label), .bound = dashed};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (const auto value = value_at(values, i)) {
      result.points.emplace_back(run.index.recorded[i], *value);
    }
  }
  return result;
}

bool draws_bound(const RunReport& run, const RunFigure& figure) {
  return is_bounded(run) && std::find(figure.columns.begin(), figure.columns.end(),
                                      run.bound->column) != figure.columns.end();
}

std::vector<Curve> curves(const RunReport& run, const RunFigure& figure) {
  if (!figure.curves.empty()) return figure.curves;
  std::vector<Curve> result;
  for (const std::string& key : figure.columns) {
    const Column& drawn = column(run, key);
    result.push_back(curve(run, drawn.meaning, drawn.values, drawn.computed));
  }
  if (draws_bound(run, figure)) {
    const std::string kind =
        run.bound->on_mean ? fmt::format("bound on the {}: ", run.bound->kind_of_mean) : "bound: ";
    result.push_back(curve(run, kind + run.bound->theorem, run.bound->values, true));
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

bool has_zero(const std::vector<Curve>& curves) {
  return std::any_of(curves.begin(), curves.end(), [](const Curve& one) {
    return std::any_of(one.points.begin(), one.points.end(),
                       [](const auto& point) { return point.second <= 0; });
  });
}

/// How to read the axes; said of the first figure alone.
std::string axes(const RunReport& run, const std::vector<Curve>& drawn, bool logarithmic) {
  std::string text = fmt::format("{} 0 is in the table below. ", with_capital(run.index.noun));
  if (!logarithmic) return text;
  text += fmt::format("A rate {}⁻ᵖ is a line of slope −p here. ", run.index.letter);
  if (has_zero(drawn)) text += "A value of 0 has no place on a logarithmic axis. ";
  return text;
}

std::string figure(const RunReport& run, const RunFigure& wanted, const PageTools& tools) {
  const std::vector<Curve> drawn = curves(run, wanted);
  const bool logarithmic = !wanted.linear && spreads(drawn);
  const bool over_index = wanted.curves.empty();
  const bool log_x = over_index && !run.index.even;
  std::string caption = wanted.caption;
  if (log_x && &wanted == &run.figures.front()) caption += axes(run, drawn, logarithmic);
  if (draws_bound(run, wanted)) caption += bound_verdict(run) + " " + rounding_caveat();
  return web_figure(
      {.title = wanted.title,
       .caption = caption,
       .x_label = over_index ? run.index.noun + " " + run.index.letter : wanted.x_label,
       .y_label = wanted.y_label,
       .log_x = log_x,
       .log_y = logarithmic,
       .curves = [&drawn] { return drawn; }},
      wanted.id, tools.gnuplot);
}

std::string histogram(const Histogram& shown, const PageTools& tools) {
  constexpr std::size_t most_on_linear_axis = 50;  // beyond, rare ones are what is to be seen
  double all = 0;
  for (const std::int64_t count : shown.counts) all += static_cast<double>(count);
  Curve shares{.label = "share of " + shown.of};
  for (std::size_t i = 0; i < shown.counts.size(); ++i) {
    shares.points.emplace_back(static_cast<double>(i), static_cast<double>(shown.counts[i]) / all);
  }
  return web_figure({.title = shown.title,
                     .caption = shown.caption,
                     .x_label = shown.key,
                     .y_label = "share of " + shown.of,
                     .log_y = shown.counts.size() > most_on_linear_axis,
                     .curves = [&shares] { return std::vector{shares}; }},
                    shown.key, tools.gnuplot);
}

std::string figures(const RunReport& run, const PageTools& tools) {
  std::string text =
      "<section aria-labelledby=\"convergence\">\n<h2 id=\"convergence\">Convergence</h2>\n";
  for (const RunFigure& wanted : run.figures) text += figure(run, wanted, tools);
  if (run.histogram && run.histogram->counts.size() > 1) text += histogram(*run.histogram, tools);
  return text + "</section>\n";
}

std::string statement(const JudgedTheorem& bound, bool with_katex) {
  return with_katex ? fmt::format(
                          "<div class=\"statement\" tabindex=\"0\"><div class=\"tex\">{}"
                          "</div></div>\n",
                          escaped(bound.latex))
                    : fmt::format("<p>{}</p>\n", with_scripts(bound.statement));
}

std::string hypotheses(const JudgedTheorem& bound) {
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
  const JudgedTheorem& bound = *run.bound;
  std::string text = fmt::format(
      "<section aria-labelledby=\"bound\">\n<h2 id=\"bound\">What theory "
      "promises</h2>\n<p>{}.</p>\n"
      "{}<p>{}</p>\n{}",
      escaped(formatted(Source{bound.source, bound.theorem})), statement(bound, with_katex),
      with_scripts(bound.notation), hypotheses(bound));
  for (const std::string& remark : bound.remarks) text += "<p>" + with_scripts(remark) + "</p>\n";
  if (!is_bounded(run)) text += fmt::format("<p>{}</p>\n", with_scripts(bound_verdict(run)));
  return text + "</section>\n";
}

std::string number_cell(const std::optional<double>& number) {
  return fmt::format("<td class=\"number\">{}</td>", number ? fmt::format("{:.8g}", *number) : "–");
}

std::string record_row(const RunReport& run, std::size_t record) {
  std::string cells;
  for (const Column& one : run.columns) cells += number_cell(value_at(one.values, record));
  if (is_bounded(run)) cells += number_cell(bound_at(run, record));
  return fmt::format("<tr><th scope=\"row\">{}</th>{}</tr>\n", run.index.recorded[record], cells);
}

std::string records(const RunReport& run) {
  const auto heading = [](const std::string& name) {
    return fmt::format("<th scope=\"col\" class=\"number\">{}</th>",
                       with_scripts(with_capital(name)));
  };
  std::string head =
      fmt::format("<thead><tr><th scope=\"col\">{}</th>", with_capital(run.index.noun));
  for (const Column& one : run.columns) head += heading(one.symbol);
  if (is_bounded(run)) head += heading("bound");
  std::string rows;
  for (std::size_t i = 0; i < run.index.recorded.size(); ++i) rows += record_row(run, i);
  return fmt::format(
             "<section aria-labelledby=\"numbers\">\n<h2 id=\"numbers\">The numbers</h2>\n"
             "<details><summary>All recorded {}s</summary>\n",
             run.index.noun) +
         scrolling(fmt::format("Recorded {}s", run.index.noun),
                   head + "</tr></thead>\n<tbody>\n" + rows + "</tbody>\n") +
         "</details>\n</section>\n";
}

std::string table(const RunTable& shown) {
  std::string head;
  for (const Column& one : shown.columns) {
    head += fmt::format("<th scope=\"col\" class=\"number\">{}</th>",
                        with_scripts(with_capital(one.symbol)));
  }
  std::string rows;
  for (std::size_t i = 0; i < shown.columns.front().values.size(); ++i) {
    std::string cells;
    for (const Column& one : shown.columns) cells += number_cell(value_at(one.values, i));
    rows += "<tr>" + cells + "</tr>\n";
  }
  return fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n<p>{2}</p>\n",
                     escaped(shown.key), escaped(shown.title), with_scripts(shown.caption)) +
         scrolling(shown.title,
                   "<thead><tr>" + head + "</tr></thead>\n<tbody>\n" + rows + "</tbody>\n") +
         "</section>\n";
}

std::string tables(const RunReport& run) {
  std::string text;
  for (const RunTable& one : run.tables) text += table(one);
  return text;
}

}  // namespace

std::filesystem::path write_run_page(const RunReport& run, const std::filesystem::path& directory,
                                     const PageTools& tools) {
  const bool with_katex = run.bound && tools.katex;
  std::filesystem::create_directories(directory);
  if (with_katex) copy_katex(*tools.katex, directory / "katex");
  const std::filesystem::path page = directory / "index.html";
  write_file_atomically(
      page, web_document(fmt::format("Lemmata: {} on {}", run.algorithm, run.environment),
                         introduction(run) + figures(run, tools) + tables(run) +
                             theory(run, with_katex) + records(run),
                         with_katex));
  return page;
}

}  // namespace lemmata
