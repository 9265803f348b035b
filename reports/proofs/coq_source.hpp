#pragma once
/// \file
/// Coq sources as text: what they require, what they assume, and what their theorems say.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace lemmata {

/// A command or tactic, to its final period.
struct CoqSentence {
  std::size_t begin;  ///< in the source
  std::size_t end;
  int line;                          ///< of its first word
  std::vector<std::string> words{};  ///< its identifiers in order, from the command's own name on
};

/// The sentences of a source; comments and string literals are left out.
std::vector<CoqSentence> coq_sentences(const std::string& source);

/// The modules that a source requires `From` this library, by their last names.
std::vector<std::string> required_modules(const std::string& source, const std::string& library);

/// A place at which a source assumes something, or switches off a check of Coq's.
struct CoqAssumption {
  int line;
  std::string what;  ///< "Admitted"
};
std::vector<CoqAssumption> assumptions_of(const std::string& source);

/// What a theorem says, as it is written in its source.
struct FormalStatement {
  std::string context;    ///< the variables, hypotheses and notations of the sections it stands in
  std::string statement;  ///< from `Theorem` to its final period
};
/// Nothing if the source states no theorem of this name. One within a module has a longer name.
std::optional<FormalStatement> formal_statement(const std::string& source,
                                                const std::string& theorem);

}  // namespace lemmata
