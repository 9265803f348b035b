#include "reports/web/frontier_page.hpp"

#include <fmt/format.h>

#include "reports/atomic_file.hpp"
#include "reports/citation.hpp"
#include "reports/web/document.hpp"
#include "reports/web/figure.hpp"
#include "reports/web/html.hpp"

namespace lemmata {
namespace {

using Member = double FrontierPoint::*;

Curve curve(const EntropyFrontier& frontier, std::string label, Member x, Member y) {
  Curve result{.label = std::move(label)};
  for (const FrontierPoint& point : frontier.points) result.points.emplace_back(point.*x, point.*y);
  return result;
}

Curve optimum(const EntropyFrontier& frontier, Member x) {
  Curve result{.label = "J*", .bound = true};
  for (const FrontierPoint& point : frontier.points) {
    result.points.emplace_back(point.*x, frontier.optimum);
  }
  return result;
}

std::string figures(const EntropyFrontier& frontier, const PageTools& tools) {
  const Figure trade{
      .title = "Return against entropy",
      .caption = "No policy lies above the curve. Its slope is −β at the policy for β.",
      .x_label = "discounted entropy, nats",
      .y_label = "return J",
      .curves = [&] {
        return std::vector<Curve>{curve(frontier, "soft-optimal policies", &FrontierPoint::entropy,
                                        &FrontierPoint::plain_return),
                                  optimum(frontier, &FrontierPoint::entropy)};
      }};
  const Figure returns{.title = "Return over the temperature",
                       .caption = "J falls from J* to the return of the policy of most entropy.",
                       .x_label = "temperature β",
                       .y_label = "return J",
                       .log_x = true,
                       .curves = [&] {
                         return std::vector<Curve>{curve(frontier, "J", &FrontierPoint::temperature,
                                                         &FrontierPoint::plain_return),
                                                   optimum(frontier, &FrontierPoint::temperature)};
                       }};
  return "<section aria-labelledby=\"figures\">\n<h2 id=\"figures\">The frontier</h2>\n" +
         web_figure(trade, "trade", tools.gnuplot) + web_figure(returns, "returns", tools.gnuplot) +
         "</section>\n";
}

std::string numbers(const EntropyFrontier& frontier) {
  std::string rows;
  for (const FrontierPoint& x : frontier.points) {
    rows += fmt::format("<tr><th scope=\"row\">{:.6g}</th>", x.temperature);
    for (const double number : {x.plain_return, x.entropy, x.value, x.error_bound}) {
      rows += fmt::format("<td class=\"number\">{:.10g}</td>", number);
    }
    rows += "</tr>\n";
  }
  std::string head = "<thead><tr><th scope=\"col\">β</th>";
  for (const char* name : {"J", "entropy", "J + β·entropy", "values off by at most"}) {
    head += fmt::format("<th scope=\"col\" class=\"number\">{}</th>", name);
  }
  return "<section aria-labelledby=\"numbers\">\n<h2 id=\"numbers\">The numbers</h2>\n" +
         scrolling("Temperatures", head + "</tr></thead>\n<tbody>\n" + rows + "</tbody>\n") +
         "</section>\n";
}

std::string introduction(const EntropyFrontier& frontier, const std::string& mdp) {
  std::string text = fmt::format(
      "<header>\n<h1>The entropy frontier of {}</h1>\n<p class=\"lead\">What return the policies "
      "that maximise J + β·entropy give up for their entropy.</p>\n<dl class=\"facts\">\n{}{}",
      escaped(mdp), fact("Optimum", fmt::format("J* = {:.10g}", frontier.optimum)),
      fact("Version", "Lemmata " + version()));
  text += "</dl>\n";
  if (!frontier.ended.empty())
    text += "<p>Above " +
            fmt::format("β = {:.4g} ",
                        frontier.points.empty() ? 0.0 : frontier.points.back().temperature) +
            escaped(frontier.ended) + ".</p>\n";
  return text + "</header>\n";
}

}  // namespace

std::filesystem::path write_frontier_page(const EntropyFrontier& frontier, const std::string& mdp,
                                          const std::filesystem::path& directory,
                                          const PageTools& tools) {
  std::filesystem::create_directories(directory);
  const std::filesystem::path page = directory / "index.html";
  write_file_atomically(
      page, web_document("Lemmata: the entropy frontier of " + mdp,
                         introduction(frontier, mdp) + figures(frontier, tools) + numbers(frontier),
                         false));
  return page;
}

}  // namespace lemmata
