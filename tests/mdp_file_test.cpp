#include "algorithms/environments/mdp_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>

#include "verification/engine/mdp_instance.hpp"

namespace lemmata {
namespace {

const std::string good = R"({"gamma": 0.5, "isd": [1, 0],
"P": {"0": {"0": [[1, 1, 2, false]], "1": [[0.75, 0, -1, false], [0.25, 1, 4, true]]},
      "1": {"0": [[1, 0, 3, false]], "1": [[1, 1, 0.5, true]]}}})";

std::string changed(const std::string& from, const std::string& to, std::string text = good) {
  const std::size_t found = text.find(from);
  if (found == std::string::npos) throw std::logic_error("the text lacks " + from);
  return text.replace(found, from.size(), to);
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

std::string deepest_place() {
  std::string place;
  for (int i = 0; i < 31; ++i) place += "[0]";
  return place;
}

struct BadInput {
  std::string kind;
  std::string text;
  std::string message;
};

std::ostream& operator<<(std::ostream& out, const BadInput& input) { return out << input.kind; }

class RefusesTest : public testing::TestWithParam<BadInput> {};

TEST_P(RefusesTest, NamesThePlace) {
  EXPECT_EQ(message_of([] { parse_mdp(GetParam().text, "data/x.json"); }),
            "data/x.json: " + GetParam().message);
}

const auto kind_of_input = [](const auto& info) { return info.param.kind; };

INSTANTIATE_TEST_SUITE_P(
    Text, RefusesTest,
    testing::ValuesIn(std::vector<BadInput>{
        {"Empty", "", "the file is empty"},
        {"WhiteSpace", " \n\t", "the file is empty"},
        {"Truncated", good.substr(0, 40),
         "line 2, column 11: invalid JSON: unexpected end of input; expected '[', '{', or a "
         "literal"},
        {"NotJson", "gamma = 1", "line 1, column 1: invalid JSON: invalid literal"},
        {"TwoValues", good + "{}",
         "line 3, column 65: invalid JSON: unexpected '{'; expected end of input"},
        {"LeadingZero", changed("0.5", "00.5"),
         "line 1, column 11: invalid JSON: unexpected number literal; expected '}'"},
        {"Comment", changed("\"isd\"", "/* */ \"isd\""),
         "line 1, column 16: invalid JSON: invalid literal"},
        {"ColumnsAreCharacters", "{\"µ\": x}", "line 1, column 7: invalid JSON: invalid literal"},
        {"IllFormedUtf8", "{\"name\": \"\xff\"}",
         "line 1, column 11: invalid JSON: invalid string: ill-formed UTF-8 byte"},
        {"NulByte", good + std::string(1, '\0') + "junk",
         "line 3, column 65: a NUL byte is not JSON text"},
        {"NotANumber", changed("2, false", "NaN, false"),
         "line 2, column 26: NaN is not a JSON number"},
        {"LowerCaseNan", changed("2, false", "nan, false"),
         "line 2, column 26: nan is not a JSON number"},
        {"Infinity", changed("2, false", "Infinity, false"),
         "line 2, column 26: Infinity is not a JSON number"},
        {"MinusInfinity", changed("2, false", "-Infinity, false"),
         "line 2, column 26: -Infinity is not a JSON number"},
        {"Overflow", changed("2, false", "-1e999, false"),
         "line 2, column 26: -1e999 is too large for a double"},
        {"DuplicateAtTop", changed("\"isd\"", "\"gamma\": 1, \"isd\""),
         R"(key "gamma" appears twice)"},
        {"DuplicateState", changed(R"("1": {"0")", R"("0": {"0")"), R"(P: key "0" appears twice)"},
        {"DuplicateAction", changed(R"("1": [[1, 1)", R"("0": [[1, 1)"),
         R"(P["1"]: key "0" appears twice)"},
        {"DuplicateInsideRows", changed("4, true", R"({"a": {}, "a": 1}, true)"),
         R"(P["0"]["1"][1][2]: key "a" appears twice)"},
        {"DuplicateUnderAStrangeKey", R"({"x\n": {"1\"": {"a": 1, "a": 2}}})",
         R"("x\n"["1\""]: key "a" appears twice)"},
        {"DeepNesting", std::string(1'000'000, '['),
         deepest_place() + ": values are nested more than 32 deep"},
    }),
    kind_of_input);

