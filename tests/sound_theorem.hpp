#pragma once
/// \file
/// A sound theorem for the tests of the verifier, which break one part of it at a time.

#include "theory/mdp/values.hpp"
#include "theory/mdp/visitation.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/engine/verifier.hpp"

namespace lemmata {

/// J by the values is a claimed number.
template <class Claimed>
Check performance_is(Claimed claimed) {
  return identity(
      [claimed](const auto& x) { return equal(performance(x.mdp, x.pi()), claimed(x)); });
}

inline Check true_identity() {
  return performance_is([](const auto& x) { return performance_by_visitation(x.mdp, x.pi()); });
}
inline Check false_identity() {
  return performance_is([]<class F>(const MdpPoint<F>&) { return F{0}; });
}

/// J = Σ ν r_π, with one falsifier.
inline Theorem sound() {
  return {.id = "T-1",
          .claim = "for the tests",
          .hypotheses = {finite_mdp, discount_below_one_or_ending},
          .instances = mdps("finite MDPs with a policy", {Part::policy}),
          .checks = {true_identity()},
          .proof = {step("by visitation", true_identity())},
          .falsifiers = {wrong("J = 0", false_identity())}};
}

inline TheoremResult verified(const Theorem& theorem, VerifierOptions options = {}) {
  const Entry entry{theorem, "tests", "tests/sound_theorem.hpp"};
  auto results = verify({&entry}, options);
  results.front().entry = nullptr;
  return results.front();
}

}  // namespace lemmata
