#include "theory/policies/softmax.hpp"

#include <utility>

namespace lemmata {

template <class F>
Policy<F> normalise_rows(Matrix<F> preferences) {
  for (Eigen::Index s = 0; s < preferences.rows(); ++s) {
    F total{0};
    for (Eigen::Index a = 0; a < preferences.cols(); ++a) total += preferences(s, a);
    const F scale = F{1} / total;
    for (Eigen::Index a = 0; a < preferences.cols(); ++a) preferences(s, a) *= scale;
  }
  return preferences;
}

template <class F>
TabularSoftmax<F>::TabularSoftmax(Matrix<F> preferences)
    : preferences_{std::move(preferences)}, probabilities_{normalise_rows(preferences_)} {}

template <class F>
Vector<F> TabularSoftmax<F>::score(int state, int action) const {
  Vector<F> result = Vector<F>::Constant(parameters(), F{0});
  for (int b = 0; b < preferences_.cols(); ++b) {
    result(index(state, b)) = -probabilities_(state, b);
  }
  result(index(state, action)) += F{1};
  return result;
}

template <class F>
TabularSoftmax<Dual<F>> TabularSoftmax<F>::along(const Vector<F>& direction) const {
  Matrix<Dual<F>> moved(preferences_.rows(), preferences_.cols());
  for (int s = 0; s < moved.rows(); ++s) {
    for (int a = 0; a < moved.cols(); ++a) {
      moved(s, a) = {preferences_(s, a), preferences_(s, a) * direction(index(s, a))};
    }
  }
  return TabularSoftmax<Dual<F>>{std::move(moved)};
}

template <class F>
LinearSoftmax<F>::LinearSoftmax(Matrix<F> preferences, Matrix<F> features)
    : preferences_{std::move(preferences)},
      features_{std::move(features)},
      probabilities_{normalise_rows(preferences_)} {}

template <class F>
Vector<F> LinearSoftmax<F>::score(int state, int action) const {
  Vector<F> result = feature(state, action);
  for (int b = 0; b < preferences_.cols(); ++b) {
    result -= probabilities_(state, b) * feature(state, b);
  }
  return result;
}

template <class F>
LinearSoftmax<Dual<F>> LinearSoftmax<F>::along(const Vector<F>& direction) const {
  Matrix<Dual<F>> moved(preferences_.rows(), preferences_.cols());
  for (int s = 0; s < moved.rows(); ++s) {
    for (int a = 0; a < moved.cols(); ++a) {
      moved(s, a) = {preferences_(s, a), preferences_(s, a) * feature(s, a).dot(direction)};
    }
  }
  return {std::move(moved), features_.unaryExpr([](const F& x) { return Dual<F>{x}; })};
}

template <class F>
Vector<F> LinearSoftmax<F>::feature(int state, int action) const {
  return features_.row(state * preferences_.cols() + action).transpose();
}

#define LEMMATA_INSTANTIATE(F)                     \
  template Policy<F> normalise_rows<F>(Matrix<F>); \
  template class TabularSoftmax<F>;                \
  template class LinearSoftmax<F>;
LEMMATA_FIELDS_AND_DUALS(LEMMATA_INSTANTIATE)

}  // namespace lemmata
