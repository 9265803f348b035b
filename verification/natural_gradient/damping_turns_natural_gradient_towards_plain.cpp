// NG-16. Damping turns the natural gradient towards the plain one, and shortens it.
//
//   x_λ = (F_ν + λI)⁻¹∇J, λ > 0:   ∇J·x_λ = x_λᵀF_νx_λ + λ‖x_λ‖² ≥ 0,   λ‖x_λ‖ ≤ ‖∇J‖,
//   ‖x_2λ‖ ≤ ‖x_λ‖ ≤ 2‖x_2λ‖,   λ‖λx_λ − ∇J‖ ≤ ‖F_ν∇J‖,
//
// so that λx_λ → ∇J as λ → ∞: a heavily damped step is one of plain gradient ascent. A step that is
// √(2δ/x_λᵀ(F_ν + λI)x_λ) x_λ has ½sᵀF_νs ≤ δ: with the damping in its length it goes no farther
// than δ by the quadratic model, and less far where x_λ ≠ 0. x_λ is defined where F_ν is singular.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a linear softmax policy; λ >
// 0.
//
// Oracle: F_ν as the Hessian of the divergence and ∇J through the elimination, both by dual
// numbers: neither knows a score. No inverse is taken: x_λ is judged by its image.
//
// Shows: in rationals, the x_λ that the production `conjugate_gradients` find with the production
// `linear_fisher_vector_product`, for policies of two features, up to 16 states. Which λ is good is
// not shown, nor what a damped step makes of J.
//
// Sources: conn2000trust, Chapter 7.

#include "algorithms/natural_gradient/conjugate_gradients.hpp"
#include "algorithms/natural_gradient/fisher_vector_product.hpp"
#include "theory/natural_gradient/fisher_information.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/engine/sizes.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata {
namespace {

/// What a direction is made of, and what it is judged by.
template <class F>
struct Slope {
  explicit Slope(const MdpPoint<F>& x)
      : policy{x.pi()},
        features(x.mdp.states() * x.mdp.actions(), 2),
        visits{visitation(x.mdp, policy)},
        gradient{performance_derivatives(x.mdp, x.linear_policy(), identity_matrix<F>(2))},
        fisher{divergence_hessian(x.linear_policy(), visits)} {
    for (int s = 0; s < x.mdp.states(); ++s) {
      for (int a = 0; a < x.mdp.actions(); ++a) {
        features.row(s * x.mdp.actions() + a) = x.feature(s, a).transpose();
      }
    }
  }

  Vector<F> image(const Vector<F>& v) const { return fisher * v; }

  Policy<F> policy;
  Matrix<F> features;
  Vector<F> visits, gradient;
  Matrix<F> fisher;
};

template <class F>
F square(const Vector<F>& v) {
  return v.dot(v);
}

/// Conjugate gradients with the production product and a claimed λ.
template <class F>
Vector<F> by_products(const Slope<F>& at, const F& damping, int most = 2) {
  const auto product = [&](const Vector<F>& v) {
    return linear_fisher_vector_product(at.policy, at.features, at.visits, v, damping);
  };
  return conjugate_gradients(product, at.gradient, most, F{0}).solution;
}
constexpr auto production = []<class F>(const Slope<F>& at, const F& damping) {
  return by_products(at, damping);
};

Check where_small(Check check) {
  return std::move(check).only("at most 16 states, for speed in rationals", has_at_most<16>);
}

/// The predicate: a claimed x of the slope and λ has (F_ν + λI)x = ∇J.
template <class Direction>
Check solves(Direction direction) {
  return where_small(inequality([direction]<class F>(const MdpPoint<F>& x) {
    const Slope<F> at{x};
    const F damping = x.temperature();
    const Vector<F> found = direction(at, damping);
    const Vector<F> off = at.image(found) + damping * found - at.gradient;
    return at_most(square(off), F{0});
  }));
}

/// The predicate: of the slope, λ and x_λ by production, what is claimed holds.
template <class Sides>
Check of_the_direction(Sides sides) {
  return where_small(inequality([sides]<class F>(const MdpPoint<F>& x) {
    const Slope<F> at{x};
    const F damping = x.temperature();
    return sides(at, damping, by_products(at, damping));
  }));
}

/// The predicate: c²‖x_2λ‖² ≤ ‖x_λ‖², or the other way round.
Check shortens(int c, bool at_most_so = false) {
  return of_the_direction([=]<class F>(const Slope<F>& at, const F& damping, const Vector<F>& v) {
    const F twice = F(c * c) * square(by_products(at, F(damping + damping)));
    return at_most_so ? at_most(square(v), twice) : at_most(twice, square(v));
  });
}

/// The predicate: λ²‖λx_λ − ∇J‖² ≤ c‖F_ν∇J‖².
Check comes_near_the_gradient(int c) {
  return of_the_direction([c]<class F>(const Slope<F>& at, const F& damping, const Vector<F>& v) {
    const Vector<F> off = damping * v - at.gradient;
    return at_most(F(damping * damping * square(off)), F(F(c) * square(at.image(at.gradient))));
  });
}

}  // namespace

