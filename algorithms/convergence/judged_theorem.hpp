#pragma once
/// \file
/// A theorem about runs, and whether its hypotheses hold for one of them.

#include <string>
#include <vector>

namespace lemmata {

struct JudgedHypothesis {
  std::string text{};
  bool holds = false;
  std::string detail{};  ///< what was found; where it fails, what may help
};

struct JudgedTheorem {
  std::string source{};     ///< a key of references.bib
  std::string theorem{};    ///< where in the source
  std::string statement{};  ///< in plain mathematics
  std::string latex{};      ///< the same
  std::string notation{};   ///< what its letters mean
  std::vector<JudgedHypothesis> hypotheses{};
  std::vector<std::string> remarks{};  ///< what else a reader should know
};

/// Whether all hypotheses hold.
bool applies(const JudgedTheorem& theorem);

/// γ < 1.
JudgedHypothesis judged_discount(double discount);

}  // namespace lemmata
