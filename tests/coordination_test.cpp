// Threads that wait for each other: nobody waits for one who has left, and nobody runs ahead.

#include "algorithms/a3c/coordination.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <exception>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "algorithms/a3c/spin_lock.hpp"

namespace lemmata {
namespace {

/// Runs work(i) in a thread for each i, and fails the program, not only the test, if they have not
/// ended within a minute: nobody could join threads that wait for ever.
template <class Work>
void run_threads(int count, Work work) {
  std::vector<std::future<void>> threads;
  for (int i = 0; i < count; ++i) threads.push_back(std::async(std::launch::async, work, i));
  for (auto& thread : threads) {
    if (thread.wait_for(std::chrono::minutes{1}) != std::future_status::ready) {
      ADD_FAILURE() << "threads wait for ever";
      std::terminate();
    }
    thread.get();
  }
}

TEST(SpinLockTest, OneThreadAtATimeHoldsIt) {
  constexpr int threads = 4, times = 500;
  SpinLock lock;
  int holders = 0, most = 0, count = 0;
  run_threads(threads, [&](int) {
    for (int k = 0; k < times; ++k) {
      const std::lock_guard guard{lock};
      most = std::max(most, ++holders);
      const int before = count;
      std::this_thread::yield();  // so that others come in, on one core too, if they can
      count = before + 1;
      --holders;
    }
  });
  EXPECT_EQ(most, 1);
  EXPECT_EQ(count, threads * times);
}

TEST(SpinLockTest, WhatWasWrittenUnderItIsSeenUnderIt) {
  SpinLock lock;
  std::vector<int> shared;
  run_threads(3, [&](int i) {
    for (int k = 0; k < 500; ++k) {
      const std::lock_guard guard{lock};
      shared.push_back(i);
    }
  });
  EXPECT_EQ(shared.size(), 1500U);
}

TEST(RoundTest, CompletesOnceARoundWithAllArrivals) {
  constexpr int threads = 3, rounds = 200;
  std::atomic<int> arrivals{0};
  std::vector<int> at_completion;
  SynchronousRound round{threads, [&] { at_completion.push_back(arrivals.load()); }};
  run_threads(threads, [&](int) {
    for (int k = 0; k < rounds; ++k) {
      ++arrivals;
      round.arrive_and_wait();
    }
  });
  ASSERT_EQ(at_completion.size(), static_cast<std::size_t>(rounds));
  for (int k = 0; k < rounds; ++k) {
    EXPECT_EQ(at_completion[static_cast<std::size_t>(k)], threads * (k + 1));
  }
}

TEST(RoundTest, OneAloneNeverWaits) {
  int completed = 0;
  SynchronousRound round{1, [&] { ++completed; }};
  run_threads(1, [&](int) {
    round.arrive_and_wait();
    round.arrive_and_wait();
  });
  EXPECT_EQ(completed, 2);
}

TEST(RoundTest, WhoLeavesReleasesThoseWhoWait) {
  int completed = 0;
  SynchronousRound round{3, [&] { ++completed; }};
  run_threads(3, [&](int i) {
    if (i == 0) {
      round.leave();
    } else {
      round.arrive_and_wait();
    }
  });
  EXPECT_EQ(completed, 1);
}

TEST(RoundTest, AFailureAtCompletionIsTheLastOnesAndReleasesTheOthers) {
  std::atomic<int> failures{0};
  SynchronousRound round{3, [] { throw std::runtime_error{"out of memory"}; }};
  run_threads(3, [&](int) {
    try {
      round.arrive_and_wait();
    } catch (const std::runtime_error&) {
      ++failures;
    }
  });
  EXPECT_EQ(failures, 1);
}

TEST(RoundTest, LeavingWhileNobodyWaitsEndsNoRound) {
  int completed = 0;
  SynchronousRound round{2, [&] { ++completed; }};
  round.leave();
  EXPECT_EQ(completed, 0);
  round.leave();
  EXPECT_EQ(completed, 0);
}

TEST(RoundTest, GoesOnAmongThoseWhoAreLeft) {
  // Thread i leaves after 10 (i + 1) rounds: 10 with all four, 10 with three, and so on.
  constexpr int threads = 4;
  std::array<std::atomic<int>, threads> arrived{};
  std::vector<int> completed;
  SynchronousRound round{threads, [&] {
                           int total = 0;
                           for (const auto& count : arrived) total += count.load();
                           completed.push_back(total);
                         }};
  run_threads(threads, [&](int i) {
    for (int k = 0; k < 10 * (i + 1); ++k) {
      ++arrived[static_cast<std::size_t>(i)];
      round.arrive_and_wait();
    }
    round.leave();
  });
  ASSERT_EQ(completed.size(), 40U);
  EXPECT_EQ(completed[9], 40);
  EXPECT_EQ(completed[19], 70);
  EXPECT_EQ(completed[29], 90);
  EXPECT_EQ(completed[39], 100);
}

/// How far ahead of the slowest each delivery left its worker, at most, when the worker went on.
int largest_lead(int workers, int bound, int deliveries) {
  StaleSynchronousClock clock{workers, bound};
  std::vector<std::atomic<int>> delivered(static_cast<std::size_t>(workers));
  std::atomic<int> largest{0};
  run_threads(workers, [&](int i) {
    for (int k = 0; k < deliveries; ++k) {
      ++delivered[static_cast<std::size_t>(i)];
      clock.delivered(i);
      int slowest = deliveries;
      for (const auto& count : delivered) slowest = std::min(slowest, count.load());
      // The others may have gone on since, which makes the lead smaller, never larger.
      const int lead = k + 1 - slowest;
      for (int seen = largest; lead > seen && !largest.compare_exchange_weak(seen, lead);) {
      }
    }
    clock.leave(i);
  });
  return largest;
}

TEST(StaleSynchronousClockTest, NobodyGoesOnFartherAheadThanTheBound) {
  for (const int bound : {0, 1, 3}) EXPECT_LE(largest_lead(4, bound, 300), bound) << bound;
}

TEST(StaleSynchronousClockTest, WithinTheBoundNobodyWaits) {
  StaleSynchronousClock clock{2, 3};
  run_threads(1, [&](int) {
    for (int k = 0; k < 3; ++k) clock.delivered(0);
    for (int k = 0; k < 6; ++k) clock.delivered(1);
  });
}

TEST(StaleSynchronousClockTest, WaitsForOneMoreThanTheBoundAndNotForThoseWhoLeft) {
  StaleSynchronousClock clock{3, 1};
  clock.leave(2);
  clock.delivered(0);
  auto second = std::async(std::launch::async, [&] { clock.delivered(0); });
  EXPECT_EQ(second.wait_for(std::chrono::milliseconds{50}), std::future_status::timeout);
  clock.delivered(1);
  second.get();
  auto third = std::async(std::launch::async, [&] { clock.delivered(0); });
  EXPECT_EQ(third.wait_for(std::chrono::milliseconds{50}), std::future_status::timeout);
  clock.leave(1);
  third.get();
  for (int k = 0; k < 10; ++k) clock.delivered(0);
}

TEST(StaleSynchronousClockTest, GoesOnWhoeverLeavesWhen) {
  for (int bound = 0; bound < 3; ++bound) {
    StaleSynchronousClock clock{4, bound};
    std::atomic<int> delivered{0};
    run_threads(4, [&](int i) {
      for (int k = 0; k < 25 * i; ++k) {
        ++delivered;
        clock.delivered(i);
      }
      clock.leave(i);
    });
    EXPECT_EQ(delivered, 25 * (1 + 2 + 3));
  }
}

}  // namespace
}  // namespace lemmata
