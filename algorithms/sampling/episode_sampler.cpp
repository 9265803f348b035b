#include "algorithms/sampling/episode_sampler.hpp"

#include <utility>

namespace lemmata {

EpisodeSampler::EpisodeSampler(FiniteMdp<double> mdp) : mdp_{std::move(mdp)} {
  for (int s = 0; s < mdp_.states(); ++s) {
    for (int a = 0; a < mdp_.actions(); ++a) {
      const auto& outcomes = mdp_.outcomes(s, a);
      Vector<double> probabilities(static_cast<Eigen::Index>(outcomes.size()));
      for (std::size_t k = 0; k < outcomes.size(); ++k) {
        probabilities(static_cast<Eigen::Index>(k)) = outcomes[k].probability;
      }
      outcome_probabilities_.push_back(std::move(probabilities));
    }
  }
}

Step<double> EpisodeSampler::draw_step(const Policy<double>& policy, int state,
                                       RandomStream& random) const {
  const int action = random.index_of(policy.row(state));
  const auto row = static_cast<std::size_t>(state * mdp_.actions() + action);
  const auto chosen = static_cast<std::size_t>(random.index_of(outcome_probabilities_[row]));
  const Outcome<double>& outcome = mdp_.outcomes(state, action)[chosen];
  return {state, action, outcome.reward, outcome.next_state, outcome.terminal};
}

std::vector<Step<double>> EpisodeSampler::draw(const Policy<double>& policy, int horizon,
                                               RandomStream& random) const {
  std::vector<Step<double>> steps;
  int state = draw_start(random);
  for (int t = 0; t < horizon; ++t) {
    steps.push_back(draw_step(policy, state, random));
    if (steps.back().terminal) break;
    state = steps.back().next_state;
  }
  return steps;
}

int next_chain_state(const EpisodeSampler& sampler, const Step<double>& step, double going_on,
                     RandomStream& random) {
  if (step.terminal) return sampler.draw_start(random);
  if (going_on < 1 && random.uniform() > going_on) return sampler.draw_start(random);
  return step.next_state;
}

int geometric_horizon(double discount, int longest, RandomStream& random) {
  int steps = 1;
  while (steps < longest && random.uniform() <= discount) ++steps;
  return steps;
}

}  // namespace lemmata
