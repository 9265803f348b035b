#include <iostream>

#include "algorithms/dynamic_programming/policy_iteration.hpp"
#include "algorithms/environments/mdp_file.hpp"
#include "reports/commands/commands.hpp"
#include "reports/json.hpp"
#include "reports/output_paths.hpp"
#include "reports/terminal/solution_text.hpp"

namespace lemmata {

int solve_mdp(const SolveArguments& arguments) {
  const TransitionTable table = read_mdp(arguments.mdp);
  require_writable_file(arguments.json);
  const OptimalSolution solution = solve_by_policy_iteration(in_field<double>(table));
  if (arguments.json != standard_output) std::cout << solution_text(solution, table.name);
  write_output(arguments.json, to_json(solution));
  return 0;
}

}  // namespace lemmata
