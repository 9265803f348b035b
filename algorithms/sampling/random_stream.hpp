#pragma once
/// \file
/// Random numbers that are a function of where they are used (Philox 4×64, a counter-based
/// generator: Salmon et al. 2011, `salmon2011parallel`). A stream is named by a seed, a subject and
/// a position, so that samples are the same on any number of threads and in any order:
///
/// \code
///   RandomStream stream{{.seed = 1, .subject = 7, .instance = 3, .block = 0}};
///   const double u = stream.uniform();
///   const int action = stream.index_of(policy.row(state));
/// \endcode

#include <Random123/philox.h>

#include <cstdint>
#include <limits>

namespace lemmata {

struct StreamName {
  std::uint64_t seed = 0;
  std::uint64_t subject = 0;   ///< whose numbers they are: a theorem, a worker
  std::uint64_t instance = 0;  ///< of the subject
  std::uint64_t block = 0;     ///< of its samples
};

/// A UniformRandomBitGenerator of 64-bit words.
class RandomStream {
 public:
  using result_type = std::uint64_t;

  explicit RandomStream(const StreamName& name)
      : key_{{name.seed, name.subject}}, counter_{{0, name.instance, name.block, 0}} {}

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  result_type operator()() {
    if (used_ == words_.size()) refill();
    return words_[used_++];
  }

  /// Uniform in (0, 1]: the middle of one of 2⁶⁴ equal parts, rounded.
  double uniform() {
    const std::uint64_t word = (*this)();
    // Two halves, exact each, are added with one rounding, as if the word were converted at once,
    // for which many processors need a branch that they cannot predict.
    const auto high = static_cast<double>(static_cast<std::int64_t>(word >> 32));
    const auto low = static_cast<double>(static_cast<std::int64_t>(word & 0xffffffff));
    return (high * 0x1p32 + low) * 0x1p-64 + 0x1p-65;
  }

  /// i with probability proportional to weights(i) ≥ 0, not all zero: the first i whose cumulative
  /// weight reaches the draw, never one of weight 0.
  template <class Weights>
  int index_of(const Weights& weights) {
    const double target = uniform() * weights.sum();
    double cumulative = 0;
    int last_possible = 0;
    for (int i = 0; i < weights.size(); ++i) {
      if (!(weights[i] > 0)) continue;
      last_possible = i;
      cumulative += weights[i];
      if (cumulative >= target) break;
    }
    return last_possible;
  }

 private:
  /// Not inlined, so that what draws stays small enough to be.
  [[gnu::noinline]] void refill() {
    words_ = r123::Philox4x64{}(counter_, key_);
    ++counter_[0];
    used_ = 0;
  }

  r123::Philox4x64::key_type key_;
  r123::Philox4x64::ctr_type counter_;
  r123::Philox4x64::ctr_type words_{};
  std::size_t used_ = 4;
};

}  // namespace lemmata
