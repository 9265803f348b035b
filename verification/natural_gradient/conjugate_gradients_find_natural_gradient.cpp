// NG-10. Conjugate gradients find F⁺∇J in a step for each distinct eigenvalue, and come near
// before.
//
//   x_k = F⁺b once k is the number of distinct eigenvalues of F on its range, so by k = rank F,
//   ‖x_k − x*‖_F ≤ 2((√κ − 1)/(√κ + 1))ᵏ ‖x*‖_F,   ‖v‖²_F = vᵀFv,   x* = F⁺b,
//
// from x_0 = 0, with κ the largest over the least eigenvalue of F on its range: the eigenvalue 0 of
// a singular F, such as every Fisher matrix of a tabular softmax, does not count. κ in place of √κ
// gives a bound that is true as well, that of steepest descent, and weaker; with κ counting the
// eigenvalue 0 nothing is left of it. The factor 2 cannot be left out.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy; b in the
// range of F, as ∇J is.
//
// Oracle: b = ∇J by dual numbers, and F_ν⁺∇J as the advantages less their mean over actions, from a
// linear solve for the values; eigenvalues of two actions by hand, 2ν(s)π(0|s)π(1|s); for more, the
// entries ν(s)π(a|s), between which they lie.
//
// Shows: the production steps with the production products, in exact arithmetic: for ∇J and the
// visitation, and for any b and weights ν. The bound at k = 1 … 4 in balls, with κ exact for two
// actions, and bounded by the ratio of the entries for more. The production loop stops as it says,
// and no step before. With rounding none of it is exact, and in doubles more steps than eigenvalues
// may be needed. At k = 1 two eigenvalues attain (κ − 1)/(κ + 1), which comes as near the bound as
// one likes where κ is near 1, and stays at half of it where κ is large.
//
// Sources: hestenes1952methods, Section 5; nocedal2006numerical, Theorems 5.2 to 5.4,
// equation 5.36.

#include "verification/natural_gradient/conjugate_gradient_checks.hpp"

