#pragma once
/// \file
/// The predicates that one update of actor-critic training, and one step of it as it is drawn, move
/// by their means (training_means.hpp).

#include "verification/actor_critic/training_means.hpp"
#include "verification/actor_critic/training_mistakes.hpp"
#include "verification/engine/check.hpp"

namespace lemmata::training_steps {

using namespace training_means;
using namespace training_mistakes;

/// Both orders with both weights of the score, under a criterion.
inline std::vector<ActorCriticOptions> every_update(Criterion criterion) {
  std::vector<ActorCriticOptions> result;
  for (const ActorWeight weight : {ActorWeight::td_error, ActorWeight::compatible_critic}) {
    for (const UpdateOrder order : {UpdateOrder::simultaneous, UpdateOrder::critic_first}) {
      result.push_back({.scales = TimeScales::unchecked({.scale = 0.25}, {.scale = 0.5}),
                        .criterion = criterion,
                        .weight = weight,
                        .order = order});
    }
  }
  return result;
}

/// The predicate: an update moves by the means, from any distribution of the states and with any
/// step sizes, in both orders and with both weights of the score.
template <class LearnerOf>
Check updates_by_means(LearnerOf learner_of, Criterion criterion, TrainingUpdate update = {}) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const auto learner = learner_of(x);
           const F actor_step = x.temperature(), critic_step = x.step_size();
           ActorCriticIterateIn<F> from = learner.start;
           Vector<F> left, right;
           for (const ActorCriticOptions& options : every_update(criterion)) {
             const Chain<F> chain{x.mdp, options, x.state_weights(), critic_step};
             const Vector<F> expected = expected_changes(chain, learner.tables, from);
             Vector<F> mean = Vector<F>::Constant(expected.size(), F{0});
             for_each_step(
                 chain, learner.tables.pi,
                 [&](const F& probability, const Step<F>& step, int next) {
                   from.state = step.state;
                   const auto to = update(learner.policy, learner.features, x.mdp.discount, options,
                                          from, {step, next, actor_step, critic_step});
                   mean += probability * changes(from, to, actor_step, critic_step, x.mdp.states());
                 });
             left = together(left, mean);
             right = together(right, expected);
           }
           return equal(left, right);
         })
      .only("at most 16 actions of all states together",
            [](const MdpInstance& x) { return x.table.states() * x.table.actions() <= 16; });
}

inline constexpr std::int64_t later_step = 5;  ///< k, where the step sizes are no longer the first

/// A step of training as it is drawn, of a tabular policy and a linear critic.
using DrawnStep = ActorCriticIterate (*)(const EpisodeSampler& sampler,
                                         const TabularParametrisation& policies,
                                         const LinearFeatures<double>& features,
                                         const ActorCriticIterate& x, ActorCriticOptions options,
                                         RandomStream& random);

/// The production; then one whose chain restarts after an end alone, and one with the step sizes
/// exchanged.
inline ActorCriticIterate drawn_step(const EpisodeSampler& sampler,
                                     const TabularParametrisation& policies,
                                     const LinearFeatures<double>& features,
                                     const ActorCriticIterate& x, ActorCriticOptions options,
                                     RandomStream& random) {
  return actor_critic_step(sampler, policies, features, x, options, later_step, random);
}
inline constexpr DrawnStep step_of_endless_chain =
    [](const auto& sampler, const auto& policies, const auto& features, const auto& x,
       ActorCriticOptions options, RandomStream& random) {
      ActorCriticIterate result = drawn_step(sampler, policies, features, x, options, random);
      options.criterion = Criterion::average;
      result.state = drawn_step(sampler, policies, features, x, options, random).state;
      return result;
    };
inline constexpr DrawnStep exchanged_steps = [](const auto& sampler, const auto& policies,
                                                const auto& features, const auto& x,
                                                ActorCriticOptions options, RandomStream& random) {
  options.scales = TimeScales::unchecked(options.scales.critic(), options.scales.actor());
  return drawn_step(sampler, policies, features, x, options, random);
};

/// Condition: something may end, and after that start in more than one state.
inline bool restarts_anywhere(const MdpInstance& x) {
  if (x.table.states() * x.table.actions() > 16) return false;
  const FiniteMdp<double> mdp = in_field<double>(x.table);
  const Vector<double> ones = Vector<double>::Ones(mdp.states());
  const double going_on = successor_means(mdp, ones).minCoeff();
  return going_on < 0.8 && mdp.start.maxCoeff() < 0.8;
}

/// The predicate: so does a step that is drawn.
inline Check steps_by_means(DrawnStep next, const ActorCriticOptions& options) {
  return sampled(
             [=](const MdpPoint<double>& x) {
               const TabularParametrisation policies{x.mdp.states(), x.mdp.actions()};
               const Matrix<double> log_pi = x.pi().array().log();
               const LinearFeatures<double> features{x.state_features()};
               ActorCriticIterate from = any_iterate(x, x.critic_weights(), x.direction());
               from.theta = log_pi.transpose().reshaped();
               const auto policy = policies.policy(from.theta);
               const double actor_step = options.scales.actor()(later_step);
               const double critic_step = options.scales.critic()(later_step);
               const Vector<double> shares = x.state_weights() / x.state_weights().sum();
               const Chain<double> chain{x.mdp, options, shares, critic_step};
               const auto tables = tables_of(policy, features.matrix);
               const Vector<double> expected = expected_changes(chain, tables, from);
               Vector<double> largest = expected.cwiseAbs();
               for_each_step(
                   chain, tables.pi, [&](double, const Step<double>& step, int next_state) {
                     from.state = step.state;
                     const auto to = updated(policy, features, x.mdp.discount, options, from,
                                             {step, next_state, actor_step, critic_step});
                     largest = largest.cwiseMax(
                         changes(from, to, actor_step, critic_step, x.mdp.states()).cwiseAbs());
                   });
               // With room for other step sizes, and on both sides of where the chain is next, 0 or
               // 1: a shift is to be seen of places that are hardly ever reached, too.
               const Eigen::Index places = expected.size() - x.mdp.states();
               Experiment result;
               for (Eigen::Index i = 0; i < expected.size(); ++i) {
                 const double bound = 5 * largest(i) + 1e-6;
                 const Bounded of_change{-bound, bound}, of_place{-1, 2};
                 result.claims.push_back(
                     {expected(i), Relation::equal, i < places ? of_change : of_place});
               }
               result.sample = [=, sampler = EpisodeSampler{x.mdp}](RandomStream& random) {
                 ActorCriticIterate now = from;
                 now.state = random.index_of(shares);
                 const auto to = next(sampler, policies, features, now, options, random);
                 return changes(now, to, actor_step, critic_step, sampler.mdp().states());
               };
               return result;
             },
             6'000)
      .only("small, may end with 1/5 at least, and starts in more than one state",
            restarts_anywhere);
}

}  // namespace lemmata::training_steps
