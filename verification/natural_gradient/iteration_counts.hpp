#pragma once
/// \file
/// How many iterations plain and natural gradient ascent take on two arms until the gap to the
/// optimum is ε, counted along runs from the uniform policy. The gap at an iterate is certified in
/// balls; iterates are rounded to the balls' centres, 128 bits or more.

#include "verification/natural_gradient/natural_runs.hpp"
#include "verification/natural_gradient/regularised_runs.hpp"

namespace lemmata::iteration_counts {

/// θ_{t+1} from θ_t with the step size η.
using ParameterStep = Matrix<Ball> (*)(const FiniteMdp<Ball>&, const Matrix<Ball>& theta,
                                       const Ball& eta);

inline Matrix<Ball> natural(const FiniteMdp<Ball>& mdp, const Matrix<Ball>& theta,
                            const Ball& eta) {
  return natural_ascent_step(mdp, theta, eta);
}

inline Matrix<Ball> plain(const FiniteMdp<Ball>& mdp, const Matrix<Ball>& theta, const Ball& eta) {
  return softmax_ascent_step(mdp, theta, eta);
}

/// The accuracies ε = 2^{−k} for k from first to last.
struct Accuracies {
  int first;
  int last;

  int count() const { return last - first + 1; }
  Ball at(int i) const { return Ball::scaled(1, -(first + i)); }
  Vector<Ball> all() const {
    Vector<Ball> result(count());
    for (int i = 0; i < count(); ++i) result(i) = at(i);
    return result;
  }
};

/// Whether a ≤ b. \throws std::domain_error where the precision does not tell
inline bool is_below(const Ball& a, const Ball& b) {
  const Truth truth = is_at_most(a, b);
  if (truth == Truth::undecided) throw std::domain_error{"undecided at this precision"};
  return truth == Truth::certainly_true;
}

/// Two arms with rewards Δ and 0, γ = 0.
inline FiniteMdp<Ball> two_arms(const Ball& difference) {
  FiniteMdp<Ball> mdp = in_field<Ball>(bandit({1, 0}));
  mdp.outcomes(0, 0)[0].reward = difference;
  return mdp;
}

/// Where counting stops, and what is counted where a step does not lessen the gap: more than any
/// right algorithm takes here.
inline constexpr int too_many = 20'000;

/// N(ε) for each accuracy, best last: the first t with gap(θ_t) ≤ ε, from θ = 0.
template <class Gap, class Next>
Vector<Ball> first_times(const Vector<Ball>& accuracies, Gap gap, Next next) {
  Vector<Ball> times(accuracies.size());
  Matrix<Ball> theta = Matrix<Ball>::Constant(1, 2, Ball{0});
  Ball now = gap(theta);
  int t = 0;
  for (Eigen::Index i = 0; i < times.size(); ++i) {
    while (t < too_many && !is_below(now, accuracies(i))) {
      theta = next(theta).unaryExpr(&regularised_runs::centre);
      const Ball before = now;
      now = gap(theta);
      t = is_below(before, now) ? too_many : t + 1;
    }
    times(i) = Ball{t};
  }
  return times;
}

/// N(ε) of an algorithm on arms that differ by Δ.
inline Vector<Ball> times_on(const Ball& difference, const Vector<Ball>& accuracies,
                             const Ball& eta, ParameterStep step) {
  const FiniteMdp<Ball> mdp = two_arms(difference);
  return first_times(
      accuracies,
      [&](const Matrix<Ball>& theta) -> Ball {
        return difference * tabular_softmax(theta).probabilities()(0, 1);
      },
      [&](const Matrix<Ball>& theta) { return step(mdp, theta, eta); });
}

/// The same on arms that differ by 1, whatever ε.
template <ParameterStep step>
Vector<Ball> on_one_problem(const Ball& eta, const Accuracies& accuracies) {
  return times_on(Ball{1}, accuracies.all(), eta, step);
}

/// N(ε) on arms that differ by 4ε.
inline Ball time_on_hard_arms(const Ball& eta, const Ball& epsilon, ParameterStep step) {
  return times_on(Ball{4} * epsilon, Vector<Ball>::Constant(1, epsilon), eta, step)(0);
}

/// The same for every ε, another problem for each.
template <ParameterStep step>
Vector<Ball> on_hard_problems(const Ball& eta, const Accuracies& accuracies) {
  Vector<Ball> times(accuracies.count());
  for (int i = 0; i < accuracies.count(); ++i) {
    times(i) = time_on_hard_arms(eta, accuracies.at(i), step);
  }
  return times;
}

inline Ball temperature() { return Ball{1} / Ball{4}; }

/// Regularised natural gradient ascent with β = 1/4 on arms that differ by 1.
inline regularised_runs::Setting regularised_arms(const Ball& step_size) {
  return {two_arms(Ball{1}), Matrix<Ball>::Constant(1, 2, Ball{0}), temperature(), step_size};
}

/// Its N(ε), for the gap V*_β − V_β^π.
inline Vector<Ball> with_entropy(const Ball& step_size, const Accuracies& accuracies) {
  using namespace regularised_runs;
  const auto x = regularised_arms(step_size);
  const Ball best = soft_optimum(x.mdp, x.temperature).values(0);
  return first_times(
      accuracies.all(),
      [&](const Matrix<Ball>& theta) {
        return best - soft_policy_values(x.mdp, policy_of(theta), x.temperature)(0);
      },
      [&](const Matrix<Ball>& theta) { return production(x, theta); });
}

/// N(ε) for a step size.
using Count = Vector<Ball> (*)(const Ball& step_size, const Accuracies&);

/// The predicate: lower(η, ε) ≤ N(ε) for every accuracy.
template <class Bound>
Check takes_at_least(Count count, Accuracies accuracies, Bound lower) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
    Vector<Ball> bounds(accuracies.count());
    for (int i = 0; i < bounds.size(); ++i) bounds(i) = lower(x.step_size(), accuracies.at(i));
    return at_most(bounds, count(x.step_size(), accuracies));
  });
}

