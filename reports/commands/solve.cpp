#include <iostream>

#include "algorithms/dynamic_programming/policy_iteration.hpp"
#include "algorithms/environments/mdp_file.hpp"
#include "algorithms/soft/entropy_frontier.hpp"
#include "algorithms/soft/soft_policy_iteration.hpp"
#include "reports/commands/commands.hpp"
#include "reports/json.hpp"
#include "reports/output_paths.hpp"
#include "reports/terminal/solution_text.hpp"
#include "reports/web/frontier_page.hpp"

namespace lemmata {
namespace {

void show_frontier(const SolveArguments& arguments, const TransitionTable& table) {
  const EntropyFrontier frontier = entropy_frontier(in_field<double>(table));
  const bool readable = arguments.json != standard_output;
  if (readable) std::cout << frontier_text(frontier, table.name);
  write_output(arguments.json, to_json(frontier));
  if (arguments.report.empty()) return;
  const auto page = write_frontier_page(frontier, table.name, arguments.report);
  if (readable) std::cout << "Report: " << page.string() << "\n";
}

void show(const SolveArguments& arguments, const std::string& text, const std::string& json) {
  if (arguments.json != standard_output) std::cout << text;
  write_output(arguments.json, json);
}

}  // namespace

int solve_mdp(const SolveArguments& arguments) {
  const TransitionTable table = read_mdp(arguments.mdp);
  require_writable_file(arguments.json);
  require_writable_folder(arguments.report);
  const FiniteMdp<double> mdp = in_field<double>(table);
  if (arguments.frontier) {
    show_frontier(arguments, table);
  } else if (const double temperature = arguments.entropy.value_or(0); temperature > 0) {
    const SoftSolution soft = solve_by_soft_policy_iteration(mdp, temperature);
    show(arguments, solution_text(soft, temperature, table.name), to_json(soft, temperature));
  } else {
    const OptimalSolution solution = solve_by_policy_iteration(mdp);
    show(arguments, solution_text(solution, table.name), to_json(solution));
  }
  return 0;
}

}  // namespace lemmata
