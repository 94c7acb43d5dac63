// How the pool's threads wait for each other.
#pragma once

#include <atomic>

namespace elman::system {

// A number that threads wait for until another changes it. Waking them takes a system call, which is left out while
// nobody sleeps here: std::atomic's own notify cannot tell apart who sleeps where, and calls for any thread that does.
// Stands on a cache line of its own.
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

  // Returns the first value other than `old`: spins for a bounded time where `spin`, then sleeps. Sets *held_up, where
  // it is given, if that took much longer than a job's other parts do.
  int wait(int old, bool spin, std::atomic<bool>* held_up = nullptr);

 private:
  void wake() {
    if (sleepers_.load() > 0) value_.notify_all();
  }

  std::atomic<int> value_{0};
  std::atomic<int> sleepers_{0};
};

}  // namespace elman::system
