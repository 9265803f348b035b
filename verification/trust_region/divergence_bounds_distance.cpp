// TR-4. Pinsker's inequality.
//
//   TV(π, π′)(s)² ≤ ½ KL(π‖π′)(s)
//
// in nats, and so in either direction, TV being symmetric. The constant ½ is sharp near the uniform
// distribution of two outcomes: for π = ½(1 ± t) against it, KL = t²/2 + O(t⁴) and TV = t/2. There
// is no converse: KL may exceed 2TV².
//
// Hypotheses: finitely many actions, each of positive probability under both.
//
// Oracle: total variation in rationals, without logarithms; the steps reduce the inequality to two
// outcomes and there to 4y(1 − y) ≤ 1.
//
// Shows: the inequality for the production `total_variations` and `kl_divergences`, certified in
// balls where the policies differ in every state; each step of the proof; that 9/20 for ½ is wrong.
//
// Sources: cover2006elements, Lemma 11.6.1.

#include "verification/engine/hypotheses.hpp"
#include "verification/trust_region/two_policies.hpp"

namespace lemmata {
namespace {

using namespace two_policies;

constexpr auto generated = [](const auto& x) { return std::pair{x.pi(), x.other_pi()}; };
constexpr auto reversed = [](const auto& x) { return std::pair{x.other_pi(), x.pi()}; };
constexpr auto near_uniform = [](const auto& x) {
  const NearUniform near{x};
  return std::pair{near.policy, near.uniform};
};

using Distance = Vector<Ball> (*)(const Policy<Ball>&, const Policy<Ball>&);

Vector<Ball> distance(const Policy<Ball>& p, const Policy<Ball>& q) {
  return total_variations(p, q);
}
Vector<Ball> square(const Policy<Ball>& p, const Policy<Ball>& q) {
  const Vector<Ball> root = distance(p, q);
  return root.cwiseProduct(root);
}
Vector<Ball> square_of_the_sum(const Policy<Ball>& p, const Policy<Ball>& q) {
  return square(p, q) * Ball{4};
}
Vector<Ball> divergence(const Policy<Ball>& p, const Policy<Ball>& q) {
  return kl_divergences(p, q);
}
Vector<Ball> upside_down(const Policy<Ball>& p, const Policy<Ball>& q) { return -divergence(p, q); }

/// The predicate: one quantity is at most c times another, in every state.
template <class PairOf>
Check is_bounded(PairOf pair_of, Distance left, Ball c, Distance right) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           const auto pair = pair_of(x);
           return at_most(left(pair.first, pair.second),
                          Vector<Ball>(c * right(pair.first, pair.second)));
         })
      .only(differing, differ_everywhere);
}

/// KL between two outcomes of probabilities x and y.
Ball of_two(const Ball& x, const Ball& y) {
  return x * log(x / y) + (Ball{1} - x) * log((Ball{1} - x) / (Ball{1} - y));
}

/// KL between what the policies give the actions that are likelier under the first, S entries.
Vector<Ball> of_likelier_actions(const Policy<Ball>& p, const Policy<Ball>& q) {
  Vector<Ball> result(p.rows());
  for (Eigen::Index s = 0; s < p.rows(); ++s) {
    Ball before{0}, after{0};
    for (Eigen::Index a = 0; a < p.cols(); ++a) {
      if (midpoint(p(s, a)) <= midpoint(q(s, a))) continue;
      before += p(s, a);
      after += q(s, a);
    }
    result(s) = of_two(before, after);
  }
  return result;
}

const Hypothesis full_support{"finitely many actions, each of positive probability under both", {}};

}  // namespace

