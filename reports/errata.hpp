#pragma once
/// \file
/// The claims of the study text that are wrong as written, with what was found against them.

#include <optional>
#include <vector>

#include "reports/verification_run.hpp"
#include "verification/claims/claims.hpp"

namespace lemmata {

struct Erratum {
  const Claim* claim = nullptr;
  /// What became of the falsifier that states the claim; empty while no theorem has one.
  std::optional<FalsifierResult> refutation{};
};

/// All errata, in the order of the claims. Every falsifier that states one is put to its theorem's
/// check here and now.
std::vector<Erratum> find_errata(const VerifierOptions& options);

/// The same from the falsifiers of a run, without computing anything.
std::vector<Erratum> errata_in(const VerificationRun& run);

/// Whether a counterexample was found, be theorems still planned or not.
bool refuted(const Erratum& erratum);

/// `planned` while a theorem is, else `corrected` if the claim was refuted, else `unsettled`.
ClaimStatus status(const Erratum& erratum);

/// Whether a claim that its theorems should refute was not refuted.
bool lacks_refutation(const Erratum& erratum);

/// What a run settled of a claim: `unsettled` unless every theorem of it was verified and holds.
ClaimStatus status_in(const VerificationRun& run, const Claim& claim);

}  // namespace lemmata
