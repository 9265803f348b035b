#pragma once
/// \file
/// Runs of the production trust region in doubles, and what is exactly true of their iterates: each
/// θ is taken as the exact numbers that it is, and policies, divergences and gains are evaluated
/// there in balls, by formulas that production does not use. The rounding of a step is not covered.

#include <functional>
#include <stdexcept>
#include <vector>

#include "algorithms/trust_region/trust_region.hpp"
#include "theory/natural_gradient/divergences.hpp"
#include "theory/natural_gradient/fisher_information.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/sizes.hpp"
#include "verification/policy_gradient/certified_optimum.hpp"

namespace lemmata::trust_region_runs {

/// Softmax policies on an MDP: what production knows of them, and what balls do.
struct Family {
  double discount;
  Vector<double> start;
  std::function<TrustRegion(const Vector<double>& theta, double damping)> region;
  std::function<Policy<Ball>(const Vector<double>& theta)> policy;
  std::function<Vector<Ball>(const Vector<double>& theta)> gradient;  ///< ∇J
  std::function<Matrix<Ball>(const Vector<double>& theta, const Vector<Ball>& weights)> fisher;
};

template <class Parametrisation, class Exact>
Family family(const MdpPoint<Ball>& x, const Parametrisation& policies, const Vector<double>& start,
              Exact exact) {
  return {
      .discount = approximation(x.mdp.discount),
      .start = start,
      .region = [mdp = approximation(x.mdp), policies](
                    const Vector<double>& theta,
                    double damping) { return trust_region_at(mdp, policies, theta, damping); },
      .policy = [exact](const Vector<double>& theta) { return exact(theta).probabilities(); },
      .gradient = [exact, mdp = x.mdp](
                      const Vector<double>& theta) { return policy_gradient(mdp, exact(theta)); },
      .fisher =
          [exact](const Vector<double>& theta, const Vector<Ball>& weights) {
            return fisher_information<Ball>(exact(theta), weights);
          }};
}

inline Matrix<Ball> exponentials(const Matrix<Ball>& logits) {
  return logits.unaryExpr([](const Ball& logit) { return exp(logit); });
}

inline Matrix<Ball> exactly(const Matrix<double>& numbers) {
  return numbers.unaryExpr([](double number) { return Ball{number}; });
}

/// S·A entries in the order s·A + a as S × A.
inline Matrix<Ball> by_state(const Vector<Ball>& entries, int actions) {
  return entries.reshaped(actions, entries.size() / actions).transpose();
}

/// log π(a|s) in the order s·A + a, up to rounding.
inline Vector<double> logits_of(const Policy<Ball>& policy) {
  const Matrix<double> logits = policy.unaryExpr([](const Ball& p) { return midpoint(log(p)); });
  return logits.transpose().reshaped();
}

/// Tabular policies from the point's own, up to rounding.
inline Family tabular(const MdpPoint<Ball>& x) {
  const int actions = x.mdp.actions();
  return family(x, TabularParametrisation{x.mdp.states(), actions}, logits_of(x.pi()),
                [actions](const Vector<double>& theta) {
                  return TabularSoftmax<Ball>{exponentials(by_state(exactly(theta), actions))};
                });
}

/// φ(s,a) in row s·A + a.
inline Matrix<Ball> features_of(const MdpPoint<Ball>& x) {
  const int states = x.mdp.states(), actions = x.mdp.actions();
  Matrix<Ball> features(states * actions, 2);
  for (int s = 0; s < states; ++s) {
    for (int a = 0; a < actions; ++a) features.row(s * actions + a) = x.feature(s, a).transpose();
  }
  return features;
}

/// The same for production, up to rounding.
inline LinearParametrisation linear_policies(const MdpPoint<Ball>& x) {
  return {features_of(x).unaryExpr([](const Ball& f) { return midpoint(f); }), x.mdp.actions()};
}

/// Policies linear in the point's features, from a quarter of its weights.
inline Family linear(const MdpPoint<Ball>& x) {
  const int actions = x.mdp.actions();
  const Matrix<Ball> features = features_of(x);
  const Vector<Ball> weights = x.critic_weights();
  const Vector<double> start = weights.unaryExpr([](const Ball& w) { return midpoint(w) / 4; });
  return family(x, linear_policies(x), start, [features, actions](const Vector<double>& theta) {
    const Vector<Ball> logits = features * exactly(theta);
    return LinearSoftmax<Ball>{exponentials(by_state(logits, actions)), features};
  });
}

inline InstanceSpace spaces() {
  return mdps("finite MDPs with two tabular and a linear softmax policy",
              {Part::policy, Part::other_policy, Part::features, Part::critic_weights});
}

/// ν/Σν.
inline Vector<Ball> shares(const MdpPoint<Ball>& x, const Policy<Ball>& policy) {
  const Vector<Ball> visits = visitation(x.mdp, policy);
  return visits * (Ball{1} / visits.sum());
}

inline Ball mean_divergence(const MdpPoint<Ball>& x, const Policy<Ball>& from,
                            const Policy<Ball>& to) {
  return shares(x, from).dot(kl_divergences(from, to));
}

/// L_π(π') − J(π) as Σ_s ν(s) Σ_a (π' − π)(a|s) Q^π(s,a).
inline Ball surrogate_gain(const MdpPoint<Ball>& x, const Policy<Ball>& from,
                           const Policy<Ball>& to) {
  const Matrix<Ball> returns = action_values(x.mdp, policy_values(x.mdp, from));
  const Vector<Ball> gains = Matrix<Ball>(to - from).cwiseProduct(returns).rowwise().sum();
  return visitation(x.mdp, from).dot(gains);
}

/// A subject: the step that it takes from θ.
using Stepper = std::function<TrustRegionStep(const Family&, const Vector<double>& theta,
                                              const TrustRegionOptions&)>;

inline TrustRegionStep production(const Family& policies, const Vector<double>& theta,
                                  const TrustRegionOptions& options) {
  return trust_region_step(policies.region(theta, options.damping), options);
}

/// One step of a run.
struct Move {
  Vector<double> from;
  TrustRegionStep step;
  TrustRegionOptions options;

