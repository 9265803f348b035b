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

TEST(StaleSynchronousClockTest, SuspendedItLetsWaitersOutAndTheyWaitAgain) {
  StaleSynchronousClock clock{2, 0};
  auto waiter = std::async(std::launch::async, [&] { clock.delivered(0); });
  EXPECT_EQ(waiter.wait_for(std::chrono::milliseconds{50}), std::future_status::timeout);
  clock.suspend();
  waiter.get();
  EXPECT_FALSE(clock.wait(0));
  EXPECT_TRUE(clock.wait(1));
  clock.resume();
  auto again = std::async(std::launch::async, [&] { return clock.wait(0); });
  EXPECT_EQ(again.wait_for(std::chrono::milliseconds{50}), std::future_status::timeout);
  clock.delivered(1);
  EXPECT_TRUE(again.get());
}

constexpr std::chrono::milliseconds a_moment{50};
constexpr std::chrono::minutes long_enough{1};

/// How often workers have passed a gate before each of its openings, and in the end. Who sees that
/// it was `piece` times since the last one closes it; worker 0 leaves after so many times.
std::vector<int> passes(int workers, int openings, int piece, int most_of_first) {
  Gate gate{workers};
  std::atomic<int> passed{0}, until{0};
  std::vector<int> result;
  const auto work = [&](int i) {
    for (int k = 0; (i > 0 || k < most_of_first) && gate.pass(); ++k) {
      if (++passed >= until) gate.close();
    }
    gate.leave();
  };
  run_threads(workers + 1, [&](int i) {
    if (i < workers) return work(i);
    for (int opening = 0; opening <= openings; ++opening) {
      EXPECT_TRUE(gate.all_stand(long_enough));
      result.push_back(passed);
      until = passed + piece;
      if (opening < openings) gate.open();
    }
    gate.end();
  });
  return result;
}

TEST(StaleSynchronousClockTest, NothingCountsBehindALeave) {
  StaleSynchronousClock clock{2, 0};
  clock.leave(0);
  clock.leave(1);
  clock.delivered(0);  // nobody is slower
  EXPECT_TRUE(clock.wait(0));
}

TEST(GateTest, NobodyPassesWhileAllStand) {
  constexpr int workers = 3, openings = 200, piece = 7;
  const std::vector<int> seen = passes(workers, openings, piece, 1'000'000);
  EXPECT_EQ(seen.front(), 0);
  for (std::size_t i = 1; i < seen.size(); ++i) {
    EXPECT_GE(seen[i], seen[i - 1] + piece);
    EXPECT_LE(seen[i], seen[i - 1] + piece + workers - 1);  // the others were past it
  }
}

TEST(GateTest, NobodyWaitsForOneWhoLeft) { EXPECT_GE(passes(3, 40, 5, 3).back(), 40 * 5); }

TEST(GateTest, AllStandOnlyWhenTheLastHasCome) {
  Gate gate{2};
  auto first = std::async(std::launch::async, [&] { return gate.pass(); });
  EXPECT_FALSE(gate.all_stand(a_moment));
  auto second = std::async(std::launch::async, [&] { return gate.pass(); });
  EXPECT_TRUE(gate.all_stand(long_enough));
  gate.open();
  EXPECT_TRUE(first.get() && second.get());
  EXPECT_TRUE(gate.pass());
  gate.close();
  auto third = std::async(std::launch::async, [&] { return gate.pass(); });
  EXPECT_FALSE(gate.all_stand(a_moment));
  gate.leave();
  EXPECT_TRUE(gate.all_stand(long_enough));
  gate.end();
  EXPECT_FALSE(third.get());
}

}  // namespace
}  // namespace lemmata