/// The predicate: N(ε) ≤ upper(η, ε) for every accuracy.
template <class Bound>
Check takes_at_most(Count count, Accuracies accuracies, Bound upper) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
    Vector<Ball> bounds(accuracies.count());
    for (int i = 0; i < bounds.size(); ++i) bounds(i) = upper(x.step_size(), accuracies.at(i));
    return at_most(count(x.step_size(), accuracies), bounds);
  });
}

/// ε = (log 3/(8ηC))³, of the point's η and C = c/η: there Cε^{−2/3} = log 3/(8ηε), half of the
/// least N(ε) on arms that differ by 4ε.
struct HardAccuracy {
  Ball constant;
  Ball epsilon;
};
inline HardAccuracy hard_accuracy(const MdpPoint<Ball>& x) {
  const Ball c = (Ball{1} + x.pi()(0, 0)) / Ball{2};
  return {c / x.step_size(), regularised_runs::centre(power(log(Ball{3}) / (Ball{8} * c), 3))};
}

/// The predicate: N(ε) ≤ Cε^{−2/3} for C and ε of the point.
inline Check is_below_the_constant() {
  return ball_inequality([](const MdpPoint<Ball>& x) {
    const HardAccuracy at = hard_accuracy(x);
    const Ball claimed = at.constant * exp(Ball{-2} * log(at.epsilon) / Ball{3});
    return at_most(time_on_hard_arms(x.step_size(), at.epsilon, natural), claimed);
  });
}

/// The predicate: N(ε/8) ≤ factor · (N(ε) + 1), as for N = cε^{−p} with 8ᵖ = factor, whatever c.
inline Check grows_by(int factor, Count count, Accuracies accuracies) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
    const Vector<Ball> times = count(x.step_size(), accuracies);
    const Eigen::Index pairs = times.size() - 3;
    const Vector<Ball> before = times.head(pairs).array() + Ball{1};
    return at_most(Vector<Ball>(times.tail(pairs)), Vector<Ball>(before * Ball{factor}));
  });
}

/// Odds π(0)/π(1) of the instance's policy with the likelier arm first, and after a step.
struct Odds {
  Ball before, after;
};

inline Odds odds_over_a_step(const MdpPoint<Ball>& x, ParameterStep step) {
  const Ball better = larger(x.pi()(0, 0), x.pi()(0, 1)), odds = better / (Ball{1} - better);
  const Matrix<Ball> theta =
      step(two_arms(Ball{1}), Matrix<Ball>{{log(odds), Ball{0}}}, x.step_size());
  return {odds, exp(Ball(theta(0, 0) - theta(0, 1)))};
}

/// N(ε) against 1/ε for η = 1, in doubles, and ε^{−2/3}.
inline std::vector<Curve> iterations_against_accuracy() {
  constexpr int least_accurate = 2, most_accurate = 16;
  const auto counted = [](const std::string& label, auto make_ascent, bool hard) {
    Curve curve{.label = label};
    for (int k = least_accurate; k <= most_accurate; ++k) {
      const double accuracy = std::ldexp(1, -k);
      FiniteMdp<double> mdp = in_field<double>(bandit({1, 0}));
      if (hard) mdp.outcomes(0, 0)[0].reward = 4 * accuracy;
      const double difference = mdp.outcomes(0, 0)[0].reward;
      const Ascent ascent = make_ascent(mdp, 1.0);
      Matrix<double> theta = ascent.start;
      int t = 0;
      while (difference * ascent.policy(theta)(0, 1) > accuracy)
        theta = ascent.step(mdp, theta, t++);
      curve.points.emplace_back(1 / accuracy, t);
    }
    return curve;
  };
  std::vector<Curve> curves{counted("plain, arms 1 apart", softmax_ascent, false),
                            counted("natural, arms 4ε apart", natural_ascent, true),
                            counted("natural, arms 1 apart", natural_ascent, false)};
  Curve entropy{.label = "natural with entropy"}, claimed{.label = "ε^(−2/3)", .bound = true};
  const Vector<Ball> times = with_entropy(Ball{1}, {least_accurate, most_accurate});
  for (int k = least_accurate; k <= most_accurate; ++k) {
    entropy.points.emplace_back(std::ldexp(1, k), midpoint(times(k - least_accurate)));
    claimed.points.emplace_back(std::ldexp(1, k), std::exp2(2.0 * k / 3));
  }
  curves.push_back(std::move(entropy));
  curves.push_back(std::move(claimed));
  return curves;
}

}  // namespace lemmata::iteration_counts
