#include "verification/engine/verifier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>

namespace lemmata {
namespace {

/// What a stream of random numbers is for; streams never share a key.
enum class Purpose : std::uint64_t { small, uniform, named, falsifier };

std::uint64_t fingerprint(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

/// One stream a (seed, theorem, purpose, instance), the same on any number of threads.
rc::Random stream(std::uint64_t seed, const std::string& id, Purpose purpose, int instance) {
  return rc::Random{rc::Random::Key{seed, fingerprint(id), static_cast<std::uint64_t>(purpose),
                                    static_cast<std::uint64_t>(instance)}};
}

bool stopped(const VerifierOptions& options) {
  return options.interrupted != nullptr && options.interrupted->load();
}

bool satisfies_hypotheses(const Theorem& theorem, const Instance& instance) {
  return std::all_of(theorem.hypotheses.begin(), theorem.hypotheses.end(),
                     [&](const Hypothesis& hypothesis) {
                       return !hypothesis.holds || hypothesis.holds(instance);
                     });
}

/// The check at an instance, or `discarded` where the hypotheses or the check's restriction exclude
/// it.
Evaluation evaluate(const Theorem& theorem, const Check& check, const Instance& instance) {
  if (!satisfies_hypotheses(theorem, instance) || (check.applies && !check.applies(instance))) {
    return {.finding = Finding::discarded};
  }
  return check.evaluate(instance);
}

std::uint64_t trajectories(const Instance& instance) {
  const auto* mdp = dynamic_cast<const MdpInstance*>(&instance);
  return mdp == nullptr ? 0 : trajectory_count(mdp->table, mdp->horizon);
}

struct Shrunk {
  std::string text;
  std::string shape;
};

bool refutes(const Evaluation& evaluation) {
  return evaluation.finding == Finding::fails || evaluation.finding == Finding::undefined;
}

/// The simplest instance on the way down from this one at which the check goes wrong the same way.
Shrunk shrink(const Theorem& theorem, const Check& check,
              const rc::Shrinkable<InstancePointer>& found) {
  const Finding wrong = evaluate(theorem, check, *found.value()).finding;
  const auto goes_wrong = [&](const InstancePointer& x) {
    return evaluate(theorem, check, *x).finding == wrong;
  };
  const InstancePointer smallest = rc::shrinkable::findLocalMin(found, goes_wrong).first;
  const std::string sides =
      wrong == Finding::undefined ? "a side is not defined here" : check.sides(*smallest);
  return {smallest->describe() + "  " + sides, smallest->shape()};
}

void record(const Evaluation& evaluation, CheckResult& result) {
  ++result.instances;
  result.precision = std::max(result.precision, evaluation.precision);
  if (evaluation.ratio) {
    result.tightest = std::max(result.tightest.value_or(0.0), *evaluation.ratio);
  }
  if (evaluation.finding == Finding::undecided) result.verdict = Verdict::undecided;
}

/// Hypotheses and restrictions discard instances; a check that discards nearly all of them is
/// vacuous.
constexpr int draws_per_instance = 10;

void check_instances(const Theorem& theorem, const Check& check, Numbers numbers,
                     const VerifierOptions& options, CheckResult& result) {
  const bool uniform = numbers == Numbers::uniform;
  const int count = uniform ? options.uniform_instances : options.small_instances;
  const int wanted = result.instances + count;
  for (int i = 0; i < count * draws_per_instance && result.instances < wanted; ++i) {
    if (stopped(options)) return;
    const rc::Random random =
        stream(options.seed, theorem.id, uniform ? Purpose::uniform : Purpose::small, i);
    const auto drawn = uniform ? rc::shrinkable::just(theorem.instances.uniform(random))
                               : theorem.instances.small(random);
    const InstancePointer instance = drawn.value();
    const Evaluation evaluation = evaluate(theorem, check, *instance);
    if (evaluation.finding == Finding::discarded) {
      ++result.discarded;
      continue;
    }
    record(evaluation, result);
    if (check.grade == Grade::enumerated) result.trajectories += trajectories(*instance);
    if (refutes(evaluation)) {
      result.verdict = Verdict::fails;
      result.counterexample = uniform
                                  ? fmt::format("a uniformly random point of {}", instance->shape())
                                  : shrink(theorem, check, drawn).text;
      return;
    }
    if (uniform) result.false_pass = std::max(result.false_pass, check.false_pass(*instance));
  }
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
              const VerifierOptions& options, NamedResult& result) {
  const bool modular = check.grade != Grade::rigorous;
  const InstancePointer instance =
      theorem.instances.on(table, modular ? Numbers::uniform : Numbers::small,
                           stream(options.seed, theorem.id, Purpose::named, 0));
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
    if (modular) result.false_pass = std::max(result.false_pass, check.false_pass(*instance));
    return;
  }
  result.verdict = evaluation.finding == Finding::undecided ? Verdict::undecided : Verdict::fails;
  result.note = fmt::format("\"{}\" {}", check.claim, to_string(result.verdict));
}

NamedResult verify_on(const Theorem& theorem, const TransitionTable& table,
                      const VerifierOptions& options) {
  NamedResult result{.mdp = table.name};
  for (const auto* checks : {&theorem.checks, &theorem.proof}) {
    for (const Check& check : *checks) {
      if (stopped(options)) {
        result.verdict = Verdict::unfinished;
        return result;
      }
      if (result.verdict == Verdict::holds) check_on(theorem, check, table, options, result);
    }
  }
  return result;
}

/// The verdict of a theorem is the gravest of its parts. An MDP outside a theorem's hypotheses says
/// nothing against it.
Verdict judge(const TheoremResult& result) {
  std::vector<Verdict> verdicts;
  for (const auto& check : result.checks) verdicts.push_back(check.verdict);
  for (const auto& check : result.proof) verdicts.push_back(check.verdict);
  for (const auto& named : result.named) {
    if (named.verdict != Verdict::vacuous) verdicts.push_back(named.verdict);
  }
  for (const auto& falsifier : result.falsifiers) {
    verdicts.push_back(falsifier.rejected     ? Verdict::holds
                       : falsifier.unfinished ? Verdict::unfinished
                                              : Verdict::unguarded);
  }
  for (const Verdict grave : {Verdict::fails, Verdict::undecided, Verdict::vacuous,
                              Verdict::unguarded, Verdict::unfinished}) {
    if (std::find(verdicts.begin(), verdicts.end(), grave) != verdicts.end()) return grave;
  }
  return Verdict::holds;
}

/// Runs tasks on threads, in order of their start; rethrows the first exception.
void run_all(const std::vector<std::function<void()>>& tasks, const VerifierOptions& options) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  int done = 0;
  std::exception_ptr failure;
  const auto work = [&] {
    for (std::size_t i = next++; i < tasks.size(); i = next++) {
      try {
        tasks[i]();
      } catch (...) {
        const std::lock_guard lock{mutex};
        if (!failure) failure = std::current_exception();
        next = tasks.size();
      }
      const std::lock_guard lock{mutex};
      ++done;
      if (options.progress) options.progress(done, static_cast<int>(tasks.size()));
    }
  };
  const unsigned threads = options.jobs > 0 ? static_cast<unsigned>(options.jobs)
                                            : std::max(1U, std::thread::hardware_concurrency());
  {
    std::vector<std::jthread> workers;
    for (unsigned k = 1; k < threads; ++k) workers.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

/// Adds a task whose time is charged to the theorem and whose result goes to its own slot.
class TaskList {
 public:
  template <class Result, class Compute>
  void add(Result& slot, TheoremResult& owner, Compute compute) {
    tasks_.push_back([this, &slot, &owner, compute] {
      const auto begin = std::chrono::steady_clock::now();
      slot = compute();
      const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
      const std::lock_guard lock{mutex_};
      owner.seconds += elapsed.count();
    });
  }
  const std::vector<std::function<void()>>& tasks() const { return tasks_; }

 private:
  std::mutex mutex_;
  std::vector<std::function<void()>> tasks_;
};

}  // namespace

std::string to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "holds";
    case Verdict::fails:
      return "fails";
    case Verdict::undecided:
      return "undecided";
    case Verdict::vacuous:
      return "vacuous";
    case Verdict::unguarded:
      return "unguarded";
    case Verdict::unfinished:
      return "unfinished";
  }
  return {};
}

