#pragma once
/// \file
/// Runs of natural gradient ascent with entropy regularisation in ball arithmetic, their distance
/// from a certified soft optimum, and the bound on it (`cen2022fast`, Theorem 1).

#include <vector>

#include "algorithms/environments/mdp_file.hpp"
#include "algorithms/natural_gradient/regularised_natural_ascent.hpp"
#include "theory/fields/linear_solve.hpp"
#include "theory/natural_gradient/divergences.hpp"
#include "theory/policies/log_softmax.hpp"
#include "verification/engine/sizes.hpp"
#include "verification/policy_gradient/certified_optimum.hpp"

namespace lemmata::regularised_runs {

inline Ball nearly_zero() { return Ball{1} / power(Ball{10}, 30); }

/// The largest entry's magnitude.
inline Ball largest(const Matrix<Ball>& table) { return sup_norm<Ball>(table.reshaped()); }

/// A run's MDP, first parameters, temperature and step size.
struct Setting {
  FiniteMdp<Ball> mdp;
  Matrix<Ball> theta;  ///< log π_0
  Ball temperature;    ///< β
  Ball step_size;      ///< η
};

/// θ_{t+1} from θ_t.
using ParameterStep = Matrix<Ball> (*)(const Setting&, const Matrix<Ball>& theta);

inline Matrix<Ball> production(const Setting& x, const Matrix<Ball>& theta) {
  return regularised_natural_step(x.mdp, theta, x.temperature, x.step_size);
}

inline Policy<Ball> policy_of(const Matrix<Ball>& theta) {
  return tabular_softmax(theta).probabilities();
}

/// From π_0 ∝ z⁴, with η = α times the longest step (1 − γ)/β.
inline Setting generated(const MdpPoint<Ball>& x) {
  const Matrix<Ball> theta = x.pi().unaryExpr([](const Ball& p) { return Ball{4} * log(p); });
  const Ball longest = longest_regularised_step(x.mdp, x.temperature());
  return {x.mdp, theta, x.temperature(), x.step_size() * longest};
}
inline bool steps_are_short_enough(const MdpInstance& x) {
  return view<double>(x.part(Part::step_size).at(0, 0)) <= 1;
}

struct SoftOptimum {
  Matrix<Ball> q;           ///< Q*_β
  Vector<Ball> values;      ///< V*_β
  Matrix<Ball> log_policy;  ///< log π*_β = (Q*_β − V*_β)/β
};

inline Ball centre(const Ball& ball) {
  Ball result;
  arb_get_mid_arb(result.raw(), ball.raw());
  return result;
}

/// V + (I − γP_π)⁻¹(TV − V) for the soft Bellman operator T and π = exp((Q − TV)/β): Newton's step
/// towards TV = V.
inline Vector<Ball> newton_step(const FiniteMdp<Ball>& mdp, const Vector<Ball>& values,
                                const Ball& temperature) {
  const Vector<Ball> backup = soft_bellman(mdp, values, temperature);
  const Matrix<Ball> excess = action_values(mdp, values) - backup.replicate(1, mdp.actions());
  const Policy<Ball> policy = excess.unaryExpr([&](const Ball& q) { return exp(q / temperature); });
  const Matrix<Ball> system =
      identity_matrix<Ball>(mdp.states()) - mdp.discount * policy_transitions(mdp, policy);
  return values + solve<Ball>(system, Vector<Ball>(backup - values));
}

/// Balls that hold the soft optimum, from the soft Bellman operator alone: a γ-contraction that
/// moves V by e has its fixed point within e/(1 − γ) of V.
inline SoftOptimum soft_optimum(const FiniteMdp<Ball>& mdp, const Ball& temperature) {
  constexpr int most = 100;
  constexpr double small = 1e-33;
  Vector<Ball> values = Vector<Ball>::Constant(mdp.states(), Ball{0});
  Ball error;
  for (int k = 0; k < most; ++k) {
    values = newton_step(mdp, values, temperature).unaryExpr(&centre);
    error = sup_norm<Ball>(soft_bellman(mdp, values, temperature) - values);
    if (midpoint(error) < small) break;
  }
  error /= Ball{1} - mdp.discount;
  for (Ball& value : values) arb_add_error(value.raw(), error.raw());
  SoftOptimum optimum{action_values(mdp, values), values, {}};
  optimum.log_policy = (optimum.q - values.replicate(1, mdp.actions())) / temperature;
  return optimum;
}

/// What bounds at t + 1 are made of.
struct Constants {
  Ball q_distance;    ///< ‖Q*_β − Q_0‖∞
  Ball log_distance;  ///< ‖log π*_β − log π_0‖∞
  Ball temperature;   ///< β
  Ball discount;      ///< γ
  Ball kept;          ///< |1 − ηβ/(1 − γ)|: what a step keeps of log π
  Ball rate;          ///< |1 − ηβ|
  int t = 0;

