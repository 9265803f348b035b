// EN-13. Annealing reaches the optimum; a fixed temperature does not.
//
//   V_{t+1} = T_{β_t}V_t:  ‖V_t − V*‖∞ ≤ γᵗ‖V_0 − V*‖∞ + log A Σ_{k<t} γ^{t−1−k} β_k → 0 if β_t →
//   0; two arms with rewards 1 and 0:  J* − J(π_β*) = 1/(1 + e^{1/β}) > 0 for every β > 0.
//
// Hypotheses: a finite MDP, 0 ≤ γ < 1, temperatures β_t > 0.
// The first line: max_a Q ≤ T_βV ≤ max_a Q + β log A, and V ↦ max_a Q is a γ-contraction; the sum
// is a discounted memory of the temperatures, and goes to 0 where they do, however slowly.
//
// Oracle: V* of certified width from its Bellman residual in balls; β_t by its formula in balls;
// the gap of the arms by hand.
//
// Shows: the bound along production's `annealed_soft_values` for four schedules, certified in balls
// from V_0 = V; that a schedule's last β_t, and not its first, decides; the gap of the arms for
// production's policy, to 10⁻¹². That the sum goes to 0 is argued, not checked; that β_t → 0 is
// necessary is shown for the arms alone.
//
// Sources: geist2019theory, for T_β; puterman1994markov, Theorem 6.2.3, for the contraction.

#include "algorithms/environments/named_environments.hpp"
#include "algorithms/soft/annealing.hpp"
#include "verification/entropy/certified_soft_optimum.hpp"

