#include "reports/web/katex.hpp"

#include <string>

namespace lemmata {

namespace fs = std::filesystem;

std::optional<fs::path> find_katex() {
  const fs::path katex{LEMMATA_KATEX};
  for (const char* part : {"katex.min.js", "katex.min.css", "fonts"}) {
    std::error_code ignored;
    if (!fs::exists(katex / part, ignored)) return std::nullopt;
  }
  return katex;
}

void copy_katex(const fs::path& katex, const fs::path& directory) {
  fs::create_directories(directory / "fonts");
  constexpr auto overwrite = fs::copy_options::overwrite_existing;
  for (const char* file : {"katex.min.js", "katex.min.css"}) {
    fs::copy_file(katex / file, directory / file, overwrite);
  }
  for (const auto& font : fs::directory_iterator{katex / "fonts"}) {
    // Every browser that runs KaTeX reads WOFF2; the other formats would treble the report's size.
    if (font.path().extension() != ".woff2") continue;
    fs::copy_file(font.path(), directory / "fonts" / font.path().filename(), overwrite);
  }
}

}  // namespace lemmata