INSTANTIATE_TEST_SUITE_P(
    Shape, RefusesTest,
    testing::ValuesIn(std::vector<BadInput>{
        {"Array", "[1]", "must be an object, not an array"},
        {"Null", "null", "must be an object, not null"},
        {"NoTransitions", R"({"gamma": 1, "isd": [1]})", R"("P" is missing)"},
        {"NoStart", changed(R"("isd": [1, 0],)", ""), R"("isd" is missing)"},
        {"NoDiscount", changed(R"("gamma": 0.5, )", ""), R"("gamma" is missing)"},
        {"MisspeltDiscount", changed("gamma", "gama"),
         R"(unknown key "gama"; did you mean "gamma"?)"},
        {"LowerCaseTransitions", changed("\"P\"", "\"p\""),
         R"(unknown key "p"; did you mean "P"?)"},
        {"NameNotText", changed("{", R"({"name": 3, )"), "name: must be a string, not a number"},
        {"DescriptionNotText", changed("{", R"({"description": [], )"),
         "description: must be a string, not an array"},
        {"DiscountNotNumber", changed("0.5", "\"0.5\""), "gamma: must be a number, not a string"},
        {"DiscountAboveOne", changed("0.5", "1.01"), "gamma: 1.01 is not in [0, 1]"},
        {"DiscountNegative", changed("0.5", "-0.5"), "gamma: -0.5 is not in [0, 1]"},
        {"TransitionsNotObject", R"({"gamma": 1, "isd": [1], "P": [1]})",
         "P: must be an object, not an array"},
        {"NoStates", R"({"gamma": 1, "isd": [], "P": {}})", "P: no states"},
        {"StateNotObject", R"({"gamma": 1, "isd": [1], "P": {"0": 5}})",
         R"(P["0"]: must be an object, not a number)"},
        {"NoActions", R"({"gamma": 1, "isd": [1], "P": {"0": {}}})", R"(P["0"]: no actions)"},
        {"ActionNotArray", changed("[[1, 0, 3, false]]", "{}"),
         R"(P["1"]["0"]: must be an array, not an object)"},
        {"NoRows", changed("[[1, 0, 3, false]]", "[]"),
         R"(P["1"]["0"]: no rows: nothing follows this action)"},
        {"StateMissing", changed(R"("1": {"0")", R"("2": {"0")"),
         R"(P: state "1" is missing, but there is "2")"},
        {"StateNotCanonical", changed(R"("1": {"0")", R"("01": {"0")"),
         R"(P: state "1" is missing, but there is "01")"},
        {"StateNotNumber", changed(R"("1": {"0")", R"("18446744073709551617": {"0")"),
         R"(P: state "1" is missing, but there is "18446744073709551617")"},
        {"ActionMissing", changed(R"(, "1": [[1, 1, 0.5, true]])", ""),
         R"(P["1"]: action "1" is missing)"},
        {"ActionOfOtherName", changed(R"("1": [[1, 1)", R"("-1": [[1, 1)"),
         R"(P["1"]: action "1" is missing, but there is "-1")"},
        {"ActionTooMany", changed(R"([[1, 0, 3, false]])", R"([[1, 0, 3, false]], "2": [])"),
         R"(P["1"]: action "2" is not one of the 2 actions of state "0")"},
        {"StartNotArray", changed("[1, 0]", "1"), "isd: must be an array, not a number"},
        {"StartOfOtherLength", changed("[1, 0]", "[1, 0, 0]"),
         "isd: has 3 entries, but P has 2 states"},
        {"StartEntryNotNumber", changed("[1, 0]", "[1, null]"),
         "isd[1]: must be a number, not null"},
        {"StartNegative", changed("[1, 0]", "[1.5, -0.5]"), "isd[1]: probability -0.5 is negative"},
        {"StartSum", changed("[1, 0]", "[0.5, 0.4]"), "isd: probabilities sum to 0.9, not 1"},
    }),
    kind_of_input);

