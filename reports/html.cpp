#include "reports/html.hpp"

#include <fmt/format.h>

#include <cmath>
#include <regex>

namespace lemmata {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string rounded_up(double number) {
  if (!(number > 0) || !std::isfinite(number)) return fmt::format("{}", number);
  if (number >= 1e-3 && number < 1e3) return fmt::format("{:.2g}", number * (1 + 0.05));
  int exponent = static_cast<int>(std::floor(std::log10(number)));
  double mantissa = std::ceil(number / std::pow(10, exponent) * 10 - 1e-9) / 10;
  if (mantissa >= 10) {
    mantissa /= 10;
    ++exponent;
  }
  return fmt::format("{}×10<sup>{}{}</sup>", mantissa, exponent < 0 ? "−" : "", std::abs(exponent));
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3;) {
    i -= 3;
    digits.insert(i, "\u202f");
  }
  return digits;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(number), noun, number == 1 ? "" : "s");
}

std::string issue_link(const std::string& reported) {
  static const std::regex issue{R"(([\w.-]+/[\w.-]+)#(\d+))"};
  std::smatch parts;
  if (!std::regex_match(reported, parts, issue)) return escaped(reported);
  return fmt::format(R"(<a href="https://github.com/{}/issues/{}">{}</a>)", parts[1].str(),
                     parts[2].str(), escaped(reported));
}

std::string collapsed(std::string_view summary, std::string_view text) {
  return fmt::format("<details><summary>{}</summary><pre tabindex=\"0\">{}</pre></details>\n",
                     escaped(summary), escaped(text));
}

std::string scrolling(std::string_view label, std::string_view table) {
  return fmt::format(
      "<div class=\"scrolling\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">\n"
      "<table>\n{}</table>\n</div>\n",
      escaped(label), table);
}

}  // namespace lemmata