std::string to_string(Grade grade) {
  switch (grade) {
    case Grade::exact:
      return "exact";
    case Grade::enumerated:
      return "enumerated";
    case Grade::rigorous:
      return "rigorous";
  }
  return {};
}

CheckResult verify_check(const Theorem& theorem, const Check& check,
                         const VerifierOptions& options) {
  CheckResult result{.claim = check.claim, .grade = check.grade, .restriction = check.restriction};
  check_instances(theorem, check, Numbers::small, options, result);
  int wanted = options.small_instances;
  if (check.grade != Grade::rigorous && result.verdict == Verdict::holds) {
    check_instances(theorem, check, Numbers::uniform, options, result);
    wanted += options.uniform_instances;
  }
  if (result.verdict == Verdict::holds && result.instances < wanted) {
    result.verdict = stopped(options) ? Verdict::unfinished : Verdict::vacuous;
  }
  return result;
}

FalsifierResult reject(const Theorem& theorem, const Falsifier& falsifier,
                       const VerifierOptions& options) {
  FalsifierResult result{
      .name = falsifier.name, .reported = falsifier.reported, .refutes = falsifier.refutes};
  for (int i = 0; i < options.falsifier_instances && !stopped(options); ++i) {
    const auto drawn =
        theorem.instances.small(stream(options.seed, theorem.id, Purpose::falsifier, i));
    const Evaluation evaluation = evaluate(theorem, falsifier.check, *drawn.value());
    if (evaluation.finding == Finding::discarded) continue;
    ++result.instances;
    if (evaluation.finding == Finding::fails) {
      const Shrunk smallest = shrink(theorem, falsifier.check, drawn);
      result.rejected = true;
      result.counterexample = smallest.text;
      result.shape = smallest.shape;
      return result;
    }
  }
  result.unfinished = stopped(options);
  return result;
}

