// NG-11. Products with the damped Fisher information need no matrix, and cost two passes.
//
//   (F_ν + λI)v = Σ_s ν(s) Σ_a π(a|s) (u(s,a) − ū(s)) φ(s,a) + λv,   u = φᵀv,   ū = Σ_a π u
//
// in 4S|A| multiplications for the tabular softmax of S|A| parameters, and at most
// 2S|A|(d + 3) + 3d for d features, where F alone takes more than S|A|d². So a product costs what
// the policy's preferences θᵀφ cost, twice, and conjugate gradients k times that. The weights may
// be the visits of a batch: then it is the product with the batch's Fisher information, on average
// with that of the visitation.
//
// Hypotheses: a finite MDP, a softmax policy, any weights ν; for batches, a finite horizon.
//
// Oracle: the Hessian of Σ ν KL(π_θ‖π_θ') at θ' = θ, by dual numbers of dual numbers, which know
// the probabilities and no score. That KL(π_θ‖π_θ) = 0 does not make it vanish. The visitation of
// the horizon comes from the dynamic programme.
//
// Shows: the production products, tabular and with two features, for any v and λ; the mean over
// every episode of up to two steps; multiplications counted by a scalar that counts them, at up to
// three states and actions and ten features a state. Counts are of multiplications and divisions
// alone; for the tabular softmax they are proportional to its S|A| parameters, but for the two
// divisions of a step of conjugate gradients.
//
// Sources: schulman2015trust, Appendix C.1; kakade2001natural.

#include "verification/engine/hypotheses.hpp"
#include "verification/natural_gradient/fisher_products.hpp"

