#pragma once
/// \file
/// Means of a function of the state along the stationary chain of a policy: over all sequences of
/// states, and from covariances.

#include <fmt/format.h>

#include "theory/mdp/visitation.hpp"
#include "theory/mixing/autocovariances.hpp"
#include "verification/engine/as_vector.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata::chain_means {

/// Of which theorems look at the covariances.
inline constexpr int most_steps = 8;

template <class F>
struct StationaryChain {
  Matrix<F> transitions;
  Vector<F> stationary, h;
  Vector<F> covariances;  ///< γ_0, γ_1, …

  explicit StationaryChain(const MdpPoint<F>& x)
      : transitions{policy_transitions(x.mdp, x.pi())},
        stationary{stationary_distribution(x.mdp, x.pi())},
        h{x.values()},
        covariances{lemmata::autocovariances(transitions, stationary, h, most_steps)} {}
  StationaryChain(Matrix<F> p, Vector<F> d, Vector<F> of, int steps)
      : transitions{std::move(p)},
        stationary{std::move(d)},
        h{std::move(of)},
        covariances{lemmata::autocovariances(transitions, stationary, h, steps)} {}

  Vector<F> autocovariances(int n) const { return covariances.head(n); }
};

/// Cov((h_0 + … + h_{T−1})/T, (h_{mT} + … + h_{mT+T−1})/T): over all pairs of steps.
template <class F>
F covariance_of_parts(const StationaryChain<F>& chain, int length, int parts_apart) {
  const Vector<F> c = chain.autocovariances((parts_apart + 1) * length);
  F sum{0};
  for (int i = 0; i < length; ++i) {
    for (int j = 0; j < length; ++j) sum += c(parts_apart * length + j - i);
  }
  return F(sum / (F(length) * F(length)));
}

/// Adds to the moments of h_0 + … + h_{T−1} those of every sequence that goes on from here.
template <class F>
void add_sequences(const StationaryChain<F>& chain, int left, Eigen::Index state,
                   const F& probability, const F& sum, F& first, F& second) {
  const F with_state = sum + chain.h(state);
  if (left == 1) {
    first += probability * with_state;
    second += probability * with_state * with_state;
    return;
  }
  for (Eigen::Index next = 0; next < chain.h.size(); ++next) {
    add_sequences(chain, left - 1, next, F(probability * chain.transitions(state, next)),
                  with_state, first, second);
  }
}

/// Var((h_0 + … + h_{T−1})/T) by its definition.
template <class F>
F variance_by_sequences(const StationaryChain<F>& chain, int length) {
  F first{0}, second{0};
  for (Eigen::Index state = 0; state < chain.h.size(); ++state) {
    add_sequences(chain, length, state, chain.stationary(state), F{0}, first, second);
  }
  return F((second - first * first) / (F(length) * F(length)));
}

/// E[h_k] over the sequences that go on from a state.
template <class F>
F mean_after(const StationaryChain<F>& chain, int steps, Eigen::Index state) {
  if (steps == 0) return chain.h(state);
  F mean{0};
  for (Eigen::Index next = 0; next < chain.h.size(); ++next) {
    mean += chain.transitions(state, next) * mean_after(chain, steps - 1, next);
  }
  return mean;
}

/// N chains of 64/N steps in two states that keep their state with probability p.
inline Figure decorrelation() {
  return {.title = "What several chains gain",
          .caption =
              "The variance of the mean of N independent stationary chains of 64/N steps, "
              "relative to one chain of 64, in two states that are kept with probability p. "
              "At p = 1/2 steps are independent; below it the chain alternates, and several "
              "chains are worse.",
          .x_label = "chains N",
          .y_label = "relative variance",
          .log_x = true,
          .log_y = true,
          .curves = [] {
            std::vector<Curve> curves;
            for (const double kept : {0.1, 0.5, 0.9, 0.99}) {
              const StationaryChain<double> chain{
                  Matrix<double>{{kept, 1 - kept}, {1 - kept, kept}},
                  Vector<double>::Constant(2, 0.5), Vector<double>{{-1.0, 1.0}}, 64};
              const double alone = variance_of_mean(chain.autocovariances(64));
              Curve& curve = curves.emplace_back(Curve{.label = fmt::format("p = {}", kept)});
              for (int chains = 1; chains <= 64; chains *= 2) {
                const double of_all = variance_of_mean(chain.autocovariances(64 / chains)) / chains;
                curve.points.emplace_back(chains, of_all / alone);
              }
            }
            return curves;
          }};
}

}  // namespace lemmata::chain_means