std::vector<TheoremResult> verify(const std::vector<const Entry*>& entries,
                                  const VerifierOptions& options) {
  std::vector<TheoremResult> results(entries.size());
  TaskList list;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    TheoremResult& result = results[i];
    const Theorem& theorem = entries[i]->theorem;
    result.entry = entries[i];
    result.checks.resize(theorem.checks.size());
    result.proof.resize(theorem.proof.size());
    result.falsifiers.resize(theorem.falsifiers.size());
    if (theorem.instances.on) result.named.resize(options.mdps.size());
    for (std::size_t k = 0; k < result.named.size(); ++k) {
      list.add(result.named[k], result,
               [&, k] { return verify_on(theorem, options.mdps[k], options); });
    }
    const auto add_checks = [&](const std::vector<Check>& checks, std::vector<CheckResult>& slots) {
      for (std::size_t k = 0; k < checks.size(); ++k) {
        list.add(slots[k], result, [&, k] { return verify_check(theorem, checks[k], options); });
      }
    };
    add_checks(theorem.checks, result.checks);
    add_checks(theorem.proof, result.proof);
    for (std::size_t k = 0; k < theorem.falsifiers.size(); ++k) {
      list.add(result.falsifiers[k], result,
               [&, k] { return reject(theorem, theorem.falsifiers[k], options); });
    }
  }
  run_all(list.tasks(), options);
  for (TheoremResult& result : results) result.verdict = judge(result);
  return results;
}

}  // namespace lemmata
