// AS-4. On convex objectives with noisy gradients no method, delayed or not, is better than 1/√T;
// strong convexity allows 1/T.
//
//   f_v(x) = −vδx on [−1, 1], v = ±1, gradients −1 and 1 of mean −vδ. For every x̂ of T of them
//
//     max_v E[f_v(x̂) − f_v*] ≥ δ(1 − TV_T),   TV_T = TV(Bin(T, (1+δ)/2), Bin(T, (1−δ)/2)),
//
//   at least 1/(4√T) for δ = 3/(4√T), and attained in the mean over v by the sign of the majority.
//   If f is λ-strongly convex, E ĝ² ≤ G² and the steps are 1/(λt):  E(w_T − w*)² ≤ 4G²/(λ²T).
//
// A method is a function x̂ of the T gradients, delayed or not: they say the same wherever they are
// taken, so that it does not matter where it asks. One that draws its output is a mean of such.
//
// Proof of the first: the mean over v of the excess is Σ over sequences of gradients of a cost that
// is affine in the output after each, and least at −1 or 1, where the sum is δ(1 − TV).
//
// Hypotheses: convex objectives on an interval, independent gradients of bounded variance; for 1/T
// strong convexity.
//
// Oracle: every sequence of signs; every function of few; total variations by their sum, exactly.
//
// Shows: of methods: production SGD and cut combinations with drawn weights up to T = 6, every
// function of one or two gradients with values −1, 0, 1 and of three with values −1, 1; and for
// every method up to T = 6 the best output after each sequence. Beyond, its size alone: 1/(4√T) at
// T = 4, 16 … 1024 in balls. The rate 1/T for production on λw²/2 up to T = 7, its induction to
// 257.
//
// Sources: agarwal2012information, the lower bound; rakhlin2012making, Lemma 1.

#include "verification/asynchronous/strongly_convex_rates.hpp"
#include "verification/asynchronous/two_slopes.hpp"

namespace lemmata {
namespace {

using namespace two_slopes;

const Hypothesis convex_with_noise{"convex on an interval, independent gradients of one variance",
                                   {}};
const Hypothesis strong_convexity{"for 1/T: λ-strongly convex, λ > 0", {}};

/// Over T = 4, 16 … 1024 and δ = 3/(4√T): δ(1 − TV) beside a claim, a function of √T.
template <class Claimed>
Sides<Ball> at_powers_of_four(Claimed claimed) {
  std::vector<Ball> bounds, claims;
  for (int root = 2; root <= 32; root *= 2) {
    bounds.push_back(least_excess(Ball(Ball{3} / Ball{4 * root}), root * root));
    claims.push_back(claimed(Ball{root}));
  }
  return at_most(as_vector(claims), as_vector(bounds));
}

/// The predicate: δ(1 − TV) is at least as claimed; or at most.
template <class Claimed>
Check stays_above(Claimed claimed) {
  return ball_inequality<WeightedOutcomesInstance>(
             [=](const WeightedOutcomesPoint<Ball>&) { return at_powers_of_four(claimed); })
      .once();
}
template <class Claimed>
Check stays_below(Claimed claimed) {
  return ball_inequality<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>&) {
           const Sides<Ball> sides = at_powers_of_four(claimed);
           return at_most(sides.right, sides.left);
         })
      .once();
}
auto over_root(int numerator, int denominator) {
  return [=](const Ball& root) { return Ball{numerator} / (Ball{denominator} * root); };
}

}  // namespace

