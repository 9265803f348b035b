#pragma once
/// \file
/// Verdicts and the strength of evidence, in HTML.

#include <string>
#include <vector>

#include "verification/engine/verifier.hpp"

namespace lemmata {

/// "✓ holds": a sign and the word, so that colour adds nothing that is not said.
std::string verdict_mark(Verdict verdict);

/// What the verdict means, as a sentence.
std::string verdict_meaning(Verdict verdict);

/// What a grade establishes and what its numbers mean, as a paragraph's content.
std::string grade_meaning(Grade grade);

/// How strong the evidence of one check is: "160 points, false pass ≤ 3×10⁻¹³".
std::string strength(const CheckResult& check);

/// For each grade among the checks the strength of its weakest: what the statement rests on.
std::vector<CheckResult> weakest_by_grade(const std::vector<CheckResult>& checks);

/// "2 of 2 rejected".
std::string falsifiers_rejected(const TheoremResult& result);

}  // namespace lemmata
