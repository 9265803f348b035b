#include "theory/mdp/trajectories.hpp"

#include <utility>

namespace lemmata {
namespace {

template <class F, class Visit>
void extend(const FiniteMdp<F>& mdp, const Policy<F>& policy, int state, int remaining,
            Trajectory<F>& prefix, const Visit& visit) {
  if (remaining == 0) {
    visit(std::as_const(prefix));
    return;
  }
  const F before = prefix.probability;
  for (int a = 0; a < mdp.actions(); ++a) {
    for (const auto& outcome : mdp.outcomes(state, a)) {
      prefix.probability = before * policy(state, a) * outcome.probability;
      prefix.steps.push_back({state, a, outcome.reward, outcome.next_state, outcome.terminal});
      extend(mdp, policy, outcome.next_state, outcome.terminal ? 0 : remaining - 1, prefix, visit);
      prefix.steps.pop_back();
    }
  }
}

}  // namespace

template <class F>
void for_each_trajectory(
    const FiniteMdp<F>& mdp, const Policy<F>& policy, int horizon,
    const std::type_identity_t<std::function<void(const Trajectory<F>&)>>& visit) {
  for (int s = 0; s < mdp.states(); ++s) {
    Trajectory<F> prefix{mdp.start(s), {}};
    extend(mdp, policy, s, horizon, prefix, visit);
  }
}

template <class F>
Vector<F> expectation(const FiniteMdp<F>& mdp, const Policy<F>& policy, int horizon,
                      Eigen::Index size, const TrajectoryEstimator<F>& estimator) {
  Vector<F> mean = Vector<F>::Constant(size, F{0});
  for_each_trajectory(mdp, policy, horizon, [&](const Trajectory<F>& trajectory) {
    const Vector<F> estimate = estimator(trajectory);
    mean += trajectory.probability * estimate;
  });
  return mean;
}

template <class F>
Matrix<F> pathwise(const FiniteMdp<F>& mdp, const Policy<F>& policy, int horizon, Eigen::Index size,
                   const TrajectoryEstimator<F>& estimator) {
  std::vector<Vector<F>> columns;
  for_each_trajectory(mdp, policy, horizon, [&](const Trajectory<F>& trajectory) {
    columns.push_back(estimator(trajectory));
  });
  Matrix<F> result(size, static_cast<Eigen::Index>(columns.size()));
  for (std::size_t k = 0; k < columns.size(); ++k) {
    result.col(static_cast<Eigen::Index>(k)) = columns[k];
  }
  return result;
}

std::uint64_t trajectory_count(const TransitionTable& table, int horizon) {
  const auto states = static_cast<std::size_t>(table.states());
  std::vector<std::uint64_t> from(states, 1);
  for (int k = 0; k < horizon; ++k) {
    std::vector<std::uint64_t> longer(states, 0);
    for (std::size_t s = 0; s < states; ++s) {
      for (const auto& action : table.outcomes[s]) {
        for (const auto& outcome : action) {
          longer[s] += outcome.terminal ? 1 : from[static_cast<std::size_t>(outcome.next_state)];
        }
      }
    }
    from = std::move(longer);
  }
  std::uint64_t total = 0;
  for (const std::uint64_t count : from) total += count;
  return total;
}

#define LEMMATA_INSTANTIATE(F)                                                             \
  template void for_each_trajectory(const FiniteMdp<F>&, const Policy<F>&, int,            \
                                    const std::function<void(const Trajectory<F>&)>&);     \
  template Vector<F> expectation(const FiniteMdp<F>&, const Policy<F>&, int, Eigen::Index, \
                                 const TrajectoryEstimator<F>&);                           \
  template Matrix<F> pathwise(const FiniteMdp<F>&, const Policy<F>&, int, Eigen::Index,    \
                              const TrajectoryEstimator<F>&);
LEMMATA_FIELDS_AND_DUALS(LEMMATA_INSTANTIATE)

}  // namespace lemmata
