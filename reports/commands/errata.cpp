#include "reports/errata.hpp"

#include <algorithm>
#include <iostream>

#include "reports/commands/commands.hpp"
#include "reports/json.hpp"
#include "reports/output_paths.hpp"
#include "reports/terminal/errata_text.hpp"

namespace lemmata {

int list_errata(const ErrataArguments& arguments) {
  require_writable_file(arguments.json);
  const std::vector<Erratum> errata = find_errata({.seed = arguments.seed});
  if (arguments.json != standard_output) {
    std::cout << errata_text(errata, arguments.seed, standard_output_style());
  }
  write_output(arguments.json, to_json(errata));
  return std::any_of(errata.begin(), errata.end(), lacks_refutation) ? 1 : 0;
}

}  // namespace lemmata
