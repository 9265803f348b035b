#include "algorithms/convergence/judged_theorem.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lemmata {

bool applies(const JudgedTheorem& theorem) {
  return std::all_of(theorem.hypotheses.begin(), theorem.hypotheses.end(),
                     [](const JudgedHypothesis& hypothesis) { return hypothesis.holds; });
}

JudgedHypothesis judged_discount(double discount) {
  return {"γ < 1", discount < 1, fmt::format("γ = {:.10g}", discount)};
}

}  // namespace lemmata
