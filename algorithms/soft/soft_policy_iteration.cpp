#include "algorithms/soft/soft_policy_iteration.hpp"

#include <fmt/format.h>

#include <Eigen/SparseLU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "algorithms/dynamic_programming/policy_iteration.hpp"
#include "theory/fields/errors.hpp"
#include "theory/mdp/values.hpp"

namespace lemmata {
namespace {

using Real = SoftBackups::Real;
using RealMatrix = SoftBackups::RealMatrix;
using RealVector = SoftBackups::RealVector;
using SparseMatrix = Eigen::SparseMatrix<double>;

constexpr Real rounding = std::numeric_limits<Real>::epsilon();

double checked_temperature(double temperature) {
  if (std::isfinite(temperature) && temperature > 0) return temperature;
  throw std::domain_error{fmt::format("no temperature above 0 and finite: {}", temperature)};
}

std::domain_error no_soft_optimum() {
  return std::domain_error{
      "there is no soft optimum, or none that double precision can certify: with γ = 1 a loop pays "
      "for its entropy every time round, and here that outweighs what going round costs; a lower "
      "temperature, or γ < 1, has one"};
}

/// π from log π.
RealMatrix probabilities(const RealMatrix& log_policy) {
  return log_policy.unaryExpr([](Real x) { return std::exp(x); });
}

/// H(π(·|s)) from log π. What underflows adds nothing: 0 times a finite logarithm.
RealVector entropies(const RealMatrix& log_policy) {
  return -probabilities(log_policy).cwiseProduct(log_policy).rowwise().sum();
}

/// π ∝ exp(Q/β).
struct SoftGreedy {
  RealMatrix log_policy;
  RealVector values;  ///< β log Σ_a exp(Q(·,a)/β)
};

SoftGreedy soft_greedy(const RealMatrix& q, Real temperature) {
  SoftGreedy result{RealMatrix(q.rows(), q.cols()), RealVector(q.rows())};
  for (Eigen::Index s = 0; s < q.rows(); ++s) {
    const Real largest = q.row(s).maxCoeff();
    auto row = result.log_policy.row(s);
    row = (q.row(s).array() - largest) / temperature;
    const Real log_total = std::log(row.unaryExpr([](Real x) { return std::exp(x); }).sum());
    row.array() -= log_total;
    result.values(s) = largest + temperature * log_total;
  }
  return result;
}

/// I − γP_π, decomposed.
class BellmanSystem {
 public:
  BellmanSystem(const SoftBackups& backups, const RealMatrix& log_policy) {
    SparseMatrix system(backups.states(), backups.states());
    system.setIdentity();
    system -= static_cast<double>(backups.discount()) *
              backups.transitions(probabilities(log_policy).cast<double>());
    system.makeCompressed();
    decomposition_.compute(system);
    decomposed_ = decomposition_.info() == Eigen::Success;
  }

  /// NaN where there is no solution.
  RealVector solve(const RealVector& right) const {
    if (!decomposed_) return RealVector::Constant(right.size(), std::nanl(""));
    // Solves in units of the largest entry: what is tiny would be denormal in double.
    const Real unit = right.cwiseAbs().maxCoeff();
    if (unit == 0) return right;
    const Vector<double> scaled = (right / unit).cast<double>();
    const Vector<double> solution = decomposition_.solve(scaled);
    return solution.cast<Real>() * unit;
  }

