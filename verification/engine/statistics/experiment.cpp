#include "verification/engine/statistics/experiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lemmata {
namespace {

/// How far the observed mean is from the claimed one, in shifts that are detected in that
/// direction.
double effect(const MeanClaim& claim, const MeanTest& test) {
  const double shift = test.wealth().mean - claim.mean;
  return std::abs(shift) / test.detectable_shift(shift > 0 ? 1 : -1);
}

}  // namespace

ExperimentTest::ExperimentTest(Experiment experiment, double level)
    : experiment_{std::move(experiment)} {
  if (experiment_.claims.empty()) throw std::logic_error{"an experiment claims nothing"};
  const auto coordinates = static_cast<double>(experiment_.claims.size());
  for (const MeanClaim& claim : experiment_.claims) {
    tests_.emplace_back(claim, level / coordinates);
  }
}

std::vector<Wealth> ExperimentTest::draw(const StreamName& block, int samples) const {
  RandomStream random{block};
  Eigen::ArrayXXd drawn(samples, coordinates());
  for (int i = 0; i < samples; ++i) {
    const Vector<double> sample = experiment_.sample(random);
    if (sample.size() != drawn.cols()) {
      throw std::logic_error{"a sample does not have the coordinates that are claimed"};
    }
    drawn.row(i) = sample.transpose().array();
  }
  std::vector<Wealth> result;
  for (int c = 0; c < coordinates(); ++c) {
    result.push_back(tests_[static_cast<std::size_t>(c)].wealth_of(drawn.col(c)));
  }
  return result;
}

void ExperimentTest::add(const std::vector<Wealth>& block) {
  for (std::size_t c = 0; c < tests_.size(); ++c) tests_[c].add(block[c]);
}

bool ExperimentTest::rejects() const {
  return std::any_of(tests_.begin(), tests_.end(),
                     [](const MeanTest& test) { return test.rejects(); });
}

double ExperimentTest::detectable_deviations() const {
  double largest = 0;
  for (const MeanTest& test : tests_) {
    largest = std::max(largest, test.detectable_shift() / test.deviation_bound());
  }
  return largest;
}

double ExperimentTest::observed_effect() const {
  double largest = 0;
  for (std::size_t c = 0; c < tests_.size(); ++c) {
    largest = std::max(largest, effect(experiment_.claims[c], tests_[c]));
  }
  return largest;
}

std::string ExperimentTest::strongest() const {
  const auto test = std::max_element(
      tests_.begin(), tests_.end(),
      [](const MeanTest& a, const MeanTest& b) { return a.log_evidence() < b.log_evidence(); });
  const auto coordinate = test - tests_.begin();
  const MeanClaim& claim = experiment_.claims[static_cast<std::size_t>(coordinate)];
  return fmt::format("coordinate {}: mean {:.6g} of {} samples, claimed {}{:.6g}", coordinate,
                     test->wealth().mean, test->wealth().samples,
                     claim.relation == Relation::equal ? "" : "at most ", claim.mean);
}

std::string ExperimentTest::assumption() const {
  const bool bounded = std::holds_alternative<Bounded>(experiment_.claims.front().tail);
  return bounded ? "independent samples within declared bounds"
                 : "independent samples of at most a declared variance";
}

}  // namespace lemmata
