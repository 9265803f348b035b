#pragma once
/// \file
/// Tasks on all cores.

#include <functional>
#include <vector>

namespace lemmata {

/// Runs the tasks on this thread and `jobs − 1` others (0: one a core), in order of their start.
/// `progress` is told how many are done, one call at a time. Rethrows the first exception, after
/// the tasks that had begun.
void run_all(const std::vector<std::function<void()>>& tasks, int jobs,
             const std::function<void(int done, int all)>& progress);

}  // namespace lemmata