  bool stays() const { return step.parameters == from; }
};

/// The first steps under each of the options, from the start. A run ends where a policy hardly ever
/// does, if γ = 1, so that production has no values in doubles.
inline std::vector<Move> moves(const Family& policies, const Stepper& stepper,
                               const std::vector<TrustRegionOptions>& choices, int steps = 3) {
  std::vector<Move> result;
  for (const TrustRegionOptions& options : choices) {
    Vector<double> theta = policies.start;
    try {
      for (int k = 0; k < steps; ++k) {
        result.push_back({theta, stepper(policies, theta, options), options});
        theta = result.back().step.parameters;
      }
    } catch (const std::domain_error&) {
      if (theta == policies.start) throw;
    }
  }
  return result;
}

/// Both sides at every move, a column each.
template <class SidesAt>
Sides<Ball> at_moves(const std::vector<Move>& run, SidesAt sides_at) {
  std::vector<Sides<Ball>> each;
  for (const Move& move : run) each.push_back(sides_at(move));
  Matrix<Ball> left(each.front().left.rows(), static_cast<Eigen::Index>(each.size())), right = left;
  for (Eigen::Index k = 0; k < left.cols(); ++k) {
    left.col(k) = each[static_cast<std::size_t>(k)].left;
    right.col(k) = each[static_cast<std::size_t>(k)].right;
  }
  return at_most(left, right);
}

/// Condition: so many states at most, and production has a direction to go, in doubles.
template <int most_states, Family (*policies)(const MdpPoint<Ball>&)>
bool is_not_stationary_within(const MdpInstance& instance) {
  if (!has_at_most<most_states>(instance)) return false;
  const Family some = policies(instance.in<Ball>());
  return some.region(some.start, 0).gradient.norm() > 1e-6;
}

}  // namespace lemmata::trust_region_runs
