#pragma once
/// \file
/// What the property tests draw: numbers of every field and random MDPs, all of them shrinkable.

#include <rapidcheck.h>

#include <array>
#include <ostream>
#include <utility>
#include <vector>

#include "theory/fields/field.hpp"
#include "verification/engine/mdp_instance.hpp"

namespace lemmata {

inline std::ostream& operator<<(std::ostream& out, const MdpInstance& x) {
  return out << x.describe();
}
inline std::ostream& operator<<(std::ostream& out, const Rational& x) {
  return out << to_string(x);
}
inline std::ostream& operator<<(std::ostream& out, Residue x) {
  return out << x.residue() << " = " << to_string(x);
}
inline std::ostream& operator<<(std::ostream& out, const Modular& x) { return out << x.residue(); }
template <class F>
std::ostream& operator<<(std::ostream& out, const Dual<F>& x) {
  return out << x.value << " + ε·" << x.derivative;
}

/// An integer over a positive one, in any field.
struct Fraction {
  int numerator = 0;
  int denominator = 1;

  template <class F>
  F in() const {
    return F(numerator) / F(denominator);
  }
};

inline rc::Gen<Fraction> any_fraction() {
  return rc::gen::map(rc::gen::pair(rc::gen::inRange(-50, 51), rc::gen::inRange(1, 31)),
                      [](const std::pair<int, int>& parts) {
                        return Fraction{parts.first, parts.second};
                      });
}

/// A fraction in a field; in GF(p) any residue, those next to 0 and p among them.
template <class F>
struct AnyElement {
  static rc::Gen<F> gen() {
    return rc::gen::map(any_fraction(), [](const Fraction& x) { return x.in<F>(); });
  }
};
template <>
struct AnyElement<Residue> {
  static rc::Gen<Residue> gen() {
    constexpr std::uint64_t p = Residue::prime;
    const auto residue =
        rc::gen::map(rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>()),
                     [](std::uint64_t x) { return Residue::from_residue(x % Residue::prime); });
    const auto extreme =
        rc::gen::map(rc::gen::element<std::uint64_t>(0, 1, 2, p / 2, p / 2 + 1, p - 2, p - 1),
                     [](std::uint64_t x) { return Residue::from_residue(x); });
    return rc::gen::weightedOneOf<Residue>({{3, residue}, {1, extreme}});
  }
};
template <class F>
struct AnyElement<Dual<F>> {
  static rc::Gen<Dual<F>> gen() {
    return rc::gen::map(rc::gen::pair(AnyElement<F>::gen(), AnyElement<F>::gen()),
                        [](const std::pair<F, F>& x) {
                          return Dual<F>{x.first, x.second};
                        });
  }
};

template <class F>
rc::Gen<F> any() {
  return AnyElement<F>::gen();
}

/// A matrix of small integers.
inline rc::Gen<Matrix<int>> any_integers(int rows, int columns, int least, int most) {
  const auto size = static_cast<std::size_t>(rows * columns);
  return rc::gen::map(
      rc::gen::container<std::vector<int>>(size, rc::gen::inRange(least, most + 1)),
      [=](const std::vector<int>& entries) {
        return Matrix<int>(Eigen::Map<const Matrix<int>>(entries.data(), rows, columns));
      });
}

template <class F>
Matrix<F> in_field(const Matrix<int>& integers) {
  return integers.unaryExpr([](int x) { return F(x); });
}

/// The generated MDPs of the theorems, with the parts given.
inline rc::Gen<MdpInstance> any_mdp(std::vector<Part> parts, LargestShape largest = {}) {
  return {[=](const rc::Random& random, int) {
    return rc::shrinkable::shrinkRecur(draw_mdp(largest, parts, random), [](const MdpInstance& x) {
      return rc::seq::fromContainer(simpler(x));
    });
  }};
}

/// All that a theorem may name.
inline const std::vector<Part> every_part{
    Part::policy,         Part::other_policy, Part::features,       Part::direction,
    Part::values,         Part::other_values, Part::state_baseline, Part::action_baseline,
    Part::temperature,    Part::step_size,    Part::lambda,         Part::state_features,
    Part::critic_weights, Part::state_weights};
inline constexpr LargestShape with_a_horizon{
    .states = 4, .actions = 3, .outcomes = 3, .horizon = 3};

/// The same where values exist: γ < 1, or an end within reach of every state.
inline rc::Gen<MdpInstance> any_mdp_with_values(std::vector<Part> parts) {
  return rc::gen::suchThat(any_mdp(std::move(parts)), [](const MdpInstance& x) {
    return x.table.discount != Dyadic{1, 0} || states_that_never_end(x.table).empty();
  });
}

/// The residue of a fraction whose denominator p does not divide.
inline Residue image(const Rational& x) {
  const auto residue = [](const fmpz* integer) {
    return Residue::from_residue(fmpz_fdiv_ui(integer, Residue::prime));
  };
  return residue(fmpq_numref(x.raw())) / residue(fmpq_denref(x.raw()));
}

inline bool contains(const Ball& ball, const Rational& exact) {
  return arb_contains_fmpq(ball.raw(), exact.raw()) != 0;
}

}  // namespace lemmata
