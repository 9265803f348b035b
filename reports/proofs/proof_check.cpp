#include "reports/proofs/proof_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <system_error>
#include <thread>

#include "reports/child_process.hpp"

namespace lemmata {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds between_looks{10};

double seconds_since(steady_clock::time_point begin) {
  return std::chrono::duration<double>{steady_clock::now() - begin}.count();
}

/// A folder that nobody else may read, and that is gone in the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "lemmata-proofs-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
      throw std::system_error{errno, std::generic_category(), name};
    }
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string content(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::string trimmed(const std::string& text) {
  const auto last = text.find_last_not_of(" \n");
  return last == std::string::npos ? "" : text.substr(0, last + 1);
}

std::string coqc() {
  const auto found = find_program("coqc");
  if (found) return found->string();
  throw MissingCoq{
      "the proofs are checked by Coq, and coqc is not on this machine; on Debian and Ubuntu:\n"
      "  apt-get install coq libcoq-mathcomp-algebra"};
}

/// "Lemmata.mdp.x.y" for the theorem y of theory/mdp/x.v.
std::string full_name(const ListedProof& listed) {
  std::string path = fs::path{listed.file}.replace_extension().string();
  std::replace(path.begin(), path.end(), '/', '.');
  return coq_library + path.substr(std::min(path.find('.'), path.size())) + "." + listed.theorem;
}

/// What Coq prints of the axioms behind a theorem, one an entry: those lines that are not indented
/// begin one.
std::vector<std::string> assumptions_in(const std::string& printed) {
  if (printed.starts_with("Closed under the global context")) return {};
  std::vector<std::string> found;
  std::istringstream lines{printed};
  for (std::string line; std::getline(lines, line);) {
    const bool is_heading = line == "Axioms:" || line == "Section Variables:";
    if (line.empty() || is_heading) continue;
    if (line[0] == ' ' && !found.empty()) {
      found.back() += "\n" + line;
    } else {
      found.push_back(line);
    }
  }
  if (found.empty()) found.push_back("Coq did not say what it assumes");
  return found;
}

/// One file on its way through Coq.
struct Compilation {
  const ProofFile* file;
  std::vector<const ProofFile*> required;
  enum class State { waiting, running, accepted, refused } state = State::waiting;
  std::optional<ChildProcess> process{};
  steady_clock::time_point begin{};
  double seconds = 0;
};

/// Files that are compiled in a folder, each when all that it requires is.
class Library {
 public:
  Library(const ProofSources& sources, const std::vector<ListedProof>& theorems,
          const ProofOptions& options)
      : theorems_{theorems}, options_{options} {
    for (const ProofFile* file : files_of(sources, theorems)) {
      compilations_.push_back({.file = file, .required = required_files(sources, *file)});
      write(*file);
    }
  }

  /// Returns when all files are settled, or at an interruption.
  void compile() {
    while (count(State::waiting) + count(State::running) > 0 && !is_interrupted()) {
      settle();
      start();
      std::this_thread::sleep_for(between_looks);
    }
  }

  ProofResult result(const ListedProof& listed) const {
    const auto found =
        std::find_if(compilations_.begin(), compilations_.end(),
                     [&](const Compilation& each) { return each.file->path == listed.file; });
    if (found == compilations_.end()) return {.listed = listed, .verdict = ProofVerdict::fails};
    const auto formal = formal_statement(found->file->text, listed.theorem);
    ProofResult result{
        .listed = listed, .formal = formal.value_or(FormalStatement{}), .seconds = found->seconds};
    if (found->state == State::refused || !formal) {
      result.verdict = ProofVerdict::fails;
    } else if (found->state == State::accepted) {
      result.assumptions = assumptions_in(content(answer(listed).string() + ".out"));
      result.verdict = result.assumptions.empty() ? ProofVerdict::proved : ProofVerdict::assumes;
    }
    return result;
  }

  int accepted() const { return count(State::accepted); }
  const std::vector<ProofProblem>& problems() const { return problems_; }
  std::string version() { return ask({"--print-version"}); }

 private:
  using State = Compilation::State;

  bool is_interrupted() const { return options_.interrupted != nullptr && *options_.interrupted; }
  int count(State state) const {
    return static_cast<int>(
        std::count_if(compilations_.begin(), compilations_.end(),
                      [&](const Compilation& each) { return each.state == state; }));
  }

  /// Where Coq writes what the theorem rests on.
  fs::path answer(const ListedProof& listed) const { return folder_.path() / full_name(listed); }
  fs::path messages(const Compilation& of) const {
    return (folder_.path() / of.file->path).replace_extension(".messages");
  }

  /// The file as it stands, and below it the question for each of its theorems.
  void write(const ProofFile& file) const {
    const fs::path path = folder_.path() / file.path;
    fs::create_directories(path.parent_path());
    std::ofstream out{path, std::ios::binary};
    out << file.text;
    for (const ListedProof& listed : theorems_) {
      if (listed.file != file.path || !formal_statement(file.text, listed.theorem)) continue;
      out << fmt::format("\nRedirect \"{}\" Print Assumptions {}.", answer(listed).string(),
                         full_name(listed));
    }
    if (!out.flush()) throw std::system_error{errno, std::generic_category(), path.string()};
  }

  std::vector<std::string> command(const ProofFile& file) const {
    return {coqc_,
            "-q",
            "-noglob",
            "-w",
            "-notation-overridden,-ambiguous-paths",
            "-R",
            file.path.substr(0, file.path.find('/')),
            coq_library,
            file.path};
  }

  Compilation& of(const ProofFile* file) {
    return *std::find_if(compilations_.begin(), compilations_.end(),
                         [&](const Compilation& each) { return each.file == file; });
  }
  bool is_any(const Compilation& each, State state) {
    return std::any_of(each.required.begin(), each.required.end(),
                       [&](const ProofFile* file) { return of(file).state == state; });
  }
  bool is_ready(const Compilation& each) {
    return std::all_of(each.required.begin(), each.required.end(),
                       [&](const ProofFile* file) { return of(file).state == State::accepted; });
  }

  void start() {
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const int jobs = options_.jobs > 0 ? options_.jobs : cores;
    for (Compilation& each : compilations_) {
      if (count(State::running) >= jobs) return;
      if (each.state != State::waiting || !is_ready(each)) continue;
      if (options_.progress) {
        const int done = count(State::accepted) + count(State::refused);
        options_.progress(each.file->path, done, static_cast<int>(compilations_.size()));
      }
      each.begin = steady_clock::now();
      each.process.emplace(command(*each.file), folder_.path(), messages(each));
      each.state = State::running;
    }
    if (count(State::running) == 0) refuse_circle();
  }

  void settle() {
    for (Compilation& each : compilations_) {
      if (each.state == State::waiting && is_any(each, State::refused)) each.state = State::refused;
      if (each.state != State::running) continue;
      const auto status = each.process->status();
      if (!status) continue;
      each.seconds = seconds_since(each.begin);
      each.state = *status == 0 ? State::accepted : State::refused;
      if (*status != 0) refuse(each, *status);
    }
  }

  void refuse(const Compilation& each, int status) {
    std::string said = trimmed(content(messages(each)));
    const bool without_mathcomp = said.find("Cannot find a physical path") != std::string::npos &&
                                  said.find("mathcomp") != std::string::npos;
    if (without_mathcomp) {
      throw MissingCoq{
          "Coq is on this machine, and its library mathcomp is not; on Debian and Ubuntu:\n"
          "  apt-get install libcoq-mathcomp-algebra"};
    }
    if (said.empty()) said = fmt::format("coqc ended with status {}", status);
    problems_.push_back({each.file->path, said});
  }

  /// Nothing runs and nothing can: what waits for no file that was refused waits for itself.
  void refuse_circle() {
    std::vector<Compilation*> stuck;
    for (Compilation& each : compilations_) {
      if (each.state == State::waiting && !is_any(each, State::refused)) stuck.push_back(&each);
    }
    for (Compilation* each : stuck) {
      problems_.push_back({each->file->path, "requires itself, or a file that does"});
      each->state = State::refused;
    }
  }

  std::string ask(std::vector<std::string> question) const {
    const fs::path answer = folder_.path() / "answer";
    question.insert(question.begin(), coqc_);
    ChildProcess asked{question, folder_.path(), answer};
    while (!asked.status()) std::this_thread::sleep_for(between_looks);
    const std::string said = content(answer);
    return said.substr(0, said.find_first_of(" \n"));
  }

  std::string coqc_ = coqc();
  const std::vector<ListedProof>& theorems_;
  const ProofOptions& options_;
  TemporaryFolder folder_{};
  std::vector<Compilation> compilations_{};
  std::vector<ProofProblem> problems_{};
};

}  // namespace

