#pragma once
/// \file
/// A whole `lemmata run` as data, whatever the algorithm: what every report of it is made from.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "algorithms/convergence/judged_theorem.hpp"
#include "verification/engine/figure.hpp"

namespace lemmata {

/// A setting, or a quantity that is known exactly: in words for readers, as a value for programs.
struct Fact {
  using Value =
      std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string>;

  std::string name{};  ///< heads it on the page; empty where the page does not show it
  std::string words{};
  std::string key{};  ///< in JSON, "sampling/seed" within an object; empty where it is not there
  Value value{};
};

/// What counts how far a run has come.
struct ProgressIndex {
  std::string noun = "iteration";  ///< also its key
  std::string letter = "k";
  std::int64_t asked = 0;
  std::vector<std::int64_t> recorded{};
  bool even = false;  ///< records are evenly spaced, and not ever farther apart
};

/// A quantity along the run.
struct Column {
  std::string key{};             ///< in JSON and CSV
  std::string symbol{};          ///< heads it in tables
  std::string meaning{};         ///< of its curve
  std::vector<double> values{};  ///< one a record; not finite where there is none
  int digits = 4;                ///< significant ones, on a terminal
  int width = 11;                ///< on a terminal
  bool computed = false;         ///< from theory, not measured: drawn dashed
};

struct RunFigure {
  std::string id{};
  std::string title{};
  std::string caption{};
  std::string y_label{};
  std::vector<std::string> columns{};  ///< their keys; the bound is drawn with the one it bounds
  bool linear = false;                 ///< even where values spread over decades
  std::string x_label{};               ///< of curves that are not over the index
  std::vector<Curve> curves{};         ///< in place of columns
};

/// A bound on one column, one value a record; infinite where it says nothing.
struct RunBound : JudgedTheorem {
  std::string column{};  ///< its key
  std::vector<double> values{};
  bool on_mean = false;  ///< over many runs, so that a single one may exceed it
  std::string kind_of_mean = "root mean square";
};

/// Several quantities of each of a few things, such as runs that are compared.
struct RunTable {
  std::string key{};  ///< in JSON, where a row is an object
  std::string title{};
  std::string caption{};
  std::vector<Column> columns{};  ///< one value a row; the first says which it is
};

/// How often each of 0, 1, 2, … occurred.
struct Histogram {
  std::string key{};  ///< in JSON
  std::string title{};
  std::string caption{};
  std::string of{};  ///< what has them, such as "gradients"
  std::vector<std::int64_t> counts{};
};

struct RunReport {
  std::string algorithm{};    ///< as it is called on the command line
  std::string environment{};  ///< its name
  std::string start{};        ///< the start distribution: "given" or "uniform"
  int states = 0;
  int actions = 0;
  double discount = 0;
  std::string problem{};               ///< in words, where it is no MDP
  std::string simulated{};             ///< in words, where it is an environment without a table
  std::string target{};                ///< what it approaches, such as "J* = 1"
  std::string question{};              ///< what the figures answer
  std::vector<std::string> summary{};  ///< the settings in a few lines
  std::vector<Fact> settings{};        ///< as asked for
  std::vector<Fact> exact{};           ///< computed from the MDP
  ProgressIndex index{};
  std::vector<Column> columns{};
  std::vector<RunFigure> figures{};
  std::optional<Histogram> histogram{};
  std::vector<RunTable> tables{};
  std::optional<RunBound> bound{};  ///< if a theorem speaks of the algorithm
  std::string result{};             ///< where it ended, in a line
  std::vector<std::string> remarks{};
  bool interrupted = false;
  std::string diverged{};  ///< why it ended early; empty if it did not
};

/// A column's values: one of each recorded point.
template <class Point, class Value>
std::vector<double> values_of(const std::vector<Point>& points, Value value) {
  std::vector<double> values;
  for (const Point& point : points) values.push_back(value(point));
  return values;
}

/// \throws std::out_of_range for a key that no column has
const Column& column(const RunReport& run, const std::string& key);

/// A column's value at a record; nothing where there is none.
std::optional<double> value_at(const std::vector<double>& values, std::size_t record);

/// Whether there is a bound whose hypotheses all hold.
bool is_bounded(const RunReport& run);

/// The bound at a record; nothing where there is none.
std::optional<double> bound_at(const RunReport& run, std::size_t record);

/// The first record above the bound; nothing for a bound on the mean, which one run may exceed.
std::optional<std::size_t> first_above_bound(const RunReport& run);

/// What came of the bound, in a sentence: how close the run came to it, or where it exceeded it, or
/// that it is not drawn.
std::string bound_verdict(const RunReport& run);

/// How a comparison in doubles is to be read.
std::string rounding_caveat();

/// 130 if the run was interrupted; 1 if it diverged or exceeded a bound that applies; 0 otherwise.
int exit_status(const RunReport& run);

}  // namespace lemmata
