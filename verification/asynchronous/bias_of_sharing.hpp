#pragma once
/// \file
/// Predicates about the mean of one worker's gradient where parameters change in a rollout, and how
/// large the bias is.

#include "algorithms/environments/named_environments.hpp"
#include "verification/asynchronous/changing_parameters.hpp"
#include "verification/engine/as_vector.hpp"

namespace lemmata::changing_parameters {

constexpr auto as_given = [](auto&) {};
constexpr auto with_true_values = [](auto& of) {
  of.values = policy_values(of.mdp, of.snapshot.probabilities());
};
constexpr auto without_discount = [](auto& of) { of.mdp.discount = 1; };

/// Rollouts of a point, changed by a lambda.
template <class F, class Change>
Rollouts<F> changed(const MdpPoint<F>& x, Change change) {
  Rollouts<F> result = rollouts_of(x);
  change(result);
  return result;
}

/// The predicate: in the mean a use of parameters, which change after the first step, gives the
/// gradient at those of `whose`, over the states that the snapshot visits.
template <class Change>
Check is_gradient(Use use, Change change, Of whose = Of::snapshot) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const Rollouts<F> of = changed(x, change);
    Rollouts<F> visiting = of;
    visiting.snapshot = of.policy(whose);
    return equal(of.seen(mean_gradient(of, use, 1)),
                 gradient_at(of, visiting.snapshot, visits(visiting)));
  });
}

/// The predicate: with one snapshot it is ∇J.
template <class Change>
Check is_gradient_of_performance(Change change) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const Rollouts<F> of = changed(x, change);
    return equal(of.seen(mean_gradient(of, one_snapshot, 1)),
                 performance_derivatives(of.mdp, of.snapshot, of.directions));
  });
}

/// A column for each number of steps from `first` to the last.
template <class F, class ColumnAt>
Matrix<F> columns_from(int first, int last, ColumnAt column_at) {
  std::vector<Vector<F>> columns;
  for (int k = first; k <= last; ++k) columns.push_back(column_at(k));
  Matrix<F> result(columns.front().size(), static_cast<Eigen::Index>(columns.size()));
  for (Eigen::Index k = 0; k < result.cols(); ++k) {
    result.col(k) = columns[static_cast<std::size_t>(k)];
  }
  return result;
}

/// The predicate: the same for one snapshot and rollouts cut after 1, 2, … steps.
template <class Change>
Check is_gradient_when_cut(Change change) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    Rollouts<F> of = changed(x, change);
    const auto cut = [&](auto column) {
      return columns_from<F>(1, x.horizon, [&](int steps) {
        of.steps = steps;
        return column();
      });
    };
    return equal(cut([&] { return of.seen(mean_gradient(of, one_snapshot, 0)); }),
                 cut([&] { return gradient_at(of, of.snapshot, visits(of)); }));
  });
}

/// The predicate: the mean is that of the passes over the steps, for a change at any step.
inline Check has_mean_by_steps(Use use) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const Rollouts<F> of = rollouts_of(x);
    const auto by_enumeration = [&](int m) { return of.seen(mean_gradient(of, use, m)); };
    const auto by_passes = [&](int m) {
      return mean_by_steps<F>(of, of.mdp, use, m, [&](int t) -> Policy<F> {
        return of.policy(t < m ? Of::snapshot : use.acts_later).probabilities();
      });
    };
    return equal(columns_from<F>(0, of.steps, by_enumeration),
                 columns_from<F>(0, of.steps, by_passes));
  });
}

/// Whether the score of step t counts, for a change at step m.
constexpr auto after_the_change = [](int t, int m) { return t >= m; };
constexpr auto before_the_change = [](int t, int m) { return t < m; };
constexpr auto one_step_late = [](int t, int m) { return t > m; };
constexpr auto all_steps = [](int, int) { return true; };
constexpr auto nothing = [](int, int) { return false; };

