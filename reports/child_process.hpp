#pragma once
/// \file
/// Programs that run beside this one.

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lemmata {

/// A program of the search path; none if there is none of this name.
std::optional<std::filesystem::path> find_program(const std::string& name);

/// A program in a process group of its own, so that Ctrl-C is for the parent to answer. It reads
/// nothing; what it prints goes into a file. It does not outlive this object.
class ChildProcess {
 public:
  /// \throws std::system_error if it cannot be started
  ChildProcess(std::vector<std::string> command, const std::filesystem::path& folder,
               const std::filesystem::path& output);
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) = delete;

  /// Its exit status, 128 and the signal's number if a signal ended it; nothing while it runs.
  /// \throws std::system_error if the system does not tell, as where SIGCHLD is ignored
  std::optional<int> status();

 private:
  pid_t running_;  ///< 0 from the end on
  int status_ = 0;
};

}  // namespace lemmata
