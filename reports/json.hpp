#pragma once
/// \file
/// Results as JSON texts, keys in a fixed order.

#include <string>
#include <vector>

#include "algorithms/dynamic_programming/policy_iteration.hpp"
#include "algorithms/soft/entropy_frontier.hpp"
#include "algorithms/soft/soft_policy_iteration.hpp"
#include "reports/errata.hpp"
#include "reports/proofs/proof_check.hpp"
#include "reports/run_report.hpp"
#include "reports/verification_run.hpp"

namespace lemmata {

/// A run in the schema "lemmata.verification/1".
std::string to_json(const VerificationRun& run);

/// A run of Coq in the schema "lemmata.proofs/1".
std::string to_json(const ProofRun& run);

/// An array with an object for each theorem.
std::string to_json(const std::vector<const Entry*>& entries);

/// An array with an object for each erratum of the study text.
std::string to_json(const std::vector<Erratum>& errata);

/// {"value": μᵀV*, "values": V*, "policy": an optimal policy}, numbers to the last bit.
std::string to_json(const OptimalSolution& solution);

/// The same of a soft solution, {"temperature": β, "value": μᵀV_β*, "values": V_β*, "policy": π_β*,
/// "return": J(π_β*), "entropy": its discounted entropy in nats, "error_bound": of values,
/// "iterations"}.
std::string to_json(const SoftSolution& solution, double temperature);

/// {"optimum": J*, "points": an object for each temperature, "ended": why there is none above, or
/// null}.
std::string to_json(const EntropyFrontier& frontier);

/// A run of an algorithm in the schema "lemmata.run/1".
std::string to_json(const RunReport& run);

}  // namespace lemmata