/// The predicate: the derivative of the mean, where the acting policy moves from step m on, is the
/// mean of the gradient times the score along u of the steps that count.
template <class Counts>
Check has_first_order(Counts counts) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const Rollouts<F> of = rollouts_of(x);
    const Vector<F> u = x.direction();
    const auto moving = of.snapshot.along(u).probabilities();
    const Policy<Dual<F>> resting = of.snapshot.probabilities().unaryExpr(
        [](const F& probability) { return Dual<F>{probability}; });
    const auto mdp = as_constant(of.mdp);
    const auto by_passes = [&](int m) {
      const Vector<Dual<F>> mean = mean_by_steps<Dual<F>>(
          of, mdp, one_snapshot, m,
          [&](int t) -> Policy<Dual<F>> { return t < m ? resting : moving; });
      return Vector<F>(derivative_part(mean));
    };
    const auto by_covariance = [&](int m) {
      Vector<F> sum = Vector<F>::Constant(u.size(), F{0});
      for_each_gradient(of, one_snapshot, m,
                        [&](const F& probability, const auto& steps, const Vector<F>& gradient) {
                          F score{0};
                          for (int t = 0; t < static_cast<int>(steps.size()); ++t) {
                            const auto& step = steps[static_cast<std::size_t>(t)];
                            if (counts(t, m)) {
                              score += of.snapshot.score(step.state, step.action).dot(u);
                            }
                          }
                          sum += F(probability * score) * gradient;
                        });
      return of.seen(sum);
    };
    return equal(columns_from<F>(0, of.steps, by_passes),
                 columns_from<F>(0, of.steps, by_covariance));
  });
}

/// Bounds on |bias|, for a change at step m.
constexpr auto by_steps_left = []<class F>(const Rollouts<F>& of, int m) {
  const F distance = largest_distance<F>(of.snapshot.probabilities(), of.shared.probabilities());
  return Vector<F>(F(distance * F(of.steps - m)) * ranges(of));
};
constexpr auto by_one_step = []<class F>(const Rollouts<F>& of, int m) {
  return Vector<F>(by_steps_left(of, m) / F(of.steps - m));
};
constexpr auto by_squared_distance = []<class F>(const Rollouts<F>& of, int m) {
  const F distance = largest_distance<F>(of.snapshot.probabilities(), of.shared.probabilities());
  return Vector<F>(distance * by_steps_left(of, m));
};

template <class F, class Bound>
auto bias_within(const Rollouts<F>& of, Bound bound) {
  return at_most(columns_from<F>(0, of.steps - 1, [&](int m) { return sizes_of_bias(of, m); }),
                 columns_from<F>(0, of.steps - 1, [&](int m) { return Vector<F>(bound(of, m)); }));
}

/// The predicate, for a change at any step.
template <class Bound>
Check is_bounded(Bound bound) {
  return inequality(
      [=]<class F>(const MdpPoint<F>& x) { return bias_within(rollouts_of(x), bound); });
}

/// The same where two choices of action 0, one after the other, earn 1, and nothing else does: the
/// snapshot is uniform, the shared policy makes each with probability 3/4.
template <class Bound>
Check is_bounded_for_two_choices(Bound bound) {
  return inequality([=]<class F>(const MdpPoint<F>&) {
           FiniteMdp<F> mdp{2, 2};
           mdp.discount = F{1};
           mdp.start(0) = F{1};
           mdp.outcomes(0, 0) = {{F{1}, 1, F{0}, false}};
           mdp.outcomes(0, 1) = mdp.outcomes(1, 1) = {{F{1}, 0, F{0}, true}};
           mdp.outcomes(1, 0) = {{F{1}, 0, F{1}, true}};
           Matrix<F> preferences = Matrix<F>::Constant(2, 2, F{1});
           const TabularSoftmax<F> uniform{preferences};
           preferences.col(0).setConstant(F{3});
           return bias_within(
               Rollouts<F>{mdp, uniform, TabularSoftmax<F>{preferences}, Matrix<F>::Identity(4, 4),
                           Vector<F>::Constant(2, F{0}), 2},
               bound);
         })
      .once();
}

inline bool policies_differ_everywhere(const MdpInstance& instance) {
  constexpr double margin = 1e-9;
  const auto x = instance.in<double>();
  return (x.pi() - x.other_pi()).cwiseAbs().rowwise().maxCoeff().minCoeff() > margin;
}

/// The predicate: in every state TV(π, π') is at most the span of log π' − log π, which is that of
/// Θ' − Θ, over a number.
inline Check distance_is_at_most(int divisor) {
  return ball_inequality([divisor](const MdpPoint<Ball>& x) {
           const Policy<Ball> pi = x.pi(), other = x.other_pi();
           Vector<Ball> distances(pi.rows()), bounds(pi.rows());
           for (Eigen::Index s = 0; s < pi.rows(); ++s) {
             const Policy<Ball> one = pi.row(s), another = other.row(s);
             distances(s) = largest_distance<Ball>(one, another);
             Ball most = log(another(0, 0) / one(0, 0)), least = most;
             for (Eigen::Index a = 1; a < pi.cols(); ++a) {
               const Ball difference = log(another(0, a) / one(0, a));
               most = larger(most, difference);
               least = -larger(-least, -difference);
             }
             bounds(s) = (most - least) / Ball{divisor};
           }
           return at_most(distances, bounds);
         })
      .only("needs policies that differ in every state", policies_differ_everywhere);
}

