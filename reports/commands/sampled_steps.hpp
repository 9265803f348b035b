#pragma once
/// \file
/// `lemmata run` of natural gradients and trust regions from samples: what a --batch makes of them.

#include "algorithms/reinforce/training.hpp"
#include "reports/commands/run_setup.hpp"

namespace lemmata {

/// \throws UsageError for options that speak of samples where there is no --batch
void refuse_sampling_without_batch(const RunArguments& arguments);

/// \throws UsageError for options that do not go together
PreparedRun sampled_natural_run(const Task& task, const RunArguments& arguments);
PreparedRun sampled_trust_region_run(const Task& task, const RunArguments& arguments);

/// The baselines of the command line.
const std::vector<Named<BaselineChoice>>& baseline_choices();

/// What a baseline does to the estimate's mean; empty for nothing.
std::string bias_remark(BaselineChoice baseline);

/// \throws UsageError for leave-one-out of one episode
void require_large_batches(int batch, const std::string& baseline);

}  // namespace lemmata
