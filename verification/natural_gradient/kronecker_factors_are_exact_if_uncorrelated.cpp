// NG-12. The Kronecker factors of the Fisher information are exact if they are uncorrelated.
//
//   π(·|s) = softmax(Wφ(s)):   F = E[C ⊗ φφᵀ],   C(s) = diag π(·|s) − π(·|s)π(·|s)ᵀ,
//   F − E[C] ⊗ E[φφᵀ] = E[(C − E[C]) ⊗ (φφᵀ − E[φφᵀ])],
//   (A ⊗ G)⁻¹ = A⁻¹ ⊗ G⁻¹:   X = A⁻¹ ∇J G⁻¹ for A = E[C] + √λI, G = E[φφᵀ] + √λI,
//
// with states from a distribution. K-FAC takes E[C] ⊗ E[φφᵀ] for F: exact in one state, for one
// policy everywhere (such as W = 0), and for one φφᵀ everywhere. Otherwise its error has no bound
// relative to F: where half the states have φ = 0 and a uniform policy, and half φ = 1 and
// probabilities p and 1 − p, it is F times (1/4 − p(1 − p))/(2p(1 − p)), more than F itself for
// p(1 − p) < 1/12. As C1 = 0, the factor of the actions has no inverse without damping, and damping
// the factors by √λ is not damping F by λ: it adds √λ(E[C] ⊗ I + I ⊗ E[φφᵀ]) besides.
//
// A direction for m actions and n features takes (m³ − m + n³ − n)/3 multiplications and divisions
// to eliminate and mn(m + n) to apply: of layers of one shape |θ|^{3/2}, more than O(|θ|) = O(mn).
// F takes O(m³n³).
//
// Hypotheses: a finite MDP, a softmax policy, a distribution of the states, √λ > 0.
//
// Oracle: the Hessian of the KL divergence by dual numbers of dual numbers; the product of the
// damped factors, formed, times the direction.
//
// Shows: the production factors and direction, for two features, up to four states and three
// actions; the cost of the production direction with textbook elimination for the solves, counted.
// O(|θ|) is refuted by growth: no count at finitely many sizes would refute it for every constant,
// but the exact formula does. That the direction is a good one where the factors are correlated is
// not shown; it ascends.
//
// Sources: martens2015optimizing, the factors and their damping; kakade2001natural, the metric.

#include "verification/engine/hypotheses.hpp"
#include "verification/natural_gradient/kronecker_checks.hpp"

