// Work that ends is seen to its end, and work that stands still is given up once.

#include "verification/asynchronous/patience.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <stdexcept>

namespace lemmata {
namespace {

/// Waits until it is let go, counting nothing.
struct Waiting {
  std::latch go{1};
  std::atomic<int> begun{0};
  Progress progress{0};

  void run() {
    ++begun;
    go.wait();
  }
};

TEST(PatienceTest, SeesTheEndOfWork) {
  const auto progress = std::make_shared<Progress>(0);
  EXPECT_TRUE(Patience{}.sees_end([=] { ++*progress; }, *progress));
  EXPECT_EQ(*progress, 1);
}

TEST(PatienceTest, WaitsForWorkThatGoesOn) {
  const auto progress = std::make_shared<Progress>(0);
  const auto work = [=] {
    for (int k = 0; k < 40; ++k) {
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
      ++*progress;
    }
  };
  EXPECT_TRUE(Patience{30}.sees_end(work, *progress));
  EXPECT_EQ(*progress, 40);
}

TEST(PatienceTest, WhatHasStoodStillIsNotTriedAgain) {
  const auto waiting = std::make_shared<Waiting>();
  const Patience patience{2}, copy = patience;
  EXPECT_FALSE(patience.sees_end([=] { waiting->run(); }, waiting->progress));
  EXPECT_FALSE(copy.sees_end([=] { waiting->run(); }, waiting->progress));
  EXPECT_EQ(waiting->begun, 1);
  waiting->go.count_down();
  EXPECT_TRUE(Patience{}.sees_end([] {}, waiting->progress));
}

TEST(PatienceTest, ThrowsWhatTheWorkHasThrown) {
  const auto progress = std::make_shared<Progress>(0);
  EXPECT_THROW(Patience{}.sees_end([] { throw std::runtime_error{"no"}; }, *progress),
               std::runtime_error);
}

}  // namespace
}  // namespace lemmata
