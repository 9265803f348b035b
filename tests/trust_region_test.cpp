// The surrogate, by hand.

#include <gtest/gtest.h>

#include "algorithms/trust_region/surrogate.hpp"
#include "generators.hpp"

namespace lemmata {
namespace {

using R = Rational;

/// State 0 leads to state 1 by either action, with reward 0; there action 0 ends with reward 0 and
/// action 1 returns to state 0 with reward 4. γ = 1/2, start in state 0.
FiniteMdp<R> two_states() {
  FiniteMdp<R> mdp{2, 2};
  mdp.discount = R{1} / R{2};
  mdp.start(0) = R{1};
  for (int a = 0; a < 2; ++a) mdp.outcomes(0, a) = {{R{1}, 1, R{0}, false}};
  mdp.outcomes(1, 0) = {{R{1}, 0, R{0}, true}};
  mdp.outcomes(1, 1) = {{R{1}, 0, R{4}, false}};
  return mdp;
}

TEST(SurrogateTest, MovesActionsAndKeepsStates) {
  const R half = R{1} / R{2};
  const Policy<R> uniform = Policy<R>::Constant(2, 2, half);
  const Surrogate<R> surrogate = surrogate_at(two_states(), uniform);
  // V(1) = ½(4 + V(0)/2) and V(0) = V(1)/2: V(1) = 16/7, V(0) = 8/7, and ν = (8/7, 4/7).
  EXPECT_EQ(surrogate.performance, R{8} / R{7});
  EXPECT_EQ(surrogate.visitation, (Vector<R>{{R{8} / R{7}, R{4} / R{7}}}));
  EXPECT_EQ(surrogate.advantages(1, 1), R{16} / R{7});
  EXPECT_EQ(surrogate(uniform), R{8} / R{7});
  const Policy<R> returning{{half, half}, {R{0}, R{1}}};
  EXPECT_EQ(surrogate.gain(returning), R{64} / R{49});
}

}  // namespace
}  // namespace lemmata
