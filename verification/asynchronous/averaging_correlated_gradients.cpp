// AS-11. Averaging the gradients of N workers divides their variance by N if they are independent,
// and by less if they are positively correlated.
//
//   Var((g_1 + … + g_N)/N) = σ²(1 + (N − 1)ρ)/N,
//
// for variances σ² and correlations ρ between any two: σ²/N at ρ = 0, σ² at ρ = 1, where N workers
// do the work of one.
//
// Hypotheses: gradients of the same variance, any two of the same correlation.
// Oracle: every joint outcome of g_i = ξ_i + sξ_0 with independent ξ of one distribution, for which
// σ² = (1 + s²)Var ξ and ρ = s²/(1 + s²).
// Shows: the variance of the parameters after one round of the production simulator's synchronous
// workers, for up to three workers and outcomes, s any number.
// Sources: mnih2016asynchronous, that workers average.

#include "algorithms/asynchronous/simulator.hpp"
#include "verification/engine/enumeration.hpp"
#include "verification/engine/theorem.hpp"
#include "verification/engine/weighted_outcomes_instance.hpp"

namespace lemmata {
namespace {

const Hypothesis alike{"gradients of one variance, any two of one correlation", {}};

constexpr int most_workers = 3;

template <class F>
struct CorrelatedGradients {
  Vector<F> probabilities, values;  ///< of ξ
  F shared;                         ///< s

  explicit CorrelatedGradients(const WeightedOutcomesPoint<F>& x)
      : probabilities{x.probabilities}, values{x.variables[0]}, shared{x.constants[0]} {}

  F variance_of_outcome() const {
    const F mean = probabilities.dot(values);
    return F(probabilities.dot(Vector<F>(values.cwiseProduct(values))) - mean * mean);
  }
  F variance() const { return F((F{1} + shared * shared) * variance_of_outcome()); }
  F correlation() const { return F(shared * shared / (F{1} + shared * shared)); }
};

/// The parameters after one round from 0 with step 1: minus the mean of the gradients.
constexpr auto by_production = []<class F>(const std::vector<F>& gradients) {
  const int workers = static_cast<int>(gradients.size());
  SharedParameters<F> shared{Vector<F>::Constant(1, F{0}), workers, Discipline::synchronous()};
  for (int worker = 0; worker < workers; ++worker) {
    shared.deliver(
        worker,
        [&](const Vector<F>&, int of, int) {
          return Vector<F>(Vector<F>::Constant(1, gradients[static_cast<std::size_t>(of)]));
        },
        [](int) { return F{1}; });
  }
  return F(shared.parameters()(0));
};

/// The same where each is applied as it arrives: the sum.
constexpr auto added_up = []<class F>(const std::vector<F>& gradients) {
  return F(by_production(gradients) * F(static_cast<int>(gradients.size())));
};

/// Workers that all draw from one stream of random numbers.
constexpr auto with_one_seed = []<class F>(const std::vector<F>& gradients) {
  return by_production(std::vector<F>(gradients.size(), gradients.front()));
};

/// Calls visit(probability, outcomes) for every joint outcome of ξ_0 … ξ_N.
template <class F, class Visit>
void for_each_joint(const CorrelatedGradients<F>& x, int count, const Visit& visit) {
  enumeration::for_each_draws(x.probabilities, x.values, count, visit);
}

/// The predicate: a way to apply N gradients has a variance as claimed, a function of σ², ρ and N.
template <class Apply, class Claimed>
Check has_variance(Apply apply, Claimed claimed) {
  return enumerated_identity<WeightedOutcomesInstance>(
      [=]<class F>(const WeightedOutcomesPoint<F>& point) {
        const CorrelatedGradients<F> x{point};
        Vector<F> left(most_workers), right(most_workers);
        for (int workers = 1; workers <= most_workers; ++workers) {
          F first{0}, second{0};
          for_each_joint(x, workers + 1, [&](const F& probability, const std::vector<F>& xi) {
            std::vector<F> gradients;
            for (int i = 1; i <= workers; ++i) {
              gradients.push_back(F(xi[static_cast<std::size_t>(i)] + x.shared * xi[0]));
            }
            const F result = apply(gradients);
            first += probability * result;
            second += probability * result * result;
          });
          left(workers - 1) = second - first * first;
          right(workers - 1) = claimed(x.variance(), x.correlation(), F(workers));
        }
        return equal(left, right);
      });
}

constexpr auto of_the_mean = []<class F>(const F& variance, const F& correlation,
                                         const F& workers) {
  return F(variance * (F{1} + (workers - F{1}) * correlation) / workers);
};

}  // namespace

Theorem averaging_correlated_gradients() {
  return {
      .id = "AS-11",
      .claim =
          "Averaging the gradients of N workers divides their variance by N if they are "
          "independent, and by less if they are positively correlated",
      .statement = R"(\operatorname{Var}\tfrac1N \sum_i g_i
                      = \frac{\sigma^2 (1 + (N - 1)\rho)}{N})",
      .hypotheses = {alike},
      .oracle = "every joint outcome of ξ_i + sξ_0",
      .shows =
          "The parameters after one round of the production simulator's synchronous workers, for "
          "up to three workers and outcomes. One round: gradients at the same parameters.",
      .instances = weighted_outcomes("distributions of a gradient, and what workers share",
                                     {.fewest = 1,
                                      .most = 3,
                                      .outcome = "outcome",
                                      .weights = "weights",
                                      .variables = {"ξ"},
                                      .constants = {"s"}}),
      .checks = {has_variance(by_production, of_the_mean)},
      .proof = {step(
          "the correlation is Cov(g_1, g_2)/σ² = s²/(1 + s²)",
          identity<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& point) {
            const CorrelatedGradients<F> x{point};
            F product{0}, first{0};
            for_each_joint(x, 3, [&](const F& probability, const auto& xi) {
              const F own = xi[1] + x.shared * xi[0];
              const F other = xi[2] + x.shared * xi[0];
              product += probability * own * other;
              first += probability * own;
            });
            return equal(F(product - first * first), F(x.correlation() * x.variance()));
          }))},
      .falsifiers =
          {
              wrong("σ²/N whatever the correlation",
                    has_variance(by_production,
                                 []<class F>(const F& variance, const F&, const F& workers) {
                                   return F(variance / workers);
                                 })),
              wrong("Nρ for (N − 1)ρ",
                    has_variance(
                        by_production,
                        []<class F>(const F& variance, const F& correlation, const F& workers) {
                          return F(variance * (F{1} + workers * correlation) / workers);
                        })),
              wrong("1 − ρ: correlation helps",
                    has_variance(
                        by_production,
                        []<class F>(const F& variance, const F& correlation, const F& workers) {
                          return F(variance * (F{1} - (workers - F{1}) * correlation) / workers);
                        })),
              wrong("σ²/N²", has_variance(by_production,
                                          []<class F>(const F& variance, const F& correlation,
                                                      const F& workers) {
                                            return F(of_the_mean(variance, correlation, workers) /
                                                     workers);
                                          })),
              wrong("the sum of a round for its mean", has_variance(added_up, of_the_mean)),
              wrong("workers that draw from one stream", has_variance(with_one_seed, of_the_mean)),
          },
      .sources = {{"mnih2016asynchronous", "that workers average"}},
  };
}

}  // namespace lemmata
