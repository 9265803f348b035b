#pragma once
/// \file
/// Trust region steps with one mistake each.

#include "algorithms/natural_gradient/conjugate_gradients.hpp"
#include "algorithms/natural_gradient/fisher_vector_product.hpp"
#include "theory/policies/log_softmax.hpp"
#include "verification/trust_region/trust_region_runs.hpp"

namespace lemmata::mistaken_trust_regions {

using trust_region_runs::Family;

inline Vector<double> natural_step(const TrustRegion& region, const TrustRegionOptions& options) {
  return full_step(region, trust_region_direction(region, options), options.radius);
}

/// The production step with another condition in its line search.
template <class Accepts>
auto accepting(Accepts accepts) {
  return [accepts](const Family& policies, const Vector<double>& theta,
                   const TrustRegionOptions& options) {
    const TrustRegion region = policies.region(theta, options.damping);
    return line_search(region, natural_step(region, options), options.most_backtracks,
                       [&](const TrustRegionStep& step) { return accepts(region, step, options); });
  };
}

/// The production line search along another step, a function of the policies, the region and the
/// options.
template <class Change>
auto along(Change change) {
  return [change](const Family& policies, const Vector<double>& theta,
                  const TrustRegionOptions& options) {
    const TrustRegion region = policies.region(theta, options.damping);
    return line_search(
        region, change(policies, region, options), options.most_backtracks,
        [&](const TrustRegionStep& step) { return keeps_trust_region(step, options.radius); });
  };
}

/// The same with another matrix in the place of F̂.
template <class Product>
auto with_product(Product product) {
  return along([product](const Family& policies, const TrustRegion& region,
                         const TrustRegionOptions& options) {
    TrustRegion mistaken = region;
    mistaken.fisher_product = product(policies, region, options);
    return natural_step(mistaken, options);
  });
}

inline const auto without_constraint =
    accepting([](const TrustRegion&, const TrustRegionStep& step, const TrustRegionOptions&) {
      return step.gains;
    });

inline const auto without_gain =
    accepting([](const TrustRegion&, const TrustRegionStep& step,
                 const TrustRegionOptions& options) { return step.mean_kl <= options.radius; });

inline const auto backward_divergence = accepting(
    [](const TrustRegion& region, const TrustRegionStep& step, const TrustRegionOptions& options) {
      const Matrix<double> log_other = log_softmax(region.logits_at(step.parameters));
      return step.gains && region.state_weights.dot(kl_divergences_of_logs(
                               log_other, region.log_policy)) <= options.radius;
    });

inline const auto within_half_the_radius = accepting(
    [](const TrustRegion&, const TrustRegionStep& step, const TrustRegionOptions& options) {
      return keeps_trust_region(step, options.radius / 2);
    });

inline const auto every_other_step = accepting(
    [](const TrustRegion&, const TrustRegionStep& step, const TrustRegionOptions& options) {
      return keeps_trust_region(step, options.radius) && step.backtracks % 2 == 0;
    });

inline TrustRegionStep second_allowed(const Family& policies, const Vector<double>& theta,
                                      const TrustRegionOptions& options) {
  const TrustRegion region = policies.region(theta, options.damping);
  const int first = trust_region_step(region, options).backtracks;
  return line_search(region, natural_step(region, options), options.most_backtracks,
                     [&](const TrustRegionStep& step) {
                       return keeps_trust_region(step, options.radius) && step.backtracks > first;
                     });
}

inline const auto refusing_all = accepting(
    [](const TrustRegion&, const TrustRegionStep&, const TrustRegionOptions&) { return false; });

inline TrustRegionStep without_halving(const Family& policies, const Vector<double>& theta,
                                       TrustRegionOptions options) {
  options.most_backtracks = 0;
  return trust_region_step(policies.region(theta, options.damping), options);
}

inline TrustRegionStep unsearched(const Family& policies, const Vector<double>& theta,
                                  const TrustRegionOptions& options) {
  const TrustRegion region = policies.region(theta, options.damping);
  return measured_step(region, natural_step(region, options));
}

inline TrustRegionStep unsearched_undamped(const Family& policies, const Vector<double>& theta,
                                           TrustRegionOptions options) {
  options.damping = 0;
  return unsearched(policies, theta, options);
}

inline TrustRegionStep last_tried(const Family& policies, const Vector<double>& theta,
                                  const TrustRegionOptions& options) {
  const TrustRegion region = policies.region(theta, options.damping);
  const TrustRegionStep step = trust_region_step(region, options);
  if (step.accepted) return step;
  return measured_step(region,
                       std::ldexp(1, -options.most_backtracks) * natural_step(region, options));
}

inline TrustRegionStep downhill(const Family& policies, const Vector<double>& theta,
                                const TrustRegionOptions& options) {
  const TrustRegion region = policies.region(theta, options.damping);
  return measured_step(region, -0.25 * natural_step(region, options));
}

inline const auto stopped_early =
    along([](const Family&, const TrustRegion& region, TrustRegionOptions options) {
      options.tolerance = 0.5;
      return natural_step(region, options);
    });

inline const auto upside_down =
    along([](const Family&, const TrustRegion& region, const TrustRegionOptions& options) {
      ConjugateIterate<double> iterate = conjugate_start(region.gradient);
      for (int k = 0; k < options.most_products && iterate.residual.norm() > 1e-10; ++k) {
        const double before = iterate.residual.squaredNorm();
        iterate = conjugate_step(iterate, region.fisher_product);
        const double now = iterate.residual.squaredNorm();
        const Vector<double> last = (iterate.direction - iterate.residual) * (before / now);
        iterate.direction = iterate.residual + (before / now) * last;
      }
      return full_step(region, iterate.solution, options.radius);
    });

inline const auto with_uniform_states =
    with_product([](const Family&, const TrustRegion& region, const TrustRegionOptions& options) {
      const Policy<double> policy = region.log_policy.array().exp();
      const Vector<double> uniform =
          Vector<double>::Constant(policy.rows(), 1.0 / static_cast<double>(policy.rows()));
      return [=](const Vector<double>& v) {
        return fisher_vector_product(policy, uniform, v, options.damping);
      };
    });

inline const auto damping_alone =
    with_product([](const Family&, const TrustRegion&, const TrustRegionOptions& options) {
      return [=](const Vector<double>& v) { return Vector<double>(options.damping * v); };
    });

inline const auto at_another_policy = with_product(
    [](const Family& policies, const TrustRegion& region, const TrustRegionOptions& options) {
      return policies.region(2 * region.parameters, options.damping).fisher_product;
    });

inline const auto unnormalised =
    with_product([](const Family&, const TrustRegion& region, const TrustRegionOptions&) {
      const double visits = region.surrogate.visitation.sum();
      return [product = region.fisher_product, visits](const Vector<double>& v) {
        return Vector<double>(visits * product(v));
      };
    });

inline const auto undamped_length =
    along([](const Family& policies, const TrustRegion& region, const TrustRegionOptions& options) {
      return full_step(policies.region(region.parameters, 0),
                       trust_region_direction(region, options), options.radius);
    });

inline const auto undamped_direction = along([](const Family& policies, const TrustRegion& region,
                                                const TrustRegionOptions& options) {
  return full_step(region, trust_region_direction(policies.region(region.parameters, 0), options),
                   options.radius);
});

inline const auto half_radius =
    along([](const Family&, const TrustRegion& region, const TrustRegionOptions& options) {
      return full_step(region, trust_region_direction(region, options), options.radius / 2);
    });

}  // namespace lemmata::mistaken_trust_regions
