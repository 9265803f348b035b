// EN-12. The entropy-regularised value is the worst case over a set of rewards.
//
//   min {V^π_r̃(s) : β log Σ_a exp((r − r̃)(s,a)/β) ≤ ε(s) for every s} = V_β^π(s) − E Σ_t γᵗε(s_t)
//
// in all states at once, attained at r̃ = r − β log π − ε. Where ε is the same everywhere and
// nothing ends, that is V_β^π − ε/(1 − γ); ε = 0 gives V_β^π. For one state it says
// min π·r̃ = π·r + βH(π) − ε. The set does not depend on the policy; the minimiser does, and pays
// unlikely actions more than likely ones.
//
// Hypotheses: a finite MDP, γ < 1 or γ = 1 and an end within reach, β > 0, π of full support.
// Oracle: plain values of the policy in the MDP with other rewards, by a linear solve.
// Shows: that the minimiser earns just V_β^π − E Σγᵗε, for any table in place of the logarithms,
// and lies on the boundary of the set; that any other point of the boundary earns more, by
// β Σν KL(π‖softmax), certified at points with a random direction where strict; that one inside
// earns more still. Only expected rewards matter, so they are lowered in every outcome alike.
// Robustness to rewards only: nothing is said of transitions, nor of other sets of rewards.
// Sources: eysenbach2022maximum; derman2021twice, with another set.

#include "verification/engine/hypotheses.hpp"
#include "verification/entropy/worst_rewards.hpp"

