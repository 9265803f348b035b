#pragma once
/// \file
/// Predicates about the gradient of one worker: on every rollout of an enumeration a subject, a
/// function of an `Input` and d, agrees with an oracle.

#include "theory/mdp/trajectories.hpp"
#include "verification/asynchronous/batch_gradients.hpp"
#include "verification/engine/as_vector.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata::batch_gradients {

template <class F>
using Input = worker_rollouts::Accumulation<F>;

/// An episode, and the one before it in the enumeration.
template <class F>
Rollout<F> two_episodes(const std::vector<Step<F>>& one, const std::vector<Step<F>>& other) {
  Rollout<F> result;
  result.append_episode(one);
  result.append_episode(other);
  return result;
}

/// V as production computes it from features.
template <class F>
Vector<F> values_by_production(const Model<F>& model) {
  DenseFeatures<F> states{model.size(), static_cast<int>(model.features.rows())};
  states.matrix() = model.features;
  std::vector<F> result(static_cast<std::size_t>(model.features.rows()));
  states.multiply(model.w.data(), result);
  return as_vector(result);
}

template <class F>
Input<F> input(const Model<F>& model, const Rollout<F>& rollout) {
  return {.rollout = {worker_rollouts::features_along(rollout, model.features),
                      worker_rollouts::scores_along(
                          rollout, [&](int) -> const Policy<F>& { return model.pi; }),
                      worker_rollouts::entropy_gradients_along(rollout, model.pi, model.logarithms),
                      worker_rollouts::valued_by_worker(rollout, values_by_production(model))},
          .discount = model.mdp.discount,
          .weights = model.weights};
}

/// What another environment may have done meanwhile: the episodes of a rollout, the last first, for
/// twice the rewards.
template <class F>
Rollout<F> meanwhile(const Rollout<F>& rollout) {
  Rollout<F> result;
  std::size_t end = rollout.size();
  for (std::size_t t = rollout.size(); t-- > 0;) {
    if (t > 0 && !rollout.ends[t - 1]) continue;
    result.append_episode(std::span{rollout.steps}.subspan(t, end - t));
    end = t;
  }
  for (Step<F>& step : result.steps) step.reward += step.reward;
  return result;
}

/// Two rollouts of as many steps, as a worker of two environments sees them: step by step in turn.
template <class F>
Input<F> input_in_turn(const Model<F>& model, const Rollout<F>& one, const Rollout<F>& other) {
  Rollout<F> in_turn;
  for (std::size_t t = 0; t < one.size(); ++t) {
    for (const Rollout<F>* of : {&one, &other}) {
      in_turn.steps.push_back(of->steps[t]);
      in_turn.ends.push_back(of->ends[t]);
    }
  }
  Input<F> result = input(model, in_turn);
  result.rollout.steps.environments = 2;
  result.rollout.steps.truncated[in_turn.size() - 2] = false;
  return result;
}

inline bool has_few_rollouts(const MdpInstance& x) {
  return trajectory_count(x.table, x.horizon) * static_cast<std::uint64_t>(x.table.actions()) <=
         10'000;
}

/// The predicate: two functions of a model and a rollout agree, entry by entry.
template <class One, class Other>
Check agree_on_rollouts(One one, Other other) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const Model<F> model{x};
           std::vector<F> left, right;
           std::vector<Step<F>> before;
           const auto append = [](std::vector<F>& all, const auto& matrix) {
             all.insert(all.end(), matrix.data(), matrix.data() + matrix.size());
           };
           for_each_trajectory(x.mdp, model.pi, x.horizon, [&](const Trajectory<F>& episode) {
             const Rollout<F> rollout = two_episodes(episode.steps, before);
             before = episode.steps;
             append(left, one(x, model, rollout));
             append(right, other(x, model, rollout));
           });
           return equal(as_vector(left), as_vector(right));
         })
      .only("few episodes, for speed", has_few_rollouts);
}

/// The same, the first a subject.
template <class Subject, class Oracle>
Check agree(Subject subject, Oracle oracle) {
  return agree_on_rollouts(
      [=]<class F>(const MdpPoint<F>& x, const Model<F>& model, const Rollout<F>& rollout) {
        return Matrix<F>(subject(input(model, rollout), model.size(), x, rollout));
      },
      oracle);
}

