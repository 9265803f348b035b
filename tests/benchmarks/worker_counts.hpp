#pragma once
/// \file
/// How many workers or threads to measure on this machine.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <thread>

namespace lemmata {

/// 1, 2, 4, … up to twice the cores, as the benchmark's argument.
inline void with_workers(benchmark::internal::Benchmark* benchmark) {
  const int most = 2 * std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  benchmark->ArgName("workers");
  int workers = 1;
  for (; workers < most; workers *= 2) benchmark->Arg(workers);
  benchmark->Arg(most);
}

}  // namespace lemmata
