// EN-8. What a temperature costs, from 0 to ∞.
//
//   0 ≤ V_β* − V* ≤ β log A/(1 − γ),   0 ≤ V* − V^{π_β*} ≤ β log A/(1 − γ),   for β → 0, and
//   ‖log π_β* − log 1/A‖∞ ≤ R/((1 − γ)β),   R = max r − min r, where nothing ends, for β → ∞.
//
// Hypotheses: a finite MDP, 0 ≤ γ < 1, temperature β > 0; for β → ∞, that nothing ends.
// The last line: V_β* − β log A/(1 − γ) lies between min r/(1 − γ) and max r/(1 − γ), so that the
// Q_β*(s,·) of a state differ by at most R + γR/(1 − γ), and |log π − log 1/A| ≤ range(Q)/β. Where
// actions end episodes at different times it is false: a longer episode has more entropy, in
// proportion to β, and π_β* goes to the policy of most entropy, which need not be uniform.
//
// Oracle: V* and V_β* of certified width from Bellman residuals in balls; the plain values of the
// soft-optimal policy by a linear solve in balls.
//
// Shows: the bounds at the solutions of production, certified where doubles find them strict by a
// margin; that β log A/(1 − γ) is attained where all rewards are equal and nothing ends, to 10⁻⁹.
//
// Sources: cen2022fast, Eq. (12); geist2019theory. The limit β → ∞ is derived here.

#include "algorithms/environments/named_environments.hpp"
#include "algorithms/soft/entropy_frontier.hpp"
#include "verification/entropy/certified_soft_optimum.hpp"

