#pragma once
/// \file
/// Verdicts and the strength of evidence, in HTML.

#include <string>

#include "reports/evidence.hpp"

namespace lemmata {

/// "✓ holds": a sign and the word, so that colour adds nothing that is not said.
std::string verdict_mark(Verdict verdict);

/// "✓ rejected", or that it survived.
std::string rejection_mark(const FalsifierResult& wrong);

/// What the verdict means, as a sentence.
std::string verdict_meaning(Verdict verdict);

/// What a grade establishes and what its numbers mean, as a paragraph's content.
std::string grade_meaning(Grade grade);

/// The same of a formal proof.
std::string proved_meaning();

/// The strength of evidence: "160 points, false pass ≤ 3×10⁻¹³, exceptions ≤ 5 %".
std::string strength_markup(const GradeEvidence& evidence);

/// "2 of 2 rejected".
std::string falsifiers_rejected(const TheoremResult& result);

}  // namespace lemmata