namespace lemmata {
namespace {

using namespace worst_rewards;
using Point = MdpPoint<Ball>;

constexpr auto the_worst = []<class F>(const MdpPoint<F>& x) { return worst(x); };
constexpr auto soft_value = []<class F>(const MdpPoint<F>& x) { return soft_value_less_slack(x); };
constexpr auto in_the_set = [](const Point& x) { return on_the_boundary(x, x.temperature()); };

/// Σ_t γᵗE[β Σ_a π(ℓ − ℓ')(s_t)], which is β Σν KL where ℓ' are logarithms too.
template <class F>
Vector<F> added_divergence(const MdpPoint<F>& point) {
  const Paid<F> x{point};
  const Matrix<F> excess = x.pi.cwiseProduct(x.logs - other_logs(point));
  const Vector<F> paid = excess.rowwise().sum() * x.temperature;
  return soft_returns::added_up(x, paid, x.mdp.discount);
}

/// βℓ' + ε for another table of logarithms: any point of the boundary.
template <class F>
Matrix<F> worst_for_another(const MdpPoint<F>& x) {
  return x.temperature() * other_logs(x) + x.state_baseline().replicate(1, x.mdp.actions());
}

template <class F>
Vector<F> plain_value_less_slack(const MdpPoint<F>& x) {
  return policy_values(x.mdp, x.pi()) - discounted_slack(x);
}

}  // namespace

Theorem entropy_is_a_worst_case_over_rewards() {
  return {
      .id = "EN-12",
      .claim =
          "The entropy-regularised value of a policy is its worst case over a set of rewards, "
          "the same for every policy",
      .statement = R"(\min\Bigl\{ V^\pi_{\tilde r} :
                      \beta \log \sum_a e^{(r(s,a) - \tilde r(s,a))/\beta} \le \epsilon(s)
                      \;\forall s \Bigr\} = V_\beta^\pi - \sum_t \gamma^t\, \mathbb{E}\,
                      \epsilon(s_t), \quad \tilde r^* = r - \beta \log \pi - \epsilon)",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, {"β > 0", {}}},
      .oracle = "plain values of the policy under other rewards, by a linear solve",
      .shows =
          "That the minimiser earns the soft value, less Σγᵗε, and is in the set; that other "
          "points of the set, drawn by a random direction, earn more, by β Σν KL. Rewards "
          "only: nothing is said of transitions.",
      .instances = mdps("finite MDPs with a policy, a temperature, a slack and a direction of "
                        "rewards",
                        {Part::policy, Part::temperature, Part::state_baseline,
                         Part::action_baseline, Part::features}),
      .checks =
          {
              part("r̃* = r − β log π − ε earns V_β^π − Σγᵗε", earns(the_worst, soft_value)),
              part("it is in the set: β log Σ exp((r − r̃*)/β) = ε, to 10⁻³⁰",
                   ball_inequality([](const Point& x) {
                     const Matrix<Ball> delta = x.temperature() * logarithms(x.pi()) +
                                                x.state_baseline().replicate(1, x.mdp.actions());
                     const Vector<Ball> off =
                         soft_choices::soft_maxima(delta, x.temperature()) - x.state_baseline();
                     return at_most(sup_norm(off), Ball{1} / power(Ball{10}, 30));
                   })),
              part("what else is on its boundary earns more",
                   earns_at_least(in_the_set, least_value)),
              part("and what is inside more still", earns_at_least(
                                                        [](const Point& x) {
                                                          const Ball inside = x.temperature();
                                                          Table delta = in_the_set(x);
                                                          for (Ball& d : delta.reshaped()) {
                                                            d -= inside;
                                                          }
                                                          return delta;
                                                        },
                                                        least_value)),
          },
      .proof =
          {
              step("a state: π·Δ ≤ ε − βH(π) on the boundary, the dual of entropy (EN-2)",
                   ball_inequality([](const Point& x) {
                     const Vector<Ball> taken = x.pi().cwiseProduct(in_the_set(x)).rowwise().sum();
                     const Matrix<Ball> logs = logarithms(x.pi());
                     const Vector<Ball> most =
                         x.state_baseline() -
                         Vector<Ball>(x.temperature() * state_entropies(x.pi(), logs));
                     return at_most(taken, most);
                   }).only(soft_choices::unlike_softmax, soft_choices::differs_from_softmax)),
              step("at r − βℓ' − ε, for any tables ℓ and ℓ', the policy earns V_β − Σγᵗε + "
                   "β ΣνΣπ(ℓ − ℓ')",
                   earns([]<class F>(const MdpPoint<F>& x) { return worst_for_another(x); },
                         []<class F>(const MdpPoint<F>& x) -> Vector<F> {
                           return soft_value_less_slack(x) + added_divergence(x);
                         })),
          },
      .falsifiers =
          {
              wrong("log A: the mean of exp(Δ/β) in place of its sum",
                    earns_at_least(
                        [](const Point& x) {
                          Table delta = in_the_set(x);
                          const Ball more = x.temperature() * log(Ball{x.mdp.actions()});
                          for (Ball& d : delta.reshaped()) d += more;
                          return delta;
                        },
                        least_value)),
              wrong("the sign of ε", earns_at_least(in_the_set,
                                                    [](const Point& x) -> Vector<Ball> {
                                                      return least_value(x) +
                                                             Ball{2} * discounted_slack(x);
                                                    })),
              wrong("the set of r̃ − r in place of r − r̃",
                    earns_at_least([](const Point& x) -> Table { return -in_the_set(x); },
                                   least_value)),
              wrong("1/β for β in the set", earns_at_least(
                                                [](const Point& x) {
                                                  return on_the_boundary(x,
                                                                         Ball{1} / x.temperature());
                                                },
                                                least_value)),
              wrong("entropy in bits: β/log 2 pays for a nat",
                    earns_at_least(in_the_set,
                                   [](const Point& x) -> Vector<Ball> {
                                     const Ball beta = x.temperature() / log(Ball{2});
                                     return soft_policy_values(x.mdp, x.pi(), beta) -
                                            discounted_slack(x);
                                   })),
              wrong("the worst case is over all rewards within ε: no policy, no entropy",
                    earns(
                        []<class F>(const MdpPoint<F>& x) -> Matrix<F> {
                          return x.state_baseline().replicate(1, x.mdp.actions());
                        },
                        soft_value)),
              wrong("the entropy of the first state alone",
                    earns(the_worst,
                          []<class F>(const MdpPoint<F>& x) -> Vector<F> {
                            const Paid<F> paid{x};
                            return plain_value_less_slack(x) +
                                   Vector<F>(paid.entropies() * paid.temperature);
                          })),
              wrong("the sign of the entropy: V^π less what V_β^π adds",
                    earns(the_worst,
                          []<class F>(const MdpPoint<F>& x) -> Vector<F> {
                            return plain_value_less_slack(x) * F{2} - soft_value_less_slack(x);
                          })),
              wrong("the worst case of another policy",
                    earns([]<class F>(const MdpPoint<F>& x) { return worst_for_another(x); },
                          soft_value)),
              wrong("ε/(1 − γ), as if all states had one ε and nothing ended",
                    earns(the_worst,
                          []<class F>(const MdpPoint<F>& x) -> Vector<F> {
                            return Paid<F>{x}.values() - endless_slack(x);
                          })
                        .only("γ < 1",
                              [](const MdpInstance& x) {
                                return x.table.discount != Dyadic{1, 0};
                              })),
          },
      .sources = {{"eysenbach2022maximum", "maximum entropy as robustness to rewards"},
                  {"derman2021twice", "regularisation as robustness to rewards"}},
  };
}

}  // namespace lemmata
