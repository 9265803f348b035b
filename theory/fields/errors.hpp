#pragma once
/// \file
/// What can go wrong in an evaluation that is otherwise well posed: the point lies on a pole.

#include <stdexcept>
#include <string>

namespace lemmata {

/// A division by an exact zero, or by a ball that contains zero.
struct DivisionByZero : std::domain_error {
  DivisionByZero() : std::domain_error("division by zero") {}
};

/// A linear system without a unique solution, such as (I − P_π) V = r_π where π may never end.
struct SingularSystem : std::domain_error {
  explicit SingularSystem(const std::string& what) : std::domain_error(what) {}
};

}  // namespace lemmata
