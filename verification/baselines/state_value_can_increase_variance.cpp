// BL-5. The state value as baseline can increase the variance.
//
//   two arms that pay 1 and 0, softmax, p the probability of the better one:
//   tr Cov(0) = 2p(1 − p)³,   tr Cov(V) = 2p(1 − p)(2p − 1)²,   tr Cov(b*) = 0,
//   tr Cov(V) − tr Cov(0) = 2p²(1 − p)(3p − 2)
//
// so V = p does worse than no baseline exactly when p > 2/3.
//
// Hypotheses: two arms, rewards 1 and 0, a softmax policy over them.
// Oracle: the trace of the covariance of the production `reinforce` over both episodes there are.
// Shows: all four variances as rational functions of p, the sign of their difference at rational p,
// and the same for any two rewards. The advantage has indeed a smaller second moment than the
// reward; it is the score, large where the action is rare, that turns the comparison round.
// Sources: greensmith2004variance, Theorem 8 (b* is not V).

#include "verification/baselines/one_step_variances.hpp"
#include "verification/engine/weighted_outcomes_instance.hpp"

namespace lemmata {
namespace {

template <class F>
using Bandit = Episodes<F, TabularSoftmax>;

template <class F>
Bandit<F> bandit(const WeightedOutcomesPoint<F>& x, const Vector<F>& rewards) {
  const Matrix<F> q = rewards.transpose();
  return {bandits(q), TabularSoftmax<F>{Matrix<F>(x.weights.transpose())}, q};
}

/// The arms pay 1 and 0.
template <class F>
Bandit<F> paying_one_and_zero(const WeightedOutcomesPoint<F>& x) {
  Vector<F> rewards(2);
  rewards << F{1}, F{0};
  return bandit(x, rewards);
}

/// tr Cov of the production estimate with a baseline that a lambda gives, one number.
template <class F, class Baseline>
F variance(const Bandit<F>& arms, Baseline baseline) {
  const Vector<F> b = Vector<F>::Constant(1, baseline(arms));
  return covariance_traces(arms, b)(0);
}

constexpr auto none = []<class F>(const Bandit<F>&) { return F{0}; };
constexpr auto value = []<class F>(const Bandit<F>& arms) {
  return F(mean_action_values(arms)(0));
};
constexpr auto best = []<class F>(const Bandit<F>& arms) {
  return F(optimal_baseline(arms.policy, arms.q)(0));
};

/// The predicate: with a baseline the variance is a claimed function of p.
template <class Baseline, class Formula>
Check has_variance(Baseline baseline, Formula formula) {
  return enumerated_identity<WeightedOutcomesInstance>(
      [=]<class F>(const WeightedOutcomesPoint<F>& x) {
        return equal(variance(paying_one_and_zero(x), baseline), formula(F(x.probabilities(0))));
      });
}

/// The predicate: V and none differ in variance by a claimed function of p.
template <class Formula>
Check increases_by(Formula formula) {
  return enumerated_identity<WeightedOutcomesInstance>(
      [=]<class F>(const WeightedOutcomesPoint<F>& x) {
        const auto arms = paying_one_and_zero(x);
        return equal(variance(arms, value) - variance(arms, none), formula(F(x.probabilities(0))));
      });
}

template <class F>
F sign(const F& number) {
  return number < F{0} ? F{-1} : F{0} < number ? F{1} : F{0};
}

/// The predicate: V has the larger, equal or smaller variance as p is above, at or below a claimed
/// threshold, numerator/denominator.
Check turns_at(int numerator, int denominator) {
  return inequality<WeightedOutcomesInstance>([=]<class F>(const WeightedOutcomesPoint<F>& x) {
    const auto arms = paying_one_and_zero(x);
    const F found = sign(F(variance(arms, value) - variance(arms, none)));
    const F claimed = sign(F(F(denominator) * x.probabilities(0) - F(numerator)));
    Vector<F> left(2), right(2);
    left << found, claimed;
    right << claimed, found;
    return at_most(left, right);
  });
}

/// The variances against p, in double.
std::vector<Curve> variances_against_probability() {
  constexpr int points = 200;
  Curve without{.label = "no baseline"}, with_value{.label = "V"}, with_best{.label = "b*"};
  for (int k = 1; k < points; ++k) {
    const double p = static_cast<double>(k) / points;
    WeightedOutcomesPoint<double> x;
    x.weights = Vector<double>{{p, 1 - p}};
    const auto arms = paying_one_and_zero(x);
    without.points.emplace_back(p, variance(arms, none));
    with_value.points.emplace_back(p, variance(arms, value));
    with_best.points.emplace_back(p, variance(arms, best));
  }
  return {without, with_value, with_best};
}

}  // namespace

Theorem state_value_can_increase_variance() {
  return {
      .id = "BL-5",
      .claim =
          "The state value as baseline can increase the variance: for two arms that pay 1 and 0 it "
          "does so exactly when the better one has probability above 2/3",
      .statement = R"(\operatorname{tr} \operatorname{Cov}(V) - \operatorname{tr}
                      \operatorname{Cov}(0) = 2 p^2 (1 - p)(3p - 2) > 0 \iff p > \tfrac23)",
      .hypotheses = {{"a bandit with two arms that pay 1 and 0", {}},
                     {"a softmax policy: both arms have positive probability", {}}},
      .oracle = "the variance of the production estimate over both episodes there are",
      .shows =
          "The variances with V, with b* and without a baseline as functions of p, and the "
          "threshold; and what takes its place for any two rewards.",
      .instances = weighted_outcomes("softmax bandits with two arms",
                                     {.fewest = 2,
                                      .most = 2,
                                      .outcome = "arm",
                                      .weights = "policy preferences z:",
                                      .variables = {"rewards r, where they are not 1 and 0"}}),
      .checks =
          {
              part("V has more variance than no baseline exactly when p > 2/3", turns_at(2, 3)),
              part("tr Cov(V) − tr Cov(0) = 2p²(1 − p)(3p − 2)",
                   increases_by([]<class F>(const F& p) {
                     return F(F{2} * p * p * (F{1} - p) * (F{3} * p - F{2}));
                   })),
              part("for rewards r₁ and r₀: 2p(1 − p) V (V − 2b*), b* = (1 − p)r₁ + p r₀",
                   enumerated_identity<WeightedOutcomesInstance>(
                       []<class F>(const WeightedOutcomesPoint<F>& x) {
                         const auto arms = bandit(x, x.variables[0]);
                         const F p = x.probabilities(0), q = x.probabilities(1);
                         const Vector<F>& r = x.variables[0];
                         const F v = p * r(0) + q * r(1);
                         const F excess = v - F{2} * (q * r(0) + p * r(1));
                         return equal(variance(arms, value) - variance(arms, none),
                                      F(F{2} * p * q * v * excess));
                       })),
              part("yet the advantage is smaller: E[(r − V)²] = E[r²] − V²",
                   identity<WeightedOutcomesInstance>(
                       []<class F>(const WeightedOutcomesPoint<F>& x) {
                         const Vector<F>& r = x.variables[0];
                         const F v = mean_action_values(bandit(x, r))(0);
                         const Vector<F> a = (r.array() - v).matrix();
                         return equal(F(x.probabilities.dot(a.cwiseProduct(a))),
                                      F(x.probabilities.dot(r.cwiseProduct(r)) - v * v));
                       })),
          },
      .proof =
          {
              step("tr Cov(0) = 2p(1 − p)³", has_variance(none,
                                                          []<class F>(const F& p) {
                                                            return F(F{2} * p *
                                                                     power(F(F{1} - p), 3));
                                                          })),
              step("tr Cov(V) = 2p(1 − p)(2p − 1)²",
                   has_variance(value,
                                []<class F>(const F& p) {
                                  return F(F{2} * p * (F{1} - p) * power(F(F{2} * p - F{1}), 2));
                                })),
              step("b* = 1 − p leaves no variance: both arms give one and the same estimate",
                   has_variance(best, []<class F>(const F&) { return F{0}; })),
          },
      .falsifiers =
          {
              wrong("centring with V never increases the variance",
                    inequality<WeightedOutcomesInstance>([](const auto& x) {
                      const auto arms = paying_one_and_zero(x);
                      return at_most(variance(arms, value), variance(arms, none));
                    }))
                  .refuting(14),
              wrong("the threshold 1/2", turns_at(1, 2)),
              wrong("the threshold 3/4", turns_at(3, 4)),
              wrong("V never lowers the variance", turns_at(0, 1)),
              wrong("V is best: it leaves no variance",
                    has_variance(value, []<class F>(const F&) { return F{0}; })),
              wrong("the difference of one coordinate for the trace: p²(1 − p)(3p − 2)",
                    increases_by([]<class F>(const F& p) {
                      return F(p * p * (F{1} - p) * (F{3} * p - F{2}));
                    })),
          },
      .sources = {{"greensmith2004variance", "Theorem 8"}},
      .figure =
          Figure{.title = "Variance of the two-armed softmax bandit",
                 .caption = "Trace of the covariance of the production estimate for arms that "
                            "pay 1 and 0. Beyond p = 2/3 the baseline V = p has more variance "
                            "than none at all; b* = 1 − p has none anywhere.",
                 .x_label = "probability p of the arm that pays 1",
                 .y_label = "trace of the covariance",
                 .curves = variances_against_probability},
  };
}

}  // namespace lemmata
