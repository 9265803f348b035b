#include "reports/terminal/errata_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lemmata {
namespace {

constexpr int widest_prose = 100;
constexpr int label_column = 2;
constexpr int text_column = 18;

/// The label in a column of its own, the text filled beside it.
std::string labelled(const std::string& label, const std::string& text, const TextStyle& style) {
  const std::string margin(label_column, ' ');
  const std::string lines = wrapped(text, std::min(style.width, widest_prose), text_column);
  return padded(margin + label, text_column) + lines.substr(text_column) + "\n";
}

Colour colour_of(ClaimStatus status) {
  switch (status) {
    case ClaimStatus::holds:
    case ClaimStatus::corrected:
      return Colour::green;
    case ClaimStatus::unsettled:
      return Colour::red;
    case ClaimStatus::informal:
    case ClaimStatus::planned:
      return Colour::yellow;
  }
  return Colour::yellow;
}

std::string theorems(const Claim& claim, const TextStyle& style) {
  std::string lines;
  for (const ClaimTheorem& theorem : theorems_of(claim)) {
    const std::string label = theorem.entry == nullptr ? "planned" : "theorem";
    lines += labelled(label, theorem.id + ": " + theorem.says, style);
  }
  return lines;
}

std::string counterexample(const Erratum& erratum, const TextStyle& style) {
  if (!erratum.refutation) {
    return labelled("counterexample", "none yet: no theorem has this claim among its falsifiers",
                    style);
  }
  const FalsifierResult& found = *erratum.refutation;
  const std::string& id = refutation(*erratum.claim)->entry->theorem.id;
  if (!found.rejected) {
    return labelled(
        "counterexample",
        fmt::format("none: \"{}\" survived {} instances of {}", found.name, found.instances, id),
        style);
  }
  return labelled("counterexample", fmt::format("{} rejects \"{}\" at", id, found.name), style) +
         indented(found.counterexample, text_column) + "\n";
}

std::string heading(const Erratum& erratum, const TextStyle& style) {
  const Claim& claim = *erratum.claim;
  const ClaimStatus settled = status(erratum);
  const bool early = settled == ClaimStatus::planned && refuted(erratum);
  return fmt::format("{}, {}: {}{}\n", bold(fmt::format("Claim {}", claim.number), style),
                     place_in_text(claim), coloured(to_string(settled), colour_of(settled), style),
                     early ? ", and refuted already" : "");
}

std::string text(const Erratum& erratum, const TextStyle& style) {
  const Claim& claim = *erratum.claim;
  return heading(erratum, style) + labelled("the text says", claim.text, style) +
         labelled("wrong", claim.wrong, style) + labelled("correction", claim.correction, style) +
         theorems(claim, style) + counterexample(erratum, style) + "\n";
}

std::string summary(const std::vector<Erratum>& errata, std::uint64_t seed,
                    const TextStyle& style) {
  const auto count = [&](auto condition) {
    return std::count_if(errata.begin(), errata.end(), condition);
  };
  const auto with = [&](ClaimStatus wanted) {
    return count([=](const Erratum& erratum) { return status(erratum) == wanted; });
  };
  return wrapped(fmt::format("Wrong as written: {} of {} claims; refuted here: {}. Corrected: {}, "
                             "planned: {}, unsettled: {}. Seed {}.",
                             errata.size(), claims().size(), count(refuted),
                             with(ClaimStatus::corrected), with(ClaimStatus::planned),
                             with(ClaimStatus::unsettled), seed),
                 std::min(style.width, widest_prose)) +
         "\n";
}

}  // namespace

std::string errata_text(const std::vector<Erratum>& errata, std::uint64_t seed,
                        const TextStyle& style) {
  std::string all;
  for (const Erratum& erratum : errata) all += text(erratum, style);
  return all + summary(errata, seed, style);
}

}  // namespace lemmata
