#pragma once
/// \file
/// A theorem of the catalogue, read from top to bottom: what it says, under which hypotheses, how
/// it is checked, why it is true, and the wrong versions that the same check rejects.
///
/// A theorem file defines one function, named like the file, that returns a `Theorem`; the build
/// finds it by that name. Its head comment says the same to a reader of the file that `statement`,
/// `oracle`, `shows` and `sources` say in the report: "// PG-2. …" first, then paragraphs that
/// begin with "Hypotheses: ", "Oracle: ", "Shows: " and "Sources: ", the last one naming every key.
/// A file has 60 to 220 lines; what is longer moves into a header of the chapter. The id is the
/// chapter's letters and its next free number, or one that claims of the study text wait for
/// (claims/planned_theorems.cpp). Begin from a neighbour, and end with `clang-format -i`.
///
///  - `checks` is the statement. One check needs no name; several are `part("in words", check)`.
///  - `proof` is a list of `step("in words", check)`; a lambda alone is an identity.
///  - `falsifiers` is a list of `wrong("what is wrong", check)`. Write the statement as a function
///    from a subject to a Check, and apply it to the right subject and to each wrong one.
///    `.refuting(5)` behind it says that claim 5 of the study text states just that.
///  - `needs` is a list of `needed(hypothesis, check)`: the statement where that hypothesis does
///    not hold. The engine must find an instance at which it goes wrong. Where the hypothesis is
///    about the statement's terms and no instance leaves it, the check states the theorem without
///    it, and reports say so.
///  - `tight` is a list of `part("in words", check)`: where a bound is attained, or the identity
///    behind it. A theorem whose inequalities stay below half of their bounds needs one.
///  - A check is also evaluated on the shipped MDPs and the user's, up to hundreds of states: one
///    that enumerates, or whose cost grows fast with the parameters, says with `.only` how far.
///  - A statement about fixed numbers, the same at every instance, says `.once()`: more evaluations
///    would be no more evidence.
///  - A lambda takes `const auto& x`, or, to name the field, `<class F>(const MdpPoint<F>& x)`.
///    Name intermediate results `Vector<F>` or `Matrix<F>`: `auto` would keep an Eigen expression
///    whose operands are gone.

#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "verification/engine/check.hpp"
#include "verification/engine/figure.hpp"
#include "verification/engine/instance.hpp"

namespace lemmata {

struct Hypothesis {
  std::string text{};
  /// Instances that do not satisfy it are discarded; empty if every instance does.
  std::function<bool(const Instance&)> holds;
};

/// A wrong version of the theorem that its check must reject.
struct Falsifier {
  std::string name{};
  Check check;
  /// Where people reported this very bug, "owner/repository#number" each.
  std::vector<std::string> reported{};
  /// The claim of the study text that states this very falsehood (verification/claims); 0 if none.
  int refutes = 0;

  /// The same, marked as what the claim of this number says as it is written.
  Falsifier refuting(int claim) && {
    refutes = claim;
    return std::move(*this);
  }
};

/// A hypothesis that cannot be dropped.
struct Need {
  std::string hypothesis{};  ///< the text of one of the theorem's hypotheses
  Check check;  ///< the statement, evaluated outside that hypothesis and inside the others
  std::optional<InstanceSpace> instances{};  ///< where the theorem's own never leave the hypothesis
};

struct Source {
  std::string key{};    ///< of references.bib
  std::string where{};  ///< "Theorem 1"
};

struct Theorem {
  std::string id{};         ///< "PG-2"; never changes its meaning
  std::string claim{};      ///< one sentence
  std::string statement{};  ///< LaTeX
  std::vector<Hypothesis> hypotheses{};
  std::string oracle{};  ///< the independent way to the other side
  std::string shows{};   ///< what the check establishes, and what it does not
  InstanceSpace instances;
  std::vector<Check> checks{};  ///< the statement
  std::vector<Check> proof{};   ///< its steps, in order
  std::vector<Falsifier> falsifiers{};
  std::vector<Need> needs{};
  std::vector<Check> tight{};
  std::vector<Source> sources{};
  std::optional<Figure> figure{};
};

/// A check as it is, or the identity that a lambda states.
template <class Statement>
Check as_check(Statement statement) {
  if constexpr (std::same_as<Statement, Check>) {
    return statement;
  } else {
    return identity(std::move(statement));
  }
}

/// One of several parts of a theorem's statement, in words.
inline Check part(std::string claim, Check check) {
  check.claim = std::move(claim);
  return check;
}

/// A proof step: a check, or a lambda that states an identity.
template <class Statement>
Check step(std::string claim, Statement statement) {
  return part(std::move(claim), as_check(std::move(statement)));
}

/// A falsifier: a wrong statement, or the theorem's predicate applied to a wrong subject.
template <class Statement>
Falsifier wrong(std::string name, Statement statement, std::vector<std::string> reported = {}) {
  return {std::move(name), as_check(std::move(statement)), std::move(reported)};
}

/// The statement without a hypothesis, over the theorem's instances or, where those never leave the
/// hypothesis, over a wider space.
template <class Statement>
Need needed(const Hypothesis& hypothesis, Statement statement,
            std::optional<InstanceSpace> instances = {}) {
  return {hypothesis.text, as_check(std::move(statement)), std::move(instances)};
}

}  // namespace lemmata