Theorem divergence_bounds_distance() {
  const Ball half = Ball{1} / Ball{2};
  return {
      .id = "TR-4",
      .claim =
          "The squared total variation of two policies is at most half of their KL divergence, in "
          "either direction, and half is the best constant",
      .statement = R"(\mathrm{TV}(\pi, \pi')^2 \le \tfrac12 \mathrm{KL}(\pi \,\Vert\, \pi'), \qquad
                      \mathrm{TV}(\pi, \pi') = \tfrac12 \sum_a \lvert \pi(a) - \pi'(a) \rvert)",
      .hypotheses = {full_support},
      .oracle = "total variation, without logarithms",
      .shows =
          "The inequality in balls where the policies differ in every state; each step of the "
          "proof; that the constant is attained in the limit.",
      .instances = mdps("two policies on the states of an MDP", {Part::policy, Part::other_policy},
                        {.states = 2, .actions = 4, .outcomes = 1}),
      .checks =
          {
              part("TV² ≤ ½ KL(π‖π′)", is_bounded(generated, square, half, divergence)),
              part("TV² ≤ ½ KL(π′‖π)", is_bounded(reversed, square, half, divergence)),
              part("near the uniform policy", is_bounded(near_uniform, square, half, divergence)),
          },
      .proof =
          {
              step("TV is the excess of what is likelier under π: Σ_a max(π − π′, 0)",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> distances = total_variations(x.pi(), x.other_pi());
                     Vector<F> excess = Vector<F>::Constant(distances.size(), F{0});
                     const Matrix<F> difference = x.pi() - x.other_pi();
                     for (Eigen::Index i = 0; i < difference.size(); ++i) {
                       const Eigen::Index s = i % difference.rows();
                       excess(s) += larger(difference(i), F{0});
                     }
                     return at_most(sup_norm<F>(distances - excess), F{0});
                   })),
              step("telling those actions apart from the others alone loses divergence, to 10⁻³⁰",
                   ball_inequality([](const MdpPoint<Ball>& x) {
                     const Vector<Ball> all = divergence(x.pi(), x.other_pi());
                     return at_most(of_likelier_actions(x.pi(), x.other_pi()),
                                    Vector<Ball>(all.array() + nearly_zero()));
                   }).only(differing, differ_everywhere)),
              step("for two outcomes, ∂/∂y (KL(x‖y) − 2(x − y)²) = (y − x)(1/(y(1 − y)) − 4)",
                   []<class F>(const MdpPoint<F>& point) {
                     const F x = point.pi()(0, 0) / F{2};
                     const Dual<F> y{point.other_pi()(0, 0) / F{2}, F{1}};
                     const Dual<F> other = Dual<F>{1} - y, off = Dual<F>{x} - y;
                     const F slope =
                         -x * y.derivative / y.value - (F{1} - x) * other.derivative / other.value;
                     const F square = (Dual<F>{2} * off * off).derivative;
                     return equal(F(slope - square),
                                  F((y.value - x) * (F{1} / (y.value * other.value) - F{4})));
                   }),
              step("4y(1 − y) ≤ 1: the difference grows on both sides of y = x, where it is 0",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> y = x.other_pi();
                     return at_most(
                         Matrix<F>(F{4} * y.cwiseProduct(
                                              Matrix<F>::Constant(y.rows(), y.cols(), F{1}) - y)),
                         Matrix<F>(Matrix<F>::Constant(y.rows(), y.cols(), F{1})));
                   })),
          },
      .falsifiers =
          {
              wrong("a constant twice too good: TV² ≤ ¼ KL",
                    is_bounded(generated, square, Ball{1} / Ball{4}, divergence)),
              wrong("nine tenths of the constant",
                    is_bounded(near_uniform, square, Ball{9} / Ball{20}, divergence)),
              wrong("TV for its square", is_bounded(generated, distance, half, divergence)),
              wrong("Σ|π − π′| for TV", is_bounded(generated, square_of_the_sum, half, divergence)),
              wrong("the constant of bits, ½ log 2, for nats",
                    is_bounded(generated, square, half * log(Ball{2}), divergence)),
              wrong("the logarithm upside down: Σ π log(π′/π)",
                    is_bounded(generated, square, half, upside_down)),
              wrong("a converse: KL ≤ 2 TV²", is_bounded(generated, divergence, Ball{2}, square)),
          },
      .tight = {part(
          "½(1 ± t) against ½: KL ≤ 2 TV²(1 + 2 TV²)", ball_inequality([](const MdpPoint<Ball>& x) {
            const NearUniform near{x};
            const Vector<Ball> squares = square(near.policy, near.uniform);
            const Vector<Ball> more =
                squares.cwiseProduct(Vector<Ball>(Ball{2} * squares.array() + Ball{1}));
            return at_most(divergence(near.policy, near.uniform), Vector<Ball>(Ball{2} * more));
          }))},
      .sources = {{"cover2006elements", "Lemma 11.6.1"}},
  };
}

}  // namespace lemmata
