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

// Numbers too small for a normal float are taken as zero, read and written, in this thread while the object lives: they
// cost a hundred times as much as others. Nests; free where the mode is on already.
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
// Waiting spins for a bounded time, then sleeps, so that a core lent to somebody else costs little.
// Every worker flushes denormals to zero while it computes.
class ThreadPool {
 public:
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int size() const;
  // Into how many tasks work is cut that can be cut anywhere: two for each thread, so that whoever is late holds up
  // little; one where there is one thread.
  int tasks() const { return size() == 1 ? 1 : 2 * size(); }

  // How soon the others answer. They are near or distant, as cores of one or of two chips are, which on a virtual
  // machine changes with time; or late, once one has kept the caller waiting for long because its core was lent to
  // somebody else. Late is then the answer for some milliseconds, or longer while that goes on (see Patience). To be
  // asked by the caller alone, outside of a job.
  enum class Readiness { late, distant, near };
  Readiness readiness();

  // Multiplications below which sharing them costs more than it saves.
  double worth_sharing() { return worth_sharing(readiness()); }
  static constexpr double worth_sharing(Readiness readiness) {
    if (readiness == Readiness::late) return 1 << 20;
    return readiness == Readiness::distant ? 1 << 18 : 1 << 17;
  }

  // Calls job(worker) once for each worker in 0..size() at the same time and returns when all have ended. An exception
  // that a job throws is rethrown here, the first worker's first. With one thread it is a plain call.
  template <class Job>
  void run(Job&& job) {
    run_erased(job, Crew::all);
  }

  // Calls job(task, worker) once for each task in 0..tasks, in order of their numbers, each by the worker that is free
  // first: what one whose core is taken away does not get to, the others do. A task owns its outputs, so that results
  // do not depend on who computes it.
  template <class Job>
  void run_tasks(int tasks, Job&& job) {
    std::atomic<int> next{0};
    const auto work = [&](int worker) {
      for (int task; (task = next.fetch_add(1, std::memory_order_relaxed)) < tasks;) job(task, worker);
    };
    if (tasks > 1) return run_erased(work, Crew::whoever_comes);
    const FlushDenormals flush;
    work(0);
  }

  // Inside run(): returns when every worker has arrived; all writes before it are seen after it. If another worker's
  // job ended in an exception it throws, so that nobody waits for ever; run() then reports the first cause.
  void barrier();

 private:
  using Erased = void (*)(void* context, int worker);
  // Who must have taken part before a job is over: everybody, or the caller and those who came before it was through.
  enum class Crew { all, whoever_comes };

  template <class Job>
  void run_erased(Job& job, Crew crew) {
    run_erased([](void* context, int worker) { (*static_cast<Job*>(context))(worker); },
               const_cast<void*>(static_cast<const void*>(&job)), crew);
  }
  void run_erased(Erased job, void* context, Crew crew);

  struct State;
  std::unique_ptr<State> state_;
};

// The tasks on the threads of `pool` or, where there is none, one after another.
template <class Job>
void run_tasks(ThreadPool* pool, int tasks, Job&& job) {
  if (pool != nullptr) return pool->run_tasks(tasks, job);
  for (int task = 0; task < tasks; ++task) job(task, 0);
}

}  // namespace elman::system