 private:
  Eigen::SparseLU<SparseMatrix> decomposition_;
  bool decomposed_ = false;
};

void require_range_of_double(const RealVector& values) {
  const Real largest = values.cwiseAbs().maxCoeff();
  if (!values.allFinite() || largest > static_cast<Real>(std::numeric_limits<double>::max())) {
    throw std::overflow_error{"values exceed the range of double"};
  }
}

/// The largest number that a backup adds up.
Real scale(const SoftBackups& backups, const RealVector& values) {
  return std::max({backups.largest_reward(), values.cwiseAbs().maxCoeff(),
                   backups.temperature() * std::log(static_cast<Real>(backups.actions()))});
}

/// At most how far T_βV − V in long double is from its exact value.
Real residual_rounding(const SoftPolicyIteration& iteration) {
  const SoftBackups& backups = iteration.backups();
  const Real operations = 16 + 2 * static_cast<Real>(backups.longest_sum());
  return operations * rounding * scale(backups, iteration.precise_values());
}

/// ‖W − V‖∞ for W = V + ετ, τ the expected length of episodes, with an ε for which T_βW ≤ W:
///   T_βW = T_βV + β log Σ_a π(a|s) exp(ε(P_aτ)(s)/β),   π ∝ exp(Q/β), τ = 1 + P_πτ.
std::optional<Real> bound_a_little_above(const SoftPolicyIteration& iteration) {
  const SoftBackups& backups = iteration.backups();
  const Real beta = backups.temperature();
  const RealMatrix policy = probabilities(iteration.precise_greedy_log_policy());
  const RealVector& tau = iteration.durations();
  const RealMatrix later = backups.expectations(tau);
  const RealVector residual = iteration.residual().array() + residual_rounding(iteration);
  const auto is_above = [&](Real epsilon) {
    for (Eigen::Index s = 0; s < tau.size(); ++s) {
      Real growth = 0;
      for (Eigen::Index a = 0; a < later.cols(); ++a) {
        growth += policy(s, a) * std::expm1(epsilon * later(s, a) / beta);
      }
      if (!(residual(s) + beta * std::log1p(growth) <= epsilon * tau(s))) return false;
    }
    return true;
  };
  constexpr int doublings = 20;
  Real epsilon = residual.maxCoeff();
  for (int i = 0; i < doublings; ++i) {
    epsilon *= 2;
    if (is_above(epsilon)) return epsilon * tau.maxCoeff();
  }
  return {};
}

/// ‖W − V‖∞ for the optimal values W of the MDP in which every reward is larger by β log A.
std::optional<Real> bound_by_largest_entropy(const FiniteMdp<double>& mdp,
                                             const SoftPolicyIteration& iteration) {
  FiniteMdp<double> paid = mdp;
  const double most = static_cast<double>(iteration.backups().temperature()) *
                      std::log(static_cast<double>(mdp.actions()));
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (auto& outcome : paid.outcomes(s, a)) outcome.reward += most;
    }
  }
  try {
    const Vector<double> above = solve_by_policy_iteration(paid).values;
    return (above.cast<Real>() - iteration.precise_values()).cwiseAbs().maxCoeff();
  } catch (const std::domain_error&) {
    return {};
  }
}

/// E Σγᵗ x(s_t) from the start, for x = r_π and x = H_π.
void add_return_and_entropy(SoftSolution& solution, const FiniteMdp<double>& mdp,
                            const SoftBackups& backups, const RealMatrix& log_policy) {
  const RealMatrix policy = probabilities(log_policy);
  const BellmanSystem system{backups, log_policy};
  const auto discounted_sum = [&](const RealVector& a_step) {
    RealVector sum = system.solve(a_step);
    const RealVector next =
        backups.discount() * policy.cwiseProduct(backups.expectations(sum)).rowwise().sum();
    sum += system.solve(RealVector{a_step + next - sum});
    return static_cast<double>(mdp.start.cast<Real>().dot(sum));
  };
  solution.plain_return = discounted_sum(policy.cwiseProduct(backups.rewards()).rowwise().sum());
  solution.entropy = discounted_sum(entropies(log_policy));
}

}  // namespace

SoftBackups::SoftBackups(const FiniteMdp<double>& mdp, double temperature)
    : states_{mdp.states()},
      actions_{mdp.actions()},
      discount_{mdp.discount},
      temperature_{checked_temperature(temperature)},
      rewards_{RealMatrix::Zero(mdp.states(), mdp.actions())},
      longest_sum_{static_cast<std::size_t>(mdp.actions())},
      successors_(static_cast<Eigen::Index>(mdp.states()) * mdp.actions(), mdp.states()) {
  std::vector<Eigen::Triplet<Real>> entries;
  for (int s = 0; s < states_; ++s) {
    for (int a = 0; a < actions_; ++a) {
      Real parts = 0;
      for (const auto& outcome : mdp.outcomes(s, a)) {
        const Real reward = static_cast<Real>(outcome.probability) * outcome.reward;
        rewards_(s, a) += reward;
        parts += std::abs(reward);
        if (outcome.terminal || outcome.probability == 0) continue;
        entries.emplace_back(s * actions_ + a, outcome.next_state, outcome.probability);
      }
      largest_reward_ = std::max(largest_reward_, parts);
      longest_sum_ = std::max(longest_sum_, mdp.outcomes(s, a).size());
    }
  }
  successors_.setFromTriplets(entries.begin(), entries.end());
}

RealMatrix SoftBackups::expectations(const RealVector& v) const {
  RealMatrix result = RealMatrix::Zero(states_, actions_);
  for (Eigen::Index row = 0; row < successors_.rows(); ++row) {
    Real& sum = result(row / actions_, row % actions_);
    for (decltype(successors_)::InnerIterator it(successors_, row); it; ++it) {
      sum += it.value() * v(it.col());
    }
  }
  return result;
}

RealMatrix SoftBackups::action_values(const RealVector& values) const {
  return rewards_ + discount_ * expectations(values);
}

