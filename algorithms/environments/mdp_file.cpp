#include "algorithms/environments/mdp_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <optional>

#include "algorithms/environments/embedded_file.hpp"
#include "algorithms/environments/json_item.hpp"

namespace lemmata {
namespace {

using nlohmann::json;

constexpr double sum_tolerance = 1e-9;
constexpr std::array known_keys{"P", "isd", "gamma", "name", "description"};

using Item = JsonItem;

double probability(const Item& item) {
  const double result = item.number();
  if (result < 0) item.place.refuse(fmt::format("probability {} is negative", result));
  return result;
}

void expect_sum_of_one(double sum, const Place& place) {
  if (std::abs(sum - 1) > sum_tolerance) {
    place.refuse(fmt::format("probabilities sum to {:.12g}, not 1", sum));
  }
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const bool same = std::tolower(static_cast<unsigned char>(a[i])) ==
                        std::tolower(static_cast<unsigned char>(b[j]));
      const std::size_t replaced = diagonal + (same ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

void expect_known_keys(const Item& file) {
  for (const auto& [key, value] : file.value.items()) {
    if (std::find(known_keys.begin(), known_keys.end(), key) != known_keys.end()) continue;
    const auto nearest = *std::min_element(
        known_keys.begin(), known_keys.end(), [&unknown = key](const char* a, const char* b) {
          return edit_distance(unknown, a) < edit_distance(unknown, b);
        });
    file.place.refuse(
        fmt::format("unknown key {}; did you mean \"{}\"?", json(key).dump(), nearest));
  }
}

void expect_required_keys(const Item& file) {
  for (const char* key : {"P", "isd", "gamma"}) {
    if (!file.value.contains(key)) file.place.refuse(fmt::format("\"{}\" is missing", key));
  }
}

std::optional<std::string> optional_text(const Item& file, const char* key) {
  if (!file.value.contains(key)) return std::nullopt;
  return file.member(key).text();
}

/// Whether a key is one of "0", "1", …, "count-1", as it stands there.
bool is_index(const std::string& key, std::size_t count) {
  if (key.empty() || key.size() > 9 || key.find_first_not_of("0123456789") != std::string::npos) {
    return false;
  }
  const unsigned long value = std::stoul(key);
  return value < count && key == std::to_string(value);
}

/// Requires the keys of an object to be exactly "0" to "count-1"; `noun` is what they number.
void expect_indices(const Item& object, std::size_t count, std::string_view noun) {
  std::string reason;
  for (std::size_t i = 0; i < count && reason.empty(); ++i) {
    if (!object.value.contains(std::to_string(i))) {
      reason = fmt::format("{} \"{}\" is missing", noun, i);
    }
  }
  for (const auto& [key, value] : object.value.items()) {
    if (is_index(key, count)) continue;
    const std::string named = json(key).dump();
    object.place.refuse(reason.empty() ? fmt::format("{} {} is not one of the {} {}s of state "
                                                     "\"0\"",
                                                     noun, named, count, noun)
                                       : fmt::format("{}, but there is {}", reason, named));
  }
  if (!reason.empty()) object.place.refuse(reason);
}

int next_state(const Item& item, std::size_t states, const Place& row) {
  if (!item.value.is_number_integer()) {
    if (!item.value.is_number()) item.refuse_kind("the next state, an integer");
    item.place.refuse(fmt::format("must be the next state, an integer, not {}", item.value.dump()));
  }
  const double state = item.value.get<double>();
  if (state < 0 || state >= static_cast<double>(states)) {
    row.refuse(fmt::format("next state {} is not one of 0 to {}", item.value.dump(), states - 1));
  }
  return item.value.get<int>();
}

WeightedOutcome outcome(const Item& row, std::size_t states) {
  row.expect_array();
  if (row.value.size() != 4) {
    row.place.refuse(fmt::format("must be [probability, next state, reward, done], not {} entries",
                                 row.value.size()));
  }
  const Item done = row.element(3);
  if (!done.value.is_boolean()) done.refuse_kind("done, true or false");
  return {dyadic(probability(row.element(0))), next_state(row.element(1), states, row.place),
          dyadic(row.element(2).number()), done.value.get<bool>()};
}

/// What may follow one state and action.
std::vector<WeightedOutcome> outcomes(const Item& rows, std::size_t states) {
  if (rows.expect_array().value.empty()) rows.place.refuse("no rows: nothing follows this action");
  std::vector<WeightedOutcome> result;
  double sum = 0;
  for (std::size_t i = 0; i < rows.value.size(); ++i) {
    result.push_back(outcome(rows.element(i), states));
    sum += view<double>(result.back().weight);
  }
  expect_sum_of_one(sum, rows.place);
  std::erase_if(result, [](const WeightedOutcome& o) { return o.weight.mantissa == 0; });
  return result;
}

std::vector<std::vector<std::vector<WeightedOutcome>>> transitions(const Item& table) {
  const std::size_t states = table.expect_object().value.size();
  if (states == 0) table.place.refuse("no states");
  expect_indices(table, states, "state");
  const std::size_t actions = table.member("0").expect_object().value.size();
  if (actions == 0) table.place.member("0").refuse("no actions");
  std::vector<std::vector<std::vector<WeightedOutcome>>> result(states);
  for (std::size_t s = 0; s < states; ++s) {
    const Item state = table.member(std::to_string(s));
    expect_indices(state.expect_object(), actions, "action");
    for (std::size_t a = 0; a < actions; ++a) {
      result[s].push_back(outcomes(state.member(std::to_string(a)), states));
    }
  }
  return result;
}

std::vector<Dyadic> start_distribution(const Item& isd, std::size_t states) {
  if (isd.expect_array().value.size() != states) {
    isd.place.refuse(fmt::format("has {} entries, but P has {} states", isd.value.size(), states));
  }
  std::vector<Dyadic> result;
  double sum = 0;
  for (std::size_t s = 0; s < states; ++s) {
    result.push_back(dyadic(probability(isd.element(s))));
    sum += view<double>(result.back());
  }
  expect_sum_of_one(sum, isd.place);
  return result;
}

Dyadic discount(const Item& gamma) {
  const double result = gamma.number();
  if (!(result >= 0 && result <= 1)) {
    gamma.place.refuse(fmt::format("{} is not in [0, 1]", result));
  }
  return dyadic(result);
}

void expect_end_within_reach(const TransitionTable& table, const Place& gamma) {
  if (table.discount != Dyadic{1, 0}) return;
  std::vector<int> stuck = states_that_never_end(table);
  if (stuck.empty()) return;
  constexpr std::size_t most_named = 5;
  const std::size_t named = std::min(stuck.size(), most_named);
  const std::size_t others = stuck.size() - named;
  stuck.resize(named);
  gamma.refuse(fmt::format("is 1, but an end cannot be reached from state{} {}{}",
                           named == 1 ? "" : "s", fmt::join(stuck, ", "),
                           others == 0 ? "" : fmt::format(" and {} more", others)));
}

#include "gymnasium_tables.inc"

TransitionTable parsed(const EmbeddedFile& file) { return parse_mdp(file.text(), file.name); }

}  // namespace

TransitionTable parse_mdp(const std::string& text, const std::string& origin) {
  const json root = parse_strict_json(text, origin);
  const Item file{root, Place{origin}};
  expect_known_keys(file.expect_object());
  expect_required_keys(file);
  optional_text(file, "description");
  TransitionTable result;
  result.name = optional_text(file, "name").value_or(std::filesystem::path(origin).stem().string());
  result.discount = discount(file.member("gamma"));
  result.outcomes = transitions(file.member("P"));
  result.start = start_distribution(file.member("isd"), result.outcomes.size());
  expect_end_within_reach(result, file.place.member("gamma"));
  return result;
}

TransitionTable read_mdp(const std::string& path) { return parse_mdp(file_content(path), path); }

const std::vector<TransitionTable>& shipped_mdps() {
  static const std::vector<TransitionTable> tables = [] {
    std::vector<TransitionTable> result;
    for (const EmbeddedFile& file : gymnasium_tables()) result.push_back(parsed(file));
    return result;
  }();
  return tables;
}

const TransitionTable& shipped_mdp(const std::string& name) {
  for (const TransitionTable& table : shipped_mdps()) {
    if (table.name == name) return table;
  }
  throw std::out_of_range{"no MDP named " + name + " comes with Lemmata"};
}

}  // namespace lemmata
