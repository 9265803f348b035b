#pragma once
/// \file
/// A figure as data: what a theorem wants drawn. The reports draw it.

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace lemmata {

struct Curve {
  std::string label{};
  std::vector<std::pair<double, double>> points{};
  bool bound = false;  ///< drawn dashed: a theoretical bound, not a measurement
};

struct Figure {
  std::string title{};
  std::string caption{};  ///< what to see in it, and how it was computed
  std::string x_label{};
  std::string y_label{};
  bool log_x = false;
  bool log_y = false;
  std::function<std::vector<Curve>()> curves{};  ///< computed when the report is written
};

}  // namespace lemmata