INSTANTIATE_TEST_SUITE_P(
    Row, RefusesTest,
    testing::ValuesIn(std::vector<BadInput>{
        {"NotArray", changed("[0.25, 1, 4, true]", "0.25"),
         R"(P["0"]["1"][1]: must be an array, not a number)"},
        {"ThreeEntries", changed("[0.25, 1, 4, true]", "[0.25, 1, 4]"),
         R"(P["0"]["1"][1]: must be [probability, next state, reward, done], not 3 entries)"},
        {"FiveEntries", changed("4, true]", "4, true, 0]"),
         R"(P["0"]["1"][1]: must be [probability, next state, reward, done], not 5 entries)"},
        {"ProbabilityNotNumber", changed("0.25", "\"0.25\""),
         R"(P["0"]["1"][1][0]: must be a number, not a string)"},
        {"ProbabilityNegative", changed("[0.25, 1", "[-0.25, 1"),
         R"(P["0"]["1"][1][0]: probability -0.25 is negative)"},
        {"ProbabilityTooSmall", changed("0.25", "0.15"),
         R"(P["0"]["1"]: probabilities sum to 0.9, not 1)"},
        {"ProbabilityJustTooLarge", changed("0.25", "0.250000002"),
         R"(P["0"]["1"]: probabilities sum to 1.000000002, not 1)"},
        {"NextStateNotNumber", changed("[0.25, 1,", "[0.25, \"1\","),
         R"(P["0"]["1"][1][1]: must be the next state, an integer, not a string)"},
        {"NextStateNotInteger", changed("[0.25, 1,", "[0.25, 1.0,"),
         R"(P["0"]["1"][1][1]: must be the next state, an integer, not 1.0)"},
        {"NextStateTooLarge", changed("[1, 1, 2,", "[1, 2, 2,"),
         R"(P["0"]["0"][0]: next state 2 is not one of 0 to 1)"},
        {"NextStateAfterTheEnd", changed("[0.25, 1,", "[0.25, 2,"),
         R"(P["0"]["1"][1]: next state 2 is not one of 0 to 1)"},
        {"NextStateNegative", changed("[1, 1, 2,", "[1, -1, 2,"),
         R"(P["0"]["0"][0]: next state -1 is not one of 0 to 1)"},
        {"NextStateBeyondInt", changed("[1, 1, 2,", "[1, 4294967297, 2,"),
         R"(P["0"]["0"][0]: next state 4294967297 is not one of 0 to 1)"},
        {"RewardNotNumber", changed("4, true", "null, true"),
         R"(P["0"]["1"][1][2]: must be a number, not null)"},
        {"DoneNotBoolean", changed("4, true", "4, 1"),
         R"(P["0"]["1"][1][3]: must be done, true or false, not a number)"},
    }),
    kind_of_input);

std::string loops(int states) {
  std::vector<std::string> rows;
  for (int s = 0; s < states; ++s)
    rows.push_back(fmt::format(R"("{0}": {{"0": [[1, {0}, 0, false]]}})", s));
  std::vector<int> start(static_cast<std::size_t>(states), 0);
  start[0] = 1;
  return fmt::format(R"({{"gamma": 1, "isd": {}, "P": {{{}}}}})", start, fmt::join(rows, ", "));
}

INSTANTIATE_TEST_SUITE_P(
    NeverEnds, RefusesTest,
    testing::ValuesIn(std::vector<BadInput>{
        {"OneState", loops(1), "gamma: is 1, but an end cannot be reached from state 0"},
        {"FiveStates", loops(5),
         "gamma: is 1, but an end cannot be reached from states 0, 1, 2, 3, 4"},
        {"ManyStates", loops(12),
         "gamma: is 1, but an end cannot be reached from states 0, 1, 2, 3, 4 and 7 more"},
        {"EndOfProbabilityZero",
         R"({"gamma": 1, "isd": [1], "P": {"0": {"0": [[1, 0, 0, false], [0, 0, 0, true]]}}})",
         "gamma: is 1, but an end cannot be reached from state 0"},
    }),
    kind_of_input);

/// A file of its own that is gone with the test.
class MdpFileTest : public testing::Test {
 protected:
  MdpFileTest() { std::filesystem::create_directories(folder_); }
  ~MdpFileTest() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string written(const std::string& name, const std::string& text) const {
    std::ofstream{path(name)} << text;
    return path(name);
  }

 private:
  const testing::TestInfo* test_ = testing::UnitTest::GetInstance()->current_test_info();
  std::filesystem::path folder_ =
      std::filesystem::path{testing::TempDir()} / (std::string{"mdp_file_test_"} + test_->name());
};

TEST_F(MdpFileTest, ReadsAFileAndNamesItByItsStem) {
  const TransitionTable table = read_mdp(written("two-states.json", good));
  const TransitionTable expected{
      "two-states",
      {1, -1},
      {{1, 0}, {0, 0}},
      {{{{{1, 0}, 1, {1, 1}, false}}, {{{3, -2}, 0, {-1, 0}, false}, {{1, -2}, 1, {1, 2}, true}}},
       {{{{1, 0}, 0, {3, 0}, false}}, {{{1, 0}, 1, {1, -1}, true}}}}};
  EXPECT_EQ(table, expected);
}

TEST_F(MdpFileTest, RefusesWhatIsNotThere) {
  const std::string file = path("none.json");
  EXPECT_EQ(message_of([&] { read_mdp(file); }),
            file + ": cannot be read: No such file or directory");
}

TEST_F(MdpFileTest, RefusesADirectory) {
  EXPECT_EQ(message_of([&] { read_mdp(path("")); }), path("") + ": cannot be read: Is a directory");
}

TEST_F(MdpFileTest, RefusesAnEmptyFile) {
  const std::string file = written("empty.json", "");
  EXPECT_EQ(message_of([&] { read_mdp(file); }), file + ": the file is empty");
}

