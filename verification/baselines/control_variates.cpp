// BL-9. Control variates.
//
//   c* = Cov(X,Y)/Var(Y) minimises Var(X − c(Y − E Y)),   and the least is (1 − ρ²) Var(X),
//
// with ρ² = Cov(X,Y)²/(Var(X) Var(Y)); the mean is E[X] for every c. Baselines are the case X = gQ,
// Y = g, with g a coordinate of ∇log π(a|s): then E[Y] = 0 and c* = E[g²Q]/E[g²]. One c for all
// coordinates, Σ Cov(g_iQ, g_i)/Σ Var(g_i), is the baseline b* of BL-3.
//
// Hypotheses: finitely many outcomes; Var(Y) > 0.
// Oracle: the variance by its definition, a sum over outcomes, and its derivative in c as a dual
// number. For baselines, the production `optimal_baseline`, which knows no covariance.
// Shows: mean, best coefficient, the least variance, and the excess of any other c, for arbitrary
// joint distributions; and both readings of a baseline as a control variate. c* is the true one: a
// coefficient estimated from the same sample biases the mean.
// Sources: glasserman2004monte, Section 4.1.1; greensmith2004variance, Theorem 8.

#include <algorithm>

#include "theory/policies/control_variate.hpp"
#include "theory/policies/optimal_baseline.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/engine/weighted_outcomes_instance.hpp"

namespace lemmata {
namespace {

using Kind = WeightedOutcomesInstance;

/// p, X, Y and any coefficient c.
template <class F>
struct Pair {
  explicit Pair(const WeightedOutcomesPoint<F>& at)
      : p{at.probabilities}, x{at.variables[0]}, y{at.variables[1]}, c{at.constants[0]} {}
  Vector<F> p, x, y;
  F c;

