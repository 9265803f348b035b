#pragma once
/// \file
/// REINFORCE as training: stochastic gradient ascent on θ with the estimate of reinforce.hpp,
///
///   θ_{k+1} = θ_k + η ĝ_k,   ĝ_k from m fresh episodes under π_{θ_k}.
///
/// \code
///   const EpisodeSampler sampler{in_field<double>(short_corridor())};
///   const LinearParametrisation policies{same_features(3, 2), 2};
///   const ReinforceOptions options{.step_size = 2e-3, .batch = 10, .horizon = 1000};
///   RandomStream random{{.seed = 1}};
///   Vector<double> theta = Vector<double>::Zero(policies.parameters());
///   for (int k = 0; k < 1000; ++k) {
///     theta = reinforce_step(sampler, policies, theta, options, random).theta;
///   }
/// \endcode

#include "algorithms/policy_gradient/parametrisation.hpp"
#include "algorithms/reinforce/reinforce.hpp"
#include "algorithms/sampling/episode_sampler.hpp"
#include "theory/mdp/values.hpp"
#include "theory/policies/optimal_baseline.hpp"

namespace lemmata {

/// The baselines of baselines.hpp. `value` is V^π and `optimal` is `optimal_baseline`, both of the
/// policy that acts, computed from the MDP itself.
enum class BaselineChoice { none, value, optimal, batch_mean, leave_one_out, normalised };

struct ReinforceOptions {
  double step_size;  ///< η
  int batch = 1;     ///< m ≥ 1 episodes a step, two at least for `leave_one_out`
  int horizon;       ///< the most steps of an episode, ≥ 1: what follows is not seen
  Credit credit = Credit::discounted_reward_to_go;
  BaselineChoice baseline = BaselineChoice::none;
};

struct ReinforceStep {
  Vector<double> theta;     ///< θ + η ĝ
  Vector<double> estimate;  ///< ĝ
  double mean_return;       ///< of the m episodes, discounted
};

/// So many episodes under a policy, laid end to end, each of at most `horizon` steps.
Rollout<double> draw_rollout(const EpisodeSampler& sampler, const Policy<double>& policy,
                             int episodes, int horizon, RandomStream& random);

/// The same with the numbers of the options.
Rollout<double> draw_rollout(const EpisodeSampler& sampler, const Policy<double>& policy,
                             const ReinforceOptions& options, RandomStream& random);

/// (1/m) Σ_i G_0 of the episodes of a rollout.
double mean_return(const Rollout<double>& rollout, double discount);

/// f(b) for the baseline b of a choice, which is one of baselines.hpp.
/// \throws SingularSystem for the baselines `value` and `optimal` if γ = 1 and the policy may never
/// end
template <class DifferentiablePolicy, class Function>
auto with_baseline(const FiniteMdp<double>& mdp, const DifferentiablePolicy& policy,
                   BaselineChoice choice, const Function& f) {
  const auto values = [&] { return policy_values(mdp, policy.probabilities()); };
  switch (choice) {
    case BaselineChoice::none:
      return f(NoBaseline{});
    case BaselineChoice::value:
      return f(StateBaseline<double>{values()});
    case BaselineChoice::optimal:
      return f(StateBaseline<double>{optimal_baseline(policy, action_values(mdp, values()))});
    case BaselineChoice::batch_mean:
      return f(BatchMean{});
    case BaselineChoice::leave_one_out:
      return f(LeaveOneOut{});
    case BaselineChoice::normalised:
      return f(NormalisedBatch{});
  }
  throw std::logic_error{"unknown baseline"};
}

/// ĝ of a rollout under the options' credit and baseline. \throws as `with_baseline`, and
/// std::invalid_argument for `leave_one_out` of one episode
template <class DifferentiablePolicy>
Vector<double> reinforce_estimate(const FiniteMdp<double>& mdp, const DifferentiablePolicy& policy,
                                  const Rollout<double>& rollout, const ReinforceOptions& options) {
  return with_baseline(mdp, policy, options.baseline, [&](const auto& baseline) {
    return reinforce(policy, rollout, mdp.discount, options.credit, baseline);
  });
}

/// One step of training. \throws as `reinforce_estimate`
template <class Parametrisation>
ReinforceStep reinforce_step(const EpisodeSampler& sampler, const Parametrisation& parametrisation,
                             const Vector<double>& theta, const ReinforceOptions& options,
                             RandomStream& random) {
  const auto policy = parametrisation.policy(theta);
  const Rollout<double> rollout = draw_rollout(sampler, policy.probabilities(), options, random);
  Vector<double> estimate = reinforce_estimate(sampler.mdp(), policy, rollout, options);
  return {theta + options.step_size * estimate, std::move(estimate),
          mean_return(rollout, sampler.mdp().discount)};
}

}  // namespace lemmata
