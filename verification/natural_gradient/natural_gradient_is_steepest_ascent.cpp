// NG-4. The natural gradient is the direction of steepest ascent for the divergence of policies.
//
//   max {∇J·d : ½ dᵀFd ≤ δ} = √(2δ ∇JᵀF⁻¹∇J),   attained at   d* = √(2δ/∇JᵀF⁻¹∇J) F⁻¹∇J,
//
// F = Σ_s (1 − γ)ν^π(s) E[ggᵀ] the Fisher information, of which ½ dᵀFd is the mean KL divergence to
// second order (NG-5). Where F is singular, as for the tabular softmax, F⁺ stands for F⁻¹. The
// plain gradient is the same for ½ dᵀd ≤ δ, a distance between parameters.
//
// Hypotheses: a finite MDP, γ < 1; a softmax policy, tabular, or linear with a regular F.
//
// Oracle: ∇J by dual numbers through the elimination that gives V^π. That v points the steepest way
// is said without roots and without an inverse: ∇J·v ≥ 0, and (∇J·d)² vᵀFv ≤ (∇J·v)² dᵀFd.
//
// Shows: that in rationals, for one random d an instance, up to 16 states (linear) and 16
// parameters (tabular), with F by the production `fisher_information`, for v = F⁻¹∇J, for F⁺∇J by
// `least_norm_solution`, and for the production `natural_direction`; the square of the length of
// d*, exactly. How far J is from its linear part along d* is a question apart (TR-3).
//
// Sources: amari1998natural, Theorem 1; kakade2001natural, Section 2; schulman2015trust, Section 7.

#include "verification/engine/hypotheses.hpp"
#include "verification/natural_gradient/steepest_ascent.hpp"

namespace lemmata {
namespace {

using namespace steepest_ascent;

constexpr auto of_policies = [](const auto& at) { return at.fisher; };
constexpr auto of_parameters = []<class F>(const Slope<F>& at) {
  return identity_matrix<F>(at.gradient.size());
};

/// The predicate: no direction d rises more than the claimed one, per length in a metric M:
/// 0 ≤ g·v and (g·d)² vᵀMv ≤ (g·v)² dᵀMd.
template <class SlopeAt, class Claimed, class Metric = decltype(of_policies)>
Check is_steepest(SlopeAt slope_at, Claimed claimed, Metric metric = {}) {
  return inequality([=]<class F>(const MdpPoint<F>& x) {
    const Slope<F> at = slope_at(x);
    const Vector<F> v = claimed(x, at);
    const Matrix<F> m = metric(at);
    const F by_v = at.ascent(v), by_d = at.ascent(at.direction);
    return at_most(Vector<F>{{F{0}, F(by_d * by_d * form(v, m, v))}},
                   Vector<F>{{by_v, F(by_v * by_v * form(at.direction, m, at.direction))}});
  });
}

/// The predicate: c·v reaches the boundary, ½ c² vᵀFv = δ, for a claimed c² = numerator/denominator
/// of δ, the slope and v.
template <class SlopeAt, class Claimed, class Length>
Check reaches_the_boundary(SlopeAt slope_at, Claimed claimed, Length length) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
    const Slope<F> at = slope_at(x);
    const Vector<F> v = claimed(x, at);
    const F delta = x.temperature();
    const auto square = length(delta, at, v);
    return equal(F(square.first * form(v, at.fisher, v)), F(F{2} * delta * square.second));
  });
}
/// 2δ/g·v.
constexpr auto stated = []<class F>(const F& delta, const Slope<F>& at, const Vector<F>& v) {
  return std::pair{F(F{2} * delta), at.ascent(v)};
};

/// The predicate: F v = ∇J.
template <class SlopeAt, class Claimed>
Check solves(SlopeAt slope_at, Claimed claimed) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
    const Slope<F> at = slope_at(x);
    const Vector<F> v = claimed(x, at);
    return equal(Vector<F>(at.fisher * v), at.gradient);
  });
}

// Wrong ones.
constexpr auto by_fisher = []<class F>(const MdpPoint<F>&, const Slope<F>& at) {
  return Vector<F>(at.fisher * at.gradient);
};
constexpr auto downwards = []<class F>(const MdpPoint<F>& x, const Slope<F>& at) {
  return Vector<F>(-by_inverse(x, at));
};
constexpr auto twice_inverted = []<class F>(const MdpPoint<F>& x, const Slope<F>& at) {
  return solve<F>(at.fisher, by_inverse(x, at));
};
constexpr auto by_diagonal = []<class F>(const MdpPoint<F>&, const Slope<F>& at) {
  Vector<F> result = at.gradient;
  for (Eigen::Index i = 0; i < result.size(); ++i) result(i) /= at.fisher(i, i);
  return result;
};
/// With every state as likely as any other in F.
constexpr auto by_uniform_states = []<class F>(const MdpPoint<F>& x, const Slope<F>& at) {
  const Vector<F> equally = Vector<F>::Constant(x.mdp.states(), F{1});
  return least_norm_solution<F>(fisher_information(x.policy(), equally),
                                state_constants<F>(x.mdp.states(), x.mdp.actions()), at.gradient);
};
constexpr auto by_action_values = []<class F>(const MdpPoint<F>& x, const Slope<F>&) {
  const Matrix<F> by_actions = x.pi().cwiseProduct(advantages(x.mdp, x.pi())).transpose();
  return Vector<F>(by_actions.reshaped());
};