constexpr auto production = [](const auto& of, int size, const auto&...) {
  return worker_rollouts::accumulated(of, size);
};
constexpr auto of_the_batch = [](const auto&, const auto& model, const auto& rollout) {
  return by_the_batch(model, rollout);
};

/// Production, what goes into it changed by a lambda that sees the point and the rollout too.
template <class Change>
auto changed(Change change) {
  return [=]<class F>(Input<F> of, int size, const MdpPoint<F>& x, const Rollout<F>& rollout) {
    change(of, x, rollout);
    return worker_rollouts::accumulated(of, size);
  };
}

/// A subject with β = 0 and c = 1.
template <class Subject>
auto without_entropy(Subject subject) {
  return [=]<class F>(Input<F> of, int size, const auto&... rest) {
    of.weights = {};
    return subject(of, size, rest...);
  };
}

/// The predicate: a subject accumulates what the loop does.
template <class Subject>
Check is_the_loop(Subject subject) {
  return agree(subject, [](const auto&, const auto& model, const auto& rollout) {
    return by_the_loop(model, rollout);
  });
}

/// The predicate: production's is the gradient of the loss, written in some form.
inline Check is_the_gradient(LossForm form) {
  return agree(production, [form](const auto&, const auto& model, const auto& rollout) {
    return by_the_loss(model, rollout, form);
  });
}

/// The predicate: of two environments stepped in turn, production accumulates the sum of the loops.
/// A lambda may change what goes in.
template <class Change>
Check is_the_sum_over_environments(Change change) {
  return agree_on_rollouts(
      [=]<class F>(const auto&, const Model<F>& model, const Rollout<F>& rollout) {
        Input<F> of = input_in_turn(model, rollout, meanwhile(rollout));
        change(of.rollout.steps);
        return worker_rollouts::accumulated(of, model.size());
      },
      []<class F>(const auto&, const Model<F>& model, const Rollout<F>& rollout) {
        return Matrix<F>(by_the_loop(model, rollout) + by_the_loop(model, meanwhile(rollout)));
      });
}

/// 1{b = a} for 1{b = a} − π(b).
constexpr auto without_probabilities = [](auto& of, const auto&, const auto& rollout) {
  of.rollout.scores.setConstant(0);
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    of.rollout.scores(static_cast<Eigen::Index>(t), rollout.steps[t].action) = 1;
  }
};

/// The score of action 0, whatever was done.
constexpr auto scores_of_the_first = [](auto& of, const auto& x, auto rollout) {
  for (auto& step : rollout.steps) step.action = 0;
  of.rollout.scores = worker_rollouts::scores_along(rollout, [&](int) { return x.pi(); });
};

/// γᵗÂ_t, t counted from the rollout's start, for Â_t.
constexpr auto discounted_by_time = []<class F>(const Input<F>& of, int size, const auto&...) {
  std::vector<F> advantages = worker_rollouts::advantages_of(of);
  F power{1};
  for (F& advantage : advantages) {
    advantage *= power;
    power *= of.discount;
  }
  return worker_rollouts::accumulated(of, size, advantages);
};

/// Of S + 2 places those that are 1 in a state: its own, and one that it shares with every other.
inline std::vector<int> places_of(int state, int states) { return {state, states + state % 2}; }

constexpr auto as_they_are = [](auto&) {};
constexpr auto one_step_late = [](auto& columns) {
  for (Eigen::Index t = columns.cols(); t-- > 1;) columns.col(t) = columns.col(t - 1);
};

