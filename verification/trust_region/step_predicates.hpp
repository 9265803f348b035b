#pragma once
/// \file
/// What is claimed of the steps of a trust region: predicates of a `Stepper`, decided in balls at
/// the doubles that it reaches.

#include "verification/trust_region/mistaken_trust_regions.hpp"
#include "verification/trust_region/safe_radius.hpp"

namespace lemmata::step_predicates {

using namespace trust_region_runs;

inline const std::vector<TrustRegionOptions> choices{
    {.radius = 0x1p-6}, {.radius = 0x1p-2, .most_backtracks = 0}, {.radius = 4, .damping = 0x1p-3}};

/// The predicate: Σ_s d(s) KL(π‖π') ≤ δ at every step.
template <Family (*policies)(const MdpPoint<Ball>&)>
Check keeps_constraint(Stepper stepper) {
  return ball_inequality([stepper](const MdpPoint<Ball>& x) {
           const Family all = policies(x);
           return at_moves(moves(all, stepper, choices), [&](const Move& move) {
             return at_most(
                 mean_divergence(x, all.policy(move.from), all.policy(move.step.parameters)),
                 Ball{move.options.radius});
           });
         })
      .only("at most 64 states", has_at_most<64>);
}

/// The predicate: L_π(π') > J(π) at every step that is not refused.
template <Family (*policies)(const MdpPoint<Ball>&)>
Check gains(Stepper stepper, int steps = 3) {
  return ball_inequality([stepper, steps](const MdpPoint<Ball>& x) {
           const Family all = policies(x);
           return at_moves(moves(all, stepper, choices, steps), [&](const Move& move) {
             if (move.stays()) return at_most(Ball{0}, Ball{1});
             return at_most(Ball{0}, surrogate_gain(x, all.policy(move.from),
                                                    all.policy(move.step.parameters)));
           });
         })
      .only("at most 64 states", has_at_most<64>);
}

/// The first step before it is halved, for a small δ, damped and not, and ∇J and F̂ there.
struct FullStep {
  Vector<Ball> step, gradient, image;
  Ball radius;
};

inline FullStep full_step_of(const MdpPoint<Ball>& x, const Family& all, const Stepper& stepper,
                             double damping) {
  const TrustRegionOptions options{.radius = 0x1p-10, .damping = damping};
  const TrustRegionStep made = stepper(all, all.start, options);
  const Matrix<double> halved = made.parameters - all.start;
  const Vector<Ball> step = exactly(halved * std::ldexp(1, made.backtracks));
  const Matrix<Ball> fisher = all.fisher(all.start, shares(x, all.policy(all.start)));
  return {.step = step,
          .gradient = all.gradient(all.start),
          .image = Vector<Ball>(fisher * step + Ball{damping} * step),
          .radius = Ball{options.radius}};
}

/// The predicate: (∇Jᵀs) F̂s = 2δ ∇J to 10⁻⁶, in the Euclidean norm.
template <Family (*policies)(const MdpPoint<Ball>&)>
Check is_natural(Stepper stepper) {
  return ball_inequality([stepper](const MdpPoint<Ball>& x) {
    const Family all = policies(x);
    const Ball small = Ball{1} / power(Ball{10}, 12);
    Vector<Ball> left(2), right(2);
    for (int i = 0; i < 2; ++i) {
      const FullStep made = full_step_of(x, all, stepper, i * 0x1p-6);
      const Vector<Ball> wanted = (Ball{2} * made.radius) * made.gradient;
      const Vector<Ball> error = made.gradient.dot(made.step) * made.image - wanted;
      left(i) = error.dot(error);
      right(i) = small * wanted.dot(wanted);
    }
    return at_most(left, right);
  });
}

inline Check is_natural_for_tables(Stepper stepper) {
  return is_natural<tabular>(std::move(stepper))
      .only("at most 16 states, ∇J ≠ 0", is_not_stationary_within<16, tabular>);
}

inline Check is_natural_for_features(Stepper stepper) {
  return is_natural<linear>(std::move(stepper))
      .only("at most 16 states, ∇J ≠ 0", is_not_stationary_within<16, linear>);
}

/// The predicate: from the start a step is taken, for the radii at which steps are halved.
template <Family (*policies)(const MdpPoint<Ball>&)>
Check takes_a_step(Stepper stepper) {
  return ball_inequality([stepper](const MdpPoint<Ball>& x) {
           const Family all = policies(x);
           int taken = 0;
           for (const TrustRegionOptions& options : {choices.front(), choices.back()}) {
             if (stepper(all, all.start, options).parameters != all.start) ++taken;
           }
           return at_most(Ball{2}, Ball{taken});
         })
      .only("at most 64 states, ∇J ≠ 0", is_not_stationary_within<64, policies>);
}

/// How far a step is from being allowed: the larger of KL/δ − 1 and (J(π) − L_π(π'))/(N max |Q|),
/// N = Σν. Production refuses a step if this is positive, and may if it is so up to rounding.
class Faults {
 public:
  Faults(const MdpPoint<Ball>& x, const Family& all, const Vector<double>& theta, double radius)
      : all_{all},
        theta_{theta},
        from_{all.policy(theta)},
        visits_{visitation(x.mdp, from_)},
        returns_{action_values(x.mdp, policy_values(x.mdp, from_))},
        radius_{radius} {}

  Ball operator()(const Vector<double>& change) const {
    const Policy<Ball> to = all_.policy(theta_ + change);
    const Ball steps = visits_.sum();
    const Vector<Ball> gains = Matrix<Ball>(to - from_).cwiseProduct(returns_).rowwise().sum();
    const Ball divergence = visits_.dot(kl_divergences(from_, to)) / steps;
    const Ball scale = steps * sup_norm<Ball>(returns_.reshaped()) + Ball{1e-100};
    return larger(divergence / radius_ - Ball{1}, -visits_.dot(gains) / scale);
  }

 private:
  Family all_;
  Vector<double> theta_;
  Policy<Ball> from_;
  Vector<Ball> visits_;
  Matrix<Ball> returns_;
  Ball radius_;
};

/// The predicate, of the first step: every longer one of those tried before it, and every one tried
/// where none is taken, violates the constraint or does not gain, to 10⁻⁹.
template <Family (*policies)(const MdpPoint<Ball>&)>
Check is_the_first(Stepper stepper) {
  return ball_inequality([stepper](const MdpPoint<Ball>& x) {
           const Family all = policies(x);
           return at_moves(moves(all, stepper, choices, 1), [&](const Move& move) {
             const TrustRegion region = all.region(move.from, move.options.damping);
             Vector<double> change = mistaken_trust_regions::natural_step(region, move.options);
             int tried = move.options.most_backtracks + 1;
             if (!move.stays()) {
               tried = move.step.backtracks;
               change = std::ldexp(1, tried) * (move.step.parameters - move.from);
             }
             const Faults fault{x, all, move.from, move.options.radius};
             Ball least{1};
             for (int halved = 0; halved < tried; ++halved, change /= 2) {
               least = smaller(least, fault(change));
             }
             return at_most(-Ball{1e-9}, least);
           });
         })
      .only("at most 16 states, ∇J ≠ 0", is_not_stationary_within<16, policies>);
}

}  // namespace lemmata::step_predicates
