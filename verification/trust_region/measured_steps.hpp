#pragma once
/// \file
/// What the search of a trust region looks at: the gain and the divergences of a step as they are
/// measured in doubles, by production and with one mistake each, held against their definitions.

#include "verification/trust_region/trust_region_runs.hpp"

namespace lemmata::measured_steps {

using trust_region_runs::Family;

/// A subject: what it measures of the step from θ to θ + Δ.
using Measure = std::function<TrustRegionStep(const Family&, const Vector<double>& theta,
                                              const Vector<double>& change)>;

inline TrustRegionStep by_production(const Family& policies, const Vector<double>& theta,
                                     const Vector<double>& change) {
  return measured_step(policies.region(theta, 0), change);
}

/// Production with another region, which a function makes of that at θ and that at θ + Δ.
template <class Change>
Measure with(Change mistake) {
  return
      [mistake](const Family& policies, const Vector<double>& theta, const Vector<double>& change) {
        TrustRegion region = policies.region(theta, 0);
        mistake(region, policies.region(theta + change, 0));
        return measured_step(region, change);
      };
}

inline const Measure with_new_visits = with([](TrustRegion& region, const TrustRegion& next) {
  region.surrogate.visitation = next.surrogate.visitation;
});
inline const Measure with_new_advantages = with([](TrustRegion& region, const TrustRegion& next) {
  region.surrogate.advantages = next.surrogate.advantages;
});
inline const Measure with_new_shares = with([](TrustRegion& region, const TrustRegion& next) {
  region.state_weights = next.state_weights;
});
inline const Measure with_visits_for_shares = with([](TrustRegion& region, const TrustRegion&) {
  region.state_weights = region.surrogate.visitation;
});

inline TrustRegionStep largest_for_mean(const Family& policies, const Vector<double>& theta,
                                        const Vector<double>& change) {
  TrustRegionStep step = by_production(policies, theta, change);
  step.mean_kl = step.max_kl;
  return step;
}

inline TrustRegionStep mean_for_largest(const Family& policies, const Vector<double>& theta,
                                        const Vector<double>& change) {
  TrustRegionStep step = by_production(policies, theta, change);
  step.max_kl = step.mean_kl;
  return step;
}

inline TrustRegionStep backward(const Family& policies, const Vector<double>& theta,
                                const Vector<double>& change) {
  TrustRegionStep step = by_production(policies, theta, change);
  TrustRegion next = policies.region(theta + change, 0);
  next.state_weights = policies.region(theta, 0).state_weights;
  const TrustRegionStep back = measured_step(next, -change);
  step.mean_kl = back.mean_kl;
  step.max_kl = back.max_kl;
  return step;
}

/// Gain, linear gain, mean and largest divergence.
inline Vector<Ball> entries(const TrustRegionStep& step) {
  return Vector<Ball>{
      {Ball{step.gain}, Ball{step.linear_gain}, Ball{step.mean_kl}, Ball{step.max_kl}}};
}

/// The predicate: what is measured of the step to the point's other policy is so to 10⁻⁹ of what it
/// may be, and to 10⁻¹².
inline Check are_measured(Measure measure) {
  using namespace trust_region_runs;
  return ball_inequality([measure](const MdpPoint<Ball>& x) {
           const Family all = tabular(x);
           const Vector<double> change = logits_of(x.other_pi()) - all.start;
           const Policy<Ball> from = all.policy(all.start), to = all.policy(all.start + change);
           const Vector<Ball> exact_change =
               exactly(Vector<double>(all.start + change)) - exactly(Vector<double>(all.start));
           const Vector<Ball> divergences = kl_divergences(from, to);
           const Ball largest = sup_norm<Ball>(divergences);
           const Vector<Ball> defined{{surrogate_gain(x, from, to),
                                       all.gradient(all.start).dot(exact_change),
                                       shares(x, from).dot(divergences), largest}};
           const Ball gains =
               visitation(x.mdp, from).sum() *
               sup_norm<Ball>(action_values(x.mdp, policy_values(x.mdp, from)).reshaped());
           const Vector<Ball> scales{
               {gains, gains * sup_norm<Ball>(exact_change), largest, largest}};
           const Vector<Ball> errors = entries(measure(all, all.start, change)) - defined;
           return at_most(errors.unaryExpr([](const Ball& error) { return absolute(error); }),
                          Vector<Ball>(scales.unaryExpr(
                              [](const Ball& scale) { return Ball{1e-9} * scale + Ball{1e-12}; })));
         })
      .only("at most 16 states", has_at_most<16>);
}

}  // namespace lemmata::measured_steps
