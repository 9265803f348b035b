#include "algorithms/reinforce/training.hpp"

namespace lemmata {

Rollout<double> draw_rollout(const EpisodeSampler& sampler, const Policy<double>& policy,
                             int episodes, int horizon, RandomStream& random) {
  Rollout<double> rollout;
  for (int i = 0; i < episodes; ++i) {
    rollout.append_episode(sampler.draw(policy, horizon, random));
  }
  return rollout;
}

Rollout<double> draw_rollout(const EpisodeSampler& sampler, const Policy<double>& policy,
                             const ReinforceOptions& options, RandomStream& random) {
  return draw_rollout(sampler, policy, options.batch, options.horizon, random);
}

double mean_return(const Rollout<double>& rollout, double discount) {
  const std::vector<double> returns = returns_to_go(rollout, discount);
  double sum = 0;
  for (std::size_t t = 0; t < returns.size(); ++t) {
    if (t == 0 || rollout.ends[t - 1]) sum += returns[t];
  }
  return sum / rollout.episodes();
}

}  // namespace lemmata
