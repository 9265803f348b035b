#pragma once
/// \file
/// Instances of theorems about MDPs: a transition table, and beside it the parts that a theorem
/// names, such as one or two softmax policies, value functions, baselines, a temperature.
///
/// `mdps({Part::policy, Part::values})` is the space of instances; `instance.in<F>()` views one in
/// a field, where theorem files find `x.mdp`, `x.policy()`, `x.values()` and so on.

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "theory/mdp/trajectories.hpp"
#include "theory/policies/softmax.hpp"
#include "verification/engine/instance.hpp"

namespace lemmata {

enum class Part {
  policy,           ///< preferences z(s,a) > 0 of a tabular softmax policy, S × A
  other_policy,     ///< a second one
  features,         ///< features φ(s,a) of a linear softmax policy, (S·A) × 2
  direction,        ///< a direction in the parameters θ, S·A
  values,           ///< any V(s), S
  other_values,     ///< any W(s), S
  state_baseline,   ///< any b(s), S
  action_baseline,  ///< any b(s,a), S × A
  temperature,      ///< β > 0
  step_size,        ///< α > 0
  lambda,           ///< λ, in eighths up to 1
  state_features,   ///< features φ(s) of a linear critic, S × 2
  critic_weights,   ///< any weights w of those features, 2
  state_weights,    ///< positive weights of the states, S
};

template <class F>
class MdpPoint;

/// A table of numbers of one part.
struct NumberTable {
  int rows = 0;
  int columns = 0;
  std::vector<Dyadic> entries;  ///< row by row

  const Dyadic& at(int row, int column) const {
    return entries[static_cast<std::size_t>(row * columns + column)];
  }
};

class MdpInstance : public Instance {
 public:
  TransitionTable table;
  std::map<Part, NumberTable> parts;
  int horizon = 0;  ///< 0 where the theorem speaks of none

  const NumberTable& part(Part which) const;
  std::string describe() const override;
  std::string shape() const override;

  template <class F>
  MdpPoint<F> in() const;
};

/// An MdpInstance viewed in a field. It refers to the instance, which must outlive it: never return
/// one of an instance made on the spot.
template <class F>
class MdpPoint {
 public:
  explicit MdpPoint(const MdpInstance& instance);

  FiniteMdp<F> mdp;
  int horizon;

  TabularSoftmax<F> policy() const;
  TabularSoftmax<F> other_policy() const;
  Policy<F> pi() const;
  Policy<F> other_pi() const;
  LinearSoftmax<F> linear_policy() const;
  Vector<F> feature(int state, int action) const;
  Vector<F> values() const;
  Vector<F> other_values() const;
  Vector<F> state_baseline() const;
  Matrix<F> action_baseline() const;
  Vector<F> direction() const;
  F temperature() const;
  F step_size() const;
  F lambda() const;
  Matrix<F> state_features() const;
  Vector<F> critic_weights() const;
  Vector<F> state_weights() const;

  /// Directions that together see every coordinate of a gradient of S·A parameters, as columns: the
  /// unit vectors, or, beyond `every_coordinate` parameters, the instance's one random direction,
  /// along which a wrong gradient agrees with the right one with probability 1/p.
  Matrix<F> directions() const;

  static constexpr int every_coordinate = 64;

 private:
  Matrix<F> matrix(Part which) const;

  const MdpInstance* instance_;
};

template <class F>
MdpPoint<F> MdpInstance::in() const {
  return MdpPoint<F>{*this};
}

/// The largest shape that a space generates.
struct LargestShape {
  int states = 4;
  int actions = 3;
  int outcomes = 3;  ///< rows of one state and action
  int horizon = 0;   ///< 0 for a theorem without a horizon
};

/// A random MDP with the given parts: sparse and dense, with ties, absorbing states and ends.
MdpInstance draw_mdp(const LargestShape& largest, const std::vector<Part>& parts,
                     rc::Random random);

/// The same shape with every number uniform in GF(2⁶¹ − 1).
MdpInstance with_uniform_numbers(MdpInstance instance, rc::Random random);

/// Exactly this shape, every state leading to every state.
MdpInstance draw_dense_mdp(int states, int actions, const std::vector<Part>& parts,
                           rc::Random random);

/// Instances a little simpler than this one, simplest first.
std::vector<MdpInstance> simpler(const MdpInstance& instance);

/// The finite MDPs with the given parts.
InstanceSpace mdps(std::string name, std::vector<Part> parts, LargestShape largest = {});

/// This one MDP with generated parts.
InstanceSpace parts_on(std::string name, TransitionTable table, std::vector<Part> parts);

/// The same without ends: what would end leads on. (MDPs from files are taken as they are.)
InstanceSpace mdps_without_ends(std::string name, std::vector<Part> parts,
                                LargestShape largest = {});

/// The same where a step leads to a later state or ends, so that every episode has at most S steps;
/// the horizon is S. (MDPs from files return to states: this space has none of them.)
InstanceSpace mdps_that_end(std::string name, std::vector<Part> parts, LargestShape largest = {});

}  // namespace lemmata
