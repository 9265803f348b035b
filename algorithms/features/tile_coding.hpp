#pragma once
/// \file
/// Tile coding (Sutton & Barto 2018, `sutton2018reinforcement`, Section 9.5.4), without hashing.

#include <cstdint>
#include <limits>
#include <vector>

#include "algorithms/features/box_scaling.hpp"

namespace lemmata {

/// Grids over the box of an observation, each displaced against the others: an observation is one
/// tile of each, and those are its features that are 1. A tile is 1/tiles of the box wide; grid t
/// of T is displaced by t/T of a tile times 1, 3, 5, … in the dimensions in turn, modulo a tile. To
/// cover the box a displaced grid needs a tile more, so that there are T·Π(tiles_i + 1) in all.
template <std::size_t n>
class TileCoding {
 public:
  static constexpr bool sparse = true;

  /// \throws std::invalid_argument for less than one tiling or tile, a box without volume, or more
  /// tiles than an int counts
  TileCoding(const Box<n>& box, int tilings, const std::array<int, n>& tiles)
      : scaling_{box}, tilings_{tilings} {
    if (tilings < 1) throw std::invalid_argument{"tile coding needs a tiling"};
    std::int64_t grid = 1;
    for (std::size_t i = 0; i < n; ++i) {
      if (tiles[i] < 1) throw std::invalid_argument{"a tiling needs a tile in every dimension"};
      strides_[i] = static_cast<int>(grid);
      grid *= tiles[i] + std::int64_t{1};
      if (grid > std::numeric_limits<int>::max() / tilings) {
        throw std::invalid_argument{"tile coding of too many tiles"};
      }
    }
    tiles_of_grid_ = static_cast<int>(grid);
    for (std::size_t i = 0; i < n; ++i) add_rows(i, tiles[i]);
  }

  /// As many tiles in each dimension.
  TileCoding(const Box<n>& box, int tilings, int tiles)
      : TileCoding{box, tilings, in_each_dimension(tiles)} {}

  int size() const { return active() * tiles_of_grid_; }
  int active() const { return tilings_; }

  /// The tile in each of `active()` grids, in turn. Outside the box: those of its nearest point.
  void encode(const std::array<double, n>& observation, int* __restrict indices) const {
    const std::array<double, n> x = scaling_.unit(observation);
    std::array<const int*, n> rows;
    for (std::size_t i = 0; i < n; ++i) {
      // Short of the upper bound, so that it belongs to the last tile.
      const double part = std::min(x[i], 1 - 0x1p-50) * parts_[i];
      rows[i] = rows_[i].data() + tilings_ * static_cast<std::ptrdiff_t>(part);
    }
    for (int t = 0; t < tilings_; ++t) {
      int index = t * tiles_of_grid_;
      for (std::size_t i = 0; i < n; ++i) index += rows[i][t];
      indices[t] = index;
    }
  }

 private:
  static std::array<int, n> in_each_dimension(int tiles) {
    std::array<int, n> result;
    result.fill(tiles);
    return result;
  }

  /// As displacements are multiples of 1/T, T parts of a tile tell where a point is in all grids.
  void add_rows(std::size_t i, int tiles) {
    parts_[i] = tiles * tilings_;
    for (std::int64_t part = 0; part < parts_[i]; ++part) {
      for (std::int64_t t = 0; t < tilings_; ++t) {
        const std::int64_t displacement = t * static_cast<std::int64_t>(2 * i + 1) % tilings_;
        rows_[i].push_back(strides_[i] * static_cast<int>((part + displacement) / tilings_));
      }
    }
  }

  BoxScaling<n> scaling_;
  int tilings_;  ///< T
  int tiles_of_grid_ = 0;
  std::array<int, n> strides_{};
  std::array<int, n> parts_{};  ///< that the box is wide
  /// Of dimension i, row by row for each part: what it adds to the index of the tile in each grid.
  std::array<std::vector<int>, n> rows_{};
};

}  // namespace lemmata
