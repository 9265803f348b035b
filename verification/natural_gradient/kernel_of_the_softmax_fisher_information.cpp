// NG-2. The kernel of the tabular softmax's Fisher information.
//
//   F_ν N = 0 for the constants of each state, N, and nothing else: (F_ν + NNᵀ)⁻¹F_ν = I − NNᵀ/A;
//   F_ν⁺∇J (s,a) = A^π(s,a) − (1/A) Σ_b A^π(s,b), and no solution of F_ν x = ∇J is shorter.
//
// F has rank S(A − 1): adding a constant to θ(s,·) leaves the policy alone. So there is no F⁻¹, and
// A^π, whose mean is 0 under π, is a solution but not the least one, whose mean is 0 over actions.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a tabular softmax; positive
// weights of the states, for ∇J those of the visitation ν.
//
// Oracle: ∇J by dual numbers through the elimination; the projector in closed form; for the length,
// every other solution, made of constants and, where a state is not visited, of zeros.
//
// Shows: the production `fisher_information`, `state_constants` and `least_norm_solution`, exactly;
// that its solution is no longer than another, and neither is that of the production
// `conjugate_gradients`, for up to six parameters.
//
// Sources: agarwal2021theory, Section 5.3; kakade2001natural, Section 2.

#include "algorithms/natural_gradient/conjugate_gradients.hpp"
#include "algorithms/natural_gradient/fisher_vector_product.hpp"
#include "verification/engine/sizes.hpp"
#include "verification/engine/visited_states.hpp"
#include "verification/natural_gradient/pseudo_inverse.hpp"

namespace lemmata {
namespace {

using pseudo_inverse::centred;
using visited_states::every_state_visited;

template <class F>
Matrix<F> constants(const MdpPoint<F>& x) {
  return state_constants<F>(x.mdp.states(), x.mdp.actions());
}

/// A table S × A as a vector of parameters, θ(s,a) at s·A + a.
template <class F>
Vector<F> as_parameters(const Matrix<F>& table) {
  return table.transpose().reshaped();
}

Check where_small(Check check) {
  return std::move(check).only("at most 16 states", has_at_most<16>);
}

/// The predicate: (F + NNᵀ)⁻¹F is the claimed projector, a function of S and A over a field.
template <class Projector>
Check projects_by(Projector claimed) {
  return where_small(identity([claimed]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> fisher = fisher_information(x.policy(), x.state_weights());
    const Matrix<F> kernel = constants(x);
    return equal(solve<F>(fisher + kernel * kernel.transpose(), fisher), Matrix<F>(claimed(x)));
  }));
}

/// I − BBᵀ/c for the columns of a basis B.
template <class F>
Matrix<F> without(const Matrix<F>& basis, const F& square) {
  return identity_matrix<F>(basis.rows()) - Matrix<F>(basis * basis.transpose()) / square;
}

/// The predicate: a claimed table, S × A, is F_ν⁺∇J.
template <class Table>
Check is_the_least_norm_solution(Table claimed) {
  return where_small(identity([claimed]<class F>(const MdpPoint<F>& x) {
    const TabularSoftmax<F> policy = x.policy();
    const Matrix<F> fisher = fisher_information(policy, visitation(x.mdp, x.pi()));
    const Vector<F> gradient =
        performance_derivatives(x.mdp, policy, identity_matrix<F>(policy.parameters()));
    return equal(as_parameters(Matrix<F>(claimed(x))),
                 least_norm_solution<F>(fisher, constants(x), gradient));
  }));
}

constexpr auto centred_advantages = [](const auto& x) {
  return centred(advantages(x.mdp, x.pi()));
};

/// F_ν⁺∇J by the production's conjugate gradients, with its products.
constexpr auto by_conjugate_gradients = []<class F>(const MdpPoint<F>& x) {
  const TabularSoftmax<F> policy = x.policy();
  const Vector<F> visits = visitation(x.mdp, x.pi());
  const auto product = [&](const Vector<F>& v) {
    return fisher_vector_product(x.pi(), visits, v, F{0});
  };
  const Vector<F> found =
      conjugate_gradients(product, policy_gradient(x.mdp, policy), 6, F{0}).solution;
  return Matrix<F>(found.reshaped(x.mdp.actions(), x.mdp.states()).transpose());
};

/// F_ν⁺∇J by the production's `least_norm_solution`.
constexpr auto by_elimination = []<class F>(const MdpPoint<F>& x) {
  const Vector<F> visits = visitation(x.mdp, x.pi());
  return pseudo_inverse::natural_gradient(x.policy(), visits, policy_gradient(x.mdp, x.policy()));
};

/// The predicate: a claimed solution is no longer than one that differs from it by a multiple of a
/// constant where a state is visited, and is 0 where it is not.
template <class Table>
Check is_shortest(Table claimed, int multiple = 1) {
  return where_small(inequality([=]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> table = claimed(x);
    const Vector<F> visits = visitation(x.mdp, x.pi());
    const Vector<F> constants = F(multiple) * x.state_baseline();
    Matrix<F> other = table + constants.replicate(1, x.mdp.actions());
    for (int s = 0; s < x.mdp.states(); ++s) {
      if (pivot_score(visits(s)) == 0) other.row(s).setConstant(F{0});
    }
    const Vector<F> least = as_parameters(table), longer = as_parameters(other);
    return at_most(least.dot(least), longer.dot(longer));
  }));
}

}  // namespace

