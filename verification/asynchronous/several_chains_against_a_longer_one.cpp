// AS-10. Several independent chains beat one as long as all together exactly if the parts of the
// one are positively correlated in the weighted mean below.
//
//   Var(mean of one chain of NT steps) − Var(mean of N independent chains of T steps)
//     = (2/N²) Σ_{m=1}^{N−1} (N − m) Cov(mean of the first T, mean of the T steps m·T later),
//
//   Var(mean of T steps) = (1/T²)(Tγ_0 + 2 Σ_{k=1}^{T−1} (T − k)γ_k),   γ_k = Cov(h(s_0), h(s_k)).
//
// What workers in different places gain is decorrelation; where a chain alternates they lose.
//
// Hypotheses: chains begin in their stationary distribution; for a gain, parts of a chain are
// positively correlated.
// Oracle: all sequences of states, with their probabilities.
// Shows: N = 2 chains of T = 2 steps and N = 3 of one, of up to three states, any h; the general
// formula up to T = 8 by the covariances of pairs. Chains that are not stationary are another
// matter: several short ones then forget their start less.
// Sources: mnih2016asynchronous, that workers decorrelate.

#include "theory/mdp/visitation.hpp"
#include "theory/mixing/autocovariances.hpp"
#include "verification/asynchronous/chain_means.hpp"

namespace lemmata {
namespace {

using namespace chain_means;

const Hypothesis stationary_start{"chains begin in their stationary distribution", {}};

/// As doubles say: where it is 0 both verdicts are right.
const Hypothesis positively_correlated = hypothesis(
    "for a gain: the first two steps of a chain and the next two are positively correlated",
    [](const MdpInstance& x) {
      return has_one_recurrent_class(x) &&
             covariance_of_parts(StationaryChain<double>{x.in<double>()}, 2, 1) > 0;
    });

bool has_few_states(const MdpInstance& x) { return x.table.states() <= 16; }

/// The predicate: a claimed variance of the mean of T steps, over all sequences of states.
template <class Claimed>
Check variance_over_sequences_is(Claimed claimed) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const StationaryChain<F> chain{x};
    Vector<F> left(4), right(4);
    for (int length = 1; length <= 4; ++length) {
      left(length - 1) = variance_by_sequences(chain, length);
      right(length - 1) = claimed(chain, length);
    }
    return equal(left, right);
  });
}
constexpr auto by_autocovariances = []<class F>(const StationaryChain<F>& chain, int length) {
  return variance_of_mean(chain.autocovariances(length));
};

/// The predicate: what one chain's variance has more than N chains' is as claimed, for all N·T ≤ 8.
template <class Claimed>
Check gain_is(Claimed claimed) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
    const StationaryChain<F> chain{x};
    std::vector<F> left, right;
    for (int chains = 1; chains <= 4; ++chains) {
      for (int length = 1; chains * length <= 8; ++length) {
        left.push_back(by_autocovariances(chain, chains * length) -
                       by_autocovariances(chain, length) / F(chains));
        right.push_back(claimed(chain, chains, length));
      }
    }
    return equal(as_vector(left), as_vector(right));
  });
}
constexpr auto cross_covariances = []<class F>(const StationaryChain<F>& chain, int chains,
                                               int length) {
  F sum{0};
  for (int m = 1; m < chains; ++m) sum += F(chains - m) * covariance_of_parts(chain, length, m);
  return F(F{2} * sum / F(chains * chains));
};

Check covariances_over_sequences() {
  return enumerated_identity([]<class F>(const MdpPoint<F>& x) {
           const StationaryChain<F> chain{x};
           const F mean = chain.stationary.dot(chain.h);
           Vector<F> left(4), right(4);
           for (int k = 0; k < 4; ++k) {
             F product{0};
             for (Eigen::Index s = 0; s < chain.h.size(); ++s) {
               product += chain.stationary(s) * chain.h(s) * mean_after(chain, k, s);
             }
             left(k) = product - mean * mean;
             right(k) = chain.covariances(k);
           }
           return equal(left, right);
         })
      .only("at most 16 states, for all their sequences", has_few_states);
}

/// N = 2 chains of two steps are at least as good as one of four.
Check two_chains_win() {
  return inequality([]<class F>(const MdpPoint<F>& x) {
    const StationaryChain<F> chain{x};
    return at_most(F(by_autocovariances(chain, 2) / F{2}), by_autocovariances(chain, 4));
  });
}

}  // namespace

Theorem several_chains_against_a_longer_one() {
  return {
      .id = "AS-10",
      .claim =
          "Several independent chains beat one as long as all together exactly if its parts are "
          "positively correlated in the weighted mean",
      .statement = R"(\operatorname{Var}\bar h_{NT} - \tfrac1N \operatorname{Var}\bar h_T
                      = \tfrac{2}{N^2} \sum_{m=1}^{N-1} (N - m)
                        \operatorname{Cov}(\bar h_{0:T}, \bar h_{mT:(m+1)T}))",
      .hypotheses = {unichain, stationary_start, positively_correlated},
      .oracle = "all sequences of states, with their probabilities",
      .shows =
          "The variance of means over all sequences of up to four states; the difference for all "
          "N·T ≤ 8; that two chains of two steps win where they should. Stationary chains alone.",
      .instances = mdps_without_ends("chains of a policy, and a function of the state",
                                     {Part::policy, Part::values},
                                     {.states = 3, .actions = 2, .outcomes = 3}),
      .checks =
          {
              part("the variance of a mean, over all sequences of states",
                   variance_over_sequences_is(by_autocovariances)
                       .only("at most 16 states, for all their sequences", has_few_states)),
              part("one longer chain has the covariances of its parts more",
                   gain_is(cross_covariances)),
              part("positively correlated: two chains win", two_chains_win()),
          },
      .proof = {step("γ_k = E[h(s_0)h(s_k)] − E[h]², over all sequences",
                     covariances_over_sequences())},
      .falsifiers =
          {
              wrong("independent samples: γ_0/T",
                    variance_over_sequences_is(
                        []<class F>(const StationaryChain<F>& chain, int length) {
                          return F(chain.autocovariances(1)(0) / F(length));
                        })),
              wrong("covariances counted once",
                    variance_over_sequences_is(
                        []<class F>(const StationaryChain<F>& chain, int length) {
                          const F alone = chain.autocovariances(1)(0) / F(length);
                          return F((by_autocovariances(chain, length) + alone) / F{2});
                        })),
              wrong("T for T − k", variance_over_sequences_is(
                                       []<class F>(const StationaryChain<F>& chain, int length) {
                                         const Vector<F> c = chain.autocovariances(length);
                                         return F((F{2} * c.sum() - c(0)) / F(length));
                                       })),
              wrong("one step later in the covariances",
                    variance_over_sequences_is(
                        []<class F>(const StationaryChain<F>& chain, int length) {
                          Vector<F> c = chain.autocovariances(length + 1).tail(length);
                          return variance_of_mean(c);
                        })),
              wrong("as good as each other",
                    gain_is([]<class F>(const StationaryChain<F>&, int, int) { return F{0}; })),
              wrong("every pair of parts like the first two",
                    gain_is([]<class F>(const StationaryChain<F>& chain, int chains, int length) {
                      if (chains == 1) return F{0};  // which has no pair
                      return F(F(chains - 1) * covariance_of_parts(chain, length, 1) / F(chains));
                    })),
          },
      .needs = {needed(positively_correlated, two_chains_win())},
      .sources = {{"mnih2016asynchronous", "that workers decorrelate"}},
      .figure = decorrelation(),
  };
}

}  // namespace lemmata
