// Every sequence once, and every run of a small system.

#include "verification/engine/enumeration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lemmata::enumeration {
namespace {

using testing::ElementsAre;

TEST(EnumerationTest, SequencesChangeTheirLastPlaceFirst) {
  std::vector<std::vector<int>> seen;
  for_each_sequence(2, 3, [&](const std::vector<int>& sequence) { seen.push_back(sequence); });
  EXPECT_THAT(seen, ElementsAre(ElementsAre(0, 0), ElementsAre(0, 1), ElementsAre(0, 2),
                                ElementsAre(1, 0), ElementsAre(1, 1), ElementsAre(1, 2),
                                ElementsAre(2, 0), ElementsAre(2, 1), ElementsAre(2, 2)));
}

TEST(EnumerationTest, TheEmptySequenceIsOne) {
  int seen = 0;
  for_each_sequence(0, 3, [&](const std::vector<int>& sequence) {
    ++seen;
    EXPECT_TRUE(sequence.empty());
  });
  EXPECT_EQ(seen, 1);
}

TEST(EnumerationTest, OneChoiceMakesOneSequence) {
  int seen = 0;
  for_each_sequence(4, 1, [&](const std::vector<int>&) { ++seen; });
  EXPECT_EQ(seen, 1);
}

TEST(EnumerationTest, SignsAreMinusOneAndOne) {
  std::vector<std::vector<int>> seen;
  for_each_signs(2, [&](const std::vector<int>& signs) { seen.push_back(signs); });
  EXPECT_THAT(seen, ElementsAre(ElementsAre(-1, -1), ElementsAre(-1, 1), ElementsAre(1, -1),
                                ElementsAre(1, 1)));
}

TEST(EnumerationTest, DrawsCarryTheProductOfTheirProbabilities) {
  const Vector<double> probabilities{{0.25, 0.75}}, values{{3.0, 5.0}};
  std::vector<std::vector<double>> seen;
  for_each_draws(probabilities, values, 2,
                 [&](double probability, const std::vector<double>& drawn) {
                   seen.push_back({probability, drawn[0], drawn[1]});
                 });
  EXPECT_THAT(seen, ElementsAre(ElementsAre(0.0625, 3, 3), ElementsAre(0.1875, 3, 5),
                                ElementsAre(0.1875, 5, 3), ElementsAre(0.5625, 5, 5)));
}

/// Words of a and b, of at most two letters, that never double b.
std::vector<char> letters(const std::string& word) {
  if (word.size() == 2) return {};
  return word.ends_with('b') ? std::vector<char>{'a'} : std::vector<char>{'a', 'b'};
}
std::string with(const std::string& word, char letter) { return word + letter; }

TEST(EnumerationTest, EveryStateOfEveryRunIsVisitedInDepthFirst) {
  std::vector<std::string> seen;
  for_each_state(std::string{}, letters, with, [&](const auto& word) { seen.push_back(word); });
  EXPECT_THAT(seen, ElementsAre("", "a", "aa", "ab", "b", "ba"));
}

TEST(EnumerationTest, EndsHaveNoMove) {
  std::vector<std::string> seen;
  for_each_end(std::string{}, letters, with, [&](const auto& word) { seen.push_back(word); });
  EXPECT_THAT(seen, ElementsAre("aa", "ab", "ba"));
}

}  // namespace
}  // namespace lemmata::enumeration
