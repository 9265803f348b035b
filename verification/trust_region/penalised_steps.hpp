#pragma once
/// \file
/// Steps of a penalised surrogate M = L − c max_s KL, right and wrong, and what is claimed of them.

#include "algorithms/trust_region/penalised_surrogate.hpp"
#include "verification/trust_region/trust_region_runs.hpp"

namespace lemmata::penalised_steps {

using namespace trust_region_runs;

inline const std::vector<TrustRegionOptions> as_far_as_four_nats{{.radius = 4}};

inline Ball nearly_zero() { return Ball{1} / power(Ball{10}, 30); }

inline Ball penalty(const MdpPoint<Ball>& x, const Policy<Ball>& pi) {
  const Ball largest = sup_norm<Ball>(advantages(x.mdp, pi).reshaped());
  return Ball{4} * x.mdp.discount * largest / power(Ball{1} - x.mdp.discount, 2);
}

inline Ball largest_divergence(const Policy<Ball>& from, const Policy<Ball>& to) {
  return sup_norm(kl_divergences(from, to));
}

inline Ball gain_of_performance(const MdpPoint<Ball>& x, const Policy<Ball>& from,
                                const Policy<Ball>& to) {
  return performance(x.mdp, to) - performance(x.mdp, from);
}

/// A subject: production's step along the natural direction for an objective of its own, a function
/// of the step and of C.
template <class Objective>
Stepper maximising(Objective objective) {
  return [objective](const Family& policies, const Vector<double>& theta,
                     const TrustRegionOptions& options) {
    const TrustRegion region = policies.region(theta, options.damping);
    const double coefficient = penalty_coefficient(policies.discount, region.surrogate.advantages);
    const Vector<double> longest =
        full_step(region, trust_region_direction(region, options), options.radius);
    return best_of_halved_steps(
        region, longest, [&](const TrustRegionStep& step) { return objective(step, coefficient); });
  };
}

/// Production, with a multiple of C.
inline Stepper penalised(double multiple) {
  return [multiple](const Family& policies, const Vector<double>& theta,
                    const TrustRegionOptions& options) {
    const TrustRegion region = policies.region(theta, options.damping);
    const double coefficient = penalty_coefficient(policies.discount, region.surrogate.advantages);
    return penalised_step(region, options, multiple * coefficient);
  };
}

/// The predicate: J(π') > J(π) at every step that is made, and at the first.
template <Family (*policies)(const MdpPoint<Ball>&)>
Check raises_performance(Stepper stepper) {
  return ball_inequality([stepper](const MdpPoint<Ball>& x) {
           const Family all = policies(x);
           return at_moves(moves(all, stepper, as_far_as_four_nats), [&](const Move& move) {
             if (move.stays() && move.from != all.start) return at_most(Ball{0}, Ball{1});
             return at_most(Ball{0}, gain_of_performance(x, all.policy(move.from),
                                                         all.policy(move.step.parameters)));
           });
         })
      .only("at most 64 states, ∇J ≠ 0", is_not_stationary_within<64, policies>);
}

/// The predicate: M(π') − M(π) ≤ J(π') − J(π) to 10⁻³⁰, with a penalty of one's own, at every step.
template <Family (*policies)(const MdpPoint<Ball>&), class Penalty>
Check gains_at_least(Stepper stepper, Penalty penalty_of) {
  return ball_inequality([stepper, penalty_of](const MdpPoint<Ball>& x) {
           const Family all = policies(x);
           return at_moves(moves(all, stepper, as_far_as_four_nats), [&](const Move& move) {
             const Policy<Ball> from = all.policy(move.from), to = all.policy(move.step.parameters);
             const Ball promised = surrogate_gain(x, from, to) - penalty_of(x, from, to);
             return at_most(promised - nearly_zero(), gain_of_performance(x, from, to));
           });
         })
      .only("at most 64 states", has_at_most<64>);
}

/// The same for any two policies: J(π') ≥ M_π(π').
template <class Penalty>
Check bounds_any_two(Penalty penalty_of) {
  return ball_inequality([penalty_of](const MdpPoint<Ball>& x) {
           const Policy<Ball> from = x.pi(), to = x.other_pi();
           const Ball promised = surrogate_gain(x, from, to) - penalty_of(x, from, to);
           return at_most(promised - nearly_zero(), gain_of_performance(x, from, to));
         })
      .only("at most 64 states", has_at_most<64>);
}

/// share·C max_s KL(π‖π').
inline auto share_of_penalty(int numerator, int denominator) {
  return [=](const MdpPoint<Ball>& x, const Policy<Ball>& from, const Policy<Ball>& to) {
    return Ball{numerator} * penalty(x, from) * largest_divergence(from, to) / Ball{denominator};
  };
}

/// The predicate: C, a function of γ and A^π, is 4γε/(1−γ)².
template <class Coefficient>
Check is_the_coefficient(Coefficient coefficient) {
  return inequality([coefficient]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> all = advantages(x.mdp, x.pi());
    const F remaining = F{1} - x.mdp.discount;
    const F four = F(coefficient(x.mdp.discount, all) * remaining * remaining);
    const F largest = F(F{4} * x.mdp.discount * larger(all.maxCoeff(), F(-all.minCoeff())));
    return at_most(Vector<F>{{four, largest}}, Vector<F>{{largest, four}});
  });
}

constexpr auto production_coefficient = []<class F>(const F& discount, const Matrix<F>& all) {
  return penalty_coefficient(discount, all);
};