  /// C₁.
  Ball distance() const { return q_distance + Ball{2} * temperature * kept * log_distance; }
};

/// Bounds on ‖Q*_β − Q‖, ‖log π*_β − log π‖ and ‖V*_β − V‖, all sup norms, at t + 1.
inline Vector<Ball> bounds_of_cen(const Constants& x) {
  const Ball common = x.distance() * power(x.rate, x.t);
  return Vector<Ball>{{common * x.discount, Ball{2} * common / x.temperature, Ball{3} * common}};
}

/// The same three distances at θ.
inline Vector<Ball> distances(const Setting& x, const SoftOptimum& optimum,
                              const Matrix<Ball>& theta) {
  const Vector<Ball> values = soft_policy_values(x.mdp, policy_of(theta), x.temperature);
  return Vector<Ball>{{largest(optimum.q - action_values(x.mdp, values)),
                       largest(optimum.log_policy - log_softmax(theta)),
                       sup_norm<Ball>(optimum.values - values)}};
}

inline Constants constants_of(const Setting& x, const SoftOptimum& optimum) {
  const Vector<Ball> first = distances(x, optimum, x.theta);
  const Ball forgotten = x.step_size * x.temperature;
  return {.q_distance = first(0),
          .log_distance = first(1),
          .temperature = x.temperature,
          .discount = x.mdp.discount,
          .kept = absolute(Ball{1} - forgotten / (Ball{1} - x.mdp.discount)),
          .rate = absolute(Ball{1} - forgotten)};
}

inline constexpr int run_length = 8;

/// The predicate: the three distances stay below bounds, to 10⁻³⁰, at t + 1 = 1 … 8, a column each.
template <class Bounds>
Check stays_below(Bounds bounds, ParameterStep step = production) {
  return ball_inequality([=](const MdpPoint<Ball>& point) {
           const Setting x = generated(point);
           const SoftOptimum optimum = soft_optimum(x.mdp, x.temperature);
           Constants constants = constants_of(x, optimum);
           Matrix<Ball> left(3, run_length), right(3, run_length);
           Matrix<Ball> theta = x.theta;
           for (int t = 0; t < run_length; ++t) {
             theta = step(x, theta);
             constants.t = t;
             left.col(t) = distances(x, optimum, theta).array() - nearly_zero();
             right.col(t) = bounds(constants);
           }
           return at_most(left, right);
         })
      .only("at most 16 states", has_at_most<16>);
}

/// The predicate: both sides, from the setting and θ⁺ of a step, agree to 10⁻³⁰.
template <class Both>
Check agrees_over_a_step(Both both) {
  return ball_inequality([=](const MdpPoint<Ball>& point) {
           const Setting x = generated(point);
           const Sides<Ball> sides = both(x, production(x, x.theta));
           return at_most(largest(sides.left - sides.right), nearly_zero());
         })
      .only("at most 16 states", has_at_most<16>);
}

/// ‖Q*_β − Q_t‖∞ on the frozen lake for three step sizes, and their bounds.
inline std::vector<Curve> errors_on_the_lake() {
  constexpr int length = 300;
  constexpr double temperature = 0.1;
  FiniteMdp<double> mdp = in_field<double>(shipped_mdp("frozen-lake-4x4"));
  mdp.discount = 0.9;
  Vector<double> best = Vector<double>::Zero(mdp.states());
  for (int k = 0; k < 1000; ++k) best = soft_bellman(mdp, best, temperature);
  const Matrix<double> q = action_values(mdp, best);
  const Matrix<double> uniform = Matrix<double>::Zero(mdp.states(), mdp.actions());
  const Matrix<double> best_log = (q - best.replicate(1, mdp.actions())) / temperature;
  const auto error = [&](const Matrix<double>& theta) {
    const Policy<double> pi = tabular_softmax(theta).probabilities();
    return (q - soft_action_values(mdp, pi, temperature)).cwiseAbs().maxCoeff();
  };
  std::vector<Curve> curves;
  for (const auto& [share, label] :
       {std::pair{1.0, "η = (1−γ)/β"}, {0.25, "a quarter of it"}, {0.0625, "a sixteenth"}}) {
    const double step_size = share * longest_regularised_step(mdp, temperature);
    Curve measured{.label = label}, bound{.label = std::string{label} + ": bound", .bound = true};
    Matrix<double> theta = uniform;
    const double log_distance = (best_log - log_softmax(theta)).cwiseAbs().maxCoeff();
    const double distance = error(theta) + 2 * temperature * (1 - share) * log_distance;
    for (int t = 0; t < length; ++t) {
      theta = regularised_natural_step(mdp, theta, temperature, step_size);
      if (error(theta) > 1e-12) measured.points.emplace_back(t + 1, error(theta));
      const double common = distance * std::pow(1 - step_size * temperature, t);
      if (common > 1e-12) bound.points.emplace_back(t + 1, mdp.discount * common);
    }
    curves.push_back(std::move(measured));
    curves.push_back(std::move(bound));
  }
  return curves;
}

}  // namespace lemmata::regularised_runs
