#include "algorithms/asynchronous/problems.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "algorithms/sampling/random_stream.hpp"

namespace lemmata {
namespace {

/// log(1 + exp(−m)), which does not overflow.
double logistic_loss(double margin) {
  return std::max(0.0, -margin) + std::log1p(std::exp(-std::abs(margin)));
}

/// 1/(1 + exp(m)), the negated derivative of the loss.
double error_probability(double margin) { return 1 / (1 + std::exp(margin)); }

}  // namespace

double LogisticRegression::value(const Vector<double>& x) const {
  const Vector<double> margins = labels.cwiseProduct(rows * x);
  return margins.unaryExpr(&logistic_loss).mean() + penalty * x.squaredNorm() / 2;
}

Vector<double> LogisticRegression::gradient(const Vector<double>& x) const {
  const Vector<double> margins = labels.cwiseProduct(rows * x);
  const Vector<double> pulls = labels.cwiseProduct(margins.unaryExpr(&error_probability));
  return penalty * x - rows.transpose() * pulls / static_cast<double>(rows.rows());
}

double LogisticRegression::smoothness() const {
  const Matrix<double> gram = rows.transpose() * rows;
  const double largest =
      Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>{gram, Eigen::EigenvaluesOnly}
          .eigenvalues()
          .maxCoeff();
  return largest / (4 * static_cast<double>(rows.rows())) + penalty;
}

Matrix<double> LogisticRegression::hessian(const Vector<double>& x) const {
  const Vector<double> errors = labels.cwiseProduct(rows * x).unaryExpr(&error_probability);
  const Vector<double> weights =
      errors.array() * (1 - errors.array()) / static_cast<double>(rows.rows());
  Matrix<double> result = rows.transpose() * weights.asDiagonal() * rows;
  result.diagonal().array() += penalty;
  return result;
}

/// Newton's, halved until f falls by a quarter of what its slope promises.
Vector<double> LogisticRegression::newton_step(const Vector<double>& x,
                                               const Vector<double>& gradient_there) const {
  Vector<double> step = -Eigen::LLT<Eigen::MatrixXd>{hessian(x)}.solve(gradient_there);
  constexpr int halvings = 50;
  for (int i = 0; i < halvings; ++i) {
    if (value(x + step) <= value(x) + gradient_there.dot(step) / 4) break;
    step /= 2;
  }
  return step;
}

double LogisticRegression::least_value() const {
  constexpr int most_steps = 100;
  constexpr double rounding = 1e-17;
  Vector<double> x = Vector<double>::Zero(rows.cols());
  const auto lower_bound_loss = [this](const Vector<double>& at) {
    return gradient(at).squaredNorm() / (2 * penalty);
  };
  for (int k = 0; k < most_steps && lower_bound_loss(x) > rounding; ++k) {
    x += newton_step(x, gradient(x));
  }
  return value(x) - lower_bound_loss(x);
}

LogisticRegression overlapping_clouds() {
  constexpr int points = 40;
  constexpr double centre = 1;
  constexpr double spread = 2;
  RandomStream random{{.seed = 0}};
  const auto noise = [&] { return spread * (2 * random.uniform() - 1); };
  LogisticRegression result{Matrix<double>::Ones(points, 3), Vector<double>(points), 0.01};
  for (int i = 0; i < points; ++i) {
    result.labels(i) = i % 2 == 0 ? 1 : -1;
    result.rows(i, 1) = result.labels(i) * centre + noise();
    result.rows(i, 2) = result.labels(i) * centre / 2 + noise();
  }
  return result;
}

Matrix<double> NegatedReturn::parameters(const Vector<double>& x) const {
  return x.reshaped(mdp.states(), mdp.actions());
}

double NegatedReturn::value(const Vector<double>& x) const {
  return -performance(mdp, tabular_softmax(parameters(x)).probabilities());
}

Vector<double> NegatedReturn::gradient(const Vector<double>& x) const {
  return -softmax_gradient(mdp, tabular_softmax(parameters(x)).probabilities()).reshaped();
}

double NegatedReturn::smoothness() const { return 1 / guaranteed_softmax_step(mdp); }

double NegatedReturn::gap(const Vector<double>& x) const {
  return optimality_gap(mdp, optimum, tabular_softmax(parameters(x)).probabilities());
}

}  // namespace lemmata
