#pragma once
/// \file
/// LSTD(λ) with one of the mistakes that are easily made.

#include "algorithms/critics/least_squares.hpp"

namespace lemmata {

enum class Mistake {
  decay_without_discount,
  successor_without_discount,
  bootstrap_through_end,
  cut_taken_for_end,
  trace_runs_on,
  trace_too_late,
  transposed,
};

/// The equations of LSTD(λ) with a mistake.
template <class F>
LinearSystem<F> mistaken_lstd(Mistake mistake, const LinearFeatures<F>& features,
                              const Rollout<F>& rollout, const F& discount, const F& lambda) {
  const auto made = [mistake](Mistake which) { return mistake == which; };
  const F decay = made(Mistake::decay_without_discount) ? lambda : F(discount * lambda);
  const F kept = made(Mistake::successor_without_discount) ? F{1} : discount;
  LinearSystem<F> result = empty_system<F>(features.weights());
  Vector<F> trace = result.vector;
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    const Step<F>& step = rollout.steps[t];
    const Vector<F> feature = features.matrix.row(step.state).transpose();
    const Vector<F> next = features.matrix.row(step.next_state).transpose();
    const Vector<F> before = trace;
    trace = decay * before + feature;
    const Vector<F> used = made(Mistake::trace_too_late) ? before : trace;
    bool ends = step.terminal && !made(Mistake::bootstrap_through_end);
    if (made(Mistake::cut_taken_for_end)) ends = rollout.ends[t];
    const Vector<F> change = ends ? feature : Vector<F>(feature - kept * next);
    result.matrix += made(Mistake::transposed) ? Matrix<F>(change * used.transpose())
                                               : Matrix<F>(used * change.transpose());
    result.vector += step.reward * used;
    if (rollout.ends[t] && !made(Mistake::trace_runs_on)) trace.setConstant(F{0});
  }
  return result;
}

}  // namespace lemmata
