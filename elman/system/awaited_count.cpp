#include "elman/system/awaited_count.h"

#include <algorithm>
#include <chrono>

#if defined(__x86_64__) || defined(__i386__)
#include <xmmintrin.h>
#endif

namespace elman::system {

namespace {

// A few tenths of a millisecond: longer than the caller works alone between the kernels of a training step, shorter
// than a time slice. Waking a sleeping thread takes microseconds on an idle machine, but milliseconds on a busy one.
constexpr int most_rounds = 10000;
constexpr int least_rounds = 50;
constexpr auto worth_spinning = std::chrono::microseconds(400);

#if defined(__x86_64__) || defined(__i386__)
void relax() { _mm_pause(); }
#elif defined(__aarch64__)
void relax() { asm volatile("yield"); }
#else
void relax() {}
#endif

// How long this thread spins before it sleeps. If waits have been long lately, because another process took a core, it
// sleeps early and so leaves its own core to the thread that it waits for; if they have been short, it spins.
thread_local int rounds = most_rounds;

}  // namespace

int AwaitedCount::wait(int old, bool spin, std::atomic<bool>* held_up) {
  for (int i = 0; spin && i < rounds; ++i) {
    const int seen = now();
    if (seen != old) return seen;
    relax();
  }
  const auto begin = std::chrono::steady_clock::now();
  sleepers_.fetch_add(1);  // before reading the value again; who changes it looks for sleepers afterwards
  if (value_.load() == old) value_.wait(old);
  sleepers_.fetch_sub(1);
  const bool was_short = std::chrono::steady_clock::now() - begin < worth_spinning;
  rounds = was_short ? std::min(2 * rounds, most_rounds) : std::max(rounds / 2, least_rounds);
  if (held_up != nullptr && !was_short) held_up->store(true, std::memory_order_relaxed);
  return now();
}

}  // namespace elman::system
