#include <cstdio>

#include "theory/policies/performance_gradient.hpp"

// Two states: in the first, action 0 pays 1 and action 1 leads to the second, which pays 3.
int main() {
  using lemmata::Rational;
  lemmata::FiniteMdp<Rational> mdp{2, 2};
  mdp.discount = Rational{1} / Rational{2};
  mdp.start << Rational{1}, Rational{0};
  mdp.outcomes(0, 0) = {{1, 0, 1, true}};
  mdp.outcomes(0, 1) = {{1, 1, 0, false}};
  for (int action : {0, 1}) mdp.outcomes(1, action) = {{1, 1, 3, true}};

  const lemmata::TabularSoftmax<Rational> uniform{
      lemmata::Matrix<Rational>::Constant(2, 2, Rational{1})};
  for (const Rational& partial : lemmata::policy_gradient(mdp, uniform)) {
    std::puts(to_string(partial).c_str());
  }
}
