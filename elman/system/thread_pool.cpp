#include "elman/system/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "elman/system/awaited_count.h"
#include "elman/system/backoff.h"

#if defined(__x86_64__) || defined(__i386__)
#include <xmmintrin.h>
#endif

namespace elman::system {

namespace {

// Cores of one chip respond to a call within a sixth of a microsecond, those of two chips within two thirds. That is
// measured by some calls, and the result is used for so many questions: fewer if it says distant, since a thread that
// has just started may still share the caller's core. Measuring costs little then, since it stops at the first slow
// call.
constexpr auto near_enough = std::chrono::nanoseconds(350);
constexpr auto too_slow = std::chrono::microseconds(100);
constexpr int calls = 8;
constexpr int near_for = 1 << 10;
constexpr int distant_for = 1 << 6;

#if defined(__x86_64__) || defined(__i386__)
constexpr unsigned flush_bits = 0x8040;  // MXCSR: flush to zero, denormals are zero
unsigned long control() { return _mm_getcsr(); }
void set_control(unsigned long word) { _mm_setcsr(static_cast<unsigned>(word)); }
#elif defined(__aarch64__)
constexpr unsigned long flush_bits = 1UL << 24;  // FPCR: FZ
unsigned long control() {
  unsigned long word;
  asm volatile("mrs %0, fpcr" : "=r"(word));
  return word;
}
void set_control(unsigned long word) { asm volatile("msr fpcr, %0" : : "r"(word)); }
#else
constexpr unsigned long flush_bits = 0;
unsigned long control() { return 0; }
void set_control(unsigned long) {}
#endif

// What a barrier throws when it can no longer be completed.
struct Abandoned : std::runtime_error {
  Abandoned() : std::runtime_error("another worker's job failed") {}
};

}  // namespace

Range share(int n, int worker, int workers, int grain) {
  const int grains = (n + grain - 1) / grain;
  const int each = grains / workers;
  const int more = grains % workers;  // the first `more` workers own one grain more
  const int begin = worker * each + std::min(worker, more);
  const int end = begin + each + (worker < more ? 1 : 0);
  return {std::min(n, begin * grain), std::min(n, end * grain)};
}

FlushDenormals::FlushDenormals() : before_(control()) {
  if ((before_ & flush_bits) != flush_bits) set_control(before_ | flush_bits);
}

FlushDenormals::~FlushDenormals() {
  if ((before_ & flush_bits) != flush_bits) set_control(before_);
}

// The door to a job: its round, whether it is closed, how many workers besides the caller have entered, and how many of
// them are still inside. A worker enters the round that it was called for or none, so that a late one cannot touch a
// job that is over.
class Door {
 public:
  // Nobody is inside.
  void open(int round) { value_.store(of(round), std::memory_order_release); }
  void close() { value_.fetch_or(closed, std::memory_order_acq_rel); }
  bool enter(int round) {
    std::uint64_t seen = value_.load(std::memory_order_relaxed);
    do {
      if ((seen & (round_mask | closed)) != of(round)) return false;
    } while (
        !value_.compare_exchange_weak(seen, seen + entered + 1, std::memory_order_acquire, std::memory_order_relaxed));
    return true;
  }
  void leave() { value_.fetch_sub(1, std::memory_order_acq_rel); }
  // At least so many workers have entered, and none is inside.
  bool is_over(int workers) const {
    const std::uint64_t seen = value_.load(std::memory_order_acquire);
    return seen % closed == 0 && (seen & ~round_mask) / entered >= static_cast<unsigned>(workers);
  }

 private:
  static constexpr std::uint64_t closed = 1 << 15;  // bits below it: inside; bits above it: entered
  static constexpr std::uint64_t entered = 1 << 16;
  static constexpr std::uint64_t round_mask = ~std::uint64_t{0} << 32;
  static std::uint64_t of(int round) { return std::uint64_t{static_cast<unsigned>(round)} << 32; }

  std::atomic<std::uint64_t> value_{closed};
};

// Counters that different threads write have cache lines of their own.
struct ThreadPool::State {
  explicit State(int workers) : size(workers), errors(static_cast<std::size_t>(workers)) {}

  const int size;
  bool spin = true;
  bool stopping = false;
  Erased job = nullptr;
  void* context = nullptr;
  Backoff backoff;
  int until_measured = 0;  // questions until the distance is measured again
  bool near = false;
  std::vector<std::exception_ptr> errors;  // by worker
  std::vector<std::thread> threads;

  AwaitedCount round;                       // another one when there is a new job
  alignas(64) Door door;                    // to that job
  AwaitedCount left;                        // another one when a worker has left
  alignas(64) std::atomic<int> arrived{0};  // at the barrier
  AwaitedCount phase;                       // grows when a barrier opens
  std::atomic<bool> failed{false};
  std::atomic<bool> held_up{false};  // a thread has waited for long inside a job or for its end

