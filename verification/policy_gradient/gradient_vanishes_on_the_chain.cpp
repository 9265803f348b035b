// PG-14. Vanishing gradients: on a chain of H states the gradient is exponentially small though the
// policy is far from optimal.
//
//   ‖∇_πV(s_0)‖ ≤ (1/3)^{H/4};   V(s_0) ≤ (H+1)²/3^H;
//   V*(s_0) − V(s_0) ≥ (H+1)/8 − (H+1)²/3^H
//
// Hypotheses: the chain of Agarwal et al. with γ = H/(H+1), each state's one good action of
// probability below 1/4, the others sharing the rest.
// Oracle: a positive recursion along the chain, in which nothing cancels, in ball arithmetic.
// Shows: the three bounds on chains of 1 to 300 states, with different probabilities in every
// state. For the gradient the source asks H ≥ 40 log 2H, which begins at H = 249, since it bounds
// higher derivatives too; those are not checked, and the gradient's bound holds on short chains as
// well. That the recursion gives the gradient of the production `chain` and `direct_gradient` is
// an exact identity, checked for H ≤ 6. A linear solve in doubles loses V(s_0) near H = 35.
// Tight: with p near 1/4, V(s_0) is above 1/3^H.
// Sources: agarwal2021theory, Proposition 4.1 (arXiv v5).

#include <cmath>

#include "algorithms/policy_gradient/projected_ascent.hpp"
#include "verification/policy_gradient/certified_optimum.hpp"
#include "verification/policy_gradient/chain_recursion.hpp"

