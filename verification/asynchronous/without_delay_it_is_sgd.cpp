// AS-1. Without delay the delayed process is stochastic gradient descent, step for step.
//
//   x_{t+1} = x_t − α_t ĝ_t(x_{t−τ_t}),   which is SGD where every τ_t = 0.
//
// Hypotheses: 0 ≤ τ_t ≤ t; any steps, any estimates of a gradient.
// Oracle: the definition, with every iterate kept in a list.
// Shows: production against the definition, for linear gradients with noise in up to four
// coordinates, with no delay, with constant delays and with delays that vary, as polynomials in
// all numbers.
// Sources: agarwal2011distributed, delayed SGD.

#include "algorithms/asynchronous/delayed_sgd.hpp"
#include "verification/engine/theorem.hpp"
#include "verification/engine/weighted_outcomes_instance.hpp"

namespace lemmata {
namespace {

const Hypothesis known_parameters{"0 ≤ τ_t ≤ t: gradients come from parameters that there were",
                                  {}};

constexpr int updates = 7;
constexpr int longest_delay = 3;

int none(int) { return 0; }
int varying(int t) { return (5 * t + 1) % (std::min(t, longest_delay) + 1); }

/// ĝ_t(x) = λ∘x + s(Σx)1 + (t + 1)ξ and α_t = α/(t + 1).
template <class F>
struct LinearTask {
  Vector<F> start, curvatures, noise;
  F coupling, step_size;

  explicit LinearTask(const WeightedOutcomesPoint<F>& x)
      : start{x.variables[0]},
        curvatures{x.variables[1]},
        noise{x.variables[2]},
        coupling{x.constants[0]},
        step_size{x.constants[1]} {}

  Vector<F> gradient(const Vector<F>& x, int t) const {
    Vector<F> result = curvatures.cwiseProduct(x) + F(t + 1) * noise;
    const F pull = coupling * x.sum();
    for (F& entry : result) entry += pull;
    return result;
  }
  F step(int t) const { return F(step_size / F(t + 1)); }
};

/// How a task is run: x_0 … x_T from the task and τ_t.
constexpr auto by_production = []<class F>(const LinearTask<F>& task, auto delay) {
  return delayed_sgd(
      task.start, longest_delay, updates,
      [&](const Vector<F>& x, int t) { return task.gradient(x, t); }, delay,
      [&](int t) { return task.step(t); });
};

/// The definition, with the parameters, the noise and the step of updates that a claim names.
template <class Seen, class Noise, class Step>
auto by_definition(Seen seen, Noise noise_of, Step step_of) {
  return [=]<class F>(const LinearTask<F>& task, auto delay) {
    std::vector<Vector<F>> x{task.start};
    for (int t = 0; t < updates; ++t) {
      const Vector<F>& before = x[static_cast<std::size_t>(seen(t, delay(t)))];
      const Vector<F> gradient = task.gradient(before, noise_of(t));
      x.push_back(Vector<F>(x.back() - task.step(step_of(t)) * gradient));
    }
    return x;
  };
}
int same(int t) { return t; }
int next(int t) { return t + 1; }
int delayed(int t, int delay) { return t - delay; }
int newest(int t, int) { return t; }
int one_older(int t, int delay) { return std::max(0, t - delay - 1); }

/// The predicate: a way to run the task gives the iterates of the definition.
template <class Run, class Delay>
Check is_the_definition(Run run, Delay delay) {
  return identity<WeightedOutcomesInstance>([=]<class F>(const WeightedOutcomesPoint<F>& point) {
    const LinearTask<F> task{point};
    const auto left = run(task, delay);
    const auto right = by_definition(delayed, same, same)(task, delay);
    Matrix<F> iterates(task.start.size(), updates + 1), expected = iterates;
    for (int t = 0; t <= updates; ++t) {
      iterates.col(t) = left[static_cast<std::size_t>(t)];
      expected.col(t) = right[static_cast<std::size_t>(t)];
    }
    return equal(iterates, expected);
  });
}

/// The predicate without delay: SGD written down, x ← x − α_t ĝ_t(x).
template <class Run>
Check is_sgd(Run run) {
  return identity<WeightedOutcomesInstance>([=]<class F>(const WeightedOutcomesPoint<F>& point) {
    const LinearTask<F> task{point};
    const auto iterates = run(task, none);
    Vector<F> x = task.start;
    for (int t = 0; t < updates; ++t) x -= Vector<F>(task.step(t) * task.gradient(x, t));
    return equal(iterates.back(), x);
  });
}

/// The predicate: x_T = x_0 − Σα_t ĝ_t(x_{t−τ_t}), the parameters being production's.
Check adds_its_steps() {
  return identity<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& point) {
    const LinearTask<F> task{point};
    const auto iterates = by_production(task, varying);
    Vector<F> sum = Vector<F>::Constant(task.start.size(), F{0});
    for (int t = 0; t < updates; ++t) {
      sum += task.step(t) * task.gradient(iterates[static_cast<std::size_t>(t - varying(t))], t);
    }
    return equal(iterates.back(), Vector<F>(task.start - sum));
  });
}

/// Production whose gradients are this much later than asked for.
constexpr auto later_than_asked = []<class F>(const LinearTask<F>& task, auto delay) {
  return by_production(task, [=](int t) { return std::min(t, delay(t) + 1); });
};

/// Every update applied twice, as a message delivered again.
constexpr auto applied_twice = []<class F>(const LinearTask<F>& task, auto delay) {
  LinearTask<F> doubled = task;
  doubled.step_size *= F{2};
  return by_production(doubled, delay);
};

}  // namespace

Theorem without_delay_it_is_sgd() {
  return {
      .id = "AS-1",
      .claim = "Without delay the delayed process is stochastic gradient descent, step for step",
      .statement = R"(x_{t+1} = x_t - \alpha_t\, \hat g_t(x_{t - \tau_t}); \qquad
                      \tau_t = 0: \; x_{t+1} = x_t - \alpha_t\, \hat g_t(x_t))",
      .hypotheses = {known_parameters},
      .oracle = "the definition, with every iterate kept in a list",
      .shows =
          "Production against the definition without delay, with constant delays and with delays "
          "that vary, in up to four coordinates.",
      .instances =
          weighted_outcomes("linear gradients with noise", {.fewest = 1,
                                                            .most = 4,
                                                            .outcome = "coordinate",
                                                            .weights = "weights",
                                                            .variables = {"x_0", "λ", "ξ"},
                                                            .constants = {"coupling", "α"}}),
      .checks = {part("without delay: SGD", is_sgd(by_production)),
                 part("constant delays: the definition",
                      is_the_definition(by_production, constant_delay(longest_delay))),
                 part("delays that vary: the definition",
                      is_the_definition(by_production, varying))},
      .proof = {step("the parameters are the first less all steps", adds_its_steps())},
      .falsifiers =
          {
              wrong("a delay of one update is SGD", is_sgd(later_than_asked)),
              wrong("every update applied twice", is_sgd(applied_twice)),
              wrong("a snapshot that is shared, not copied",
                    is_the_definition(by_definition(newest, same, same), varying)),
              wrong("parameters one update older",
                    is_the_definition(by_definition(one_older, same, same), varying)),
              wrong("the noise of the next update", is_sgd(by_definition(delayed, next, same))),
              wrong("the step size of the next update", is_sgd(by_definition(delayed, same, next))),
          },
      .sources = {{"agarwal2011distributed", "delayed SGD"}},
  };
}

}  // namespace lemmata
