// What a sweep of soft value iteration costs, beside the time to read the transitions once and
// beside the plain loop over compressed rows. Each comparison times its two sides in turn, and
// gives the ratio of their shortest times beside that of their medians.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "algorithms/soft/compressed_soft_value_iteration.hpp"
#include "comparison.hpp"
#include "random_mdp.hpp"

namespace lemmata {
namespace {

constexpr int states = 100'000;
constexpr int actions = 4;
constexpr int successors = 5;
constexpr double temperature = 0.1;

FiniteMdp<double> random_sparse_mdp() {
  FiniteMdp<double> mdp = random_mdp(states, actions, successors);
  mdp.discount = 0.99;
  return mdp;
}

const CompressedMdp& layout() {
  static const CompressedMdp mdp = compressed(random_sparse_mdp());
  return mdp;
}

/// Compressed rows as one writes them first.
class PlainSweeps {
 public:
  explicit PlainSweeps(double beta) : temperature_{beta} {
    const FiniteMdp<double> mdp = random_sparse_mdp();
    const Matrix<double> rewards = expected_rewards(mdp);
    for (int s = 0; s < states; ++s) {
      for (int a = 0; a < actions; ++a) {
        rewards_.push_back(rewards(s, a));
        for (const Outcome<double>& outcome : mdp.outcomes(s, a)) {
          probabilities_.push_back(mdp.discount * outcome.probability);
          successors_.push_back(outcome.next_state);
        }
        row_begin_.push_back(successors_.size());
      }
    }
  }

  double sweep() {
    double largest_change = 0;
    std::vector<double> q(actions);
    for (std::size_t s = 0; s < values_.size(); ++s) {
      for (std::size_t a = 0; a < actions; ++a) q[a] = action_value(s * actions + a);
      double result = *std::max_element(q.begin(), q.end());
      if (temperature_ > 0) {
        double total = 0;
        for (const double x : q) total += std::exp((x - result) / temperature_);
        result += temperature_ * std::log(total);
      }
      largest_change = std::max(largest_change, std::abs(result - values_[s]));
      next_[s] = result;
    }
    values_.swap(next_);
    return largest_change;
  }

 private:
  double action_value(std::size_t row) const {
    double result = rewards_[row];
    for (std::size_t i = row_begin_[row]; i < row_begin_[row + 1]; ++i) {
      result += probabilities_[i] * values_[static_cast<std::size_t>(successors_[i])];
    }
    return result;
  }

  double temperature_;
  std::vector<double> rewards_, probabilities_;
  std::vector<std::int32_t> successors_;
  std::vector<std::size_t> row_begin_{0};
  std::vector<double> values_ = std::vector<double>(states, 0.0);
  std::vector<double> next_ = std::vector<double>(states, 0.0);
};

/// Reads the 12 bytes of every transition, in sums that need not wait for each other.
double read_transitions(const CompressedMdp& mdp) {
  double sums[8] = {};
  std::uint32_t places[8] = {};
  const double* const probabilities = mdp.probabilities.data();
  const std::int32_t* const next_places = mdp.successors.data();
  for (std::size_t at = 0; at < mdp.stored_transitions(); at += 8) {
    for (std::size_t i = 0; i < 8; ++i) {
      sums[i] += probabilities[at + i];
      places[i] += static_cast<std::uint32_t>(next_places[at + i]);
    }
  }
  return std::accumulate(sums, sums + 8, 0.0) + std::accumulate(places, places + 8, 0U);
}

/// Milliseconds of a sweep.
template <class Sweep>
double milliseconds_of(Sweep sweep) {
  return 1e3 * timed(1, sweep).seconds;
}

/// Times both in turn, each in the state that the caches are in after one call of its own. The
/// shortest times are those that nothing disturbed.
template <class Sweep, class Reference>
void compare_sweeps(benchmark::State& state, Sweep sweep, Reference reference) {
  constexpr int pairs = 25;
  PairedRatio measured;
  double least = std::numeric_limits<double>::infinity(), reference_least = least;
  for (auto _ : state) {
    for (int round = 0; round < comparison_effort.rounds; ++round) {
      for (int pair = 0; pair < pairs; ++pair) {
        sweep();
        const double time = milliseconds_of(sweep);
        reference();
        const double reference_time = milliseconds_of(reference);
        measured.add(time, reference_time);
        least = std::min(least, time);
        reference_least = std::min(reference_least, reference_time);
      }
      measured.end_round();
    }
  }
  report_ratio(state, measured.result(), "ms");
  state.counters["ratio_of_shortest"] = least / reference_least;
}

SoftSweeps fast(double beta, int threads = 1) {
  return SoftSweeps{layout(), beta, SweepOrder::jacobi, threads};
}

void soft_sweep_over_reading_the_transitions(benchmark::State& state) {
  auto sweeps = fast(temperature);
  compare_sweeps(
      state, [&] { return sweeps.sweep(); }, [] { return read_transitions(layout()); });
}

void hard_sweep_over_reading_the_transitions(benchmark::State& state) {
  auto sweeps = fast(0);
  compare_sweeps(
      state, [&] { return sweeps.sweep(); }, [] { return read_transitions(layout()); });
}

void soft_sweep_over_plain_hard_sweep(benchmark::State& state) {
  auto sweeps = fast(temperature);
  PlainSweeps plain{0};
  compare_sweeps(
      state, [&] { return sweeps.sweep(); }, [&] { return plain.sweep(); });
}

void soft_sweep_over_plain_soft_sweep(benchmark::State& state) {
  auto sweeps = fast(temperature);
  PlainSweeps plain{temperature};
  compare_sweeps(
      state, [&] { return sweeps.sweep(); }, [&] { return plain.sweep(); });
}

void hard_sweep_over_plain_hard_sweep(benchmark::State& state) {
  auto sweeps = fast(0);
  PlainSweeps plain{0};
  compare_sweeps(
      state, [&] { return sweeps.sweep(); }, [&] { return plain.sweep(); });
}

void soft_sweep_by_one_thread_over_two(benchmark::State& state) {
  auto one = fast(temperature);
  auto two = fast(temperature, 2);
  compare_sweeps(
      state, [&] { return one.sweep(); }, [&] { return two.sweep(); });
}

/// From 0 to an error of at most 10⁻⁶, on one thread.
void soft_value_iteration_to_a_millionth(benchmark::State& state) {
  BoundedSoftValues result;
  for (auto _ : state) {
    const SoftValueIterationOptions options{.temperature = temperature};
    result = soft_value_iteration(layout(), options);
  }
  state.counters["sweeps"] = result.sweeps;
}

#define LEMMATA_COMPARISON(name) BENCHMARK(name)->Apply(as_comparison)
LEMMATA_COMPARISON(soft_sweep_over_reading_the_transitions);
LEMMATA_COMPARISON(hard_sweep_over_reading_the_transitions);
LEMMATA_COMPARISON(soft_sweep_over_plain_hard_sweep);
LEMMATA_COMPARISON(soft_sweep_over_plain_soft_sweep);
LEMMATA_COMPARISON(hard_sweep_over_plain_hard_sweep);
LEMMATA_COMPARISON(soft_sweep_by_one_thread_over_two);
BENCHMARK(soft_value_iteration_to_a_millionth)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lemmata
