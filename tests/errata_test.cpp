// Errata: what makes one corrected, planned or unsettled, and how it reads as text and as JSON.

#include "reports/errata.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reports/json.hpp"
#include "reports/terminal/errata_text.hpp"

namespace lemmata {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// A wrong claim whose only theorem is stated.
const Claim stated{.number = 5,
                   .part = "a part",
                   .also = "another",
                   .text = "the text",
                   .theorems = {"PG-4"},
                   .settled_as = ClaimStatus::corrected,
                   .wrong = "the mistake",
                   .correction = "the truth"};
const FalsifierResult rejected{
    .name = "a wrong one", .rejected = true, .instances = 3, .counterexample = "1 state\n  left 0"};
const FalsifierResult survived{.name = "a wrong one", .instances = 2000};

/// The same claim, waiting for a theorem besides.
class PlannedErratum : public testing::Test {
 protected:
  void SetUp() override {
    if (planned_theorems().empty()) GTEST_SKIP() << "no theorem is planned any more";
    id = planned_theorems().front().id;
    claim.theorems.push_back(id);
  }

  std::string id;
  Claim claim = stated;
};

TEST(Errata, AreCorrectedOnceEveryTheoremIsStatedAndOneRefutes) {
  EXPECT_EQ(status(Erratum{&stated, rejected}), ClaimStatus::corrected);
  EXPECT_EQ(status(Erratum{&stated, survived}), ClaimStatus::unsettled);
  EXPECT_EQ(status(Erratum{&stated, std::nullopt}), ClaimStatus::unsettled);
}

TEST(Errata, LackARefutationWhereOneIsDue) {
  EXPECT_FALSE(lacks_refutation({&stated, rejected}));
  EXPECT_TRUE(lacks_refutation({&stated, survived}));
  EXPECT_TRUE(lacks_refutation({&stated, std::nullopt}));
}

TEST_F(PlannedErratum, StaysPlannedThoughItIsRefuted) {
  EXPECT_EQ(status(Erratum{&claim, rejected}), ClaimStatus::planned);
  EXPECT_FALSE(lacks_refutation({&claim, rejected}));
  EXPECT_FALSE(lacks_refutation({&claim, std::nullopt}));
  EXPECT_TRUE(lacks_refutation({&claim, survived}));
}

TEST_F(PlannedErratum, NamesWhatItWaitsFor) {
  const std::string text = errata_text({{&claim, std::nullopt}, {&claim, rejected}}, 1, {});
  for (const std::string& part :
       {"planned         " + id + ": ", std::string{"planned, and refuted already\n"},
        std::string{"none yet"}, std::string{"planned: 2,"}}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  const json erratum = json::parse(to_json(std::vector<Erratum>{{&claim, rejected}})).at(0);
  EXPECT_EQ(erratum.at("status"), "planned");
  EXPECT_EQ(erratum.at("theorems"), json::array({"PG-4", id}));
  EXPECT_EQ(erratum.at("planned"), json::array({id}));
}

TEST(Errata, OfARunAreThoseThatThisVerified) {
  const Entry* entry = select("PG-4").front();
  const Claim& claim = claims().at(4);
  VerificationRun run;
  EXPECT_EQ(status_in(run, claim), ClaimStatus::unsettled);
  run.results = {{.entry = entry, .verdict = Verdict::unguarded}};
  EXPECT_EQ(status_in(run, claim), ClaimStatus::unsettled);
  run.results[0].verdict = Verdict::holds;
  run.results[0].falsifiers = {{.name = "x", .refutes = 5, .rejected = true}};
  EXPECT_EQ(status_in(run, claim), ClaimStatus::corrected);
  for (const Erratum& erratum : errata_in(run)) {
    EXPECT_EQ(refuted(erratum), erratum.claim->number == 5) << erratum.claim->number;
  }
}

TEST(Errata, AreTheSameForTheSameSeed) {
  EXPECT_EQ(to_json(find_errata({.seed = 3})), to_json(find_errata({.seed = 3})));
}

TEST(ErrataText, LeavesNothingUnsaid) {
  const std::string text = errata_text({{&stated, rejected}}, 9, {});
  for (const char* part :
       {"Claim 5, a part, also another: corrected\n", "the text", "the mistake", "the truth",
        "PG-4: ", "PG-4 rejects \"a wrong one\" at\n                  1 state\n", "Corrected: 1,",
        "unsettled: 0. Seed 9."}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(ErrataText, NamesAFalsifierThatSurvived) {
  EXPECT_THAT(errata_text({{&stated, survived}}, 1, {}),
              HasSubstr("none: \"a wrong one\" survived 2000 instances of PG-4"));
}

TEST(ErrataJson, HasAnObjectForEachErratum) {
  EXPECT_EQ(json::parse(to_json(std::vector<Erratum>{{&stated, rejected}})), json::parse(R"([
    {"id": "claim-5", "number": 5, "part": "a part, also another", "text": "the text",
     "wrong": "the mistake", "correction": "the truth", "status": "corrected",
     "theorems": ["PG-4"], "planned": [], "falsifier": "a wrong one",
     "counterexample": "1 state\n  left 0"}])"));
}

TEST(ErrataJson, HasNullForWhatIsNotThere) {
  const json errata = json::parse(to_json(std::vector<Erratum>{{&stated, std::nullopt}}));
  EXPECT_TRUE(errata.at(0).at("falsifier").is_null());
  EXPECT_TRUE(errata.at(0).at("counterexample").is_null());
  EXPECT_EQ(errata.at(0).at("planned"), json::array());
}

}  // namespace
}  // namespace lemmata
