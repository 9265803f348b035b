#pragma once
/// \file
/// Parameters that threads share: each fetches a copy, and delivers gradients that are accumulated
/// without losing one. Three ways to do so:
///
/// | accumulation | how a gradient is added              | a copy is of one moment |
/// | ------------ | ------------------------------------ | ----------------------- |
/// | locked       | under one lock, with the next fetch  | as a whole              |
/// | sharded      | under one lock for 16 numbers each   | in each 16              |
/// | atomic       | number by number, compare-and-swap   | in each number          |
///
/// Staleness counts the updates between a gradient's fetch and its own delivery. Where no lock
/// covers both, an update that lands during a delivery counts as the one before it or behind it.
///
/// Which is fastest depends on the machine: `lemmata benchmark` measures them in the real loop.

#include <memory>

#include "algorithms/a3c/update_rule.hpp"

namespace lemmata {

/// What training has learned so far.
struct LearnedModel {
  Vector<double> parameters;
  Vector<double> squares;    ///< q of RMSProp; as many, 0 at first
  std::int64_t steps = 0;    ///< environment steps whose gradients were delivered
  std::int64_t updates = 0;  ///< changes of the parameters

  explicit LearnedModel(Vector<double> start = {})
      : parameters{std::move(start)}, squares{Vector<double>::Zero(parameters.size())} {}
};

enum class Accumulation { locked, sharded, atomic };

/// What a worker acts on.
struct Snapshot {
  Vector<double> parameters{};
  std::int64_t updates = 0;  ///< that they had seen
};

/// What came of a delivery.
struct Delivered {
  std::int64_t staleness;  ///< updates since the gradient's snapshot
  std::int64_t steps;      ///< environment steps delivered in all, with this one's
};

/// Safe to call from any thread, but for the constructor and `model`.
class ParameterStore {
 public:
  virtual ~ParameterStore() = default;

  virtual void fetch(Snapshot& snapshot) = 0;
  /// Applies a direction that so many environment steps went into, computed from `snapshot`, by the
  /// store's rule, and fetches the snapshot anew.
  virtual Delivered deliver_and_fetch(const Vector<double>& direction, std::int64_t steps,
                                      Snapshot& snapshot) = 0;
  virtual std::int64_t steps() const = 0;
  /// While nobody delivers.
  virtual LearnedModel model() const = 0;
};

/// \throws std::invalid_argument for RMSProp with atomic additions, which its squares do not allow
std::unique_ptr<ParameterStore> parameter_store(const LearnedModel& model, const UpdateRule& rule,
                                                Accumulation accumulation);

}  // namespace lemmata
