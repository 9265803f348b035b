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
      : scaling_{box}, tiles_{tiles} {
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
    for (int t = 0; t < tilings; ++t) displacements_.push_back(displacement(t, tilings));
  }

  /// As many tiles in each dimension.
  TileCoding(const Box<n>& box, int tilings, int tiles)
      : TileCoding{box, tilings, in_each_dimension(tiles)} {}

  int size() const { return active() * tiles_of_grid_; }
  int active() const { return static_cast<int>(displacements_.size()); }

  /// The tile in each of `active()` grids, in turn. Outside the box: those of its nearest point.
  void encode(const std::array<double, n>& observation, int* indices) const {
    std::array<double, n> x = scaling_.unit(observation);
    for (std::size_t i = 0; i < n; ++i) {
      // Short of the upper bound, so that it belongs to the last tile.
      x[i] = std::min(x[i], 1 - 0x1p-50) * tiles_[i];
    }
    int first = 0;  // of the grid's tiles
    for (const auto& displacement : displacements_) {
      int index = first;
      for (std::size_t i = 0; i < n; ++i) {
        index += strides_[i] * static_cast<int>(x[i] + displacement[i]);
      }
      *indices++ = index;
      first += tiles_of_grid_;
    }
  }

 private:
  static std::array<int, n> in_each_dimension(int tiles) {
    std::array<int, n> result;
    result.fill(tiles);
    return result;
  }

  /// Of grid t of T, in tiles, in [0, 1).
  static std::array<double, n> displacement(int t, int tilings) {
    std::array<double, n> result;
    for (std::size_t i = 0; i < n; ++i) {
      const std::int64_t steps = std::int64_t{t} * static_cast<std::int64_t>(2 * i + 1);
      result[i] = static_cast<double>(steps % tilings) / tilings;
    }
    return result;
  }

  BoxScaling<n> scaling_;
  std::array<int, n> tiles_;  ///< that the box is wide
  std::array<int, n> strides_{};
  int tiles_of_grid_ = 0;
  std::vector<std::array<double, n>> displacements_;  ///< one a grid
};

}  // namespace lemmata
