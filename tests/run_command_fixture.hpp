#pragma once
/// \file
/// `lemmata run` in tests: what it reports, and on which MDPs.

#include <nlohmann/json.hpp>

#include "command_line_fixture.hpp"

namespace lemmata {

/// Two states that lead to each other or stay, μ > 0 in both, γ = 1/2, a reward for staying in 1.
inline const std::string two_states = R"({"gamma": 0.5, "isd": [0.25, 0.75], "P": {
    "0": {"0": [[1.0, 0, 0.0, false]], "1": [[1.0, 1, 0.0, false]]},
    "1": {"0": [[1.0, 1, 1.0, false]], "1": [[1.0, 0, 0.0, false]]}}})";

class RunCommand : public CommandLine {
 protected:
  nlohmann::json run_json(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "run");
    arguments.insert(arguments.end(), {"--json", "-"});
    const Ended outcome = lemmata(arguments);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_THAT(outcome.err, testing::IsEmpty());
    return nlohmann::json::parse(outcome.out);
  }

  std::string mdp(const std::string& text) const {
    std::ofstream{in_folder("mine.json")} << text;
    return in_folder("mine.json");
  }
};

inline std::vector<std::string> failing(const nlohmann::json& run) {
  std::vector<std::string> texts;
  for (const nlohmann::json& hypothesis : run.at("hypotheses")) {
    if (!hypothesis.at("holds")) texts.push_back(hypothesis.at("text"));
  }
  return texts;
}

}  // namespace lemmata
