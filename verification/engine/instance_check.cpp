#include "verification/engine/instance_check.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>

#include "verification/engine/streams.hpp"
#include "verification/engine/weighted_outcomes_instance.hpp"

namespace lemmata {
namespace {

/// How many episodes an enumeration visits; a bandit has one for each of its outcomes.
std::uint64_t trajectories(const Instance& instance) {
  if (const auto* mdp = dynamic_cast<const MdpInstance*>(&instance)) {
    return trajectory_count(mdp->table, mdp->horizon);
  }
  const auto* outcomes = dynamic_cast<const WeightedOutcomesInstance*>(&instance);
  return outcomes == nullptr ? 0 : outcomes->weights.size();
}

void record(const Evaluation& evaluation, const Check& check, const Instance& instance,
            CheckResult& result) {
  ++result.instances;
  result.precision = std::max(result.precision, evaluation.precision);
  result.tightest = std::max(result.tightest, evaluation.ratio);
  if (check.grade == Grade::enumerated) result.trajectories += trajectories(instance);
  if (evaluation.finding == Finding::undecided) result.verdict = Verdict::undecided;
}

/// Whether evaluated over GF(2⁶¹ − 1), where uniform points bound the chance of a false pass.
bool is_modular(const Check& check) {
  return check.grade == Grade::exact || check.grade == Grade::enumerated;
}

/// Evaluates the check at `count` instances that `draw(i)` gives and the theorem speaks of;
/// `on_pass` sees each finding, and `counterexample` describes the first that speaks against it.
template <class Draw, class OnPass, class Describe>
void check_drawn(const Theorem& theorem, const Check& check, int count, const Round& round,
                 CheckResult& result, Draw draw, OnPass on_pass, Describe counterexample) {
  int evaluated = 0;
  for (int i = 0; i < count * draws_per_instance && evaluated < count; ++i) {
    if (round.stopped()) {
      result.verdict = Verdict::unfinished;
      return;
    }
    const rc::Shrinkable<InstancePointer> drawn = draw(i);
    const InstancePointer instance = drawn.value();
    const Evaluation evaluation = evaluate(theorem, check, *instance);
    if (evaluation.finding == Finding::discarded) {
      ++result.discarded;
      continue;
    }
    ++evaluated;
    record(evaluation, check, *instance, result);
    if (refutes(evaluation)) {
      result.verdict = Verdict::fails;
      result.counterexample = counterexample(drawn);
      return;
    }
    on_pass(evaluation);
  }
  if (evaluated < count) result.verdict = Verdict::vacuous;
}

void check_small_instances(const Theorem& theorem, const Check& check, const Round& round,
                           CheckResult& result) {
  const VerifierOptions& options = *round.options;
  const int first = round.number * options.small_instances * draws_per_instance;
  check_drawn(
      theorem, check, check.constant ? 1 : options.small_instances, round, result,
      [&](int i) {
        return theorem.instances.small(stream(options.seed, theorem.id, Purpose::small,
                                              static_cast<std::uint64_t>(first + i)));
      },
      [&](const Evaluation&) { ++result.small_instances; },
      [&](const auto& drawn) { return shrink(theorem, check, drawn).text; });
}

/// Every round has the same shapes and new numbers on them.
void check_uniform_points(const Theorem& theorem, const Check& check, const Round& round,
                          CheckResult& result) {
  const VerifierOptions& options = *round.options;
  check_drawn(
      theorem, check, options.uniform_instances, round, result,
      [&](int i) {
        const auto point = static_cast<std::uint64_t>(i);
        const auto of_round = static_cast<std::uint64_t>(round.number) << 32;
        return rc::shrinkable::just(theorem.instances.uniform(
            stream(options.seed, theorem.id, Purpose::shape, point),
            stream(options.seed, theorem.id, Purpose::uniform, of_round + point)));
      },
      [&](const Evaluation& evaluation) {
        result.false_pass = std::max(result.false_pass, evaluation.false_pass);
      },
      [](const auto& drawn) {
        return fmt::format("a uniformly random point of {}", drawn.value()->shape());
      });
}

std::string arithmetic_name(Arithmetic arithmetic, Grade grade) {
  switch (arithmetic) {
    case Arithmetic::modular:
      return to_string(grade);
    case Arithmetic::rational:
      return "rigorous (rationals)";
    case Arithmetic::balls:
      return "rigorous (balls)";
    case Arithmetic::floating_point:
      return "double";
  }
  return {};
}

/// One check on one file's MDP. Later checks add to what the earlier ones found.
void check_on(const Theorem& theorem, const Check& check, const TransitionTable& table,
              const Round& round, NamedResult& result) {
  const InstancePointer instance =
      theorem.instances.on(table, is_modular(check) ? Numbers::uniform : Numbers::small,
                           stream(round.options->seed, theorem.id, Purpose::named,
                                  static_cast<std::uint64_t>(round.number)));
  if (!satisfies_hypotheses(theorem, *instance)) {
    result.verdict = Verdict::vacuous;
    result.note = "does not satisfy the hypotheses";
    return;
  }
  if (check.applies && !check.applies(*instance)) {
    result.note += (result.note.empty() ? "" : "; ") +
                   fmt::format("\"{}\" is left out: {}", check.claim, check.restriction);
    return;
  }
  const Evaluation evaluation = check.evaluate(*instance);
  const std::string arithmetic = arithmetic_name(evaluation.arithmetic, check.grade);
  if (result.arithmetic.find(arithmetic) == std::string::npos) {
    result.arithmetic += (result.arithmetic.empty() ? "" : ", ") + arithmetic;
  }
  if (evaluation.finding == Finding::holds) {
    result.false_pass = std::max(result.false_pass, evaluation.false_pass);
    return;
  }
  result.verdict = evaluation.finding == Finding::undecided ? Verdict::undecided : Verdict::fails;
  result.note = fmt::format("\"{}\" {}", check.claim, to_string(result.verdict));
}

}  // namespace

bool satisfies_hypotheses(const Theorem& theorem, const Instance& instance) {
  return std::all_of(theorem.hypotheses.begin(), theorem.hypotheses.end(),
                     [&](const Hypothesis& hypothesis) {
                       return !hypothesis.holds || hypothesis.holds(instance);
                     });
}

bool speaks_of(const Theorem& theorem, const Check& check, const Instance& instance) {
  return satisfies_hypotheses(theorem, instance) && (!check.applies || check.applies(instance));
}

Evaluation evaluate(const Theorem& theorem, const Check& check, const Instance& instance) {
  if (!speaks_of(theorem, check, instance)) return {.finding = Finding::discarded};
  return check.evaluate(instance);
}

bool refutes(const Evaluation& evaluation) {
  return evaluation.finding == Finding::fails || evaluation.finding == Finding::undefined;
}

Shrunk shrink(const Theorem& theorem, const Check& check,
              const rc::Shrinkable<InstancePointer>& found) {
  const Finding wrong = evaluate(theorem, check, *found.value()).finding;
  const auto goes_wrong = [&](const InstancePointer& x) {
    return evaluate(theorem, check, *x).finding == wrong;
  };
  // Nothing that is the same at every instance gets simpler.
  const InstancePointer smallest =
      check.constant ? found.value() : rc::shrinkable::findLocalMin(found, goes_wrong).first;
  const std::string sides =
      wrong == Finding::undefined ? "a side is not defined here" : check.sides(*smallest);
  return {smallest->describe() + "  " + sides, smallest->shape()};
}

CheckResult check_on_instances(const Theorem& theorem, const Check& check, const Round& round) {
  CheckResult result{.claim = check.claim,
                     .grade = check.grade,
                     .restriction = check.restriction,
                     .constant = check.constant};
  if (check.constant && round.number > 0) return result;
  check_small_instances(theorem, check, round, result);
  if (is_modular(check) && !check.constant && result.verdict == Verdict::holds) {
    check_uniform_points(theorem, check, round, result);
  }
  return result;
}

NamedResult check_on_mdp(const Theorem& theorem, const TransitionTable& table, const Round& round) {
  NamedResult result{.mdp = table.name};
  for (const auto* checks : {&theorem.checks, &theorem.proof}) {
    for (const Check& check : *checks) {
      if (check.grade == Grade::statistical || check.constant) continue;
      if (round.stopped()) {
        result.verdict = Verdict::unfinished;
        return result;
      }
      if (result.verdict == Verdict::holds) check_on(theorem, check, table, round, result);
    }
  }
  return result;
}

}  // namespace lemmata
