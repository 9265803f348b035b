#include "algorithms/parallel/thread_team.hpp"

#include <stdexcept>

namespace lemmata {
namespace {

int checked(int members) {
  if (members < 1) throw std::invalid_argument{"a team of threads has at least one member"};
  return members;
}

}  // namespace

ThreadTeam::ThreadTeam(int members) : begin_{checked(members)}, end_{members} {
  for (int member = 1; member < members; ++member) {
    threads_.emplace_back([this, member] { follow(member); });
  }
}

ThreadTeam::~ThreadTeam() {
  work_ = nullptr;
  begin_.arrive_and_wait();
}

void ThreadTeam::run(const std::function<void(int)>& work) {
  work_ = &work;
  begin_.arrive_and_wait();
  work(0);
  end_.arrive_and_wait();
}

void ThreadTeam::follow(int member) {
  for (;;) {
    begin_.arrive_and_wait();
    if (work_ == nullptr) return;
    (*work_)(member);
    end_.arrive_and_wait();
  }
}

}  // namespace lemmata