/// The predicate: M, with a multiple of C, gains at every step that is made and at the first, and
/// neither half of the step nor, if it was halved, twice the step gains more; to 10⁻⁶ of what L
/// gains.
template <Family (*policies)(const MdpPoint<Ball>&)>
Check is_the_best(Stepper stepper, double multiple) {
  return ball_inequality([stepper, multiple](const MdpPoint<Ball>& x) {
           const Family all = policies(x);
           return at_moves(moves(all, stepper, as_far_as_four_nats), [&](const Move& move) {
             if (move.stays() && move.from != all.start) {
               return at_most(Vector<Ball>(Vector<Ball>::Constant(3, Ball{0})),
                              Vector<Ball>(Vector<Ball>::Constant(3, Ball{1})));
             }
             const Policy<Ball> from = all.policy(move.from);
             const Ball coefficient = Ball{multiple} * penalty(x, from);
             const Vector<double> change = move.step.parameters - move.from;
             const auto gain = [&](double times) {
               const Policy<Ball> to = all.policy(move.from + times * change);
               return surrogate_gain(x, from, to) - coefficient * largest_divergence(from, to);
             };
             const Ball made = gain(1);
             const Ball slack =
                 Ball{1e-6} * surrogate_gain(x, from, all.policy(move.step.parameters));
             const Ball twice = move.step.backtracks > 0 ? gain(2) : Ball{0};
             return at_most(Vector<Ball>{{Ball{0}, gain(0.5), twice}},
                            Vector<Ball>{{made, made + slack, made + slack}});
           });
         })
      .only("at most 16 states, ∇J ≠ 0", is_not_stationary_within<16, policies>);
}

/// M with the mean of the divergences for the largest.
inline Stepper with_mean_divergence() {
  return maximising([](const TrustRegionStep& step, double coefficient) {
    return step.gain - coefficient * step.mean_kl;
  });
}

/// The best step, and then half of it or twice.
inline Stepper scaled(double times) {
  return [times](const Family& policies, const Vector<double>& theta,
                 const TrustRegionOptions& options) {
    TrustRegionStep step = penalised(1)(policies, theta, options);
    step.parameters = theta + times * (step.parameters - theta);
    return step;
  };
}

/// Two states at γ = 1/65. State 0 stays but for a rare action that leads to state 1, which stays
/// whatever is done and pays ½ or −½, and ½ − ½ = 0 a step by the old policy. The new one takes the
/// rare action 17/16 times as often, and loses ¼ a step in state 1, where it differs most; the old
/// one hardly ever gets there.
struct SeldomVisited {
  explicit SeldomVisited(const Ball& rare, const Ball& bonus) : mdp{2, 2}, from(2, 2), to(2, 2) {
    const Ball half = Ball{1} / Ball{2}, more = rare * Ball{17} / Ball{16};
    mdp.discount = Ball{1} / Ball{65};
    mdp.start(0) = Ball{1};
    for (int a = 0; a < 2; ++a) {
      mdp.outcomes(0, a) = {{Ball{1}, a, a == 1 ? bonus : Ball{0}, false}};
      mdp.outcomes(1, a) = {{Ball{1}, 1, a == 0 ? half : -half, false}};
    }
    from << Ball{1} - rare, rare, half, half;
    to << Ball{1} - more, more, half / Ball{2}, Ball{3} * half / Ball{2};
  }

  FiniteMdp<Ball> mdp;
  Policy<Ball> from, to;
};

/// C times the largest divergence, or its mean under d.
inline Ball by_largest_divergence(const Vector<Ball>&, const Vector<Ball>& divergences) {
  return sup_norm(divergences);
}
inline Ball by_mean_divergence(const Vector<Ball>& shares, const Vector<Ball>& divergences) {
  return shares.dot(divergences);
}
using SizeOf = Ball (*)(const Vector<Ball>& shares, const Vector<Ball>& divergences);

/// J(π') − J(π), and L_π(π') − J(π) less C times a size of the divergences, at `SeldomVisited`.
struct SeldomGains {
  SeldomGains(const MdpPoint<Ball>& x, const Ball& bonus, SizeOf size) {
    const SeldomVisited seldom{x.pi()(0, 0) / Ball{64}, bonus};
    const Vector<Ball> visits = visitation(seldom.mdp, seldom.from);
    const Matrix<Ball> all = advantages(seldom.mdp, seldom.from);
    const Ball remaining = Ball{1} - seldom.mdp.discount;
    const Ball coefficient = penalty_coefficient<Ball>(seldom.mdp.discount, all);
    surrogate = visits.dot(Vector<Ball>(seldom.to.cwiseProduct(all).rowwise().sum()));
    penalised = surrogate - coefficient * size(Vector<Ball>(remaining * visits),
                                               kl_divergences(seldom.from, seldom.to));
    performance =
        lemmata::performance(seldom.mdp, seldom.to) - lemmata::performance(seldom.mdp, seldom.from);
  }
  Ball surrogate, penalised, performance;
};

/// The predicate: what the penalised surrogate gains there, J does.
inline Check bounds_seldom_visited(SizeOf size) {
  return ball_inequality([size](const MdpPoint<Ball>& x) {
    const SeldomGains gains{x, Ball{0}, size};
    return at_most(gains.penalised, gains.performance);
  });
}

/// The predicate: M gains or J does not fall there, with a bonus for the rare action.
inline Check keeps_seldom_visited(SizeOf size) {
  return ball_inequality([size](const MdpPoint<Ball>& x) {
    const SeldomGains gains{x, Ball{13} / Ball{200}, size};
    return at_most(Ball{0}, larger(gains.performance, -gains.penalised));
  });
}

}  // namespace lemmata::penalised_steps