namespace lemmata {
namespace {

using namespace conjugate_iterations;

const Hypothesis in_the_range =
    hypothesis("b in the range of F: not any b, as for λ = 1", is_in_range);

constexpr auto one_step_fewer = []<class F>(const FisherSystem<F>& system) {
  return distinct_eigenvalues(system) - 1;
};

constexpr auto without_weights = []<class F>(FisherSystem<F> system) {
  system.weights.setConstant(F{1});
  return exact_for_two_actions(system);
};

}  // namespace

Theorem conjugate_gradients_find_natural_gradient() {
  return {
      .id = "NG-10",
      .claim =
          "Conjugate gradients find F⁺∇J in a step for each distinct eigenvalue of F on its range, "
          "and before that come near it at a rate of √κ",
      .statement = R"(\lVert x_k - F^+ b \rVert_F \le
                      2 \Big( \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1} \Big)^k
                      \lVert F^+ b \rVert_F, \qquad
                      x_k = F^+ b \ \text{ for } k \ge \#\{\lambda \ne 0\})",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, in_the_range},
      .oracle =
          "∇J by dual numbers, the advantages less their mean over actions; eigenvalues of two "
          "actions by hand, and "
          "entries between which those of more lie",
      .shows =
          "The production steps and products in exact arithmetic, for ∇J and for any b in the "
          "range; the bound for k up to 4 in balls. With rounding more steps may be needed. The "
          "bound is attained in the limit κ → 1 at k = 1.",
      .instances = mdps(
          "finite MDPs with a softmax policy, weights of states and a direction",
          {Part::policy, Part::state_weights, Part::direction, Part::temperature, Part::lambda},
          {.states = 3, .outcomes = 2}),
      .checks =
          {
              part("F_ν⁺∇J after S(|A| − 1) steps",
                   solves(gradient, rank).only("a rank of at most three", has_few_parameters)),
              part("the same with up to 6 parameters, over the rationals", solves_in_rationals()),
              part("two actions: a step for each distinct eigenvalue", solves_by_eigenvalues()),
              part("two actions: ‖x_k − x*‖_F ≤ 2((√κ − 1)/(√κ + 1))ᵏ‖x*‖_F",
                   stays_below_for_two_actions(chebyshev_bound)),
              part("any actions: the same, κ bounded by the ratio of the entries ν(s)π(a|s)",
                   stays_below(between_entries, chebyshev_bound, fisher_norm)),
              part("two actions: F x_k = b then", solves_the_equations()),
              part(
                  "the loop comes to ‖b − Fx‖ ≤ tolerance·‖b‖ in rank F steps, and not in one less "
                  "than it takes",
                  stops_in_time(production_loop)),
          },
      .proof =
          {
              step("residuals are those of the iterates, and orthogonal; directions are conjugate",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const FisherSystem<F> system = any_system(x);
                     const auto all = iterates(system, rank(system) - 1);
                     const Matrix<F> r = columns(all, &ConjugateIterate<F>::residual);
                     const Matrix<F> p = columns(all, &ConjugateIterate<F>::direction);
                     const Matrix<F> images =
                         products<F>(system, columns(all, &ConjugateIterate<F>::solution));
                     Matrix<F> left(r.rows() + 2 * r.cols(), r.cols());
                     left << r + images, beside_diagonal<F>(r.transpose() * r),
                         beside_diagonal<F>(p.transpose() * products(system, p));
                     Matrix<F> right = zeros_like(left);
                     right.topRows(r.rows()) = system.vector.replicate(1, r.cols());
                     return equal(left, right);
                   }).only("a rank of at most three", has_few_parameters)),
              step("iterates lie in the range: they sum to 0 in every state",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> found =
                         columns(iterates(any_system(x), 2), &ConjugateIterate<F>::solution);
                     const Matrix<F> sums =
                         state_constants<F>(x.mdp.states(), x.mdp.actions()).transpose() * found;
                     return equal(sums, zeros_like(sums));
                   }).only("a rank of at most three", has_few_parameters)),
              step("no v in the range has vᵀFv outside min ν(s)π(a|s)‖v‖² … max ν(s)π(a|s)‖v‖²",
                   inequality([]<class F>(const MdpPoint<F>& x) {
                     const FisherSystem<F> system = any_system(x);
                     const Range<F> bounds = spectral_range(system);
                     const F square = system.solution.dot(system.solution);
                     const F form = system.square(system.solution);
                     return at_most(Vector<F>{{F(bounds.least * square), form}},
                                    Vector<F>{{form, F(bounds.largest * square)}});
                   })),
              step("x_k is nearest: no nearer is x* − T_k(…F)x*/T_k(σ), σ = (M + m)/(M − m)",
                   against_chebyshev([]<class F>(const Errors<F>& e) {
                     return at_most(e.of_iterate.cwiseProduct(e.scale), e.of_polynomial);
                   })),
              step("|T_k| ≤ 1 between the bounds, so that ‖T_k(…F)x*‖_F ≤ ‖x*‖_F",
                   against_chebyshev([]<class F>(const Errors<F>& e) {
                     return at_most(e.of_polynomial, e.of_start);
                   })),
              step("T_k(σ) = (cᵏ + c⁻ᵏ)/2 > 1/(2cᵏ) for c = (√κ − 1)/(√κ + 1)",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const F c = x.temperature() / (F{1} + x.temperature());
                     const F root = (F{1} + c) / (F{1} - c), condition = root * root;
                     const F sigma = (condition + F{1}) / (condition - F{1});
                     Vector<F> left(bounded_steps), right(bounded_steps);
                     for (int k = 1; k <= bounded_steps; ++k) {
                       left(k - 1) = chebyshev(sigma, k);
                       right(k - 1) = (power(c, k) + F{1} / power(c, k)) / F{2};
                     }
                     return equal(left, right);
                   })),
          },
      .falsifiers =
          {
              wrong("steepest descent: no conjugation",
                    solves_by_eigenvalues(Mistake::no_conjugation)),
              wrong("the next direction from the old residual",
                    solves_by_eigenvalues(Mistake::old_residual), {"leopard-ai/betty#15"}),
              wrong("the first direction in the memory of the residual, which overwrites it",
                    solves_by_eigenvalues(Mistake::shared_memory), {"MushroomRL/mushroom-rl#79"}),
              wrong("β upside down: rᵀr/r⁺ᵀr⁺", solves_by_eigenvalues(Mistake::upside_down)),
              wrong("the residual not updated", solves_by_eigenvalues(Mistake::stale_residual)),
              wrong("a step against the direction", solves_by_eigenvalues(Mistake::wrong_sign)),
              wrong("the length rᵀr/pᵀp: F lost", solves_by_eigenvalues(Mistake::plain_length)),
              wrong("a start x_0 ≠ 0 whose residual is still b",
                    solves_by_eigenvalues(Mistake::warm_start), {"HyperGAN/HyperGAN#255"}),
              wrong("a first direction other than the residual",
                    solves_by_eigenvalues(Mistake::other_direction)),
              wrong("damped products", solves_by_eigenvalues(Mistake::damped)),
              wrong("one step fewer than eigenvalues",
                    solves(any, one_step_fewer)
                        .only("two actions and at most three states",
                              has_few_states_and_two_actions)),
              wrong("one step fewer than S(|A| − 1)",
                    solves(gradient,
                           []<class F>(const FisherSystem<F>& system) { return rank(system) - 1; })
                        .only("a rank of at most three", has_few_parameters)),
              wrong("a loop that stops at a third of ‖b‖ for a tenth of it",
                    stops_in_time(
                        []<class F>(const auto& product, const Vector<F>& b, int most, const F&) {
                          return conjugate_gradients(product, b, most, F{1} / F{3});
                        })),
              wrong("a loop that stops later than it may",
                    stops_in_time([]<class F>(const auto& product, const Vector<F>& b, int most,
                                              const F& tolerance) {
                      return conjugate_gradients(product, b, most, F(tolerance * tolerance));
                    })),
              wrong("without the factor 2",
                    stays_below_for_two_actions(
                        [](const Ball& condition, int k) { return power(factor(condition), k); })),
              wrong("one power too many",
                    stays_below_for_two_actions([](const Ball& condition, int k) {
                      return chebyshev_bound(condition, k + 1);
                    })),
              wrong("the fourth root of κ",
                    stays_below_for_two_actions([](const Ball& condition, int k) {
                      return chebyshev_bound(square_root(condition), k);
                    })),
              wrong("κ without the weights of the states",
                    stays_below(without_weights, chebyshev_bound, fisher_norm)),
              wrong("the plain norm in place of ‖·‖_F",
                    stays_below(exact_for_two_actions, chebyshev_bound, plain_norm)),
          },
      .needs = {needed(in_the_range, solves_the_equations())},
      .tight = {part("eigenvalues 1 and κ: ‖x_1 − x*‖_F = (κ − 1)/(κ + 1)‖x*‖_F",
                     identity([]<class F>(const MdpPoint<F>& x) {
                       const F condition = x.temperature();
                       const FisherSystem<F> system = two_eigenvalues(condition);
                       const F share = (condition - F{1}) / (condition + F{1});
                       return equal(error_after_one_step(system),
                                    F(share * share * system.square(system.solution)));
                     }))},
      .sources = {{"hestenes1952methods", "Section 5"},
                  {"nocedal2006numerical", "Theorems 5.2 to 5.4, equation 5.36"}},
      .figure =
          Figure{.title = "Conjugate gradients under their bound",
                 .caption = "F_ν x = ∇J under the uniform policy of a random walk on 31 states, in "
                            "double precision. Its eigenvalues are half the visitations; states "
                            "alike to the left and right of the start share one, so that 16 steps "
                            "suffice. Steps beyond follow rounding errors.",
                 .x_label = "step k",
                 .y_label = "‖x_k − x*‖_F / ‖x*‖_F",
                 .log_y = true,
                 .curves = errors_on_the_walk},
  };
}

}  // namespace lemmata
