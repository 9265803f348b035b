#pragma once
/// \file
/// Arrays for vector instructions and random access: aligned to a cache line and, from half a
/// mebibyte, on pages of 2 MiB where the system has them, so that a random access seldom has to
/// look for its page.

#include <cstdlib>
#include <new>
#include <vector>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace lemmata {

template <class T>
struct LargePageAllocator {
  using value_type = T;
  static constexpr std::size_t cache_line = 64;
  static constexpr std::size_t page = std::size_t{1} << 21;

  LargePageAllocator() = default;
  template <class U>
  LargePageAllocator(const LargePageAllocator<U>&) {}

  T* allocate(std::size_t count) {
    if (count > (static_cast<std::size_t>(-1) - page) / sizeof(T)) throw std::bad_alloc{};
    const std::size_t bytes = count * sizeof(T);
    const std::size_t alignment = bytes < page / 4 ? cache_line : page;
    const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
    void* memory = std::aligned_alloc(alignment, rounded);
    if (memory == nullptr) throw std::bad_alloc{};
#ifdef MADV_HUGEPAGE
    // A wish: where it is refused, small pages serve too.
    if (alignment == page) static_cast<void>(madvise(memory, rounded, MADV_HUGEPAGE));
#endif
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t) { std::free(memory); }

  template <class U>
  bool operator==(const LargePageAllocator<U>&) const {
    return true;
  }
};

template <class T>
using LargePageVector = std::vector<T, LargePageAllocator<T>>;

}  // namespace lemmata
