// EN-1. The bounds of entropy, and where they are attained.
//
//   0 ≤ H(p) ≤ log n,   H = 0 exactly at the deterministic p, H = log n exactly at the uniform p
//
// for a distribution p on n outcomes, in nats, with 0·log 0 = 0.
//
// Hypotheses: finitely many outcomes.
// Oracle: two quantities without logarithms. Since −log x ≥ 1 − x, H(p) ≥ 1 − Σp², which is 0 at
// deterministic p only; by Pinsker's inequality log n − H(p) = KL(p‖uniform) ≥ ½‖p − u‖₁², which is
// 0 at u only. So the two inequalities below prove both bounds and both cases of equality.
// Shows: the inequalities certified in ball arithmetic, zeros in p included; the attained bounds to
// 10⁻³⁰, since no ball decides an equality.
// Sources: cover2006elements, Theorem 2.6.4 and Lemma 11.6.1.

#include "theory/soft/soft_bellman.hpp"
#include "verification/engine/distribution_instance.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata {
namespace {

using Point = DistributionPoint<Ball>;

Ball log_outcomes(const Point& x) { return log(Ball{x.probabilities.size()}); }

/// ‖p − u‖₁².
Ball squared_distance_from_uniform(const Point& x) {
  Ball distance{0};
  for (const Ball& p : x.probabilities) {
    distance += absolute(p - Ball{1} / Ball{x.probabilities.size()});
  }
  return distance * distance;
}

/// The predicate: a claimed entropy H and constant c satisfy H + c‖p − u‖₁² ≤ log n away from u.
template <class Entropy>
Check stays_below_the_logarithm(Entropy claimed, Ball constant) {
  return ball_inequality<DistributionInstance>([=](const Point& x) {
           return at_most(claimed(x) + constant * squared_distance_from_uniform(x),
                          log_outcomes(x));
         })
      .only("not at the uniform distribution, where both sides are equal",
            [](const DistributionInstance& x) { return !x.is_uniform(); });
}

/// The predicate: 1 − Σp² ≤ H.
template <class Entropy>
Check exceeds_the_collision_gap(Entropy claimed) {
  return ball_inequality<DistributionInstance>([claimed](const Point& x) {
    return at_most(Ball{1} - x.probabilities.dot(x.probabilities), claimed(x));
  });
}

Ball production(const Point& x) { return entropy(x.probabilities); }

}  // namespace

Theorem entropy_is_bounded() {
  const Ball half = Ball{1} / Ball{2};
  const Ball nearly_zero = Ball{1} / power(Ball{10}, 30);
  return {
      .id = "EN-1",
      .claim =
          "Entropy lies between 0 and log n, with equality exactly at deterministic and at "
          "uniform distributions",
      .statement = R"(0 \le 1 - \sum_i p_i^2 \le H(p) \le \log n - \tfrac12 \lVert p - u \rVert_1^2
                      \le \log n)",
      .hypotheses = {{"finitely many outcomes", {}}},
      .oracle = "the collision probability and the distance from uniform, without logarithms",
      .shows = "Both bounds with a margin that vanishes only where they are attained.",
      .instances = distributions(6),
      .checks =
          {
              part("1 − Σp² ≤ H(p)", exceeds_the_collision_gap(production)),
              part("H(p) + ½‖p − u‖₁² ≤ log n", stays_below_the_logarithm(production, half)),
              part("H(u) = log n to 10⁻³⁰",
                   ball_inequality<DistributionInstance>([=](const Point& x) {
                     const auto n = x.probabilities.size();
                     const Vector<Ball> uniform = Vector<Ball>::Constant(n, Ball{1} / Ball{n});
                     return at_most(absolute(entropy(uniform) - log_outcomes(x)), nearly_zero);
                   })),
              part("H = 0 where one outcome is certain",
                   ball_inequality<DistributionInstance>([](const Point& x) {
                     Vector<Ball> certain = Vector<Ball>::Constant(x.probabilities.size(), Ball{0});
                     certain(0) = Ball{1};
                     return at_most(absolute(entropy(certain)), Ball{0});
                   })),
          },
      .proof =
          {
              step("log n − H(p) = KL(p‖u), to 10⁻³⁰",
                   ball_inequality<DistributionInstance>([=](const Point& x) {
                     Ball divergence{0};
                     const Ball n{x.probabilities.size()};
                     for (const Ball& p : x.probabilities) {
                       if (!contains_zero(p)) divergence += p * log(p * n);
                     }
                     const Ball gap = log_outcomes(x) - entropy(x.probabilities);
                     return at_most(absolute(gap - divergence), nearly_zero);
                   })),
          },
      .falsifiers =
          {
              wrong("base-2 logarithms against log n in nats",
                    stays_below_the_logarithm(
                        [](const Point& x) { return production(x) / log(Ball{2}); }, half)),
              wrong("the sign: Σ p log p",
                    exceeds_the_collision_gap([](const Point& x) { return -production(x); })),
              wrong("a constant twice too good: H + ‖p − u‖₁² ≤ log n",
                    stays_below_the_logarithm(production, Ball{1})),
              wrong("only the largest outcome counted: −max p log max p",
                    exceeds_the_collision_gap([](const Point& x) {
                      Ball largest = x.probabilities(0);
                      for (const Ball& p : x.probabilities) largest = larger(largest, p);
                      return -largest * log(largest);
                    })),
          },
      .sources = {{"cover2006elements", "Theorem 2.6.4, Lemma 11.6.1"}},
  };
}

}  // namespace lemmata
