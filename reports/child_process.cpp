#include "reports/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <sstream>
#include <system_error>
#include <utility>

extern char** environ;

namespace lemmata {

std::optional<std::filesystem::path> find_program(const std::string& name) {
  const char* search_path = std::getenv("PATH");
  std::istringstream folders{search_path == nullptr ? "" : search_path};
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::filesystem::path program = std::filesystem::path{folder} / name;
    if (access(program.c_str(), X_OK) == 0) return program;
  }
  return std::nullopt;
}

ChildProcess::ChildProcess(std::vector<std::string> command, const std::filesystem::path& folder,
                           const std::filesystem::path& output) {
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addchdir_np(&files, folder.c_str());
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, S_IRUSR | S_IWUSR);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  const int error =
      posix_spawn(&running_, arguments[0], &files, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) throw std::system_error{error, std::generic_category(), command[0]};
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : running_{std::exchange(other.running_, 0)}, status_{other.status_} {}

ChildProcess::~ChildProcess() {
  if (running_ == 0) return;
  ::kill(-running_, SIGKILL);
  waitpid(running_, nullptr, 0);
}

std::optional<int> ChildProcess::status() {
  if (running_ == 0) return status_;
  int ended = 0;
  const pid_t found = waitpid(running_, &ended, WNOHANG);
  if (found == 0 || (found < 0 && errno == EINTR)) return std::nullopt;
  running_ = 0;
  if (found < 0) {
    throw std::system_error{errno, std::generic_category(), "how a program ended is not known"};
  }
  status_ = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
  return status_;
}

}  // namespace lemmata
