#include "verification/engine/check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lemmata {
namespace {

double as_double(const Rational& x) { return to_double(x); }
double as_double(const Ball& x) { return midpoint(x); }
double as_double(double x) { return x; }

std::string text(const Rational& x) { return to_string(x); }
std::string text(const Modular& x) { return to_string(x); }
std::string text(const Ball& x) { return to_string(x); }
std::string text(double x) { return fmt::format("{}", x); }

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

/// d/(p − d'), d the degree of the numerator of left − right and d' of its denominators.
double false_pass(const Sides<Modular>& sides) {
  double worst = 0;
  for_each_entry(sides, [&](const Modular& left, const Modular& right, auto, auto) {
    const Degree difference = left.degree() - right.degree();
    if (difference.is_zero()) return;
    const double pole_free = static_cast<double>(Residue::prime) - difference.denominator();
    worst = std::max(worst, difference.numerator() / pole_free);
  });
  return std::min(worst, 1.0);
}

Evaluation compare(const Sides<Modular>& sides) {
  return {.finding = sides.left == sides.right ? Finding::holds : Finding::fails,
          .arithmetic = Arithmetic::modular,
          .false_pass = false_pass(sides)};
}

Evaluation compare(const Sides<double>& sides) {
  return {.finding = sides.left == sides.right ? Finding::holds : Finding::fails,
          .arithmetic = Arithmetic::floating_point};
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

/// What a verdict in balls finds.
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
  return entry(sides, [](const Modular& a, const Modular& b) { return !(a == b); });
}

/// Of another run of the threads than the one that was found wrong.
std::string differing_entry(const Sides<double>& sides) {
  const std::string found = entry(sides, [](double a, double b) { return a != b; });
  return found.empty() ? "not so in another run of the threads" : found;
}

std::string exceeding_entry(const Sides<Rational>& sides) {
  return entry(sides, [](const Rational& a, const Rational& b) { return b < a; });
}

std::string exceeding_entry(const Sides<Ball>& sides) {
  return entry(sides, [](const Ball& a, const Ball& b) {
    return is_at_most(a, b) == Truth::certainly_false;
  });
}

/// Whether the instance is small enough for exact rationals.
bool rational_is_feasible(const Instance& instance) {
  const auto* mdp = dynamic_cast<const MdpInstance*>(&instance);
  return mdp == nullptr || mdp->table.states() <= largest_rational_mdp;
}

/// An evaluation, or `undefined` outside the domain of an operation: at a pole, where a system is
/// singular, for a root that the field does not have.
template <class Evaluate>
Evaluation unless_undefined(Evaluate evaluate) {
  try {
    return evaluate();
  } catch (const std::domain_error&) {
  }
  return {.finding = Finding::undefined};
}

constexpr long fewest_bits = 128;
constexpr long most_bits = 2048;

/// Doubles the precision until the evaluation is decided.
template <class Evaluate>
Evaluation evaluate_in_balls(Evaluate evaluate) {
  Evaluation result;
  for (long bits = fewest_bits; bits <= most_bits; bits *= 2) {
    const Precision precision{bits};
    result = unless_undefined(evaluate);
    if (result.finding == Finding::undefined) result.finding = Finding::undecided;
    result.arithmetic = Arithmetic::balls;
    result.precision = bits;
    if (result.finding != Finding::undecided) break;
  }
  return result;
}

/// The sides at the precision that tells them apart.
std::string exceeding_entry(const evaluation::SidesAt<Ball>& sides, const Instance& x) {
  for (long bits = fewest_bits; bits <= most_bits; bits *= 2) {
    const Precision precision{bits};
    try {
      const std::string found = exceeding_entry(sides(x));
      if (!found.empty()) return found;
    } catch (const std::domain_error&) {
    }
  }
  return "not defined in balls";
}

}  // namespace

namespace evaluation {

Check identity(Grade grade, SidesAt<Modular> sides) {
  return {.grade = grade,
          .evaluate =
              [sides](const Instance& x) {
                return unless_undefined([&] { return compare(sides(x)); });
              },
          .sides = [sides](const Instance& x) { return differing_entry(sides(x)); }};
}

Check inequality(SidesAt<Rational> rational, SidesAt<double> floating_point) {
  return {.grade = Grade::rigorous,
          .evaluate =
              [rational, floating_point](const Instance& x) {
                return unless_undefined([&] {
                  return rational_is_feasible(x) ? compare_at_most(rational(x))
                                                 : compare_at_most(floating_point(x));
                });
              },
          .sides = [rational](const Instance& x) { return exceeding_entry(rational(x)); }};
}

Check ball_inequality(SidesAt<Ball> sides) {
  return {.grade = Grade::rigorous,
          .evaluate =
              [sides](const Instance& x) {
                return evaluate_in_balls([&] { return compare_at_most(sides(x)); });
              },
          .sides = [sides](const Instance& x) { return exceeding_entry(sides, x); }};
}

Check certified(std::function<Truth(const Instance&)> truth) {
  const auto evaluate = [truth = std::move(truth)](const Instance& x) {
    return evaluate_in_balls([&] { return decided(truth(x)); });
  };
  const auto sides = [evaluate](const Instance& x) {
    return fmt::format("certainly false, in balls of {} bits", evaluate(x).precision);
  };
  return {.grade = Grade::rigorous, .evaluate = evaluate, .sides = sides};
}

Check sampled(std::function<Experiment(const Instance&)> experiment, int samples_a_round) {
  return {
      .grade = Grade::statistical, .experiment = std::move(experiment), .samples = samples_a_round};
}

Check on_threads(SidesAt<double> sides) {
  return {.grade = Grade::measured,
          .evaluate = [sides](const Instance& x) { return compare(sides(x)); },
          .sides = [sides](const Instance& x) { return differing_entry(sides(x)); }};
}

#define LEMMATA_INSTANTIATE(F, Result)                                    \
  template std::function<Result(const Instance&)> viewed<MdpInstance, F>( \
      std::function<Result(const MdpPoint<F>&)>);
LEMMATA_INSTANTIATE(Modular, Sides<Modular>)
LEMMATA_INSTANTIATE(Rational, Sides<Rational>)
LEMMATA_INSTANTIATE(double, Sides<double>)
LEMMATA_INSTANTIATE(Ball, Sides<Ball>)
LEMMATA_INSTANTIATE(Ball, Truth)
LEMMATA_INSTANTIATE(double, Experiment)

}  // namespace evaluation
}  // namespace lemmata
