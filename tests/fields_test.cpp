#include <gtest/gtest.h>

#include "verification/engine/verifier.hpp"
TEST(Smoke, Verify) {
  using namespace lemmata;
  std::vector<const Entry*> all;
  for (const auto& e : catalogue()) all.push_back(&e);
  for (const auto& r : verify(all, {})) {
    std::cout << r.entry->theorem.id << " " << to_string(r.verdict) << " " << r.seconds << "\n";
    for (auto* v : {&r.checks, &r.proof})
      for (const auto& c : *v)
        std::cout << "  " << c.claim << " " << to_string(c.verdict) << " n=" << c.instances
                  << " disc=" << c.discarded << " fp=" << c.false_pass << " "
                  << (c.tightest ? *c.tightest : -1) << "\n"
                  << c.counterexample << "\n";
    for (const auto& f : r.falsifiers)
      std::cout << "  wrong: " << f.name << " " << f.rejected << " after " << f.instances << "\n"
                << f.counterexample << "\n";
  }
}
