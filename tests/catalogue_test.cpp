// Every theorem as tests: each check and proof step holds, each falsifier is rejected, and the MDPs
// that come with Lemmata satisfy all of it.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cctype>
#include <map>

#include "algorithms/environments/mdp_file.hpp"
#include "verification/engine/verifier.hpp"

namespace lemmata {
namespace {

const VerifierOptions options{
    .seed = 20, .jobs = 1, .small_instances = 60, .uniform_instances = 20};

/// A text as a test's name: letters, digits and single underscores.
std::string as_name(const std::string& text) {
  static const std::map<std::string, std::string> spelled{
      {"γ", "gamma"}, {"ν", "nu"},  {"π", "pi"},    {"β", "beta"},
      {"μ", "mu"},    {"Σ", "sum"}, {"′", "prime"}, {"<", "below"}};
  std::string name;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    const std::string symbol = text.substr(i, end - i);
    const auto found = spelled.find(symbol);
    if (found != spelled.end()) {
      name += found->second;
    } else if (symbol.size() == 1 && std::isalnum(static_cast<unsigned char>(symbol[0])) != 0) {
      name += symbol;
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
    i = end;
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  return name;
}

/// One check or falsifier of one theorem.
template <class Statement>
struct Case {
  std::string name;
  const Theorem* theorem;
  const Statement* statement;

  friend std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }
};
using CheckCase = Case<Check>;
using FalsifierCase = Case<Falsifier>;

constexpr auto name_of = [](const auto& info) { return info.param.name; };

std::vector<CheckCase> all_checks() {
  std::vector<CheckCase> cases;
  for (const Entry& entry : catalogue()) {
    const Theorem& theorem = entry.theorem;
    const auto add = [&](const std::vector<Check>& checks, const std::string& kind) {
      for (std::size_t k = 0; k < checks.size(); ++k) {
        cases.push_back(
            {as_name(fmt::format("{} {} {} {}", theorem.id, kind, k + 1, checks[k].claim)),
             &theorem, &checks[k]});
      }
    };
    add(theorem.checks, "part");
    add(theorem.proof, "step");
    add(theorem.tight, "tight");
  }
  return cases;
}

std::vector<FalsifierCase> all_falsifiers() {
  std::vector<FalsifierCase> cases;
  for (const Entry& entry : catalogue()) {
    for (const Falsifier& falsifier : entry.theorem.falsifiers) {
      cases.push_back(
          {as_name(entry.theorem.id + " " + falsifier.name), &entry.theorem, &falsifier});
    }
  }
  return cases;
}

class CheckTest : public testing::TestWithParam<CheckCase> {};

TEST_P(CheckTest, Holds) {
  const auto& [name, theorem, check] = GetParam();
  const CheckResult result = verify_check(*theorem, *check, options);
  EXPECT_EQ(to_string(result.verdict), "holds") << result.counterexample;
  if (check->grade == Grade::statistical) {
    EXPECT_EQ(result.instances, options.sampled_instances);
    EXPECT_LT(result.sampled->detectable, 0.5);
  } else {
    EXPECT_GE(result.instances, check->constant ? 1 : options.small_instances);
  }
  EXPECT_LT(result.false_pass, 1e-9);
}

INSTANTIATE_TEST_SUITE_P(Theorem, CheckTest, testing::ValuesIn(all_checks()), name_of);

class FalsifierTest : public testing::TestWithParam<FalsifierCase> {};

TEST_P(FalsifierTest, IsRejected) {
  const auto& [name, theorem, falsifier] = GetParam();
  const FalsifierResult result = reject(*theorem, *falsifier, options);
  EXPECT_TRUE(result.rejected) << "survived " << result.instances << " instances";
  EXPECT_NE(result.counterexample, "");
}

INSTANTIATE_TEST_SUITE_P(Theorem, FalsifierTest, testing::ValuesIn(all_falsifiers()), name_of);

using NeedCase = Case<Need>;

std::vector<NeedCase> all_needs() {
  std::vector<NeedCase> cases;
  for (const Entry& entry : catalogue()) {
    for (const Need& need : entry.theorem.needs) {
      cases.push_back(
          {as_name(entry.theorem.id + " without " + need.hypothesis), &entry.theorem, &need});
    }
  }
  return cases;
}

class NeedTest : public testing::TestWithParam<NeedCase> {};

TEST_P(NeedTest, GoesWrongWithoutTheHypothesis) {
  const auto& [name, theorem, need] = GetParam();
  const FalsifierResult result = show_need(*theorem, *need, options);
  EXPECT_TRUE(result.rejected) << "nothing went wrong at " << result.instances << " instances";
  EXPECT_NE(result.counterexample, "");
}

INSTANTIATE_TEST_SUITE_P(Theorem, NeedTest, testing::ValuesIn(all_needs()), name_of);

struct ShippedCase {
  std::string name;
  const Entry* entry;
  std::string mdp;

  friend std::ostream& operator<<(std::ostream& out, const ShippedCase& c) { return out << c.name; }
};

std::vector<ShippedCase> all_on_shipped_mdps() {
  std::vector<ShippedCase> cases;
  for (const Entry& entry : catalogue()) {
    if (!entry.theorem.instances.on) continue;
    for (const char* mdp : {"frozen-lake-4x4", "cliff-walking"}) {
      cases.push_back({as_name(entry.theorem.id + " " + mdp), &entry, mdp});
    }
  }
  return cases;
}

class ShippedMdpTest : public testing::TestWithParam<ShippedCase> {};

TEST_P(ShippedMdpTest, SatisfiesTheTheorem) {
  VerifierOptions on_the_file{
      .jobs = 1, .small_instances = 1, .uniform_instances = 1, .falsifier_instances = 1};
  for (const TransitionTable& table : shipped_mdps()) {
    if (table.name == GetParam().mdp) on_the_file.mdps.push_back(table);
  }
  const auto result = verify({GetParam().entry}, on_the_file).front();
  ASSERT_EQ(result.named.size(), 1U);
  const NamedResult& named = result.named[0];
  const bool evaluated = !named.arithmetic.empty();
  const bool outside = named.verdict == Verdict::vacuous;
  EXPECT_EQ(to_string(named.verdict), outside ? "vacuous" : "holds") << named.note;
  // What says nothing of the file says why.
  EXPECT_TRUE(evaluated || !named.note.empty());
  EXPECT_LT(result.named[0].false_pass, 1e-9);
}

INSTANTIATE_TEST_SUITE_P(Theorem, ShippedMdpTest, testing::ValuesIn(all_on_shipped_mdps()),
                         name_of);

}  // namespace
}  // namespace lemmata
