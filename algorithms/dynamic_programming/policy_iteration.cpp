#include "algorithms/dynamic_programming/policy_iteration.hpp"

#include <Eigen/SparseCore>
#include <Eigen/SparseLU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include "theory/fields/errors.hpp"
#include "theory/mdp/values.hpp"

namespace lemmata {
namespace {

/// The action of every state.
using Decisions = std::vector<int>;

constexpr int no_way_out = -1;

struct Choice {
  int state;
  int action;
};

/// In every state the allowed action that may lead to an end in the fewest steps, or `no_way_out`:
/// breadth-first search backwards from the ends.
template <class Allowed>
Decisions shortest_way_out(const FiniteMdp<double>& mdp, Allowed allowed) {
  Decisions way(static_cast<std::size_t>(mdp.states()), no_way_out);
  std::vector<std::vector<Choice>> leading_to(way.size());
  std::vector<int> frontier;
  const auto reach = [&](const Choice& choice) {
    int& action = way[static_cast<std::size_t>(choice.state)];
    if (action == no_way_out) {
      action = choice.action;
      frontier.push_back(choice.state);
    }
  };
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      if (!allowed(s, a)) continue;
      for (const auto& outcome : mdp.outcomes(s, a)) {
        if (outcome.probability == 0) continue;
        if (outcome.terminal) {
          reach({s, a});
        } else {
          leading_to[static_cast<std::size_t>(outcome.next_state)].push_back({s, a});
        }
      }
    }
  }
  for (std::size_t i = 0; i < frontier.size(); ++i) {
    for (const Choice& choice : leading_to[static_cast<std::size_t>(frontier[i])]) reach(choice);
  }
  return way;
}

bool ends_everywhere(const Decisions& way) {
  return std::find(way.begin(), way.end(), no_way_out) == way.end();
}

bool may_never_end(const FiniteMdp<double>& mdp, const Decisions& decisions) {
  return !ends_everywhere(shortest_way_out(
      mdp, [&](int s, int a) { return decisions[static_cast<std::size_t>(s)] == a; }));
}

Decisions first_decisions(const FiniteMdp<double>& mdp) {
  Decisions way = shortest_way_out(mdp, [](int, int) { return true; });
  if (mdp.discount == 1 && !ends_everywhere(way)) {
    throw SingularSystem{"with γ = 1 an end must be within reach of every state"};
  }
  std::replace(way.begin(), way.end(), no_way_out, 0);
  return way;
}

/// I − γP_π.
Eigen::SparseMatrix<double> bellman_system(const FiniteMdp<double>& mdp,
                                           const Decisions& decisions) {
  std::vector<Eigen::Triplet<double>> entries;
  for (int s = 0; s < mdp.states(); ++s) {
    entries.emplace_back(s, s, 1.0);
    for (const auto& outcome : mdp.outcomes(s, decisions[static_cast<std::size_t>(s)])) {
      if (outcome.terminal) continue;
      entries.emplace_back(s, outcome.next_state, -mdp.discount * outcome.probability);
    }
  }
  Eigen::SparseMatrix<double> system(mdp.states(), mdp.states());
  system.setFromTriplets(entries.begin(), entries.end());
  return system;
}

Vector<double> rewards_of(const FiniteMdp<double>& mdp, const Decisions& decisions) {
  Vector<double> rewards = Vector<double>::Zero(mdp.states());
  for (int s = 0; s < mdp.states(); ++s) {
    for (const auto& outcome : mdp.outcomes(s, decisions[static_cast<std::size_t>(s)])) {
      rewards(s) += outcome.probability * outcome.reward;
    }
  }
  return rewards;
}

Vector<double> evaluate(const FiniteMdp<double>& mdp, const Decisions& decisions) {
  const Eigen::SparseMatrix<double> system = bellman_system(mdp, decisions);
  Eigen::SparseLU<Eigen::SparseMatrix<double>> decomposition{system};
  if (decomposition.info() != Eigen::Success) {
    throw SingularSystem{"the value of a policy is not determined in double precision"};
  }
  const Vector<double> rewards = rewards_of(mdp, decisions);
  Vector<double> values = decomposition.solve(rewards);
  // Near γ = 1 the solution carries the rounding of many steps; a wider residual takes it out.
  const Vector<long double> residual =
      rewards.cast<long double>() - system.cast<long double>() * values.cast<long double>();
  values += decomposition.solve(Vector<double>{residual.cast<double>()});
  if (!values.allFinite()) throw std::overflow_error{"values exceed the range of double"};
  return values;
}

double largest_reward(const FiniteMdp<double>& mdp) {
  double largest = 0;
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const auto& outcome : mdp.outcomes(s, a)) {
        largest = std::max(largest, std::abs(outcome.reward));
      }
    }
  }
  return largest;
}

/// The greedy decisions, with the present ones kept unless another is better by a margin.
Decisions improved(const Matrix<double>& action_values, const Decisions& decisions, double margin) {
  Decisions result = decisions;
  for (std::size_t s = 0; s < result.size(); ++s) {
    const auto q = action_values.row(static_cast<Eigen::Index>(s));
    Eigen::Index best = 0;
    if (q.maxCoeff(&best) > q(decisions[s]) + margin) result[s] = static_cast<int>(best);
  }
  return result;
}

Policy<double> as_policy(const Decisions& decisions, int actions) {
  const auto states = static_cast<Eigen::Index>(decisions.size());
  Policy<double> policy = Policy<double>::Zero(states, actions);
  for (Eigen::Index s = 0; s < states; ++s) policy(s, decisions[static_cast<std::size_t>(s)]) = 1;
  return policy;
}

}  // namespace

OptimalSolution solve_by_policy_iteration(const FiniteMdp<double>& mdp) {
  constexpr double relative_margin = 1e-13;
  const double reward_scale = largest_reward(mdp);
  Decisions decisions = first_decisions(mdp);
  double least_total = -std::numeric_limits<double>::infinity();
  for (int iterations = 1;; ++iterations) {
    const Vector<double> values = evaluate(mdp, decisions);
    const double margin = relative_margin * std::max(reward_scale, sup_norm(values));
    Decisions next = improved(action_values(mdp, values), decisions, margin);
    if (next == decisions || values.sum() <= least_total) {
      return {mdp.start.dot(values), values, as_policy(decisions, mdp.actions()), iterations};
    }
    decisions = std::move(next);
    least_total = values.sum();
    if (mdp.discount == 1 && may_never_end(mdp, decisions)) {
      throw std::domain_error{
          "there is no optimum: with γ = 1 a loop earns a positive reward every time round"};
    }
  }
}

}  // namespace lemmata
