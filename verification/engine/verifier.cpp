#include "verification/engine/verifier.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <mutex>

#include "verification/engine/instance_check.hpp"
#include "verification/engine/sampled_check.hpp"
#include "verification/engine/task_pool.hpp"

namespace lemmata {
namespace {

bool is_sampled(const Check& check) { return check.grade == Grade::statistical; }

std::ptrdiff_t count_sampled(const Theorem& theorem) {
  std::ptrdiff_t count = 0;
  for (const auto* checks : {&theorem.checks, &theorem.proof, &theorem.tight}) {
    count += std::count_if(checks->begin(), checks->end(), is_sampled);
  }
  return count;
}

/// Each sampled check's share of the false-alarm budget.
double level_of_check(const std::vector<const Entry*>& entries) {
  std::ptrdiff_t sampled = 0;
  for (const Entry* entry : entries) sampled += count_sampled(entry->theorem);
  return false_alarm_budget / static_cast<double>(std::max<std::ptrdiff_t>(sampled, 1));
}

/// A theorem in the middle of its verification. Tasks of one round write to slots of their own;
/// `collect` adds them up in the order of the catalogue.
class TheoremProgress {
 public:
  TheoremProgress(const Entry& entry, double level, const VerifierOptions& options)
      : theorem_{&entry.theorem}, level_{level}, options_{&options} {
    result_.entry = &entry;
    plan(theorem_->checks, result_.checks);
    plan(theorem_->proof, result_.proof);
    plan(theorem_->tight, result_.tight);
    result_.falsifiers.resize(theorem_->falsifiers.size());
    result_.needs.resize(theorem_->needs.size());
    if (theorem_->instances.on) evaluated_on_.resize(options.mdps.size());
  }

  void add_tasks(const Round& round, std::vector<std::function<void()>>& tasks) {
    const auto add = [&](auto compute) { tasks.push_back([this, compute] { charge(compute); }); };
    for (std::size_t k = 0; k < evaluated_on_.size(); ++k) {
      add([this, round, k] {
        evaluated_on_[k].next = check_on_mdp(*theorem_, options_->mdps[k], round);
      });
    }
    for (PlannedCheck& check : checks_) {
      if (check.settled_against()) continue;
      if (!check.sampled) {
        add([this, round, &check] {
          check.next = check_on_instances(*theorem_, *check.check, round);
        });
        continue;
      }
      for (int i = 0; i < check.sampled->instances(); ++i) {
        add([&check, round, i] { check.sampled->advance(i, round); });
      }
    }
    if (round.number > 0) return;
    for (std::size_t k = 0; k < result_.falsifiers.size(); ++k) {
      add([this, k] {
        result_.falsifiers[k] = reject(*theorem_, theorem_->falsifiers[k], *options_, level_);
      });
    }
    for (std::size_t k = 0; k < result_.needs.size(); ++k) {
      add([this, k] {
        result_.needs[k] = show_need(*theorem_, theorem_->needs[k], *options_, level_);
      });
    }
  }

  void collect(const Round& round) {
    for (PlannedCheck& check : checks_) {
      if (check.sampled) {
        *check.result = check.sampled->result();
      } else if (round.number == 0) {
        *check.result = check.next;
      } else if (!check.settled_against()) {
        merge(*check.result, check.next);
      }
    }
    result_.named.clear();
    for (std::size_t k = 0; k < evaluated_on_.size(); ++k) {
      NamedRounds& rounds = evaluated_on_[k];
      if (round.number == 0) rounds.total = rounds.next;
      if (round.number > 0) merge(rounds.total, rounds.next);
      NamedResult named = rounds.total;
      for (const PlannedCheck& check : checks_) {
        if (check.sampled) check.sampled->add_to(named, static_cast<int>(k));
      }
      result_.named.push_back(std::move(named));
    }
    result_.verdict = judge(result_);
  }

  const TheoremResult& result() const { return result_; }

 private:
  struct PlannedCheck {
    const Check* check;
    CheckResult* result;
    std::optional<SampledCheck> sampled;
    CheckResult next{};

    /// A counterexample stands, whatever further rounds would find.
    bool settled_against() const { return result->verdict == Verdict::fails; }
  };
  struct NamedRounds {
    NamedResult total{};
    NamedResult next{};
  };

  void plan(const std::vector<Check>& checks, std::vector<CheckResult>& slots) {
    slots.resize(checks.size());
    for (std::size_t k = 0; k < checks.size(); ++k) {
      PlannedCheck& planned = checks_.emplace_back(PlannedCheck{&checks[k], &slots[k], {}});
      if (is_sampled(checks[k])) planned.sampled.emplace(*theorem_, checks[k], level_, *options_);
    }
  }

  template <class Compute>
  void charge(Compute compute) {
    const auto begin = std::chrono::steady_clock::now();
    compute();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    const std::lock_guard lock{mutex_};
    result_.seconds += elapsed.count();
  }

  const Theorem* theorem_;
  double level_;
  const VerifierOptions* options_;
  std::mutex mutex_{};
  std::deque<PlannedCheck> checks_{};
  std::vector<NamedRounds> evaluated_on_{};
  TheoremResult result_{};
};

std::vector<TheoremResult> results_of(const std::deque<TheoremProgress>& theorems) {
  std::vector<TheoremResult> results;
  for (const TheoremProgress& theorem : theorems) results.push_back(theorem.result());
  return results;
}

}  // namespace

bool Round::stopped() const {
  if (options->interrupted != nullptr && options->interrupted->load()) return true;
  return number > 0 && options->deadline && std::chrono::steady_clock::now() >= *options->deadline;
}

CheckResult verify_check(const Theorem& theorem, const Check& check,
                         const VerifierOptions& options) {
  const Round round{0, &options};
  if (!is_sampled(check)) return check_on_instances(theorem, check, round);
  SampledCheck sampled{theorem, check, false_alarm_budget, options};
  for (int i = 0; i < sampled.instances(); ++i) sampled.advance(i, round);
  return sampled.result();
}

std::vector<TheoremResult> verify(const std::vector<const Entry*>& entries,
                                  const VerifierOptions& options) {
  std::deque<TheoremProgress> theorems;
  const double level = level_of_check(entries);
  for (const Entry* entry : entries) theorems.emplace_back(*entry, level, options);
  for (int number = 0; number < options.rounds; ++number) {
    const Round round{number, &options};
    if (number > 0 && round.stopped()) break;
    std::vector<std::function<void()>> tasks;
    for (TheoremProgress& theorem : theorems) theorem.add_tasks(round, tasks);
    run_all(tasks, options.jobs, options.progress);
    for (TheoremProgress& theorem : theorems) theorem.collect(round);
    if (options.after_round) options.after_round(number + 1, results_of(theorems));
  }
  return results_of(theorems);
}

}  // namespace lemmata
