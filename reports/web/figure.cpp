#include "reports/web/figure.hpp"

#include <fmt/format.h>

#include <exception>

#include "reports/web/figure_drawing.hpp"
#include "reports/web/html.hpp"

namespace lemmata {
namespace {

std::string curve_rows(const Curve& curve) {
  std::string rows;
  for (const auto& [x, y] : curve.points) {
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"number\">{:.6g}</td>"
        "<td class=\"number\">{:.6g}</td></tr>\n",
        escaped(curve.label), x, y);
  }
  return rows;
}

std::string table_of(const Figure& figure, const std::vector<Curve>& curves) {
  std::string rows;
  for (const Curve& curve : curves) rows += curve_rows(curve);
  return fmt::format(
      "<p>This figure could not be drawn: drawing needs gnuplot.</p>\n"
      "<details><summary>Its curves as numbers</summary>\n{}</details>\n",
      scrolling(figure.title,
                fmt::format("<thead><tr><th scope=\"col\">Curve</th>"
                            "<th scope=\"col\" class=\"number\">{}</th>"
                            "<th scope=\"col\" class=\"number\">{}</th></tr></thead>\n"
                            "<tbody>\n{}</tbody>\n",
                            escaped(figure.x_label), escaped(figure.y_label), rows)));
}

std::string drawing(const Figure& figure, const std::string& id,
                    const std::optional<std::filesystem::path>& gnuplot) {
  // A theorem that fails may fail in its figure too; the report is to show the former.
  try {
    const std::vector<Curve> curves = figure.curves();
    const auto svg = draw_figure(figure, curves, id, gnuplot);
    return svg ? "<div class=\"drawing\" tabindex=\"0\">" + *svg + "</div>\n"
               : table_of(figure, curves);
  } catch (const std::exception& error) {
    return fmt::format("<p>This figure’s curves could not be computed: {}.</p>\n",
                       escaped(error.what()));
  }
}

}  // namespace

std::string web_figure(const Figure& figure, const std::string& id,
                       const std::optional<std::filesystem::path>& gnuplot) {
  return fmt::format("<figure id=\"{}\">\n{}<figcaption><b>{}.</b> {}</figcaption>\n</figure>\n",
                     escaped(id), drawing(figure, escaped(id), gnuplot), with_scripts(figure.title),
                     with_scripts(figure.caption));
}

}  // namespace lemmata
