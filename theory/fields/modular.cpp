#include "theory/fields/modular.hpp"

namespace lemmata {

Modular& Modular::operator+=(const Modular& other) { return *this = *this + other; }
Modular& Modular::operator-=(const Modular& other) { return *this = *this - other; }
Modular& Modular::operator*=(const Modular& other) { return *this = *this * other; }
Modular& Modular::operator/=(const Modular& other) { return *this = *this / other; }

Modular operator+(const Modular& a, const Modular& b) {
  return {a.residue() + b.residue(), a.degree() + b.degree()};
}
Modular operator-(const Modular& a, const Modular& b) {
  return {a.residue() - b.residue(), a.degree() - b.degree()};
}
Modular operator*(const Modular& a, const Modular& b) {
  return {a.residue() * b.residue(), a.degree() * b.degree()};
}
Modular operator/(const Modular& a, const Modular& b) {
  return {a.residue() / b.residue(), a.degree() / b.degree()};
}

}  // namespace lemmata