namespace lemmata {
namespace {

const Hypothesis chain_environment{"the chain with γ = H/(H+1)", {}};

const Hypothesis good_actions_unlikely = hypothesis(
    "the good action of every state has probability below 1/4", [](const ChainInstance& x) {
      // A number above 1 is no probability but a point of the whole field, for the identities.
      const auto below = [](const Dyadic& dyadic) {
        const double p = view<double>(dyadic);
        return p < 0.25 || p > 1;
      };
      return below(x.earning) && std::all_of(x.forward.begin(), x.forward.end(), below);
    });

bool is_short(const ChainInstance& x) { return x.length() <= 6; }
bool is_solvable(const ChainInstance& x) { return x.length() <= 48; }

template <class F>
F three_to_the_length(const ChainPoint<F>& x) {
  return power(F{3}, x.length());
}

/// The predicate: ‖∇V(s_0)‖⁴ 3^{power·H} ≤ 1.
Check gradient_vanishes(int exponent) {
  return ball_inequality<ChainInstance>([exponent](const ChainPoint<Ball>& x) {
    const Ball square = square_norm(gradient_along_the_chain(x));
    return at_most(square * square * power(three_to_the_length(x), exponent), Ball{1});
  });
}

/// The predicate: 3^H V(s_0) ≤ a bound.
template <class Bound>
Check value_is_small(Bound bound) {
  return ball_inequality<ChainInstance>([bound](const ChainPoint<Ball>& x) {
    return at_most(three_to_the_length(x) * along_the_chain(x).values(0), bound(x));
  });
}

constexpr auto squared_length = [](const ChainPoint<Ball>& x) {
  return square(Ball{x.length() + 1});
};

/// The predicate: V*(s_0) − V(s_0) ≥ (H+1)/divisor − (H+1)²/3^H.
Check is_far_from_optimal(int divisor) {
  return ball_inequality<ChainInstance>([divisor](const ChainPoint<Ball>& x) {
    return at_most(
        Ball{x.length() + 1} / Ball{divisor} - squared_length(x) / three_to_the_length(x),
        optimal_value(x) - along_the_chain(x).values(0));
  });
}

/// The predicate: a method finds V(s_0) to a hundredth.
template <class Method>
Check finds_the_value(Method method) {
  return ball_inequality<ChainInstance>([method](const ChainPoint<Ball>& x) {
           const Ball value = along_the_chain(x).values(0);
           return at_most(Ball{100} * absolute(method(x) - value), value);
         })
      .only("H ≤ 48, for the size of the system", is_solvable);
}

}  // namespace

Theorem gradient_vanishes_on_the_chain() {
  return {
      .id = "PG-14",
      .claim =
          "On a chain the gradient is exponentially small in the number of states though the "
          "policy is far from optimal: gradients have plateaus",
      .statement = R"(\lVert \nabla_\pi V^\pi(s_0) \rVert \le (1/3)^{H/4}, \qquad
                      V^*(s_0) - V^\pi(s_0) \ge \frac{H+1}{8} - \frac{(H+1)^2}{3^H})",
      .hypotheses = {chain_environment, good_actions_unlikely},
      .oracle = "a positive recursion along the chain, in ball arithmetic",
      .shows =
          "The bounds on chains of 1 to 300 states with different probabilities in every "
          "state. The source states the first, with higher derivatives, for H ≥ 40 log 2H, "
          "which begins at H = 249; higher derivatives are not checked. A linear solve in "
          "doubles loses V(s_0) on chains a tenth as long.",
      .instances = chains("policies on chains of up to 300 states", 64),
      .checks =
          {
              part("‖∇V(s_0)‖⁴ 3^H ≤ 1", gradient_vanishes(1)),
              part("3^H V(s_0) ≤ (H + 1)²", value_is_small(squared_length)),
              part("V*(s_0) − V(s_0) ≥ (H + 1)/8 − (H + 1)²/3^H", is_far_from_optimal(8)),
              part("a linear solve in balls finds V(s_0)",
                   finds_the_value([](const ChainPoint<Ball>& x) {
                     return policy_values(mdp_of(x), policy_of(x))(0);
                   })),
          },
      .proof =
          {
              step("the recursion's values solve the Bellman equation",
                   identity<ChainInstance>([]<class F>(const ChainPoint<F>& x) {
                     return equal(along_the_chain(x).values,
                                  policy_values(mdp_of(x), policy_of(x)));
                   }).only("H ≤ 6", is_short)),
              step("its gradient is ∂J/∂π(a|s) = ν(s)Q(s,a)",
                   identity<ChainInstance>([]<class F>(const ChainPoint<F>& x) {
                     return equal(gradient_along_the_chain(x),
                                  direct_gradient(mdp_of(x), policy_of(x)));
                   }).only("H ≤ 6", is_short)),
              step("the best policy goes right: V*(s_0) = γ^{H+1}/(1 − γ)",
                   inequality<ChainInstance>([]<class F>(const ChainPoint<F>& x) {
                     const F error = certified_optimum(mdp_of(x)).values(0) - optimal_value(x);
                     return at_most(absolute(error), F{0});
                   }).only("H ≤ 6", is_short)),
          },
      .falsifiers =
          {
              wrong("the rate 1/3^H for the gradient", gradient_vanishes(4)),
              wrong("a small gradient means a good policy: V* − V ≤ (H + 1)³ ‖∇V‖",
                    ball_inequality<ChainInstance>([](const ChainPoint<Ball>& x) {
                      const Ball gap = optimal_value(x) - along_the_chain(x).values(0);
                      return at_most(square(gap), power(Ball{x.length() + 1}, 6) *
                                                      square_norm(gradient_along_the_chain(x)));
                    })),
              wrong("V(s_0) ≤ 1/3^H",
                    value_is_small([](const ChainPoint<Ball>&) { return Ball{1}; })),
              wrong("as far as (H + 1)/2 from optimal", is_far_from_optimal(2)),
              wrong("an LU decomposition in doubles",
                    finds_the_value([](const ChainPoint<Ball>& x) {
                      ChainPoint<double> rounded{
                          x.forward.unaryExpr([](const Ball& p) { return midpoint(p); }),
                          midpoint(x.earning)};
                      return Ball{policy_values(mdp_of(rounded), policy_of(rounded))(0)};
                    })),
          },
      .needs = {needed(good_actions_unlikely, value_is_small(squared_length),
                       chains("policies on chains", 256))},
      .tight = {part("p = 1/4 − 2⁻²⁰: V(s_0) ≥ 1/3^H for H = 50, 100 and 200",
                     ball_inequality<ChainInstance>([](const ChainPoint<Ball>&) {
                       Vector<Ball> scaled(3);
                       for (const int length : {50, 100, 200}) {
                         const Ball p = Ball{1} / Ball{4} - Ball::scaled(1, -20);
                         const ChainPoint<Ball> x{Vector<Ball>::Constant(length, p), p};
                         scaled(length / 100) =
                             three_to_the_length(x) * along_the_chain(x).values(0);
                       }
                       return at_most(Vector<Ball>::Constant(3, Ball{1}), scaled);
                     }).once())},
      .sources = {{"agarwal2021theory", "Proposition 4.1 (arXiv v5)"}},
      .figure =
          Figure{.title = "A plateau: the gradient on the chain",
                 .caption = "Every good action has probability 0.24. The distance from the optimum "
                            "grows with H while the gradient falls below (1/3)^(H/4): from "
                            "there no step of sensible size gets anywhere. The gradient by a "
                            "linear solve in doubles (up to H = 100) is rounding alone "
                            "beyond H = 35; the positive recursion is exact to rounding "
                            "throughout.",
                 .x_label = "states H between the ends",
                 .y_label = "gap and norm of the gradient",
                 .log_y = true,
                 .curves = plateau_of_the_chain},
  };
}

}  // namespace lemmata
