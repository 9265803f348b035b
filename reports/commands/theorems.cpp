#include <iostream>

#include "reports/citation.hpp"
#include "reports/commands/commands.hpp"
#include "reports/json.hpp"
#include "reports/output_paths.hpp"
#include "reports/terminal/theorem_text.hpp"

namespace lemmata {

int list_theorems(const ListArguments& arguments) {
  const auto entries = selected(arguments.names);
  require_writable_file(arguments.json);
  if (arguments.json.empty()) {
    std::cout << catalogue_text(entries, standard_output_style());
  } else {
    write_output(arguments.json, to_json(entries));
  }
  return 0;
}

int show_theorem(const TheoremArguments& arguments) {
  std::cout << theorem_text(theorem_of(arguments.id), standard_output_style());
  return 0;
}

int cite_theorem(const TheoremArguments& arguments) {
  std::cout << bibtex(theorem_of(arguments.id));
  return 0;
}

}  // namespace lemmata
