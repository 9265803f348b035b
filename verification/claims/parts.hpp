#pragma once
/// \file
/// The claims of each part of the study text, in order; `claims()` joins them.

#include "verification/claims/claims.hpp"

namespace lemmata {

std::vector<Claim> policy_gradient_claims();  // 1–17
std::vector<Claim> actor_critic_claims();     // 18–45
std::vector<Claim> asynchronous_claims();     // 46–69
std::vector<Claim> entropy_claims();          // 70–89
std::vector<Claim> question_claims();         // 90–99

}  // namespace lemmata
