#include "verification/engine/chain_instance.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <rapidcheck.h>

#include <algorithm>

#include "verification/engine/draw.hpp"

namespace lemmata {
namespace {

constexpr int exponent = -8;  ///< probabilities are multiples of 1/256
constexpr int short_chain = 6;

int draw_length(Draw& draw) {
  switch (draw.between(0, 2)) {
    case 0:
      return draw.between(1, short_chain);
    case 1:
      return draw.between(short_chain + 1, 48);
    default:
      return draw.between(249, 300);
  }
}

ChainInstance draw_chain(int largest, rc::Random random) {
  Draw draw{random};
  ChainInstance result;
  const auto probability = [&] { return Dyadic{draw.between(1, largest - 1), exponent}; };
  const int length = draw_length(draw);
  result.earning = probability();
  const Dyadic common = draw.between(0, 1) == 0 ? Dyadic{largest - 1, exponent} : probability();
  const bool same = draw.between(0, 1) == 0;
  for (int i = 0; i < length; ++i) result.forward.push_back(same ? common : probability());
  return result;
}

/// Shorter, and then with one probability for all.
std::vector<ChainInstance> simpler(const ChainInstance& instance) {
  std::vector<ChainInstance> result;
  const auto cut = [&](int length) {
    if (length < 1 || length >= instance.length()) return;
    ChainInstance& shorter = result.emplace_back(instance);
    shorter.forward.resize(static_cast<std::size_t>(length));
  };
  cut(1);
  cut(instance.length() / 2);
  cut(instance.length() - 1);
  const auto same = [&](const Dyadic& p) {
    ChainInstance alike = instance;
    std::fill(alike.forward.begin(), alike.forward.end(), p);
    alike.earning = p;
    if (alike.forward != instance.forward || alike.earning != instance.earning) {
      result.push_back(std::move(alike));
    }
  };
  if (!std::all_of(instance.forward.begin(), instance.forward.end(),
                   [&](const Dyadic& p) { return p == instance.earning; })) {
    for (const Dyadic& p : instance.forward) same(p);
  }
  return result;
}

InstancePointer uniform_chain(rc::Random shape, rc::Random numbers) {
  Draw draw{numbers};
  ChainInstance result;
  result.earning = draw.residue();
  const int length = Draw{shape}.between(1, short_chain);
  for (int i = 0; i < length; ++i) result.forward.push_back(draw.residue());
  return std::make_shared<ChainInstance>(std::move(result));
}

std::string probabilities_text(const std::vector<Dyadic>& probabilities) {
  const bool same = std::all_of(probabilities.begin(), probabilities.end(),
                                [&](const Dyadic& p) { return p == probabilities[0]; });
  std::vector<std::string> texts;
  for (const Dyadic& p : probabilities) texts.push_back(to_string(p));
  return same ? texts[0] : fmt::format("{}", fmt::join(texts, ", "));
}

}  // namespace

std::string ChainInstance::describe() const {
  return fmt::format("{}, right with probability {}, earning with {}\n", shape(),
                     probabilities_text(forward), to_string(earning));
}

std::string ChainInstance::shape() const { return fmt::format("a chain of H = {}", length()); }

InstanceSpace chains(std::string name, int largest) {
  return {.name = std::move(name),
          .small = rc::Gen<InstancePointer>{[largest](const rc::Random& random, int) {
            return rc::shrinkable::map(
                rc::shrinkable::shrinkRecur(
                    draw_chain(largest, random),
                    [](const ChainInstance& x) { return rc::seq::fromContainer(simpler(x)); }),
                [](ChainInstance x) -> InstancePointer {
                  return std::make_shared<ChainInstance>(std::move(x));
                });
          }},
          .uniform = uniform_chain,
          .on = {}};
}

}  // namespace lemmata
