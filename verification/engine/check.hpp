#pragma once
/// \file
/// A check evaluates one statement at one instance. Theorem files write it as a generic lambda that
/// returns both sides; the function that takes the lambda fixes the grade of the evidence:
///
/// \code
///   identity([](const auto& x) {
///     return equal(performance(x.mdp, x.pi()), performance_by_visitation(x.mdp, x.pi()));
///   })
/// \endcode
///
/// | function              | evaluated over                                    | grade        |
/// | --------------------- | ------------------------------------------------- | ------------ |
/// | `identity`            | GF(2⁶¹ − 1)                                       | `exact`      |
/// | `enumerated_identity` | the same, the lambda sums over all trajectories   | `enumerated` |
/// | `inequality`          | ℚ, or double above `largest_rational_mdp` states  | `rigorous`   |
/// | `ball_inequality`     | Arb balls of 128 to 2048 bits                     | `rigorous`   |
/// | `certified`           | the same, the lambda returns a `Truth`            | `rigorous`   |
/// | `sampled`             | double, on independent samples                    | `statistical`|
/// | `on_threads`          | double, what a run of real threads came to        | `measured`   |
///
/// `x` is the instance viewed in that arithmetic: an `MdpPoint<F>`, or, for another kind of
/// instance named as template argument, what its `in<F>()` returns.

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "theory/fields/errors.hpp"
#include "theory/fields/field.hpp"
#include "verification/engine/instance.hpp"
#include "verification/engine/mdp_instance.hpp"
#include "verification/engine/statistics/experiment.hpp"

namespace lemmata {

enum class Grade { exact, enumerated, rigorous, statistical, measured };

/// What one evaluation found. `discarded` means that a hypothesis or a restriction excludes the
/// instance; `undefined`, that none does and yet a side has no value there: a division by zero, or
/// a policy without a value. A theorem must be defined wherever its hypotheses hold.
enum class Finding { holds, fails, undecided, discarded, undefined };

/// The arithmetic in which an evaluation was decided.
enum class Arithmetic { modular, rational, balls, floating_point };

struct Evaluation {
  Finding finding = Finding::holds;
  Arithmetic arithmetic = Arithmetic::modular;
  /// For inequalities: the largest left/right over the entries whose right side is positive.
  std::optional<double> ratio{};
  /// For balls: the bits at which it was decided.
  long precision = 0;
  /// For identities: the chance that a false one passes at one uniform instance.
  double false_pass = 0;
};

struct Check {
  std::string claim{};
  Grade grade = Grade::exact;
  std::function<Evaluation(const Instance&)> evaluate{};
  /// The first entry at which the sides differ, readable: "left 5/8, right 1/2".
  std::function<std::string(const Instance&)> sides{};
  /// Where the check can be evaluated, if not everywhere; what it leaves out is said in the report.
  std::function<bool(const Instance&)> applies{};
  std::string restriction{};
  /// For `statistical`, in place of the functions above: what is drawn at an instance, which must
  /// outlive it, and how many samples a round.
  std::function<Experiment(const Instance&)> experiment{};
  int samples = 0;
  /// The statement speaks of fixed numbers and not of the instance: one evaluation settles it.
  bool constant = false;

  /// The same check on the instances that satisfy a condition alone; `reason` is reported.
  template <class Condition>
  Check only(std::string reason, Condition condition) && {
    restriction = std::move(reason);
    applies = on_kind(std::function{std::move(condition)});
    return std::move(*this);
  }

  /// The same check, of a statement about fixed numbers: evaluated once and counted once.
  Check once() && {
    constant = true;
    return std::move(*this);
  }
};

/// Both sides of an equation or inequality, entry by entry.
template <class F>
struct Sides {
  Matrix<F> left;
  Matrix<F> right;
};

namespace sides {

template <class F>
Matrix<F> as_matrix(const F& side) {
  return Matrix<F>::Constant(1, 1, side);
}
template <class Expression>
requires requires { typename Expression::Scalar; }
auto as_matrix(const Expression& side) { return Matrix<typename Expression::Scalar>(side); }

template <class F>
Sides<F> paired(Matrix<F> left, Matrix<F> right) {
  if (left.size() == 0) throw std::logic_error("the sides of a check are empty");
  if (left.rows() != right.rows() || left.cols() != right.cols()) {
    throw std::logic_error("the two sides of a check have different shapes");
  }
  return {std::move(left), std::move(right)};
}

}  // namespace sides

/// left = right; scalars, vectors or matrices of one shape.
template <class Left, class Right>
auto equal(const Left& left, const Right& right) {
  return sides::paired(sides::as_matrix(left), sides::as_matrix(right));
}

/// left ≤ right, entry by entry.
template <class Left, class Right>
auto at_most(const Left& left, const Right& right) {
  return sides::paired(sides::as_matrix(left), sides::as_matrix(right));
}

/// Beyond this many states inequalities are evaluated in double, to 1e-9 of the largest entry.
inline constexpr int largest_rational_mdp = 64;

/// left = right as an identity between rational functions.
template <class Kind = MdpInstance, class Body>
Check identity(Body body);

/// The same where the lambda takes an expectation over every trajectory.
template <class Kind = MdpInstance, class Body>
Check enumerated_identity(Body body);

/// left ≤ right between rational quantities (maxima and absolute values included).
template <class Kind = MdpInstance, class Body>
Check inequality(Body body);

/// left ≤ right with exponentials and logarithms. Where the sides may be equal no ball can decide:
/// state the equality apart, and restrict the check to where the inequality is strict.
template <class Kind = MdpInstance, class Body>
Check ball_inequality(Body body);

/// A predicate that the lambda decides in balls at `Precision::bits()`, such as
/// `is_positive_definite` or `has_all_roots_in_unit_disc`.
template <class Kind = MdpInstance, class Body>
Check certified(Body body);

/// A claim about means over sampled runs: the lambda returns an `Experiment`.
template <class Kind = MdpInstance, class Body>
Check sampled(Body body, int samples_a_round = 50'000);

/// left = right, to the last bit, of what a run of real threads came to. It must be so in whatever
/// order they ran: how long they took is never compared. Falsifiers must be wrong in every order.
template <class Kind = MdpInstance, class Body>
Check on_threads(Body body);

}  // namespace lemmata

#include "verification/engine/check_evaluation.hpp"
