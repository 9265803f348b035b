#pragma once
/// \file
/// Soft value iteration at the speed of the memory, with a bound on its error that it stops by.
///
///   V_{k+1}(s) = β log Σ_a exp((r(s,a) + γP_aV_k(s))/β),   or max_a for β = 0
///
/// The operator T is monotone, and T(V + c) lies between TV + mc and TV + Mc for a constant c,
/// where m and M are the least and the greatest γΣ_s' P(s'|s,a). So if δ ≤ V_{k+1} − V_k ≤ Δ
/// everywhere,
///
///   V_{k+1} + δM/(1−M) ≤ V* ≤ V_{k+1} + ΔM/(1−M)   for δ ≤ 0 ≤ Δ,
///
/// with m in place of M for a δ > 0 or a Δ < 0. It implies the bound γ/(1−γ)·max|V_{k+1} − V_k| and
/// is often far smaller, since values of states that meet soon approach their limits together
/// (MacQueen's bounds: `puterman1994markov`, §6.6). Sweeps in place are monotone too and keep M,
/// but not m, in whose place 0 stands. The bounds are those of exact arithmetic: a tolerance near
/// the rounding of V* is not certified, and may not be reached.

#include "algorithms/parallel/thread_team.hpp"
#include "algorithms/soft/soft_sweep.hpp"

namespace lemmata {

enum class SweepOrder {
  jacobi,   ///< all states from V_k: the same values, to the last bit, on any number of threads
  in_place  ///< each state from the newest values (Gauss–Seidel, in blocks of at most 8); one
            ///< thread
};

struct SoftValueIterationOptions {
  double temperature = 0;   ///< β ≥ 0, in units of the reward
  double tolerance = 1e-6;  ///< of values, in units of the reward
  int max_sweeps = 1'000'000;
  SweepOrder order = SweepOrder::jacobi;
  int threads = 1;
};

struct BoundedSoftValues {
  Vector<double> values;   ///< the middle of the bounds on V*, S entries
  double error_bound = 0;  ///< of every entry; above the tolerance if the sweeps did not suffice
  int sweeps = 0;
};

/// Iterates from 0 until the error bound is at most the tolerance. With M = 1 (γ = 1, and a state
/// and action that cannot end at once) the bound is infinite, and all sweeps are made.
/// \throws std::invalid_argument as `SoftSweeps`, or for a tolerance that is not a number
BoundedSoftValues soft_value_iteration(const CompressedMdp& mdp,
                                       const SoftValueIterationOptions& options);

/// Bounds on V* − V_{k+1} from V_{k+1} − V_k, as above: the least and the greatest.
ValueChange remaining_change(const CompressedMdp& mdp, SweepOrder order, ValueChange last);

/// The sweeps by themselves. The MDP must outlive them.
class SoftSweeps {
 public:
  /// \throws std::invalid_argument for a temperature that is negative or not finite, fewer than one
  /// thread, or several threads in place
  SoftSweeps(const CompressedMdp& mdp, double temperature, SweepOrder order, int threads);

  ValueChange sweep();

  Vector<double> values() const;
  /// Before the first call, values are 0. \param values S entries
  void set_values(const Vector<double>& values);

 private:
  struct Share {  ///< what one thread sweeps
    std::size_t first_slice;
    std::size_t last_slice;
    LargePageVector<double> scratch;
    ValueChange change;
  };

  const CompressedMdp& mdp_;
  double temperature_;
  LargePageVector<double> values_;  ///< by place
  LargePageVector<double> next_;    ///< empty in place
  std::vector<Share> shares_;
  ThreadTeam team_;
};

}  // namespace lemmata
