#pragma once
/// \file
/// A whole `lemmata run`: what every report of it is made from.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "algorithms/policy_gradient/convergence_bounds.hpp"

namespace lemmata {

/// Of an algorithm that draws episodes.
struct SamplingSettings {
  int batch = 1;    ///< episodes an iteration
  int horizon = 0;  ///< the most steps of one
  std::string baseline{};
  std::string credit{};
  std::string objective{};  ///< what the estimate ascends, in words
  std::uint64_t seed = 1;
};

struct RunReport {
  std::string algorithm{};     ///< as it is called on the command line
  std::string update{};        ///< what an iteration does, in plain mathematics
  std::string policy{};        ///< how the policy is parametrised
  std::string norm{};          ///< of what the recorded norm is, such as "∇J(θ)"
  std::string norm_meaning{};  ///< the same in words
  std::string environment{};   ///< its name
  std::string start{};         ///< the start distribution: "given" or "uniform"
  int states = 0;
  int actions = 0;
  double discount = 0;
  double step_size = 0;
  std::int64_t iterations = 0;  ///< as asked for
  double optimum = 0;           ///< J*
  std::optional<SamplingSettings> sampling{};
  std::vector<std::string> remarks{};
  std::optional<ConvergenceBound> bound{};  ///< if a theorem speaks of the algorithm
  Convergence convergence{};
};

/// Whether there is a bound whose hypotheses all hold.
bool is_bounded(const RunReport& run);

/// The bound at a recorded point; nothing where there is none.
std::optional<double> bound_at(const RunReport& run, const ConvergencePoint& point);

/// The first recorded point whose gap exceeds the bound, or nullptr.
const ConvergencePoint* first_above_bound(const RunReport& run);

/// What came of the bound, in a sentence: how close the gap came to it, or where it exceeded it, or
/// that it is not drawn.
std::string bound_verdict(const RunReport& run);

/// How a comparison in doubles is to be read.
std::string rounding_caveat();

/// 130 if the run was interrupted; 1 if it diverged or exceeded a bound that applies; 0 otherwise.
int exit_status(const RunReport& run);

}  // namespace lemmata
