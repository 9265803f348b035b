#include "verification/engine/mdp_instance.hpp"

namespace lemmata {

template <class F>
MdpPoint<F>::MdpPoint(const MdpInstance& instance)
    : mdp{in_field<F>(instance.table)}, horizon{instance.horizon}, instance_{&instance} {}

template <class F>
TabularSoftmax<F> MdpPoint<F>::policy() const {
  return TabularSoftmax<F>{matrix(Part::policy)};
}

template <class F>
TabularSoftmax<F> MdpPoint<F>::other_policy() const {
  return TabularSoftmax<F>{matrix(Part::other_policy)};
}

template <class F>
Policy<F> MdpPoint<F>::pi() const {
  return policy().probabilities();
}

template <class F>
Policy<F> MdpPoint<F>::other_pi() const {
  return other_policy().probabilities();
}

template <class F>
LinearSoftmax<F> MdpPoint<F>::linear_policy() const {
  return {matrix(Part::policy), matrix(Part::features)};
}

template <class F>
Vector<F> MdpPoint<F>::feature(int state, int action) const {
  return matrix(Part::features).row(state * mdp.actions() + action).transpose();
}

template <class F>
Vector<F> MdpPoint<F>::values() const {
  return matrix(Part::values);
}

template <class F>
Vector<F> MdpPoint<F>::other_values() const {
  return matrix(Part::other_values);
}

template <class F>
Vector<F> MdpPoint<F>::state_baseline() const {
  return matrix(Part::state_baseline);
}

template <class F>
Vector<F> MdpPoint<F>::direction() const {
  return matrix(Part::direction);
}

template <class F>
Vector<F> MdpPoint<F>::state_weights() const {
  return matrix(Part::state_weights);
}

template <class F>
Matrix<F> MdpPoint<F>::action_baseline() const {
  return matrix(Part::action_baseline);
}

template <class F>
Matrix<F> MdpPoint<F>::state_features() const {
  return matrix(Part::state_features);
}

template <class F>
F MdpPoint<F>::temperature() const {
  return matrix(Part::temperature)(0, 0);
}

template <class F>
F MdpPoint<F>::step_size() const {
  return matrix(Part::step_size)(0, 0);
}

template <class F>
F MdpPoint<F>::lambda() const {
  return matrix(Part::lambda)(0, 0);
}

template <class F>
Vector<F> MdpPoint<F>::critic_weights() const {
  return matrix(Part::critic_weights).row(0).transpose();
}

template <class F>
Matrix<F> MdpPoint<F>::directions() const {
  const int parameters = mdp.states() * mdp.actions();
  if (parameters > every_coordinate) return matrix(Part::direction);
  return identity_matrix<F>(parameters);
}

template <class F>
Matrix<F> MdpPoint<F>::matrix(Part which) const {
  const NumberTable& numbers = instance_->part(which);
  Matrix<F> result(numbers.rows, numbers.columns);
  for (int i = 0; i < numbers.rows; ++i) {
    for (int j = 0; j < numbers.columns; ++j) result(i, j) = view<F>(numbers.at(i, j));
  }
  return result;
}

#define LEMMATA_INSTANTIATE(F) template class MdpPoint<F>;
LEMMATA_FIELDS(LEMMATA_INSTANTIATE)

}  // namespace lemmata