  void announce() {
    const int next = static_cast<int>(static_cast<unsigned>(round.now()) + 1);
    door.open(next);
    round.set(next);
  }

  void open_barrier() { phase.add_one(); }

  void do_job(int worker) {
    try {
      job(context, worker);
    } catch (...) {
      errors[static_cast<std::size_t>(worker)] = std::current_exception();
      failed.store(true);
      open_barrier();
    }
  }

  void serve(int worker) {
    const FlushDenormals flush;
    for (int seen = 0;;) {
      seen = round.wait(seen, spin);
      if (!door.enter(seen)) continue;
      const bool stop = stopping;
      if (!stop) do_job(worker);
      door.leave();
      left.add_one();
      if (stop) return;
    }
  }

  // After the caller's own part of a job.
  void finish(Participants participants) {
    const int workers = participants == Participants::all ? size - 1 : 0;
    if (participants == Participants::available) door.close();
    for (int seen = left.now(); !door.is_over(workers);) {
      seen = left.wait(seen, spin, &held_up);
    }
    door.close();
  }

  void stop() {
    stopping = true;
    announce();
    for (std::thread& thread : threads) thread.join();
  }

  // Throws what the first worker threw, except workers that only gave up at a barrier.
  void rethrow() {
    std::exception_ptr first;
    for (std::exception_ptr& error : errors) {
      const std::exception_ptr taken = std::exchange(error, nullptr);
      if (taken == nullptr || first != nullptr) continue;
      try {
        std::rethrow_exception(taken);
      } catch (const Abandoned&) {
      } catch (...) {
        first = taken;
      }
    }
    if (first != nullptr) std::rethrow_exception(first);
  }
};

ThreadPool::ThreadPool(int threads) {
  if (threads < 1)
    throw std::invalid_argument("ThreadPool: " + std::to_string(threads) + " threads; at least 1 is needed");
  state_ = std::make_unique<State>(threads);
  // If threads share cores, spinning would keep the others from arriving.
  state_->spin = static_cast<unsigned>(threads) <= std::thread::hardware_concurrency();
  try {
    for (int worker = 1; worker < threads; ++worker) state_->threads.emplace_back(&State::serve, state_.get(), worker);
  } catch (...) {
    state_->stop();
    throw;
  }
}

ThreadPool::~ThreadPool() { state_->stop(); }

int ThreadPool::size() const { return state_->size; }

ThreadPool::Readiness ThreadPool::readiness() {
  State& state = *state_;
  if (state.size == 1 || !state.spin) return Readiness::late;
  const bool late = state.held_up.load(std::memory_order_relaxed);
  if (late) state.held_up.store(false, std::memory_order_relaxed);
  const auto now = [] {
    return std::chrono::duration_cast<Backoff::Duration>(std::chrono::steady_clock::now().time_since_epoch());
  };
  if (!state.backoff.may_rely(late, now)) {
    state.until_measured = 0;
    return Readiness::late;
  }
  if (--state.until_measured < 0) {
    auto shortest = std::chrono::steady_clock::duration::max();
    auto took = std::chrono::steady_clock::duration::zero();
    for (int i = 0; i < calls && took < too_slow; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      run([](int) {});
      took = std::chrono::steady_clock::now() - begin;
      shortest = std::min(shortest, took);
    }
    state.near = shortest < near_enough;
    state.until_measured = state.near ? near_for : distant_for;
  }
  return state.near ? Readiness::near : Readiness::distant;
}

void ThreadPool::run_erased(Erased job, void* context, Participants participants) {
  State& state = *state_;
  const FlushDenormals flush;
  if (state.size == 1) return job(context, 0);
  state.job = job;
  state.context = context;
  state.arrived.store(0, std::memory_order_relaxed);
  state.failed.store(false, std::memory_order_relaxed);
  state.announce();
  state.do_job(0);
  state.finish(participants);
  if (state.failed.load(std::memory_order_relaxed)) state.rethrow();
}

void ThreadPool::barrier() {
  State& state = *state_;
  if (state.size == 1) return;
  const int phase = state.phase.now();  // before arriving: the barrier may open at once
  if (state.failed.load()) throw Abandoned();
  if (state.arrived.fetch_add(1, std::memory_order_acq_rel) + 1 == state.size) {
    state.arrived.store(0, std::memory_order_relaxed);
    state.open_barrier();
  } else {
    state.phase.wait(phase, state.spin, &state.held_up);
  }
  if (state.failed.load()) throw Abandoned();
}

}  // namespace elman::system
