#pragma once
/// \file
/// The built program as its users meet it: started with arguments, and what came of it.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "file_content.hpp"
#include "temporary_folder.hpp"

extern char** environ;

namespace lemmata {

/// A program that has ended.
struct Ended {
  int status;
  std::string out;
  std::string err;
};

class CommandLine : public testing::Test {
 protected:
  void TearDown() override {
    fs::remove(out_path());
    fs::remove(err_path());
  }

  fs::path out_path() const { return folder.string() + ".out"; }
  fs::path err_path() const { return folder.string() + ".err"; }

  pid_t start(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), LEMMATA_PROGRAM);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    constexpr int replaced = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out_path().c_str(), replaced, 0600);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err_path().c_str(), replaced, 0600);
    pid_t process = 0;
    EXPECT_EQ(posix_spawn(&process, argv[0], &files, nullptr, argv.data(), environ), 0);
    posix_spawn_file_actions_destroy(&files);
    return process;
  }

  Ended finish(pid_t process) const {
    int status = 0;
    EXPECT_EQ(waitpid(process, &status, 0), process);
    EXPECT_TRUE(WIFEXITED(status)) << "ended by signal " << WTERMSIG(status);
    return {WEXITSTATUS(status), content(out_path()), content(err_path())};
  }

  Ended lemmata(const std::vector<std::string>& arguments) const {
    return finish(start(arguments));
  }

  std::string in_folder(const std::string& name) const { return (folder / name).string(); }

  /// What wrong usage looks like, whatever is wrong.
  void expect_refused(const std::vector<std::string>& arguments, const std::string& named) const {
    const Ended outcome = lemmata(arguments);
    EXPECT_EQ(outcome.status, 2) << testing::PrintToString(arguments);
    EXPECT_THAT(outcome.out, testing::IsEmpty()) << testing::PrintToString(arguments);
    EXPECT_THAT(outcome.err, testing::StartsWith("lemmata: "));
    EXPECT_THAT(outcome.err, testing::HasSubstr(named));
  }

  /// What the program does if it is interrupted while it reads its input from this pipe. It has its
  /// signal handler in place by then, so the signal cannot come early.
  Ended interrupted_while_reading(const std::string& pipe, const std::string& input,
                                  const std::vector<std::string>& arguments) const {
    EXPECT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    const pid_t process = start(arguments);
    int writer = -1;
    while (writer < 0) {
      siginfo_t ended{};
      waitid(P_PID, static_cast<id_t>(process), &ended, WEXITED | WNOHANG | WNOWAIT);
      if (ended.si_pid != 0) {
        ADD_FAILURE() << "ended without reading its input";
        return finish(process);
      }
      writer = open(pipe.c_str(), O_WRONLY | O_NONBLOCK);
      std::this_thread::yield();
    }
    EXPECT_EQ(kill(process, SIGINT), 0);
    EXPECT_EQ(write(writer, input.data(), input.size()), static_cast<ssize_t>(input.size()));
    close(writer);
    return finish(process);
  }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& file : fs::directory_iterator{folder}) names.push_back(file.path().filename());
    return names;
  }

  const TemporaryFolder temporary;
  const fs::path folder = temporary.path();
};

}  // namespace lemmata