  F variance(const Vector<F>& of) const { return covariance(p, of, of); }
  F variance_with(const F& coefficient) const { return variance(controlled(p, x, y, coefficient)); }
};

template <class F>
Vector<Dual<F>> constant(const Vector<F>& numbers) {
  return numbers.unaryExpr([](const F& number) { return Dual<F>{number}; });
}

template <class F>
F square(const F& number) {
  return number * number;
}

const Hypothesis varying = hypothesis("Var(Y) > 0", [](const WeightedOutcomesInstance& x) {
  const auto& y = x.variables[1];
  return std::any_of(y.begin(), y.end(), [&](const Dyadic& value) { return value != y[0]; });
});

constexpr auto production = []<class F>(const Pair<F>& at) {
  return control_coefficient(at.p, at.x, at.y);
};

/// The predicate: at a claimed c the variance of X − c(Y − E Y) has derivative 0 in c.
template <class Coefficient>
Check is_stationary(Coefficient claimed) {
  return identity<Kind>([claimed]<class F>(const WeightedOutcomesPoint<F>& point) {
    const Pair<F> at{point};
    const Vector<Dual<F>> p = constant(at.p);
    const Vector<Dual<F>> moving =
        controlled(p, constant(at.x), constant(at.y), Dual<F>{claimed(at), F{1}});
    return equal(covariance(p, moving, moving).derivative, F{0});
  });
}

/// The predicate: with c* the variance is a claimed function of Var(X) and ρ².
template <class Factor>
Check leaves(Factor factor_of) {
  return identity<Kind>([factor_of]<class F>(const WeightedOutcomesPoint<F>& point) {
           const Pair<F> at{point};
           const F rho2 =
               square(covariance(at.p, at.x, at.y)) / (at.variance(at.x) * at.variance(at.y));
           return equal(at.variance_with(production(at)), F(factor_of(rho2) * at.variance(at.x)));
         })
      .only("ρ is defined where X varies", [](const WeightedOutcomesInstance& x) {
        const auto& values = x.variables[0];
        return std::any_of(values.begin(), values.end(),
                           [&](const Dyadic& value) { return value != values[0]; });
      });
}

/// The predicate: an estimator made of a pair has the mean of X.
template <class Estimator>
Check has_the_mean(Estimator estimator) {
  return identity<Kind>([estimator]<class F>(const WeightedOutcomesPoint<F>& point) {
    const Pair<F> at{point};
    return equal(mean(at.p, Vector<F>(estimator(at))), mean(at.p, at.x));
  });
}

/// Every outcome an action: coordinate i of the score, one entry an action, for each i.
template <class F>
Matrix<F> scores(const TabularSoftmax<F>& policy) {
  const auto actions = policy.parameters();
  Matrix<F> result(actions, actions);
  for (int a = 0; a < actions; ++a) result.row(a) = policy.score(0, a);
  return result;
}

}  // namespace

Theorem control_variates() {
  return {
      .id = "BL-9",
      .claim =
          "A control variate lowers the variance by the factor 1 − ρ² with its best coefficient "
          "Cov(X,Y)/Var(Y), of which the best baseline is a special case",
      .statement = R"(\min_c \operatorname{Var}\big(X - c\,(Y - \mathbb{E} Y)\big) =
                      (1 - \rho_{XY}^2) \operatorname{Var}(X), \qquad
                      c^* = \frac{\operatorname{Cov}(X,Y)}{\operatorname{Var}(Y)})",
      .hypotheses = {{"finitely many outcomes", {}}, varying},
      .oracle = "the variance as a sum over outcomes, and as a dual number in c",
      .shows =
          "Mean, coefficient, factor and excess for any joint distribution; baselines, by "
          "coordinate and for the trace, as the case X = gQ, Y = g.",
      .instances = weighted_outcomes(
          "pairs of random variables on finitely many outcomes",
          {.fewest = 1, .most = 5, .variables = {"X", "Y"}, .constants = {"coefficient c"}}),
      .checks =
          {
              part("the derivative in c is 0 at c*", is_stationary(production)),
              part("the least variance is (1 − ρ²) Var(X)",
                   leaves([]<class F>(const F& rho2) { return F(F{1} - rho2); })),
              part("any c has Var(Y) (c − c*)² more",
                   identity<Kind>([]<class F>(const WeightedOutcomesPoint<F>& point) {
                     const Pair<F> at{point};
                     const F best = production(at);
                     return equal(F(at.variance_with(at.c) - at.variance_with(best)),
                                  F(at.variance(at.y) * square(F(at.c - best))));
                   })),
              part("the mean is E[X] for any c",
                   has_the_mean([](const auto& at) { return controlled(at.p, at.x, at.y, at.c); })),
              part("a baseline for one coordinate g of the score: c* = E[g²Q]/E[g²]",
                   identity<Kind>([]<class F>(const WeightedOutcomesPoint<F>& point) {
                     const Pair<F> at{point};
                     const TabularSoftmax<F> policy{Matrix<F>(point.weights.transpose())};
                     const Vector<F> g = scores(policy).col(0);
                     const Vector<F> squares = at.p.cwiseProduct(g).cwiseProduct(g);
                     return equal(control_coefficient(at.p, Vector<F>(g.cwiseProduct(at.x)), g),
                                  F(squares.dot(at.x) / squares.sum()));
                   })),
              part("one baseline for all coordinates: Σ_i Cov(g_iQ, g_i)/Σ_i Var(g_i) = b*",
                   identity<Kind>([]<class F>(const WeightedOutcomesPoint<F>& point) {
                     const Pair<F> at{point};
                     const TabularSoftmax<F> policy{Matrix<F>(point.weights.transpose())};
                     F common{0}, variances{0};
                     for (int i = 0; i < policy.parameters(); ++i) {
                       const Vector<F> g = scores(policy).col(i);
                       common += covariance(at.p, Vector<F>(g.cwiseProduct(at.x)), g);
                       variances += covariance(at.p, g, g);
                     }
                     const Matrix<F> q = at.x.transpose();
                     return equal(F(common / variances), optimal_baseline(policy, q)(0));
                   })),
          },
      .proof =
          {
              step("Var(X − c(Y − E Y)) = Var(X) − 2c Cov(X,Y) + c² Var(Y), a parabola in c",
                   identity<Kind>([]<class F>(const WeightedOutcomesPoint<F>& point) {
                     const Pair<F> at{point};
                     return equal(at.variance_with(at.c),
                                  F(at.variance(at.x) - F{2} * at.c * covariance(at.p, at.x, at.y) +
                                    square(at.c) * at.variance(at.y)));
                   })),
              step("at its vertex: Var(X) − Cov(X,Y)²/Var(Y)",
                   identity<Kind>([]<class F>(const WeightedOutcomesPoint<F>& point) {
                     const Pair<F> at{point};
                     return equal(at.variance_with(production(at)),
                                  F(at.variance(at.x) -
                                    square(covariance(at.p, at.x, at.y)) / at.variance(at.y)));
                   })),
          },
      .falsifiers =
          {
              wrong("Cov(X,Y)/Var(X), the regression the other way",
                    is_stationary(
                        [](const auto& at) { return control_coefficient(at.p, at.y, at.x); })),
              wrong("E[XY]/E[Y²], right only if Y is centred",
                    is_stationary([]<class F>(const Pair<F>& at) {
                      return F(mean(at.p, Vector<F>(at.x.cwiseProduct(at.y))) /
                               mean(at.p, Vector<F>(at.y.cwiseProduct(at.y))));
                    })),
              wrong("the coefficient 1",
                    is_stationary([]<class F>(const Pair<F>&) { return F{1}; })),
              wrong("the sign of c*",
                    is_stationary([]<class F>(const Pair<F>& at) { return F(-production(at)); })),
              wrong("(1 − ρ²)², as if 1 − ρ² were the deviation's factor",
                    leaves([]<class F>(const F& rho2) { return square(F(F{1} - rho2)); })),
              wrong("ρ² for 1 − ρ²", leaves([]<class F>(const F& rho2) { return rho2; })),
              wrong("Y not centred: X − cY", has_the_mean([]<class F>(const Pair<F>& at) {
                      return Vector<F>(at.x - at.c * at.y);
                    })),
              wrong("a coefficient that saw the sample: c = X",
                    has_the_mean([]<class F>(const Pair<F>& at) {
                      const F y_mean = mean(at.p, at.y);
                      Vector<F> result = at.x;
                      for (int i = 0; i < result.size(); ++i) {
                        result(i) -= at.x(i) * (at.y(i) - y_mean);
                      }
                      return result;
                    })),
          },
      .needs = {needed(varying, is_stationary(production))},
      .sources = {{"glasserman2004monte", "Section 4.1.1"},
                  {"greensmith2004variance", "Theorem 8"}},
  };
}

}  // namespace lemmata