/// The predicate: V and the gradient by places are those of the dense features with 1 there. A
/// lambda may change the columns of places.
template <class Change>
Check places_agree(Change change) {
  const auto by = [=]<class F>(const Model<F>& model, const Rollout<F>& rollout, auto features) {
    const int states = static_cast<int>(model.features.rows());
    const Input<F> dense = input(model, rollout);
    const worker_rollouts::Accumulation<F, decltype(features)> of{
        .rollout = {features, dense.rollout.scores, dense.rollout.entropy_gradients,
                    dense.rollout.steps},
        .discount = dense.discount,
        .weights = dense.weights};
    const Matrix<F> gradient = worker_rollouts::accumulated(of, states + 2);
    // Any numbers for w: the gradient's own.
    std::vector<F> values(rollout.size());
    features.multiply(gradient.data(), values);
    Vector<F> result(gradient.size() + std::ssize(values));
    result << Eigen::Map<const Vector<F>>(gradient.data(), gradient.size()), as_vector(values);
    return result;
  };
  return agree_on_rollouts(
      [=]<class F>(const auto&, const Model<F>& model, const Rollout<F>& rollout) {
        const int states = static_cast<int>(model.features.rows());
        ActiveFeatures<F> places{2, static_cast<int>(rollout.size())};
        for (Eigen::Index t = 0; const Step<F>& step : rollout.steps) {
          const std::vector<int> active = places_of(step.state, states);
          std::copy(active.begin(), active.end(), places.places().col(t++).begin());
        }
        change(places.places());
        return by(model, rollout, places);
      },
      [=]<class F>(const auto&, const Model<F>& model, const Rollout<F>& rollout) {
        const int states = static_cast<int>(model.features.rows());
        Matrix<F> dense = Matrix<F>::Constant(states, states + 2, F{0});
        for (int s = 0; s < states; ++s) {
          for (const int place : places_of(s, states)) dense(s, place) = F{1};
        }
        return by(model, rollout, worker_rollouts::features_along(rollout, dense));
      });
}

/// Step: GAE(1) is the return by its definition less V.
inline Check are_advantages_of_the_return() {
  return agree_on_rollouts(
      []<class F>(const auto&, const Model<F>& model, const Rollout<F>& rollout) {
        return Vector<F>(as_vector(worker_rollouts::advantages_of(input(model, rollout))));
      },
      []<class F>(const auto&, const Model<F>& model, const Rollout<F>& rollout) {
        Vector<F> result(static_cast<Eigen::Index>(rollout.size()));
        for (std::size_t t = 0; t < rollout.size(); ++t) {
          result(static_cast<Eigen::Index>(t)) = bootstrapped_return(model, rollout, t, -1).value -
                                                 model.value(rollout.steps[t].state);
        }
        return result;
      });
}

/// The predicate of a step: a dual number that a lambda makes of the moving policy has derivatives
/// φ_i(s) g_k, g the rows that another takes from an input, at every step of the rollout.
template <class Moved, class Rows>
Check are_derivatives(Moved moved, Rows rows) {
  const auto along = []<class F>(const Model<F>& model, const Rollout<F>& rollout, auto block) {
    Matrix<F> result(model.size(), model.actions() * static_cast<Eigen::Index>(rollout.size()));
    for (int t = 0; t < static_cast<int>(rollout.size()); ++t) {
      result.middleCols(t * model.actions(), model.actions()) =
          block(rollout.steps[static_cast<std::size_t>(t)], t);
    }
    return result;
  };
  return agree_on_rollouts(
      [=]<class F>(const auto&, const Model<F>& model, const Rollout<F>& rollout) {
        const Matrix<F> gradients = rows(input(model, rollout).rollout);
        return along(model, rollout, [&](const Step<F>& step, int t) {
          return Matrix<F>(model.feature(step.state) * gradients.row(t));
        });
      },
      [=]<class F>(const auto&, const Model<F>& model, const Rollout<F>& rollout) {
        return along(model, rollout, [&](const Step<F>& step, int) {
          return policy_gradient_of(
              model, [&](const Policy<Dual<F>>& moving) { return moved(model, moving, step); });
        });
      });
}
inline Check scores_are_derivatives() {
  return are_derivatives(
      [](const auto& model, const auto& moving, const auto& step) {
        return log_probability(model, moving, step.state, step.action);
      },
      [](const auto& rollout) { return rollout.scores; });
}
inline Check entropy_gradients_are_derivatives() {
  return are_derivatives([](const auto& model, const auto& moving,
                            const auto& step) { return entropy(model, moving, step.state); },
                         [](const auto& rollout) { return rollout.entropy_gradients; });
}

}  // namespace lemmata::batch_gradients
