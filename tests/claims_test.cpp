// The study text's claims: complete, consistent with the catalogue, and, where they are wrong as
// written, refuted by falsifiers that state them.

#include "verification/claims/claims.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace lemmata {

namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;

std::set<std::string> ids_of_claims() {
  std::set<std::string> ids;
  for (const Claim& claim : claims()) ids.insert(claim.theorems.begin(), claim.theorems.end());
  return ids;
}

bool is_stated(const std::string& id) {
  return std::any_of(catalogue().begin(), catalogue().end(),
                     [&](const Entry& entry) { return entry.theorem.id == id; });
}

bool is_planned(const std::string& id) {
  return std::any_of(planned_theorems().begin(), planned_theorems().end(),
                     [&](const PlannedTheorem& theorem) { return theorem.id == id; });
}

/// Calls `see(entry, falsifier)` for every falsifier that is said to state a claim.
template <class See>
void for_each_refutation(See see) {
  for (const Entry& entry : catalogue()) {
    for (const Falsifier& falsifier : entry.theorem.falsifiers) {
      if (falsifier.refutes != 0) see(entry, falsifier);
    }
  }
}

TEST(ClaimsTest, AreNumberedFrom1To99InOrder) {
  ASSERT_EQ(claims().size(), 99U);
  for (std::size_t i = 0; i < claims().size(); ++i) {
    EXPECT_EQ(claims()[i].number, static_cast<int>(i) + 1);
  }
}

TEST(ClaimsTest, SayWhatTheTextSaysAndWhere) {
  for (const Claim& claim : claims()) {
    EXPECT_THAT(claim.text, Not(IsEmpty())) << claim.number;
    EXPECT_THAT(claim.part, Not(IsEmpty())) << claim.number;
    EXPECT_THAT(place_in_text(claim), testing::StartsWith(claim.part));
  }
}

TEST(ClaimsTest, NameTheoremsThatAreStatedOrPlannedEachOnce) {
  for (const Claim& claim : claims()) {
    EXPECT_TRUE(claim.settled_as == ClaimStatus::informal || !claim.theorems.empty())
        << claim.number;
    for (const std::string& id : claim.theorems) EXPECT_NE(is_stated(id), is_planned(id)) << id;
    EXPECT_EQ(std::set<std::string>(claim.theorems.begin(), claim.theorems.end()).size(),
              claim.theorems.size())
        << claim.number;
  }
}

TEST(ClaimsTest, AreCorrectedWithReasonsOrNotAtAll) {
  for (const Claim& claim : claims()) {
    const bool corrected = claim.settled_as == ClaimStatus::corrected;
    EXPECT_EQ(!claim.wrong.empty(), corrected) << claim.number;
    EXPECT_EQ(!claim.correction.empty(), corrected) << claim.number;
  }
}

TEST(ClaimsTest, SayWhyNothingOfAnInformalOneIsChecked) {
  for (const Claim& claim : claims()) {
    EXPECT_TRUE(claim.settled_as != ClaimStatus::informal || !claim.note.empty()) << claim.number;
  }
}

TEST(ClaimsTest, ArePlannedUntilEveryTheoremIsStated) {
  for (const Claim& claim : claims()) {
    EXPECT_NE(claim.settled_as, ClaimStatus::planned) << claim.number;
    EXPECT_NE(claim.settled_as, ClaimStatus::unsettled) << claim.number;
    const bool waits = claim.settled_as != ClaimStatus::informal &&
                       std::any_of(claim.theorems.begin(), claim.theorems.end(), is_planned);
    EXPECT_EQ(status(claim), waits ? ClaimStatus::planned : claim.settled_as) << claim.number;
  }
}

TEST(ClaimsTest, AreRefutedByAFalsifierOnceCorrected) {
  for (const Claim& claim : claims()) {
    if (status(claim) != ClaimStatus::corrected) continue;
    EXPECT_TRUE(refutation(claim)) << "mark a falsifier with .refuting(" << claim.number << ")";
  }
}

TEST(RefutationTest, StatesACorrectedClaimThatNamesItsTheorem) {
  for_each_refutation([](const Entry& entry, const Falsifier& falsifier) {
    const auto claim = std::find_if(claims().begin(), claims().end(), [&](const Claim& each) {
      return each.number == falsifier.refutes;
    });
    ASSERT_NE(claim, claims().end()) << falsifier.name;
    EXPECT_EQ(claim->settled_as, ClaimStatus::corrected) << falsifier.name;
    EXPECT_THAT(claim->theorems, Contains(entry.theorem.id)) << falsifier.name;
  });
}

TEST(RefutationTest, IsOneAClaim) {
  std::set<int> refuted;
  for_each_refutation([&](const Entry&, const Falsifier& falsifier) {
    EXPECT_TRUE(refuted.insert(falsifier.refutes).second) << falsifier.name;
  });
  EXPECT_THAT(refuted, testing::IsSupersetOf({1, 2, 5}));
}

TEST(PlannedTheoremsTest, AreWaitedForAndDescribedEachOnce) {
  std::set<std::string> ids;
  for (const auto& theorem : planned_theorems()) {
    EXPECT_THAT(ids_of_claims(), Contains(theorem.id));
    EXPECT_THAT(theorem.will_say, Not(IsEmpty())) << theorem.id;
    EXPECT_TRUE(ids.insert(theorem.id).second) << theorem.id;
    EXPECT_FALSE(is_stated(theorem.id)) << theorem.id << " is stated: take it from the list";
  }
}

TEST(PlannedTheoremsTest, AreNotGuessedFromAMisspeltId) {
  const Claim misspelt{.theorems = {"PG-2", "PG-222"}};
  EXPECT_THROW(theorems_of(misspelt), std::logic_error);
}

TEST(ClaimTheoremsTest, SayWhatTheCatalogueSaysOrWillSay) {
  const Claim claim{.theorems = {"PG-2"}};
  const auto theorems = theorems_of(claim);
  ASSERT_EQ(theorems.size(), 1U);
  EXPECT_EQ(theorems[0].says, select("PG-2").front()->theorem.claim);
  EXPECT_THAT(planned_ids(claim), IsEmpty());
}

}  // namespace
}  // namespace lemmata