TEST(MdpTextTest, KeepsTheNameGiven) {
  EXPECT_EQ(parse_mdp(changed("{", R"({"name": "mine", "description": "", )"), "x.json").name,
            "mine");
}

TEST(MdpTextTest, AcceptsRoundingInSums) {
  EXPECT_EQ(parse_mdp(changed("0.25", "0.2500000005"), "x.json").outcomes[0][1][1].weight,
            dyadic(0.2500000005));
}

TEST(MdpTextTest, LeavesOutRowsOfProbabilityZero) {
  const auto table =
      parse_mdp(changed("[[1, 0, 3, false]]", "[[0, 1, 9, true], [1, 0, 3, false]]"), "x.json");
  EXPECT_EQ(table.outcomes, parse_mdp(good, "x.json").outcomes);
}

TEST(MdpTextTest, ChecksRowsOfProbabilityZero) {
  const auto text = changed("[[1, 0, 3, false]]", "[[0, 7, 9, true], [1, 0, 3, false]]");
  EXPECT_THAT(message_of([&] { parse_mdp(text, "x.json"); }),
              testing::HasSubstr(R"(P["1"]["0"][0]: next state 7)"));
}

TEST(MdpTextTest, KeepsRowsOfTheSameNextStateApart) {
  const auto text = changed("[[1, 0, 3, false]]", "[[0.5, 0, 3, false], [0.5, 0, 3, false]]");
  EXPECT_EQ(parse_mdp(text, "x.json").outcomes[1][0].size(), 2U);
}

TEST(ShippedMdpsTest, AreTheThreeTablesOfGymnasium) {
  std::vector<std::string> shapes;
  for (const auto& t : shipped_mdps()) {
    shapes.push_back(fmt::format("{} {} {}", t.name, t.states(), t.actions()));
    EXPECT_EQ(t.discount, dyadic(0.99));
  }
  EXPECT_THAT(shapes,
              testing::ElementsAre("cliff-walking 48 4", "frozen-lake-4x4 16 4", "taxi 500 6"));
}

/// Written without the library that reads it: shortest decimals that give the doubles back.
std::string as_json(const TransitionTable& table) {
  const auto numbers = [](const Dyadic& n) { return fmt::format("{}", view<double>(n)); };
  std::vector<std::string> states, start;
  for (const Dyadic& weight : table.start) start.push_back(numbers(weight));
  for (const auto& actions_of_state : table.outcomes) {
    std::vector<std::string> actions;
    for (const auto& outcomes : actions_of_state) {
      std::vector<std::string> rows;
      for (const auto& o : outcomes) {
        rows.push_back(fmt::format("[{}, {}, {}, {}]", numbers(o.weight), o.next_state,
                                   numbers(o.reward), o.terminal));
      }
      actions.push_back(fmt::format("\"{}\": [{}]", actions.size(), fmt::join(rows, ", ")));
    }
    states.push_back(fmt::format("\"{}\": {{{}}}", states.size(), fmt::join(actions, ",\n")));
  }
  return fmt::format(R"({{"name": "{}", "gamma": {}, "isd": [{}], "P": {{{}}}}})", table.name,
                     numbers(table.discount), fmt::join(start, ", "), fmt::join(states, ",\n"));
}

TEST(ShippedMdpsTest, ReadBackEqualWhenWritten) {
  for (const auto& table : shipped_mdps()) {
    EXPECT_EQ(parse_mdp(as_json(table), "x.json"), table) << table.name;
  }
}

/// Weights over their sum, as the nearest doubles.
template <class Weights, class Of>
void normalise(Weights& weights, Of of) {
  double sum = 0;
  for (auto& w : weights) sum += view<double>(of(w));
  for (auto& w : weights) of(w) = dyadic(view<double>(of(w)) / sum);
}

TransitionTable as_probabilities(TransitionTable table) {
  normalise(table.start, [](Dyadic& weight) -> Dyadic& { return weight; });
  for (auto& actions : table.outcomes) {
    for (auto& row : actions) {
      normalise(row, [](WeightedOutcome& o) -> Dyadic& { return o.weight; });
      for (auto& o : row) o.reward = dyadic(view<double>(o.reward) / 7);
    }
  }
  table.discount = dyadic(view<double>(table.discount));
  table.name = "random";
  return table;
}

RC_GTEST_PROP(MdpTextTest, AnyTableReadsBackEqual, (std::uint64_t seed)) {
  const TransitionTable table =
      as_probabilities(draw_mdp({.states = 12, .actions = 11}, {}, rc::Random{seed}).table);
  RC_PRE(table.discount != dyadic(1) || states_that_never_end(table).empty());
  RC_ASSERT(parse_mdp(as_json(table), "x.json") == table);
}

}  // namespace
}  // namespace lemmata