namespace lemmata {
namespace {

using namespace fisher_products;

/// The tabular product with one argument or the result changed.
template <class Change>
Check is_tabular_product_with(Change change) {
  return is_tabular_product(
      [change]<class F>(Policy<F> pi, Vector<F> weights, const Vector<F>& v, F damping) {
        Vector<F> added = Vector<F>::Constant(v.size(), F{0});
        change(pi, weights, v, damping, added);
        return Vector<F>(fisher_vector_product(pi, weights, v, damping) + added);
      });
}

/// Σ_s ν(s) Σ_a π(a|s) (u(s,a) − m(s)) for a mean m of u(s,·) other than ū, as what it adds.
constexpr auto add_other_mean = []<class F>(const Policy<F>& pi, const Vector<F>& weights,
                                            const Vector<F>& v, auto mean, Vector<F>& added) {
  for (Eigen::Index s = 0; s < pi.rows(); ++s) {
    const Vector<F> u = v.segment(s * pi.cols(), pi.cols());
    const Vector<F> row = pi.row(s).transpose();
    const F difference = row.dot(u) - mean(u);
    added.segment(s * pi.cols(), pi.cols()) += F(weights(s) * difference) * row;
  }
};

/// Features in row a·S + s in place of s·A + a.
constexpr auto by_actions_first = []<class F>(const Matrix<F>& features, Eigen::Index states) {
  Matrix<F> result(features.rows(), features.cols());
  const Eigen::Index actions = features.rows() / states;
  for (Eigen::Index i = 0; i < features.rows(); ++i) {
    result.row(i) = features.row((i % actions) * states + i / actions);
  }
  return result;
};

/// 1 for every visited state, however often.
constexpr auto once_each = []<class F>(const FiniteMdp<F>& mdp, const Trajectory<F>& episode) {
  Vector<F> counts = Vector<F>::Constant(mdp.states(), F{0});
  for (const Step<F>& step : episode.steps) counts(step.state) = F{1};
  return counts;
};

constexpr auto counts = []<class F>(const FiniteMdp<F>& mdp, const Trajectory<F>& episode) {
  return discounted_counts(mdp, episode);
};

constexpr auto plain_counts = []<class F>(FiniteMdp<F> mdp, const Trajectory<F>& episode) {
  mdp.discount = F{1};
  return discounted_counts(mdp, episode);
};

}  // namespace

Theorem fisher_vector_products_need_no_matrix() {
  return {
      .id = "NG-11",
      .claim =
          "Products of the damped Fisher information with a vector need no matrix, and cost no "
          "more "
          "than two passes over the features",
      .statement = R"((F_\nu + \lambda I) v = \sum_s \nu(s) \sum_a \pi(a|s)
                      \Big( u(s,a) - \sum_b \pi(b|s)\, u(s,b) \Big) \varphi(s,a) + \lambda v,
                      \qquad u(s,a) = \varphi(s,a)^\top v)",
      .hypotheses = {finite_mdp, softmax_policy, finite_horizon},
      .oracle = "the Hessian of the KL divergence by dual numbers of dual numbers",
      .shows =
          "The production products, tabular and linear, for any weights, v and λ; their mean over "
          "episodes; how many multiplications and divisions they take.",
      .instances = mdps("finite MDPs with two softmax policies, features, weights of states, a "
                        "direction, a damping and a horizon",
                        {Part::policy, Part::other_policy, Part::features, Part::state_weights,
                         Part::direction, Part::critic_weights, Part::temperature},
                        {.states = 3, .actions = 3, .outcomes = 2, .horizon = 2}),
      .checks =
          {
              part("tabular softmax", is_tabular_product(tabular)),
              part("linear softmax", is_linear_product(linear)),
              part("visits as weights: on average the product at the visitation",
                   has_mean_product(at_visits(counts))),
              part("scores of sampled actions: g(gᵀv), on average the same",
                   has_mean_product(by_sampled_scores)),
              part("tabular: 4S|A| multiplications, and no fewer",
                   costs(cost_of_tabular_product, four_a_parameter)),
              part("ten steps of conjugate gradients: 10(10S|A| + 2)",
                   costs(cost_of_conjugate_steps<10>, ten_a_parameter_a_step<10>)),
              part("linear: at most 2S|A|(d + 3) + 3d",
                   costs_at_most(cost_of_linear_product, two_passes)),
          },
      .proof =
          {
              step("F_ν v = Σ ν π g(gᵀv) with the scores g",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> v = x.critic_weights(), weights = x.state_weights();
                     const Matrix<F> fisher = fisher_information(x.linear_policy(), weights);
                     return equal(fisher * v,
                                  divergence_hessian_times(x.linear_policy(), weights, v));
                   })),
              step("gᵀv = u(s,a) − ū(s)", identity([]<class F>(const MdpPoint<F>& x) {
                                            const Policy<F> pi = x.pi();
                                            const Vector<F> v = x.critic_weights();
                                            Matrix<F> left(pi.rows(), pi.cols()), u = left;
                                            for (int s = 0; s < pi.rows(); ++s) {
                                              for (int a = 0; a < pi.cols(); ++a) {
                                                left(s, a) = x.linear_policy().score(s, a).dot(v);
                                                u(s, a) = x.feature(s, a).dot(v);
                                              }
                                            }
                                            const Vector<F> means =
                                                pi.cwiseProduct(u).rowwise().sum();
                                            return equal(left, u - means.replicate(1, pi.cols()));
                                          }).only("at most 64 states", has_at_most<64>)),
              step("Σ_a π(a|s)(u(s,a) − ū(s)) = 0, so that φ may stand for g the second time",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const TabularSoftmax<F> policy = x.policy();
                     Vector<F> sums = Vector<F>::Constant(x.mdp.states(), F{0});
                     for (int s = 0; s < x.mdp.states(); ++s) {
                       for (int a = 0; a < x.mdp.actions(); ++a) {
                         sums(s) +=
                             policy.probabilities()(s, a) * policy.score(s, a).dot(x.direction());
                       }
                     }
                     return equal(sums, Vector<F>::Constant(sums.size(), F{0}));
                   }).only("at most 64 states", has_at_most<64>)),
          },
      .falsifiers =
          {
              wrong("the product at another policy",
                    is_tabular_product(tabular, [](const auto& x) { return x.other_pi(); })),
              wrong("KL(π‖π) = 0, so it has no curvature: λv",
                    is_tabular_product(
                        []<class F>(const Policy<F>&, const Vector<F>&, const Vector<F>& v,
                                    const F& damping) { return Vector<F>(damping * v); }),
                    {"dongminlee94/deep_rl#5"}),
              wrong("the damping left out",
                    is_tabular_product_with(
                        [](auto&, auto&, const auto&, auto& damping, auto&) { damping = {}; })),
              wrong("the damping added twice",
                    is_tabular_product_with([](auto&, auto&, const auto&, auto& damping, auto&) {
                      damping += damping;
                    })),
              wrong("the damping taken off",
                    is_tabular_product_with([](auto&, auto&, const auto&, auto& damping, auto&) {
                      damping = -damping;
                    })),
              wrong("damped by a factor: (1 + λ)F",
                    is_tabular_product_with(
                        [](auto&, auto& weights, const auto&, auto& damping, auto&) {
                          weights += damping * weights;
                          damping = {};
                        })),
              wrong(
                  "the mean not subtracted",
                  is_tabular_product_with([]<class F>(const Policy<F>& pi, const Vector<F>& weights,
                                                      const Vector<F>& v, F&, Vector<F>& added) {
                    add_other_mean(
                        pi, weights, v, [](const Vector<F>&) { return F{0}; }, added);
                  })),
              wrong(
                  "the plain mean over actions",
                  is_tabular_product_with([]<class F>(const Policy<F>& pi, const Vector<F>& weights,
                                                      const Vector<F>& v, F&, Vector<F>& added) {
                    const auto plain = [](const Vector<F>& u) {
                      return F(u.dot(Vector<F>::Constant(u.size(), F{1})) / F(u.size()));
                    };
                    add_other_mean(pi, weights, v, plain, added);
                  })),
              wrong("no weights of the states",
                    is_tabular_product_with([](auto&, auto& weights, const auto&, auto&, auto&) {
                      weights.setConstant({1});
                    })),
              wrong("features by action first",
                    is_linear_product([](const auto& pi, const auto& features, const auto& weights,
                                         const auto& v, const auto& damping) {
                      return linear(pi, by_actions_first(features, pi.rows()), weights, v, damping);
                    })),
              wrong("every visited state once", has_mean_product(at_visits(once_each))),
              wrong("visits without γᵗ", has_mean_product(at_visits(plain_counts))),
              wrong("tabular: the matrix costs no more",
                    costs_at_most(cost_by_tabular_matrix, four_a_parameter)),
              wrong("conjugate gradients cost no more than their products",
                    costs(cost_of_conjugate_steps<10>,
                          [](const Size& n) { return 10 * four_a_parameter(n); })),
              wrong("linear: the matrix costs no more",
                    costs_at_most(cost_by_linear_matrix, two_passes)),
          },
      .sources = {{"schulman2015trust", "Appendix C.1"}, {"kakade2001natural", "the metric"}},
  };
}

}  // namespace lemmata