Theorem damping_turns_natural_gradient_towards_plain() {
  return {
      .id = "NG-16",
      .claim =
          "Damping the Fisher information shortens the natural gradient and turns it towards the "
          "plain one, and it ascends for any damping",
      .statement = R"(x_\lambda = (F_\nu + \lambda I)^{-1} \nabla J: \qquad
                      \nabla J^\top x_\lambda \ge \lambda \lVert x_\lambda \rVert^2, \quad
                      \lVert x_{2\lambda} \rVert \le \lVert x_\lambda \rVert \le
                      2 \lVert x_{2\lambda} \rVert, \quad
                      \lambda \lVert \lambda x_\lambda - \nabla J \rVert \le
                      \lVert F_\nu \nabla J \rVert)",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, {"λ > 0", {}}},
      .oracle =
          "F as the Hessian of the divergence and ∇J through Gaussian elimination, both by dual "
          "numbers",
      .shows =
          "The production's conjugate gradients with its linear products in rationals, for "
          "policies of two features, up to 16 states. Not which damping is good.",
      .instances = mdps("finite MDPs with a linear softmax policy and λ",
                        {Part::policy, Part::features, Part::temperature}),
      .checks =
          {
              part("(F_ν + λI)x_λ = ∇J", solves(production)),
              part("it ascends: λ‖x_λ‖² ≤ ∇J·x_λ, and x_λᵀF_νx_λ ≤ ∇J·x_λ",
                   of_the_direction(
                       []<class F>(const Slope<F>& at, const F& damping, const Vector<F>& v) {
                         const F ascent = at.gradient.dot(v);
                         return at_most(Vector<F>{{F(damping * square(v)), v.dot(at.image(v))}},
                                        Vector<F>{{ascent, ascent}});
                       })),
              part("λ‖x_λ‖ ≤ ‖∇J‖",
                   of_the_direction(
                       []<class F>(const Slope<F>& at, const F& damping, const Vector<F>& v) {
                         return at_most(F(damping * damping * square(v)), square(at.gradient));
                       })),
              part("‖x_2λ‖ ≤ ‖x_λ‖", shortens(1)),
              part("‖x_λ‖ ≤ 2‖x_2λ‖", shortens(2, true)),
              part("λ‖λx_λ − ∇J‖ ≤ ‖F_ν∇J‖", comes_near_the_gradient(1)),
          },
      .proof = {step(
          "x_λ = x_2λ + λy for (F_ν + λI)y = x_2λ, and x_2λ·y = yᵀ(F_ν + λI)y ≥ 0",
          where_small(inequality([]<class F>(const MdpPoint<F>& x) {
            const Slope<F> at{x};
            const F damping = x.temperature();
            const Vector<F> less = by_products(at, F(damping + damping));
            const Vector<F> y = (by_products(at, damping) - less) / damping;
            const Vector<F> off = at.image(y) + damping * y - less;
            return at_most(Vector<F>{{square(off), F{0}}}, Vector<F>{{F{0}, less.dot(y)}});
          })))},
      .falsifiers =
          {
              wrong("λ forgotten", solves([]<class F>(const Slope<F>& at, const F&) {
                      return by_products(at, F{0});
                    })),
              wrong("λ twice", solves([]<class F>(const Slope<F>& at, const F& damping) {
                      return by_products(at, F(damping + damping));
                    })),
              wrong("λ² for λ", solves([]<class F>(const Slope<F>& at, const F& damping) {
                      return by_products(at, F(damping * damping));
                    })),
              wrong("λ added in the logits, once for each action",
                    solves([]<class F>(const Slope<F>& at, const F& damping) {
                      const Matrix<F> square = at.features.transpose() * at.features;
                      const auto product = [&](const Vector<F>& v) -> Vector<F> {
                        return linear_fisher_vector_product(at.policy, at.features, at.visits, v,
                                                            F{0}) +
                               damping * Vector<F>(square * v);
                      };
                      return conjugate_gradients(product, at.gradient, 2, F{0}).solution;
                    })),
              wrong("one product for two features",
                    solves([]<class F>(const Slope<F>& at, const F& damping) {
                      return by_products(at, damping, 1);
                    })),
              wrong("half as long with twice the damping", shortens(2)),
              wrong("longer with twice the damping", shortens(1, true)),
              wrong("λx_λ is ∇J", comes_near_the_gradient(0)),
          },
      .sources = {{"conn2000trust", "Chapter 7"}},
  };
}

}  // namespace lemmata
