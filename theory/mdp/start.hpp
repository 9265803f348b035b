#pragma once
/// \file
/// An MDP from another start.

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// The MDP started in one state alone.
template <class F>
FiniteMdp<F> started_in(FiniteMdp<F> mdp, int state) {
  mdp.start = Vector<F>::Constant(mdp.states(), F{0});
  mdp.start(state) = F{1};
  return mdp;
}

/// The same MDP from the uniform start distribution.
template <class F>
FiniteMdp<F> from_uniform_start(FiniteMdp<F> mdp) {
  mdp.start.setConstant(F{1} / F(mdp.states()));
  return mdp;
}

}  // namespace lemmata
