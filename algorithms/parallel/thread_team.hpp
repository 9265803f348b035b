#pragma once
/// \file
/// Threads that stay between rounds of the same work, for rounds too short to start threads in.

#include <barrier>
#include <functional>
#include <thread>
#include <vector>

namespace lemmata {

/// The thread that makes the team is its member 0; each of the others waits for a round to begin.
class ThreadTeam {
 public:
  /// \throws std::invalid_argument for fewer than one member
  explicit ThreadTeam(int members);
  ~ThreadTeam();
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  /// Calls work(member) once in each member, and returns when all have done. It must not throw.
  void run(const std::function<void(int member)>& work);

 private:
  void follow(int member);

  const std::function<void(int)>* work_ = nullptr;  ///< none: the team is dissolved
  std::barrier<> begin_;
  std::barrier<> end_;
  std::vector<std::jthread> threads_;
};

}  // namespace lemmata
