#include "reports/web/figure_drawing.hpp"

#include <fmt/format.h>
#include <gnuplot-iostream.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "reports/child_process.hpp"
#include "reports/web/html.hpp"

namespace lemmata {
namespace {

constexpr int width = 680;
constexpr int plot_height = 410;
constexpr int legend_line = 22;

/// Okabe and Ito's colours, told apart by colour-blind readers; the order alternates dark and light
/// so that neighbours differ in grey print as well.
constexpr std::array<const char*, 6> palette{"#0072B2", "#E69F00", "#000000",
                                             "#CC79A7", "#009E73", "#D55E00"};
constexpr std::array<int, 6> point_types{7, 9, 4, 11, 13, 6};
constexpr std::array<const char*, 4> dashes{"(12,6)", "(7,5)", "(14,5,4,5)", "(22,6)"};

class TemporaryFile {
 public:
  TemporaryFile() : path_{(std::filesystem::temp_directory_path() / "lemmata-XXXXXX").string()} {
    const int descriptor = mkstemp(path_.data());
    if (descriptor < 0) throw std::runtime_error("cannot create the temporary file " + path_);
    close(descriptor);
  }
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }
  std::string content() const {
    std::ifstream file{path_, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
  }

 private:
  std::string path_;
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string shell_quoted(const std::string& text) {
  return fmt::format("'{}'", replaced(text, "'", R"('\'')"));
}

/// A string of a gnuplot script, on one line.
std::string quoted(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }, ' ');
  return fmt::format("'{}'", replaced(std::move(text), "'", "''"));
}

bool can_be_drawn(const Figure& figure, const std::pair<double, double>& point) {
  const auto [x, y] = point;
  return std::isfinite(x) && std::isfinite(y) && (!figure.log_x || x > 0) &&
         (!figure.log_y || y > 0);
}

std::vector<Curve> drawable(const Figure& figure, std::vector<Curve> curves) {
  for (Curve& curve : curves) {
    std::erase_if(curve.points, [&](const auto& point) { return !can_be_drawn(figure, point); });
  }
  std::erase_if(curves, [](const Curve& curve) { return curve.points.empty(); });
  return curves;
}

/// The range of one coordinate on a logarithmic axis, a little wider than the data.
struct LogRange {
  double low = 1e300;
  double high = 1e-300;

