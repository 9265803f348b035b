#pragma once
/// \file
/// How the factories of check.hpp evaluate a theorem's lambda. Included by check.hpp.

#include <fmt/format.h>

#include <cmath>

#include "verification/engine/check.hpp"

namespace lemmata {
namespace evaluation {

Evaluation compare(const Sides<Modular>& sides);
Evaluation compare_at_most(const Sides<Rational>& sides);
Evaluation compare_at_most(const Sides<double>& sides);
Evaluation compare_at_most(const Sides<Ball>& sides);

/// What a verdict in balls finds.
Evaluation decided(Truth truth);

std::string differing_entry(const Sides<Modular>& sides);
std::string exceeding_entry(const Sides<Rational>& sides);
std::string exceeding_entry(const Sides<Ball>& sides);

/// d/(p − d'), d the degree of the numerator of left − right and d' of its denominators.
double false_pass(const Sides<Degree>& sides);

/// Whether the instance is small enough for exact rationals.
bool rational_is_feasible(const Instance& instance);

/// The evaluation of a body, or `undefined` outside the domain of an operation: at a pole, where a
/// system is singular, for a root that the field does not have.
template <class Evaluate>
Evaluation unless_undefined(Evaluate evaluate) {
  try {
    return evaluate();
  } catch (const std::domain_error&) {
  }
  return {.finding = Finding::undefined};
}

template <class F, class Kind, class Body>
Sides<F> sides_at(const Body& body, const Instance& instance) {
  return body(dynamic_cast<const Kind&>(instance).template in<F>());
}

/// Doubles the precision until the evaluation is decided.
template <class Evaluate>
Evaluation evaluate_in_balls(Evaluate evaluate) {
  constexpr long first = 128;
  constexpr long last = 2048;
  Evaluation result;
  for (long bits = first; bits <= last; bits *= 2) {
    const Precision precision{bits};
    result = unless_undefined(evaluate);
    if (result.finding == Finding::undefined) result.finding = Finding::undecided;
    result.arithmetic = Arithmetic::balls;
    result.precision = bits;
    if (result.finding != Finding::undecided) break;
  }
  return result;
}

template <class Kind, class Body>
Check identity_of_grade(Grade grade, Body body) {
  return {
      .grade = grade,
      .evaluate =
          [body](const Instance& x) {
            return unless_undefined([&] { return compare(sides_at<Modular, Kind>(body, x)); });
          },
      .false_pass =
          [body](const Instance& x) { return false_pass(sides_at<Degree, Kind>(body, x)); },
      .sides =
          [body](const Instance& x) { return differing_entry(sides_at<Modular, Kind>(body, x)); }};
}

}  // namespace evaluation

template <class Kind, class Body>
Check identity(Body body) {
  return evaluation::identity_of_grade<Kind>(Grade::exact, std::move(body));
}

template <class Kind, class Body>
Check enumerated_identity(Body body) {
  return evaluation::identity_of_grade<Kind>(Grade::enumerated, std::move(body));
}

template <class Kind, class Body>
Check inequality(Body body) {
  using namespace evaluation;
  return {
      .grade = Grade::rigorous,
      .evaluate =
          [body](const Instance& x) {
            return unless_undefined([&] {
              return rational_is_feasible(x) ? compare_at_most(sides_at<Rational, Kind>(body, x))
                                             : compare_at_most(sides_at<double, Kind>(body, x));
            });
          },
      .sides =
          [body](const Instance& x) { return exceeding_entry(sides_at<Rational, Kind>(body, x)); }};
}

template <class Kind, class Body>
Check ball_inequality(Body body) {
  using namespace evaluation;
  return {.grade = Grade::rigorous,
          .evaluate =
              [body](const Instance& x) {
                return evaluate_in_balls(
                    [&] { return compare_at_most(sides_at<Ball, Kind>(body, x)); });
              },
          .sides =
              [body](const Instance& x) { return exceeding_entry(sides_at<Ball, Kind>(body, x)); }};
}

template <class Kind, class Body>
Check certified(Body body) {
  using namespace evaluation;
  const auto evaluate = [body](const Instance& x) {
    const auto& instance = dynamic_cast<const Kind&>(x);
    return evaluate_in_balls([&] { return decided(body(instance.template in<Ball>())); });
  };
  const auto sides = [evaluate](const Instance& x) {
    return fmt::format("certainly false, in balls of {} bits", evaluate(x).precision);
  };
  return {.grade = Grade::rigorous, .evaluate = evaluate, .sides = sides};
}

template <class Kind, class Body>
Check sampled(Body body, int samples_a_round) {
  return {.grade = Grade::statistical,
          .experiment = [body](const Instance& x) -> Experiment {
            return body(dynamic_cast<const Kind&>(x).template in<double>());
          },
          .samples = samples_a_round};
}

}  // namespace lemmata
