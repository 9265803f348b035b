#include "reports/commands/run_help.hpp"

#include <fmt/format.h>

#include <vector>

#include "algorithms/a3c/control_problems.hpp"
#include "reports/commands/run_setup.hpp"

namespace lemmata {
namespace {

std::string descriptions(const std::vector<Algorithm>& algorithms) {
  std::string text;
  for (const Algorithm& algorithm : algorithms) {
    text += fmt::format("  {:<23}  {}\n", algorithm.name, algorithm.description);
  }
  return text;
}

std::string control_descriptions() {
  std::string text;
  for (const ControlEnvironment& one : control_environments()) {
    const std::string solved = one.solved_at ? fmt::format("; {:.6g}", *one.solved_at) : "";
    text +=
        fmt::format("  {:<20} {}{}; {} steps\n", one.name, one.words, solved, one.settings.steps);
  }
  return text;
}

std::string delayed_sgd_footer() {
  return "Asynchronous SGD, what workers that do not wait make of gradient descent:\n" +
         descriptions(delayed_sgd_algorithms()) +
         "\n"
         "A gradient is computed from parameters that others have moved on τ(t) updates by the "
         "time\n"
         "it is applied. The objective is −J of an MDP under the tabular softmax, or a --problem:\n"
         "quadratic, logistic (forty points of two clouds, ℓ₂ term 0.01) or saturating, "
         "Σx²/(1 + x²),\n"
         "which is not convex. Delays are given (--delay τ), or come about among --workers: "
         "one that\n"
         "is slow delivers gradients that are old, unless others wait for it (stale-synchronous "
         "within\n"
         "a --bound, or synchronous, with the mean of all). The mean staleness of N asynchronous\n"
         "workers is N − 1 whatever their --speeds, the largest is not. Without --step-size the "
         "step\n"
         "is 1/(2L(τ + 1)) for the largest staleness τ, safe for every objective with L-Lipschitz\n"
         "gradients. The report shows f − f* and ‖∇f‖², its mean under a bound, how stale "
         "gradients\n"
         "were and, on quadratics, which curvatures are stable: those with ηλ < 2 "
         "sin(π/(2(2τ+1))).\n\n";
}

std::string a3c_footer() {
  return "Asynchronous advantage actor-critic, as threads:\n" + descriptions(a3c_algorithms()) +
         "\n"
         "Each worker fetches θ, acts on it for a --rollout of n steps, and delivers\n"
         "G = Σ_t Â_t ∇log π(a_t|s_t) + β∇H − c∇(R_t − V(s_t))²/2, with GAE(λ), while others\n"
         "deliver theirs: nobody waits (asynchronous, A3C), or all do (synchronous, A2C, which\n"
         "applies the mean), or those who are more than a --bound ahead. Policy and V are linear\n"
         "in features. On an MDP, a table, J is computed exactly and held against J*; otherwise\n"
         "--greedy-episodes judge. One worker's and synchronous ones' runs are a function of the\n"
         "seed, to the last bit; other runs are not, and the report says so. A worker that fails\n"
         "leaves the others running.\n\n"
         "Environments without a table, the mean return that counts as solved, and --steps if not "
         "given:\n" +
         control_descriptions() +
         "Their settings, if not given, learn them: the pendulums to a mean return of −150 and\n"
         "−200. Synchronous workers make one update of N rollouts, and need more steps or longer\n"
         "ones. With --workers 1,2,4 the report shows how throughput grows, and the records of "
         "the\n"
         "last.\n\n";
}

}  // namespace

std::string run_help() {
  return "Algorithms that improve a policy, all from the uniform one:\n" +
         descriptions(ascent_algorithms()) + descriptions(trust_region_algorithms()) +
         "\n"
         "The first three ascend J = E[Σ γᵗ r_t]. So does reinforce with the credit discounted\n"
         "(γᵗ G_t) or whole (G_0); undiscounted (G_t alone), as most code has it, ascends no\n"
         "function at all if γ < 1, and the report says so. Of its baselines value and optimal\n"
         "are computed from the MDP; batch-mean and normalised bias the estimate.\n\n"
         "The report shows J, the gap J* − J to the optimum (by policy iteration), and the norm\n"
         "of ∇J, or of Δπ/η with Δπ = π_{k+1} − π_k, which vanishes where J is stationary.\n\n"
         "trpo is exact too. It ascends J by its surrogate at the policy of the moment, which "
         "needs\n"
         "no step size but δ, the mean over visited states of KL(old‖new) that no step may "
         "exceed:\n"
         "steps are halved until they keep to it and the surrogate rises. J itself may fall, and\n"
         "near an optimum that is random steps of a fixed δ overshoot it, unless --adaptive.\n\n"
         "With --batch N natural-gradient and trpo see N episodes an iteration and nothing else:\n"
         "F, ∇J, the surrogate and the divergence are estimates from them, and the report shows\n"
         "beside these what the MDP knows: J beside the mean return, how far a step really went,\n"
         "and what its surrogate really gained. Steps are chosen by the samples that judge them,\n"
         "so they promise too much, and may go farther than δ.\n\n"
         "Soft iterations maximise E Σγᵗ(r_t + βH(π(·|s_t))), rewards with entropy at --entropy "
         "β:\n" +
         descriptions(soft_algorithms()) +
         "\n"
         "The report shows ‖V_β* − V_k‖∞, V_β* as `lemmata solve --entropy` has it, under γᵏ "
         "times\n"
         "what it begins with. Policies need few iterations, each a linear solve.\n"
         "entropy-gradient begins with the uniform policy; its report shows J_β beside J, the gap\n"
         "J_β* − J_β, ‖∇J_β‖ and the mean entropy of the policy in the states that it visits.\n\n"
         "Critics, which learn the values V^π of a policy that stays, all from w = 0:\n" +
         descriptions(critic_algorithms()) +
         "\n"
         "V_w has one weight a state, or is linear in the features that an environment shows\n"
         "(aggregated-walk). The report shows ‖V_w − V^π‖_D, V^π by a linear solve and D the\n"
         "share of time that each state is visited, and how far V_w is from V_{w*}, where the\n"
         "critic rests, if that is not V^π: with features it need not be, and residual-gradient\n"
         "rests elsewhere wherever transitions are random.\n\n"
         "Actor-critics, which learn both from the uniform policy and critics that are 0, one\n"
         "step at a time or, the last, one --batch of episodes at a time:\n" +
         descriptions(actor_critic_algorithms()) +
         "\n"
         "δ = r + γV_w(s′) − V_w(s); for the average reward δ = r − η + V_w(s′) − V_w(s), with η\n"
         "learned too. They converge on two time scales: Σα_k = Σβ_k = ∞, so that they get\n"
         "anywhere; Σα_k², Σβ_k² < ∞, so that noise dies out; and α_k/β_k → 0, so that the\n"
         "critic sees a policy that nearly stands still: 1/2 < critic's exponent < actor's ≤ 1.\n"
         "Other step sizes are refused, or run with --time-scales unchecked. The report shows\n"
         "J or the average reward, the norm of its exact gradient, ‖V_w − V^π‖_D for the policy\n"
         "of the moment, and ‖u − w*‖, w* the best fit of Q in compatible features.\n\n" +
         delayed_sgd_footer() + a3c_footer() +
         "Where every hypothesis of a theorem holds the report shows the theorem's bound; which\n"
         "of them hold is listed by name. About 20 iterations or steps a decade are recorded.\n"
         "--report draws the curves.\n\n"
         "Examples:\n"
         "  lemmata run softmax-gradient --environment two-armed-bandit --iterations 10000\n"
         "  lemmata run softmax-gradient --environment frozen-lake-4x4 --step-size 10 --report "
         "page\n"
         "  lemmata run projected-gradient --environment chain --start uniform --csv chain.csv\n"
         "  lemmata run natural-gradient --environment chain --report page\n"
         "  lemmata run softmax-gradient --mdp mine.json --step-size 0.1 --json -\n"
         "  lemmata run trpo --environment frozen-lake-4x4 --report page\n"
         "  lemmata run trpo --environment short-corridor --radius 10 --adaptive\n"
         "  lemmata run trpo --environment frozen-lake-4x4 --batch 100 --seed 2\n"
         "  lemmata run natural-gradient --environment frozen-lake-4x4 --batch 50 --radius 0.05\n"
         "  lemmata run soft-policy-iteration --environment frozen-lake-4x4 --entropy 0.01\n"
         "  lemmata run entropy-gradient --environment two-armed-bandit --entropy 0.5\n"
         "  lemmata run reinforce --environment short-corridor --step-size 2e-3 --baseline value\n"
         "  lemmata run td --environment random-walk --step-size 0.1 --average\n"
         "  lemmata run td --environment frozen-lake-4x4 --sampling iid --average --report page\n"
         "  lemmata run td-lambda --environment aggregated-walk --lambda 0.8 --step-size 0.5\n"
         "      --step-exponent 0.6\n"
         "  lemmata run lstd --mdp mine.json --policy epsilon-greedy --epsilon 0.2\n"
         "  lemmata run actor-critic --environment frozen-lake-4x4 --steps 1000000\n"
         "  lemmata run compatible-actor-critic --environment random-walk --report page\n"
         "  lemmata run actor-critic --environment short-corridor --actor-exponent 0.55\n"
         "      --time-scales unchecked\n"
         "  lemmata run episodic-actor-critic --environment random-walk --lambda 0.9\n"
         "  lemmata run delayed-sgd --problem quadratic --delay 2 --step-size 0.7\n"
         "  lemmata run delayed-sgd --problem logistic --workers 3 --speeds 1,2,4 --noise 0.1\n"
         "  lemmata run delayed-sgd --environment two-armed-bandit --delay 4 --report page\n"
         "  lemmata run a3c --environment cart-pole --workers 4\n"
         "  lemmata run a3c --environment acrobot --workers 1,2,4 --report page\n"
         "  lemmata run a3c --environment taxi --workers 2 --discipline synchronous\n"
         "  lemmata run a3c --environment cart-pole --workers 3 --fail 1@50\n"
         "  lemmata run a3c --environment pendulum --checkpoint a.json\n"
         "  lemmata run a3c --environment pendulum --checkpoint a.json --resume a.json\n\n"
         "Ctrl-C stops and reports what there is; a second one ends at once.\n\n"
         "Exit status: 0; 1 a bound whose hypotheses hold was exceeded, the run diverged, or "
         "every\n"
         "worker failed (a bound on the mean over many runs may be exceeded by one); 2 wrong\n"
         "usage or input; 130 interrupted.";
}

}  // namespace lemmata