namespace lemmata {
namespace {

using namespace certified_soft_optimum;
using Point = MdpPoint<Ball>;

Vector<Ball> constantly(const Point& x, const Ball& c) {
  return Vector<Ball>::Constant(x.mdp.states(), c);
}

/// Whether the soft optimum is strictly inside its bounds in every state.
bool is_strict(const MdpInstance& instance) {
  const auto x = instance.in<double>();
  if (x.mdp.states() > most_states || x.mdp.actions() < 2) return false;
  const SoftSolution soft = solve_by_soft_policy_iteration(x.mdp, x.temperature());
  const Vector<double> plain = solve_by_policy_iteration(x.mdp).values;
  const Vector<double> played = policy_values(x.mdp, soft.policy);
  const double most = most_entropy(x);
  const double slack = margin * larger(1, sup_norm(soft.values));
  return (soft.values - plain).minCoeff() > slack &&
         (soft.values - plain).maxCoeff() < most - slack &&
         (plain - played).maxCoeff() < most - slack && (plain - played).minCoeff() > slack;
}

/// The predicate: V* ≤ V ≤ V* + bound for a claimed soft optimum, a function of temperatures.
template <class Temperature, class Bound>
Check lies_above_the_optimum(Temperature temperature, Bound bound) {
  return ball_inequality([=](const Point& x) {
           const Ball beta = temperature(x);
           const SoftSolution soft = solve_by_soft_policy_iteration(nearest(x.mdp), midpoint(beta));
           const Enclosure values = soft_optimal_values(x.mdp, soft, Ball{midpoint(beta)});
           const Enclosure plain = plain_optimum(x.mdp);
           Matrix<Ball> left(x.mdp.states(), 2), right(x.mdp.states(), 2);
           left << plain.upper, values.upper;
           right << values.lower, plain.lower + constantly(x, bound(x));
           return at_most(left, right);
         })
      .only(few_states, is_strict);
}

/// The predicate: V^{π_β*} ≤ V* ≤ V^{π_β*} + bound.
template <class Bound>
Check loses_little_return(Bound bound) {
  return ball_inequality([bound](const Point& x) {
           const Enclosure plain = plain_optimum(x.mdp);
           const Vector<Ball> played = policy_values(x.mdp, policy_of(solution(x).log_policy));
           Matrix<Ball> left(x.mdp.states(), 2), right(x.mdp.states(), 2);
           left << played, plain.upper;
           right << plain.lower, played + constantly(x, bound(x));
           return at_most(left, right);
         })
      .only(few_states, is_strict);
}

Ball reward_range(const Point& x) {
  const Pay range = rewards_of(x);
  return range.most - range.least;
}

/// min r + β log A and max r + β log A.
Pay with_all_entropy(const Point& x) {
  const Pay range = rewards_of(x);
  const Ball entropy = x.temperature() * log(Ball{x.mdp.actions()});
  return {range.least + entropy, range.most + entropy};
}

bool has_range(const MdpInstance& instance) {
  const Matrix<double> r = expected_rewards(instance.in<double>().mdp);
  return instance.table.states() <= most_states && r.maxCoeff() - r.minCoeff() > margin;
}

/// The predicate: |log π_β* + log A| ≤ share·R/((1 − γ)β) for the bound's denominator.
template <class Bound>
Check is_nearly_uniform(Bound bound, const char* reason, bool (*condition)(const MdpInstance&)) {
  return ball_inequality([bound](const Point& x) {
           const Matrix<Ball> log_policy = log_softmax(exactly(solution(x).log_policy));
           Vector<Ball> distance(log_policy.size());
           for (Eigen::Index i = 0; i < distance.size(); ++i) {
             distance(i) = log_policy.reshaped()(i) + log(Ball{x.mdp.actions()});
           }
           return at_most(sup_norm(distance), bound(x));
         })
      .only(reason, condition);
}

Ball uniform_bound(const Point& x) {
  return reward_range(x) / ((Ball{1} - x.mdp.discount) * x.temperature());
}

bool never_ends_with_range(const MdpInstance& x) { return never_ends(x) && has_range(x); }

/// Return against discounted entropy of soft-optimal policies.
std::vector<Curve> frontier() {
  const EntropyFrontier found = entropy_frontier(in_field<double>(two_loops()));
  Curve policies{.label = "soft-optimal policies"}, best{.label = "J*", .bound = true};
  for (const FrontierPoint& point : found.points) {
    policies.points.emplace_back(point.entropy, point.plain_return);
    best.points.emplace_back(point.entropy, found.optimum);
  }
  return {policies, best};
}

}  // namespace

Theorem temperature_interpolates() {
  constexpr auto most = [](const Point& x) { return most_entropy(x); };
  constexpr auto same = [](const Point& x) { return x.temperature(); };
  return {
      .id = "EN-8",
      .claim =
          "Entropy raises the optimum by at most β log A/(1−γ), and costs at most that in return; "
          "where nothing ends the policy becomes uniform like 1/β",
      .statement = R"(0 \le V_\beta^* - V^* \le \tfrac{\beta \log |A|}{1-\gamma}, \quad
                      0 \le V^* - V^{\pi_\beta^*} \le \tfrac{\beta \log |A|}{1-\gamma}, \quad
                      \bigl\lVert \log \pi_\beta^* - \log \tfrac{1}{|A|} \bigr\rVert_\infty
                      \le \tfrac{\max r - \min r}{(1-\gamma)\beta})",
      .hypotheses = {finite_mdp,
                     discount_below_one,
                     {"β > 0", {}},
                     {"for the uniform limit: nothing ends", {}}},
      .oracle = "optima of certified width, and values by a linear solve in balls",
      .shows =
          "The bounds at production's solutions where they are strict by a margin; the bound "
          "attained by equal rewards.",
      .instances = mdps("finite MDPs with a temperature", {Part::temperature}),
      .checks =
          {
              part("V* ≤ V_β* ≤ V* + β log A/(1−γ)", lies_above_the_optimum(same, most)),
              part("V^{π_β*} ≤ V* ≤ V^{π_β*} + β log A/(1−γ)", loses_little_return(most)),
              part("|log π_β* − log 1/A| ≤ R/((1−γ)β)",
                   is_nearly_uniform(uniform_bound, "nothing ends, R > 0, at most 20 states",
                                     never_ends_with_range)),
          },
      .proof = {step("where nothing ends V_β* − β log A/(1−γ) is in [min r, max r]/(1−γ), to 10⁻¹²",
                     lies_between(with_all_entropy)
                         .only("nothing ends, R > 0, at most 20 states", never_ends_with_range))},
      .falsifiers =
          {
              wrong(
                  "half the bound on V_β*",
                  lies_above_the_optimum(same, [=](const Point& x) { return most(x) / Ball{2}; })),
              wrong(
                  "1/(1−γ) lost from the bound on V_β*",
                  lies_above_the_optimum(
                      same, [=](const Point& x) { return most(x) * (Ball{1} - x.mdp.discount); })),
              wrong("entropy in bits against log A in nats",
                    lies_above_the_optimum(
                        [](const Point& x) { return x.temperature() / log(Ball{2}); }, most)),
              wrong("a tenth of the bound on the loss of return",
                    loses_little_return([=](const Point& x) { return most(x) / Ball{10}; })),
              wrong("1/(1−γ) lost from the uniform limit",
                    is_nearly_uniform(
                        [](const Point& x) { return reward_range(x) / x.temperature(); },
                        "nothing ends, R > 0, at most 20 states", never_ends_with_range)),
              wrong("a rate 1/β² for the uniform limit",
                    is_nearly_uniform(
                        [](const Point& x) { return uniform_bound(x) / x.temperature(); },
                        "nothing ends, R > 0, at most 20 states", never_ends_with_range)),
              wrong("the uniform limit where actions end episodes",
                    is_nearly_uniform(uniform_bound, "R > 0, at most 20 states", has_range))
                  .refuting(79),
          },
      .tight =
          {
              part("without rewards or ends V_β* = β log A/(1−γ), to 10⁻⁹",
                   ball_inequality([=](const Point& x) {
                     FiniteMdp<double> free = nearest(x.mdp);
                     for (int s = 0; s < free.states(); ++s) {
                       for (int a = 0; a < free.actions(); ++a) {
                         for (auto& outcome : free.outcomes(s, a)) outcome.reward = 0;
                       }
                     }
                     const Vector<Ball> values = exactly(
                         solve_by_soft_policy_iteration(free, midpoint(x.temperature())).values);
                     return at_most(
                         constantly(x, most(x) * (Ball{1} - Ball{1} / power(Ball{10}, 9))), values);
                   })
                       .only("nothing ends, two actions, at most 20 states",
                             [](const MdpInstance& x) {
                               return never_ends(x) && x.table.actions() > 1 &&
                                      x.table.states() <= most_states;
                             })),
          },
      .sources = {{"cen2022fast", "Eq. (12)"},
                  {"geist2019theory", "the operator and its contraction"}},
      .figure =
          Figure{.title = "What entropy costs",
                 .caption = "Return against discounted entropy of the soft-optimal policies of "
                            "two loops (γ = 3/4), temperatures from 0.002 to 2000, in doubles. "
                            "No policy lies above; the slope is −β.",
                 .x_label = "discounted entropy, nats",
                 .y_label = "return J",
                 .curves = frontier},
  };
}

}  // namespace lemmata
