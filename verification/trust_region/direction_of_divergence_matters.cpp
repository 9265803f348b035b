// TR-8. The direction of the KL divergence matters.
//
// Between two policies with two actions, of probabilities p and q for the first one, the divergence
// from the more random one is the larger:
//
//   (c(q) − c(p)) (KL(p‖q) − KL(q‖p)) ≥ (16/3) (p − q)⁴ (1 − p − q)² / ((p + q)² (2 − p − q)²),
//
// c(p) = p² + (1 − p)² the chance that two draws agree. With more actions it need not be.
// The constant, from series: with t = (p − q)/(p + q), t′ = (p − q)/(2 − p − q) and
// log((1 + t)/(1 − t)) = 2t(1 + t²/3 + t⁴/5 + …), KL(p‖q) − KL(q‖p) = (p + q) log(p/q) +
// (2 − p − q) log((1 − p)/(1 − q)) = 2(p − q)((t² − t′²)/3 + (t⁴ − t′⁴)/5 + …), all terms of one
// sign; t² − t′² = 4(p − q)²(1 − p − q)/((p + q)²(2 − p − q)²) and c(q) − c(p) = 2(p − q)(1 − p −
// q): 2 · 4/3 · 2 = 16/3. The steps below reach it without series. For any number of actions a
// region of KL(new‖old) is bounded and one of KL(old‖new) is not:
//
//   KL(new‖old) ≤ log(1/min_a old(a)),   KL(old‖new) ≥ old(a) log(1/new(a)) − log 2 for every a,
//
// so that KL(old‖new) ≤ δ keeps every action, new(a) ≥ exp(−(δ + log 2)/old(a)), and for large δ
// KL(new‖old) ≤ δ keeps none. With δ = log 2: from ½ to ε ≤ 1/17, KL(new‖old) < δ < KL(old‖new),
// and from ε to ½ the other way round.
//
// Hypotheses: finitely many actions, each of positive probability under both policies.
//
// Oracle: rational functions of the probabilities, and logarithms of single ones.
//
// Shows: each inequality for the production `kl_divergences`, certified in balls where it is
// strict; the first up to 16/3 being attained as q → p. It does not say which direction to choose.
//
// Sources: cover2006elements, Section 2.3; schulman2015trust, Equation 12 (which has KL(old‖new)).

#include "verification/engine/hypotheses.hpp"
#include "verification/trust_region/divergence_directions.hpp"
#include "verification/trust_region/formal_logarithms.hpp"

