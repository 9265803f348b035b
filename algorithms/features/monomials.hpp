#pragma once
/// \file
/// All monomials in n variables of degree at most p: by degree, and then as words in order, 1, x_0,
/// x_1, x_0², x_0x_1, x_1², … Each is one product: a variable times a monomial that stands before.

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace lemmata {

struct MonomialProduct {
  std::uint32_t variable;
  std::uint32_t factor;  ///< the place of a monomial of a degree less
};

/// Calls `add` with the product that each monomial is, in order, but for the first, 1.
template <std::size_t n, class Add>
constexpr void for_each_monomial(int degree, const Add& add) {
  std::array<std::uint32_t, n> begin{};  // in a block of one degree: without variables before i
  std::uint32_t end = 1;
  for (int d = 1; d <= degree; ++d) {
    const std::uint32_t block = end;
    for (std::uint32_t i = 0; i < n; ++i) {
      const std::uint32_t first = std::exchange(begin[i], end);
      for (std::uint32_t k = first; k < block; ++k, ++end) add(MonomialProduct{i, k});
    }
  }
}

template <std::size_t n>
std::vector<MonomialProduct> monomial_products(int degree) {
  std::vector<MonomialProduct> result;
  for_each_monomial<n>(degree, [&](const MonomialProduct& product) { result.push_back(product); });
  return result;
}

}  // namespace lemmata