Theorem convexity_alone_allows_no_better_than_the_root() {
  namespace strong = strongly_convex_rates;
  return {
      .id = "AS-4",
      .claim =
          "On convex objectives with noisy gradients no method is better than 1/√T; strong "
          "convexity allows 1/T",
      .statement = R"(\max_{v = \pm 1} \mathbb E[f_v(\hat x) - f_v^*] \ge
                      \delta (1 - \mathrm{TV}_T) \ge \frac{1}{4\sqrt T}; \qquad
                      \mathbb E(w_T - w^*)^2 \le \frac{4G^2}{\lambda^2 T}
                      \text{ if } \lambda\text{-strongly convex})",
      .hypotheses = {convex_with_noise, strong_convexity},
      .oracle = "every sequence of signs, every function of few; total variations by their sum",
      .shows =
          "The lower bound for production SGD and drawn combinations of up to six gradients, for "
          "every function of up to three to −1 and 1 (and to 0, of two), and by the best output "
          "after each sequence of up to six; "
          "its size to T = 1024; the rate 1/T of production on λw²/2 to T = 7, its induction to "
          "257.",
      .instances = delayed_quadratics::delayed_quadratic_runs(4),
      .checks =
          {
              part("production SGD pays at least δ(1 − TV)", pays_at_least(by_production, le_cam)),
              part("so does every combination of the gradients, cut to [−1, 1]",
                   combinations_pay_at_least(le_cam)),
              part("and every function of up to three of them to −1 and 1",
                   tables_pay_at_least(le_cam)),
              part("δ(1 − TV) ≥ 1/(4√T) for T = 4, 16 … 1024", stays_above(over_root(1, 4))),
              part("strongly convex: E w_T² ≤ 4G²/(λ²T)",
                   strong::falls_like_one_over_t(strong::falling)),
          },
      .proof =
          {
              step("the sign of the majority attains δ(1 − TV)", majority_attains_it()),
              step("the best output after each sequence of gradients comes to no less",
                   best_outputs_pay_it()),
              step("E w_{t+1}² ≤ (1 − 2/t)E w_t² + E ĝ_t²/(λ²t²)",
                   strong::contracts_by_curvature()),
              step("by which 4G²/(λ²t) goes on", strong::induction()),
          },
      .falsifiers =
          {
              wrong("a rate 1/T on convex objectives: at most 8/T",
                    stays_below([](const Ball& root) { return Ball{8} / (root * root); }))
                  .refuting(54),
              wrong("unbiased gradients give 1/√T and no better",
                    strong::falls_like_the_root_at_best())
                  .refuting(45),
              wrong("the total variation of one gradient",
                    pays_at_least(majority, []<class F>(const F& delta,
                                                        int) { return least_excess(delta, 1); })),
              wrong("half the total variation",
                    pays_at_least(majority,
                                  []<class F>(const F& delta, int samples) {
                                    return F(delta *
                                             (F{1} - total_variation(delta, samples) / F{2}));
                                  })),
              wrong("a gradient fewer", pays_at_least(majority,
                                                      []<class F>(const F& delta, int t) {
                                                        return least_excess(delta,
                                                                            std::max(1, t - 2));
                                                      })),
              wrong("no method is better than SGD with steps 1",
                    tables_pay_at_least([]<class F>(const F& delta, int samples) {
                      return mean_excess(by_production, delta, F{1}, samples);
                    })),
              wrong("combinations pay what no information costs, δ",
                    combinations_pay_at_least([]<class F>(const F& delta, int) { return delta; })),
              wrong("at least 1/(2√T)", stays_above(over_root(1, 2))),
              wrong("at most 1/(4√T)", stays_below(over_root(1, 4))),
              wrong("strongly convex: G²/(8λ²T)",
                    strong::falls_like_one_over_t(strong::falling, 32)),
              wrong("strongly convex: 1/T with steps 32 times shorter",
                    strong::falls_like_one_over_t(strong::too_short)),
          },
      .sources = {{"agarwal2012information", "the lower bound"}, {"rakhlin2012making", "Lemma 1"}},
      .figure = Figure{.title = "What convexity alone allows",
                       .caption =
                           "The least worst excess δ(1 − TV) over functions ±δx on [−1, 1] with "
                           "gradients ±1, δ = 3/(4√T): no method is below it. Dashed: 1/(4√T), and "
                           "2G²/(λT) for λ = G = 1, which strong convexity promises.",
                       .x_label = "gradients T",
                       .y_label = "excess",
                       .log_x = true,
                       .log_y = true,
                       .curves =
                           [] {
                             Curve least{.label = "nobody is below"};
                             Curve root{.label = "1/(4√T)", .bound = true};
                             Curve strongly{.label = "strongly convex, 2/T", .bound = true};
                             for (int m = 2; m <= 32; m *= 2) {
                               const double t = m * m;
                               least.points.emplace_back(t, least_excess(0.75 / m, m * m));
                               root.points.emplace_back(t, 0.25 / m);
                               strongly.points.emplace_back(t, 2 / t);
                             }
                             return std::vector{least, root, strongly};
                           }},
  };
}

}  // namespace lemmata
