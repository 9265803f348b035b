#include "verification/engine/rejection.hpp"

#include <algorithm>

#include "verification/engine/instance_check.hpp"
#include "verification/engine/sampled_check.hpp"
#include "verification/engine/streams.hpp"

namespace lemmata {
namespace {

/// Each of these takes a round of samples.
constexpr int sampled_instances_tried = 8;

/// Samples the check at a drawn instance. An effect below what the test would surely detect is no
/// rejection, whatever came out.
template <class Refutes>
bool rejects_by_samples(const Theorem& theorem, const Check& check, const InstancePointer& instance,
                        int number, double level, const Round& round, Refutes speaks_against,
                        FalsifierResult& result) {
  SampledInstance sampled{instance,
                          {.seed = round.options->seed,
                           .subject = fingerprint(theorem.id + "/" + result.name),
                           .instance = static_cast<std::uint64_t>(number)}};
  sampled.advance(check, level, round);
  result.effect = std::max(result.effect.value_or(0), sampled.observed_effect());
  const Finding finding = sampled.finding();
  if (!speaks_against({.finding = finding})) return false;
  if (finding == Finding::fails && sampled.observed_effect() < 1) return false;
  result.shape = instance->shape();
  result.counterexample = instance->describe() + "  " + sampled.strongest();
  return true;
}

/// Evaluates the check at a drawn instance, and shrinks one that goes wrong as `speaks_against`
/// says.
template <class Refutes>
bool rejects_by_evaluation(const Theorem& theorem, const Check& check,
                           const rc::Shrinkable<InstancePointer>& drawn, Refutes speaks_against,
                           FalsifierResult& result) {
  if (!speaks_against(check.evaluate(*drawn.value()))) return false;
  const Shrunk smallest = shrink(theorem, check, drawn);
  result.counterexample = smallest.text;
  result.shape = smallest.shape;
  return true;
}

template <class Refutes>
FalsifierResult search(const Theorem& theorem, const Check& check, FalsifierResult result,
                       Purpose purpose, double level, const VerifierOptions& options,
                       Refutes speaks_against) {
  const Round round{0, &options};
  const bool by_samples = check.grade == Grade::statistical;
  const int most = check.constant ? 1
                   : by_samples   ? sampled_instances_tried
                                  : options.falsifier_instances;
  for (int i = 0; i < options.falsifier_instances && result.instances < most; ++i) {
    if (round.stopped()) break;
    const auto drawn = theorem.instances.small(
        stream(options.seed, theorem.id, purpose, static_cast<std::uint64_t>(i)));
    const InstancePointer instance = drawn.value();
    if (!speaks_of(theorem, check, *instance)) continue;
    ++result.instances;
    result.rejected =
        by_samples
            ? rejects_by_samples(theorem, check, instance, i, level, round, speaks_against, result)
            : rejects_by_evaluation(theorem, check, drawn, speaks_against, result);
    if (result.rejected) return result;
  }
  result.unfinished = round.stopped();
  return result;
}

/// Whether no instance leaves the hypothesis: it is about the terms of the statement.
bool is_of_the_statement(const Theorem& theorem, const Need& need) {
  const auto& all = theorem.hypotheses;
  return !need.instances && std::none_of(all.begin(), all.end(), [&](const Hypothesis& has) {
    return has.text == need.hypothesis && has.holds;
  });
}

/// The theorem with one hypothesis turned round: only instances outside it are left.
Theorem without(const Theorem& theorem, const Need& need) {
  Theorem result = theorem;
  if (need.instances) result.instances = *need.instances;
  for (Hypothesis& hypothesis : result.hypotheses) {
    if (hypothesis.text != need.hypothesis || !hypothesis.holds) continue;
    hypothesis.holds = [holds = hypothesis.holds](const Instance& x) { return !holds(x); };
  }
  return result;
}

}  // namespace

FalsifierResult reject(const Theorem& theorem, const Falsifier& falsifier,
                       const VerifierOptions& options, double level) {
  return search(
      theorem, falsifier.check,
      {.name = falsifier.name, .reported = falsifier.reported, .refutes = falsifier.refutes},
      Purpose::falsifier, level, options,
      [](const Evaluation& found) { return found.finding == Finding::fails; });
}

FalsifierResult show_need(const Theorem& theorem, const Need& need, const VerifierOptions& options,
                          double level) {
  return search(without(theorem, need), need.check,
                {.name = need.hypothesis, .restated = is_of_the_statement(theorem, need)},
                Purpose::need, level, options, refutes);
}

}  // namespace lemmata