namespace lemmata {
namespace {

using namespace divergence_directions;

const Hypothesis full_support{
    "finitely many actions, each of positive probability under both policies", {}};

bool has_two_actions(const MdpInstance& x) { return x.table.actions() == 2; }

}  // namespace

Theorem direction_of_divergence_matters() {
  const Ball third = Ball{16} / Ball{3};
  return {
      .id = "TR-8",
      .claim =
          "KL(old‖new) and KL(new‖old) are different constraints: with two actions the one from "
          "the more random policy is larger, and only KL(old‖new) keeps every action",
      .statement = R"(\mathrm{KL}(\pi' \,\Vert\, \pi) \le \log \frac{1}{\min_a \pi(a)}, \qquad
                      \mathrm{KL}(\pi \,\Vert\, \pi') \ge \pi(a) \log \frac{1}{\pi'(a)} - \log 2,
                      \qquad \lvert A \rvert = 2: \; \operatorname{sgn}\big(\mathrm{KL}(p \Vert q)
                      - \mathrm{KL}(q \Vert p)\big) = \operatorname{sgn}\Big(\sum_a q(a)^2
                      - \sum_a p(a)^2\Big))",
      .hypotheses = {full_support},
      .oracle = "rational functions of the probabilities, and logarithms of single ones",
      .shows =
          "Which direction is larger, for two actions, by a margin that is sharp; the bound of the "
          "one and the floor under actions of the other; policies between the two regions.",
      .instances = mdps("two policies on the states of an MDP, and values for logarithms",
                        {Part::policy, Part::other_policy, Part::action_baseline, Part::values,
                         Part::other_values},
                        {.states = 2, .actions = 3, .outcomes = 1}),
      .checks =
          {
              part("from the more random of two", is_larger_from_the_more_random(generated, third)),
              part("KL(new‖old) ≤ log(1/min old)", is_bounded_by_the_old_policy(from_new)),
              part("KL(old‖new) ≥ old(a) log(1/new(a)) − log 2",
                   keeps_actions(sharpened, from_old, log(Ball{2}))),
              part("between ½ and ε ≤ 1/17, one is below log 2 and the other above",
                   ball_inequality([](const MdpPoint<Ball>& x) {
                     const Ball rare = x.pi()(0, 0) / Ball{17}, half = Ball{1} / Ball{2};
                     const Policy<Ball> uniform = Policy<Ball>::Constant(1, 2, half);
                     Policy<Ball> sure(1, 2);
                     sure << rare, Ball{1} - rare;
                     const Vector<Ball> below = kl_divergences(sure, uniform);
                     const Vector<Ball> above = kl_divergences(uniform, sure);
                     return at_most(Vector<Ball>{{below(0), log(Ball{2})}},
                                    Vector<Ball>{{log(Ball{2}), above(0)}});
                   })),
          },
      .proof =
          {
              step("KL(p‖q) − KL(q‖p) = (p + q) log(p/q) + (2 − p − q) log((1 − p)/(1 − q)), for "
                   "free logarithms",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> p = x.pi(), q = x.other_pi(), logs = x.action_baseline();
                     Matrix<F> other_logs(p.rows(), 2);
                     other_logs << x.values(), x.other_values();
                     const auto old = formal_logarithms::logged(p, logs);
                     const auto changed = formal_logarithms::logged(q, other_logs);
                     return equal(
                         Vector<F>(formal_logarithms::plain<F>(kl_divergences(old, changed)) -
                                   formal_logarithms::plain<F>(kl_divergences(changed, old))),
                         Vector<F>((p + q).cwiseProduct(logs - other_logs).rowwise().sum()));
                   }).only("two actions", has_two_actions)),
              step("log((1 + t)/(1 − t)) + (4/3)t³ ≤ 2t/(1 − t²): log((1 + t)/(1 − t))/t − (2/3)t² "
                   "grows with t = (p − q)/(p + q)",
                   ball_inequality([](const MdpPoint<Ball>& x) {
                     const Ball one{1};
                     Vector<Ball> left(x.mdp.states()), right(x.mdp.states());
                     for (int s = 0; s < x.mdp.states(); ++s) {
                       const Ball p = x.pi()(s, 0), q = x.other_pi()(s, 0);
                       const Ball t = absolute(p - q) / (p + q);
                       left(s) = log((one + t) / (one - t)) + Ball{4} / Ball{3} * power(t, 3);
                       right(s) = Ball{2} * t / (one - t * t);
                     }
                     return at_most(left, right);
                   }).only(strict, differ_in_randomness<2>)),
              step("Σq² − Σp² = 2(p(1 − p) − q(1 − q)) = 2(p − q)(1 − p − q)",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> p = x.pi().col(0), q = x.other_pi().col(0);
                     Vector<F> product(p.size());
                     for (Eigen::Index s = 0; s < p.size(); ++s) {
                       product(s) = F{2} * (p(s) - q(s)) * (F{1} - p(s) - q(s));
                     }
                     return equal(Vector<F>(chance_of_agreement<F>(x.other_pi()) -
                                            chance_of_agreement<F>(x.pi())),
                                  product);
                   }).only("two actions", has_two_actions)),
          },
      .falsifiers =
          {
              wrong("KL(old‖new) ≤ KL(new‖old)", is_at_most_times(from_old, 1, from_new)),
              wrong("KL(new‖old) ≤ KL(old‖new)", is_at_most_times(from_new, 1, from_old)),
              wrong("they are equal up to a factor of two",
                    is_at_most_times(from_old, 2, from_new)),
              wrong("a margin 101/100 as large",
                    is_larger_from_the_more_random(close, third * Ball{101} / Ball{100})),
              wrong("larger from the less random",
                    is_larger_from_the_more_random(generated, third, Ball{-1})),
              wrong("three actions too",
                    ball_inequality([](const MdpPoint<Ball>& x) {
                      const Vector<Ball> sizes = asymmetry(x.pi(), x.other_pi());
                      return at_most(Vector<Ball>(Vector<Ball>::Constant(sizes.size(), Ball{0})),
                                     sizes);
                    }).only("three actions", differ_in_randomness<3>)),
              wrong("KL(old‖new) ≤ log(1/min old)", is_bounded_by_the_old_policy(from_old)),
              wrong("KL(new‖old) keeps every action",
                    keeps_actions(sharpened, from_new, log(Ball{2}))),
              wrong("log 2 lost: KL(old‖new) ≥ old(a) log(1/new(a))",
                    keeps_actions(generated, from_old, Ball{0})),
          },
      .tight = {part("as q → p, at most 1 + 16 (p − q)²/((p + q)(2 − p − q))² of the margin",
                     ball_inequality([=](const MdpPoint<Ball>& x) {
                       const auto pair = close(x);
                       const Vector<Ball> p = pair.first.col(0), q = pair.second.col(0);
                       Vector<Ball> bounds = margin(pair.first, pair.second, third);
                       for (Eigen::Index s = 0; s < p.size(); ++s) {
                         const Ball root =
                             Ball{4} * (p(s) - q(s)) / ((p(s) + q(s)) * (Ball{2} - p(s) - q(s)));
                         bounds(s) *= Ball{1} + root * root;
                       }
                       return at_most(asymmetry(pair.first, pair.second), bounds);
                     }).only(strict, differ_in_randomness<2>))},
      .sources = {{"cover2006elements", "Section 2.3"}, {"schulman2015trust", "Equation 12"}},
  };
}

}  // namespace lemmata
