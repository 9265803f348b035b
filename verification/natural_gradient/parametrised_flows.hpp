#pragma once
/// \file
/// The figure of NG-3: the plain and the natural gradient followed in three parametrisations of the
/// policies of `two_loops`, in short steps of one length in policy space.

#include "algorithms/environments/named_environments.hpp"
#include "algorithms/policy_gradient/parametrisation.hpp"
#include "theory/natural_gradient/fisher_information.hpp"
#include "verification/engine/figure.hpp"

namespace lemmata::parametrised_flows {

/// θ = h(φ), where θ(s) is the preference for staying in s.
struct Parametrisation {
  std::string name;
  std::function<Vector<double>(const Vector<double>&)> theta;
  std::function<Matrix<double>(const Vector<double>&)> jacobian;
  Vector<double> start;  ///< where h(φ) = (1, −1)
};

inline std::vector<Parametrisation> parametrisations() {
  const Matrix<double> mixing{{1, 0}, {-1.5, 1}};
  return {
      {"θ = φ", [](const Vector<double>& phi) { return phi; },
       [](const Vector<double>&) { return identity_matrix<double>(2); }, Vector<double>{{1, -1}}},
      {"θ = Mφ", [=](const Vector<double>& phi) { return Vector<double>(mixing * phi); },
       [=](const Vector<double>&) { return mixing; }, Vector<double>{{1, 0.5}}},
      {"θ = sinh φ", [](const Vector<double>& phi) { return Vector<double>(phi.array().sinh()); },
       [](const Vector<double>& phi) {
         return Matrix<double>(Vector<double>(phi.array().cosh()).asDiagonal());
       },
       Vector<double>{{std::asinh(1.0), -std::asinh(1.0)}}}};
}

/// The direction of φ in a policy with Fisher information F and gradient ∇J of θ, at the Jacobian
/// M.
using Direction = Vector<double> (*)(const Matrix<double>& fisher, const Vector<double>& gradient,
                                     const Matrix<double>& jacobian);

inline Vector<double> plain(const Matrix<double>&, const Vector<double>& gradient,
                            const Matrix<double>& jacobian) {
  return jacobian.transpose() * gradient;
}
inline Vector<double> natural(const Matrix<double>& fisher, const Vector<double>& gradient,
                              const Matrix<double>& jacobian) {
  const Matrix<double> moved = jacobian.transpose() * fisher * jacobian;
  return solve<double>(moved, Vector<double>(jacobian.transpose() * gradient));
}

/// The chances of staying in either state along the flow.
inline Curve flow(const std::string& kind, const Parametrisation& parametrisation,
                  Direction direction) {
  constexpr int steps = 900;
  constexpr double length = 0.002;
  const auto mdp = in_field<double>(two_loops());
  const LinearParametrisation policies{Matrix<double>{{1, 0}, {0, 0}, {0, 1}, {0, 0}}, 2};
  Curve result{kind + ", " + parametrisation.name, {}};
  Vector<double> phi = parametrisation.start;
  for (int k = 0; k < steps; ++k) {
    const LinearSoftmax<double> policy = policies.policy(parametrisation.theta(phi));
    const Policy<double>& pi = policy.probabilities();
    result.points.emplace_back(pi(0, 0), pi(1, 0));
    if (pi.minCoeff() < 0.01) break;  // near a deterministic policy, where F is singular
    const Matrix<double> jacobian = parametrisation.jacobian(phi);
    const Vector<double> u = direction(fisher_information(policy, visitation(mdp, pi)),
                                       policy_gradient(mdp, policy), jacobian);
    const double moved = derivative_part(policy.along(jacobian * u).probabilities()).col(0).norm();
    phi += length / moved * u;
  }
  return result;
}

inline std::vector<Curve> flows() {
  std::vector<Curve> result;
  for (const Parametrisation& parametrisation : parametrisations()) {
    result.push_back(flow("plain", parametrisation, plain));
  }
  for (const Parametrisation& parametrisation : parametrisations()) {
    result.push_back(flow("natural", parametrisation, natural));
  }
  return result;
}

}  // namespace lemmata::parametrised_flows
