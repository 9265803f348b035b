#include "verification/claims/claims.hpp"

#include <algorithm>
#include <stdexcept>

#include "verification/claims/parts.hpp"

namespace lemmata {
namespace {

const PlannedTheorem& planned_theorem(const std::string& id) {
  const auto found = std::find_if(planned_theorems().begin(), planned_theorems().end(),
                                  [&](const PlannedTheorem& theorem) { return theorem.id == id; });
  if (found == planned_theorems().end()) {
    throw std::logic_error(id + " is neither in the catalogue nor planned");
  }
  return *found;
}

ClaimTheorem claim_theorem(const std::string& id) {
  const auto entries = select(id);
  if (entries.empty()) return {.id = id, .says = planned_theorem(id).will_say};
  return {.id = id, .says = entries.front()->theorem.claim, .entry = entries.front()};
}

}  // namespace

std::string to_string(ClaimStatus status) {
  switch (status) {
    case ClaimStatus::holds:
      return "holds";
    case ClaimStatus::corrected:
      return "corrected";
    case ClaimStatus::informal:
      return "informal";
    case ClaimStatus::planned:
      return "planned";
    case ClaimStatus::unsettled:
      return "unsettled";
  }
  return {};
}

const std::vector<Claim>& claims() {
  static const std::vector<Claim> all = [] {
    std::vector<Claim> joined;
    for (const auto& part : {policy_gradient_claims(), actor_critic_claims(), asynchronous_claims(),
                             entropy_claims(), question_claims()}) {
      joined.insert(joined.end(), part.begin(), part.end());
    }
    return joined;
  }();
  return all;
}

std::string place_in_text(const Claim& claim) {
  return claim.also.empty() ? claim.part : claim.part + ", also " + claim.also;
}

std::vector<ClaimTheorem> theorems_of(const Claim& claim) {
  std::vector<ClaimTheorem> result;
  for (const std::string& id : claim.theorems) result.push_back(claim_theorem(id));
  return result;
}

std::vector<std::string> planned_ids(const Claim& claim) {
  std::vector<std::string> ids;
  for (const ClaimTheorem& theorem : theorems_of(claim)) {
    if (theorem.entry == nullptr) ids.push_back(theorem.id);
  }
  return ids;
}

ClaimStatus status(const Claim& claim) {
  const bool waits = claim.settled_as != ClaimStatus::informal && !planned_ids(claim).empty();
  return waits ? ClaimStatus::planned : claim.settled_as;
}

std::optional<Refutation> refutation(const Claim& claim) {
  for (const Entry& entry : catalogue()) {
    for (const Falsifier& falsifier : entry.theorem.falsifiers) {
      if (falsifier.refutes == claim.number) return Refutation{&entry, &falsifier};
    }
  }
  return std::nullopt;
}

}  // namespace lemmata
