#include "verification/engine/check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lemmata::evaluation {
namespace {

double as_double(const Rational& x) { return to_double(x); }
double as_double(const Ball& x) { return midpoint(x); }
double as_double(double x) { return x; }

std::string text(const Rational& x) { return to_string(x); }
std::string text(Modular x) { return to_string(x); }
std::string text(const Ball& x) { return to_string(x); }

/// Applies visit(left, right, row, column) to every entry.
template <class F, class Visit>
void for_each_entry(const Sides<F>& sides, Visit visit) {
  for (Eigen::Index i = 0; i < sides.left.rows(); ++i) {
    for (Eigen::Index j = 0; j < sides.left.cols(); ++j) {
      visit(sides.left(i, j), sides.right(i, j), i, j);
    }
  }
}

/// The tightest ratio left/right of an inequality, over entries with a positive right side.
template <class F>
std::optional<double> tightest(const Sides<F>& sides) {
  std::optional<double> ratio;
  for_each_entry(sides, [&](const F& left, const F& right, auto, auto) {
    const double bound = as_double(right);
    if (bound > 0) ratio = std::max(ratio.value_or(0.0), as_double(left) / bound);
  });
  return ratio;
}

template <class F, class Wrong>
std::string entry(const Sides<F>& sides, Wrong wrong) {
  std::string result;
  for_each_entry(sides, [&](const F& left, const F& right, auto i, auto j) {
    if (!result.empty() || !wrong(left, right)) return;
    result = fmt::format("left {}, right {}", text(left), text(right));
    if (sides.left.size() > 1) {
      result += sides.left.cols() > 1 ? fmt::format(" in entry ({}, {})", i, j)
                                      : fmt::format(" in entry {}", i);
    }
  });
  return result;
}

}  // namespace

Evaluation compare(const Sides<Modular>& sides) {
  return {.finding = sides.left == sides.right ? Finding::holds : Finding::fails,
          .arithmetic = Arithmetic::modular};
}

Evaluation compare_at_most(const Sides<Rational>& sides) {
  Evaluation result{.arithmetic = Arithmetic::rational, .ratio = tightest(sides)};
  for_each_entry(sides, [&](const Rational& left, const Rational& right, auto, auto) {
    if (right < left) result.finding = Finding::fails;
  });
  return result;
}

Evaluation compare_at_most(const Sides<double>& sides) {
  constexpr double tolerance = 1e-9;
  Evaluation result{.arithmetic = Arithmetic::floating_point, .ratio = tightest(sides)};
  const double scale =
      std::max({1.0, sides.left.cwiseAbs().maxCoeff(), sides.right.cwiseAbs().maxCoeff()});
  for_each_entry(sides, [&](double left, double right, auto, auto) {
    if (!(left <= right + tolerance * scale)) result.finding = Finding::fails;
  });
  return result;
}

Evaluation compare_at_most(const Sides<Ball>& sides) {
  Evaluation result{.arithmetic = Arithmetic::balls, .ratio = tightest(sides)};
  bool undecided = false;
  for_each_entry(sides, [&](const Ball& left, const Ball& right, auto, auto) {
    const Truth truth = is_at_most(left, right);
    if (truth == Truth::certainly_false) result.finding = Finding::fails;
    if (truth == Truth::undecided) undecided = true;
  });
  if (undecided && result.finding != Finding::fails) result.finding = Finding::undecided;
  return result;
}

Evaluation decided(Truth truth) {
  switch (truth) {
    case Truth::certainly_true:
      return {.finding = Finding::holds};
    case Truth::certainly_false:
      return {.finding = Finding::fails};
    case Truth::undecided:
      break;
  }
  return {.finding = Finding::undecided};
}

std::string differing_entry(const Sides<Modular>& sides) {
  return entry(sides, [](Modular a, Modular b) { return !(a == b); });
}

std::string exceeding_entry(const Sides<Rational>& sides) {
  return entry(sides, [](const Rational& a, const Rational& b) { return b < a; });
}

std::string exceeding_entry(const Sides<Ball>& sides) {
  return entry(sides, [](const Ball& a, const Ball& b) {
    return is_at_most(a, b) == Truth::certainly_false;
  });
}

double false_pass(const Sides<Degree>& sides) {
  double worst = 0;
  for_each_entry(sides, [&](const Degree& left, const Degree& right, auto, auto) {
    const Degree difference = left - right;
    if (difference.is_zero()) return;
    const double pole_free = static_cast<double>(Modular::prime) - difference.denominator();
    worst = std::max(worst, difference.numerator() / pole_free);
  });
  return std::min(worst, 1.0);
}

bool rational_is_feasible(const Instance& instance) {
  const auto* mdp = dynamic_cast<const MdpInstance*>(&instance);
  return mdp == nullptr || mdp->table.states() <= largest_rational_mdp;
}

}  // namespace lemmata::evaluation
