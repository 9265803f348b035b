#include "verification/engine/sampled_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "verification/engine/instance_check.hpp"
#include "verification/engine/streams.hpp"

namespace lemmata {
namespace {

/// Samples between two looks at the evidence.
constexpr int block_size = 1000;

void add(const ExperimentTest& test, SampledEvidence& sum) {
  sum.samples += test.samples();
  sum.coordinates += test.coordinates();
  sum.level =
      sum.level == 0 ? test.level_of_coordinate() : std::min(sum.level, test.level_of_coordinate());
  sum.detectable = std::max(sum.detectable, test.detectable_deviations());
  sum.assumption = test.assumption();
}

}  // namespace

void SampledInstance::advance(const Check& check, double level, const Round& round) {
  try {
    if (!test_) test_.emplace(check.experiment(*instance_), level);
    for (int drawn = 0; drawn < check.samples && !round.stopped(); drawn += block_size) {
      test_->add(test_->draw(name_, std::min(block_size, check.samples - drawn)));
      ++name_.block;
    }
  } catch (const std::domain_error&) {
    error_ = "the claim is not defined here";
  } catch (const OutOfBounds& out) {
    error_ = out.what();
  }
}

double SampledInstance::observed_effect() const { return test_ ? test_->observed_effect() : 0; }

Finding SampledInstance::finding() const {
  if (!error_.empty()) return Finding::undefined;
  return rejects() ? Finding::fails : Finding::holds;
}

SampledCheck::SampledCheck(const Theorem& theorem, const Check& check, double level,
                           const VerifierOptions& options)
    : check_{&check}, level_{level}, wanted_{check.constant ? 1 : options.sampled_instances} {
  const std::uint64_t subject = fingerprint(theorem.id + "/" + check.claim);
  const auto add = [&](InstancePointer instance) {
    instances_.emplace_back(std::move(instance),
                            StreamName{.seed = options.seed,
                                       .subject = subject,
                                       .instance = static_cast<std::uint64_t>(instances_.size())});
  };
  const auto drawn = [&](int i) {
    return stream(options.seed, theorem.id, Purpose::sampled, static_cast<std::uint64_t>(i));
  };
  for (int i = 0; i < wanted_ * draws_per_instance && instances() < wanted_; ++i) {
    InstancePointer instance = theorem.instances.small(drawn(i)).value();
    if (speaks_of(theorem, check, *instance)) {
      add(std::move(instance));
    } else {
      ++discarded_;
    }
  }
  generated_ = instances();
  if (!theorem.instances.on || check.constant) return;
  for (const TransitionTable& table : options.mdps) {
    InstancePointer instance = theorem.instances.on(table, Numbers::small, drawn(0));
    const bool spoken_of = speaks_of(theorem, check, *instance);
    of_mdp_.push_back(spoken_of ? std::optional{instances_.size()} : std::nullopt);
    if (spoken_of) add(std::move(instance));
  }
}

void SampledCheck::advance(int instance, const Round& round) {
  instances_[static_cast<std::size_t>(instance)].advance(*check_, level_of_instance(), round);
}

CheckResult SampledCheck::result() const {
  CheckResult result{.claim = check_->claim,
                     .grade = check_->grade,
                     .discarded = discarded_,
                     .sampled = SampledEvidence{},
                     .restriction = check_->restriction,
                     .constant = check_->constant};
  if (generated_ < wanted_) result.verdict = Verdict::vacuous;
  for (int i = 0; i < generated_; ++i) {
    const SampledInstance& instance = instances_[static_cast<std::size_t>(i)];
    ++result.instances;
    if (instance.rejects()) {
      result.verdict = Verdict::fails;
      result.counterexample = instance.instance().describe() + "  " + instance.strongest();
    } else if (!instance.test() || instance.test()->samples() == 0) {
      result.verdict = Verdict::unfinished;
    } else {
      add(*instance.test(), *result.sampled);
    }
    if (result.verdict == Verdict::fails) break;
  }
  return result;
}

void SampledCheck::add_to(NamedResult& named, int k) const {
  if (named.verdict != Verdict::holds || check_->constant) return;
  const auto index = of_mdp_[static_cast<std::size_t>(k)];
  if (!index) {
    named.note += (named.note.empty() ? "" : "; ") +
                  fmt::format("\"{}\" is left out: {}", check_->claim, check_->restriction);
    return;
  }
  const SampledInstance& instance = instances_[*index];
  if (instance.rejects()) {
    named.verdict = Verdict::fails;
    named.note = fmt::format("\"{}\" fails: {}", check_->claim, instance.strongest());
  } else if (!instance.test() || instance.test()->samples() == 0) {
    named.verdict = Verdict::unfinished;
  } else if (named.arithmetic.find("statistical") == std::string::npos) {
    named.arithmetic += named.arithmetic.empty() ? "statistical" : ", statistical";
  }
}

}  // namespace lemmata
