#pragma once
/// \file
/// What the study text “Actor-Critic and A3C Theory” claims, claim by claim in the text's order,
/// and the theorems that settle each.
///
/// Nothing here is evidence. A claim is settled by its theorems: by their checks if it holds, and,
/// if it is wrong as written, by a falsifier that states it (`Falsifier::refuting`) and that the
/// check rejects. A theorem that no file states yet is planned, and a claim with a planned theorem
/// is not settled, however much of it the others show already.

#include <optional>
#include <string>
#include <vector>

#include "verification/engine/catalogue.hpp"

namespace lemmata {

enum class ClaimStatus {
  holds,      ///< as written, or as the note reads it
  corrected,  ///< wrong or incomplete as written; the correction says what is true instead
  informal,   ///< nothing is there to check; the theorems are the nearest that is
  planned,    ///< a theorem of it is not stated yet
  unsettled   ///< the theorems are stated, but the evidence of them all is not at hand
};
std::string to_string(ClaimStatus status);

struct Claim {
  int number = 0;
  std::string part{};                   ///< of the text, where the claim stands
  std::string also{};                   ///< another part that repeats it
  std::string text{};                   ///< what the text says
  std::vector<std::string> theorems{};  ///< their ids; the first states what is true
  /// `holds`, `corrected` or `informal`: as the theorems settle it once all of them are there.
  ClaimStatus settled_as = ClaimStatus::holds;
  std::string wrong{};       ///< what is wrong as written, of a corrected claim
  std::string correction{};  ///< what is true instead
  /// How a claim that holds is to be read, or why nothing of an informal one can be checked.
  std::string note{};
};

/// All claims, in the order of their numbers, 1 to 99.
const std::vector<Claim>& claims();

/// "Policy gradient theorem, also question 1".
std::string place_in_text(const Claim& claim);

/// A theorem that claims wait for.
struct PlannedTheorem {
  std::string id{};
  std::string will_say{};
};

/// The theorems that no file states yet. Whoever states one takes it from here; an id that is
/// neither here nor in the catalogue is misspelt.
const std::vector<PlannedTheorem>& planned_theorems();

/// A theorem as a claim names it.
struct ClaimTheorem {
  std::string id{};
  std::string says{};            ///< its claim, or what it will say
  const Entry* entry = nullptr;  ///< of the catalogue; null while it is planned
};

/// The theorems of a claim, in its order.
/// \throws std::logic_error if one is neither in the catalogue nor planned
std::vector<ClaimTheorem> theorems_of(const Claim& claim);

/// The ids of those that are planned.
std::vector<std::string> planned_ids(const Claim& claim);

/// `planned` while a theorem is, and what the claim is settled as from then on. An informal claim
/// waits for nothing.
ClaimStatus status(const Claim& claim);

/// A falsifier that states a claim as it is written, and the theorem whose check must reject it.
struct Refutation {
  const Entry* entry = nullptr;
  const Falsifier* falsifier = nullptr;
};

/// The first refutation of a claim in the catalogue, if there is one yet.
std::optional<Refutation> refutation(const Claim& claim);

}  // namespace lemmata
