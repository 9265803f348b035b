#include "reports/csv.hpp"

#include <fmt/format.h>

namespace lemmata {
namespace {

std::string cell(const std::optional<double>& value) {
  return value ? fmt::format(",{}", *value) : ",";
}

}  // namespace

std::string to_csv(const RunReport& run) {
  std::string text = run.index.noun;
  for (const Column& column : run.columns) text += "," + column.key;
  text += run.bound ? ",bound\n" : "\n";
  for (std::size_t i = 0; i < run.index.recorded.size(); ++i) {
    text += std::to_string(run.index.recorded[i]);
    for (const Column& column : run.columns) text += cell(value_at(column.values, i));
    if (run.bound) text += cell(bound_at(run, i));
    text += "\n";
  }
  return text;
}

}  // namespace lemmata