const Hypothesis regular_fisher =
    hypothesis("the Fisher information of the linear policy is regular", is_regular);

}  // namespace

Theorem natural_gradient_is_steepest_ascent() {
  return {
      .id = "NG-4",
      .claim =
          "Among the steps of a given mean KL divergence, to second order, the natural gradient "
          "raises the return the most, to first order",
      .statement = R"(\max_{\frac12 d^\top F d \le \delta} \nabla J^\top d
                      = \sqrt{2 \delta\, \nabla J^\top F^{-1} \nabla J}, \quad \text{attained at} \;
                      d^* = \sqrt{\frac{2\delta}{\nabla J^\top F^{-1} \nabla J}}\, F^{-1} \nabla J)",
      .hypotheses = {finite_mdp, discount_below_one, softmax_policy, regular_fisher},
      .oracle = "∇J by dual numbers through the elimination that gives the values",
      .shows =
          "The inequality in rationals for one random direction an instance, up to 16 states or "
          "parameters, for the linear and the tabular policy; the length of the step, exactly.",
      .instances = mdps(
          "finite MDPs with a softmax policy, tabular and linear, and directions",
          {Part::policy, Part::features, Part::direction, Part::critic_weights, Part::temperature},
          {.states = 3, .actions = 3, .outcomes = 2}),
      .checks =
          {
              part("F⁻¹∇J, linear", for_few_states(is_steepest(linear, by_inverse))),
              part("F⁺∇J, tabular", where_all_is_visited(is_steepest(tabular, by_pseudo_inverse))),
              part("A^π/(1 − γ), tabular", for_few_parameters(is_steepest(tabular, by_advantages))),
              part("½ d*ᵀFd* = δ, linear",
                   for_few_states(reaches_the_boundary(linear, by_inverse, stated))),
              part("½ d*ᵀFd* = δ, tabular",
                   for_few_parameters(reaches_the_boundary(tabular, by_advantages, stated))),
              part("∇J where ½ dᵀd ≤ δ is the region",
                   for_few_states(is_steepest(linear, plain, of_parameters))),
          },
      .proof =
          {
              step("F v = ∇J for v = F⁻¹∇J", for_few_states(solves(linear, by_inverse))),
              step("F v = ∇J for v = F⁺∇J",
                   where_all_is_visited(solves(tabular, by_pseudo_inverse))),
              step("F v = ∇J for v = A^π/(1 − γ)",
                   for_few_parameters(solves(tabular, by_advantages))),
              step("so ∇J·d = vᵀFd, and with u = (vᵀFv)d − (vᵀFd)v, "
                   "vᵀFv (vᵀFv dᵀFd − (vᵀFd)²) = uᵀFu",
                   for_few_parameters(identity([]<class F>(const MdpPoint<F>& x) {
                     const Slope<F> at = tabular(x);
                     const Vector<F> v = by_advantages(x, at), d = at.direction;
                     const F vv = form(v, at.fisher, v), vd = form(v, at.fisher, d);
                     const Vector<F> u = vv * d - vd * v;
                     return equal(
                         Vector<F>{{at.ascent(d), F(vv * (vv * form(d, at.fisher, d) - vd * vd))}},
                         Vector<F>{{vd, form(u, at.fisher, u)}});
                   }))),
              step("dᵀFd = Σ_s (1 − γ)ν(s) E(d·g)² ≥ 0",
                   for_few_parameters(inequality([]<class F>(const MdpPoint<F>& x) {
                     const Slope<F> at = tabular(x);
                     return at_most(F{0}, form(at.direction, at.fisher, at.direction));
                   }))),
          },
      .falsifiers =
          {
              wrong("the plain gradient, linear", for_few_states(is_steepest(linear, plain))),
              wrong("the plain gradient, tabular", for_few_parameters(is_steepest(tabular, plain))),
              wrong("F⁻¹∇J in the metric of the parameters",
                    for_few_states(is_steepest(linear, by_inverse, of_parameters))),
              wrong("F for F⁻¹", for_few_states(is_steepest(linear, by_fisher))),
              wrong("F⁻¹ twice", for_few_states(is_steepest(linear, twice_inverted))),
              wrong("the sign", for_few_states(is_steepest(linear, downwards))),
              wrong("the diagonal of F alone", for_few_states(is_steepest(linear, by_diagonal))),
              wrong("the states of F all alike",
                    where_all_is_visited(is_steepest(tabular, by_uniform_states))),
              wrong("π A for A", for_few_parameters(is_steepest(tabular, by_action_values))),
              wrong("δ for 2δ",
                    for_few_states(reaches_the_boundary(
                        linear, by_inverse,
                        []<class F>(const F& delta, const Slope<F>& at, const Vector<F>& v) {
                          return std::pair{delta, at.ascent(v)};
                        }))),
              wrong("∇J·∇J for ∇JᵀF⁻¹∇J",
                    for_few_states(reaches_the_boundary(
                        linear, by_inverse,
                        []<class F>(const F& delta, const Slope<F>& at, const Vector<F>&) {
                          return std::pair{F(F{2} * delta), at.ascent(at.gradient)};
                        }))),
          },
      .needs = {needed(regular_fisher, for_few_states(is_steepest(linear, by_inverse)))},
      .sources = {{"amari1998natural", "Theorem 1"},
                  {"kakade2001natural", "Section 2"},
                  {"schulman2015trust", "Section 7"}},
  };
}

}  // namespace lemmata
