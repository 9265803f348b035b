#pragma once
/// \file
/// Tests of what Google Highway compiles for several kinds of processor.

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <cstdint>

namespace lemmata {

/// Calls check() as every kind of processor that this one can play.
template <class Check>
void on_every_kind_of_processor(const Check& check) {
  for (std::int64_t left = hwy::SupportedTargets(); left != 0; left &= left - 1) {
    SCOPED_TRACE(hwy::TargetName(left & -left));
    hwy::SetSupportedTargetsForTest(left & -left);
    hwy::GetChosenTarget().DeInit();
    check();
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().DeInit();
}

}  // namespace lemmata
