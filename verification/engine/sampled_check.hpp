#pragma once
/// \file
/// Sampled checks: an experiment at each of a few instances, continued from round to round.

#include <memory>
#include <optional>

#include "verification/engine/options.hpp"
#include "verification/engine/statistics/experiment.hpp"

namespace lemmata {

/// The experiment of a check at one instance, and what it has found so far.
class SampledInstance {
 public:
  SampledInstance(InstancePointer instance, StreamName name)
      : instance_{std::move(instance)}, name_{name} {}

  /// Draws one more round of samples. A claim without a value here counts as wrong, and so does a
  /// sample outside the bounds that the experiment declares.
  void advance(const Check& check, double level, const Round& round);

  bool rejects() const { return !error_.empty() || (test_ && test_->rejects()); }
  double observed_effect() const;
  /// What an evaluated check would have found: `undefined` for a claim without a value.
  Finding finding() const;
  /// Why it rejects.
  std::string strongest() const { return error_.empty() ? test_->strongest() : error_; }
  const Instance& instance() const { return *instance_; }
  /// The test, if any samples were drawn.
  const std::optional<ExperimentTest>& test() const { return test_; }

 private:
  InstancePointer instance_;
  StreamName name_;
  std::optional<ExperimentTest> test_{};
  std::string error_{};
};

/// One sampled check of a theorem: generated instances, and the given MDPs.
class SampledCheck {
 public:
  /// `level` is this check's share of the false-alarm budget, split evenly over its instances.
  /// Refers to the check.
  SampledCheck(const Theorem& theorem, const Check& check, double level,
               const VerifierOptions& options);

  int instances() const { return static_cast<int>(instances_.size()); }
  /// Different instances may be advanced on different threads.
  void advance(int instance, const Round& round);

  /// What the generated instances say.
  CheckResult result() const;
  /// Adds what the given MDP number k says, if the check speaks of it.
  void add_to(NamedResult& named, int k) const;

 private:
  double level_of_instance() const { return level_ / std::max(1, instances()); }

  const Check* check_;
  double level_;
  int wanted_ = 0;     ///< generated instances that there should be
  int generated_ = 0;  ///< of `instances_`, the first
  int discarded_ = 0;
  std::vector<SampledInstance> instances_{};
  std::vector<std::optional<std::size_t>> of_mdp_{};  ///< which of `instances_` is MDP k
};

}  // namespace lemmata