  void include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  LogRange widened() const {
    const double margin = std::pow(high / low, 0.04) * 1.1;
    return {low / margin, high * margin};
  }
  int first_decade() const { return static_cast<int>(std::ceil(std::log10(low))); }
  int last_decade() const { return static_cast<int>(std::floor(std::log10(high))); }
};

/// At most eight powers of ten as labels. A range that holds a single one keeps gnuplot's own
/// labels, which then lie between the powers.
void label_decades(std::ostream& script, char axis, const LogRange& range) {
  const int decades = range.last_decade() - range.first_decade();
  if (decades < 1) return;
  const int each = 1 + decades / 8;
  const int first =
      static_cast<int>(std::ceil(range.first_decade() / static_cast<double>(each))) * each;
  script << fmt::format("set format {} '10^{{%T}}'\n", axis);
  script << fmt::format("set {}tics 1e{},1e{}\n", axis, first, each);
  if (each > 1) script << fmt::format("unset m{}tics\n", axis);
}

void set_logarithmic(std::ostream& script, char axis, const LogRange& data) {
  const LogRange range = data.widened();
  script << fmt::format("set logscale {0}\nset {0}range [{1}:{2}]\n", axis, range.low, range.high);
  label_decades(script, axis, range);
}

void set_axes(std::ostream& script, const Figure& figure, const std::vector<Curve>& curves) {
  LogRange x;
  LogRange y;
  for (const Curve& curve : curves) {
    for (const auto& point : curve.points) {
      x.include(point.first);
      y.include(point.second);
    }
  }
  script << "set xlabel " << quoted(figure.x_label) << " noenhanced offset 0,0.4\n"
         << "set ylabel " << quoted(figure.y_label) << " noenhanced offset 1,0\n";
  if (figure.log_x) set_logarithmic(script, 'x', x);
  if (figure.log_y) set_logarithmic(script, 'y', y);
}

void set_page(std::ostream& script, const std::string& output, std::size_t curves) {
  const std::size_t height = plot_height + curves * legend_line;
  script << "set encoding utf8\n"
         << fmt::format("set terminal svg size {},{} dynamic enhanced ", width, height)
         << "background '#ffffff' font 'sans-serif,15'\n"
         << "set output " << quoted(output) << "\n"
         << "set minussign\nset border 3\nset tics nomirror scale 0.6\nset pointsize 0.8\nset grid "
            "linecolor '#dddddd' linetype 1\n"
         << "set key outside above left Left reverse vertical maxcols 1 samplen 4\n";
}

/// Measured curves are solid with point marks; bounds are dashed.
std::string style(const Curve& curve, std::size_t index) {
  const char* colour = palette[index % palette.size()];
  if (curve.bound) {
    return fmt::format("lines linewidth 2.5 linecolor '{}' dashtype {}", colour,
                       dashes[index % dashes.size()]);
  }
  return fmt::format("linespoints linewidth 2 linecolor '{}' pointtype {} pointnumber {}", colour,
                     point_types[index % point_types.size()],
                     std::min<std::size_t>(12, curve.points.size()));
}

void plot(Gnuplot& gnuplot, const std::vector<Curve>& curves) {
  for (std::size_t i = 0; i < curves.size(); ++i) {
    gnuplot << (i == 0 ? "plot " : ", ") << "'-' with " << style(curves[i], i) << " title "
            << quoted(curves[i].label) << " noenhanced";
  }
  gnuplot << "\n";
  for (const Curve& curve : curves) gnuplot.send1d(curve.points);
}

/// What gnuplot writes, empty or cut off where it fails. The shell's `cat` takes what a gnuplot
/// that has died leaves unread, so that writing to it raises no SIGPIPE.
std::string run_gnuplot(const std::filesystem::path& program, const Figure& figure,
                        const std::vector<Curve>& curves) {
  const TemporaryFile output;
  {
    Gnuplot gnuplot{fmt::format("({} -d; cat) >/dev/null 2>&1", shell_quoted(program.string()))};
    set_page(gnuplot, output.path(), curves.size());
    set_axes(gnuplot, figure, curves);
    plot(gnuplot, curves);
  }
  return output.content();
}

std::string with_prefixed_ids(std::string svg, const std::string& prefix) {
  for (const char* reference : {" id='", " id=\"", "xlink:href='#", "url(#"}) {
    svg = replaced(std::move(svg), reference, reference + prefix + "-");
  }
  return svg;
}

}  // namespace

std::optional<std::filesystem::path> find_gnuplot() { return find_program("gnuplot"); }

std::optional<std::string> draw_figure(const Figure& figure, const std::vector<Curve>& curves,
                                       const std::string& prefix,
                                       const std::optional<std::filesystem::path>& gnuplot) {
  const std::vector<Curve> drawn = drawable(figure, curves);
  if (!gnuplot || drawn.empty()) return std::nullopt;
  const std::string svg = run_gnuplot(*gnuplot, figure, drawn);
  const std::size_t canvas = svg.find("<g id=\"gnuplot_canvas\">");
  if (canvas == std::string::npos || svg.find("</svg>") == std::string::npos) return std::nullopt;
  const std::size_t height = plot_height + drawn.size() * legend_line;
  return fmt::format(
             R"(<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" )"
             R"(viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title"><title id="{}-title">{}</title>)",
             width, height, prefix, prefix, escaped(figure.title)) +
         with_prefixed_ids(svg.substr(canvas), prefix);
}

}  // namespace lemmata