namespace lemmata {
namespace {

using namespace certified_soft_optimum;
using Point = MdpPoint<Ball>;

constexpr int iterations = 24;

std::vector<Annealing> schedules(double first) {
  return {Annealing::harmonic(first), Annealing::logarithmic(first),
          Annealing::geometric(first, 0.5), Annealing::constant(first)};
}

/// β_k of each schedule in turn, by its formula in balls.
using Temperature = Ball (*)(const Ball& first, int k);
const std::vector<Temperature> formulas{
    [](const Ball& first, int k) { return first / Ball{1 + k}; },
    [](const Ball& first, int k) { return first / log(exp(Ball{1}) + Ball{k}); },
    [](const Ball& first, int k) { return first / power(Ball{2}, k); },
    [](const Ball& first, int) { return first; }};

/// log A Σ_{k<t} γ^{t−1−k} β_k.
Ball remembered(const Point& x, Temperature temperature, int t) {
  Ball sum{0};
  for (int k = 0; k < t; ++k) sum = sum * x.mdp.discount + temperature(x.temperature(), k);
  return sum * log(Ball{x.mdp.actions()});
}

constexpr auto production = [](const Point& x, const Annealing& schedule, int t) {
  return annealed_soft_values(x.mdp, schedule, x.values(), t);
};

/// The predicate: the bound for claimed iterates and a claimed memory, at every schedule.
template <class Iterates, class Memory>
Check approaches_the_optimum(Iterates claimed, Memory memory) {
  return ball_inequality([=](const Point& x) {
           const Enclosure best = plain_optimum(x.mdp);
           const std::vector<Annealing> all = schedules(midpoint(x.temperature()));
           const auto count = static_cast<Eigen::Index>(all.size());
           Vector<Ball> errors(count), bounds(count);
           const Ball first = sup_norm<Ball>(x.values() - best.lower);
           const Ball slack = lost_by_doubles(best.upper);
           for (Eigen::Index i = 0; i < count; ++i) {
             const Annealing& schedule = all[static_cast<std::size_t>(i)];
             errors(i) = sup_norm<Ball>(claimed(x, schedule, iterations) - best.upper);
             bounds(i) = power(x.mdp.discount, iterations) * first +
                         memory(x, formulas[static_cast<std::size_t>(i)], iterations) + slack;
           }
           return at_most(errors, bounds);
         })
      .only("at most 20 states",
            [](const MdpInstance& x) { return x.table.states() <= most_states; });
}

/// The predicate: a claimed gap J* − J(π_β*) of two arms is that of production, to 10⁻¹².
template <class Gap>
Check is_the_gap_of_two_arms(Gap claimed) {
  return ball_inequality([claimed](const Point& x) {
    const double temperature = midpoint(x.temperature());
    const FiniteMdp<double> arms = in_field<double>(bandit({1, 0}));
    const Policy<Ball> pi = policy_of(solve_by_soft_policy_iteration(arms, temperature).log_policy);
    const Ball gap = Ball{1} - performance(in_field<Ball>(bandit({1, 0})), pi);
    return at_most(absolute(gap - claimed(Ball{temperature})), Ball{1} / power(Ball{10}, 12));
  });
}

/// J* − J of soft-optimal policies of two loops for temperatures that fall.
std::vector<Curve> gaps() {
  constexpr int shown = 200;
  const FiniteMdp<double> mdp = in_field<double>(two_loops());
  const double best = solve_by_policy_iteration(mdp).value;
  const std::vector<const char*> names{"β_0/(1 + t)", "β_0/log(e + t)", "β_0/2ᵗ", "β_0"};
  std::vector<Curve> curves;
  for (const Annealing& schedule : schedules(1)) {
    Curve& gap = curves.emplace_back(Curve{.label = names[curves.size()]});
    for (int t = 0; t <= shown; ++t) {
      if (schedule(t) < 1e-3) break;
      const SoftSolution soft = solve_by_soft_policy_iteration(mdp, schedule(t));
      gap.points.emplace_back(t, best - soft.plain_return);
    }
  }
  return curves;
}

}  // namespace

Theorem annealing_reaches_the_optimum() {
  return {
      .id = "EN-13",
      .claim =
          "Soft value iteration whose temperature falls to 0 reaches the plain optimum; at a "
          "fixed temperature the soft-optimal policy stays short of it",
      .statement = R"(\lVert V_t - V^* \rVert_\infty \le \gamma^t \lVert V_0 - V^* \rVert_\infty
                      + \log |A| \sum_{k<t} \gamma^{t-1-k} \beta_k, \qquad
                      J^* - J(\pi_\beta^*) = \frac{1}{1 + e^{1/\beta}} \text{ for two arms})",
      .hypotheses = {finite_mdp, discount_below_one, {"β_t > 0", {}}},
      .oracle = "an optimum of certified width; temperatures and the gap of two arms by hand",
      .shows =
          "The bound after 24 iterations for four schedules; the gap of two arms at any "
          "temperature, to 10⁻¹².",
      .instances =
          mdps("finite MDPs with a temperature and a first V", {Part::values, Part::temperature}),
      .checks =
          {
              part("‖V_t − V*‖∞ ≤ γᵗ‖V_0 − V*‖∞ + log A Σγ^{t−1−k}β_k",
                   approaches_the_optimum(production, remembered)),
              part("two arms: J* − J(π_β*) = 1/(1 + e^{1/β}), to 10⁻¹²",
                   is_the_gap_of_two_arms(
                       [](const Ball& beta) { return Ball{1} / (Ball{1} + exp(Ball{1} / beta)); })),
          },
      .proof =
          {
              step("max_a Q ≤ T_βV ≤ max_a Q + β log A, to 10⁻³⁰",
                   ball_inequality([](const Point& x) {
                     const Vector<Ball> soft = soft_bellman(x.mdp, x.values(), x.temperature());
                     const Vector<Ball> hard = bellman_optimality(x.mdp, x.values());
                     const Ball most = x.temperature() * log(Ball{x.mdp.actions()});
                     const Ball tiny = Ball{1} / power(Ball{10}, 30);
                     Matrix<Ball> left(soft.size(), 2), right(soft.size(), 2);
                     left << hard, soft;
                     right << soft + Vector<Ball>::Constant(soft.size(), tiny),
                         hard + Vector<Ball>::Constant(soft.size(), most + tiny);
                     return at_most(left, right);
                   })),
          },
      .falsifiers =
          {
              wrong("a temperature that stays at β_0",
                    approaches_the_optimum(
                        [](const Point& x, const Annealing& schedule, int t) {
                          return production(x, Annealing::constant(schedule(0)), t);
                        },
                        remembered)),
              wrong("the memory in the wrong order: Σγᵏβ_k",
                    approaches_the_optimum(production,
                                           [](const Point& x, Temperature temperature, int t) {
                                             Ball sum{0};
                                             for (int k = t - 1; k >= 0; --k) {
                                               sum = sum * x.mdp.discount +
                                                     temperature(x.temperature(), k);
                                             }
                                             return sum * log(Ball{x.mdp.actions()}) *
                                                    power(x.mdp.discount, t);
                                           })),
              wrong("the last temperature alone: β_{t−1} log A",
                    approaches_the_optimum(production,
                                           [](const Point& x, Temperature temperature, int t) {
                                             return temperature(x.temperature(), t - 1) *
                                                    log(Ball{x.mdp.actions()});
                                           })),
              wrong("half the memory",
                    approaches_the_optimum(production,
                                           [](const Point& x, Temperature temperature, int t) {
                                             return remembered(x, temperature, t) / Ball{2};
                                           })),
              wrong("a fixed temperature reaches the optimum",
                    is_the_gap_of_two_arms([](const Ball&) { return Ball{0}; })),
              wrong("the gap of two arms with the sign of β turned: 1/(1 + e^{−1/β})",
                    is_the_gap_of_two_arms([](const Ball& beta) {
                      return Ball{1} / (Ball{1} + exp(-(Ball{1} / beta)));
                    })),
          },
      .sources = {{"geist2019theory", "the operator and its contraction"},
                  {"puterman1994markov", "Theorem 6.2.3"}},
      .figure =
          Figure{.title = "Annealing reaches the optimum, slowly",
                 .caption = "J* − J of the soft-optimal policy of two loops for β_t, β_0 = 1, in "
                            "doubles. At the fixed temperature the gap stays.",
                 .x_label = "iteration t",
                 .y_label = "J* − J",
                 .log_y = true,
                 .curves = gaps},
  };
}

}  // namespace lemmata
