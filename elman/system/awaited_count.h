// How the pool's threads wait for each other.
#pragma once

#include <atomic>

namespace elman::system {

// A number that threads wait on until another thread changes it. Waking them takes a system call, which is left out if
// none sleeps on this number: std::atomic's notify does not know on which number a thread sleeps, and makes the call if
// any does. Has a cache line of its own.
class alignas(64) AwaitedCount {
 public:
  int now() const { return value_.load(std::memory_order_acquire); }

  void set(int value) {
    value_.store(value);
    wake();
  }
  void add_one() {
    value_.fetch_add(1);
    wake();
  }

  // Returns the first value other than `old`: spins for a bounded time if `spin`, then sleeps. Sets *held_up, if given,
  // when that took much longer than the other parts of a job do.
  int wait(int old, bool spin, std::atomic<bool>* held_up = nullptr);

 private:
  void wake() {
    if (sleepers_.load() > 0) value_.notify_all();
  }

  std::atomic<int> value_{0};
  std::atomic<int> sleepers_{0};
};

}  // namespace elman::system
