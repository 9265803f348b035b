#include "theory/soft/soft_bellman.hpp"

#include <cmath>

#include "theory/mdp/values.hpp"

namespace lemmata {
namespace {

bool is_exact_zero(double value) { return value == 0; }
bool is_exact_zero(const Ball& value) { return arb_is_zero(value.raw()) != 0; }

}  // namespace

template <class F>
F entropy(const Vector<F>& distribution) {
  using std::log;
  F result{0};
  for (const F& p : distribution) {
    if (!is_exact_zero(p)) result -= p * log(p);
  }
  return result;
}

template <class F>
F soft_maximum(const Vector<F>& values, const F& temperature) {
  using std::exp;
  using std::log;
  F largest = values(0);
  for (Eigen::Index i = 1; i < values.size(); ++i) largest = larger(largest, values(i));
  F total{0};
  for (const F& value : values) total += exp((value - largest) / temperature);
  return largest + temperature * log(total);
}

template <class F>
Vector<F> soft_bellman(const FiniteMdp<F>& mdp, const Vector<F>& values, const F& temperature) {
  const Matrix<F> q = action_values(mdp, values);
  Vector<F> result(mdp.states());
  for (int s = 0; s < mdp.states(); ++s) {
    result(s) = soft_maximum<F>(q.row(s).transpose(), temperature);
  }
  return result;
}

#define LEMMATA_INSTANTIATE(F)                         \
  template F entropy(const Vector<F>&);                \
  template F soft_maximum(const Vector<F>&, const F&); \
  template Vector<F> soft_bellman(const FiniteMdp<F>&, const Vector<F>&, const F&);
LEMMATA_INSTANTIATE(Ball)
LEMMATA_INSTANTIATE(double)

}  // namespace lemmata
