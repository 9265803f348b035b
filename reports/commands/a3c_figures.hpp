#pragma once
/// \file
/// What a report shows of training with A3C: columns, curves, and how throughput grows.

#include <vector>

#include "reports/commands/a3c_report.hpp"

namespace lemmata {

/// The records of a run.
std::vector<Column> training_columns(const A3cSetup& setup,
                                     const std::vector<TrainingPoint>& points);

/// A line for each number of workers.
RunTable throughput_by_workers(const A3cSetup& setup, const std::vector<A3cRun>& runs);

/// Learning by steps and by time, and throughput where there are several numbers of workers.
std::vector<RunFigure> training_figures(const A3cSetup& setup, const std::vector<A3cRun>& runs);

}  // namespace lemmata
