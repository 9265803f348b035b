#pragma once
/// \file
/// Predicates on conjugate gradients: that they end at the solution, and how near they come before.

#include "algorithms/environments/named_environments.hpp"
#include "verification/natural_gradient/conjugate_iterations.hpp"

namespace lemmata::conjugate_iterations {

constexpr int bounded_steps = 4;

/// Counts of degrees multiply with every step and parameter.
inline bool has_few_parameters(const MdpInstance& x) {
  return x.table.states() * (x.table.actions() - 1) <= 3;
}
inline bool fits_rationals(const MdpInstance& x) {
  return x.table.states() * x.table.actions() <= 12;
}
inline bool has_six_parameters(const MdpInstance& x) {
  return x.table.states() * x.table.actions() <= 6;
}
inline bool has_two_actions(const MdpInstance& x) { return x.table.actions() == 2; }
inline bool has_few_states_and_two_actions(const MdpInstance& x) {
  return has_two_actions(x) && has_few_parameters(x);
}

/// Whether the solution is not 0 and the least and the largest number differ.
template <class Spectrum>
bool has_a_spread(const MdpInstance& instance, Spectrum spectrum) {
  const FisherSystem<double> system = any_system(instance.in<double>());
  const Range<double> bounds = spectrum(system);
  return system.solution.norm() > 1e-9 && bounds.least < bounds.largest * (1 - 1e-9);
}

/// The predicate: the iterate after so many steps is the solution.
template <class System, class Steps>
Check solves(System system_at, Steps steps, Mistake mistake = Mistake::none) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
    const FisherSystem<F> system = system_at(x);
    return equal(iterates(system, steps(system), mistake).back().solution, system.solution);
  });
}

constexpr auto gradient = [](const auto& x) { return gradient_system(x); };
constexpr auto any = [](const auto& x) { return any_system(x); };

constexpr auto rank = []<class F>(const FisherSystem<F>& system) {
  return static_cast<int>(system.policy.rows() * (system.policy.cols() - 1));
};
constexpr auto distinct_eigenvalues = []<class F>(const FisherSystem<F>& system) {
  return distinct<F>(eigenvalues_for_two_actions(system));
};

/// Two actions: the iterate after a step for each eigenvalue is the solution.
inline Check solves_by_eigenvalues(Mistake mistake = Mistake::none) {
  return solves(any, distinct_eigenvalues, mistake)
      .only("two actions and at most three states", has_few_states_and_two_actions);
}

/// The predicate: the iterate after a step for each eigenvalue solves F x = b.
inline Check solves_the_equations() {
  return identity([]<class F>(const MdpPoint<F>& x) {
           const FisherSystem<F> system = any_system(x);
           const int steps = distinct_eigenvalues(system);
           return equal(system.product(iterates(system, steps).back().solution), system.vector);
         })
      .only("two actions and at most three states", has_few_states_and_two_actions);
}

/// The predicate: a loop (product, b, most, tolerance) takes at most rank F steps, the last
/// residual is within the tolerance, and that of a step fewer is not.
template <class Loop>
Check stops_in_time(Loop loop) {
  return inequality([loop]<class F>(const MdpPoint<F>& x) {
           const FisherSystem<F> system = any_system(x);
           const auto product = [&](const Vector<F>& v) { return system.product(v); };
           const auto residual = [&](const ConjugateSolution<F>& found) {
             const Vector<F> rest = system.vector - system.product(found.solution);
             return F(rest.dot(rest));
           };
           const F tolerance = F{1} / F{10}, most = F(rank(system));
           const F small = tolerance * tolerance * system.vector.dot(system.vector);
           const auto found = loop(product, system.vector, rank(system), tolerance);
           const int fewer = found.steps > 0 ? found.steps - 1 : 0;
           const auto before = loop(product, system.vector, fewer, tolerance);
           const F excess = found.steps > 0 ? F(residual(before) - small) : F{0};
           return at_most(Vector<F>{{residual(found), F(found.steps), F(before.steps), F{0}}},
                          Vector<F>{{small, most, F(fewer), excess}});
         })
      .only("at most 12 parameters", fits_rationals);
}
constexpr auto production_loop = [](const auto& product, const auto& b, int most,
                                    const auto& tolerance) {
  return conjugate_gradients(product, b, most, tolerance);
};

/// |x_k − F_ν⁺∇J| ≤ 0 for k = S(|A| − 1), entry by entry.
inline Check solves_in_rationals() {
  return inequality([]<class F>(const MdpPoint<F>& x) {
           const FisherSystem<F> system = gradient_system(x);
           const Vector<F> found = iterates(system, rank(system)).back().solution;
           const Vector<F> error = found - system.solution;
           return at_most(error.unaryExpr([](const F& entry) { return absolute(entry); }),
                          Vector<F>::Constant(error.size(), F{0}));
         })
      .only("at most 6 parameters", has_six_parameters);
}

constexpr auto fisher_norm = [](const FisherSystem<Ball>& system, const Vector<Ball>& v) {
  return square_root(system.square(v));
};

constexpr auto plain_norm = [](const FisherSystem<Ball>&, const Vector<Ball>& v) {
  return square_root(Ball(v.dot(v)));
};

/// (√κ − 1)/(√κ + 1).
inline Ball factor(const Ball& condition) {
  const Ball root = square_root(condition);
  return (root - Ball{1}) / (root + Ball{1});
}

constexpr auto chebyshev_bound = [](const Ball& condition, int k) {
  return Ball{2} * power(factor(condition), k);
};

