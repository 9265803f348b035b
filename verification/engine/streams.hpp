#pragma once
/// \file
/// Which random numbers belong to what: one stream a (seed, theorem, purpose, instance), the same
/// on any number of threads.

#include <rapidcheck/Random.h>

#include <cstdint>
#include <string_view>

#include "algorithms/sampling/random_stream.hpp"

namespace lemmata {

/// What a stream is for; streams of different purposes never share a key.
enum class Purpose : std::uint64_t { small, shape, uniform, named, falsifier, need, sampled };

inline std::uint64_t fingerprint(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

inline rc::Random stream(std::uint64_t seed, std::string_view id, Purpose purpose,
                         std::uint64_t instance) {
  return rc::Random{
      rc::Random::Key{seed, fingerprint(id), static_cast<std::uint64_t>(purpose), instance}};
}

}  // namespace lemmata
