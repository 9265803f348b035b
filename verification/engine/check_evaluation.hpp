#pragma once
/// \file
/// How the factories of check.hpp evaluate a theorem's lambda. Included by check.hpp.

#include <utility>

#include "verification/engine/check.hpp"

namespace lemmata {
namespace evaluation {

/// What a theorem's lambda is given: a kind of instance, viewed in a field.
template <class Kind, class F>
using PointOf = decltype(std::declval<const Kind&>().template in<F>());

/// What a theorem's lambda becomes over one field, and what that is on any instance. All that
/// follows is compiled once for a field, and not once for a lambda.
template <class Kind, class F>
using Statement = std::function<Sides<F>(const PointOf<Kind, F>&)>;
template <class F>
using SidesAt = std::function<Sides<F>(const Instance&)>;

/// A function of a kind of instance viewed in a field, as one of instances.
template <class Kind, class F, class Result>
std::function<Result(const Instance&)> viewed(std::function<Result(const PointOf<Kind, F>&)> f) {
  return [f = std::move(f)](const Instance& instance) {
    return f(dynamic_cast<const Kind&>(instance).template in<F>());
  };
}

template <class F, class Kind, class Body>
SidesAt<F> sides_at(Body body) {
  return viewed<Kind, F>(Statement<Kind, F>{std::move(body)});
}

Check identity(Grade grade, SidesAt<Modular> sides);
Check inequality(SidesAt<Rational> rational, SidesAt<double> floating_point);
Check ball_inequality(SidesAt<Ball> sides);
Check certified(std::function<Truth(const Instance&)> truth);
Check sampled(std::function<Experiment(const Instance&)> experiment, int samples_a_round);
Check on_threads(SidesAt<double> sides);

#define LEMMATA_DECLARE(F, Result)                                               \
  extern template std::function<Result(const Instance&)> viewed<MdpInstance, F>( \
      std::function<Result(const MdpPoint<F>&)>);
LEMMATA_DECLARE(Modular, Sides<Modular>)
LEMMATA_DECLARE(Rational, Sides<Rational>)
LEMMATA_DECLARE(double, Sides<double>)
LEMMATA_DECLARE(Ball, Sides<Ball>)
LEMMATA_DECLARE(Ball, Truth)
LEMMATA_DECLARE(double, Experiment)
#undef LEMMATA_DECLARE

}  // namespace evaluation

template <class Kind, class Body>
Check identity(Body body) {
  return evaluation::identity(Grade::exact, evaluation::sides_at<Modular, Kind>(std::move(body)));
}

template <class Kind, class Body>
Check enumerated_identity(Body body) {
  return evaluation::identity(Grade::enumerated,
                              evaluation::sides_at<Modular, Kind>(std::move(body)));
}

template <class Kind, class Body>
Check inequality(Body body) {
  return evaluation::inequality(evaluation::sides_at<Rational, Kind>(body),
                                evaluation::sides_at<double, Kind>(body));
}

template <class Kind, class Body>
Check ball_inequality(Body body) {
  return evaluation::ball_inequality(evaluation::sides_at<Ball, Kind>(std::move(body)));
}

template <class Kind, class Body>
Check certified(Body body) {
  using namespace evaluation;
  return evaluation::certified(
      viewed<Kind, Ball>(std::function<Truth(const PointOf<Kind, Ball>&)>{std::move(body)}));
}

template <class Kind, class Body>
Check sampled(Body body, int samples_a_round) {
  using namespace evaluation;
  return evaluation::sampled(
      viewed<Kind, double>(
          std::function<Experiment(const PointOf<Kind, double>&)>{std::move(body)}),
      samples_a_round);
}

template <class Kind, class Body>
Check on_threads(Body body) {
  return evaluation::on_threads(evaluation::sides_at<double, Kind>(std::move(body)));
}

}  // namespace lemmata
