// NG-3. The natural gradient does not depend on the parametrisation, to first order.
//
//   θ = h(φ), M = Dh(φ) regular:   M F_φ⁻¹∇_φJ = F_θ⁻¹∇_θJ,
//
// so that both move the policy alike, while the plain gradient moves it by Mᵀ in the one and by
// nothing in the other. Of a parametrisation only the Jacobian M at the point enters. A step of
// positive length leaves the common curve by its second order.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy; M regular;
// for the linear policy, scores that are linearly independent where it goes.
//
// Oracle: the direction found in the other parametrisation, whose scores and gradient are those of
// the features φ(s,a)ᵀM, and how dual numbers move the probabilities along either.
//
// Shows: F⁻¹∇J by the production's `fisher_information` and `policy_gradient`, for linear policies
// of two features and any M; F⁺∇J of the tabular softmax, which is no vector but moves the policy
// alike, for any diagonal M. The figure follows both gradients under three parametrisations.
//
// Sources: kakade2001natural, Section 2; amari1998natural, Section 2.

#include "theory/natural_gradient/fisher_information.hpp"
#include "verification/engine/sizes.hpp"
#include "verification/engine/visited_states.hpp"
#include "verification/natural_gradient/parametrised_flows.hpp"

namespace lemmata {
namespace {

/// M = Dh, of two rows: the weights of the instance, then its temperature and step size.
template <class F>
Matrix<F> jacobian(const MdpPoint<F>& x) {
  const Vector<F> first = x.critic_weights();
  return Matrix<F>{{first(0), first(1)}, {x.temperature(), x.step_size()}};
}

template <class F>
bool is_regular(const Matrix<F>& m) {
  return pivot_score(F(m(0, 0) * m(1, 1) - m(0, 1) * m(1, 0))) > 0;
}

/// The same policy with φ for its parameters.
template <class F>
LinearSoftmax<F> reparametrised(const MdpPoint<F>& x, const Matrix<F>& m) {
  Matrix<F> features(x.mdp.states() * x.mdp.actions(), 2);
  for (int s = 0; s < x.mdp.states(); ++s) {
    for (int a = 0; a < x.mdp.actions(); ++a) {
      features.row(s * x.mdp.actions() + a) = x.feature(s, a).transpose() * m;
    }
  }
  return {x.pi(), features};
}

const Hypothesis regular_jacobian =
    hypothesis("the Jacobian M of the parametrisation is regular",
               [](const MdpInstance& x) { return is_regular(jacobian(x.in<Modular>())); });
const Hypothesis independent_scores = hypothesis(
    "the scores are linearly independent where the policy goes", [](const MdpInstance& instance) {
      if (instance.table.states() > 100) return true;  // the checks leave them out
      const auto x = instance.in<Modular>();
      try {
        return is_regular(fisher_information(x.linear_policy(), visitation(x.mdp, x.pi())));
      } catch (const SingularSystem&) {
        return false;
      }
    });

/// The predicate: a rule that turns the Fisher information and ∇J into a direction gives the same
/// vector, and moves the policy alike, in both parametrisations.
template <class Rule>
Check is_invariant(Rule rule) {
  return identity([rule]<class F>(const MdpPoint<F>& x) {
           const Matrix<F> m = jacobian(x);
           const LinearSoftmax<F> in_theta = x.linear_policy(), in_phi = reparametrised(x, m);
           const auto direction = [&](const LinearSoftmax<F>& policy) -> Vector<F> {
             return rule(fisher_information(policy, visitation(x.mdp, x.pi())),
                         policy_gradient(x.mdp, policy));
           };
           const auto moved = [](const LinearSoftmax<F>& policy, const Vector<F>& u) {
             const Matrix<F> change = derivative_part(policy.along(u).probabilities());
             return Vector<F>(change.reshaped());
           };
           const Vector<F> by_theta = direction(in_theta), by_phi = direction(in_phi);
           Vector<F> left(2 + x.pi().size()), right(2 + x.pi().size());
           left << Vector<F>(m * by_phi), moved(in_phi, by_phi);
           right << by_theta, moved(in_theta, by_theta);
           return equal(left, right);
         })
      .only("at most 100 states", has_at_most<100>);
}

constexpr auto natural = []<class F>(const Matrix<F>& fisher, const Vector<F>& gradient) {
  return solve<F>(fisher, gradient);
};

/// The predicate: the direction by the Fisher information of claimed weights of the states solves
/// F_ν x = ∇J, with F_ν the Hessian of the mean divergence under the visitation, and ∇J by dual
/// numbers: invariance alone would leave any weights.
template <class Weights>
Check solves_at_the_visitation(Weights claimed) {
  return identity([claimed]<class F>(const MdpPoint<F>& x) {
           const LinearSoftmax<F> policy = x.linear_policy();
           const Vector<F> weights = claimed(x);
           const Vector<F> found =
               natural(fisher_information(policy, weights), policy_gradient(x.mdp, policy));
           const Vector<F> image = divergence_hessian(policy, visitation(x.mdp, x.pi())) * found;
           return equal(image, performance_derivatives(x.mdp, policy, identity_matrix<F>(2)));
         })
      .only("at most 100 states", has_at_most<100>);
}

/// The predicate for the tabular softmax and θ(s,a) = c(s,a)φ(s,a): the least solutions of the
/// natural gradient's equations move the policy alike.
Check table_moves_alike() {
  return identity([]<class F>(const MdpPoint<F>& x) {
           const TabularSoftmax<F> policy = x.policy();
           const Matrix<F> kernel = state_constants<F>(x.mdp.states(), x.mdp.actions());
           const Matrix<F> fisher = fisher_information(policy, visitation(x.mdp, x.pi()));
           const Vector<F> gradient = policy_gradient(x.mdp, policy);
           const Vector<F> scale = x.other_pi().transpose().reshaped();  // any positive numbers
           const Matrix<F> scaled = scale.asDiagonal() * fisher * scale.asDiagonal();
           const Matrix<F> scaled_kernel = scale.cwiseInverse().asDiagonal() * kernel;
           const Vector<F> by_phi = least_norm_solution<F>(scaled, scaled_kernel,
                                                           Vector<F>(scale.cwiseProduct(gradient)));
           const auto moved = [&](const Vector<F>& u) {
             return derivative_part(policy.along(u).probabilities());
           };
           return equal(moved(scale.cwiseProduct(by_phi)),
                        moved(least_norm_solution<F>(fisher, kernel, gradient)));
         })
      .only("at most 16 states, all visited", [](const MdpInstance& x) {
        return x.table.states() <= 16 && visited_states::all_visited(x);
      });
}

}  // namespace

Theorem natural_gradient_ignores_the_parametrisation() {
  return {
      .id = "NG-3",
      .claim =
          "The natural gradient moves the policy alike in every parametrisation, to first order; "
          "the plain gradient does not",
      .statement = R"(\theta = h(\varphi),\; M = Dh \;\Rightarrow\;
                      M F_\varphi^{-1} \nabla_\varphi J = F_\theta^{-1} \nabla_\theta J)",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, regular_jacobian,
                     independent_scores},
      .oracle =
          "the direction found in the other parametrisation, and how dual numbers move the policy",
      .shows =
          "The natural gradient of the production's Fisher information and policy gradient, for "
          "linear policies of two features and any Jacobian; that of the tabular softmax for "
          "diagonal Jacobians. Nothing about steps of positive length.",
      .instances = mdps("finite MDPs with softmax policies and the Jacobian of a parametrisation",
                        {Part::policy, Part::other_policy, Part::features, Part::critic_weights,
                         Part::temperature, Part::step_size}),
      .checks = {part("linear softmax, any M", is_invariant(natural)),
                 part("the direction is that of the visitation's F_ν and of ∇J",
                      solves_at_the_visitation(
                          [](const auto& x) { return visitation(x.mdp, x.pi()); })),
                 part("tabular softmax, diagonal M", table_moves_alike())},
      .proof = {step("the gradient is a covector and F a form: ∇_φJ = Mᵀ∇_θJ and F_φ = MᵀF_θM",
                     identity([]<class F>(const MdpPoint<F>& x) {
                       const Matrix<F> m = jacobian(x);
                       const LinearSoftmax<F> in_theta = x.linear_policy();
                       const LinearSoftmax<F> in_phi = reparametrised(x, m);
                       const Vector<F> visits = visitation(x.mdp, x.pi());
                       const Matrix<F> form = fisher_information(in_theta, visits) * m;
                       Matrix<F> left(2, 3), right(2, 3);
                       left << policy_gradient(x.mdp, in_phi), fisher_information(in_phi, visits);
                       right << m.transpose() * policy_gradient(x.mdp, in_theta),
                           m.transpose() * form;
                       return equal(left, right);
                     }).only("at most 100 states", has_at_most<100>))},
      .falsifiers =
          {
              wrong("the plain gradient",
                    is_invariant([](const auto&, const auto& gradient) { return gradient; })),
              wrong("F∇J for F⁻¹∇J",
                    is_invariant([]<class F>(const Matrix<F>& fisher, const Vector<F>& gradient) {
                      return Vector<F>(fisher * gradient);
                    })),
              wrong("the damped (F + I)⁻¹∇J",
                    is_invariant([]<class F>(const Matrix<F>& fisher, const Vector<F>& gradient) {
                      return solve<F>(fisher + identity_matrix<F>(2), gradient);
                    })),
              wrong("the diagonal of F for F",
                    is_invariant([]<class F>(const Matrix<F>& fisher, const Vector<F>& gradient) {
                      return Vector<F>{{gradient(0) / fisher(0, 0), gradient(1) / fisher(1, 1)}};
                    })),
              wrong("F under the distribution of first states",
                    solves_at_the_visitation([](const auto& x) { return x.mdp.start; })),
              wrong("F with every state alike",
                    solves_at_the_visitation([]<class F>(const MdpPoint<F>& x) {
                      return Vector<F>(Vector<F>::Constant(x.mdp.states(), F{1}));
                    })),
              wrong("F under another policy's visitation",
                    solves_at_the_visitation(
                        [](const auto& x) { return visitation(x.mdp, x.other_pi()); })),
              wrong("F⁻¹ applied twice",
                    is_invariant([]<class F>(const Matrix<F>& fisher, const Vector<F>& gradient) {
                      return solve<F>(fisher, solve<F>(fisher, gradient));
                    })),
          },
      .sources = {{"kakade2001natural", "Section 2"}, {"amari1998natural", "Section 2"}},
      .figure =
          Figure{.title = "Gradients in policy space",
                 .caption = "The plain and the natural gradient followed in short steps in three "
                            "parametrisations of the policies of two states that can be kept, for "
                            "rewards of 1 and 2, in double precision. The three natural curves lie "
                            "on each other; the plain ones part at once.",
                 .x_label = "chance to stay in the first state",
                 .y_label = "chance to stay in the second",
                 .curves = parametrised_flows::flows},
  };
}

}  // namespace lemmata
