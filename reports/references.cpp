#include "reports/references.hpp"

namespace lemmata {

const std::vector<Reference>& references() {
  static const std::vector<Reference> none;
  return none;
}

const Reference* find_reference(const std::string&) { return nullptr; }

}  // namespace lemmata
