#pragma once
/// \file
/// What the options of several commands are made of.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "reports/commands/commands.hpp"

namespace lemmata {

/// An option that is a number; CLI11 itself would read "-1" as a large whole one. `wanted` says
/// what `accepts` does.
template <class Number, class Target, class Accepts>
CLI::Option* add_number(CLI::App& command, const std::string& name, Target& number, Accepts accepts,
                        const std::string& wanted, const std::string& description) {
  const auto read = [&number, name, accepts, wanted](const std::string& text) {
    Number value{};
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || rest != end || !accepts(value)) {
      throw CLI::ValidationError{name, fmt::format("\"{}\" is not a {}", text, wanted)};
    }
    number = value;
  };
  return command.add_option_function<std::string>(name, read, description);
}

/// A whole number from `least` to `most`.
template <class Number, class Target>
CLI::Option* add_whole_number(CLI::App& command, const std::string& name, Target& number,
                              Number least, Number most, const std::string& description) {
  return add_number<Number>(
             command, name, number,
             [least, most](Number value) { return value >= least && value <= most; },
             fmt::format("whole number from {} to {}", least, most), description)
      ->type_name("N");
}

template <class Seed>
CLI::Option* add_seed(CLI::App& command, Seed& seed) {
  return add_whole_number<std::uint64_t>(command, "--seed", seed, 0, UINT64_MAX,
                                         "Where all random numbers come from; 1 if not given");
}

inline void add_json(CLI::App& command, std::string& file) {
  command.add_option("--json", file, "Write the result as JSON; - is standard output")
      ->type_name("FILE");
}

/// One of these, without CLI11's list of them in the help: type names say it there.
inline CLI::Validator one_of(const std::vector<std::string>& names) {
  return CLI::IsMember(names).description("");
}

CLI::App* add_run(CLI::App& program, RunArguments& arguments);

}  // namespace lemmata
