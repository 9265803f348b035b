#include "reports/errata.hpp"

#include <algorithm>

namespace lemmata {
namespace {

template <class Refute>
std::vector<Erratum> errata(Refute refute) {
  std::vector<Erratum> result;
  for (const Claim& claim : claims()) {
    if (claim.settled_as == ClaimStatus::corrected) result.push_back({&claim, refute(claim)});
  }
  return result;
}

bool holds_in(const VerificationRun& run, const Entry* entry) {
  return std::any_of(run.results.begin(), run.results.end(), [&](const TheoremResult& result) {
    return result.entry == entry && result.verdict == Verdict::holds;
  });
}

}  // namespace

std::vector<Erratum> find_errata(const VerifierOptions& options) {
  return errata([&](const Claim& claim) -> std::optional<FalsifierResult> {
    const auto stated = refutation(claim);
    if (!stated) return std::nullopt;
    return reject(stated->entry->theorem, *stated->falsifier, options);
  });
}

std::vector<Erratum> errata_in(const VerificationRun& run) {
  return errata([&](const Claim& claim) -> std::optional<FalsifierResult> {
    for (const TheoremResult& result : run.results) {
      for (const FalsifierResult& falsifier : result.falsifiers) {
        if (falsifier.refutes == claim.number) return falsifier;
      }
    }
    return std::nullopt;
  });
}

bool refuted(const Erratum& erratum) { return erratum.refutation && erratum.refutation->rejected; }

ClaimStatus status(const Erratum& erratum) {
  const ClaimStatus stated = status(*erratum.claim);
  return stated == ClaimStatus::planned || refuted(erratum) ? stated : ClaimStatus::unsettled;
}

bool lacks_refutation(const Erratum& erratum) {
  const bool expected = erratum.refutation || status(*erratum.claim) == ClaimStatus::corrected;
  return expected && !refuted(erratum);
}

ClaimStatus status_in(const VerificationRun& run, const Claim& claim) {
  const ClaimStatus stated = status(claim);
  if (stated == ClaimStatus::planned || stated == ClaimStatus::informal) return stated;
  const auto theorems = theorems_of(claim);
  const bool settled =
      std::all_of(theorems.begin(), theorems.end(),
                  [&](const ClaimTheorem& theorem) { return holds_in(run, theorem.entry); });
  return settled ? stated : ClaimStatus::unsettled;
}

}  // namespace lemmata
