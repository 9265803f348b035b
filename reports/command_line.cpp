#include "reports/command_line.hpp"

#include <algorithm>
#include <functional>
#include <iostream>

#include "reports/citation.hpp"
#include "reports/commands/options.hpp"

namespace lemmata {
namespace {

constexpr int wrong_usage = 2;

CLI::App* add_list(CLI::App& program, ListArguments& arguments) {
  CLI::App* command = program.add_subcommand("list", "The catalogue of theorems");
  command->add_option("chapter", arguments.names, "Chapters or ids; all theorems if none is given")
      ->type_name("CHAPTER");
  add_json(*command, arguments.json);
  command->footer(
      "Theorems marked `proved` have a formal proof too, which `lemmata prove` checks.\n\n"
      "Example:\n"
      "  lemmata list policy_gradient\n\n"
      "Exit status: 0; 2 wrong usage or input.");
  return command;
}

CLI::App* add_theorem_command(CLI::App& program, const std::string& name,
                              const std::string& description, TheoremArguments& arguments) {
  CLI::App* command = program.add_subcommand(name, description);
  command->add_option("id", arguments.id, "The theorem, such as PG-2")->required()->type_name("ID");
  command->footer(
      fmt::format("Example:\n"
                  "  lemmata {} PG-2\n\n"
                  "Exit status: 0; 2 wrong usage or input.",
                  name));
  return command;
}

CLI::App* add_verify(CLI::App& program, VerifyArguments& arguments) {
  CLI::App* command = program.add_subcommand(
      "verify", "Check theorems and their proofs, and see every falsifier rejected");
  command->add_option("theorem", arguments.names, "Ids or chapters; all theorems if none is given")
      ->type_name("ID|CHAPTER");
  command->add_option("--mdp", arguments.mdps, "An MDP of yours, as JSON; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command->add_option("--effort", arguments.effort, "How much is tried, as below")
      ->check(one_of({"quick", "standard", "thorough"}))
      ->type_name("quick|standard|thorough")
      ->capture_default_str();
  add_whole_number<int>(*command, "--seconds", arguments.seconds, 1, 31'536'000,
                        "How long a thorough run goes on; 600 if not given");
  add_seed(*command, arguments.seed);
  add_whole_number<int>(*command, "--jobs", arguments.jobs, 1, 1024,
                        "Threads; all cores if not given. They do not change the result");
  add_json(*command, arguments.json);
  command->add_option("--junit", arguments.junit, "Write JUnit XML for the test page of a CI")
      ->type_name("FILE");
  command->add_option("--report", arguments.report, "Write a web page with figures to this folder")
      ->type_name("DIR");
  command->footer(
      "Examples:\n"
      "  lemmata verify                          every theorem\n"
      "  lemmata verify PG-2 --seed 7            one theorem, other random instances\n"
      "  lemmata verify --mdp mine.json --json result.json\n"
      "  lemmata verify PG --effort thorough --seconds 3600\n\n"
      "Efforts: quick is one round of instances and samples, standard is five. thorough goes on,\n"
      "with new ones every round, until its time is over or you stop it, and shows how the bounds\n"
      "on what could have escaped it shrink; it always finishes one round.\n\n"
      "An MDP file is Gymnasium's transition table as JSON, {\"P\", \"isd\", \"gamma\"}.\n"
      "Formal proofs are named in --json and --report, and checked by `lemmata prove`.\n"
      "Ctrl-C stops and reports what is settled; a second one ends at once.\n\n"
      "Exit status: 0 all verified; 1 a theorem failed, was undecided or vacuous, or a falsifier\n"
      "survived; 2 wrong usage or input; 130 interrupted.");
  return command;
}

CLI::App* add_prove(CLI::App& program, ProveArguments& arguments) {
  CLI::App* command = program.add_subcommand(
      "prove", "Check the Coq proofs: theorems for every MDP of every size, without axioms");
  command->add_option("theorem", arguments.names, "Ids or chapters; all proofs if none is given")
      ->type_name("ID|CHAPTER");
  add_whole_number<int>(*command, "--jobs", arguments.jobs, 1, 1024,
                        "Files that Coq compiles at once; one a core if not given");
  add_json(*command, arguments.json);
  command->footer(
      "Many theorems of the catalogue are also proved in Coq: `lemmata list` marks them, `lemmata\n"
      "show ID` prints what was proved. The proofs are part of this program. They are written to "
      "a\n"
      "temporary folder and compiled there, each behind those that it rests on, and Coq is asked\n"
      "for the axioms behind each theorem: there must be none. The sources are also searched for\n"
      "what Coq would not report: statements left open, axioms that nothing listed rests on, and\n"
      "switches that turn its checks off. Nothing is tried on instances here, as `lemmata verify`\n"
      "does; that what was proved is what the catalogue says is for its reader to judge.\n\n"
      "The seconds of a theorem are those that Coq took for its file.\n\n"
      "This needs Coq 8.16 with mathcomp 1.15, on Debian 12 the packages coq and\n"
      "libcoq-mathcomp-algebra, which `./lemmata prove` installs. Ctrl-C stops and reports what "
      "is\n"
      "settled.\n\n"
      "Examples:\n"
      "  lemmata prove                           every proof; one or two minutes on two cores\n"
      "  lemmata prove PG-2                      one, and what it rests on\n"
      "  lemmata prove advantage --json proofs.json\n\n"
      "Exit status: 0 all proved; 1 a proof is not accepted, or something is assumed; 2 wrong "
      "usage\n"
      "or input, or no Coq; 130 interrupted.");
  return command;
}

CLI::App* add_errata(CLI::App& program, ErrataArguments& arguments) {
  CLI::App* command = program.add_subcommand(
      "errata",
      "What a study text has wrong: counterexample, correction and theorem of each claim");
  add_seed(*command, arguments.seed);
  add_json(*command, arguments.json);
  command->footer(
      "The study text “Actor-Critic and A3C Theory” makes 99 claims, and theorems settle them. "
      "Those\n"
      "that are wrong as written stand here: what the text says, what is wrong with it, what is "
      "true\n"
      "instead, and the theorems it rests on, the one that states it first. Where a theorem has "
      "the\n"
      "claim among its falsifiers, its check is run, and the smallest counterexample is shown.\n\n"
      "A claim is `corrected` if all its theorems are stated and it was refuted here, `planned` if "
      "a\n"
      "theorem is still to be stated, `unsettled` if it survived. `lemmata verify` checks that "
      "the\n"
      "theorems themselves hold; `lemmata verify --report DIR` shows all 99 claims as a page.\n\n"
      "Examples:\n"
      "  lemmata errata\n"
      "  lemmata errata --seed 7                 other random instances\n"
      "  lemmata errata --json errata.json       an array with an object for each claim\n\n"
      "Exit status: 0; 1 a claim that should be refuted was not; 2 wrong usage or input.");
  return command;
}

CLI::App* add_solve(CLI::App& program, SolveArguments& arguments) {
  CLI::App* command =
      program.add_subcommand("solve", "The optimal, or soft-optimal, values and policy of an MDP");
  command->add_option("--mdp", arguments.mdp, "Gymnasium's transition table as JSON")
      ->required()
      ->type_name("FILE");
  CLI::Option* entropy =
      add_number<double>(
          *command, "--entropy", arguments.entropy,
          [](double value) { return std::isfinite(value) && value >= 0; }, "number from 0",
          "β, the reward for a nat of entropy a step: maximise E Σγᵗ(r_t + βH(π(·|s_t)));\n"
          "0, as if not given, is the plain optimum")
          ->type_name("NUMBER");
  CLI::Option* frontier =
      command
          ->add_flag("--frontier", arguments.frontier,
                     "Return and entropy of the soft-optimal policy for 31 temperatures β, from\n"
                     "10⁻³ to 10³ times the largest reward")
          ->excludes(entropy);
  command
      ->add_option("--report", arguments.report,
                   "Write the frontier as a web page with figures to this folder")
      ->type_name("DIR")
      ->needs(frontier);
  add_json(*command, arguments.json);
  command->footer(
      "With --entropy β the policy that is best is unique, π(a|s) ∝ exp(Q(s,a)/β), and takes "
      "every\n"
      "action with positive probability; V_β = β log Σ_a exp(Q(·,a)/β) lies between V* and\n"
      "V* + β log A/(1−γ) for A actions. Shown are V_β, π, and J and entropy of π: μᵀV_β is\n"
      "J + β·entropy. \"Off by at most\" is computed from what V_β lacks to solve its equation.\n\n"
      "With γ = 1 loops collect entropy for ever. Where that outweighs what they cost there is no\n"
      "soft optimum, which is said; for lower β there may be one.\n\n"
      "With --frontier each policy has the most return of all with its entropy. --report draws\n"
      "the frontier, and J over β.\n\n"
      "Examples:\n"
      "  lemmata solve --mdp frozen_lake.json --json -\n"
      "  lemmata solve --mdp frozen_lake.json --entropy 0.1\n"
      "  lemmata solve --mdp frozen_lake.json --frontier --report page\n\n"
      "Exit status: 0; 2 wrong usage or input, or no optimum.");
  return command;
}

struct Arguments {
  ListArguments list{};
  TheoremArguments theorem{};
  VerifyArguments verify{};
  ProveArguments prove{};
  ErrataArguments errata{};
  SolveArguments solve{};
  RunArguments run{};
};

struct Command {
  CLI::App* parsed;
  std::function<int()> run;
};

/// The subcommands, bound to the arguments that parsing fills.
std::vector<Command> add_commands(CLI::App& program, Arguments& a) {
  return {
      {add_list(program, a.list), [&a] { return list_theorems(a.list); }},
      {add_theorem_command(program, "show",
                           "One theorem in full: statement, hypotheses, proof, falsifiers, sources",
                           a.theorem),
       [&a] { return show_theorem(a.theorem); }},
      {add_verify(program, a.verify), [&a] { return verify_theorems(a.verify); }},
      {add_prove(program, a.prove), [&a] { return prove_theorems(a.prove); }},
      {add_theorem_command(program, "cite", "BibTeX of a theorem in Lemmata and of its sources",
                           a.theorem),
       [&a] { return cite_theorem(a.theorem); }},
      {add_errata(program, a.errata), [&a] { return list_errata(a.errata); }},
      {add_solve(program, a.solve), [&a] { return solve_mdp(a.solve); }},
      {add_run(program, a.run), [&a] { return run_algorithm(a.run); }},
  };
}

void describe(CLI::App& program) {
  program.description(
      "Lemmata, the executable theory of actor-critic reinforcement learning: theorems that are\n"
      "checked on this machine, each with the strength of its evidence.");
  program.footer(
      "Examples:\n"
      "  lemmata list                            which theorems there are\n"
      "  lemmata show PG-2                       what the policy gradient theorem says\n"
      "  lemmata verify                          check them all\n"
      "  lemmata verify PG-2 --mdp mine.json     check one on an MDP of yours\n"
      "  lemmata prove                           check those that are proved in Coq\n"
      "  lemmata cite PG-2 >> references.bib     cite it\n"
      "  lemmata errata                          what a study text has wrong, refuted\n"
      "  lemmata run softmax-gradient --environment two-armed-bandit\n"
      "                                          run an algorithm, and see it converge\n\n"
      "Exit status: 0 all verified; 1 a theorem failed or a falsifier survived; 2 wrong usage or\n"
      "input; 130 interrupted. `lemmata COMMAND --help` says more of each command.");
  program.set_version_flag("--version", "lemmata " + version(), "Print the version");
  program.require_subcommand(1);
}

/// A first word that is no command is more likely a misspelt one than a stray argument.
void require_known_command(const std::string& word, const std::vector<Command>& commands) {
  if (word.empty() || word[0] == '-') return;
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.parsed->get_name());
  if (std::find(names.begin(), names.end(), word) != names.end()) return;
  throw UsageError{unknown_name("command", word, nearest_names(word, names))};
}

/// The help of the subcommand in which parsing ended.
std::string where_to_read_on(const CLI::App& program) {
  const auto parsed = program.get_subcommands();
  const std::string command = parsed.empty() ? "" : parsed.front()->get_name() + " ";
  return fmt::format("`lemmata {}--help` says what there is.", command);
}

int run(int argc, const char* const* argv) {
  CLI::App program{"", "lemmata"};
  Arguments arguments;
  const std::vector<Command> commands = add_commands(program, arguments);
  describe(program);
  try {
    if (argc > 1) require_known_command(argv[1], commands);
    program.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << program.help();
    return 0;
  } catch (const CLI::CallForVersion& version_text) {
    std::cout << version_text.what() << "\n";
    return 0;
  } catch (const CLI::ParseError& error) {
    throw UsageError{fmt::format("{}\n{}", error.what(), where_to_read_on(program))};
  }
  const auto chosen = std::find_if(commands.begin(), commands.end(),
                                   [](const Command& command) { return command.parsed->parsed(); });
  return chosen->run();
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  try {
    const int status = run(argc, argv);
    if (!std::cout.flush()) throw std::runtime_error{"standard output cannot be written"};
    return status;
  } catch (const std::exception& error) {
    std::cerr << "lemmata: " << error.what() << "\n";
    return wrong_usage;
  }
}

}  // namespace lemmata