SparseMatrix SoftBackups::transitions(const Policy<double>& policy) const {
  std::vector<Eigen::Triplet<double>> entries;
  entries.reserve(static_cast<std::size_t>(successors_.nonZeros()));
  for (Eigen::Index row = 0; row < successors_.rows(); ++row) {
    const Eigen::Index s = row / actions_;
    const double probability = policy(s, row % actions_);
    if (probability == 0) continue;
    for (decltype(successors_)::InnerIterator it(successors_, row); it; ++it) {
      entries.emplace_back(static_cast<int>(s), static_cast<int>(it.col()),
                           probability * static_cast<double>(it.value()));
    }
  }
  SparseMatrix result(states_, states_);
  result.setFromTriplets(entries.begin(), entries.end());
  return result;
}

SoftPolicyIteration::SoftPolicyIteration(const FiniteMdp<double>& mdp, double temperature,
                                         const Matrix<double>& log_policy)
    : backups_{mdp, temperature},
      log_policy_{log_policy.cast<Real>()},
      values_{RealVector::Zero(mdp.states())} {
  constexpr double any = 1;
  const Policy<double> full_support = Policy<double>::Constant(mdp.states(), mdp.actions(), any);
  if (mdp.discount == 1 && may_never_end(mdp, full_support)) {
    throw SingularSystem{"with γ = 1 an end must be within reach of every state"};
  }
  evaluate(2);
}

void SoftPolicyIteration::improve() {
  log_policy_ = next_log_policy_;
  evaluate(1);
}

void SoftPolicyIteration::evaluate(int corrections) {
  constexpr Real longest = 1e12L;
  const BellmanSystem system{backups_, log_policy_};
  if (backups_.discount() == 1) {
    durations_ = system.solve(RealVector::Ones(backups_.states()));
    const Real slack = 1e-6L;
    if (!(durations_.minCoeff() >= 1 - slack && durations_.maxCoeff() <= longest)) {
      throw no_soft_optimum();
    }
  }
  const RealMatrix policy = probabilities(log_policy_);
  const RealVector bonus = backups_.temperature() * entropies(log_policy_);
  for (int i = 0; i < corrections; ++i) {
    const RealVector backup =
        policy.cwiseProduct(backups_.action_values(values_)).rowwise().sum() + bonus;
    values_ += system.solve(RealVector{backup - values_});
  }
  require_range_of_double(values_);
  look_ahead();
}

void SoftPolicyIteration::look_ahead() {
  SoftGreedy next = soft_greedy(backups_.action_values(values_), backups_.temperature());
  next_log_policy_ = std::move(next.log_policy);
  best_ = std::move(next.values);
}

Matrix<double> uniform_log_policy(const FiniteMdp<double>& mdp) {
  return Matrix<double>::Constant(mdp.states(), mdp.actions(),
                                  -std::log(static_cast<double>(mdp.actions())));
}

Real soft_error_bound(const FiniteMdp<double>& mdp, const SoftPolicyIteration& iteration) {
  if (mdp.discount < 1) {
    const Real residual = iteration.residual().cwiseAbs().maxCoeff() + residual_rounding(iteration);
    return residual / (1 - iteration.backups().discount());
  }
  if (const auto bound = bound_a_little_above(iteration)) return *bound;
  if (const auto bound = bound_by_largest_entropy(mdp, iteration)) return *bound;
  throw no_soft_optimum();
}

SoftSolution solve_by_soft_policy_iteration(const FiniteMdp<double>& mdp, double temperature) {
  checked_temperature(temperature);
  const Vector<double> optimal = solve_by_policy_iteration(mdp).values;
  const RealMatrix q = action_values(mdp, optimal).cast<Real>();
  SoftPolicyIteration iteration{mdp, temperature,
                                soft_greedy(q, temperature).log_policy.cast<double>()};
  constexpr int most_iterations = 10'000;
  int iterations = 1;
  for (Real total = iteration.precise_values().sum(); iterations < most_iterations; ++iterations) {
    if (iteration.residual().cwiseAbs().maxCoeff() <= residual_rounding(iteration) / 4) break;
    iteration.improve();
    const Real next = iteration.precise_values().sum();
    if (iterations > 1 && next <= total) break;
    total = next;
  }
  SoftSolution solution;
  solution.values = iteration.values();
  solution.value = mdp.start.dot(solution.values);
  solution.log_policy = iteration.greedy_log_policy();
  const Real of_double =
      std::numeric_limits<double>::epsilon() * iteration.precise_values().cwiseAbs().maxCoeff();
  solution.error_bound = static_cast<double>(soft_error_bound(mdp, iteration) + of_double);
  solution.policy = solution.log_policy.unaryExpr([](double x) { return std::exp(x); });
  solution.iterations = iterations;
  add_return_and_entropy(solution, mdp, iteration.backups(), iteration.precise_greedy_log_policy());
  return solution;
}

}  // namespace lemmata
