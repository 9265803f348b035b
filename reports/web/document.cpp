#include "reports/web/document.hpp"

#include "reports/web/html.hpp"
#include "web_page_style.inc"

namespace lemmata {
namespace {

constexpr const char* katex_links =
    "<link rel=\"stylesheet\" href=\"katex/katex.min.css\">\n"
    "<script src=\"katex/katex.min.js\"></script>\n";

/// Sets the formulas where KaTeX is there, and opens what is collapsed for print.
constexpr const char* script = R"(<script>
if (window.katex) {
  for (const formula of document.querySelectorAll('.tex')) {
    katex.render(formula.textContent, formula, {displayMode: true, throwOnError: false});
  }
}
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details:not([open])')) {
    details.open = true;
    addEventListener('afterprint', () => { details.open = false; }, {once: true});
  }
});
</script>
)";

std::string head(std::string_view title, bool with_katex) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n"
         "<title>" +
         escaped(title) + "</title>\n" + (with_katex ? katex_links : "") + "<style>\n" +
         web_page_style + "</style>\n</head>\n";
}

}  // namespace

std::string web_document(std::string_view title, std::string_view content, bool with_katex) {
  return head(title, with_katex) + "<body>\n<main>\n" + std::string{content} + "</main>\n" +
         script + "</body>\n</html>\n";
}

}  // namespace lemmata