/// Step: the mean under an acting policy of the production's score of the snapshot.
template <class Claimed>
Check mean_score_is(Of acting, Claimed claimed) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
    const Rollouts<F> of = rollouts_of(x);
    const int actions = x.mdp.actions();
    Matrix<F> means = Matrix<F>::Constant(x.mdp.states(), actions, F{0}), expected = means;
    for (int s = 0; s < x.mdp.states(); ++s) {
      for (int a = 0; a < actions; ++a) {
        const Matrix<F> score =
            worker_rollouts::scores_along(rollout_of(std::vector<Step<F>>{{s, a, F{0}}}),
                                          [&](int) { return of.snapshot.probabilities(); });
        means.row(s) += of.policy(acting).probabilities()(s, a) * score;
        expected(s, a) = claimed(of, s, a);
      }
    }
    return equal(means, expected);
  });
}

/// Step: D Π_{t≥m} π(a_t|s_t) = Π_{t≥m} π(a_t|s_t) Σ_{t≥m} u·∇log π(a_t|s_t), on every rollout, for
/// m = 1.
inline Check probabilities_move_by_scores() {
  return enumerated_identity([]<class F>(const MdpPoint<F>& x) {
    const auto policy = x.policy();
    const Vector<F> u = x.direction();
    const auto moving = policy.along(u).probabilities();
    std::vector<F> left, right;
    for_each_trajectory(x.mdp, policy.probabilities(), x.horizon, [&](const Trajectory<F>& path) {
      Dual<F> product{1};
      F probability{1}, score{0};
      for (std::size_t t = 1; t < path.steps.size(); ++t) {
        const auto& [state, action] = std::pair{path.steps[t].state, path.steps[t].action};
        product *= moving(state, action);
        probability *= policy.probabilities()(state, action);
        score += policy.score(state, action).dot(u);
      }
      left.push_back(product.derivative);
      right.push_back(F(probability * score));
    });
    return equal(as_vector(left), as_vector(right));
  });
}

/// Five steps in two loops with V = V^π from the uniform policy, the parameters changing after the
/// first.
inline Figure bias_figure() {
  return {.title = "Bias of acting on the shared parameters",
          .caption =
              "Two loops, γ = 3/4, rollouts of 5 steps, V = V^π, Θ = 0. After the first step "
              "another worker's update has moved the parameters by ‖Θ' − Θ‖∞ towards staying. The "
              "largest entry of the mean gradient less that of one snapshot, exact sums over every "
              "rollout; it is of first order in the move. Dashed, for the scores of the snapshot: "
              "(T − m) TV (max G − min G).",
          .x_label = "‖Θ' − Θ‖∞",
          .y_label = "largest entry of the bias",
          .log_x = true,
          .log_y = true,
          .curves = [] {
            const auto mdp = in_field<double>(two_loops());
            const TabularSoftmax<double> uniform{Matrix<double>::Ones(2, 2)};
            Rollouts<double> of{mdp,
                                uniform,
                                uniform,
                                Matrix<double>::Identity(4, 4),
                                policy_values(mdp, uniform.probabilities()),
                                5};
            Curve scores{.label = "scores of the snapshot"}, autograd{.label = "scores at the end"},
                bound{.label = "bound", .bound = true};
            const Vector<double> right = mean_gradient(of, one_snapshot, 1);
            const auto largest_bias = [&](const Use& use) {
              return (mean_gradient(of, use, 1) - right).cwiseAbs().maxCoeff();
            };
            for (double move = 0.01; move < 4; move *= 1.3) {
              Matrix<double> preferences = Matrix<double>::Ones(2, 2);
              preferences.col(0).setConstant(std::exp(move));
              of.shared = TabularSoftmax<double>{preferences};
              scores.points.emplace_back(move, largest_bias(scores_of_snapshot));
              autograd.points.emplace_back(move, largest_bias(scores_at_the_end));
              bound.points.emplace_back(move, by_steps_left(of, 1).maxCoeff());
            }
            return std::vector<Curve>{scores, autograd, bound};
          }};
}

}  // namespace lemmata::changing_parameters
