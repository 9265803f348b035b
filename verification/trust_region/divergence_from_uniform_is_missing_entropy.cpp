// TR-7. The divergence from the uniform policy is the entropy that is missing.
//
//   KL(π‖u)(s) = log|A| − H(π(·|s)),   u uniform,
//
// in nats: KL(π‖u) ≤ δ is a floor log|A| − δ for the entropy. (A trust region of KL(u‖π), the
// direction that TRPO bounds, is none.) Around any other policy the two are different things:
// KL(π‖π′) is the cross-entropy −Σ_a π(a|s) log π′(a|s) less H(π), no difference of entropies.
//
// Hypotheses: finitely many actions, each of positive probability.
//
// Oracle: H = −Σ π log π. The logarithms are free indeterminates: any function with log xy = log x
// + log y will do, so that the identity is decided exactly, in GF(p).
//
// Shows: the production `kl_divergences` run on numbers with free logarithms; and, in balls to
// 10⁻³⁰, that it and the production `entropy`, which takes real logarithms, satisfy the identity.
//
// Sources: cover2006elements, Theorem 2.6.4.

#include "theory/soft/soft_bellman.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/trust_region/formal_logarithms.hpp"
#include "verification/trust_region/two_policies.hpp"

namespace lemmata {
namespace {

using namespace two_policies;
using formal_logarithms::logged;
using formal_logarithms::plain;

/// Policies with free logarithms: of π, of π′, and of u, where log(1/|A|) = −L.
template <class F>
struct FreeLogarithms {
  explicit FreeLogarithms(const MdpPoint<F>& x)
      : logs{x.action_baseline()}, other_logs{logs + x.values().replicate(1, logs.cols())} {
    const F share = F{1} / F(logs.cols());
    policy = logged<F>(x.pi(), logs);
    other = logged<F>(x.other_pi(), other_logs);
    uniform = logged<F>(Matrix<F>::Constant(logs.rows(), logs.cols(), share),
                        Matrix<F>::Constant(logs.rows(), logs.cols(), F(-x.temperature())));
  }

  Matrix<F> logs;
  Matrix<F> other_logs;
  Policy<formal_logarithms::Logged<F>> policy;
  Policy<formal_logarithms::Logged<F>> other;
  Policy<formal_logarithms::Logged<F>> uniform;
};

/// −Σ_a π(a|s) ℓ(s,a), S entries.
template <class F>
Vector<F> mean_cost(const Policy<F>& policy, const Matrix<F>& logs) {
  return -policy.cwiseProduct(logs).rowwise().sum();
}

Policy<Ball> uniform_like(const Policy<Ball>& policy) {
  return Policy<Ball>::Constant(policy.rows(), policy.cols(), Ball{1} / Ball{policy.cols()});
}

Vector<Ball> entropies(const Policy<Ball>& policy) {
  Vector<Ball> result(policy.rows());
  for (Eigen::Index s = 0; s < policy.rows(); ++s) {
    result(s) = entropy<Ball>(policy.row(s).transpose());
  }
  return result;
}

Vector<Ball> missing_entropy(const MdpPoint<Ball>& x) {
  return log(Ball{x.mdp.actions()}) - entropies(x.pi()).array();
}

Vector<Ball> production(const MdpPoint<Ball>& x) {
  return kl_divergences(x.pi(), uniform_like(x.pi()));
}

using Subject = Vector<Ball> (*)(const MdpPoint<Ball>&);

/// The predicate: a claimed divergence from uniform is a claimed missing entropy, to 10⁻³⁰.
Check are_equal(Subject claimed, Subject missing = missing_entropy) {
  return certified([=](const MdpPoint<Ball>& x) { return agree(claimed(x), missing(x)); });
}

// Wrong ones.
Vector<Ball> from_uniform_to_policy(const MdpPoint<Ball>& x) {
  return kl_divergences(uniform_like(x.pi()), x.pi());
}
Vector<Ball> opposite(const MdpPoint<Ball>& x) { return -production(x); }
Vector<Ball> in_bits(const MdpPoint<Ball>& x) { return production(x) / log(Ball{2}); }
Vector<Ball> by_states(const MdpPoint<Ball>& x) {
  return log(Ball{x.mdp.states()}) - entropies(x.pi()).array();
}
Vector<Ball> entropy_itself(const MdpPoint<Ball>& x) { return entropies(x.pi()); }
Vector<Ball> from_other(const MdpPoint<Ball>& x) { return kl_divergences(x.pi(), x.other_pi()); }
Vector<Ball> difference_of_entropies(const MdpPoint<Ball>& x) {
  return entropies(x.other_pi()) - entropies(x.pi());
}

const Hypothesis full_support{"finitely many actions, each of positive probability", {}};

}  // namespace

Theorem divergence_from_uniform_is_missing_entropy() {
  return {
      .id = "TR-7",
      .claim =
          "The KL divergence from a policy to the uniform one is the logarithm of the number of "
          "actions less the policy's entropy",
      .statement = R"(\mathrm{KL}(\pi \,\Vert\, u) = \log \lvert A \rvert - H(\pi))",
      .hypotheses = {full_support},
      .oracle = "the entropy as a sum; logarithms are free indeterminates",
      .shows =
          "The production divergence on numbers with free logarithms, exactly; in balls to 10⁻³⁰ "
          "beside the production entropy.",
      .instances = mdps("two policies on the states of an MDP, and values for logarithms",
                        {Part::policy, Part::other_policy, Part::action_baseline, Part::values,
                         Part::temperature},
                        {.states = 2, .actions = 4, .outcomes = 1}),
      .checks =
          {
              part("for free logarithms", identity([]<class F>(const MdpPoint<F>& x) {
                     const FreeLogarithms<F> free{x};
                     const Vector<F> entropy = mean_cost<F>(x.pi(), free.logs);
                     return equal(
                         plain<F>(kl_divergences(free.policy, free.uniform)),
                         Vector<F>(Vector<F>::Constant(entropy.size(), x.temperature()) - entropy));
                   })),
              part("for real logarithms, to 10⁻³⁰", are_equal(production)),
          },
      .proof =
          {
              step("KL(π‖π′) = −Σ_a π log π′ − H(π) for any π′",
                   []<class F>(const MdpPoint<F>& x) {
                     const FreeLogarithms<F> free{x};
                     return equal(plain<F>(kl_divergences(free.policy, free.other)),
                                  Vector<F>(mean_cost<F>(x.pi(), free.other_logs) -
                                            mean_cost<F>(x.pi(), free.logs)));
                   }),
              step("the cross-entropy with u is log|A| for every π",
                   []<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> logs =
                         Matrix<F>::Constant(x.mdp.states(), x.mdp.actions(), F(-x.temperature()));
                     return equal(mean_cost<F>(x.pi(), logs),
                                  Vector<F>(Vector<F>::Constant(logs.rows(), x.temperature())));
                   }),
          },
      .falsifiers =
          {
              wrong("the other direction: KL(u‖π)", are_equal(from_uniform_to_policy)),
              wrong("the sign", are_equal(opposite)),
              wrong("bits against nats", are_equal(in_bits)),
              wrong("log|S| for log|A|", are_equal(production, by_states)),
              wrong("log|A| lost", are_equal(production, entropy_itself)),
              wrong("any π′ for u: KL(π‖π′) = log|A| − H(π)", are_equal(from_other)),
              wrong("KL(π‖π′) = H(π′) − H(π)", are_equal(from_other, difference_of_entropies)),
          },
      .sources = {{"cover2006elements", "Theorem 2.6.4"}},
  };
}

}  // namespace lemmata
