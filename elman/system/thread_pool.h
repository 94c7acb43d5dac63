// The threads that compute. Work is split by owned outputs, so results do not depend on how many there are.
#pragma once

#include <atomic>
#include <memory>
#include <type_traits>

namespace elman::system {

// A part of 0..n.
struct Range {
  int begin = 0;
  int end = 0;
};

// The part of n items that worker `worker` of `workers` owns, in multiples of `grain` (but for the last).
Range share(int n, int worker, int workers, int grain = 1);

// While the object lives, this thread reads and writes denormal numbers as zero: arithmetic on them takes a hundred
// times as long as on others. Nests; costs nothing if the mode is already on.
class FlushDenormals {
 public:
  FlushDenormals();
  ~FlushDenormals();
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
  unsigned long before_;
};

// A fixed set of threads. run() is not reentrant and is called from one thread at a time; the caller is worker 0.
// Waiting threads spin for a bounded time, then sleep, so that little is lost if another process takes a core. Every
// worker flushes denormals to zero while it computes.
class ThreadPool {
 public:
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int size() const;
  // How many tasks to cut work into that can be cut anywhere: two for each thread, so that a late thread holds up
  // little; one if there is one thread.
  int tasks() const { return size() == 1 ? 1 : 2 * size(); }

  // How soon the other threads respond. near or distant: like cores of one chip or of two, which on a virtual machine
  // changes over time. late: one of them has kept the caller waiting for long, because another process had its core;
  // that remains the answer for some milliseconds, or longer if it happens again (see Backoff). Only the caller may
  // ask, outside of a job.
  enum class Readiness { late, distant, near };
  Readiness readiness();

  // The number of multiplications below which sharing them between threads costs more than it saves.
  double worth_sharing() { return worth_sharing(readiness()); }
  static constexpr double worth_sharing(Readiness readiness) {
    if (readiness == Readiness::late) return 1 << 20;
    return readiness == Readiness::distant ? 1 << 18 : 1 << 17;
  }

  // Calls job(worker) once for each worker in 0..size() at the same time and returns when all have ended. An exception
  // that a job throws is rethrown here, the first worker's first. With one thread it is a plain call.
  template <class Job>
  void run(Job&& job) {
    run_erased(job, Participants::all);
  }

  // Calls job(task, worker) once for each task in 0..tasks, in ascending order, each on the worker that is free first:
  // the others take over what a worker without a core does not get to. A task owns its outputs, so results do not
  // depend on which worker computes it.
  template <class Job>
  void run_tasks(int tasks, Job&& job) {
    std::atomic<int> next{0};
    const auto work = [&](int worker) {
      for (int task; (task = next.fetch_add(1, std::memory_order_relaxed)) < tasks;) job(task, worker);
    };
    if (tasks > 1) return run_erased(work, Participants::available);
    const FlushDenormals flush;
    work(0);
  }

  // Inside run(): returns when every worker has arrived; all writes before it are seen after it. If another worker's
  // job ended in an exception it throws, so that no worker waits for ever; run() then reports the first cause.
  void barrier();

 private:
  using Erased = void (*)(void* context, int worker);
  // Which workers must have taken part before a job is over: all, or the caller and those who joined before it finished
  // its own part.
  enum class Participants { all, available };

  template <class Job>
  void run_erased(Job& job, Participants participants) {
    run_erased([](void* context, int worker) { (*static_cast<Job*>(context))(worker); },
               const_cast<void*>(static_cast<const void*>(&job)), participants);
  }
  void run_erased(Erased job, void* context, Participants participants);

  struct State;
  std::unique_ptr<State> state_;
};

// Runs the tasks on the threads of `pool` or, if it is null, one after another.
template <class Job>
void run_tasks(ThreadPool* pool, int tasks, Job&& job) {
  if (pool != nullptr) return pool->run_tasks(tasks, job);
  for (int task = 0; task < tasks; ++task) job(task, 0);
}

}  // namespace elman::system