/// The predicate: ‖x_k − x*‖ ≤ bound(κ, k)‖x*‖ for k from 1 on.
template <class Spectrum, class Bound, class Norm>
Check stays_below(Spectrum spectrum, Bound bound, Norm norm) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           const FisherSystem<Ball> system = any_system(x);
           const Range<Ball> bounds = spectrum(system);
           const auto all = iterates(system, bounded_steps);
           const auto count = static_cast<Eigen::Index>(all.size()) - 1;
           Vector<Ball> left(count), right(count);
           for (Eigen::Index k = 1; k <= count; ++k) {
             const Vector<Ball> error = all[static_cast<std::size_t>(k)].solution - system.solution;
             left(k - 1) = norm(system, error);
             right(k - 1) = bound(bounds.largest / bounds.least, static_cast<int>(k)) *
                            norm(system, system.solution);
           }
           return at_most(left, right);
         })
      .only("b is not zero and the bounds of the spectrum differ",
            [spectrum](const MdpInstance& x) { return has_a_spread(x, spectrum); });
}

constexpr auto between_entries = []<class F>(const FisherSystem<F>& system) {
  return spectral_range(system);
};
constexpr auto exact_for_two_actions = []<class F>(const FisherSystem<F>& system) {
  return system.policy.cols() == 2 ? range_for_two_actions(system)
                                   : Range<F>{F{1}, F{1}};  // left out
};

template <class Bound>
Check stays_below_for_two_actions(Bound bound) {
  return stays_below(exact_for_two_actions, bound, fisher_norm);
}

/// Squares of ‖x_k − x*‖_F, of ‖T_k(…F)x*‖_F, of ‖x*‖_F, and of T_k(σ), for k from 1 on.
template <class F>
struct Errors {
  Vector<F> of_iterate, of_polynomial, of_start, scale;
};

/// The predicate: what a comparison says of these.
template <class Comparison>
Check against_chebyshev(Comparison comparison) {
  return inequality([comparison]<class F>(const MdpPoint<F>& x) {
           constexpr int steps = 3;
           const FisherSystem<F> system = any_system(x);
           const Range<F> bounds = spectral_range(system);
           const F sigma = (bounds.largest + bounds.least) / (bounds.largest - bounds.least);
           const auto all = iterates(system, steps);
           const auto count = static_cast<Eigen::Index>(all.size()) - 1;
           Errors<F> e{Vector<F>(count), Vector<F>(count),
                       Vector<F>::Constant(count, system.square(system.solution)),
                       Vector<F>(count)};
           for (int k = 1; k <= count; ++k) {
             const Vector<F> error = all[static_cast<std::size_t>(k)].solution - system.solution;
             const F scale = chebyshev(sigma, k);
             e.of_iterate(k - 1) = system.square(error);
             e.of_polynomial(k - 1) = system.square(chebyshev(system, bounds, system.solution, k));
             e.scale(k - 1) = scale * scale;
           }
           return comparison(e);
         })
      .only("at most 16 states, b is not zero and the entries ν(s)π(a|s) differ",
            [](const MdpInstance& x) {
              return x.table.states() <= 16 && has_a_spread(x, between_entries);
            });
}

/// Entries beside the diagonal.
template <class F>
Matrix<F> beside_diagonal(Matrix<F> m) {
  m.diagonal().setConstant(F{0});
  return m;
}

template <class F>
Matrix<F> zeros_like(const Matrix<F>& m) {
  return Matrix<F>::Constant(m.rows(), m.cols(), F{0});
}

/// Two states and two actions alike, so that F has the eigenvalues 1 and κ, and b = (1, −1, 1, −1).
template <class F>
FisherSystem<F> two_eigenvalues(const F& condition) {
  const Policy<F> uniform = Policy<F>::Constant(2, 2, F{1} / F{2});
  const F inverse = F{1} / condition;
  return {uniform, Vector<F>{{F{2}, F{2} * condition}}, Vector<F>{{F{1}, F{-1}, inverse, -inverse}},
          Vector<F>{{F{1}, F{-1}, F{1}, F{-1}}}};
}

/// ‖x_1 − x*‖²_F.
template <class F>
F error_after_one_step(const FisherSystem<F>& system) {
  return system.square(Vector<F>(iterates(system, 1)[1].solution - system.solution));
}

/// ‖x_k − x*‖_F/‖x*‖_F of conjugate gradients and of steepest descent for ∇J under the uniform
/// policy of a walk, and the bound.
inline std::vector<Curve> errors_on_the_walk() {
  constexpr int states = 31, steps = 24;
  TransitionTable table = random_walk(states, 0, 1);
  const FiniteMdp<double> mdp = in_field<double>(table);
  const Policy<double> uniform = Policy<double>::Constant(states, 2, 0.5);
  const FisherSystem<double> system{uniform, visitation(mdp, uniform),
                                    centred(by_rows(advantages(mdp, uniform)), 2),
                                    by_rows(softmax_gradient(mdp, uniform))};
  const Range<double> bounds = range_for_two_actions(system);
  const double root = std::sqrt(bounds.largest / bounds.least);
  std::vector<Curve> curves;
  for (const auto& [label, mistake] : {std::pair{"conjugate gradients", Mistake::none},
                                       std::pair{"steepest descent", Mistake::no_conjugation}}) {
    Curve curve{.label = label};
    int k = 0;
    for (const auto& each : iterates(system, steps, mistake)) {
      const Vector<double> error = each.solution - system.solution;
      const double share = std::sqrt(system.square(error) / system.square(system.solution));
      if (share > 1e-15) curve.points.emplace_back(k++, share);
    }
    curves.push_back(std::move(curve));
  }
  Curve bound{.label = "2((√κ − 1)/(√κ + 1))ᵏ", .bound = true};
  for (int k = 0; k <= steps; ++k) {
    bound.points.emplace_back(k, 2 * std::pow((root - 1) / (root + 1), k));
  }
  curves.push_back(std::move(bound));
  return curves;
}

}  // namespace lemmata::conjugate_iterations
