// AS-2. A gradient that is τ updates late is stable exactly below a step that falls like 1/τ.
//
//   x_{t+1} = x_t − a x_{t−τ},  a = αλ:   x_t → 0 from every start ⟺ 0 < a < 2 sin(π/(2(2τ+1)));
//   iterates keep their sign              ⟺ a ≤ τ^τ/(τ+1)^{τ+1};
//   and that a makes the spectral radius least: τ/(τ+1).
//
// Along an eigenvector of curvature λ this is delayed gradient descent on a quadratic; it is stable
// if a = αλ is below the threshold for every eigenvalue.
//
// Hypotheses: f quadratic, α and τ constant, gradients without noise, a > 0.
// Oracle: the roots of p(z) = z^{τ+1} − z^τ + a by Schur and Cohn in balls, where production
// iterates satisfy the recursion that p stands for.
// Shows: the two sides at random a for τ ≤ 12, and 10⁻⁴ off the threshold for every τ ≤ 64. That p
// has no positive root above the second bound, so that no solution keeps its sign, and that the
// bound's p has the double root τ/(τ + 1) with the others inside its circle. For a off the second
// bound, that some root lies outside that circle. Not delays that vary.
// Sources: levin1976note, the threshold.

#include <algorithm>

#include "verification/asynchronous/monotone_steps.hpp"
#include "verification/asynchronous/stability_map.hpp"

namespace lemmata {
namespace {

using namespace delayed_quadratics;

const Hypothesis quadratic_objective{"f is quadratic, α and τ are constant, gradients exact", {}};
const Hypothesis positive_step{"a = αλ > 0", {}};

constexpr int longest_drawn = 12;

/// The threshold, and what others might take it for, with k for 2τ + 1 or another sine.
constexpr auto claimed_threshold = [](int delay) { return stable_step<Ball>(delay); };
auto sine_threshold(int factor, int offset) {
  return [=](int delay) {
    return Ball{2} * sine_of_pi(Ball{1} / Ball{2 * (factor * delay + offset)});
  };
}

Truth is_stable(const Ball& a, int delay) {
  return has_all_roots_in_unit_disc(delayed_polynomial(a, delay));
}
/// The predicate: stable at a share of a claimed threshold.
template <class Threshold>
Check is_stable_below(Threshold threshold) {
  return certified<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& point) {
    const DelayedQuadratic<Ball> x{point};
    return is_stable(x.share * threshold(x.delay), x.delay);
  });
}

/// The predicate: unstable where a claimed threshold is that share.
template <class Threshold>
Check is_unstable_above(Threshold threshold) {
  return certified<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& point) {
    const DelayedQuadratic<Ball> x{point};
    return negation(is_stable(threshold(x.delay) / x.share, x.delay));
  });
}

/// The predicate for every τ ≤ 64: stable, or unstable, at the threshold and a part in 10⁴.
Check is_sharp(int parts, bool stable) {
  return certified<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>&) {
           for (int delay = 0; delay <= longest_checked; ++delay) {
             const Ball a = stable_step<Ball>(delay) * Ball{10'000 + parts} / Ball{10'000};
             const Truth truth = is_stable(a, delay);
             const Truth wanted = stable ? truth : negation(truth);
             if (wanted != Truth::certainly_true) return wanted;
           }
           return Truth::certainly_true;
         })
      .once();
}

/// The predicate: iterates of a run obey x_{t+1} = x_t − a x_{t−τ} with x_t = x_0 for t < 0.
template <class Run>
Check obeys_the_recursion(Run run) {
  return identity<WeightedOutcomesInstance>([=]<class F>(const WeightedOutcomesPoint<F>& point) {
    const DelayedQuadratic<F> x{point};
    const int updates = 2 * x.delay + 3;
    const std::vector<F> iterates = run(x.start, x.curvature, x.share, x.delay, updates);
    const Vector<F> p = delayed_polynomial(F(x.share * x.curvature), x.delay);
    Vector<F> sums = Vector<F>::Constant(updates, F{0});
    for (int t = 0; t < updates; ++t) {
      for (int k = 0; k <= x.delay + 1; ++k) {
        const int index = std::max(0, t + k - x.delay);
        sums(t) += p(k) * iterates[static_cast<std::size_t>(index)];
      }
    }
    return equal(sums, Vector<F>::Constant(updates, F{0}));
  });
}

}  // namespace