namespace lemmata {
namespace {

using namespace kronecker_factorisation;

const Hypothesis damped = hypothesis("√λ > 0", [](const MdpInstance& x) {
  return view<double>(x.part(Part::lambda).at(0, 0)) != 0;
});

/// 0 in place of both factors.
template <class F>
KroneckerFactors<F> no_factors(const Situation<F>& x) {
  const Eigen::Index actions = x.preferences.cols(), features = x.features.cols();
  return {Matrix<F>::Constant(actions, actions, F{0}),
          Matrix<F>::Constant(features, features, F{0})};
}

/// Some p between 0 and 1/2.
constexpr auto a_chance = []<class F>(const MdpPoint<F>& x) {
  return F(x.step_size() / (F{8} + x.step_size()));
};

/// Entries of the error and of F in two states, for a chance 1000 times smaller.
constexpr auto with_a_small_chance = []<class F>(const MdpPoint<F>& x) {
  const auto found = error_in_two_states(F(a_chance(x) / F{1000}));
  return std::pair{F(found.error(0, 0)), F(found.fisher(0, 0))};
};

}  // namespace

Theorem kronecker_factors_are_exact_if_uncorrelated() {
  return {
      .id = "NG-12",
      .claim =
          "The Kronecker factors of the Fisher information of a softmax layer are exact if the "
          "policy's covariance and the features are uncorrelated, and otherwise err without bound",
      .statement = R"(F - \mathbb{E}[C] \otimes \mathbb{E}[\varphi\varphi^\top] =
                      \mathbb{E}\big[ (C - \mathbb{E}[C]) \otimes
                      (\varphi\varphi^\top - \mathbb{E}[\varphi\varphi^\top]) \big], \qquad
                      C(s) = \operatorname{diag} \pi - \pi\pi^\top)",
      .hypotheses = {finite_mdp, softmax_policy, damped},
      .oracle =
          "the Hessian of the KL divergence by dual numbers of dual numbers; the product of the "
          "damped factors, formed",
      .shows =
          "The production factors and direction, for two features of the states; multiplications "
          "and divisions counted, with textbook elimination. Not how good the direction is where "
          "the factors are correlated.",
      .instances =
          mdps("finite MDPs with a softmax policy, features and weights of states, a "
               "gradient and √λ",
               {Part::policy, Part::state_features, Part::state_weights, Part::action_baseline,
                Part::critic_weights, Part::step_size, Part::lambda}),
      .checks =
          {
              part("F = E[C ⊗ φφᵀ]", is_fisher_information(States::as_they_are,
                                                           []<class F>(const Situation<F>& x) {
                                                             return mean_product_around(
                                                                 x, no_factors(x));
                                                           })),
              part("F = E[C] ⊗ E[φφᵀ] + E[(C − E[C]) ⊗ (φφᵀ − E[φφᵀ])]",
                   is_fisher_information(States::as_they_are,
                                         []<class F>(const Situation<F>& x) {
                                           return Matrix<F>(product(x) +
                                                            mean_product_around(x, factors_of(x)));
                                         })),
              part("exact where the policy is the same everywhere",
                   product_is_exact(States::one_policy)),
              part("exact where φφᵀ is the same everywhere", product_is_exact(States::one_square)),
              part("an error of F·(1/4 − q)/(2q), q = p(1 − p), in two states",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const auto [q, error, fisher] = error_in_two_states(a_chance(x));
                     return equal(Matrix<F>(F(F{2} * q) * error),
                                  Matrix<F>(F(F{1} / F{4} - q) * fisher));
                   })),
              part("the direction solves ((E[C] + √λI) ⊗ (E[φφᵀ] + √λI)) vec(X) = vec(∇J)",
                   solves_the_product()),
              part("and ascends: ‖g‖² ≤ (tr E[C] + √λ)(tr E[φφᵀ] + √λ) gᵀx", ascends()),
              part("it costs (m³ − m + n³ − n)/3 + mn(m + n)",
                   costs(cost_of_direction, elimination_and_application)),
              part(
                  "twice the width, four times |θ|: 8 times that and 2(m + n), so that it grows as "
                  "|θ|^{3/2}",
                  costs([](const LayerSize& n) { return cost_of_direction(times(2, n)); },
                        [](const LayerSize& n) {
                          return 8 * elimination_and_application(n) + 2 * (n.actions + n.features);
                        })),
              part("solving with F itself, |θ| = mn, costs (|θ|³ − |θ|)/3 + |θ|²",
                   costs(cost_by_the_product,
                         [](const LayerSize& size) {
                           const int n = size.parameters();
                           return (n * n * n - n) / 3 + n * n;
                         })),
          },
      .proof =
          {
              step("a score is (e_a − π(·|s)) ⊗ φ(s)", identity([]<class F>(const MdpPoint<F>& x) {
                     const Situation<F> here = situation(x);
                     const LinearSoftmax<F> policy = here.policy();
                     Matrix<F> left(policy.parameters(), x.mdp.actions()), right = left;
                     for (int a = 0; a < x.mdp.actions(); ++a) {
                       Matrix<F> taken = -here.pi().row(0).transpose();
                       taken(a, 0) += F{1};
                       left.col(a) = policy.score(0, a);
                       right.col(a) = kronecker_product<F>(taken, here.features.row(0).transpose());
                     }
                     return equal(left, right);
                   })),
              step("C1 = 0, so that without damping there is no inverse",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Situation<F> here = situation(x);
                     const Matrix<F> c = factors_of(here).actions;
                     return equal(c.rowwise().sum(), Vector<F>::Constant(c.rows(), F{0}));
                   })),
              step("(A ⊗ G)vec(X) = vec(AXGᵀ)", identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> b = x.action_baseline(), a = b.transpose().lazyProduct(b);
                     const Matrix<F> f = x.state_features(), g = f.transpose().lazyProduct(f);
                     const Matrix<F> found = any_gradient(x), half = a.lazyProduct(found);
                     return equal(Vector<F>(kronecker_product(a, g) * by_rows(found)),
                                  by_rows<F>(half.lazyProduct(g.transpose())));
                   })),
              step("damping both factors adds λI and √λ(A ⊗ I + I ⊗ G)", damps_the_product(true)),
          },
      .falsifiers =
          {
              wrong("K-FAC is exact", product_is_exact(States::as_they_are)),
              wrong("its error is no more than F", inequality([]<class F>(const MdpPoint<F>& x) {
                      const auto [q, error, fisher] = error_in_two_states(a_chance(x));
                      return at_most(error(0, 0), fisher(0, 0));
                    })),
              wrong("the covariance of the mean policy for the mean covariance",
                    product_is_exact(States::one_square, Product::mean_policy)),
              wrong("the square of the mean features for the mean square",
                    product_is_exact(States::one_policy, Product::mean_features)),
              wrong("ππᵀ lost: diag π for C",
                    product_is_exact(States::one_policy, Product::without_means)),
              wrong("the factors exchanged",
                    product_is_exact(States::one_policy, Product::exchanged)),
              wrong("both means over counts in place of shares",
                    product_is_exact(States::one_policy, Product::counts)),
              wrong("the direction from a transposed gradient",
                    solves_the_product(Direction::transposed)
                        .only("two actions, as many as features",
                              [](const MdpInstance& x) { return x.table.actions() == 2; }),
                    {"LBANN/lbann#2010"}),
              wrong("λ on each factor in place of √λ",
                    solves_the_product(Direction::damped_by_square)),
              wrong("one factor alone damped", solves_the_product(Direction::one_damped)),
              wrong("the factor of the actions left out",
                    solves_the_product(Direction::one_factor)),
              wrong("damping both factors by √λ is damping the product by λ",
                    damps_the_product(false)),
              wrong("its error is no more than 100 times F",
                    inequality([]<class F>(const MdpPoint<F>& x) {
                      const auto [error, fisher] = with_a_small_chance(x);
                      return at_most(error, F(F{100} * fisher));
                    })),
              wrong("its cost is O(|θ|): 64 times the parameters cost 64 times as much",
                    grows_at_most(64))
                  .refuting(35),
              wrong("and O(|θ|) with twice the constant", grows_at_most(128)),
              wrong("its cost is O(|θ|³)", costs(cost_of_direction,
                                                 [](const LayerSize& size) {
                                                   const int n = size.parameters();
                                                   return (n * n * n - n) / 3 + n * n;
                                                 })),
          },
      .needs = {needed(damped, solves_the_product())},
      .sources = {{"martens2015optimizing", "the factors and their damping"},
                  {"kakade2001natural", "the metric"}},
  };
}

}  // namespace lemmata
