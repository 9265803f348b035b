#pragma once
/// \file
/// The subcommands as functions. Each checks its whole input before it computes anything, writes
/// its result to standard output or a file, and returns the exit status.

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "reports/proofs/proof_sources.hpp"
#include "verification/engine/catalogue.hpp"

namespace lemmata {

/// A command line that asks for what there is not.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct ListArguments {
  std::vector<std::string> names{};  ///< chapters or ids; all if there are none
  std::string json{};                ///< file, "-" for standard output, or empty
};
int list_theorems(const ListArguments& arguments);

struct TheoremArguments {
  std::string id{};
};
int show_theorem(const TheoremArguments& arguments);
int cite_theorem(const TheoremArguments& arguments);

struct VerifyArguments {
  std::vector<std::string> names{};
  std::vector<std::string> mdps{};
  std::string effort = "quick";  ///< or "standard", "thorough"
  int seconds = 0;               ///< of a thorough run; 0 for none given
  std::uint64_t seed = 1;
  int jobs = 0;
  std::string json{};
  std::string junit{};
  std::string report{};  ///< folder, or empty for no web page
};
int verify_theorems(const VerifyArguments& arguments);

struct ProveArguments {
  std::vector<std::string> names{};  ///< ids or chapters; all that is proved if there are none
  int jobs = 0;
  std::string json{};
};
/// Returns 1 if Coq does not accept a proof, or one rests on an axiom.
int prove_theorems(const ProveArguments& arguments);

struct ErrataArguments {
  std::uint64_t seed = 1;
  std::string json{};
};
/// Returns 1 if a claim that its theorems should refute was not refuted.
int list_errata(const ErrataArguments& arguments);

struct SolveArguments {
  std::string mdp{};
  std::string json{};
  std::optional<double> entropy{};  ///< temperature β ≥ 0
  bool frontier = false;            ///< return and entropy over β instead of one solution
  std::string report{};             ///< folder for the frontier's page, or empty
};
int solve_mdp(const SolveArguments& arguments);

struct RunArguments {
  std::string algorithm{};
  std::string mdp{};                 ///< file, or
  std::string environment{};         ///< name
  std::string start = "given";       ///< or "uniform"
  std::vector<std::string> given{};  ///< the options on the command line, such as "--seed"
  std::optional<double> step_size{};
  std::optional<std::int64_t> iterations{};  ///< of the exact ascents and the soft iterations
  std::optional<double> entropy{};           ///< temperature of the soft iterations
  std::optional<double> radius{};            ///< of steps in a trust region, as the next two
  std::optional<double> damping{};
  bool adaptive = false;
  std::optional<std::int64_t> episodes{};  ///< of reinforce, as the next three
  std::string credit{};
  std::optional<int> batch{};  ///< also of the steps that may be sampled
  std::string baseline{};
  std::optional<int> horizon{};  ///< of what draws episodes
  std::optional<std::uint64_t> seed{};
  std::optional<std::int64_t> steps{};  ///< of critics and actor-critics, as the next
  std::optional<double> step_offset{};
  std::string policy = "uniform";  ///< of critics, as the next five; or "optimal", "epsilon-greedy"
  std::optional<double> epsilon{};
  std::optional<int> n_steps{};
  std::optional<double> lambda{};
  std::optional<double> step_exponent{};
  bool average = false;
  std::string sampling = "episodes";   ///< or "iid"
  std::optional<double> actor_step{};  ///< of actor-critics, as the next six
  std::optional<double> actor_exponent{};
  std::optional<double> critic_step{};
  std::optional<double> critic_exponent{};
  std::string time_scales = "checked";   ///< or "unchecked"
  std::string criterion = "discounted";  ///< or "average"
  std::string order = "simultaneous";    ///< or "critic-first"
  std::string problem{};                 ///< of delayed-sgd, in place of an MDP; as the next eight
  std::vector<double> curvatures{};
  std::optional<int> delay{};
  std::string delays = "fixed";  ///< or "random", "adversarial"
  std::vector<int> workers{};    ///< also of a3c, which runs with each in turn
  std::vector<double> speeds{};
  std::string discipline = "asynchronous";  ///< or "stale-synchronous", "synchronous"
  std::optional<int> bound{};
  std::optional<double> noise{};
  std::string features{};  ///< of a3c, as all that follow; empty for those of the environment
  std::optional<int> degree{};
  std::optional<int> tilings{};
  std::optional<int> tiles{};
  std::optional<int> rollout{};
  std::optional<int> environments_per_worker{};
  std::optional<double> discount{};
  std::optional<double> value_weight{};
  std::string decay = "linear";  ///< or "none"
  std::optional<double> clip{};
  std::string optimiser = "sgd";  ///< or "rmsprop"
  std::optional<int> staleness_threshold{};
  std::string accumulation = "locked";  ///< or "sharded", "atomic"
  std::string checkpoint{};             ///< file, or empty
  std::string resume{};                 ///< file, or empty
  std::vector<std::string> fail{};      ///< "WORKER@ROLLOUT"
  std::optional<int> greedy_episodes{};
  std::string json{};
  std::string csv{};
  std::string report{};  ///< folder, or empty for no web page
};
int run_algorithm(const RunArguments& arguments);

/// What some options of `run` may be.
std::vector<std::string> baseline_names();
std::vector<std::string> credit_names();
std::vector<std::string> policy_names();
std::vector<std::string> sampling_names();
std::vector<std::string> criterion_names();
std::vector<std::string> order_names();
std::vector<std::string> problem_names();
std::vector<std::string> delay_names();
std::vector<std::string> discipline_names();
std::vector<std::string> feature_names();
std::vector<std::string> decay_names();
std::vector<std::string> optimiser_names();
std::vector<std::string> accumulation_names();
std::vector<std::string> simulated_names();

/// `no theorem "PG-22"; did you mean PG-2, PG-1?`, for anything that is chosen by name.
std::string unknown_name(const std::string& kind, const std::string& name,
                         const std::vector<std::string>& nearest);

/// The theorems that the names select, each once and in the catalogue's order; all if there are no
/// names. \throws UsageError for a name that selects none
std::vector<const Entry*> selected(const std::vector<std::string>& names);

/// The Coq proofs that the names select, each once and in the list's order; all if there are no
/// names. \throws UsageError for a name that selects none
std::vector<ListedProof> selected_proofs(const std::vector<std::string>& names);

/// The theorem of this id, whatever the case. \throws UsageError
const Entry& theorem_of(const std::string& id);

}  // namespace lemmata