std::string to_string(ProofVerdict verdict) {
  switch (verdict) {
    case ProofVerdict::proved:
      return "proved";
    case ProofVerdict::assumes:
      return "assumes";
    case ProofVerdict::fails:
      return "fails";
    case ProofVerdict::unfinished:
      return "unfinished";
  }
  return {};
}

int exit_status(const ProofRun& run) {
  if (run.interrupted) return 130;
  return run.problems.empty() ? 0 : 1;
}

ProofRun check_proofs(const ProofSources& sources, const std::vector<ListedProof>& theorems,
                      const ProofOptions& options) {
  const auto begin = steady_clock::now();
  Library library{sources, theorems, options};
  ProofRun run{.coq = library.version(), .problems = problems_of(sources)};
  library.compile();
  for (const ListedProof& listed : theorems) run.results.push_back(library.result(listed));
  const auto& refused = library.problems();
  run.problems.insert(run.problems.end(), refused.begin(), refused.end());
  for (const ProofResult& result : run.results) {
    for (const std::string& axiom : result.assumptions) {
      run.problems.push_back(
          {fmt::format("{}, theorem {}", result.listed.file, result.listed.theorem),
           "rests on an axiom:\n" + axiom});
    }
  }
  run.files = library.accepted();
  run.interrupted = options.interrupted != nullptr && *options.interrupted;
  run.seconds = seconds_since(begin);
  return run;
}

}  // namespace lemmata