Theorem kernel_of_the_softmax_fisher_information() {
  return {
      .id = "NG-2",
      .claim =
          "The tabular softmax's Fisher information vanishes on the constants of each state alone, "
          "and its pseudo-inverse turns the gradient into the advantages less their mean",
      .statement = R"(\ker F_\nu = \{\theta : \theta(s,a) = c(s)\}, \qquad
                      (F_\nu^{+} \nabla J)(s,a) = A^\pi(s,a) - \tfrac{1}{|A|} \sum_b A^\pi(s,b))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, every_state_visited},
      .oracle = "the projector in closed form; J as a dual number through Gaussian elimination",
      .shows =
          "The production Fisher information, its kernel and the least-norm solution, exactly; "
          "that no other solution is shorter.",
      .instances =
          mdps("finite MDPs with a tabular softmax policy, weights of the states, and differences",
               {Part::policy, Part::state_weights, Part::state_baseline, Part::action_baseline}),
      .checks =
          {
              part("the constants of each state are in the kernel",
                   where_small(identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> fisher = fisher_information(x.policy(), x.state_weights());
                     const Matrix<F> kernel = constants(x);
                     return equal(fisher * kernel,
                                  Matrix<F>::Constant(kernel.rows(), kernel.cols(), F{0}));
                   }))),
              part("and nothing else", projects_by([]<class F>(const MdpPoint<F>& x) {
                     return without(constants(x), F(x.mdp.actions()));
                   })),
              part("the least-norm natural gradient",
                   is_the_least_norm_solution(centred_advantages)),
              part("no solution is shorter than that by elimination", is_shortest(by_elimination)),
              part("nor than that by conjugate gradients",
                   is_shortest(by_conjugate_gradients)
                       .only("at most 6 parameters, over the rationals",
                             [](const MdpInstance& x) {
                               return x.table.states() * x.table.actions() <= 6;
                             })),
          },
      .proof =
          {
              step("F acts on each state apart: (F_ν x)(s,a) = ν(s)π(a|s)(x(s,a) − Σ_b "
                   "π(b|s)x(s,b))",
                   where_small(identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> table = x.action_baseline();
                     const Vector<F> means = x.pi().cwiseProduct(table).rowwise().sum();
                     const Matrix<F> away = table - means.replicate(1, x.mdp.actions());
                     const Matrix<F> image =
                         x.state_weights().asDiagonal() * Matrix<F>(x.pi().cwiseProduct(away));
                     const Matrix<F> fisher = fisher_information(x.policy(), x.state_weights());
                     return equal(Vector<F>(fisher * as_parameters(table)), as_parameters(image));
                   }))),
              step("so A^π, whose mean under π is 0, solves F_ν x = ∇J",
                   where_small(identity([]<class F>(const MdpPoint<F>& x) {
                     const TabularSoftmax<F> policy = x.policy();
                     const Matrix<F> fisher = fisher_information(policy, visitation(x.mdp, x.pi()));
                     return equal(Vector<F>(fisher * as_parameters(advantages(x.mdp, x.pi()))),
                                  performance_derivatives(x.mdp, policy,
                                                          identity_matrix<F>(policy.parameters())));
                   }))),
          },
      .falsifiers =
          {
              wrong("F is regular", projects_by([]<class F>(const MdpPoint<F>& x) {
                      return identity_matrix<F>(constants(x).rows());
                    })),
              wrong("the kernel is one constant for all states",
                    projects_by([]<class F>(const MdpPoint<F>& x) {
                      const Eigen::Index d = constants(x).rows();
                      return without<F>(Matrix<F>::Constant(d, 1, F{1}), F(static_cast<int>(d)));
                    })),
              wrong("the kernel is π(·|s), not constants",
                    projects_by([]<class F>(const MdpPoint<F>& x) {
                      Matrix<F> basis = constants(x);
                      for (int s = 0; s < x.mdp.states(); ++s) {
                        basis.col(s) = basis.col(s).cwiseProduct(as_parameters(x.pi()));
                      }
                      return without(basis, F(x.mdp.actions()));
                    })),
              wrong("A^π itself is the least-norm solution",
                    is_the_least_norm_solution(
                        [](const auto& x) { return advantages(x.mdp, x.pi()); })),
              wrong("A^π is the shortest solution",
                    is_shortest([](const auto& x) { return advantages(x.mdp, x.pi()); })),
              wrong("the plain gradient's πA",
                    is_the_least_norm_solution([]<class F>(const MdpPoint<F>& x) {
                      return centred(Matrix<F>(x.pi().cwiseProduct(advantages(x.mdp, x.pi()))));
                    })),
              wrong("(1 − γ)A: ν taken for normalised",
                    is_the_least_norm_solution([]<class F>(const MdpPoint<F>& x) {
                      return Matrix<F>(centred_advantages(x) * F(F{1} - x.mdp.discount));
                    })),
              wrong("the opposite sign",
                    is_the_least_norm_solution([]<class F>(const MdpPoint<F>& x) {
                      return Matrix<F>(-centred_advantages(x));
                    })),
          },
      .needs = {needed(every_state_visited, is_shortest(centred_advantages, 0))},
      .sources = {{"agarwal2021theory", "Section 5.3"}, {"kakade2001natural", "Section 2"}},
  };
}

}  // namespace lemmata
