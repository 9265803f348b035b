// How the ways to a natural gradient step grow with the number of parameters: a product with the
// Fisher information, ten steps of conjugate gradients, the matrix assembled and solved, and K-FAC.
// The exponents fitted to their times are reported in the end; those of counted multiplications are
// exact, and stand in NG-11 and NG-12.

#include <benchmark/benchmark.h>

#include "algorithms/natural_gradient/conjugate_gradients.hpp"
#include "algorithms/natural_gradient/fisher_vector_product.hpp"
#include "algorithms/natural_gradient/kronecker_factored.hpp"
#include "theory/natural_gradient/fisher_information.hpp"

namespace lemmata {
namespace {

constexpr int actions = 4;
constexpr double damping = 0.01;

/// Numbers in [0.5, 1.5] that differ.
Matrix<double> numbers(Eigen::Index rows, Eigen::Index columns) {
  return Matrix<double>::NullaryExpr(rows, columns, [&](Eigen::Index i, Eigen::Index j) {
    return 1 + 0.5 * std::sin(static_cast<double>(1 + i + j * rows));
  });
}

/// A tabular softmax policy of so many parameters, weights of its states, and a vector.
struct Tabular {
  explicit Tabular(const benchmark::State& state)
      : policy{numbers(state.range(0) / actions, actions)},
        weights{numbers(state.range(0) / actions, 1)},
        vector{numbers(state.range(0), 1)} {}

  Vector<double> product(const Vector<double>& v) const {
    return fisher_vector_product(policy.probabilities(), weights, v, damping);
  }

  TabularSoftmax<double> policy;
  Vector<double> weights, vector;
};

void fisher_vector_product(benchmark::State& state) {
  const Tabular x{state};
  for (auto _ : state) benchmark::DoNotOptimize(x.product(x.vector));
  state.SetComplexityN(state.range(0));
}

void ten_conjugate_gradients(benchmark::State& state) {
  const Tabular x{state};
  const auto product = [&](const Vector<double>& v) { return x.product(v); };
  for (auto _ : state) {
    benchmark::DoNotOptimize(conjugate_gradients(product, x.vector, 10, 0.0));
  }
  state.SetComplexityN(state.range(0));
}

void assemble_and_solve(benchmark::State& state) {
  const Tabular x{state};
  for (auto _ : state) {
    Matrix<double> fisher = fisher_information(x.policy, x.weights);
    fisher.diagonal().array() += damping;
    benchmark::DoNotOptimize(solve<double>(fisher, x.vector));
  }
  state.SetComplexityN(state.range(0));
}

void solve_alone(benchmark::State& state) {
  const Tabular x{state};
  Matrix<double> fisher = fisher_information(x.policy, x.weights);
  fisher.diagonal().array() += damping;
  for (auto _ : state) benchmark::DoNotOptimize(solve<double>(fisher, x.vector));
  state.SetComplexityN(state.range(0));
}

/// A layer with as many actions as features.
void kronecker_factored(benchmark::State& state) {
  const auto side = static_cast<Eigen::Index>(std::lround(std::sqrt(state.range(0))));
  const Policy<double> policy = normalise_rows(numbers(2 * side, side));
  const Vector<double> distribution =
      Vector<double>::Constant(2 * side, 0.5 / static_cast<double>(side));
  const auto factors = kronecker_factors<double>(policy, numbers(2 * side, side), distribution);
  const Matrix<double> gradient = numbers(side, side);
  for (auto _ : state) {
    benchmark::DoNotOptimize(kronecker_factored_direction(factors, gradient, std::sqrt(damping)));
  }
  state.SetComplexityN(state.range(0));
}

BENCHMARK(fisher_vector_product)->RangeMultiplier(4)->Range(64, 1 << 14);
BENCHMARK(ten_conjugate_gradients)->RangeMultiplier(4)->Range(64, 1 << 14);
BENCHMARK(assemble_and_solve)->RangeMultiplier(2)->Range(32, 512);
BENCHMARK(solve_alone)->RangeMultiplier(2)->Range(64, 1024);
BENCHMARK(kronecker_factored)->RangeMultiplier(4)->Range(64, 1 << 16);

}  // namespace
}  // namespace lemmata