Theorem delay_lowers_the_stable_step() {
  const auto sine_of_two_more = sine_threshold(2, 3);
  const auto one_over_delay = [](int delay) { return Ball{1} / Ball{delay + 1}; };
  const auto without_delay = [](int) { return Ball{2}; };
  return {
      .id = "AS-2",
      .claim = "Delayed gradient steps on a quadratic are stable exactly below 2 sin(π/(2(2τ+1)))",
      .statement = R"(x_{t+1} = x_t - a\,x_{t-\tau} \to 0 \iff 0 < a <
                      2 \sin\frac{\pi}{2(2\tau+1)}; \qquad
                      \text{no oscillation} \iff a \le \frac{\tau^\tau}{(\tau+1)^{\tau+1}})",
      .hypotheses = {quadratic_objective, positive_step},
      .oracle = "the roots of z^{τ+1} − z^τ + a by Schur and Cohn, in balls",
      .shows =
          "Both sides of the threshold at random steps for τ ≤ 12, and 10⁻⁴ off it for every "
          "τ ≤ 64; where iterates keep their sign, and where the spectral radius is least. Not "
          "delays that vary.",
      .instances = delayed_quadratic_runs(longest_drawn),
      .checks =
          {
              part("production iterates obey the recursion", obeys_the_recursion(production)),
              part("stable below the threshold", is_stable_below(claimed_threshold)),
              part("unstable above", is_unstable_above(claimed_threshold)),
              part("for every τ ≤ 64: stable 10⁻⁴ below", is_sharp(-1, true)),
              part("for every τ ≤ 64: unstable 10⁻⁴ above", is_sharp(1, false)),
              part("up to τ^τ/(τ+1)^{τ+1}: 0 < x_t ≤ (1 − a)^t x_0",
                   keeps_its_sign(without_oscillation)),
              part("above it p has no positive root, so that no solution keeps its sign",
                   bounds_the_descent(without_oscillation)),
              part("off it some root has a modulus above τ/(τ+1)",
                   has_larger_roots_off(least_radius)),
          },
      .proof =
          {
              step("at that step τ/(τ+1) is a double root", has_a_double_root()),
              step("for every τ ≤ 64: the other roots are inside its circle",
                   other_roots_are_inside()),
          },
      .falsifiers =
          {
              wrong("2 sin(π/(2(2τ+3)))", is_unstable_above(sine_of_two_more)),
              wrong("2 sin(π/(2(τ+1)))", is_stable_below(sine_threshold(1, 1))),
              wrong("1/(τ+1)", is_unstable_above(one_over_delay)),
              wrong("2/(2τ+1), twice the sine's argument over π",
                    is_unstable_above([](int delay) { return Ball{2} / Ball{2 * delay + 1}; })),
              wrong("the threshold without delay, 2", is_stable_below(without_delay)),
              wrong("for every τ ≤ 64: stable 10⁻⁴ above", is_sharp(1, true)),
              wrong("gradients one update older", obeys_the_recursion(one_update_later)),
              wrong("a snapshot that is shared, not copied", obeys_the_recursion(shared_snapshot)),
              wrong("every update applied twice", obeys_the_recursion(applied_twice)),
              wrong("iterates keep their sign up to 1/(τ+1)",
                    keeps_its_sign([]<class F>(int delay) { return F(F{1} / F(delay + 1)); })),
              wrong("none does above τ^τ/(τ+1)^{τ+2}", bounds_the_descent([]<class F>(int delay) {
                      return F(monotone_step<F>(delay) / F(delay + 1));
                    })),
              wrong("the least spectral radius is (τ+1)/(τ+2)",
                    has_larger_roots_off([](int delay) { return least_radius(delay + 1); })),
          },
      .needs = {needed(positive_step,
                       is_stable_below([](int delay) { return -stable_step<Ball>(delay); }))},
      .sources = {{"levin1976note", "the threshold"}},
      .figure = stability_map(),
  };
}

}  // namespace lemmata
