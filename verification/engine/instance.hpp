#pragma once
/// \file
/// What a theorem quantifies over. An instance is made of integers (or dyadic numbers, from files)
/// and can be viewed in any field; a space of instances generates them, small and shrinkable for
/// people to read, or with uniformly random residues for the Schwartz–Zippel bound.

#include <rapidcheck/Gen.h>

#include <functional>
#include <memory>
#include <string>

#include "theory/mdp/transition_table.hpp"

namespace lemmata {

class Instance {
 public:
  virtual ~Instance() = default;
  /// The instance in full, readable: tables, weights, numbers.
  virtual std::string describe() const = 0;
  /// Its shape in a few words: "2 states, 2 actions".
  virtual std::string shape() const = 0;
};

using InstancePointer = std::shared_ptr<const Instance>;

/// A condition on one kind of instance as a condition on instances.
template <class Kind>
std::function<bool(const Instance&)> on_kind(std::function<bool(const Kind&)> condition) {
  return [condition = std::move(condition)](const Instance& instance) {
    return condition(dynamic_cast<const Kind&>(instance));
  };
}

/// Whether numbers are small integers, for people to read, or uniform in GF(2⁶¹ − 1).
enum class Numbers { small, uniform };

struct InstanceSpace {
  /// In words, for the report: "finite MDPs with a softmax policy".
  std::string name;
  /// Small integers, shrinkable to simpler instances. Every theorem has them.
  rc::Gen<InstancePointer> small;
  /// A shape drawn from the first stream, with every number uniform in GF(2⁶¹ − 1) from the second.
  std::function<InstancePointer(const rc::Random& shape, const rc::Random& numbers)> uniform;
  /// The given MDP with generated policies, values and so on; empty for spaces without an MDP.
  std::function<InstancePointer(const TransitionTable&, Numbers, const rc::Random&)> on;
};

}  // namespace lemmata
